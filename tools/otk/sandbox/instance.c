/* SPDX-License-Identifier: MIT */
/* The files of the sandboxes that otk sandbox up has started. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tools/otk/file.h"
#include "tools/otk/json.h"
#include "tools/otk/memory.h"
#include "tools/otk/message.h"
#include "tools/otk/output/secrets.h"
#include "tools/otk/sandbox/instance.h"
#include "tools/otk/tables/units.h"

#define NAME_MAX_LENGTH 64
#define STATE_MAX       65536

static otk_cli_exit cannot_use(otk_cli *cli, const char *path, const char *why)
{
	return otk_cli_report(
		cli, OTK_CLI_NOT_REACHED, "io", "%s: %s; set XDG_RUNTIME_DIR", path, why);
}

/* The folder may be in /tmp, where another user can have made it. */
static otk_cli_exit make_private_folder(otk_cli *cli, const char *path)
{
	struct stat info;

	if (mkdir(path, 0700) != 0 && errno != EEXIST)
		return cannot_use(cli, path, strerror(errno));
	if (lstat(path, &info) != 0)
		return cannot_use(cli, path, strerror(errno));
	if (!S_ISDIR(info.st_mode))
		return cannot_use(cli, path, "it is not a folder");
	if (info.st_uid != geteuid())
		return cannot_use(cli, path, "it belongs to another user");
	if (info.st_mode & (S_IRWXG | S_IRWXO))
		return cannot_use(cli, path, "other users can read or change it");
	return OTK_CLI_DONE;
}

static otk_cli_exit find_folder(otk_cli *cli, const char **folder)
{
	const char *runtime = getenv("XDG_RUNTIME_DIR"), *temporary = getenv("TMPDIR");

	*folder = runtime && *runtime == '/'
			  ? otk_cli_text(cli, "%s/otk-sandbox", runtime)
			  : otk_cli_text(cli, "%s/otk-sandbox-%ld",
				    temporary && *temporary == '/' ? temporary : "/tmp",
				    (long)geteuid());
	return make_private_folder(cli, *folder);
}

static bool is_plain_name(const char *name)
{
	static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
				    "0123456789._-";
	size_t size = strlen(name);

	return size && size <= NAME_MAX_LENGTH && *name != '.' && strspn(name, plain) == size;
}

/*
 * Whether a process holds the lock. It belongs to the open file, so the sandbox inherits it, and
 * ends with the last process that has the file open.
 */
static bool is_locked(const char *path)
{
	struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	bool locked;

	if (fd < 0)
		return false;
	locked = fcntl(fd, F_OFD_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
	close(fd);
	return locked;
}

static void read_pid(otk_cli *cli, otk_cli_instance *instance)
{
	const char *problem = NULL;
	size_t size = 0;
	char *text = otk_cli_read_file(cli, instance->pid_file, STATE_MAX, &size, &problem);
	int64_t pid = 0;

	if (!text)
		return;
	text[strcspn(text, "\n")] = '\0';
	if (otk_cli_read_int(text, &pid) && pid > 1 && pid <= INT32_MAX)
		instance->pid = (pid_t)pid;
}

static void read_state(otk_cli *cli, otk_cli_instance *instance)
{
	const char *problem = NULL;
	size_t size = 0;
	char *text = otk_cli_read_file(cli, instance->state_file, STATE_MAX, &size, &problem);
	json_object *state = text ? otk_cli_json_parse(cli, text, size, &problem) : NULL;

	if (!json_object_is_type(state, json_type_object))
		return;
	instance->url = otk_cli_json_get(state, "url");
	instance->ca_file = otk_cli_json_get(state, "caFile");
	instance->key_file = otk_cli_json_get(state, "keyFile");
}

otk_cli_exit otk_cli_instance_read(otk_cli *cli, const char *name, otk_cli_instance *instance)
{
	const char *folder = NULL;
	otk_cli_exit code;

	name = name ? name : "default";
	if (!is_plain_name(name))
		return otk_cli_wrong(cli,
			"--instance: %s is not a name; letters, digits, '.', '_' and '-' are "
			"expected, at most %d",
			otk_cli_quote(cli, NULL, name), NAME_MAX_LENGTH);
	code = find_folder(cli, &folder);
	if (code)
		return code;
	*instance = (otk_cli_instance){.name = name,
		.folder = folder,
		.pid_file = otk_cli_text(cli, "%s/%s.pid", folder, name),
		.state_file = otk_cli_text(cli, "%s/%s.json", folder, name),
		.log_file = otk_cli_text(cli, "%s/%s.log", folder, name)};
	instance->running = is_locked(instance->pid_file);
	if (instance->running) {
		read_pid(cli, instance);
		read_state(cli, instance);
	}
	return OTK_CLI_DONE;
}

int otk_cli_instance_lock(otk_cli *cli, const otk_cli_instance *instance, otk_cli_exit *code)
{
	struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
	/* Without O_CLOEXEC: the sandbox holds the lock by this descriptor. */
	int fd = open(instance->pid_file, O_RDWR | O_CREAT | O_NOFOLLOW, 0600);

	*code = OTK_CLI_DONE;
	if (fd >= 0 && fcntl(fd, F_OFD_SETLK, &lock) == 0 && ftruncate(fd, 0) == 0)
		return fd;
	*code = fd >= 0 && (errno == EAGAIN || errno == EACCES)
			? OTK_CLI_REFUSED
			: cannot_use(cli, instance->pid_file, strerror(errno));
	if (fd >= 0)
		close(fd);
	return -1;
}

otk_cli_exit otk_cli_instance_write(otk_cli *cli, const otk_cli_instance *instance)
{
	json_object *state = otk_cli_json_object(cli);
	const char *part = otk_cli_text(cli, "%s.part", instance->state_file);
	const char *text;
	int fd = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
	bool good;

	otk_cli_json_add_text(state, "url", instance->url);
	otk_cli_json_add_text(state, "caFile", instance->ca_file);
	otk_cli_json_add_text(state, "keyFile", instance->key_file);
	text = otk_cli_json_text(state);
	good = fd >= 0 && otk_cli_write_all(fd, text);
	good = fd >= 0 && close(fd) == 0 && good;
	if (good && rename(part, instance->state_file) == 0)
		return OTK_CLI_DONE;
	return otk_cli_report(cli, OTK_CLI_NOT_REACHED, "io", "cannot write %s: %s",
		instance->state_file, strerror(errno));
}

void otk_cli_instance_remove(const otk_cli_instance *instance)
{
	unlink(instance->state_file);
}

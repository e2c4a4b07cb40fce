/* SPDX-License-Identifier: MIT */
/*
 * FEATURE download: for rows that say where their object's file is. The file appears under its
 * name only when it is whole; until then it is FILE.part, which the next try goes on with. Pipes
 * and devices are written to as they are.
 */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tools/otk/output.h"
#include "tools/otk/progress.h"
#include "tools/otk/row.h"

static const otk_cli_field fields[] = {
	{.name = "force",
		.option = "force",
		.kind = OTK_KIND_FLAG,
		.bare = true,
		.help = "replace FILE if it is there"},
	{.name = "skip-digest",
		.option = "skip-digest",
		.kind = OTK_KIND_FLAG,
		.bare = true,
		.help = "do not compare with the digest that the service states"},
};
const otk_cli_type otk_cli_download_options = {fields, OTK_COUNT_OF(fields)};

/* Where the bytes go. */
typedef struct target {
	const char *file;
	const char *part; /* NULL: file is no regular one, or stdout */
	int fd;
	int64_t there; /* bytes that an earlier try left */
	bool force;
} target;

static otk_cli_exit local_error(otk_cli *cli, const char *what, const char *file)
{
	return otk_cli_report(
		cli, OTK_CLI_NOT_REACHED, "io", "%s %s: %s", what, file, strerror(errno));
}

/* A pipe or a device must not be replaced by a file. */
static otk_cli_exit open_device(otk_cli *cli, target *t)
{
	t->fd = open(t->file, O_WRONLY | O_CLOEXEC);
	return t->fd < 0 ? local_error(cli, "cannot write", t->file) : OTK_CLI_DONE;
}

static otk_cli_exit open_part(otk_cli *cli, target *t)
{
	struct stat info;
	t->part = otk_cli_text(cli, "%s.part", t->file);
	t->fd = open(t->part, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);
	if (t->fd < 0)
		return local_error(cli, "cannot write", t->part);
	off_t end = lseek(t->fd, 0, SEEK_END);
	if (end < 0 || fstat(t->fd, &info) || !S_ISREG(info.st_mode)) {
		close(t->fd);
		return otk_cli_wrong(cli, "%s is no regular file", t->part);
	}
	t->there = end;
	if (end)
		otk_cli_hint(cli, "going on with %s (%s)", t->part, otk_cli_format_bytes(cli, end));
	return OTK_CLI_DONE;
}

static otk_cli_exit open_target(otk_cli *cli, target *t)
{
	struct stat info;
	if (strcmp(t->file, "-") == 0) {
		t->fd = STDOUT_FILENO;
		return OTK_CLI_DONE;
	}
	if (stat(t->file, &info) == 0 && S_ISDIR(info.st_mode))
		return otk_cli_wrong(cli, "%s is a folder: say which file in it", t->file);
	if (stat(t->file, &info) == 0 && !S_ISREG(info.st_mode))
		return open_device(cli, t);
	if (!t->force && lstat(t->file, &info) == 0)
		return otk_cli_wrong(
			cli, "%s is there already: use --force to replace it", t->file);
	return open_part(cli, t);
}

/* Without --force not even a file that appeared meanwhile is replaced. */
static bool move_into_place(const target *t)
{
	if (t->force)
		return rename(t->part, t->file) == 0;
	if (link(t->part, t->file) == 0)
		return unlink(t->part) == 0;
	struct stat info;
	bool no_links = errno == EPERM || errno == EOPNOTSUPP || errno == EMLINK;
	return no_links && lstat(t->file, &info) != 0 && rename(t->part, t->file) == 0;
}

static void tell(otk_cli *cli, const target *t, int64_t bytes)
{
	json_object *result = otk_cli_json_object(cli);
	json_object *size = json_object_new_int64(bytes);
	if (!size)
		otk_cli_out_of_memory();
	otk_cli_json_add(result, "file", otk_cli_json_string(t->file));
	otk_cli_json_add(result, "size", size);
	if (cli->json)
		otk_cli_print_json(cli, result);
	else
		printf("%s: %s\n", t->file, otk_cli_format_bytes(cli, bytes));
}

static otk_cli_exit finish_part(otk_cli *cli, target *t)
{
	struct stat info = {0};
	bool good = fsync(t->fd) == 0 && fstat(t->fd, &info) == 0;
	good = close(t->fd) == 0 && good;
	if (!good)
		return local_error(cli, "cannot write", t->part);
	if (!move_into_place(t))
		return local_error(cli, "the file is whole, but cannot be renamed to", t->file);
	tell(cli, t, info.st_size);
	return OTK_CLI_DONE;
}

static otk_cli_exit finish_target(otk_cli *cli, target *t)
{
	if (t->part)
		return finish_part(cli, t);
	if (t->fd != STDOUT_FILENO && close(t->fd) != 0)
		return local_error(cli, "cannot write", t->file);
	return OTK_CLI_DONE;
}

/* What is empty or wrong is of no use to anybody; the rest is kept for the next try. */
static void leave_target(otk_cli *cli, target *t, otk_status status)
{
	if (!t->part) {
		if (t->fd != STDOUT_FILENO)
			close(t->fd);
		return;
	}
	off_t size = lseek(t->fd, 0, SEEK_END);
	close(t->fd);
	if (size == 0 || status == OTK_E_HASH)
		unlink(t->part);
	else
		otk_cli_hint(cli, "what came so far is in %s: the same command goes on with it",
			t->part);
}

static otk_cli_exit fail(otk_cli *cli, const otk_error *error)
{
	if (error->status != OTK_E_STATE)
		return otk_cli_fail(cli, error);
	return otk_cli_report(
		cli, OTK_CLI_REFUSED, otk_status_name(error->status), "%s", error->message);
}

static otk_status fetch(otk_cli *cli, otk_client *client, const otk_cli_operation *operation,
	const otk_cli_input *input, const target *t, otk_error *error)
{
	const char *ids[OTK_CLI_WORDS_MAX + 1] = {NULL};
	for (size_t i = 0; i < operation->id_count && i < OTK_CLI_WORDS_MAX; i++)
		ids[i] = input->words[i];
	otk_cli_progress progress;
	otk_cli_progress_start(&progress, cli, t->there);
	otk_status status = otk_download(client, operation->name, operation->minor, ids, t->fd,
		&OTK_DOWNLOAD_OPTIONS(.progress = otk_cli_progress_show, .userdata = &progress,
			.resume_from = t->there, .timeout_ms = cli->timeout_ms,
			.skip_digest = otk_cli_json_yes(input->local, "skip-digest") ? OTK_YES
										     : OTK_UNSET),
		error);
	otk_cli_progress_end(&progress);
	return status;
}

otk_cli_exit otk_cli_run_download(
	otk_cli *cli, const otk_cli_command *command, const otk_cli_input *input)
{
	const otk_cli_operation *operation = command->operation;
	target t = {.file = input->words[operation->id_count],
		.force = otk_cli_json_yes(input->local, "force")};
	otk_client *client = NULL;
	otk_cli_exit code = otk_cli_connect(cli, operation->account, &client);
	if (code)
		return code;
	if (cli->dry_run)
		return otk_cli_dry_run(cli, client, operation,
			otk_cli_row_text(otk_cli_row_body(cli, command, input)));
	code = open_target(cli, &t);
	if (code)
		return code;
	otk_error error = OTK_ERROR_INIT;
	otk_status status = fetch(cli, client, operation, input, &t, &error);
	if (!status)
		return finish_target(cli, &t);
	code = fail(cli, &error);
	leave_target(cli, &t, status);
	return code;
}

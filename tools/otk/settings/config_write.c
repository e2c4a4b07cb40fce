/* SPDX-License-Identifier: MIT */
/* Changes of the configuration file: whole or not at all, readable by its owner alone. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tools/otk/file.h"
#include "tools/otk/memory.h"
#include "tools/otk/message.h"
#include "tools/otk/settings/config_file.h"
#include "tools/otk/settings/config_write.h"

#define CONFIG_MAX (256 * 1024) /* bytes */

/* ---- text */

/* A part of the file: the lines of one section, its header included. */
typedef struct part {
	size_t begin, end; /* offsets; equal: the section does not exist */
} part;

static size_t line_length(const char *line)
{
	size_t size = strcspn(line, "\n");

	return line[size] ? size + 1 : size;
}

static bool is_header_of(const char *line, const char *section)
{
	size_t size = strlen(section);

	if (*line != '[')
		return false;
	line += 1 + strspn(line + 1, " \t");
	if (strncmp(line, section, size) != 0)
		return false;
	line += size + strspn(line + size, " \t");
	return *line == ']';
}

static bool is_comment(const char *line)
{
	line += strspn(line, " \t\r");
	return *line == '\n' || *line == ';' || *line == '#' || *line == '\0';
}

/* Comments and empty lines at the end belong to the section that follows. */
static part find_section(const char *text, const char *section)
{
	part found = {0, 0};
	bool inside = false;

	for (size_t at = 0; text[at]; at += line_length(text + at)) {
		if (text[at] == '[') {
			if (inside)
				break;
			inside = is_header_of(text + at, section);
			if (inside)
				found.begin = at;
		}
		if (inside && !is_comment(text + at))
			found.end = at + line_length(text + at);
	}
	return found;
}

/* The lines of the section without its header and without the setting `name`. */
static const char *other_lines(otk_cli *cli, const char *text, part at, const char *name)
{
	const char *lines = "";
	size_t line = at.begin + line_length(text + at.begin), size = strlen(name);

	for (; line < at.end; line += line_length(text + line)) {
		const char *begin = text + line + strspn(text + line, " \t");
		size_t length = line_length(text + line);
		bool is_name = strncmp(begin, name, size) == 0 && strchr(" \t=:", begin[size]);

		if (!is_name)
			lines = otk_cli_text(cli, "%s%.*s%s", lines, (int)length, text + line,
				text[line + length - 1] == '\n' ? "" : "\n");
	}
	return lines;
}

static const char *replace_section(
	otk_cli *cli, const char *text, const char *section, const char *lines)
{
	part at = find_section(text, section);

	if (at.begin != at.end)
		return otk_cli_text(
			cli, "%.*s[%s]\n%s%s", (int)at.begin, text, section, lines, text + at.end);
	size_t size = strlen(text);
	const char *gap = !size ? "" : text[size - 1] == '\n' ? "\n" : "\n\n";

	return otk_cli_text(cli, "%s%s[%s]\n%s", text, gap, section, lines);
}

/* ---- the file */

static otk_cli_exit io_problem(otk_cli *cli, const char *path)
{
	return otk_cli_report(
		cli, OTK_CLI_NOT_REACHED, "io", "%s: cannot be written: %s", path, strerror(errno));
}

/* Creates the folder of a file, and those above it, for the user alone. */
static otk_cli_exit make_folders(otk_cli *cli, const char *path)
{
	char *folder = otk_cli_copy(cli, path, strlen(path));

	for (char *slash = strchr(folder + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		if (mkdir(folder, 0700) && errno != EEXIST)
			return io_problem(cli, folder);
		*slash = '/';
	}
	return OTK_CLI_DONE;
}

static otk_cli_exit read_old(otk_cli *cli, const char *path, const char **text)
{
	const char *problem = NULL;
	size_t size = 0;

	*text = "";
	if (access(path, F_OK) != 0 && (errno == ENOENT || errno == ENOTDIR))
		return OTK_CLI_DONE;
	char *old = otk_cli_read_file(cli, path, CONFIG_MAX, &size, &problem);

	if (!old)
		return otk_cli_wrong(cli, "%s: %s", path, problem);
	if (strlen(old) != size)
		return otk_cli_wrong(cli, "%s: cannot be read as text", path);
	*text = old;
	return OTK_CLI_DONE;
}

static bool write_whole(int fd, const char *text)
{
	for (size_t left = strlen(text); left;) {
		ssize_t written = write(fd, text, left);

		if (written < 0 && errno != EINTR)
			return false;
		if (written > 0) {
			text += written;
			left -= (size_t)written;
		}
	}
	return fsync(fd) == 0;
}

/* mkostemp() gives mode 0600. */
static otk_cli_exit replace_file(otk_cli *cli, const char *path, const char *text,
	otk_cli_config_check_fn *check, void *userdata)
{
	char *new = otk_cli_text(cli, "%s.XXXXXX", path);
	int fd = mkostemp(new, O_CLOEXEC);

	if (fd < 0)
		return io_problem(cli, path);
	bool written = write_whole(fd, text);

	written = close(fd) == 0 && written;
	otk_cli_exit code = written ? OTK_CLI_DONE : io_problem(cli, path);

	if (!code && check)
		code = check(cli, new, userdata);
	if (!code && !cli->dry_run && rename(new, path))
		code = io_problem(cli, path);
	if (code || cli->dry_run)
		unlink(new);
	return code;
}

/* The file in effect; a link is followed, so that it stays one. */
static otk_cli_exit find_path(otk_cli *cli, const char **path)
{
	bool is_explicit = false;

	*path = otk_cli_config_path(cli, &is_explicit);
	if (!*path)
		return otk_cli_wrong(cli, "there is no home folder; set OTK_CONFIG");
	char *target = realpath(*path, NULL);

	if (target) {
		otk_cli_defer(cli, free, target);
		*path = target;
	}
	return make_folders(cli, *path);
}

/* Two runs at once do not lose each other's change: the folder is locked. */
static int lock_folder(otk_cli *cli, const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *folder = slash ? otk_cli_copy(cli, path, (size_t)(slash - path) + 1) : ".";
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd >= 0)
		flock(fd, LOCK_EX);
	return fd;
}

static const char *join_settings(otk_cli *cli, otk_map settings)
{
	const char *lines = "";

	for (size_t i = 0; i < settings.count; i++)
		lines = otk_cli_text(
			cli, "%s%s = %s\n", lines, settings.items[i].name, settings.items[i].value);
	return lines;
}

/* keep: the setting to replace while the others stay; NULL: the section is replaced whole. */
static otk_cli_exit change(otk_cli *cli, const char *section, otk_map settings, const char *keep,
	otk_cli_config_check_fn *check, void *userdata)
{
	const char *path = NULL, *text = NULL;
	otk_cli_exit code = find_path(cli, &path);

	if (code)
		return code;
	int lock = lock_folder(cli, path);

	code = read_old(cli, path, &text);
	if (!code) {
		part at = find_section(text, section);
		const char *kept =
			keep && at.begin != at.end ? other_lines(cli, text, at, keep) : "";
		const char *lines = otk_cli_text(cli, "%s%s", kept, join_settings(cli, settings));

		code = replace_file(
			cli, path, replace_section(cli, text, section, lines), check, userdata);
	}
	if (lock >= 0)
		close(lock);
	return code;
}

otk_cli_exit otk_cli_config_set_section(otk_cli *cli, const char *section, otk_map settings,
	otk_cli_config_check_fn *check, void *userdata)
{
	return change(cli, section, settings, NULL, check, userdata);
}

otk_cli_exit otk_cli_config_set(
	otk_cli *cli, const char *section, const char *name, const char *value)
{
	const otk_pair pair = {name, value};

	return change(cli, section, (otk_map){&pair, 1}, name, NULL, NULL);
}

/* SPDX-License-Identifier: MIT */
/* Changes the configuration file: atomically, and so that only its owner can read it. */
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

/* A blank in `section` matches one or more blanks in the file. */
static bool is_header_of(const char *line, const char *section)
{
	if (*line != '[')
		return false;
	line += 1 + strspn(line + 1, " \t");
	for (; *section; section++) {
		size_t blanks = strspn(line, " \t");

		if (*section == ' ' ? !blanks : *line != *section)
			return false;
		line += *section == ' ' ? blanks : 1;
	}
	line += strspn(line, " \t");
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

/* Returns true if the line sets `name`. value: to this value; NULL: to any value. */
static bool is_setting(otk_cli *cli, const char *line, const char *name, const char *value)
{
	size_t size = strlen(name);

	line += strspn(line, " \t");
	if (strncmp(line, name, size) != 0 || !strchr(" \t=:", line[size]))
		return false;
	if (!value)
		return true;
	line += size + strspn(line + size, " \t=:");
	size = strcspn(line, "\r\n;");
	while (size && strchr(" \t", line[size - 1]))
		size--;
	return strcmp(otk_cli_copy(cli, line, size), value) == 0;
}

/* The lines of the section without its header and without the setting (is_setting()). */
static const char *other_lines(
	otk_cli *cli, const char *text, part at, const char *name, const char *value)
{
	const char *lines = "";
	size_t line = at.begin + line_length(text + at.begin);

	for (; line < at.end; line += line_length(text + line)) {
		size_t length = line_length(text + line);

		if (!is_setting(cli, text + line, name, value))
			lines = otk_cli_text(cli, "%s%.*s%s", lines, (int)length, text + line,
				text[line + length - 1] == '\n' ? "" : "\n");
	}
	return lines;
}

static const char *replace_section(
	otk_cli *cli, const char *text, const char *section, const char *lines)
{
	part at = find_section(text, section);
	size_t size;
	const char *gap;

	if (at.begin != at.end)
		return otk_cli_text(
			cli, "%.*s[%s]\n%s%s", (int)at.begin, text, section, lines, text + at.end);
	size = strlen(text);
	gap = !size ? "" : text[size - 1] == '\n' ? "\n" : "\n\n";
	return otk_cli_text(cli, "%s%s[%s]\n%s", text, gap, section, lines);
}

/* Removes every section of this name; a file may have several. */
static const char *without_section(otk_cli *cli, const char *text, const char *section)
{
	for (;;) {
		part at = find_section(text, section);

		if (at.begin == at.end)
			return text;
		text = otk_cli_text(cli, "%.*s%s", (int)at.begin, text, text + at.end);
	}
}

static const char *without_setting(
	otk_cli *cli, const char *text, const char *section, const char *name, const char *value)
{
	part at = find_section(text, section);

	return at.begin == at.end ? text
				  : replace_section(cli, text, section,
					    other_lines(cli, text, at, name, value));
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
	char *old;

	*text = "";
	if (access(path, F_OK) != 0 && (errno == ENOENT || errno == ENOTDIR))
		return OTK_CLI_DONE;
	old = otk_cli_read_file(cli, path, CONFIG_MAX, &size, &problem);
	if (!old)
		return otk_cli_wrong(cli, "%s: %s", path, problem);
	if (strlen(old) != size)
		return otk_cli_wrong(cli, "%s: cannot be read as text", path);
	*text = old;
	return OTK_CLI_DONE;
}

/* mkostemp() gives mode 0600. */
static otk_cli_exit replace_file(otk_cli *cli, const char *path, const char *text,
	otk_cli_config_check_fn *check, void *userdata)
{
	char *new = otk_cli_text(cli, "%s.XXXXXX", path);
	int fd = mkostemp(new, O_CLOEXEC);
	bool written;
	otk_cli_exit code;

	if (fd < 0)
		return io_problem(cli, path);
	written = otk_cli_write_all(fd, text) && fsync(fd) == 0;
	written = close(fd) == 0 && written;
	code = written ? OTK_CLI_DONE : io_problem(cli, path);
	if (!code && check)
		code = check(cli, new, userdata);
	if (!code && !cli->dry_run && rename(new, path))
		code = io_problem(cli, path);
	if (code || cli->dry_run)
		unlink(new);
	return code;
}

/* Finds the file to write. A symbolic link is followed, so that the link itself is kept. */
static otk_cli_exit find_path(otk_cli *cli, const char **path)
{
	bool is_explicit = false;
	struct stat info;
	char *target;

	*path = otk_cli_config_path(cli, &is_explicit);
	if (!*path)
		return otk_cli_wrong(cli, "there is no home folder; set OTK_CONFIG");
	target = realpath(*path, NULL);
	if (target) {
		otk_cli_defer(cli, free, target);
		*path = target;
	}
	/* rename() would put the file in the place of a pipe, or of a device such as /dev/null. */
	if (stat(*path, &info) == 0 && !S_ISREG(info.st_mode))
		return otk_cli_wrong(cli, "%s: it is not a regular file", *path);
	return make_folders(cli, *path);
}

/* Locks the folder, so that two runs at once do not overwrite each other's change. */
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

/* Makes the new text of the file. */
typedef const char *edit_fn(otk_cli *cli, const char *text, const void *userdata);

static otk_cli_exit edit_file(otk_cli *cli, edit_fn *edit, const void *edited,
	otk_cli_config_check_fn *check, void *userdata)
{
	const char *path = NULL, *text = NULL;
	otk_cli_exit code = find_path(cli, &path);
	int lock;

	if (code)
		return code;
	lock = lock_folder(cli, path);
	code = read_old(cli, path, &text);
	if (!code)
		code = replace_file(cli, path, edit(cli, text, edited), check, userdata);
	if (lock >= 0)
		close(lock);
	return code;
}

/* keep: the only setting to replace; NULL: the whole section is replaced. */
typedef struct change {
	const char *section;
	otk_map settings;
	const char *keep;
} change;

static const char *make_change(otk_cli *cli, const char *text, const void *userdata)
{
	const change *c = userdata;
	part at = find_section(text, c->section);
	const char *kept =
		c->keep && at.begin != at.end ? other_lines(cli, text, at, c->keep, NULL) : "";

	return replace_section(cli, text, c->section,
		otk_cli_text(cli, "%s%s", kept, join_settings(cli, c->settings)));
}

static const char *remove_profile(otk_cli *cli, const char *text, const void *userdata)
{
	const char *name = userdata;

	text = without_section(cli, text, otk_cli_text(cli, "profile %s", name));
	return without_setting(cli, text, "otk", "profile", name);
}

otk_cli_exit otk_cli_config_remove_profile(otk_cli *cli, const char *name)
{
	return edit_file(cli, remove_profile, name, NULL, NULL);
}

otk_cli_exit otk_cli_config_set_section(otk_cli *cli, const char *section, otk_map settings,
	otk_cli_config_check_fn *check, void *userdata)
{
	return edit_file(
		cli, make_change, &(const change){section, settings, NULL}, check, userdata);
}

otk_cli_exit otk_cli_config_set(
	otk_cli *cli, const char *section, const char *name, const char *value)
{
	const otk_pair pair = {name, value};

	return edit_file(cli, make_change, &(const change){section, {&pair, 1}, name}, NULL, NULL);
}

/* SPDX-License-Identifier: MIT */
/*
 * Writes a file as FILE.part and renames it when it is complete. Pipes and devices are written to
 * directly.
 */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tools/otk/json.h"
#include "tools/otk/memory.h"
#include "tools/otk/message.h"
#include "tools/otk/output/format.h"
#include "tools/otk/output/output_file.h"
#include "tools/otk/output/response.h"

static otk_cli_exit local_error(otk_cli *cli, const char *file, const char *what)
{
	return otk_cli_report(
		cli, OTK_CLI_NOT_REACHED, "io", "%s: %s: %s", file, what, strerror(errno));
}

/* Opens a pipe or a device, which must not be replaced by a file. */
static otk_cli_exit open_device(otk_cli *cli, otk_cli_output_file *t)
{
	t->fd = open(t->file, O_WRONLY | O_CLOEXEC);
	return t->fd < 0 ? local_error(cli, t->file, "it cannot be written") : OTK_CLI_DONE;
}

/* The message names the file that the user gave, or its folder if that is the problem. */
static otk_cli_exit cannot_create(otk_cli *cli, const otk_cli_output_file *t)
{
	const int reason = errno;
	const char *slash = strrchr(t->file, '/');
	const char *folder = !slash ? "."
			     : slash == t->file
				     ? "/"
				     : otk_cli_copy(cli, t->file, (size_t)(slash - t->file));
	struct stat info;

	if (stat(folder, &info) != 0)
		return local_error(cli, t->file, otk_cli_text(cli, "the folder %s", folder));
	if (!S_ISDIR(info.st_mode))
		return otk_cli_report(
			cli, OTK_CLI_NOT_REACHED, "io", "%s: %s is not a folder", t->file, folder);
	if (access(folder, W_OK | X_OK) != 0)
		return local_error(
			cli, t->file, otk_cli_text(cli, "the folder %s cannot be written", folder));
	/* FILE.part is named only if it exists, for example as a folder. */
	errno = reason;
	return local_error(
		cli, lstat(t->part, &info) == 0 ? t->part : t->file, "it cannot be written");
}

static otk_cli_exit open_part(otk_cli *cli, otk_cli_output_file *t)
{
	struct stat info;
	off_t end;

	t->part = otk_cli_text(cli, "%s.part", t->file);
	t->fd = open(t->part,
		O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | (t->restart ? O_TRUNC : 0), 0666);
	if (t->fd < 0)
		return cannot_create(cli, t);
	end = lseek(t->fd, 0, SEEK_END);
	if (end < 0 || fstat(t->fd, &info) || !S_ISREG(info.st_mode)) {
		close(t->fd);
		return otk_cli_wrong(cli, "%s: not a regular file", t->part);
	}
	t->present = end;
	if (end)
		otk_cli_hint(cli, "continuing %s (%s)", t->part, otk_cli_format_bytes(cli, end));
	return OTK_CLI_DONE;
}

otk_cli_exit otk_cli_output_file_open(otk_cli *cli, otk_cli_output_file *t)
{
	struct stat info;

	if (strcmp(t->file, "-") == 0) {
		t->fd = STDOUT_FILENO;
		return OTK_CLI_DONE;
	}
	if (stat(t->file, &info) == 0 && S_ISDIR(info.st_mode))
		return otk_cli_wrong(
			cli, "%s: this is a folder; give the name of a file in it", t->file);
	if (stat(t->file, &info) == 0 && !S_ISREG(info.st_mode))
		return open_device(cli, t);
	if (!t->force && lstat(t->file, &info) == 0)
		return otk_cli_wrong(
			cli, "%s: the file exists; use --force to replace it", t->file);
	return open_part(cli, t);
}

/* Renames the part. Without --force a file that appeared meanwhile is not replaced. */
static bool move_into_place(const otk_cli_output_file *t)
{
	struct stat info;
	bool no_links;

	if (t->force)
		return rename(t->part, t->file) == 0;
	if (link(t->part, t->file) == 0)
		return unlink(t->part) == 0;
	no_links = errno == EPERM || errno == EOPNOTSUPP || errno == EMLINK;
	return no_links && lstat(t->file, &info) != 0 && rename(t->part, t->file) == 0;
}

static void report_file(otk_cli *cli, const otk_cli_output_file *t, int64_t bytes)
{
	json_object *result = otk_cli_json_object(cli);
	json_object *size = otk_cli_json_number(bytes);

	otk_cli_json_add(result, "file", otk_cli_json_string(t->file));
	otk_cli_json_add(result, "size", size);
	if (cli->json)
		otk_cli_print_json(cli, result);
	else
		printf("%s: %s\n", t->file, otk_cli_format_bytes(cli, bytes));
}

static otk_cli_exit finish_part(otk_cli *cli, otk_cli_output_file *t)
{
	struct stat info = {0};
	bool good = fsync(t->fd) == 0 && fstat(t->fd, &info) == 0;

	good = close(t->fd) == 0 && good;
	if (!good)
		return local_error(cli, t->part, "it cannot be written");
	if (!move_into_place(t))
		return local_error(cli, t->part, "it is complete, but cannot be renamed");
	report_file(cli, t, info.st_size);
	return OTK_CLI_DONE;
}

otk_cli_exit otk_cli_output_file_finish(otk_cli *cli, otk_cli_output_file *t)
{
	if (t->part)
		return finish_part(cli, t);
	if (t->fd != STDOUT_FILENO && close(t->fd) != 0)
		return local_error(cli, t->file, "it cannot be written");
	return OTK_CLI_DONE;
}

/* Closes the target after a failure; a useful part is kept for the next attempt. */
void otk_cli_output_file_leave(otk_cli *cli, otk_cli_output_file *t, bool useless)
{
	off_t size;

	if (!t->part) {
		if (t->fd != STDOUT_FILENO)
			close(t->fd);
		return;
	}
	size = lseek(t->fd, 0, SEEK_END);
	close(t->fd);
	if (size == 0 || useless)
		unlink(t->part);
	else
		otk_cli_hint(cli,
			"the part received so far is in %s; the same command continues it",
			t->part);
}

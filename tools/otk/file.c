/* SPDX-License-Identifier: MIT */
/* Whole files: those that a user names (@file, --x-file, "-"), and those that otk writes. */
#include "config.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "tools/otk/file.h"
#include "tools/otk/memory.h"
#include "tools/otk/message.h"
#include "tools/otk/output/secrets.h"

static char *read_stream(
	otk_cli *cli, FILE *stream, size_t limit, size_t *size, const char **problem)
{
	size_t capacity = 4096, used = 0;
	char *text = otk_cli_new(cli, capacity + 1);

	for (;;) {
		char *bigger;

		used += fread(text + used, 1, capacity - used, stream);
		if (ferror(stream)) {
			*problem = strerror(errno);
			return NULL;
		}
		if (used > limit) {
			*problem = otk_cli_text(cli, "it is longer than %zu bytes", limit);
			return NULL;
		}
		if (used < capacity)
			break;
		bigger = otk_cli_new(cli, capacity * 2 + 1);
		memcpy(bigger, text, used);
		text = bigger;
		capacity *= 2;
	}
	*size = used;
	return text;
}

char *otk_cli_read_file(
	otk_cli *cli, const char *path, size_t limit, size_t *size, const char **problem)
{
	bool is_stdin = strcmp(path, "-") == 0;
	FILE *stream;
	char *text;

	if (is_stdin && (cli->stdin_closed || cli->stdin_used)) {
		*problem = cli->stdin_used ? "stdin can be read only once" : "stdin is closed";
		return NULL;
	}
	cli->stdin_used = cli->stdin_used || is_stdin;
	stream = is_stdin ? stdin : fopen(path, "re");
	if (!stream) {
		*problem = strerror(errno);
		return NULL;
	}
	text = read_stream(cli, stream, limit, size, problem);
	if (!is_stdin)
		fclose(stream);
	return text;
}

bool otk_cli_write_all(int fd, const char *text)
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
	return true;
}

otk_cli_exit otk_cli_check_private(otk_cli *cli, const char *path, const struct stat *info)
{
	if (!(info->st_mode & (S_IRWXG | S_IRWXO)))
		return OTK_CLI_DONE;
	return otk_cli_wrong(cli,
		"%s: other users can read or change this file, which holds a secret (mode %03o); "
		"run chmod 600 '%s'",
		path, (unsigned)(info->st_mode & 0777), path);
}

/* Only the mode of a regular file says who can read the secret; that of a pipe does not. */
otk_cli_exit otk_cli_read_secret(
	otk_cli *cli, const char *option, const char *path, size_t limit, char **text)
{
	struct stat info;
	const char *problem = NULL;
	size_t size = 0;
	bool is_stdin = strcmp(path, "-") == 0;

	if (!is_stdin && stat(path, &info) == 0 && S_ISREG(info.st_mode)) {
		otk_cli_exit code = otk_cli_check_private(cli, path, &info);

		if (code)
			return code;
	}
	*text = otk_cli_read_file(cli, path, limit, &size, &problem);
	if (*text && strlen(*text) != size)
		problem = "it contains a NUL byte";
	if (problem && is_stdin)
		return otk_cli_wrong(cli, "%s: stdin: %s", option, problem);
	if (problem)
		return otk_cli_wrong(cli, "%s: the file %s cannot be read: %s", option,
			otk_cli_quote(cli, NULL, path), problem);
	while (size && strchr("\r\n", (*text)[size - 1]))
		(*text)[--size] = '\0';
	return OTK_CLI_DONE;
}

/* SPDX-License-Identifier: MIT */
/* Whole files that a user names: @file, --x-file, "-". */
#include "config.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "tools/otk/cli.h"

static char *read_stream(
	otk_cli *cli, FILE *stream, size_t limit, size_t *size, const char **problem)
{
	size_t room = 4096, used = 0;
	char *text = otk_cli_new(cli, room + 1);
	for (;;) {
		used += fread(text + used, 1, room - used, stream);
		if (ferror(stream)) {
			*problem = strerror(errno);
			return NULL;
		}
		if (used > limit) {
			*problem = otk_cli_text(cli, "it is longer than %zu bytes", limit);
			return NULL;
		}
		if (used < room)
			break;
		char *bigger = otk_cli_new(cli, room * 2 + 1);
		memcpy(bigger, text, used);
		text = bigger;
		room *= 2;
	}
	*size = used;
	return text;
}

char *otk_cli_read_file(
	otk_cli *cli, const char *path, size_t limit, size_t *size, const char **problem)
{
	bool is_stdin = strcmp(path, "-") == 0;
	FILE *stream = is_stdin ? stdin : fopen(path, "re");
	if (!stream) {
		*problem = strerror(errno);
		return NULL;
	}
	char *text = read_stream(cli, stream, limit, size, problem);
	if (!is_stdin)
		fclose(stream);
	return text;
}

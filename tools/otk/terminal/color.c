/* SPDX-License-Identifier: MIT */
/* Decides about colours. */
#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <otk/plugin.h>

#include "tools/otk/memory.h"
#include "tools/otk/terminal/color.h"

#define BOLD   "\033[1m"
#define RED    "\033[31m"
#define GREEN  "\033[32m"
#define YELLOW "\033[33m"

bool otk_cli_has_color(const otk_cli *cli, int fd)
{
	const char *terminal = getenv("TERM");

	switch (cli->color) {
	case OTK_CLI_COLOR_ALWAYS:
		return true;
	case OTK_CLI_COLOR_NEVER:
		return false;
	case OTK_CLI_COLOR_AUTO:
		break;
	}
	return isatty(fd) && terminal && *terminal && strcmp(terminal, "dumb") != 0;
}

const char *otk_cli_bold(otk_cli *cli, const char *text)
{
	return otk_cli_has_color(cli, STDOUT_FILENO)
		       ? otk_cli_text(cli, BOLD "%s" OTK_CLI_PLAIN, text)
		       : text;
}

const char *otk_cli_status_color(const char *status)
{
	static const struct {
		const char *status, *color;
	} colors[] = {{"failed", RED}, {"error", RED}, {"expired", RED}, {"problem", RED},
		{"deleted", YELLOW}, {"paused", YELLOW}, {"skipped", YELLOW}, {"started", GREEN},
		{"live", GREEN}, {"available", GREEN}, {"uploaded", GREEN}, {"ok", GREEN}};

	for (size_t i = 0; i < OTK_COUNT_OF(colors); i++)
		if (strcmp(colors[i].status, status) == 0)
			return colors[i].color;
	return NULL;
}

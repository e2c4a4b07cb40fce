/* SPDX-License-Identifier: MIT */
/* Colours, where a terminal wants them. */
#ifndef OTK_CLI_COLOR_H
#define OTK_CLI_COLOR_H

#include "tools/otk/cli.h"

/* Returns true when output to fd is coloured: --color, NO_COLOR, whether fd is a terminal. */
bool otk_cli_has_color(const otk_cli *cli, int fd);
/* The text for stdout in bold type; the text itself without colours. */
const char *otk_cli_bold(otk_cli *cli, const char *text);
/* The escape sequence that begins the colour of a status ("failed": red); NULL: no colour. */
const char *otk_cli_status_color(const char *status);
/* The escape sequence that ends every colour. */
#define OTK_CLI_PLAIN "\033[0m"

#endif

/* SPDX-License-Identifier: MIT */
/* Colours of the output on terminals. */
#ifndef OTK_CLI_COLOR_H
#define OTK_CLI_COLOR_H

#include "tools/otk/cli.h"

/* Whether output to fd is coloured; --color, NO_COLOR and the kind of fd decide. */
bool otk_cli_has_color(const otk_cli *cli, int fd);
/* Returns the text for stdout in bold type; without colours, the text itself. */
const char *otk_cli_bold(otk_cli *cli, const char *text);
/* Returns the escape sequence that begins the colour of a status ("failed": red); NULL: none. */
const char *otk_cli_status_color(const char *status);
/* The escape sequence that ends every colour. */
#define OTK_CLI_PLAIN "\033[0m"

#endif

/* SPDX-License-Identifier: MIT */
/* Questions to the person at the terminal. */
#ifndef OTK_CLI_PROMPT_H
#define OTK_CLI_PROMPT_H

#include "tools/otk/cli.h"

/* Returns true when stdin and stderr are a terminal. */
bool otk_cli_can_ask(void);
/* Asks for one line; hidden: what is typed is not shown. */
otk_cli_exit otk_cli_ask(otk_cli *cli, const char *question, bool hidden, const char **reply);

#endif

/* SPDX-License-Identifier: MIT */
/* Asks before something is deleted. */
#ifndef OTK_CLI_CONFIRM_H
#define OTK_CLI_CONFIRM_H

#include "tools/otk/tables/command.h"

/*
 * Asks on the terminal before an operation that deletes something. Does not ask with --yes or
 * --dry-run, or when stdin or stderr is not a terminal.
 */
otk_cli_exit otk_cli_confirm(
	otk_cli *cli, const otk_cli_command *command, const otk_cli_input *input);

#endif

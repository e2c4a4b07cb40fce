/* SPDX-License-Identifier: MIT */
/* Help texts, printed to stdout. */
#ifndef OTK_CLI_HELP_H
#define OTK_CLI_HELP_H

#include "tools/otk/tables/command.h"

otk_cli_exit otk_cli_help_short(otk_cli *cli);
otk_cli_exit otk_cli_help_all(otk_cli *cli);
otk_cli_exit otk_cli_help_feature(otk_cli *cli, const char *feature);
otk_cli_exit otk_cli_help_command(otk_cli *cli, const otk_cli_command *command);
/* Prints the help of a feature or a command; both NULL: of the whole tool. */
otk_cli_exit otk_cli_help_for(otk_cli *cli, const char *feature, const char *verb);

#endif

/* SPDX-License-Identifier: MIT */
/* The commands that the operations of the tables become. */
#ifndef OTK_CLI_OPERATION_COMMANDS_H
#define OTK_CLI_OPERATION_COMMANDS_H

#include "tools/otk/tables/catalog.h"
#include "tools/otk/tables/command.h"

/* The commands of a feature: its operations, their aliases, wait and download. */
const otk_cli_command *otk_cli_feature_commands(
	otk_cli *cli, const otk_cli_catalog *catalog, const char *feature, size_t *count);
/* Finds the command that two words name; loads as few plugins as it can. */
otk_cli_exit otk_cli_operation_command(
	otk_cli *cli, const char *feature, const char *verb, const otk_cli_command **command);
/* The error for a verb that a built-in command does not have. */
otk_cli_exit otk_cli_unknown_builtin_verb(
	otk_cli *cli, const char *feature, const char *verb, const char *next);

#endif

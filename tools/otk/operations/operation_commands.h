/* SPDX-License-Identifier: MIT */
/* The commands that the operations of the tables become. */
#ifndef OTK_CLI_OPERATION_COMMANDS_H
#define OTK_CLI_OPERATION_COMMANDS_H

#include "tools/otk/tables/catalog.h"
#include "tools/otk/tables/command.h"

/* Finds the feature that a word means: "archives", "com.example.echo", or "echo" where unique. */
otk_cli_exit otk_cli_feature_find(
	otk_cli *cli, const otk_cli_catalog *catalog, const char *word, const char **feature);
/* The commands of a feature: its operations, their aliases, wait and download. */
const otk_cli_command *otk_cli_feature_commands(
	otk_cli *cli, const otk_cli_catalog *catalog, const char *feature, size_t *count);
/* Finds the command that two words name; loads as few plugins as it can. */
otk_cli_exit otk_cli_operation_command(
	otk_cli *cli, const char *feature, const char *verb, const otk_cli_command **command);
/* The error for a verb that none of the commands has. */
otk_cli_exit otk_cli_unknown_verb(otk_cli *cli, const otk_cli_command *commands, size_t count,
	const char *feature, const char *verb);

#endif

/* SPDX-License-Identifier: MIT */
/* The words of the command line. */
#ifndef OTK_CLI_ARGS_H
#define OTK_CLI_ARGS_H

#include "tools/otk/tables/command.h"

typedef struct otk_cli_args {
	const char *const *next; /* ends in NULL */
	bool options_ended;      /* after "--" */
} otk_cli_args;

/* Reads global options up to the next positional word; NULL at the end. */
otk_cli_exit otk_cli_args_word(otk_cli *cli, otk_cli_args *args, const char **word);
/* Reads everything after the command's name. */
otk_cli_exit otk_cli_args_parse(
	otk_cli *cli, otk_cli_args *args, const otk_cli_command *command, otk_cli_input *input);
/* Checks that nothing required is missing. */
otk_cli_exit otk_cli_args_check(
	otk_cli *cli, const otk_cli_command *command, const otk_cli_input *input);

#endif

/* SPDX-License-Identifier: MIT */
/* api_secret_command: a program that prints the secret, such as a password manager. */
#ifndef OTK_CLI_SECRET_COMMAND_H
#define OTK_CLI_SECRET_COMMAND_H

#include "tools/otk/cli.h"

/*
 * Runs the command and copies what it prints, without one line end. The command is split into words
 * at blanks; '…' and "…" group, a backslash quotes one character outside of '…'. No shell is
 * involved: variables, wildcards, pipes and ~ mean nothing. The program reads the terminal and
 * writes errors to it as usual.
 */
otk_cli_exit otk_cli_secret_command(otk_cli *cli, const char *command, const char **secret);

#endif

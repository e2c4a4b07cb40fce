/* SPDX-License-Identifier: MIT */
/* Finds the program otk-sandbox. */
#ifndef OTK_CLI_SANDBOX_PROGRAM_H
#define OTK_CLI_SANDBOX_PROGRAM_H

#include "tools/otk/cli.h"

/* given: the path that the user named; NULL: in the folder of otk, else in PATH. */
otk_cli_exit otk_cli_sandbox_program(otk_cli *cli, const char *given, const char **program);

#endif

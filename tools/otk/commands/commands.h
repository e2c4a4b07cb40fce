/* SPDX-License-Identifier: MIT */
/* The built-in commands: those that are not an operation of the service. */
#ifndef OTK_CLI_COMMANDS_H
#define OTK_CLI_COMMANDS_H

#include "tools/otk/tables/command.h"

/* In the order of the help; ends in NULL. */
extern const otk_cli_command *const otk_cli_builtins[];
/* The first match; verb NULL: any. NULL: not built in. */
const otk_cli_command *otk_cli_builtin(const char *feature, const char *verb);

#endif

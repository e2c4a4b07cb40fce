/* SPDX-License-Identifier: MIT */
/* The usage line of a command. */
#ifndef OTK_CLI_USAGE_H
#define OTK_CLI_USAGE_H

#include "tools/otk/tables/command.h"

/* "archives start", "plugins" */
const char *otk_cli_command_name(otk_cli *cli, const otk_cli_command *command);
/* "otk archives get ARCHIVE-ID [options]" */
const char *otk_cli_usage(otk_cli *cli, const otk_cli_command *command);
/* The option of the session, which may be given as a word as well; NULL: none. */
const otk_cli_field *otk_cli_session_field(const otk_cli_command *command);
/* "TEXT", "yes|no", "NUMBER": what follows the option; "": nothing. */
const char *otk_cli_placeholder(const otk_cli_field *field);

#endif

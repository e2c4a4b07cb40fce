/* SPDX-License-Identifier: MIT */
/* Messages of the library in the words of the command line. */
#ifndef OTK_CLI_WORDING_H
#define OTK_CLI_WORDING_H

#include "tools/otk/tables/command.h"
#include "tools/otk/tables/option_name.h"

/*
 * Returns the message with the command's name instead of the operation's, and with the options as
 * they were typed: "--sessionId" where the library writes "--session-id".
 */
const char *otk_cli_in_user_words(otk_cli *cli, const char *message);
/* Notes how an option of the operation was typed; name: without "--". */
void otk_cli_note_typed(otk_cli *cli, const otk_cli_option *option, const char *name);

#endif

/* SPDX-License-Identifier: MIT */
/* The hidden command that the completion scripts of the shells run. */
#ifndef OTK_CLI_COMPLETE_H
#define OTK_CLI_COMPLETE_H

#include "tools/otk/cli.h"

/* The hidden command that the scripts call. */
#define OTK_CLI_COMPLETE "__complete"

/* Prints candidates for the last of the words typed so far. */
otk_cli_exit otk_cli_complete(otk_cli *cli, const char *const *words);

#endif

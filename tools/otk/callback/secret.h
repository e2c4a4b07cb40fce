/* SPDX-License-Identifier: MIT */
/* The secrets with which callbacks are signed. */
#ifndef OTK_CLI_CALLBACK_SECRET_H
#define OTK_CLI_CALLBACK_SECRET_H

#include "tools/otk/cli.h"

/* Reads the files of --secret-file (a text or a list), else the variable OTK_CALLBACK_SECRET. */
otk_cli_exit otk_cli_callback_secrets(otk_cli *cli, json_object *local, otk_strings *secrets);

#endif

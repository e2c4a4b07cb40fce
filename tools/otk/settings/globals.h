/* SPDX-License-Identifier: MIT */
/* The options that every command accepts. */
#ifndef OTK_CLI_GLOBALS_H
#define OTK_CLI_GLOBALS_H

#include "tools/otk/tables/model.h"

extern const otk_cli_type otk_cli_global_options;

/* Reads the options that are needed to read the other words: --plugin-path, --json. */
otk_cli_exit otk_cli_globals_peek(otk_cli *cli, const char *const *words);
/* Copies the options that the user gave into `cli`. */
otk_cli_exit otk_cli_globals_apply(otk_cli *cli);
/* Adds hooks from texts "NAME" or "NAME={json}". where: the option or setting, for messages. */
otk_cli_exit otk_cli_hooks_add(otk_cli *cli, const char *where, json_object *list);

#endif

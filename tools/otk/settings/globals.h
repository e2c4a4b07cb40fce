/* SPDX-License-Identifier: MIT */
/* The options that every command takes. */
#ifndef OTK_CLI_GLOBALS_H
#define OTK_CLI_GLOBALS_H

#include "tools/otk/tables/model.h"

extern const otk_cli_type otk_cli_global_options;

/* Reads what must be known before the other words can be: --plugin-path, --json. */
otk_cli_exit otk_cli_globals_peek(otk_cli *cli, const char *const *words);
/* Moves the options that were given into the run's state. */
otk_cli_exit otk_cli_globals_apply(otk_cli *cli);
/* Adds hooks from texts "NAME" or "NAME={json}". where: the option or setting, for messages. */
otk_cli_exit otk_cli_hooks_add(otk_cli *cli, const char *where, json_object *list);

#endif

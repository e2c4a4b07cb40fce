/* SPDX-License-Identifier: MIT */
/* Checks the options of the tool's own commands against the values that are known. */
#ifndef OTK_CLI_KNOWN_VALUES_H
#define OTK_CLI_KNOWN_VALUES_H

#include "tools/otk/tables/model.h"

/* Refuses a value that its field does not list, with a suggestion; --no-checks accepts all. */
otk_cli_exit otk_cli_check_known(otk_cli *cli, const otk_cli_type *type, json_object *options);

/*
 * Replaces names of C members in a message of the library by the options that set them, so that
 * "expire_at" reads "--expire-at". type: the options of the command.
 */
const char *otk_cli_in_options(otk_cli *cli, const otk_cli_type *type, const char *message);

#endif

/* SPDX-License-Identifier: MIT */
/* --field PATH: one value of a record. */
#ifndef OTK_CLI_FIELD_H
#define OTK_CLI_FIELD_H

#include "tools/otk/tables/model.h"

/*
 * Refuses a path that this operation's record cannot have, or that leads to a secret, before
 * anything is sent. No --field: nothing to refuse.
 */
otk_cli_exit otk_cli_field_check(otk_cli *cli, const otk_cli_operation *operation);
/*
 * Prints the value that cli->field names; of a list one line for each item. shown: the record
 * without its secrets. A value that has one is refused.
 */
otk_cli_exit otk_cli_field_print(
	otk_cli *cli, const otk_cli_type *type, json_object *record, json_object *shown);

/* Returns true when the path names a member of the value, or of an item of its lists. */
bool otk_cli_field_exists(const char *path, json_object *value);

#endif

/* SPDX-License-Identifier: MIT */
/* Makes random structs keep the rules of their type. */
#ifndef OTK_CLI_CHECK_REPAIR_H
#define OTK_CLI_CHECK_REPAIR_H

#include "tools/otk/plugin/check/context/context.h"

/* Sets a member to any value that the field allows. */
typedef void otk_cli_check_set_fn(otk_cli_check *check, void *record, const otk_field *field);

/*
 * Sets and unsets members until the rules of the type hold, as far as that is possible. Rules about
 * members of lists are left alone.
 */
void otk_cli_check_repair(
	otk_cli_check *check, const otk_type *type, void *record, otk_cli_check_set_fn *set);

#endif

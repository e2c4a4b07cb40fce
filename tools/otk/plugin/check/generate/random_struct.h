/* SPDX-License-Identifier: MIT */
/* Random structs as the tables describe them. */
#ifndef OTK_CLI_CHECK_RANDOM_STRUCT_H
#define OTK_CLI_CHECK_RANDOM_STRUCT_H

#include "tools/otk/plugin/check/context/context.h"

/* Sets one member to a value that the field allows. nesting: how deep the struct is. */
void otk_cli_check_random_member(
	otk_cli_check *check, void *record, const otk_field *field, size_t chance, int nesting);
/*
 * Returns a struct of the type whose fields keep their limits and, where possible, the rules of the
 * type. chance: probability in percent that an optional field is set. The struct is freed at the
 * end of the process.
 */
void *otk_cli_check_struct(otk_cli_check *check, const otk_type *type, size_t chance);

#endif

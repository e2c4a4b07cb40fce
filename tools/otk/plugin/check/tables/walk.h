/* SPDX-License-Identifier: MIT */
/* Walks the tables of a plugin, which may be broken. */
#ifndef OTK_CLI_CHECK_WALK_H
#define OTK_CLI_CHECK_WALK_H

#include "tools/otk/plugin/check/context/context.h"

typedef void otk_cli_check_type_fn(otk_cli_check *check, const otk_type *type);
typedef void otk_cli_check_row_fn(
	otk_cli_check *check, const otk_interface *interface, const otk_operation *row);

/*
 * Calls `each` once for every type that the tables lead to. Types that cannot be walked are left
 * out; broken: they are reported.
 */
void otk_cli_check_each_type(otk_cli_check *check, bool broken, otk_cli_check_type_fn *each);
/* The same for types that operations and settings use. */
void otk_cli_check_each_used_type(otk_cli_check *check, otk_cli_check_type_fn *each);
void otk_cli_check_each_row(otk_cli_check *check, otk_cli_check_row_fn *each);

/* Returns "thing_options.size"; field NULL: the name of the type alone. */
const char *otk_cli_check_where(
	const otk_cli_check *check, const otk_type *type, const otk_field *field);
/* Returns "create", or "operations[2]" for a row without a name. */
const char *otk_cli_check_row_where(
	const otk_cli_check *check, const otk_interface *interface, const otk_operation *row);

/* Finds a field by its wire name; dots lead into nested objects and lists. NULL: no such field. */
const otk_field *otk_cli_check_field_at(const otk_type *type, const char *path, size_t size);
/* Gets the next word of "a|b|c", which may be empty; false: there are no more words. */
bool otk_cli_check_word(const char **list, const char **word, size_t *size);
bool otk_cli_check_is_zero(const void *memory, size_t size);

#endif

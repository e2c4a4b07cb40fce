/* SPDX-License-Identifier: MIT */
/* Checks an interface before it is used. A type that several rows use is checked once. */
#include "config.h"

#include "core/schema/check/check_interface.h"

#include <stdio.h>
#include <string.h>

#include "core/base/text/text.h"
#include "core/schema/check/check_operation.h"
#include "core/schema/check/check_type.h"

#include "core/base/cold.h"

static bool has_name(const otk_operation *row, const char *name, size_t size)
{
	return (strlen(row->name) == size && memcmp(row->name, name, size) == 0) ||
	       (row->aliases && otk_word_in(row->aliases, name, size));
}

/*
 * Checks the row of a second request, which must be safe to repeat. result: the type that it must
 * return; NULL: any.
 */
static bool check_follow(otk_checker *checker, const otk_interface *interface,
	const otk_operation *row, const char *what, const char *name, const otk_type *result)
{
	for (size_t i = 0; i < interface->operation_count; i++) {
		const otk_operation *follow = &interface->operations[i];

		if (strcmp(follow->name, name) == 0 && follow->repeat == OTK_REPEAT_SAFE &&
			(!result || follow->result == result))
			return true;
	}
	return otk_table_wrong(checker, row->name,
		"%s names \"%s\", which is not a safe operation or has another result", what, name);
}

/* Checks that no name denotes two rows, and that the rows which this row names exist. */
static bool check_row_names(otk_checker *checker, const otk_interface *interface, size_t index)
{
	const otk_operation *row = &interface->operations[index];
	const char *aliases = row->aliases, *word = row->name;
	size_t size = strlen(word);

	do {
		for (size_t i = 0; i < index; i++)
			if (has_name(&interface->operations[i], word, size))
				return otk_table_wrong(checker, row->name,
					"two operations are called \"%.*s\"", (int)size, word);
	} while (otk_word_next(&aliases, &word, &size));
	if (row->settle_by &&
		!check_follow(checker, interface, row, "settle_by", row->settle_by, row->result))
		return false;
	return !row->adopts ||
	       check_follow(checker, interface, row, "adopts", row->adopts->list, NULL);
}

otk_status otk_interface_check(otk_module_memory *module, const otk_interface *interface,
	const char *where, otk_error *error)
{
	char place[512];
	otk_checker checker = {.module = module, .where = place, .error = error};
	bool good = true;

	snprintf(place, sizeof(place), "%s: %s", where, interface->id);
	if (interface->operation_count > OTK_OPERATIONS_MAX ||
		!otk_is_readable(module, interface->operations,
			interface->operation_count * sizeof(*interface->operations)))
		good = otk_table_wrong(
			&checker, NULL, OTK_TABLE_TOO_MANY, OTK_OPERATIONS_MAX, "operations");
	for (size_t i = 0; i < interface->operation_count && good; i++)
		good = otk_check_row(&checker, interface->operations, i);
	for (size_t i = 0; i < interface->operation_count && good; i++)
		good = check_row_names(&checker, interface, i);
	checker.structs = true;
	for (size_t i = 0; good && interface->types; i++) {
		if (i > OTK_TYPES_MAX ||
			!otk_is_readable(module, &interface->types[i], sizeof(otk_type *)))
			good = otk_table_wrong(&checker, NULL, OTK_TABLE_TOO_MANY, OTK_TYPES_MAX,
				"types before NULL");
		else if (!interface->types[i])
			break;
		else
			good = otk_check_types(&checker, interface->types[i]);
	}
	return good ? OTK_OK : OTK_E_PLUGIN_BROKEN;
}

/* SPDX-License-Identifier: MIT */
/* All rows and types of an interface. A type that several rows have is looked over once. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "core/base/text.h"
#include "core/schema/check.h"

static bool has_name(const otk_operation *row, const char *name, size_t size)
{
	return (strlen(row->name) == size && !memcmp(row->name, name, size)) ||
	       (row->aliases && otk_word_in(row->aliases, name, size));
}

static const otk_operation *find_row(const otk_interface *interface, const char *name)
{
	for (size_t i = 0; i < interface->operation_count; i++)
		if (!strcmp(interface->operations[i].name, name))
			return &interface->operations[i];
	return NULL;
}

/* Rows that name other rows, and names that are given twice. */
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
	if (row->settle_by && !find_row(interface, row->settle_by))
		return otk_table_wrong(checker, row->name,
			"settle_by names \"%s\", which is no operation", row->settle_by);
	if (row->adopts && !find_row(interface, row->adopts->list))
		return otk_table_wrong(checker, row->name,
			"adopts names \"%s\", which is no operation", row->adopts->list);
	return true;
}

otk_status otk_interface_check(const otk_interface *interface, const char *where, otk_error *error)
{
	char place[512];
	otk_checker checker = {.where = place, .error = error};
	bool good = true;

	snprintf(place, sizeof(place), "%s: %s", where, interface->id);
	for (size_t i = 0; i < interface->operation_count && good; i++)
		good = otk_check_row(&checker, interface->operations, i);
	for (size_t i = 0; i < interface->operation_count && good; i++)
		good = check_row_names(&checker, interface, i);
	for (const otk_type *const *type = interface->types; good && type && *type; type++)
		good = otk_check_types(&checker, *type);
	return good ? OTK_OK : OTK_E_PLUGIN_BROKEN;
}

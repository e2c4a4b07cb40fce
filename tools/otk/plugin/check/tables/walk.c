/* SPDX-License-Identifier: MIT */
/* Walks the tables of a plugin that are not checked yet. */
#include "config.h"

#include <string.h>

#include "tools/otk/memory.h"
#include "tools/otk/plugin/check/context/report.h"
#include "tools/otk/plugin/check/tables/walk.h"

#define TYPES_MAX 4096

typedef struct type_list {
	const otk_type **items;
	size_t count;
} type_list;

static void add_type(type_list *list, const otk_type *type)
{
	for (size_t i = 0; i < list->count; i++)
		if (list->items[i] == type)
			return;
	if (type && list->count < TYPES_MAX)
		list->items[list->count++] = type;
}

static bool can_be_walked(const otk_type *type)
{
	return type->type_size == sizeof(otk_type) && type->name &&
	       type->field_count <= OTK_FIELDS_MAX && (type->fields || !type->field_count) &&
	       type->rule_count <= OTK_FIELDS_MAX && (type->rules || !type->rule_count);
}

static void report_type(otk_cli_check *check, const otk_type *type)
{
	const bool sized = type->type_size == sizeof(otk_type);
	const char *where = otk_cli_text(
		check->cli, "type %s", sized && type->name ? type->name : "without a name");

	if (!sized)
		otk_cli_check_find(check, where,
			"make it with OTK_TYPE() or OTK_OPTIONS_TYPE() of this otk/plugin.h",
			"has a type_size of %zu, not %zu", type->type_size, sizeof(otk_type));
	else if (!type->name)
		otk_cli_check_find(
			check, where, "OTK_TYPE(struct_name, \"name\", fields)", "has no name");
	else
		otk_cli_check_find(check, where,
			"let the macros count: OTK_TYPE(struct_name, \"name\", fields), "
			"OTK_RULES(rules)",
			"has %zu fields and %zu rules; at most %d are allowed, and none without an "
			"array",
			type->field_count, type->rule_count, OTK_FIELDS_MAX);
}

/* used: without the types that no operation uses. */
static void collect_rows(otk_cli_check *check, bool used, type_list *list)
{
	const otk_plugin *plugin = check->plugin;

	for (size_t i = 0; i < plugin->interface_count; i++) {
		const otk_interface *interface = &plugin->interfaces[i];

		for (size_t k = 0; k < interface->operation_count && k < OTK_OPERATIONS_MAX &&
				   interface->operations;
			k++) {
			add_type(list, interface->operations[k].options);
			add_type(list, interface->operations[k].result);
		}
		for (size_t k = 0;
			!used && interface->types && interface->types[k] && k < TYPES_MAX; k++)
			add_type(list, interface->types[k]);
	}
	add_type(list, plugin->settings_type);
}

static void walk_types(otk_cli_check *check, bool used, bool broken, otk_cli_check_type_fn *each)
{
	type_list list = {.items = otk_cli_new(check->cli, TYPES_MAX * sizeof(*list.items))};

	otk_cli_check_at(check, "the list of types");
	collect_rows(check, used, &list);
	for (size_t t = 0; t < list.count; t++) {
		const otk_type *type = list.items[t];

		if (!can_be_walked(type)) {
			if (broken)
				report_type(check, type);
			continue;
		}
		otk_cli_check_at(check, "type %s", type->name);
		for (size_t i = 0; i < type->field_count; i++)
			add_type(&list, type->fields[i].type);
		if (each)
			each(check, type);
	}
}

void otk_cli_check_each_type(otk_cli_check *check, bool broken, otk_cli_check_type_fn *each)
{
	walk_types(check, false, broken, each);
}

void otk_cli_check_each_used_type(otk_cli_check *check, otk_cli_check_type_fn *each)
{
	walk_types(check, true, false, each);
}

void otk_cli_check_each_row(otk_cli_check *check, otk_cli_check_row_fn *each)
{
	for (size_t i = 0; i < check->plugin->interface_count; i++) {
		const otk_interface *interface = &check->plugin->interfaces[i];

		for (size_t k = 0; k < interface->operation_count && k < OTK_OPERATIONS_MAX &&
				   interface->operations;
			k++) {
			const otk_operation *row = &interface->operations[k];

			otk_cli_check_at(
				check, "%s", otk_cli_check_row_where(check, interface, row));
			each(check, interface, row);
		}
	}
}

const char *otk_cli_check_where(
	const otk_cli_check *check, const otk_type *type, const otk_field *field)
{
	if (!field)
		return type->name;
	if (field->name)
		return otk_cli_text(check->cli, "%s.%s", type->name, field->name);
	return otk_cli_text(
		check->cli, "%s.fields[%zu]", type->name, (size_t)(field - type->fields));
}

const char *otk_cli_check_row_where(
	const otk_cli_check *check, const otk_interface *interface, const otk_operation *row)
{
	if (row->operation_size == sizeof(*row) && row->name)
		return otk_cli_text(check->cli, "operation %s", row->name);
	return otk_cli_text(check->cli, "operations[%zu]", (size_t)(row - interface->operations));
}

static const otk_field *field_named(const otk_type *type, const char *name, size_t size)
{
	for (size_t i = 0; type && can_be_walked(type) && i < type->field_count; i++)
		if (type->fields[i].name && strlen(type->fields[i].name) == size &&
			memcmp(type->fields[i].name, name, size) == 0)
			return &type->fields[i];
	return NULL;
}

const otk_field *otk_cli_check_field_at(const otk_type *type, const char *path, size_t size)
{
	const otk_field *field = path ? field_named(type, path, size) : NULL;

	/* A wire name may contain dots itself ("p2p.preference"), so each dot is tried. */
	for (size_t i = 0; path && !field && i < size; i++)
		if (path[i] == '.') {
			const otk_field *outer = field_named(type, path, i);

			if (outer && outer->type)
				field = otk_cli_check_field_at(
					outer->type, path + i + 1, size - i - 1);
		}
	return field;
}

bool otk_cli_check_word(const char **list, const char **word, size_t *size)
{
	if (!*list)
		return false;
	*word = *list;
	*size = strcspn(*list, "|");
	*list = (*list)[*size] ? *list + *size + 1 : NULL;
	return true;
}

bool otk_cli_check_is_zero(const void *memory, size_t size)
{
	const unsigned char *bytes = memory;

	while (size && !*bytes) {
		bytes++;
		size--;
	}
	return !size;
}

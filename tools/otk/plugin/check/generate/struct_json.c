/* SPDX-License-Identifier: MIT */
/* The JSON of a struct, written without the library. */
#include "config.h"

#include "tools/otk/json.h"
#include "tools/otk/plugin/check/generate/struct_json.h"
#include "tools/otk/plugin/check/tables/member.h"

static json_object *strings_json(otk_cli_check *check, otk_strings list)
{
	json_object *array = otk_cli_json_array(check->cli);

	for (size_t i = 0; i < list.count; i++)
		otk_cli_json_append(array, otk_cli_json_string(list.items[i]));
	return array;
}

static json_object *map_json(otk_cli_check *check, otk_map map)
{
	json_object *object = otk_cli_json_object(check->cli);

	for (size_t i = 0; i < map.count; i++)
		otk_cli_json_add(
			object, map.items[i].name, otk_cli_json_string(map.items[i].value));
	return object;
}

static json_object *list_json(otk_cli_check *check, const otk_field *field, const void *record)
{
	const void *const *items = otk_cli_check_get_pointer(record, field->offset);
	const size_t count = otk_cli_check_get_size(record, field->count_offset);
	json_object *array = otk_cli_json_array(check->cli);

	for (size_t i = 0; items && i < count; i++)
		otk_cli_json_append(
			array, json_object_get(otk_cli_check_json(check, field->type, items[i])));
	return array;
}

/* Returns the value of a member that is set; the caller owns it. */
static json_object *member_json(otk_cli_check *check, const otk_field *field, const void *record)
{
	switch ((otk_kind)field->kind) {
	case OTK_KIND_STRING:
		return otk_cli_json_string(otk_cli_check_get_pointer(record, field->offset));
	case OTK_KIND_FLAG:
		return json_object_new_boolean(
			otk_cli_check_get_flag(record, field->offset) == OTK_YES);
	case OTK_KIND_INT:
		return otk_cli_json_number(otk_cli_check_get_int(record, field->offset));
	case OTK_KIND_STRINGS:
		return json_object_get(
			strings_json(check, otk_cli_check_get_strings(record, field->offset)));
	case OTK_KIND_MAP:
		return json_object_get(
			map_json(check, otk_cli_check_get_map(record, field->offset)));
	case OTK_KIND_OBJECT:
		return json_object_get(otk_cli_check_json(
			check, field->type, otk_cli_check_get_pointer(record, field->offset)));
	case OTK_KIND_LIST:
		return json_object_get(list_json(check, field, record));
	}
	return NULL;
}

json_object *otk_cli_check_json(otk_cli_check *check, const otk_type *type, const void *record)
{
	json_object *object = otk_cli_json_object(check->cli);

	for (size_t i = 0; i < type->field_count; i++)
		if (otk_cli_check_is_set(record, &type->fields[i]))
			otk_cli_json_add(object, type->fields[i].name,
				member_json(check, &type->fields[i], record));
	return object;
}

/* SPDX-License-Identifier: MIT */
/* Responses made from the table of an operation. */
#include "config.h"

#include "tools/otk/json.h"
#include "tools/otk/plugin/check/generate/random_response.h"
#include "tools/otk/plugin/check/generate/random_struct.h"
#include "tools/otk/plugin/check/generate/struct_json.h"

/* Returns the field into which a bare array is decoded. */
static const otk_field *list_of(const otk_type *type)
{
	for (size_t i = 0; i < type->field_count; i++)
		if (type->fields[i].kind == OTK_KIND_LIST)
			return &type->fields[i];
	return NULL;
}

json_object *otk_cli_check_only_list(
	otk_cli_check *check, const otk_type *type, json_object *record)
{
	const otk_field *list = list_of(type);
	json_object *found = NULL, *only = otk_cli_json_object(check->cli);

	if (list && json_object_object_get_ex(record, list->name, &found))
		otk_cli_json_add(only, list->name, json_object_get(found));
	else if (list)
		otk_cli_json_add(only, list->name, json_object_get(otk_cli_json_array(check->cli)));
	return only;
}

otk_cli_check_response otk_cli_check_random_response(
	otk_cli_check *check, const otk_operation *row, size_t chance)
{
	const otk_type *type = row->result;
	otk_cli_check_response made = {.record = otk_cli_check_json(check, type,
					       otk_cli_check_struct(check, type, chance))};

	if (row->errors) /* a response with errors would be a failure */
		json_object_object_del(made.record, row->errors);
	made.body = made.record;
	if (row->shape == OTK_SHAPE_FIRST_OF_ARRAY) {
		made.body = otk_cli_json_array(check->cli);
		otk_cli_json_append(made.body, json_object_get(made.record));
	} else if (row->shape == OTK_SHAPE_ARRAY) {
		made.record = otk_cli_check_only_list(check, type, made.record);
		json_object_object_get_ex(made.record, list_of(type)->name, &made.body);
	}
	return made;
}

/* SPDX-License-Identifier: MIT */
/* Brings responses into one shape. */
#include "config.h"

#include <string.h>

#include "tools/otk/json.h"
#include "tools/otk/output/shape.h"

#define DEPTH_MAX 16

static bool has_shape(const otk_cli_operation *operation, const char *shape)
{
	return operation->shape && strcmp(operation->shape, shape) == 0;
}

bool otk_cli_is_list(const otk_cli_operation *operation)
{
	return has_shape(operation, "list") || has_shape(operation, "array");
}

/*
 * The list field of a type, or of an object in it; *list, the object on the way in, becomes the
 * value of that field or NULL.
 */
static const otk_cli_field *items_field(const otk_cli_type *type, json_object **list)
{
	json_object *from = *list;

	for (size_t i = 0; i < type->count; i++) {
		const otk_cli_field *field = &type->fields[i];
		const otk_cli_field *found;

		if (field->kind != OTK_KIND_LIST && field->kind != OTK_KIND_OBJECT)
			continue;
		if (!json_object_object_get_ex(from, field->name, list))
			*list = NULL;
		found = field->kind == OTK_KIND_LIST ? field : items_field(field->type, list);
		if (found)
			return found;
	}
	return NULL;
}

const otk_cli_type *otk_cli_record_type(const otk_cli_operation *operation)
{
	json_object *none = NULL;

	const otk_cli_field *field =
		otk_cli_is_list(operation) ? items_field(operation->result, &none) : NULL;

	return field ? field->type : operation->result;
}

static json_object *in_normal_shape(
	otk_cli *cli, const otk_cli_type *type, json_object *json, int depth);

/* {"first": {…}} → [{"id": "first", …}] */
static json_object *list_of_named(
	otk_cli *cli, const otk_cli_field *field, json_object *object, int depth)
{
	json_object *list = otk_cli_json_array(cli);
	json_object_iter each;

	json_object_object_foreachC(object, each) {
		json_object *copy = in_normal_shape(cli, field->type, each.val, depth);

		if (json_object_is_type(copy, json_type_object) && field->keyed &&
			!json_object_object_get_ex(copy, field->keyed, NULL))
			otk_cli_json_add(copy, field->keyed, otk_cli_json_string(each.key));
		otk_cli_json_append(list, json_object_get(copy));
	}
	return list;
}

static bool all_objects(json_object *object)
{
	json_object_iter each;

	json_object_object_foreachC(object, each) {
		if (!json_object_is_type(each.val, json_type_object))
			return false;
	}
	return true;
}

static json_object *normal_list(
	otk_cli *cli, const otk_cli_type *type, json_object *array, int depth)
{
	json_object *list = otk_cli_json_array(cli);

	for (size_t i = 0; i < json_object_array_length(array); i++)
		otk_cli_json_append(list, json_object_get(in_normal_shape(cli, type,
						  json_object_array_get_idx(array, i), depth)));
	return list;
}

static json_object *normal_value(
	otk_cli *cli, const otk_cli_field *field, json_object *value, int depth)
{
	if (field->kind == OTK_KIND_LIST && json_object_is_type(value, json_type_object))
		return all_objects(value) ? list_of_named(cli, field, value, depth) : value;
	return in_normal_shape(cli, field->type, value, depth);
}

static bool get_any(json_object *object, const otk_cli_field *field, json_object **value)
{
	if (json_object_object_get_ex(object, field->name, value))
		return true;
	for (const char *const *alias = field->aliases; alias && *alias; alias++)
		if (json_object_object_get_ex(object, *alias, value))
			return true;
	return false;
}

static bool is_known(const otk_cli_type *type, const char *name)
{
	for (size_t i = 0; i < type->count; i++) {
		const otk_cli_field *field = &type->fields[i];

		if (strcmp(field->name, name) == 0)
			return true;
		for (const char *const *alias = field->aliases; alias && *alias; alias++)
			if (strcmp(*alias, name) == 0)
				return true;
	}
	return false;
}

/* A copy in the shape that the type describes: its own members first, then the unknown ones. */
static json_object *in_normal_shape(
	otk_cli *cli, const otk_cli_type *type, json_object *json, int depth)
{
	json_object *copy;
	json_object_iter each;

	if (!type || !type->count || depth > DEPTH_MAX)
		return json;
	if (json_object_is_type(json, json_type_array))
		return normal_list(cli, type, json, depth + 1);
	if (!json_object_is_type(json, json_type_object))
		return json;
	copy = otk_cli_json_object(cli);
	for (size_t i = 0; i < type->count; i++) {
		const otk_cli_field *field = &type->fields[i];
		json_object *value = NULL;

		if (get_any(json, field, &value))
			otk_cli_json_add(copy, field->name,
				json_object_get(normal_value(cli, field, value, depth + 1)));
	}
	json_object_object_foreachC(json, each) {
		if (!is_known(type, each.key))
			otk_cli_json_add(copy, each.key, json_object_get(each.val));
	}
	return copy;
}

static json_object *list_record(otk_cli *cli, const otk_cli_operation *operation, json_object *json)
{
	json_object *record = otk_cli_json_object(cli), *items = json;
	int64_t total = 0;
	int64_t count;

	if (json_object_is_type(json, json_type_object)) {
		items_field(operation->result, &items);
		total = operation->total ? otk_cli_json_int(json, operation->total) : 0;
		if (total == INT64_MAX) /* what json-c makes of a number beyond 64 bits */
			total = 0;
	}
	items = json_object_is_type(items, json_type_array)
			? in_normal_shape(cli, otk_cli_record_type(operation), items, 0)
			: otk_cli_json_array(cli);
	count = (int64_t)json_object_array_length(items);
	otk_cli_json_add(record, "count", otk_cli_json_number(total > count ? total : count));
	otk_cli_json_add(record, "items", json_object_get(items));
	return record;
}

json_object *otk_cli_record(otk_cli *cli, const otk_cli_operation *operation, json_object *json)
{
	if (otk_cli_is_list(operation))
		return list_record(cli, operation, json);
	if (json_object_is_type(json, json_type_array) && has_shape(operation, "first_of_array"))
		json = json_object_array_get_idx(json, 0);
	json = json ? in_normal_shape(cli, operation->result, json, 0) : NULL;
	return json_object_is_type(json, json_type_object) ? json : otk_cli_json_object(cli);
}

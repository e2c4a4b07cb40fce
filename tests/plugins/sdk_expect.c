/* SPDX-License-Identifier: MIT */
/* Compares the expectations of an exchange with our record, read by its tables. */
#include "config.h"

#include "tests/plugins/sdk_expect.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/schema/access.h"
#include "core/schema/field.h"
#include "tests/plugins/sdk_names.h"

/* The target of a path: a struct of a type, or a plain value (type NULL). */
typedef struct target {
	const otk_type *type;
	const void *record;
	json_object *value; /* owned */
} target;

static const void *pointer_at(const void *record, size_t offset)
{
	const void *pointer;

	memcpy(&pointer, (const char *)record + offset, sizeof(pointer));
	return pointer;
}

static size_t size_at(const void *record, size_t offset)
{
	size_t size;

	memcpy(&size, (const char *)record + offset, sizeof(size));
	return size;
}

static json_object *strings_json(const void *record, const otk_field *field)
{
	otk_strings strings;
	json_object *array;

	memcpy(&strings, (const char *)record + field->offset, sizeof(strings));
	if (!strings.items)
		return NULL;
	array = json_object_new_array();
	for (size_t i = 0; i < strings.count; i++)
		json_object_array_add(array, json_object_new_string(strings.items[i]));
	return array;
}

/* A list becomes an array of nulls: its length is what can be asked for. */
static json_object *list_json(const void *record, const otk_field *field)
{
	json_object *array = json_object_new_array();
	const size_t count = size_at(record, field->count_offset);

	for (size_t i = 0; i < count; i++)
		json_object_array_add(array, NULL);
	return array;
}

static json_object *value_json(const void *record, const otk_field *field)
{
	if (field->kind == OTK_KIND_LIST)
		return list_json(record, field);
	if (field->kind == OTK_KIND_INT) /* 0 and absent are the same */
		return json_object_new_int64(otk_field_int(record, field));
	if (!otk_field_is_set(record, field))
		return NULL;
	if (field->kind == OTK_KIND_STRING)
		return json_object_new_string(otk_field_text(record, field));
	if (field->kind == OTK_KIND_STRINGS)
		return strings_json(record, field);
	if (field->kind == OTK_KIND_FLAG) {
		otk_flag flag;

		memcpy(&flag, (const char *)record + field->offset, sizeof(flag));
		return json_object_new_boolean(flag == OTK_YES);
	}
	return json_object_new_object();
}

static const otk_field *find_named(const otk_type *type, const char *name)
{
	char wire[64];
	const otk_field *field;

	otk_sdk_wire_name(name, wire, sizeof(wire));
	field = otk_field_find(type, wire, strlen(wire));
	return field ? field : otk_field_find(type, name, strlen(name));
}

/* One step: "items[0]", "broadcast_urls". false: our record has no such member. */
static bool follow_step(target *at, char *name)
{
	char *bracket = strchr(name, '[');
	const size_t index = bracket ? strtoul(bracket + 1, NULL, 10) : 0;
	const otk_field *field;
	const void *record = at->record;

	if (bracket)
		*bracket = '\0';
	field = at->type ? find_named(at->type, name) : NULL;
	if (!field)
		return false;
	json_object_put(at->value);
	at->value = record ? value_json(record, field) : NULL;
	at->type = field->type;
	at->record = NULL;
	if (!record)
		return true;
	if (field->kind == OTK_KIND_OBJECT) {
		at->record = pointer_at(record, field->offset);
	} else if (field->kind == OTK_KIND_LIST && index < size_at(record, field->count_offset)) {
		at->record = ((const void *const *)pointer_at(record, field->offset))[index];
	} else if (bracket && at->value) {
		json_object *item = json_object_array_get_idx(at->value, index);

		json_object_get(item);
		json_object_put(at->value);
		at->value = item;
	}
	return true;
}

/* "a.b[0].length:kind" from the record; false: it has no such member. */
static bool look_up(const otk_type *type, const void *record, const char *path, json_object **value)
{
	target at = {type, record, NULL};
	char copy[128], *rest = copy, *name;
	bool known = type != NULL;

	snprintf(copy, sizeof(copy), "%.*s", (int)strcspn(path, ":"), path);
	while (known && (name = strsep(&rest, "."))) {
		if (strcmp(name, "length") == 0 && json_object_is_type(at.value, json_type_array)) {
			const size_t length = json_object_array_length(at.value);

			json_object_put(at.value);
			at.value = json_object_new_int64((int64_t)length);
		} else {
			known = follow_step(&at, strcmp(name, "total") ? name : (char[]){"count"});
		}
	}
	*value = at.value;
	return known;
}

static bool list_contains(json_object *list, json_object *item)
{
	if (!json_object_is_type(list, json_type_array))
		return false;
	for (size_t i = 0; i < json_object_array_length(list); i++)
		if (json_object_equal(json_object_array_get_idx(list, i), item))
			return true;
	return false;
}

/* Numbers and texts are compared as text: ids are numbers in some responses. */
static bool is_same_value(json_object *theirs, json_object *ours, const char *how)
{
	if (strcmp(how, ":seconds") == 0)
		return json_object_get_int64(ours) / 1000 == json_object_get_int64(theirs);
	if (strcmp(how, ":present") == 0)
		return json_object_get_boolean(theirs) == (ours != NULL);
	if (strcmp(how, ":contains") == 0)
		return list_contains(ours, theirs);
	if (strcmp(how, ":type") == 0)
		return ours && (json_object_is_type(ours, json_type_string) ==
				       (strcmp(json_object_get_string(theirs), "string") == 0));
	if (!theirs || !ours) /* a number that is absent reads as 0 */
		return theirs == ours || (ours && json_object_is_type(ours, json_type_int) &&
						 !json_object_get_int64(ours));
	return strcmp(json_object_get_string(theirs), json_object_get_string(ours)) == 0;
}

void otk_expect_record(
	otk_differences *differences, json_object *expect, const otk_type *type, const void *record)
{
	json_object_iter each;

	json_object_object_foreachC(expect, each) {
		json_object *ours = NULL;
		char what[160];
		const char *how = each.key + strcspn(each.key, ":");
		bool known;

		if (strcmp(each.key, "ok") == 0)
			continue;
		snprintf(what, sizeof(what), "result.%s", each.key);
		known = look_up(type, record, each.key, &ours);
		if (!known || !is_same_value(each.val, ours, how))
			otk_differ(differences, what,
				each.val ? json_object_get_string(each.val) : NULL,
				!known ? "(no such member)"
				: ours ? json_object_get_string(ours)
				       : NULL);
		json_object_put(ours);
	}
}

/* SPDX-License-Identifier: MIT */
/* Compares a record with json-c's tree of the same text. */
#include "config.h"

#include "tests/schema/same.h"

#include <stdio.h>
#include <string.h>

#include "core/schema/access.h"
#include "core/schema/field.h"

/* The JSON type of the kind of a field. */
static json_type own_type(const otk_field *field)
{
	static const json_type types[] = {[OTK_KIND_STRING] = json_type_string,
		[OTK_KIND_FLAG] = json_type_boolean,
		[OTK_KIND_INT] = json_type_int,
		[OTK_KIND_STRINGS] = json_type_array,
		[OTK_KIND_MAP] = json_type_object,
		[OTK_KIND_OBJECT] = json_type_object,
		[OTK_KIND_LIST] = json_type_array};

	return types[field->kind];
}

static bool same_text(const char *text, json_object *value)
{
	return text && strcmp(text, json_object_get_string(value)) == 0;
}

/* Beyond 64 bits json-c has rules of its own. */
static bool same_int(const otk_field *field, int64_t number, json_object *value, bool lenient)
{
	int64_t wanted = json_object_get_int64(value);

	if (lenient && (wanted == INT64_MAX || wanted == INT64_MIN))
		return true;
	if (field->unit == OTK_UNIT_TIME_MS && wanted > 0 && wanted < INT64_C(100000000000))
		wanted *= 1000;
	return number == wanted;
}

static bool same_flag(uint32_t flag, json_object *value)
{
	return flag == (strcmp(json_object_get_string(value), "true") ? OTK_NO : OTK_YES);
}

static bool same_strings(otk_strings strings, json_object *value, bool lenient)
{
	if (!strings.items || strings.count != json_object_array_length(value))
		return false;
	for (size_t i = 0; i < strings.count; i++) {
		json_object *item = json_object_array_get_idx(value, i);

		if ((!lenient || json_object_is_type(item, json_type_string)) &&
			!same_text(strings.items[i], item))
			return false;
	}
	return true;
}

static bool same_list(const otk_field *field, const void *record, json_object *value, bool lenient)
{
	const void *items = otk_get_pointer(record, field->offset);
	const size_t count = otk_get_size(record, field->count_offset);

	if (!items || count != json_object_array_length(value))
		return false;
	for (size_t i = 0; i < count; i++)
		if (!test_same_record(field->type, otk_get_item(items, i),
			    json_object_array_get_idx(value, i), lenient))
			return false;
	return true;
}

static bool same_field(const otk_field *field, const void *record, json_object *value, bool lenient)
{
	if (lenient && (field->aliases || field->keyed || field->single))
		return true;
	if (!value)
		return !otk_field_is_set(record, field);
	if (lenient && !json_object_is_type(value, own_type(field)))
		return true;
	switch (field->kind) {
	case OTK_KIND_STRING:
		return same_text(otk_field_text(record, field), value);
	case OTK_KIND_INT:
		return same_int(field, otk_field_int(record, field), value, lenient);
	case OTK_KIND_FLAG:
		return same_flag(otk_get_flag(record, field->offset), value);
	case OTK_KIND_STRINGS:
		return same_strings(otk_get_strings(record, field->offset), value, lenient);
	case OTK_KIND_OBJECT:
		return test_same_record(
			field->type, otk_get_pointer(record, field->offset), value, lenient);
	case OTK_KIND_LIST:
		return same_list(field, record, value, lenient);
	default:
		return true;
	}
}

bool test_same_record(const otk_type *type, const void *record, json_object *tree, bool lenient)
{
	if (!record)
		return false;
	for (size_t i = 0; i < type->field_count; i++) {
		json_object *value = NULL;

		json_object_object_get_ex(tree, type->fields[i].name, &value);
		if (!same_field(&type->fields[i], record, value, lenient)) {
			printf("  %s differs\n", type->fields[i].name);
			return false;
		}
	}
	return true;
}

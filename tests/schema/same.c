/* SPDX-License-Identifier: MIT */
/* Compares a record with json-c's tree of the same text. */
#include "config.h"

#include "tests/schema/same.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/schema/access.h"
#include "core/schema/field.h"

/* The JSON type of the kind of a field. */
static json_type own_type(const otk_field *field)
{
	switch ((otk_kind)field->kind) {
	case OTK_KIND_STRING:
		return json_type_string;
	case OTK_KIND_FLAG:
		return json_type_boolean;
	case OTK_KIND_INT:
		return json_type_int;
	case OTK_KIND_STRINGS:
	case OTK_KIND_LIST:
		return json_type_array;
	case OTK_KIND_MAP:
	case OTK_KIND_OBJECT:
		break;
	}
	return json_type_object;
}

static bool same_record(
	const otk_type *type, const void *record, json_object *tree, test_rules rules);

/* The field that differs, for the message. */
static const char *differing;

static bool same_text(const char *text, json_object *value)
{
	return text && strcmp(text, json_object_get_string(value)) == 0;
}

/* Beyond 64 bits json-c has rules of its own. */
static bool same_int(const otk_field *field, int64_t number, json_object *value, test_rules rules)
{
	int64_t wanted = json_object_get_int64(value);

	if (rules != TEST_SAME_EXACT && (wanted == INT64_MAX || wanted == INT64_MIN))
		return true;
	if (field->unit == OTK_UNIT_TIME_MS && wanted > 0 && wanted < INT64_C(100000000000))
		wanted *= 1000;
	return number == wanted;
}

static bool same_flag(uint32_t flag, json_object *value)
{
	return flag == (strcmp(json_object_get_string(value), "true") == 0 ? OTK_YES : OTK_NO);
}

static bool is_number(json_object *value)
{
	return json_object_is_type(value, json_type_int) ||
	       json_object_is_type(value, json_type_double);
}

/* Whether a list of texts can hold the item: a text, or a number as it is written. */
static bool is_text_item(json_object *item)
{
	return json_object_is_type(item, json_type_string) || is_number(item);
}

/* null is left out, and as odd what is not a text or a number. Only odd items: not set. */
static bool same_strings(otk_strings strings, json_object *value, test_rules rules)
{
	const size_t count = json_object_array_length(value);
	size_t next = 0, odd = 0;

	for (size_t i = 0; i < count; i++) {
		json_object *item = json_object_array_get_idx(value, i);

		if (rules != TEST_SAME_EXACT && !is_text_item(item)) {
			odd += item != NULL;
			continue;
		}
		if (next == strings.count)
			return false;
		if ((rules == TEST_SAME_EXACT || !is_number(item)) &&
			!same_text(strings.items[next], item))
			return false;
		next++;
	}
	return next == strings.count && (strings.items || (!next && odd)) &&
	       (!odd || rules >= TEST_SAME_ODD);
}

/* Members with null are left out; only texts are compared. */
static bool same_map(otk_map map, json_object *value)
{
	json_object_iter each;

	json_object_object_foreachC(value, each) {
		size_t i = 0;

		if (!json_object_is_type(each.val, json_type_string))
			continue;
		while (i < map.count && strcmp(map.items[i].name, each.key) != 0)
			i++;
		if (i == map.count || !same_text(map.items[i].value, each.val))
			return false;
	}
	return true;
}

/* Whether an object of a response surely has its required members. */
static bool is_usable(const otk_type *type, json_object *tree)
{
	if (!json_object_is_type(tree, json_type_object))
		return false;
	for (size_t i = 0; i < type->field_count; i++) {
		const otk_field *field = &type->fields[i];
		json_object *value = NULL;

		if (!field->required)
			continue;
		json_object_object_get_ex(tree, field->name, &value);
		if (!value || !json_object_is_type(value, own_type(field)))
			return false;
		if (field->kind == OTK_KIND_STRING && field->role == OTK_ROLE_ID &&
			!*json_object_get_string(value))
			return false;
		if (field->kind == OTK_KIND_OBJECT && !is_usable(field->type, value))
			return false;
	}
	return true;
}

/* Whether the record of this object may be missing. */
static bool may_lack(const otk_type *type, json_object *tree, test_rules rules)
{
	return rules == TEST_SAME_TWICE || (rules == TEST_SAME_ODD && !is_usable(type, tree));
}

static bool same_object(
	const otk_field *field, const void *record, json_object *value, test_rules rules)
{
	const void *nested = otk_get_pointer(record, field->offset);

	return nested ? same_record(field->type, nested, value, rules)
		      : may_lack(field->type, value, rules);
}

/*
 * Whether the items of the array, in their order, are the items of the record; null and what may be
 * missing can be left out. reached[n]: the items until now can be the first n of the record.
 */
static bool same_items(const otk_field *field, const void *items, size_t count, json_object *value,
	test_rules rules, bool *reached)
{
	const size_t length = json_object_array_length(value);

	reached[0] = true;
	for (size_t i = 0; i < length; i++) {
		json_object *item = json_object_array_get_idx(value, i);
		const bool is_object = json_object_is_type(item, json_type_object);
		const bool lacks = may_lack(field->type, item, rules);

		if (!item && rules != TEST_SAME_EXACT)
			continue;
		for (size_t n = count + 1; n-- > 0;) {
			const bool same =
				n && is_object && reached[n - 1] &&
				same_record(field->type, otk_get_item(items, n - 1), item, rules);

			reached[n] = same || (reached[n] && lacks);
		}
	}
	return reached[count];
}

static bool has_item(json_object *value)
{
	for (size_t i = 0; i < json_object_array_length(value); i++)
		if (json_object_array_get_idx(value, i))
			return true;
	return false;
}

/* Nothing but items that were left out as odd: not set. */
static bool same_list(
	const otk_field *field, const void *record, json_object *value, test_rules rules)
{
	const void *items = otk_get_pointer(record, field->offset);
	const size_t count = otk_get_size(record, field->count_offset);
	bool *reached = calloc(count + 1, sizeof(*reached));
	bool same;

	if (!reached)
		return true;
	same = same_items(field, items, count, value, rules, reached);
	free(reached);
	return same && (items ? count || !has_item(value) : has_item(value));
}

/* A value of another type: unset if the type cannot be meant, and then something is odd. */
static bool same_foreign(
	const otk_field *field, const void *record, json_object *value, test_rules rules)
{
	const bool is_text = json_object_is_type(value, json_type_string);
	double number;

	switch ((otk_kind)field->kind) {
	case OTK_KIND_INT:
		number = json_object_get_double(value);
		if (is_text)
			return true;
		if (!is_number(value))
			break;
		/* A fraction is cut; a double may be the number above a fraction of 17 digits. */
		if (field->unit == OTK_UNIT_TIME_MS || number < -1e15 || number > 1e15)
			return true;
		number -= (double)otk_field_int(record, field);
		return number > -1 - 1e-9 && number < 1 + 1e-9;
	case OTK_KIND_STRING:
		if (is_number(value))
			return true;
		break;
	case OTK_KIND_FLAG:
		if (is_text && (same_text("true", value) || same_text("false", value)))
			return same_flag(otk_get_flag(record, field->offset), value);
		break;
	case OTK_KIND_STRINGS:
	case OTK_KIND_MAP:
	case OTK_KIND_OBJECT:
	case OTK_KIND_LIST:
		if (field->keyed || field->single)
			return true;
		break;
	}
	return rules >= TEST_SAME_ODD && !otk_field_is_set(record, field);
}

static bool same_own(
	const otk_field *field, const void *record, json_object *value, test_rules rules)
{
	switch ((otk_kind)field->kind) {
	case OTK_KIND_STRING:
		return same_text(otk_field_text(record, field), value);
	case OTK_KIND_INT:
		return same_int(field, otk_field_int(record, field), value, rules);
	case OTK_KIND_FLAG:
		return same_flag(otk_get_flag(record, field->offset), value);
	case OTK_KIND_STRINGS:
		return same_strings(otk_get_strings(record, field->offset), value, rules);
	case OTK_KIND_MAP:
		return same_map(otk_get_map(record, field->offset), value);
	case OTK_KIND_OBJECT:
		return same_object(field, record, value, rules);
	case OTK_KIND_LIST:
		return same_list(field, record, value, rules);
	}
	return false;
}

static bool same_field(
	const otk_field *field, const void *record, json_object *value, test_rules rules)
{
	const bool is_own = value && json_object_is_type(value, own_type(field));

	if (rules != TEST_SAME_EXACT && field->aliases && !is_own)
		return true; /* the alias may be there */
	if (!value)
		return !otk_field_is_set(record, field);
	if (rules != TEST_SAME_EXACT && !is_own)
		return same_foreign(field, record, value, rules);
	return same_own(field, record, value, rules);
}

static bool same_record(
	const otk_type *type, const void *record, json_object *tree, test_rules rules)
{
	if (!record)
		return false;
	for (size_t i = 0; i < type->field_count; i++) {
		json_object *value = NULL;

		json_object_object_get_ex(tree, type->fields[i].name, &value);
		if (same_field(&type->fields[i], record, value, rules))
			continue;
		differing = type->fields[i].name;
		return false;
	}
	return true;
}

bool test_same_record(const otk_type *type, const void *record, json_object *tree, test_rules rules)
{
	differing = "the record";
	if (same_record(type, record, tree, rules))
		return true;
	printf("  %s differs\n", differing);
	return false;
}

/* SPDX-License-Identifier: MIT */
/* Checks one field by itself; check_type.c compares the fields of a type. */
#include "config.h"

#include "core/schema/check/check_field.h"

#include <stdalign.h>
#include <stdio.h>
#include <string.h>

#include "core/base/text/text.h"
#include "core/schema/access.h"
#include "core/schema/field.h"

#include "core/base/cold.h"

#define VALUES_MAX 512

bool otk_field_wrong(
	otk_checker *checker, const otk_type *type, const otk_field *field, const char *problem)
{
	return otk_table_wrong(checker, type->name, "field \"%s\" %s", field->name, problem);
}

bool otk_is_inside_struct(const otk_type *type, size_t offset, size_t size)
{
	const size_t begin = type->min_struct_size ? sizeof(size_t) : 0;

	return offset >= begin && offset <= type->struct_size &&
	       size <= type->struct_size - offset &&
	       offset % (size < 8 ? size : alignof(void *)) == 0;
}

/* Kinds as bits; check_memory() has refused unknown ones. */
#define KIND(kind)  (1U << (kind))
#define NUMBERS     (KIND(OTK_KIND_INT) | KIND(OTK_KIND_INT32))
#define TEXTUAL     (KIND(OTK_KIND_STRING) | KIND(OTK_KIND_STRINGS))
#define ADDRESSES   (KIND(OTK_KIND_POINTER) | KIND(OTK_KIND_FUNCTION))
#define TEXT_VALUES (TEXTUAL | ADDRESSES | KIND(OTK_KIND_MAP))

static inline bool is_one_of(const otk_field *field, unsigned kinds)
{
	return kinds >> field->kind & 1;
}

bool otk_is_scalar_value(const otk_field *field, const char *text, size_t size)
{
	int64_t number;

	if (is_one_of(field, NUMBERS))
		return otk_parse_int(text, size, &number);
	if (field->kind == OTK_KIND_FLAG)
		return otk_word_in("true|false", text, size);
	return is_one_of(field, TEXT_VALUES) &&
	       !otk_has_control(text, size); /* messages quote it */
}

/* Returns whether texts[index] differs from all texts before it. */
static bool is_new_text(const char *const *texts, size_t index)
{
	for (size_t i = 0; i < index; i++)
		if (strcmp(texts[i], texts[index]) == 0)
			return false;
	return true;
}

static bool check_values(otk_checker *checker, const otk_type *type, const otk_field *field)
{
	size_t count = 0;

	if (!otk_are_table_texts(checker, field->values, VALUES_MAX) ||
		!otk_are_table_texts(checker, field->labels, VALUES_MAX))
		return otk_field_wrong(checker, type, field,
			"has a known value that its kind cannot have, or a duplicate");
	if (is_one_of(field, ADDRESSES) &&
		(!field->values || !field->values[0] || field->values[1]))
		return otk_field_wrong(checker, type, field, "has not one type in C");
	if (field->values && !is_one_of(field, NUMBERS) && !is_one_of(field, TEXT_VALUES))
		return otk_field_wrong(
			checker, type, field, "has known values, but is not text or a number");
	for (; field->values && field->values[count]; count++)
		if (!otk_is_scalar_value(
			    field, field->values[count], strlen(field->values[count])) ||
			!is_new_text(field->values, count))
			return otk_field_wrong(checker, type, field,
				"has a known value that its kind cannot have, or a duplicate");
	if (field->values && !count)
		return otk_field_wrong(checker, type, field, "has an empty list of known values");
	for (size_t i = 0; field->labels && i < count; i++)
		if (!otk_is_table_name(checker, field->labels[i]) || !is_new_text(field->labels, i))
			return otk_field_wrong(checker, type, field,
				"has fewer labels than values, or a label that is not a unique "
				"name");
	if (field->labels && (!field->values || field->labels[count]))
		return otk_field_wrong(checker, type, field, "has more labels than values");
	return true;
}

/* Checks token_roles: the roles that a client token in this field should have. */
static bool check_token_roles(otk_checker *checker, const otk_type *type, const otk_field *field)
{
	size_t count = 0;
	bool good;

	if (!field->token_roles)
		return true;
	if (field->format != OTK_FORMAT_TOKEN)
		return otk_field_wrong(checker, type, field, "has token_roles, but is not a token");
	good = otk_are_table_texts(checker, field->token_roles, VALUES_MAX);
	for (; good && field->token_roles[count]; count++)
		good = otk_is_table_name(checker, field->token_roles[count]);
	if (!good)
		return otk_field_wrong(checker, type, field, "has a broken token role");
	return count > 0 ||
	       otk_field_wrong(checker, type, field, "has an empty list of token roles");
}

static bool check_limits(otk_checker *checker, const otk_type *type, const otk_field *field)
{
	if (field->max ? field->min > field->max : field->max < 0)
		return otk_field_wrong(
			checker, type, field, "has a min above its max, or a negative max");
	if (field->kind != OTK_KIND_INT && (field->min < 0 || field->max < 0))
		return otk_field_wrong(checker, type, field, "has a negative length as a limit");
	if ((field->min || field->max) &&
		(field->kind == OTK_KIND_FLAG || field->kind == OTK_KIND_OBJECT))
		return otk_field_wrong(
			checker, type, field, "has limits, but is a flag or an object");
	if (field->wire_default &&
		(!otk_field_is_scalar(field) || !otk_is_table_text(checker, field->wire_default) ||
			!otk_is_scalar_value(
				field, field->wire_default, strlen(field->wire_default))))
		return otk_field_wrong(
			checker, type, field, "has a wire default that its kind cannot have");
	return true;
}

/* Returns whether a field of this kind can have the format. */
static bool format_fits(const otk_field *field)
{
	switch ((otk_format)field->format) {
	case OTK_FORMAT_ANY:
		return true;
	case OTK_FORMAT_ID:
	case OTK_FORMAT_SESSION:
	case OTK_FORMAT_IPV4:
	case OTK_FORMAT_UUID:
	case OTK_FORMAT_PEM_CERTIFICATE:
	case OTK_FORMAT_TOKEN:
	case OTK_FORMAT_STYLESHEET:
	case OTK_FORMAT_LAYOUT_CLASS:
		return is_one_of(field, TEXTUAL);
	case OTK_FORMAT_HEADERS:
		return field->kind == OTK_KIND_MAP;
	}
	return false;
}

static bool check_text_rules(otk_checker *checker, const otk_type *type, const otk_field *field)
{
	if (field->format > OTK_FORMAT_LAYOUT_CLASS)
		return otk_field_wrong(checker, type, field, "has an unknown format");
	if (!format_fits(field))
		return otk_field_wrong(
			checker, type, field, "has a format that its kind cannot have");
	if (field->unit > OTK_UNIT_BITS_PER_SECOND)
		return otk_field_wrong(checker, type, field, "has an unknown unit");
	if (field->soft & ~(OTK_SOFT_ALL | OTK_SOFT_LENGTH | OTK_SOFT_FORMAT))
		return otk_field_wrong(checker, type, field, "has unknown bits in soft");
	if ((field->prefixes || field->alphabet) && !is_one_of(field, TEXTUAL))
		return otk_field_wrong(
			checker, type, field, "has prefixes or an alphabet, but is not a text");
	if (field->prefixes && !otk_is_table_list(checker, field->prefixes))
		return otk_field_wrong(checker, type, field, "has broken prefixes");
	if (field->alphabet && (!otk_is_table_text(checker, field->alphabet) || !*field->alphabet))
		return otk_field_wrong(checker, type, field, "has a broken alphabet");
	return true;
}

static bool check_list(otk_checker *checker, const otk_type *type, const otk_field *field)
{
	if (field->keyed &&
		(field->kind != OTK_KIND_LIST || !otk_is_table_name(checker, field->keyed)))
		return otk_field_wrong(checker, type, field, "is keyed, but is not a list");
	if (field->unique && !field->keyed)
		return otk_field_wrong(checker, type, field, "is unique, but not keyed");
	if (field->single && field->keyed && !field->unique)
		return otk_field_wrong(checker, type, field, "cannot be keyed and single");
	if (field->single && field->kind != OTK_KIND_LIST && field->kind != OTK_KIND_STRINGS)
		return otk_field_wrong(checker, type, field, "is single, but is not a list");
	if (field->keep_empty && field->kind != OTK_KIND_LIST && field->kind != OTK_KIND_STRINGS &&
		field->kind != OTK_KIND_MAP)
		return otk_field_wrong(
			checker, type, field, "has keep_empty, but is not a list or map");
	if (field->multiline && !is_one_of(field, TEXTUAL) && field->kind != OTK_KIND_MAP)
		return otk_field_wrong(checker, type, field, "is multiline, but is not a text");
	return true;
}

static bool check_role(otk_checker *checker, const otk_type *type, const otk_field *field)
{
	switch ((otk_role)field->role) {
	case OTK_ROLE_NONE:
		return true;
	case OTK_ROLE_ID:
	case OTK_ROLE_SESSION:
		return field->kind == OTK_KIND_STRING ||
		       otk_field_wrong(
			       checker, type, field, "has a role that only a string can have");
	case OTK_ROLE_CREATED_AT:
		return field->kind == OTK_KIND_INT ||
		       otk_field_wrong(
			       checker, type, field, "has a role that only a number can have");
	}
	return otk_field_wrong(checker, type, field, "has an unknown role");
}

static bool check_place(otk_checker *checker, const otk_type *type, const otk_field *field)
{
	if (field->place > OTK_IN_PATH)
		return otk_field_wrong(checker, type, field, "has an unknown place");
	if (field->place == OTK_IN_QUERY && !otk_field_is_scalar(field) &&
		field->kind != OTK_KIND_STRINGS)
		return otk_field_wrong(checker, type, field, "has a kind that a query cannot hold");
	if (field->place == OTK_IN_PATH && field->kind != OTK_KIND_STRING &&
		field->kind != OTK_KIND_INT)
		return otk_field_wrong(checker, type, field, "has a kind that a path cannot hold");
	return true;
}

static bool check_memory(otk_checker *checker, const otk_type *type, const otk_field *field)
{
	const size_t size = otk_field_size(field);
	const bool is_list = otk_field_has_count(field), is_text = field->kind == OTK_KIND_TEXT;
	char problem[96];

	if (!size || (field->kind > OTK_KIND_LIST && !checker->structs))
		return otk_field_wrong(checker, type, field,
			size ? "has a kind that no operation can use" : "has an unknown kind");
	if (!otk_is_inside_struct(type, field->offset, is_text ? sizeof(uint32_t) : size) ||
		(is_text &&
			(size % sizeof(uint32_t) || size > type->struct_size - field->offset)) ||
		(is_list && !otk_is_inside_struct(type, field->count_offset, sizeof(size_t)))) {
		snprintf(problem, sizeof(problem),
			"is not inside the struct of %zu bytes (offset %u)", type->struct_size,
			(unsigned)field->offset);
		return otk_field_wrong(checker, type, field, problem);
	}
	if ((field->kind == OTK_KIND_OBJECT || is_list) != (field->type != NULL))
		return otk_field_wrong(checker, type, field,
			field->type ? "has a type, but is not an object or a list"
				    : "is an object or a list, but has no type");
	return true;
}

bool otk_check_field(
	otk_checker *checker, const otk_type *type, const otk_field *field, size_t index)
{
	if (!otk_is_table_name(checker, field->name))
		return otk_table_wrong(checker, type->name, "field %zu has no usable name", index);
	if (!otk_is_table_name(checker, field->member))
		return otk_field_wrong(checker, type, field, "has no C name");
	if (field->aliases && !otk_is_table_list(checker, field->aliases))
		return otk_field_wrong(checker, type, field, "has a broken list of aliases");
	if (!otk_is_table_text(checker, field->help))
		return otk_field_wrong(checker, type, field, "has a broken help text");
	if (!otk_is_zero(field->reserved_bytes, sizeof(field->reserved_bytes)) ||
		!otk_is_zero(field->reserved, sizeof(field->reserved)))
		return otk_field_wrong(
			checker, type, field, "has reserved members that are not zero");
	return check_memory(checker, type, field) && check_limits(checker, type, field) &&
	       check_text_rules(checker, type, field) && check_list(checker, type, field) &&
	       check_role(checker, type, field) && check_values(checker, type, field) &&
	       check_token_roles(checker, type, field) && check_place(checker, type, field);
}

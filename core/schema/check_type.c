/* SPDX-License-Identifier: MIT */
/*
 * Tables of strangers, looked over once before they are trusted. First each field by itself, so
 * that names can be looked up afterwards; then what refers to other fields.
 */
#include "config.h"

#include <limits.h>
#include <stdalign.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "core/base/status.h"
#include "core/base/text.h"
#include "core/base/utf8.h"
#include "core/schema/access.h"
#include "core/schema/check.h"

#define STRUCT_MAX ((size_t)64 * 1024)
#define VALUES_MAX 512

bool otk_table_wrong(otk_checker *checker, const char *name, const char *format, ...)
{
	char text[OTK_ERROR_MESSAGE_SIZE];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	otk_fail(checker->error, OTK_E_PLUGIN_BROKEN, "%s: %s%s%s", checker->where,
		name ? name : "", name ? ": " : "", text);
	return false;
}

/* Of a name: it ends before a blank, a quote, a bar; what is longer than any name is cut. */
static size_t name_length(const char *text)
{
	static const bool fits[256] = {
		['!'] = true, ['#' ... '['] = true, [']' ... '{'] = true, ['}' ... '~'] = true};
	size_t size = 0;

	while (size < OTK_NAME_MAX && fits[(unsigned char)text[size]])
		size++;
	return size;
}

bool otk_is_table_name(const char *name)
{
	const size_t size = name ? name_length(name) : 0;

	return size && size < OTK_NAME_MAX && !name[size];
}

bool otk_is_table_list(const char *list)
{
	const char *word;
	size_t size;

	if (!list || !*list)
		return false;
	while (otk_word_next(&list, &word, &size))
		if (!size || size >= OTK_NAME_MAX || name_length(word) != size)
			return false;
	return true;
}

/* ------------------------------------------------------ each field by itself */

static bool wrong_field(
	otk_checker *checker, const otk_type *type, const otk_field *field, const char *problem)
{
	return otk_table_wrong(checker, type->name, "field \"%s\" %s", field->name, problem);
}

static bool lies_inside(const otk_type *type, size_t offset, size_t size)
{
	return offset >= sizeof(size_t) && offset <= type->struct_size &&
	       size <= type->struct_size - offset &&
	       offset % (size < 8 ? size : alignof(void *)) == 0;
}

static bool is_scalar(const otk_field *field)
{
	return field->kind == OTK_KIND_STRING || field->kind == OTK_KIND_FLAG ||
	       field->kind == OTK_KIND_INT;
}

static bool is_textual(const otk_field *field)
{
	return field->kind == OTK_KIND_STRING || field->kind == OTK_KIND_STRINGS;
}

static bool is_scalar_text(const otk_field *field, const char *text, size_t size)
{
	int64_t number;

	switch (field->kind) {
	case OTK_KIND_INT:
		return otk_parse_int(text, size, &number);
	case OTK_KIND_FLAG:
		return otk_word_in("true|false", text, size);
	default:
		return otk_utf8_length(text, size) >= 0;
	}
}

static bool check_values(otk_checker *checker, const otk_type *type, const otk_field *field)
{
	size_t i, count = 0;

	if (field->values && !is_textual(field) && field->kind != OTK_KIND_INT)
		return wrong_field(checker, type, field, "has known values, but is no text");
	for (i = 0; field->values && field->values[i]; i++, count++)
		if (count >= VALUES_MAX ||
			!is_scalar_text(field, field->values[i], strlen(field->values[i])))
			return wrong_field(checker, type, field,
				"has a known value that it "
				"cannot have");
	for (i = 0; field->labels && i < count; i++)
		if (!field->labels[i])
			return wrong_field(checker, type, field, "has fewer labels than values");
	if (field->labels && (!field->values || field->labels[count]))
		return wrong_field(checker, type, field, "has more labels than values");
	return true;
}

static bool check_limits(otk_checker *checker, const otk_type *type, const otk_field *field)
{
	if (field->min > field->max)
		return wrong_field(checker, type, field, "has a min above its max");
	if (field->kind != OTK_KIND_INT && field->min < 0)
		return wrong_field(checker, type, field, "has a negative length as min");
	if ((field->min || field->max) &&
		(field->kind == OTK_KIND_FLAG || field->kind == OTK_KIND_OBJECT))
		return wrong_field(checker, type, field, "has limits that mean nothing");
	if (field->wire_default && (!is_scalar(field) || !is_scalar_text(field, field->wire_default,
								 strlen(field->wire_default))))
		return wrong_field(checker, type, field, "has a wire default that it cannot have");
	return true;
}

static bool check_form(otk_checker *checker, const otk_type *type, const otk_field *field)
{
	if (field->format > OTK_FORMAT_STYLESHEET)
		return wrong_field(checker, type, field, "has an unknown format");
	if (field->unit > OTK_UNIT_BITS_PER_SECOND)
		return wrong_field(checker, type, field, "has an unknown unit");
	if (field->soft & ~(OTK_SOFT_ALL | OTK_SOFT_LENGTH | OTK_SOFT_FORMAT))
		return wrong_field(checker, type, field, "has unknown bits in soft");
	if ((field->format || field->prefixes || field->alphabet) && !is_textual(field))
		return wrong_field(checker, type, field, "has a form, but is no text");
	if (field->prefixes && !otk_is_table_list(field->prefixes))
		return wrong_field(checker, type, field, "has broken prefixes");
	if (field->keyed && field->kind != OTK_KIND_LIST)
		return wrong_field(checker, type, field, "is keyed, but no list");
	if (field->unique && !field->keyed)
		return wrong_field(checker, type, field, "is unique without saying by what");
	if (field->single && field->keyed && !field->unique)
		return wrong_field(checker, type, field, "cannot be keyed and single");
	return true;
}

static bool check_place(otk_checker *checker, const otk_type *type, const otk_field *field)
{
	if (field->place > OTK_IN_PATH)
		return wrong_field(checker, type, field, "has an unknown place");
	if (field->place == OTK_IN_QUERY && !is_scalar(field) && field->kind != OTK_KIND_STRINGS)
		return wrong_field(checker, type, field, "cannot stand in a query");
	if (field->place == OTK_IN_PATH && field->kind != OTK_KIND_STRING &&
		field->kind != OTK_KIND_INT)
		return wrong_field(checker, type, field, "cannot stand in a path");
	return true;
}

static bool check_memory(otk_checker *checker, const otk_type *type, const otk_field *field)
{
	const size_t size = otk_kind_size(field->kind);
	char problem[96];

	if (!size)
		return wrong_field(checker, type, field, "has an unknown kind");
	if (!lies_inside(type, field->offset, size) ||
		(field->kind == OTK_KIND_LIST &&
			!lies_inside(type, field->count_offset, sizeof(size_t)))) {
		snprintf(problem, sizeof(problem),
			"does not lie inside the struct of %zu bytes (offset %u)",
			type->struct_size, (unsigned)field->offset);
		return wrong_field(checker, type, field, problem);
	}
	if ((field->kind == OTK_KIND_OBJECT || field->kind == OTK_KIND_LIST) && !field->type)
		return wrong_field(checker, type, field, "does not say what it holds");
	return true;
}

static bool check_field(
	otk_checker *checker, const otk_type *type, const otk_field *field, size_t i)
{
	if (!otk_is_table_name(field->name))
		return otk_table_wrong(
			checker, type->name, "field %zu has no name, or not a usable one", i);
	if (!otk_is_table_name(field->member))
		return wrong_field(checker, type, field, "has no C name");
	if (field->aliases && !otk_is_table_list(field->aliases))
		return wrong_field(checker, type, field, "has a broken list of aliases");
	if (!otk_is_zero(field->reserved_bytes, sizeof(field->reserved_bytes)) ||
		!otk_is_zero(field->reserved, sizeof(field->reserved)))
		return wrong_field(checker, type, field, "has reserved members that are not zero");
	return check_memory(checker, type, field) && check_limits(checker, type, field) &&
	       check_form(checker, type, field) && check_values(checker, type, field) &&
	       check_place(checker, type, field);
}

static bool check_frame(otk_checker *checker, const otk_type *type)
{
	if (type->type_size != sizeof(otk_type))
		return otk_table_wrong(checker, NULL,
			"a type is not made with OTK_TYPE() of this otk/plugin.h (%zu bytes, not "
			"%zu)",
			type->type_size, sizeof(otk_type));
	if (!otk_is_table_name(type->name))
		return otk_table_wrong(checker, NULL, "a type has no name");
	if (type->struct_size < sizeof(size_t) || type->struct_size > STRUCT_MAX ||
		type->min_struct_size < sizeof(size_t) || type->min_struct_size > type->struct_size)
		return otk_table_wrong(
			checker, type->name, "its struct cannot have %zu bytes", type->struct_size);
	if (!otk_is_zero(type->reserved, sizeof(type->reserved)))
		return otk_table_wrong(
			checker, type->name, "it has reserved members that are not zero");
	if (type->field_count > OTK_FIELDS_MAX || (type->field_count && !type->fields) ||
		type->rule_count > OTK_FIELDS_MAX || (type->rule_count && !type->rules))
		return otk_table_wrong(checker, type->name,
			"it has more than %d fields or rules, or none where it counts some",
			OTK_FIELDS_MAX);
	if (type->extra_json && !lies_inside(type, type->extra_json, sizeof(const char *)))
		return otk_table_wrong(checker, type->name,
			"extra_json does not lie inside the struct of %zu bytes",
			type->struct_size);
	return true;
}

static bool remember(otk_checker *checker, const otk_type *type)
{
	size_t i;

	for (i = 0; i < checker->type_count; i++)
		if (checker->types[i] == type)
			return true;
	if (checker->type_count == OTK_TYPES_MAX)
		return otk_table_wrong(checker, NULL, "it uses more than %d types", OTK_TYPES_MAX);
	checker->types[checker->type_count++] = type;
	return true;
}

/* Types are met on the way and remembered, so those that hold themselves end. */
static bool check_each_alone(otk_checker *checker, size_t first)
{
	size_t t, i;

	for (t = first; t < checker->type_count; t++) {
		const otk_type *type = checker->types[t];

		if (!check_frame(checker, type))
			return false;
		for (i = 0; i < type->field_count; i++) {
			if (!check_field(checker, type, &type->fields[i], i))
				return false;
			if (type->fields[i].type && !remember(checker, type->fields[i].type))
				return false;
		}
	}
	return true;
}

/* --------------------------------------------------------- fields together */

bool otk_check_names_field(otk_checker *checker, const char *owner, const char *what,
	const otk_type *type, const char *path, otk_kind kind)
{
	const otk_field *field = type && path ? otk_field_at(type, NULL, path, strlen(path)) : NULL;

	if (!field)
		return otk_table_wrong(checker, owner, "%s names \"%s\", which is no field of %s",
			what, path ? path : "(nothing)", type ? type->name : "it");
	if (field->kind != kind)
		return otk_table_wrong(
			checker, owner, "%s names \"%s\", a field of another kind", what, path);
	return true;
}

/* Which words of a struct are taken, one bit each. No member is smaller than a word, and each
 * begins with one (lies_inside()). */
#define WORD sizeof(uint32_t)

typedef struct memory_map {
	uint64_t taken[STRUCT_MAX / WORD / 64 + 1];
} memory_map;

static bool take(memory_map *map, size_t offset, size_t size)
{
	const size_t end = (offset + size) / WORD;
	bool is_free = true;

	for (size_t at = offset / WORD; at < end; at++) {
		const uint64_t bit = UINT64_C(1) << at % 64;

		is_free = is_free && !(map->taken[at / 64] & bit);
		map->taken[at / 64] |= bit;
	}
	return is_free;
}

static bool check_memory_apart(otk_checker *checker, const otk_type *type)
{
	memory_map map;

	memset(map.taken, 0, (type->struct_size / WORD / 64 + 1) * sizeof(map.taken[0]));
	if (type->extra_json)
		take(&map, type->extra_json, sizeof(const char *));
	for (size_t i = 0; i < type->field_count; i++) {
		const otk_field *field = &type->fields[i];

		if (!take(&map, field->offset, otk_kind_size(field->kind)) ||
			(field->kind == OTK_KIND_LIST &&
				!take(&map, field->count_offset, sizeof(size_t))))
			return wrong_field(checker, type, field, "lies where another member does");
	}
	return true;
}

/* Whatever a field is called leads to it, and to no other. */
static bool check_names_apart(otk_checker *checker, const otk_type *type, const otk_field *field)
{
	const char *aliases = field->aliases, *word = field->name;
	size_t size = strlen(word);

	do {
		const otk_field *found = otk_field_find(type, word, size);

		if (found != field)
			return otk_table_wrong(checker, type->name,
				"fields \"%s\" and \"%s\" have a name in common", field->name,
				found->name);
	} while (otk_word_next(&aliases, &word, &size));
	return true;
}

/* Only what is asked for itself has fields in the path or the query. */
static bool check_held(otk_checker *checker, const otk_field *field)
{
	const otk_type *held = field->type;
	size_t i;

	for (i = 0; held && i < held->field_count; i++)
		if (held->fields[i].place != OTK_IN_BODY)
			return wrong_field(checker, held, &held->fields[i],
				"is nested and has a place of its own");
	return true;
}

/* NULL: there is no such field, and that was said. */
static const otk_field *find_rule_field(
	otk_checker *checker, const otk_type *type, const char *path, size_t size)
{
	const otk_field *field = path ? otk_field_at(type, NULL, path, size) : NULL;

	if (!field)
		otk_table_wrong(checker, type->name, "a rule names \"%.*s\", which is no field",
			path ? (int)size : INT_MAX, path ? path : "(nothing)");
	return field;
}

/* The value of a rule must be one that its field can have. */
static bool check_rule_side(
	otk_checker *checker, const otk_type *type, const char *path, const char *values)
{
	const otk_field *field = find_rule_field(checker, type, path, path ? strlen(path) : 0);
	const char *word;
	size_t size;

	if (!field || !values)
		return field != NULL;
	if (!is_scalar(field))
		return otk_table_wrong(checker, type->name,
			"a rule gives a value to \"%s\", which is no single value", path);
	while (otk_word_next(&values, &word, &size))
		if (size && !is_scalar_text(field, word, size))
			return otk_table_wrong(checker, type->name,
				"a rule gives \"%s\" a value that it cannot have: \"%.*s\"", path,
				(int)size, word);
	return true;
}

static bool check_rule(otk_checker *checker, const otk_type *type, const otk_rule *rule)
{
	const bool counts = rule->kind == OTK_RULE_ONE_OF || rule->kind == OTK_RULE_EXACTLY_ONE;
	const char *list = rule->field, *word;
	size_t size;

	if (!rule->kind || rule->kind > OTK_RULE_ONLY_WHEN)
		return otk_table_wrong(checker, type->name, "a rule has an unknown kind");
	if (!otk_is_zero(rule->reserved_bytes, sizeof(rule->reserved_bytes)))
		return otk_table_wrong(
			checker, type->name, "a rule has reserved members that are not zero");
	if (!counts)
		return check_rule_side(checker, type, rule->field, rule->value) &&
		       check_rule_side(checker, type, rule->other, rule->other_value);
	if (!otk_is_table_list(rule->field) || rule->value || rule->other || rule->other_value)
		return otk_table_wrong(checker, type->name,
			"a rule of kind ONE_OF or EXACTLY_ONE takes a list of fields, nothing "
			"else");
	while (otk_word_next(&list, &word, &size))
		if (!find_rule_field(checker, type, word, size))
			return false;
	return true;
}

static bool check_together(otk_checker *checker, const otk_type *type)
{
	size_t i;

	if (!check_memory_apart(checker, type))
		return false;
	for (i = 0; i < type->field_count; i++) {
		const otk_field *field = &type->fields[i];

		if (!check_names_apart(checker, type, field) || !check_held(checker, field))
			return false;
		if (field->keyed && !otk_check_names_field(checker, type->name, "keyed",
					    field->type, field->keyed, OTK_KIND_STRING))
			return false;
	}
	for (i = 0; i < type->rule_count; i++)
		if (!check_rule(checker, type, &type->rules[i]))
			return false;
	return true;
}

bool otk_check_types(otk_checker *checker, const otk_type *type)
{
	const size_t first = checker->type_count;
	size_t t;

	if (!type)
		return otk_table_wrong(checker, NULL, "a type is missing");
	if (!remember(checker, type) || !check_each_alone(checker, first))
		return false;
	for (t = first; t < checker->type_count; t++)
		if (!check_together(checker, checker->types[t]))
			return false;
	return true;
}

otk_status otk_type_check(const otk_type *type, const char *where, otk_error *error)
{
	otk_checker checker = {.where = where, .error = error};

	return otk_check_types(&checker, type) ? OTK_OK : OTK_E_PLUGIN_BROKEN;
}

/* SPDX-License-Identifier: MIT */
/*
 * Checks types before they are used. First each field by itself, so that names can be looked up;
 * then what refers to other fields.
 */
#include "config.h"

#include "core/schema/check/check_type.h"

#include <string.h>

#include "core/base/text/text.h"
#include "core/schema/check/check_field.h"
#include "core/schema/check/check_rule.h"
#include "core/schema/field.h"

#include "core/base/cold.h"

#define STRUCT_MAX ((size_t)64 * 1024)

/* ---- each field by itself */

/* Checks what a walk through the fields relies on. */
static bool check_frame(otk_checker *checker, const otk_type *type)
{
	if (type->type_size != sizeof(otk_type))
		return otk_table_wrong(
			checker, NULL, "a type is not made with OTK_TYPE() of this otk/plugin.h");
	if (!otk_is_table_name(checker, type->name))
		return otk_table_wrong(checker, NULL, "a type has no usable name");
	if (type->struct_size < sizeof(size_t) || type->struct_size > STRUCT_MAX ||
		type->struct_size % sizeof(size_t) ||
		(type->min_struct_size < sizeof(size_t) &&
			(type->min_struct_size || !checker->structs)) ||
		type->min_struct_size > type->struct_size)
		return otk_table_wrong(
			checker, type->name, "its struct cannot have %zu bytes", type->struct_size);
	if (type->struct_name && !otk_is_table_name(checker, type->struct_name))
		return otk_table_wrong(checker, type->name, "its struct has no usable name");
	if (!otk_is_zero(type->reserved, sizeof(type->reserved)))
		return otk_table_wrong(
			checker, type->name, "it has reserved members that are not zero");
	if (type->field_count > OTK_FIELDS_MAX || type->rule_count > OTK_FIELDS_MAX ||
		!otk_is_readable(
			checker->module, type->fields, type->field_count * sizeof(*type->fields)) ||
		!otk_is_readable(
			checker->module, type->rules, type->rule_count * sizeof(*type->rules)))
		return otk_table_wrong(
			checker, type->name, OTK_TABLE_TOO_MANY, OTK_FIELDS_MAX, "fields or rules");
	if (type->extra_json && !otk_is_inside_struct(type, type->extra_json, sizeof(const char *)))
		return otk_table_wrong(checker, type->name,
			"extra_json is not inside the struct of %zu bytes", type->struct_size);
	return true;
}

static bool remember_type(otk_checker *checker, const otk_type *type)
{
	for (size_t i = 0; i < checker->type_count; i++)
		if (checker->types[i] == type)
			return true;
	if (!otk_is_readable(checker->module, type, sizeof(*type)))
		return otk_table_wrong(checker, NULL, "a type cannot be read");
	if (checker->type_count == OTK_TYPES_MAX)
		return otk_table_wrong(checker, NULL, "it uses more than %d types", OTK_TYPES_MAX);
	checker->types[checker->type_count++] = type;
	return true;
}

/* Held types are added to the list on the way, once each, so a type may hold itself. */
static bool check_fields_alone(otk_checker *checker, size_t first)
{
	for (size_t t = first; t < checker->type_count; t++) {
		const otk_type *type = checker->types[t];

		if (!check_frame(checker, type))
			return false;
		for (size_t i = 0; i < type->field_count; i++) {
			if (!otk_check_field(checker, type, &type->fields[i], i))
				return false;
			if (type->fields[i].type && !remember_type(checker, type->fields[i].type))
				return false;
		}
	}
	return true;
}

/* ---- fields together */

bool otk_check_names_field(otk_checker *checker, const char *owner, const char *what,
	const otk_type *type, const char *path, unsigned kind)
{
	const otk_field *field = type && path ? otk_field_at(type, NULL, path, strlen(path)) : NULL;

	if (field && kind & OTK_OWN_FIELD)
		field = otk_field_find(type, path, strlen(path));
	if (!field)
		return otk_table_wrong(checker, owner,
			"%s names \"%s\", which is not a field of %s", what,
			path && *path ? path : "(nothing)", type ? type->name : "the operation");
	if (field->kind != (kind & ~OTK_OWN_FIELD))
		return otk_table_wrong(
			checker, owner, "%s names \"%s\", a field of another kind", what, path);
	return true;
}

/*
 * Which words of a struct are taken, one bit each. Every member begins at a word and has at least
 * the size of one (otk_is_inside_struct()).
 */
#define WORD sizeof(uint32_t)

typedef struct memory_map {
	uint64_t taken[STRUCT_MAX / WORD / 64 + 1];
} memory_map;

static bool take_memory(memory_map *map, size_t offset, size_t size)
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
		take_memory(&map, type->extra_json, sizeof(const char *));
	for (size_t i = 0; i < type->field_count; i++) {
		const otk_field *field = &type->fields[i];

		if (!take_memory(&map, field->offset, otk_field_size(field)) ||
			(otk_field_has_count(field) &&
				!take_memory(&map, field->count_offset, sizeof(size_t))))
			return otk_field_wrong(
				checker, type, field, "overlaps another member of the struct");
	}
	return true;
}

/* Returns another field that has this as wire name, alias or C name, or NULL. */
static const otk_field *other_with_name(
	const otk_type *type, const otk_field *field, const char *name, size_t size)
{
	const otk_field *found = otk_field_find(type, name, size);

	return found && found != field ? found : otk_field_of_member(type, name, size, field);
}

/* No name, alias or C name may denote two fields. */
static bool check_names_apart(otk_checker *checker, const otk_type *type, const otk_field *field)
{
	const char *aliases = field->aliases, *word = field->name;
	size_t size = strlen(word);
	const otk_field *other = NULL;

	do {
		other = other_with_name(type, field, word, size);
	} while (!other && otk_word_next(&aliases, &word, &size));
	if (!other)
		other = other_with_name(type, field, field->member, strlen(field->member));
	if (!other)
		return true;
	return otk_table_wrong(checker, type->name,
		"fields \"%s\" and \"%s\" have a name in common", field->name, other->name);
}

static bool check_roles_apart(otk_checker *checker, const otk_type *type, const otk_field *field)
{
	const otk_field *first = otk_field_with_role(type, (otk_role)field->role);

	return !field->role || first == field ||
	       otk_field_wrong(checker, type, field, "has a role that another field has");
}

/* Only the options of an operation have path or query fields, nested types do not. */
static bool check_nested_places(otk_checker *checker, const otk_field *field)
{
	const otk_type *held = field->type;

	for (size_t i = 0; held && i < held->field_count; i++)
		if (held->fields[i].place != OTK_IN_BODY)
			return otk_field_wrong(checker, held, &held->fields[i],
				"is nested, but has a place in the path or query");
	return true;
}

static bool check_together(otk_checker *checker, const otk_type *type)
{
	if (!check_memory_apart(checker, type))
		return false;
	for (size_t i = 0; i < type->field_count; i++) {
		const otk_field *field = &type->fields[i];

		if (!check_names_apart(checker, type, field) ||
			!check_roles_apart(checker, type, field) ||
			!check_nested_places(checker, field))
			return false;
		if (field->keyed &&
			!otk_check_names_field(checker, type->name, "keyed", field->type,
				field->keyed, OTK_KIND_STRING | OTK_OWN_FIELD))
			return false;
	}
	return otk_check_rules(checker, type);
}

bool otk_check_types(otk_checker *checker, const otk_type *type)
{
	const size_t first = checker->type_count;

	if (!remember_type(checker, type) || !check_fields_alone(checker, first))
		return false;
	for (size_t t = first; t < checker->type_count; t++)
		if (!check_together(checker, checker->types[t]))
			return false;
	return true;
}

otk_status otk_type_check(
	otk_module_memory *module, const otk_type *type, const char *where, otk_error *error)
{
	otk_checker checker = {.module = module, .where = where, .error = error};

	return otk_check_types(&checker, type) ? OTK_OK : OTK_E_PLUGIN_BROKEN;
}

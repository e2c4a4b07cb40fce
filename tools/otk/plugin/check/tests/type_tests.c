/* SPDX-License-Identifier: MIT */
/* Tests of types: structs, names and properties of fields. */
#include "config.h"

#include <ctype.h>
#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

#include "tools/otk/memory.h"
#include "tools/otk/plugin/check/context/report.h"
#include "tools/otk/plugin/check/context/text.h"
#include "tools/otk/plugin/check/tables/kinds.h"
#include "tools/otk/plugin/check/tables/walk.h"
#include "tools/otk/plugin/check/tests/type_tests.h"

/* ---- structs */

/* One member of a struct. */
typedef struct member {
	const char *name;
	size_t offset;
	size_t size;
} member;

#define MEMBERS_MAX (2 * OTK_FIELDS_MAX + 2)

static void judge_sizes(otk_cli_check *check, const otk_type *type)
{
	const char *macro = "make the type with OTK_TYPE(), OTK_OPTIONS_TYPE() or "
			    "OTK_GROWN_OPTIONS_TYPE()";

	if (type->struct_size < sizeof(size_t) || type->struct_size > 65536 ||
		type->struct_size % alignof(size_t))
		otk_cli_check_find(check, type->name, macro, "its struct cannot have %zu bytes",
			type->struct_size);
	/* 0: a struct that no operation uses, without struct_size. */
	if ((type->min_struct_size && type->min_struct_size < sizeof(size_t)) ||
		type->min_struct_size > type->struct_size)
		otk_cli_check_find(check, type->name, macro,
			"min_struct_size is %zu, more than its struct has (%zu), or too little",
			type->min_struct_size, type->struct_size);
	if (!otk_cli_check_is_zero(type->reserved, sizeof(type->reserved)))
		otk_cli_check_find(
			check, type->name, macro, "it has reserved members that are not zero");
}

/* Adds a member after checking that it is inside the struct, after struct_size, and aligned. */
static void add_member(otk_cli_check *check, const otk_type *type, member *members, size_t *count,
	const member *added)
{
	const char *where = otk_cli_text(check->cli, "%s.%s", type->name, added->name);
	const size_t step = added->size < sizeof(size_t) ? added->size : alignof(size_t);

	if (type->min_struct_size && added->offset < sizeof(size_t)) {
		otk_cli_check_find(check, where,
			"begin the struct with size_t struct_size, and use OTK_FIELD(struct, "
			"member, …)",
			"is at offset %zu, where struct_size is", added->offset);
	} else if (added->offset > type->struct_size ||
		   added->size > type->struct_size - added->offset) {
		otk_cli_check_find(check, where,
			"OTK_FIELD, OTK_OBJECT and OTK_LIST must name the struct that OTK_TYPE "
			"names",
			"ends at byte %zu of a struct of %zu bytes", added->offset + added->size,
			type->struct_size);
	} else if (step && added->offset % step) {
		otk_cli_check_find(check, where,
			"take the offset from OTK_FIELD(struct, member, …), not from a number",
			"is at offset %zu, which is not aligned", added->offset);
	} else if (*count < MEMBERS_MAX) {
		members[(*count)++] = *added;
	}
}

static int by_offset(const void *a, const void *b)
{
	const member *x = a, *y = b;

	return x->offset < y->offset ? -1 : x->offset > y->offset;
}

static void judge_overlaps(
	otk_cli_check *check, const otk_type *type, member *members, size_t count)
{
	qsort(members, count, sizeof(*members), by_offset);
	for (size_t i = 1; i < count; i++) {
		const member *a = &members[i - 1], *b = &members[i];

		if (a->offset + a->size <= b->offset)
			continue;
		otk_cli_check_find(check, otk_cli_text(check->cli, "%s.%s", type->name, b->name),
			otk_cli_text(check->cli,
				"two rows name the same member of the struct: give \"%s\" and "
				"\"%s\" a member each",
				a->name, b->name),
			"bytes %zu to %zu overlap \"%s\" at bytes %zu to %zu", b->offset,
			b->offset + b->size - 1, a->name, a->offset, a->offset + a->size - 1);
	}
}

static void judge_struct(otk_cli_check *check, const otk_type *type)
{
	member *members = otk_cli_new(check->cli, MEMBERS_MAX * sizeof(*members));
	size_t count = 0;

	judge_sizes(check, type);
	if (type->extra_json)
		add_member(check, type, members, &count,
			&(member){"extra_json", type->extra_json, sizeof(const char *)});
	for (size_t i = 0; i < type->field_count; i++) {
		const otk_field *field = &type->fields[i];
		const char *name = field->name ? field->name : "(no name)";
		const size_t size = otk_cli_check_kind_size(field);

		if (!size)
			continue; /* the test "fields" reports this */
		add_member(check, type, members, &count, &(member){name, field->offset, size});
		if (otk_cli_check_has_count(field))
			add_member(check, type, members, &count,
				&(member){otk_cli_text(check->cli, "%s (count)", name),
					field->count_offset, sizeof(size_t)});
	}
	judge_overlaps(check, type, members, count);
}

static void judge_used_struct(otk_cli_check *check, const otk_type *type)
{
	if (!type->min_struct_size)
		otk_cli_check_find(check, type->name,
			"make the type with OTK_TYPE(); OTK_PLAIN_TYPE() is for structs that no "
			"operation uses",
			"an operation or the settings use a struct without struct_size");
}

void otk_cli_check_structs(otk_cli_check *check)
{
	otk_cli_check_each_type(check, true, judge_struct);
	otk_cli_check_each_used_type(check, judge_used_struct);
}

/* ---- fields */

static void report_field(otk_cli_check *check, const otk_type *type, const otk_field *field,
	const char *problem, const char *change)
{
	otk_cli_check_find(check, otk_cli_check_where(check, type, field), change, "%s", problem);
}

static bool is_list(const char *list)
{
	const char *word;
	size_t size;

	while (otk_cli_check_word(&list, &word, &size))
		if (!otk_cli_check_is_name(word, size))
			return false;
	return true;
}

static bool is_c_name(const char *name)
{
	size_t i = 0;

	while (name[i] && (isalnum((unsigned char)name[i]) || name[i] == '_') && i < 128)
		i++;
	return i && !name[i] && !isdigit((unsigned char)name[0]);
}

static void judge_texts(otk_cli_check *check, const otk_type *type, const otk_field *field)
{
	if (!field->name || !otk_cli_check_is_name(field->name, strnlen(field->name, 256)))
		report_field(check, type, field,
			"has no wire name, or one with blanks, quotes or bars",
			"OTK_FIELD(struct, member, \"wireName\", …)");
	if (!field->member || !is_c_name(field->member))
		report_field(check, type, field, "has no C name", "make the row with OTK_FIELD()");
	if (field->aliases && !is_list(field->aliases))
		report_field(check, type, field, "has a broken list of aliases",
			".aliases = \"oldName|otherName\"");
	if (field->help && (!otk_cli_check_is_text(field->help) || strpbrk(field->help, "\n\t")))
		report_field(check, type, field, "has a help text with control characters",
			".help = \"one line of text\"");
	else if (field->help && *field->help && field->help[strlen(field->help) - 1] == '.')
		report_field(check, type, field, "has a help text that ends in a full stop",
			"help is one line without a full stop");
	if (!otk_cli_check_is_zero(field->reserved_bytes, sizeof(field->reserved_bytes)) ||
		!otk_cli_check_is_zero(field->reserved, sizeof(field->reserved)))
		report_field(check, type, field, "has reserved members that are not zero",
			"make the row with OTK_FIELD()");
}

static void judge_kind(otk_cli_check *check, const otk_type *type, const otk_field *field)
{
	const bool holds = field->kind == OTK_KIND_OBJECT || otk_cli_check_has_count(field);
	const bool many = field->kind == OTK_KIND_LIST || field->kind == OTK_KIND_STRINGS;

	if (!otk_cli_check_kind_size(field))
		report_field(check, type, field, "has an unknown kind",
			"make the row with OTK_FIELD(), OTK_OBJECT() or OTK_LIST()");
	if (holds && !field->type)
		report_field(check, type, field, "is an object or a list, but has no type",
			"OTK_OBJECT(struct, member, &type, …)");
	if (!holds && field->type)
		report_field(check, type, field, "has a type, but is not an object or a list",
			"use OTK_OBJECT() or OTK_LIST(), or leave .type out");
	if (field->keyed && field->kind != OTK_KIND_LIST)
		report_field(check, type, field, "is keyed, but is not a list", "leave .keyed out");
	if (field->unique && !field->keyed)
		report_field(check, type, field, "is unique, but not keyed",
			".keyed = \"name of the field that tells the items apart\"");
	if (field->single && !many)
		report_field(
			check, type, field, "is single, but is not a list", "leave .single out");
	if (field->keep_empty && !many && field->kind != OTK_KIND_MAP)
		report_field(check, type, field, "has keep_empty, but is not a list or map",
			"leave .keep_empty out");
	if (field->multiline && !otk_cli_check_is_textual(field) && field->kind != OTK_KIND_MAP)
		report_field(check, type, field, "is multiline, but is not a text",
			"leave .multiline out");
}

static void judge_place(otk_cli_check *check, const otk_type *type, const otk_field *field)
{
	if (field->place > OTK_IN_PATH)
		report_field(check, type, field, "has an unknown place",
			".place = OTK_IN_QUERY or OTK_IN_PATH");
	if (field->place == OTK_IN_QUERY && !otk_cli_check_is_scalar(field) &&
		field->kind != OTK_KIND_STRINGS)
		report_field(check, type, field, "is of a kind that a query cannot hold",
			"move it to the body, or make it a string");
	if (field->place == OTK_IN_PATH && field->kind != OTK_KIND_STRING &&
		field->kind != OTK_KIND_INT)
		report_field(check, type, field, "is of a kind that a path cannot hold",
			"make it a string or a number");
	for (size_t i = 0; field->type && field->type->fields && i < field->type->field_count &&
			   i < OTK_FIELDS_MAX;
		i++)
		if (field->type->fields[i].place != OTK_IN_BODY)
			report_field(check, field->type, &field->type->fields[i],
				"is nested, but has a place in the path or query",
				"only fields of the options themselves have a place");
}

static void judge_role(otk_cli_check *check, const otk_type *type, const otk_field *field)
{
	const uint8_t kind = field->role == OTK_ROLE_CREATED_AT ? OTK_KIND_INT : OTK_KIND_STRING;

	if (field->role > OTK_ROLE_CREATED_AT)
		report_field(check, type, field, "has an unknown role", ".role = OTK_ROLE_ID");
	else if (field->role && field->kind != kind)
		report_field(check, type, field,
			field->role == OTK_ROLE_CREATED_AT ? "has a role of numbers"
							   : "has a role of strings",
			"OTK_ROLE_ID and OTK_ROLE_SESSION are for strings, OTK_ROLE_CREATED_AT is "
			"for an int64_t");
	for (const otk_field *other = type->fields; field->role && other < field; other++)
		if (other->role == field->role)
			report_field(check, type, field,
				otk_cli_text(check->cli, "has the role of \"%s\"", other->name),
				"at most one field of a type has each role");
}

/* Returns the field before this one that has the name; NULL: none. */
static const otk_field *earlier_with(
	const otk_type *type, const otk_field *field, const char *name, size_t size)
{
	for (const otk_field *other = type->fields; other < field; other++) {
		const char *list = other->aliases, *word = other->name;
		size_t length = word ? strlen(word) : 0;

		if (other->member && strlen(other->member) == size &&
			memcmp(other->member, name, size) == 0)
			return other;
		do {
			if (word && length == size && memcmp(word, name, size) == 0)
				return other;
		} while (otk_cli_check_word(&list, &word, &length));
	}
	return NULL;
}

static void judge_uniqueness(otk_cli_check *check, const otk_type *type, const otk_field *field)
{
	const char *list = field->aliases, *word = field->name;
	size_t size = word ? strlen(word) : 0;
	const otk_field *other = NULL;

	do {
		if (word)
			other = earlier_with(type, field, word, size);
	} while (!other && otk_cli_check_word(&list, &word, &size));
	if (!other && field->member) {
		word = field->member;
		size = strlen(word);
		other = earlier_with(type, field, word, size);
	}
	if (other)
		report_field(check, type, field,
			otk_cli_text(check->cli, "has the name \"%.*s\", as \"%s\" has", (int)size,
				word, other->name),
			"a name, an alias and a C name denote one field of a type; rename one");
}

static void judge_fields(otk_cli_check *check, const otk_type *type)
{
	if (!otk_cli_check_is_name(type->name, strlen(type->name)))
		otk_cli_check_find(check, type->name, "OTK_TYPE(struct_name, \"name\", fields)",
			"has a name with blanks, quotes or bars");
	for (size_t i = 0; i < type->field_count; i++) {
		const otk_field *field = &type->fields[i];

		otk_cli_check_at(check, "%s.fields[%zu]", type->name, i);
		judge_texts(check, type, field);
		judge_kind(check, type, field);
		judge_place(check, type, field);
		judge_role(check, type, field);
		judge_uniqueness(check, type, field);
		if (field->keyed && field->kind == OTK_KIND_LIST && field->type) {
			const otk_field *key = otk_cli_check_field_at(
				field->type, field->keyed, strlen(field->keyed));

			if (!key || key->kind != OTK_KIND_STRING)
				report_field(check, type, field,
					otk_cli_text(check->cli,
						"is keyed by \"%s\", which is not a string field of "
						"%s",
						field->keyed, field->type->name),
					".keyed names a string field of the items");
		}
	}
}

static void judge_used_kinds(otk_cli_check *check, const otk_type *type)
{
	for (size_t i = 0; i < type->field_count; i++)
		if (type->fields[i].kind > OTK_KIND_LIST &&
			otk_cli_check_kind_size(&type->fields[i]))
			report_field(check, type, &type->fields[i],
				"has a kind for structs that no operation uses",
				"make the row with OTK_FIELD(), OTK_OBJECT() or OTK_LIST()");
}

void otk_cli_check_fields(otk_cli_check *check)
{
	otk_cli_check_each_type(check, false, judge_fields);
	otk_cli_check_each_used_type(check, judge_used_kinds);
}

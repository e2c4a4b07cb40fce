/* SPDX-License-Identifier: MIT */
/* Random structs as the tables describe them. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "tools/otk/memory.h"
#include "tools/otk/plugin/check/generate/random.h"
#include "tools/otk/plugin/check/generate/random_struct.h"
#include "tools/otk/plugin/check/generate/random_text.h"
#include "tools/otk/plugin/check/generate/repair.h"
#include "tools/otk/plugin/check/tables/member.h"
#include "tools/otk/plugin/check/tables/walk.h"

#define NESTING_MAX 4

static int64_t random_int(otk_cli_check *check, const otk_field *field)
{
	const int64_t least = field->unit == OTK_UNIT_TIME_MS ? INT64_C(1000000000000) : 1;
	int64_t min = field->min > least || (field->max && field->max < least) ? field->min : least;
	int64_t max = field->max ? field->max : min + 1000000;
	int64_t number;

	if (field->values)
		return strtoll(otk_cli_check_pick(check, field->values), NULL, 10);
	if (max - min > 1000000)
		max = min + 1000000;
	number = min + (int64_t)otk_cli_check_below(check, (size_t)(max - min) + 1);
	return number ? number : max; /* 0 means "not set" */
}

static void *make_struct(otk_cli_check *check, const otk_type *type, size_t chance, int nesting);

/* Returns the number of entries for a list. */
static size_t entries_of(otk_cli_check *check, const otk_field *field)
{
	const size_t min = field->min > 0 ? (size_t)field->min : 1;
	const size_t max = field->max > 0 && field->max < 3 ? (size_t)field->max : 3;

	return min > 50 ? 50 : otk_cli_check_between(check, min, max);
}

static otk_strings random_strings(otk_cli_check *check, const otk_field *field)
{
	const size_t count = entries_of(check, field);
	const char **items = otk_cli_new(check->cli, count * sizeof(*items));

	for (size_t i = 0; i < count; i++)
		items[i] = otk_cli_check_random_text(check, field);
	return (otk_strings){items, count};
}

static otk_map random_map(otk_cli_check *check, const otk_field *field)
{
	/* A limit in bytes is one of the map's JSON, so the map gets a single short entry. */
	const size_t count = field->unit == OTK_UNIT_BYTES ? 1 : entries_of(check, field);
	otk_pair *items = otk_cli_new(check->cli, count * sizeof(*items));

	for (size_t i = 0; i < count; i++)
		items[i] = (otk_pair){otk_cli_text(check->cli, "X-%zu", i),
			field->values ? otk_cli_check_pick(check, field->values)
				      : otk_cli_check_letters(check,
						otk_cli_check_between(check, 1, 5), NULL, true)};
	return (otk_map){items, count};
}

static void set_list(
	otk_cli_check *check, void *record, const otk_field *field, size_t chance, int nesting)
{
	const size_t count = entries_of(check, field);
	const void **items = otk_cli_new(check->cli, count * sizeof(*items));

	for (size_t i = 0; i < count; i++) {
		void *item = make_struct(check, field->type, chance, nesting);
		const otk_field *key = field->keyed ? otk_cli_check_field_at(field->type,
							      field->keyed, strlen(field->keyed))
						    : NULL;

		if (key && !key->values && !key->format && key->kind == OTK_KIND_STRING)
			otk_cli_check_put_pointer(item, key->offset,
				otk_cli_text(
					check->cli, "%s%zu", otk_cli_check_prefix(check, key), i));
		items[i] = item;
	}
	otk_cli_check_put_list(record, field, items, count);
}

void otk_cli_check_random_member(
	otk_cli_check *check, void *record, const otk_field *field, size_t chance, int nesting)
{
	switch ((otk_kind)field->kind) {
	case OTK_KIND_STRING:
		otk_cli_check_put_pointer(
			record, field->offset, otk_cli_check_random_text(check, field));
		break;
	case OTK_KIND_FLAG:
		otk_cli_check_put_flag(
			record, field->offset, otk_cli_check_below(check, 2) ? OTK_YES : OTK_NO);
		break;
	case OTK_KIND_INT:
		otk_cli_check_put_int(record, field->offset, random_int(check, field));
		break;
	case OTK_KIND_STRINGS:
		otk_cli_check_put_strings(record, field->offset, random_strings(check, field));
		break;
	case OTK_KIND_MAP:
		otk_cli_check_put_map(record, field->offset, random_map(check, field));
		break;
	case OTK_KIND_OBJECT:
		otk_cli_check_put_pointer(
			record, field->offset, make_struct(check, field->type, chance, nesting));
		break;
	case OTK_KIND_LIST:
		set_list(check, record, field, chance, nesting);
		break;
	}
}

static bool holds_structs(const otk_field *field)
{
	return field->kind == OTK_KIND_OBJECT || field->kind == OTK_KIND_LIST;
}

/* For rules: sets a member to any value. */
static void set_any(otk_cli_check *check, void *record, const otk_field *field)
{
	otk_cli_check_random_member(check, record, field, 50, 1);
}

static void *make_struct(otk_cli_check *check, const otk_type *type, size_t chance, int nesting)
{
	char *record = otk_cli_new(check->cli, type->struct_size);

	memcpy(record, &type->struct_size, sizeof(type->struct_size));
	for (size_t i = 0; i < type->field_count; i++) {
		const otk_field *field = &type->fields[i];

		/* A valid certificate or token cannot be invented: set only if it is required. */
		if (!field->required && (otk_cli_check_below(check, 100) >= chance ||
						field->format == OTK_FORMAT_PEM_CERTIFICATE ||
						field->format == OTK_FORMAT_TOKEN))
			continue;
		if (holds_structs(field) && nesting >= NESTING_MAX)
			continue;
		otk_cli_check_random_member(check, record, field, chance, nesting + 1);
	}
	otk_cli_check_repair(check, type, record, set_any);
	return record;
}

void *otk_cli_check_struct(otk_cli_check *check, const otk_type *type, size_t chance)
{
	return make_struct(check, type, chance, 0);
}

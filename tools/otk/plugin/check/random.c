/* SPDX-License-Identifier: MIT */
/* Random structs as the tables describe them. */
#include "config.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "tools/otk/json.h"
#include "tools/otk/memory.h"
#include "tools/otk/plugin/check/member.h"
#include "tools/otk/plugin/check/random.h"
#include "tools/otk/plugin/check/repair.h"
#include "tools/otk/plugin/check/walk.h"

#define NESTING_MAX 4

/* splitmix64: a short generator without bad seeds. */
static uint64_t next(otk_cli_check *check)
{
	uint64_t z = check->random += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

uint64_t otk_cli_check_seed(uint64_t seed, const char *test)
{
	for (; *test; test++)
		seed = seed * 31 + (unsigned char)*test;
	return seed;
}

size_t otk_cli_check_below(otk_cli_check *check, size_t count)
{
	return count ? (size_t)(next(check) % count) : 0;
}

static size_t between(otk_cli_check *check, size_t min, size_t max)
{
	return min >= max ? min : min + otk_cli_check_below(check, max - min + 1);
}

/* ----------------------------------------------------------------------- texts */

/* The alphabet of texts; some characters have more than one byte, as in names of people. */
static const char *const letters[] = {"a", "b", "c", "x", "y", "z", "0", "1", "9", "-", "_", "A",
	"Z", "\xc3\xa9", "\xe6\xbc\xa2", "\xf0\x9f\x98\x80"};

/* Returns a text of `length` characters; plain: ASCII only. */
static char *letters_of(otk_cli_check *check, size_t length, const char *alphabet, bool plain)
{
	char *text = otk_cli_new(check->cli, length * 4 + 1);
	const size_t kinds = plain ? 13 : OTK_COUNT_OF(letters);
	size_t size = 0;

	for (size_t i = 0; i < length; i++) {
		if (alphabet) {
			text[size++] = alphabet[otk_cli_check_below(check, strlen(alphabet))];
		} else {
			const char *letter = letters[otk_cli_check_below(check, kinds)];

			memcpy(text + size, letter, strlen(letter));
			size += strlen(letter);
		}
	}
	return text;
}

/* Returns a text of this format; NULL: the format allows any text. */
static const char *text_of_format(otk_cli_check *check, otk_format format)
{
	switch (format) {
	case OTK_FORMAT_ID:
		return letters_of(check, between(check, 1, 30), "abcdef0123456789-", true);
	case OTK_FORMAT_SESSION:
		return OTK_CLI_CHECK_SESSION;
	case OTK_FORMAT_IPV4:
		return otk_cli_text(check->cli, "10.0.%zu.%zu", otk_cli_check_below(check, 256),
			otk_cli_check_below(check, 256));
	case OTK_FORMAT_UUID:
		return "0b2d6b7e-3a0f-4c5e-9a52-5d3f2b1c4e6a";
	case OTK_FORMAT_STYLESHEET:
		return "stream.instructor {position: absolute; width: 100%; height: 50%;}";
	case OTK_FORMAT_LAYOUT_CLASS:
		return letters_of(check, between(check, 1, 12), "abcdefgh", true);
	case OTK_FORMAT_TOKEN:
		return "eyJhbGciOiJIUzI1NiJ9.e30.c2lnbmF0dXJl";
	case OTK_FORMAT_PEM_CERTIFICATE:
		return "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";
	case OTK_FORMAT_ANY:
	case OTK_FORMAT_HEADERS:
		break;
	}
	return NULL;
}

static const char *pick(otk_cli_check *check, const char *const *texts)
{
	size_t count = 0;

	while (texts[count])
		count++;
	return texts[otk_cli_check_below(check, count)];
}

/* Returns one of the prefixes "a|b" of the field; "": it has none. */
static const char *prefix_of(otk_cli_check *check, const otk_field *field)
{
	const char *list = field->prefixes, *word, *chosen = "";
	size_t size, seen = 0;

	while (otk_cli_check_word(&list, &word, &size))
		if (otk_cli_check_below(check, ++seen) == 0)
			chosen = otk_cli_copy(check->cli, word, size);
	return chosen;
}

const char *otk_cli_check_random_text(otk_cli_check *check, const otk_field *field)
{
	const bool counted = field->kind == OTK_KIND_STRING;
	const char *prefix = prefix_of(check, field), *text;
	const size_t taken = strlen(prefix);
	size_t min = counted && field->min > 0 ? (size_t)field->min : 1;
	size_t max = counted && field->max > 0 ? (size_t)field->max : 30;

	if (field->values && field->kind != OTK_KIND_MAP)
		return pick(check, field->values);
	text = text_of_format(check, (otk_format)field->format);
	if (text)
		return text;
	min = min > taken ? min - taken : taken ? 0 : 1;
	max = max > taken ? max - taken : 0;
	if (max > min + 30)
		max = min + 30;
	return otk_cli_text(check->cli, "%s%s", prefix,
		letters_of(check, between(check, min, max), field->alphabet,
			field->unit == OTK_UNIT_BYTES || *prefix));
}

/* ---------------------------------------------------------------------- numbers */

static int64_t random_int(otk_cli_check *check, const otk_field *field)
{
	const int64_t least = field->unit == OTK_UNIT_TIME_MS ? INT64_C(1000000000000) : 1;
	int64_t min = field->min > least || (field->max && field->max < least) ? field->min : least;
	int64_t max = field->max ? field->max : min + 1000000;
	int64_t number;

	if (field->values)
		return strtoll(pick(check, field->values), NULL, 10);
	if (max - min > 1000000)
		max = min + 1000000;
	number = min + (int64_t)otk_cli_check_below(check, (size_t)(max - min) + 1);
	return number ? number : max; /* 0 means "not set" */
}

/* ---------------------------------------------------------------------- structs */

static void *make_struct(otk_cli_check *check, const otk_type *type, size_t chance, int nesting);

/* Returns the number of entries for a list. */
static size_t entries_of(otk_cli_check *check, const otk_field *field)
{
	const size_t min = field->min > 0 ? (size_t)field->min : 1;
	const size_t max = field->max > 0 && field->max < 3 ? (size_t)field->max : 3;

	return min > 50 ? 50 : between(check, min, max);
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
			field->values ? pick(check, field->values)
				      : letters_of(check, between(check, 1, 5), NULL, true)};
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
				otk_cli_text(check->cli, "%s%zu", prefix_of(check, key), i));
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

static bool holds(const otk_field *field)
{
	return field->kind == OTK_KIND_OBJECT || field->kind == OTK_KIND_LIST;
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
		if (holds(field) && nesting >= NESTING_MAX)
			continue;
		otk_cli_check_random_member(check, record, field, chance, nesting + 1);
	}
	otk_cli_check_repair(check, type, record);
	return record;
}

void *otk_cli_check_struct(otk_cli_check *check, const otk_type *type, size_t chance)
{
	return make_struct(check, type, chance, 0);
}

/* ------------------------------------------------------------------------- JSON */

static json_object *strings_json(otk_cli_check *check, otk_strings list)
{
	json_object *array = otk_cli_json_array(check->cli);

	for (size_t i = 0; i < list.count; i++)
		otk_cli_json_append(array, otk_cli_json_string(list.items[i]));
	return array;
}

static json_object *map_json(otk_cli_check *check, otk_map map)
{
	json_object *object = otk_cli_json_object(check->cli);

	for (size_t i = 0; i < map.count; i++)
		otk_cli_json_add(
			object, map.items[i].name, otk_cli_json_string(map.items[i].value));
	return object;
}

static json_object *list_json(otk_cli_check *check, const otk_field *field, const void *record)
{
	const void *const *items = otk_cli_check_get_pointer(record, field->offset);
	const size_t count = otk_cli_check_get_size(record, field->count_offset);
	json_object *array = otk_cli_json_array(check->cli);

	for (size_t i = 0; items && i < count; i++)
		otk_cli_json_append(
			array, json_object_get(otk_cli_check_json(check, field->type, items[i])));
	return array;
}

/* Returns the value of a member that is set; the caller owns it. */
static json_object *member_json(otk_cli_check *check, const otk_field *field, const void *record)
{
	switch ((otk_kind)field->kind) {
	case OTK_KIND_STRING:
		return otk_cli_json_string(otk_cli_check_get_pointer(record, field->offset));
	case OTK_KIND_FLAG:
		return json_object_new_boolean(
			otk_cli_check_get_flag(record, field->offset) == OTK_YES);
	case OTK_KIND_INT:
		return otk_cli_json_number(otk_cli_check_get_int(record, field->offset));
	case OTK_KIND_STRINGS:
		return json_object_get(
			strings_json(check, otk_cli_check_get_strings(record, field->offset)));
	case OTK_KIND_MAP:
		return json_object_get(
			map_json(check, otk_cli_check_get_map(record, field->offset)));
	case OTK_KIND_OBJECT:
		return json_object_get(otk_cli_check_json(
			check, field->type, otk_cli_check_get_pointer(record, field->offset)));
	case OTK_KIND_LIST:
		return json_object_get(list_json(check, field, record));
	}
	return NULL;
}

json_object *otk_cli_check_json(otk_cli_check *check, const otk_type *type, const void *record)
{
	json_object *object = otk_cli_json_object(check->cli);

	for (size_t i = 0; i < type->field_count; i++)
		if (otk_cli_check_is_set(record, &type->fields[i]))
			otk_cli_json_add(object, type->fields[i].name,
				member_json(check, &type->fields[i], record));
	return object;
}

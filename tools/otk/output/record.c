/* SPDX-License-Identifier: MIT */
/* Prints a record: the fields in the order of the type, then the unknown members. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "tools/otk/memory.h"
#include "tools/otk/output/format.h"
#include "tools/otk/output/record.h"
#include "tools/otk/tables/catalog.h"
#include "tools/otk/terminal/text.h"

/*
 * Bytes of an unknown member's name, and of the names of all objects around a member, that are
 * shown. Without a limit each of 100 000 lines would repeat a name of a megabyte, or the blanks
 * beside it.
 */
#define NAME_SHOWN   120
#define PREFIX_SHOWN 240

void otk_cli_lines_add(otk_cli *cli, otk_cli_lines *lines, const char *key, const char *value)
{
	if (!value)
		return;
	if (lines->count == lines->capacity) {
		size_t capacity = lines->capacity ? lines->capacity * 2 : 16;
		otk_cli_line *items = otk_cli_new(cli, capacity * sizeof(*items));

		if (lines->count)
			memcpy(items, lines->items, lines->count * sizeof(*items));
		lines->items = items;
		lines->capacity = capacity;
	}
	lines->items[lines->count++] = (otk_cli_line){key, value};
}

void otk_cli_lines_print(const otk_cli_lines *lines)
{
	int width = 0;

	for (size_t i = 0; i < lines->count; i++)
		if ((int)strlen(lines->items[i].key) > width)
			width = (int)strlen(lines->items[i].key);
	for (size_t i = 0; i < lines->count; i++)
		printf("%s:%*s %s\n", lines->items[i].key, width - (int)strlen(lines->items[i].key),
			"", lines->items[i].value);
}

/* "session-id" → "session id" */
static const char *key_of(otk_cli *cli, const char *prefix, const char *option)
{
	char *key = otk_cli_text(cli, "%s%s", prefix, option);

	for (char *c = key + strlen(prefix); *c; c++)
		if (*c == '-')
			*c = ' ';
	return key;
}

/* The first bytes of a text, cut between two characters. */
static const char *cut_name(otk_cli *cli, const char *text, size_t most)
{
	size_t size = strlen(text);

	if (size <= most)
		return text;
	for (size = most; size && ((unsigned char)text[size] & 0xc0) == 0x80;)
		size--;
	return otk_cli_text(cli, "%.*s…", (int)size, text);
}

static void add_object(otk_cli *cli, otk_cli_lines *lines, const char *prefix,
	const otk_cli_type *type, json_object *object);

/* Adds the items of a list: "streams 1.stream id", "streams 2.stream id". */
static void add_items(otk_cli *cli, otk_cli_lines *lines, const char *key, const otk_cli_type *type,
	json_object *items)
{
	key = cut_name(cli, key, PREFIX_SHOWN);
	for (size_t i = 0; i < json_object_array_length(items); i++)
		add_object(cli, lines, otk_cli_text(cli, "%s %zu.", key, i + 1), type,
			json_object_array_get_idx(items, i));
}

static void add_member(otk_cli *cli, otk_cli_lines *lines, const char *key,
	const otk_cli_field *field, json_object *value)
{
	json_object *first = json_object_is_type(value, json_type_array)
				     ? json_object_array_get_idx(value, 0)
				     : NULL;

	if (json_object_is_type(value, json_type_object))
		add_object(cli, lines, otk_cli_text(cli, "%s.", cut_name(cli, key, PREFIX_SHOWN)),
			field ? field->type : NULL, value);
	else if (json_object_is_type(first, json_type_object))
		add_items(cli, lines, key, field ? field->type : NULL, value);
	else
		otk_cli_lines_add(
			cli, lines, key, otk_cli_format(cli, field, value, OTK_CLI_ENTRY));
}

static void add_object(otk_cli *cli, otk_cli_lines *lines, const char *prefix,
	const otk_cli_type *type, json_object *object)
{
	json_object_iter each;

	for (size_t i = 0; type && i < type->count; i++) {
		json_object *value = NULL;

		if (json_object_object_get_ex(object, type->fields[i].name, &value))
			add_member(cli, lines, key_of(cli, prefix, type->fields[i].option),
				&type->fields[i], value);
	}
	if (!json_object_is_type(object, json_type_object))
		return;
	json_object_object_foreachC(object, each) {
		const char *safe = cut_name(cli, otk_cli_plain(cli, each.key), NAME_SHOWN);

		if (!otk_cli_field_named(type, each.key))
			add_member(cli, lines, otk_cli_text(cli, "%s%s", prefix, safe), NULL,
				each.val);
	}
}

void otk_cli_print_record(otk_cli *cli, const otk_cli_type *type, json_object *record)
{
	otk_cli_lines lines = {0};

	add_object(cli, &lines, "", type, record);
	otk_cli_lines_print(&lines);
}

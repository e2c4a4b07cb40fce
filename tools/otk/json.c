/* SPDX-License-Identifier: MIT */
/* json-c with checked allocations and one set of limits for all texts that are parsed. */
#include "config.h"

#include <ctype.h>
#include <otk/call.h>
#include <stdlib.h>
#include <string.h>

#include "tools/otk/big_numbers.h"
#include "tools/otk/json.h"
#include "tools/otk/memory.h"

#define DEPTH_MAX       64
#define BYTE_ORDER_MARK "\xef\xbb\xbf"
#define REPLACEMENT     "\xef\xbf\xbd"

static void free_object(void *object)
{
	json_object_put(object);
}

static json_object *keep_object(otk_cli *cli, json_object *object)
{
	if (!object)
		otk_cli_out_of_memory();
	otk_cli_defer(cli, free_object, object);
	return object;
}

json_object *otk_cli_json_object(otk_cli *cli)
{
	return keep_object(cli, json_object_new_object());
}

json_object *otk_cli_json_array(otk_cli *cli)
{
	return keep_object(cli, json_object_new_array());
}

json_object *otk_cli_json_string(const char *text)
{
	json_object *string = json_object_new_string(text);

	if (!string)
		otk_cli_out_of_memory();
	return string;
}

json_object *otk_cli_json_number(int64_t number)
{
	json_object *value = json_object_new_int64(number);

	if (!value)
		otk_cli_out_of_memory();
	return value;
}

void otk_cli_json_add(json_object *object, const char *name, json_object *member)
{
	if (json_object_object_add(object, name, member) < 0)
		otk_cli_out_of_memory();
}

void otk_cli_json_add_text(json_object *object, const char *name, const char *text)
{
	if (text)
		otk_cli_json_add(object, name, otk_cli_json_string(text));
}

void otk_cli_json_append(json_object *array, json_object *item)
{
	if (json_object_array_add(array, item) < 0)
		otk_cli_out_of_memory();
}

void otk_cli_json_add_list(otk_cli *cli, json_object *object, const char *name, otk_strings list)
{
	json_object *array = otk_cli_json_array(cli);

	for (size_t i = 0; i < list.count; i++)
		otk_cli_json_append(array, otk_cli_json_string(list.items[i]));
	otk_cli_json_add(object, name, json_object_get(array));
}

/* Parses a slice and then a NUL: json-c needs the NUL to see the end of a bare number. */
static json_object *parse_whole(
	json_tokener *tokener, const char *text, size_t size, const char **problem)
{
	json_object *object = json_tokener_parse_ex(tokener, text, (int)size);
	size_t end = json_tokener_get_parse_end(tokener);
	enum json_tokener_error error;

	if (json_tokener_get_error(tokener) == json_tokener_continue)
		object = json_tokener_parse_ex(tokener, "", 1);
	error = json_tokener_get_error(tokener);
	if (error == json_tokener_success && object && end == size)
		return object;
	json_object_put(object);
	*problem = error == json_tokener_success && end < size ? "something follows the value"
		   : error == json_tokener_success || error == json_tokener_continue
			   ? "it ends too early"
			   : json_tokener_error_desc(error);
	return NULL;
}

static json_object *parse_with(
	otk_cli *cli, const char *text, size_t size, int flags, const char **problem)
{
	json_tokener *tokener;
	json_object *object;
	char *marked;

	if (size >= INT32_MAX / 2) { /* marks may make it longer */
		*problem = "it is too long";
		return NULL;
	}
	tokener = json_tokener_new_ex(DEPTH_MAX);
	if (!tokener)
		otk_cli_out_of_memory();
	json_tokener_set_flags(tokener, flags);
	marked = otk_cli_big_numbers_mark(text, &size);
	object = parse_whole(tokener, marked ? marked : text, size, problem);
	json_tokener_free(tokener);
	if (marked)
		otk_cli_big_numbers_unmark(object);
	free(marked);
	return object ? keep_object(cli, object) : NULL;
}

json_object *otk_cli_json_parse(otk_cli *cli, const char *text, size_t size, const char **problem)
{
	return parse_with(
		cli, text, size, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8, problem);
}

const char *otk_cli_json_quoting(const char *text)
{
	return strchr(text, '"') ? ""
				 : "; write it in single quotes, with double quotes inside: "
				   "'{\"name\": \"value\"}'";
}

/* Whether the backslash at `at` begins an escape that json-c knows. */
static bool is_escape(const char *at, const char *end)
{
	if (end - at < 2 || !at[1] || !strchr("\"\\/bfnrtu", at[1]))
		return false;
	if (at[1] != 'u')
		return true;
	for (int i = 2; i < 6; i++)
		if (at + i >= end || !isxdigit((unsigned char)at[i]))
			return false;
	return true;
}

/*
 * Copies a text to `to`, unless that is NULL. As in the library, U+FFFD replaces each NUL, and each
 * backslash that begins no escape; returns their number. What the library accepts has these in
 * strings only.
 */
static size_t repair_escapes(char *to, const char *text, const char *end)
{
	size_t count = 0;

	while (text < end) {
		const bool wrong = !*text || (*text == '\\' && !is_escape(text, end));
		const size_t size = *text == '\\' && !wrong ? 2 : 1;

		if (to && wrong) {
			memcpy(to, REPLACEMENT, strlen(REPLACEMENT));
			to += strlen(REPLACEMENT);
		} else if (to) {
			memcpy(to, text, size);
			to += size;
		}
		count += wrong;
		text += size;
	}
	return count;
}

json_object *otk_cli_json_read(otk_cli *cli, const char *text, size_t size, const char **problem)
{
	char *repaired = NULL;
	size_t wrong;

	if (size >= strlen(BYTE_ORDER_MARK) &&
		memcmp(text, BYTE_ORDER_MARK, strlen(BYTE_ORDER_MARK)) == 0) {
		text += strlen(BYTE_ORDER_MARK);
		size -= strlen(BYTE_ORDER_MARK);
	}
	wrong = repair_escapes(NULL, text, text + size);
	if (wrong) {
		repaired = otk_cli_new(cli, size + wrong * (strlen(REPLACEMENT) - 1) + 1);
		repair_escapes(repaired, text, text + size);
		text = repaired;
		size += wrong * (strlen(REPLACEMENT) - 1);
	}
	return parse_with(cli, text, size, 0, problem);
}

json_object *otk_cli_json_of_record(otk_cli *cli, const void *record)
{
	const char *problem = NULL;
	size_t size = 0;
	const char *text = otk_record_json(record, &size);

	return text ? otk_cli_json_read(cli, text, size, &problem) : NULL;
}

void otk_cli_json_add_at(otk_cli *cli, json_object *object, const char *path, json_object *member)
{
	const char *dot;

	for (; (dot = strchr(path, '.')); path = dot + 1) {
		const char *name = otk_cli_copy(cli, path, (size_t)(dot - path));
		json_object *inner = NULL;

		if (!json_object_object_get_ex(object, name, &inner)) {
			inner = json_object_get(otk_cli_json_object(cli));
			otk_cli_json_add(object, name, inner);
		}
		object = inner;
	}
	otk_cli_json_add(object, path, member);
}

json_object *otk_cli_json_at(json_object *from, const char *path)
{
	while (from && *path) {
		const size_t size = strcspn(path, ".");
		char name[64] = "";

		if (size < sizeof(name))
			memcpy(name, path, size);
		if (!json_object_is_type(from, json_type_array))
			from = json_object_object_get(from, name);
		else if (size && strspn(name, "0123456789") == size)
			from = json_object_array_get_idx(from, strtoul(name, NULL, 10));
		else
			from = NULL;
		path += size + (path[size] == '.');
	}
	return from;
}

/* Whether both are objects, whose members can be merged. */
static bool can_merge(json_object *one, json_object *other)
{
	return json_object_is_type(one, json_type_object) &&
	       json_object_is_type(other, json_type_object);
}

void otk_cli_json_merge(json_object *into, json_object *from)
{
	json_object_iter each;

	json_object_object_foreachC(from, each) {
		json_object *old = json_object_object_get(into, each.key);

		if (can_merge(old, each.val))
			otk_cli_json_merge(old, each.val);
		else
			otk_cli_json_add(into, each.key, json_object_get(each.val));
	}
}

const char *otk_cli_json_merge_new(json_object *into, json_object *from)
{
	const char *twice = NULL;
	json_object_iter each;

	json_object_object_foreachC(from, each) {
		json_object *old = NULL;

		if (!json_object_object_get_ex(into, each.key, &old))
			otk_cli_json_add(into, each.key, json_object_get(each.val));
		else
			twice = can_merge(old, each.val) ? otk_cli_json_merge_new(old, each.val)
							 : each.key;
		if (twice)
			return twice;
	}
	return NULL;
}

const char *otk_cli_json_add_extra(otk_cli *cli, json_object *options, json_object *extra)
{
	json_object *unknown = NULL;
	const char *twice = NULL;
	json_object_iter each;

	json_object_object_get_ex(options, "extra_json", &unknown);
	json_object_object_foreachC(extra, each) {
		json_object *old = json_object_object_get(options, each.key);

		if (twice)
			return twice;
		if (can_merge(old, each.val)) {
			twice = otk_cli_json_add_extra(cli, old, each.val);
			continue;
		}
		if (!json_object_is_type(unknown, json_type_object)) {
			unknown = otk_cli_json_object(cli);
			otk_cli_json_add(options, "extra_json", json_object_get(unknown));
		}
		if (json_object_object_get_ex(unknown, each.key, NULL))
			return each.key;
		otk_cli_json_add(unknown, each.key, json_object_get(each.val));
	}
	return twice;
}

const char *otk_cli_json_text(json_object *object)
{
	const char *text = json_object_to_json_string_ext(
		object, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE);

	if (!text)
		otk_cli_out_of_memory();
	return text;
}

const char *otk_cli_json_get(json_object *object, const char *name)
{
	json_object *member = NULL;

	return json_object_object_get_ex(object, name, &member) && member
		       ? json_object_get_string(member)
		       : NULL;
}

bool otk_cli_json_yes(json_object *object, const char *name)
{
	json_object *member = NULL;

	return json_object_object_get_ex(object, name, &member) && json_object_get_boolean(member);
}

int64_t otk_cli_json_int(json_object *object, const char *name)
{
	json_object *member = NULL;

	return json_object_object_get_ex(object, name, &member) ? json_object_get_int64(member) : 0;
}

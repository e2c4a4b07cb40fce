/* SPDX-License-Identifier: MIT */
/* Finds members that occur twice in one object. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "tools/otk/duplicates.h"
#include "tools/otk/json.h"
#include "tools/otk/memory.h"

#define BLANKS    " \t\r\n"
#define DEPTH_MAX 64 /* of JSON that otk_cli_json_parse() takes */

/* The names of the objects that are open; NULL: an array. */
typedef struct open_objects {
	json_object *names[DEPTH_MAX];
	size_t depth;
} open_objects;

static void open_object(open_objects *open, bool is_array)
{
	if (open->depth < DEPTH_MAX)
		open->names[open->depth] = is_array ? NULL : json_object_new_object();
	if (open->depth < DEPTH_MAX && !is_array && !open->names[open->depth])
		otk_cli_out_of_memory();
	open->depth++;
}

static void close_object(open_objects *open)
{
	if (open->depth && --open->depth < DEPTH_MAX)
		json_object_put(open->names[open->depth]);
}

/* Returns the address after the string whose first quote is at `at`. */
static const char *skip_string(const char *at, const char *end)
{
	for (at++; at < end && *at != '"'; at++)
		if (*at == '\\' && at + 1 < end)
			at++;
	return at < end ? at + 1 : end;
}

static bool is_name(const char *after, const char *end)
{
	while (after < end && *after && strchr(BLANKS, *after))
		after++;
	return after < end && *after == ':';
}

/* Returns a new string with the name at `at`, however its characters are escaped. */
static json_object *read_name(const char *at, const char *after)
{
	char *text = strndup(at, (size_t)(after - at));
	json_object *name = text ? json_tokener_parse(text) : NULL;

	free(text);
	if (!name)
		otk_cli_out_of_memory();
	return name;
}

/* Returns a copy of the name if the innermost object has it already. */
static const char *see_name(
	otk_cli *cli, const open_objects *open, const char *at, const char *after)
{
	json_object *seen =
		open->depth && open->depth <= DEPTH_MAX ? open->names[open->depth - 1] : NULL;
	json_object *name = seen ? read_name(at, after) : NULL;
	const char *text = json_object_get_string(name), *twice = NULL;

	if (text && json_object_object_get_ex(seen, text, NULL))
		twice = otk_cli_copy(cli, text, strlen(text));
	else if (text)
		otk_cli_json_add(seen, text, NULL);
	json_object_put(name);
	return twice;
}

const char *otk_cli_duplicate_member(otk_cli *cli, const char *text, size_t size)
{
	const char *end = text + size, *twice = NULL;
	open_objects open = {.depth = 0};

	while (text < end && !twice) {
		const char *after = *text == '"' ? skip_string(text, end) : text + 1;

		if (*text == '{' || *text == '[')
			open_object(&open, *text == '[');
		else if (*text == '}' || *text == ']')
			close_object(&open);
		else if (*text == '"' && is_name(after, end))
			twice = see_name(cli, &open, text, after);
		text = after;
	}
	while (open.depth)
		close_object(&open);
	return twice;
}

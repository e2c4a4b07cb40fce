/* SPDX-License-Identifier: MIT */
/* Finds one value of a record by its path: "id", "streams.0.streamId", "items.id". */
#include "config.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/otk/json.h"
#include "tools/otk/memory.h"
#include "tools/otk/message.h"
#include "tools/otk/output/field.h"
#include "tools/otk/output/secrets.h"
#include "tools/otk/output/shape.h"
#include "tools/otk/tables/suggest.h"
#include "tools/otk/terminal/text.h"

/* Compares "session-id", "session_id" and "sessionId" as equal. */
static bool same_name(const char *a, size_t size, const char *b)
{
	const char *end = a + size;

	while (a < end || *b) {
		while (a < end && (*a == '-' || *a == '_'))
			a++;
		while (*b == '-' || *b == '_')
			b++;
		if (a == end || !*b)
			return a == end && !*b;
		if (tolower((unsigned char)*a) != tolower((unsigned char)*b))
			return false;
		a++;
		b++;
	}
	return true;
}

static const otk_cli_field *named_field(const otk_cli_type *type, const char *name, size_t size)
{
	for (size_t i = 0; type && i < type->count; i++)
		if (same_name(name, size, type->fields[i].name) ||
			same_name(name, size, type->fields[i].option))
			return &type->fields[i];
	return NULL;
}

static bool is_index(const char *step, size_t size)
{
	return size && size < 10 && strspn(step, "0123456789") == size;
}

/* ---- before the call */

static otk_cli_exit refuse_step(
	otk_cli *cli, const otk_cli_type *type, const char *step, size_t size)
{
	otk_cli_suggestion suggestion = {0};
	const char *name = otk_cli_copy(cli, step, size);

	for (size_t i = 0; i < type->count; i++)
		otk_cli_suggest(&suggestion, name, type->fields[i].name);
	return otk_cli_wrong(cli, "--field: the record has no member %s%s",
		otk_cli_quote(cli, NULL, name), otk_cli_did_you_mean(cli, &suggestion, ""));
}

static otk_cli_exit refuse_secret(otk_cli *cli)
{
	return otk_cli_wrong(cli,
		"--field %s: the value is a secret; add --show-secrets to print it", cli->field);
}

static otk_cli_exit check_path(otk_cli *cli, const otk_cli_type *type, const char *path)
{
	while (type && type->count && *path) {
		size_t size = strcspn(path, ".");
		const otk_cli_field *field = named_field(type, path, size);

		if (!field && is_index(path, size))
			field = NULL;
		else if (!field)
			return refuse_step(cli, type, path, size);
		if (field && field->secret && !cli->show_secrets)
			return refuse_secret(cli);
		type = field ? field->type : type;
		path += size + (path[size] == '.');
	}
	return OTK_CLI_DONE;
}

otk_cli_exit otk_cli_field_check(otk_cli *cli, const otk_cli_operation *operation)
{
	const char *path = cli->field;

	if (!path || cli->checks == OTK_CHECKS_OFF)
		return OTK_CLI_DONE;
	if (!*path)
		return otk_cli_wrong(cli, "--field: the path is empty; try: --field id");
	if (otk_cli_is_list(operation)) {
		if (strcmp(path, "count") == 0 || strcmp(path, "items") == 0)
			return OTK_CLI_DONE;
		if (strncmp(path, "items.", 6) == 0)
			path += 6;
	}
	return check_path(cli, otk_cli_record_type(operation), path);
}

/* ---- after the call */

static void print_value(otk_cli *cli, json_object *value)
{
	bool is_string = json_object_is_type(value, json_type_string);
	const char *text = !value      ? ""
			   : is_string ? json_object_get_string(value)
				       : otk_cli_json_text(value);
	size_t size = is_string ? (size_t)json_object_get_string_len(value) : strlen(text);

	printf("%s\n", otk_cli_safe(cli, text, size));
}

static bool same_value(json_object *a, json_object *b)
{
	return a == b || (a && b && strcmp(otk_cli_json_text(a), otk_cli_json_text(b)) == 0);
}

/* Returns the member that one step of the path names; NULL: unset. */
static json_object *member_of(
	const otk_cli_type *type, json_object *object, const char *step, size_t size)
{
	const otk_cli_field *field = named_field(type, step, size);
	json_object *value = NULL;
	json_object_iter each;

	if (field && json_object_object_get_ex(object, field->name, &value))
		return value;
	json_object_object_foreachC(object, each) {
		if (same_name(step, size, each.key))
			return each.val;
	}
	return NULL;
}

bool otk_cli_field_exists(const char *path, json_object *value)
{
	size_t size = strcspn(path, ".");
	const char *rest = path + size + (path[size] == '.');
	json_object_iter each;

	if (!*path)
		return true;
	if (json_object_is_type(value, json_type_array)) {
		size_t count = json_object_array_length(value);

		if (is_index(path, size))
			return strtoul(path, NULL, 10) < count &&
			       otk_cli_field_exists(rest,
				       json_object_array_get_idx(value, strtoul(path, NULL, 10)));
		for (size_t i = 0; i < count; i++)
			if (otk_cli_field_exists(path, json_object_array_get_idx(value, i)))
				return true;
		return false;
	}
	if (!json_object_is_type(value, json_type_object))
		return false;
	json_object_object_foreachC(value, each) {
		if (same_name(path, size, each.key))
			return otk_cli_field_exists(rest, each.val);
	}
	return false;
}

typedef struct walk {
	otk_cli *cli;
	bool has_secret;
} walk;

/* Prints the values that the path names in `value`; shown: `value` with its secrets hidden. */
static void print_path(
	walk *w, const otk_cli_type *type, json_object *value, json_object *shown, const char *path)
{
	size_t size = strcspn(path, ".");
	const char *rest = path + size + (path[size] == '.');
	const otk_cli_field *field;
	json_object *hidden;

	if (!*path) {
		if (w->cli->show_secrets || same_value(value, shown))
			print_value(w->cli, value);
		else
			w->has_secret = true;
		return;
	}
	if (json_object_is_type(value, json_type_array)) {
		size_t count = json_object_array_length(value), first = 0;

		if (is_index(path, size)) {
			first = strtoul(path, NULL, 10);
			count = first < count ? first + 1 : 0;
			path = rest;
		}
		for (size_t i = first; i < count; i++)
			print_path(w, type, json_object_array_get_idx(value, i),
				json_object_array_get_idx(shown, i), path);
		return;
	}
	if (!json_object_is_type(value, json_type_object)) {
		print_value(w->cli, NULL);
		return;
	}
	field = named_field(type, path, size);
	hidden = json_object_is_type(shown, json_type_object) ? member_of(type, shown, path, size)
							      : shown;
	print_path(w, field ? field->type : NULL, member_of(type, value, path, size), hidden, rest);
}

otk_cli_exit otk_cli_field_print(
	otk_cli *cli, const otk_cli_type *type, json_object *record, json_object *shown)
{
	walk w = {.cli = cli};

	print_path(&w, type, record, shown, cli->field);
	return w.has_secret ? refuse_secret(cli) : OTK_CLI_DONE;
}

/* SPDX-License-Identifier: MIT */
/* Prints a response: the service's own JSON, one record or value of it, or a table. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "tools/otk/json.h"
#include "tools/otk/memory.h"
#include "tools/otk/message.h"
#include "tools/otk/output/field.h"
#include "tools/otk/output/record.h"
#include "tools/otk/output/response.h"
#include "tools/otk/output/secrets.h"
#include "tools/otk/output/shape.h"
#include "tools/otk/output/table.h"
#include "tools/otk/terminal/text.h"

static void print_json_text(otk_cli *cli, const char *json, size_t size)
{
	/* A byte order mark is not part of the JSON, and an escape of it would not be JSON. */
	if (size >= 3 && memcmp(json, "\xef\xbb\xbf", 3) == 0) {
		json += 3;
		size -= 3;
	}
	if (size)
		printf("%s\n", otk_cli_safe_json(cli, json, size));
}

void otk_cli_print_json(otk_cli *cli, json_object *json)
{
	const char *text = otk_cli_json_text(json);

	print_json_text(cli, text, strlen(text));
}

bool otk_cli_wants_result(const otk_cli *cli)
{
	return cli->json || cli->field;
}

/* Returns the array if it is the only member of a result: --field then names members of items. */
static json_object *only_list(json_object *result)
{
	json_object_iter each;

	if (json_object_object_length(result) != 1)
		return NULL;
	json_object_object_foreachC(result, each) {
		if (json_object_is_type(each.val, json_type_array))
			return each.val;
	}
	return NULL;
}

/* A message lists no more members than these. */
#define MEMBERS_SHOWN 20

/* "; its members are id, name" of an object or of the first item of a list. */
static const char *members_of(otk_cli *cli, json_object *result)
{
	const char *joined = "; its members are", *comma = "";
	size_t count = 0;
	struct json_object_iter each;

	if (json_object_is_type(result, json_type_array))
		result = json_object_array_get_idx(result, 0);
	if (!json_object_is_type(result, json_type_object) || !json_object_object_length(result))
		return "";
	json_object_object_foreachC(result, each) {
		if (count++ == MEMBERS_SHOWN)
			return otk_cli_text(cli, "%s, …", joined);
		joined = otk_cli_text(cli, "%s%s %s", joined, comma, each.key);
		comma = ",";
	}
	return joined;
}

otk_cli_exit otk_cli_result_check(otk_cli *cli, const char *const *members)
{
	json_object *result = otk_cli_json_object(cli);

	if (!cli->field || cli->checks == OTK_CHECKS_OFF)
		return OTK_CLI_DONE;
	for (; members && *members; members++)
		otk_cli_json_add(result, *members, otk_cli_json_string(""));
	if (!json_object_object_length(result))
		return otk_cli_wrong(cli, "--field: otk %s has no result", cli->command);
	if (*cli->field && otk_cli_field_exists(cli->field, result))
		return OTK_CLI_DONE;
	return otk_cli_wrong(cli, "--field: the result has no member %s%s",
		otk_cli_quote(cli, NULL, cli->field), members_of(cli, result));
}

otk_cli_exit otk_cli_print_result(otk_cli *cli, json_object *result)
{
	json_object *list = only_list(result);

	if (!cli->field) {
		otk_cli_print_json(cli, result);
		return OTK_CLI_DONE;
	}
	if (list && !otk_cli_field_exists(cli->field, result))
		result = list;
	if (!otk_cli_field_exists(cli->field, result) &&
		!(result == list && json_object_array_length(list) == 0)) {
		if (cli->changed)
			otk_cli_print_json(cli, result);
		return otk_cli_wrong(cli, "--field: %sthe result has no member %s%s",
			cli->changed ? "the command was carried out, but " : "",
			otk_cli_quote(cli, NULL, cli->field), members_of(cli, result));
	}
	return otk_cli_field_print(cli, NULL, result, result);
}

/* ---- --raw */

/* Prints the text of the service as it is, unless a secret in it must be hidden. */
static void print_raw(otk_cli *cli, const otk_cli_operation *operation, const char *text,
	size_t size, json_object *json)
{
	bool hidden = !cli->show_secrets && json && otk_cli_hide(cli, operation->result, json);

	if (hidden)
		otk_cli_print_json(cli, json);
	else if (json || cli->show_secrets)
		print_json_text(cli, text, size);
	else {
		const char *shown = otk_cli_hide_in_text(cli, text);

		print_json_text(cli, shown, strlen(shown));
	}
}

/* ---- people: lists */

static otk_cli_exit print_items(
	otk_cli *cli, const otk_cli_operation *operation, json_object *record)
{
	json_object *items = NULL;
	size_t shown;
	const otk_cli_type *type;
	otk_cli_exit code;
	int64_t total;

	json_object_object_get_ex(record, "items", &items);
	shown = json_object_array_length(items);
	if (!shown) {
		puts("nothing found");
		return OTK_CLI_DONE;
	}
	type = otk_cli_record_type(operation);
	code = otk_cli_print_items(cli, type, items);
	total = otk_cli_json_int(record, "count");
	if (total > (int64_t)shown)
		otk_cli_hint(cli, "%zu of %lld are shown; --all shows all of them", shown,
			(long long)total);
	return code;
}

/* ---- record */

static otk_cli_exit print_for_people(
	otk_cli *cli, const otk_cli_operation *operation, json_object *record)
{
	if (otk_cli_is_list(operation))
		return print_items(cli, operation, record);
	if (json_object_object_length(record)) {
		otk_cli_print_record(cli, operation->result, record);
		return OTK_CLI_DONE;
	}
	printf("%s: done\n", cli->command);
	return OTK_CLI_DONE;
}

/* For a list, --field names a member of its items: "id" is "items.id". */
static otk_cli_exit print_field(
	otk_cli *cli, const otk_cli_operation *operation, json_object *record, json_object *shown)
{
	const otk_cli_type *type = otk_cli_record_type(operation);
	const char *path = cli->field;

	if (!otk_cli_is_list(operation) || strcmp(path, "count") == 0 || strcmp(path, "items") == 0)
		return otk_cli_field_print(cli, type, record, shown);
	if (strncmp(path, "items.", 6) == 0)
		cli->field = path + 6;
	json_object_object_get_ex(record, "items", &record);
	json_object_object_get_ex(shown, "items", &shown);
	return otk_cli_field_print(cli, type, record, shown);
}

static json_object *copy_of(otk_cli *cli, json_object *json)
{
	const char *text = otk_cli_json_text(json), *problem = NULL;
	json_object *copy = otk_cli_json_read(cli, text, strlen(text), &problem);

	return copy ? copy : otk_cli_json_object(cli);
}

static otk_cli_exit print_record(
	otk_cli *cli, const otk_cli_operation *operation, json_object *record)
{
	json_object *shown = record;

	if (!cli->show_secrets) {
		const otk_cli_type *type = otk_cli_record_type(operation);
		json_object *items = NULL;

		shown = cli->field ? copy_of(cli, record) : record;
		if (otk_cli_is_list(operation))
			json_object_object_get_ex(shown, "items", &items);
		otk_cli_hide(cli, type, items ? items : shown);
	}
	if (cli->field)
		return print_field(cli, operation, record, shown);
	if (cli->json) {
		otk_cli_print_json(cli, shown);
		return OTK_CLI_DONE;
	}
	return print_for_people(cli, operation, shown);
}

otk_cli_exit otk_cli_print_response(
	otk_cli *cli, const otk_cli_operation *operation, const char *response, size_t size)
{
	const char *problem = NULL;
	json_object *json = size ? otk_cli_json_read(cli, response, size, &problem) : NULL;

	if (cli->raw) {
		print_raw(cli, operation, response, size, json);
		return OTK_CLI_DONE;
	}
	if (problem && strcmp(response, "null") != 0)
		return otk_cli_report(cli, OTK_CLI_NOT_REACHED, "protocol",
			"%s: the response cannot be shown: %s; see it with --raw", cli->command,
			problem);
	return print_record(cli, operation, otk_cli_record(cli, operation, json));
}

otk_cli_exit otk_cli_print_response_as_json(
	otk_cli *cli, const otk_cli_operation *operation, const char *response, size_t size)
{
	bool json = cli->json;
	otk_cli_exit code;

	cli->json = true;
	code = otk_cli_print_response(cli, operation, response, size);
	cli->json = json; /* errors that follow are for people unless --json was given */
	return code;
}

otk_cli_exit otk_cli_print_list(otk_cli *cli, const otk_cli_operation *operation, json_object *list)
{
	const char *text = otk_cli_json_text(list);

	return otk_cli_print_response(
		cli, operation, otk_cli_copy(cli, text, strlen(text)), strlen(text));
}

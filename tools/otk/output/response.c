/* SPDX-License-Identifier: MIT */
/* The answer of an operation: the service's own JSON, a record, or a table. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "tools/otk/json.h"
#include "tools/otk/message.h"
#include "tools/otk/output/record.h"
#include "tools/otk/output/response.h"
#include "tools/otk/output/table.h"
#include "tools/otk/output/text.h"
#include "tools/otk/tables/catalog.h"

void otk_cli_print_json_text(otk_cli *cli, const char *json, size_t size)
{
	if (size)
		printf("%s\n", otk_cli_safe_json(cli, json, size));
}

void otk_cli_print_json(otk_cli *cli, json_object *json)
{
	const char *text = otk_cli_json_text(json);
	otk_cli_print_json_text(cli, text, strlen(text));
}

/* The field of a type, or of an object in it, that holds its items; *list becomes the items. */
static const otk_cli_field *items_field(const otk_cli_type *type, json_object **list)
{
	const otk_cli_field *found = NULL;
	json_object *from = *list;
	for (size_t i = 0; i < type->count && !found; i++) {
		const otk_cli_field *field = &type->fields[i];
		if (field->kind != OTK_KIND_LIST && field->kind != OTK_KIND_OBJECT)
			continue;
		if (!json_object_object_get_ex(from, field->name, list))
			*list = NULL;
		found = field->kind == OTK_KIND_LIST ? field : items_field(field->type, list);
	}
	return found;
}

static bool has_shape(const otk_cli_operation *operation, const char *shape)
{
	return operation->shape && strcmp(operation->shape, shape) == 0;
}

static otk_cli_exit print_items(
	otk_cli *cli, const otk_cli_operation *operation, json_object *items)
{
	json_object *none = NULL;
	const otk_cli_field *field = items_field(operation->result, &none);
	if (json_object_array_length(items) == 0) {
		puts("nothing found");
		return OTK_CLI_DONE;
	}
	return otk_cli_print_items(cli, field ? field->type : &otk_cli_no_options, items);
}

/* More than this page holds is easily overlooked. */
static void tell_rest(
	otk_cli *cli, const otk_cli_operation *operation, json_object *list, size_t shown)
{
	int64_t total = operation->total ? otk_cli_json_int(list, operation->total) : 0;
	if (total > (int64_t)shown)
		otk_cli_hint(cli, "these are %zu of %lld: --all shows them all", shown,
			(long long)total);
}

otk_cli_exit otk_cli_print_list(otk_cli *cli, const otk_cli_operation *operation, json_object *list)
{
	json_object *items = list;
	if (cli->json) {
		otk_cli_print_json(cli, list);
		return OTK_CLI_DONE;
	}
	if (!items_field(operation->result, &items) || !json_object_is_type(items, json_type_array))
		items = otk_cli_json_array(cli);
	otk_cli_exit code = print_items(cli, operation, items);
	tell_rest(cli, operation, list, json_object_array_length(items));
	return code;
}

static otk_cli_exit print_parsed(
	otk_cli *cli, const otk_cli_operation *operation, json_object *json)
{
	if (has_shape(operation, "first_of_array") && json_object_is_type(json, json_type_array))
		json = json_object_array_get_idx(json, 0);
	if (has_shape(operation, "list") && json_object_is_type(json, json_type_object))
		return otk_cli_print_list(cli, operation, json);
	if (json_object_is_type(json, json_type_array))
		return print_items(cli, operation, json);
	if (json_object_is_type(json, json_type_object) && json_object_object_length(json)) {
		otk_cli_print_record(cli, operation->result, json);
		return OTK_CLI_DONE;
	}
	printf("%s: done\n", cli->command);
	return OTK_CLI_DONE;
}

otk_cli_exit otk_cli_print_response(
	otk_cli *cli, const otk_cli_operation *operation, const char *answer, size_t size)
{
	const char *problem = NULL;
	if (cli->json) {
		otk_cli_print_json_text(cli, answer, size);
		return OTK_CLI_DONE;
	}
	json_object *json = size ? otk_cli_json_parse(cli, answer, size, &problem) : NULL;
	if (json)
		return print_parsed(cli, operation, json);
	/* No body, or one whose text does not matter. */
	if (has_shape(operation, "list"))
		return otk_cli_print_list(cli, operation, otk_cli_json_object(cli));
	printf("%s: done\n", cli->command);
	return OTK_CLI_DONE;
}

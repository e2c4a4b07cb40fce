/* SPDX-License-Identifier: MIT */
/* --all: collects the items of every page of a list. */
#include "config.h"

#include <string.h>

#include "tools/otk/json.h"
#include "tools/otk/memory.h"
#include "tools/otk/message.h"
#include "tools/otk/operations/pages.h"
#include "tools/otk/output/response.h"
#include "tools/otk/settings/time_limit.h"

static const otk_cli_field fields[] = {
	OTK_CLI_FIELD("all", FLAG, "get all pages", .bare = true),
};
const otk_cli_type otk_cli_page_options = OTK_CLI_TYPE(fields);

typedef struct found {
	otk_cli *cli;
	json_object *items;
} found;

static otk_status add_item(const void *item, void *userdata)
{
	found *f = userdata;
	json_object *json;

	if (otk_cli_time_is_up(f->cli))
		return OTK_E_TIMEOUT;
	json = otk_cli_json_of_record(f->cli, item);
	if (json)
		otk_cli_json_append(f->items, json_object_get(json));
	return OTK_OK;
}

otk_cli_exit otk_cli_all_pages(
	otk_cli *cli, otk_client *client, const otk_cli_operation *operation, json_object *body)
{
	found f = {.cli = cli, .items = otk_cli_json_array(cli)};
	json_object *list = otk_cli_json_object(cli);
	otk_error error = OTK_ERROR_INIT;
	json_object *total;
	otk_status status;

	otk_cli_guard_time(cli);
	status = otk_each_json(
		client, operation->name, otk_cli_json_text(body), add_item, &f, &error);
	otk_cli_unguard_time();
	if (status)
		return otk_cli_fail_walk(cli, status, &error);
	total = otk_cli_json_number((int64_t)json_object_array_length(f.items));
	otk_cli_json_add_at(cli, list, operation->total, total);
	otk_cli_json_add_at(cli, list, operation->items, json_object_get(f.items));
	return otk_cli_print_list(cli, operation, list);
}

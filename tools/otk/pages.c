/* SPDX-License-Identifier: MIT */
/* --all: every page of a list, for rows that say how they are paged. */
#include "config.h"

#include <string.h>

#include "tools/otk/output.h"
#include "tools/otk/row.h"

static const otk_cli_field fields[] = {
	{.name = "all",
		.option = "all",
		.kind = OTK_KIND_FLAG,
		.bare = true,
		.help = "all pages, not only one"},
};
const otk_cli_type otk_cli_page_options = {fields, OTK_COUNT_OF(fields)};

/* One walk over the pages. */
typedef struct walk {
	otk_cli *cli;
	const otk_cli_operation *operation;
	json_object *items;
	json_object *seen; /* by id: what is new while walking moves the rest to the next page */
	int64_t total;
} walk;

static bool is_new(walk *w, json_object *item)
{
	const char *id = otk_cli_json_get(item, "id");
	if (!id)
		return true;
	if (json_object_object_get_ex(w->seen, id, NULL))
		return false;
	otk_cli_json_add(w->seen, id, NULL);
	return true;
}

/* The number of items in this page; 0 when there are no more, or none that is new. */
static size_t add_page(walk *w, const char *answer)
{
	size_t before = json_object_array_length(w->items);
	const char *problem = NULL;
	json_object *page = otk_cli_json_parse(w->cli, answer, strlen(answer), &problem);
	json_object *items = NULL;
	if (!json_object_is_type(page, json_type_object) ||
		!json_object_object_get_ex(page, w->operation->items, &items) ||
		!json_object_is_type(items, json_type_array))
		return 0;
	w->total = otk_cli_json_int(page, w->operation->total);
	size_t count = json_object_array_length(items);
	for (size_t i = 0; i < count; i++) {
		json_object *item = json_object_array_get_idx(items, i);
		if (is_new(w, item))
			otk_cli_json_append(w->items, json_object_get(item));
	}
	return json_object_array_length(w->items) > before ? count : 0;
}

static void put_int(json_object *object, const char *name, int64_t number)
{
	json_object *value = json_object_new_int64(number);
	if (!value)
		otk_cli_out_of_memory();
	otk_cli_json_add(object, name, value);
}

otk_cli_exit otk_cli_row_pages(
	otk_cli *cli, otk_client *client, const otk_cli_operation *operation, json_object *body)
{
	walk w = {.cli = cli,
		.operation = operation,
		.items = json_object_get(otk_cli_json_array(cli)),
		.seen = otk_cli_json_object(cli)};
	json_object *list = otk_cli_json_object(cli);
	otk_cli_json_add(list, operation->items, w.items);
	int64_t offset = otk_cli_json_int(body, operation->offset);
	if (!json_object_object_get_ex(body, operation->page_count, NULL))
		put_int(body, operation->page_count, operation->max_count);
	size_t count;
	do {
		const char *answer = NULL;
		put_int(body, operation->offset, offset);
		otk_cli_exit code =
			otk_cli_row_invoke(cli, client, operation, otk_cli_row_text(body), &answer);
		if (code)
			return code;
		count = add_page(&w, answer);
		offset += (int64_t)count;
	} while (count && offset < w.total);
	put_int(list, operation->total, (int64_t)json_object_array_length(w.items));
	return otk_cli_print_list(cli, operation, list);
}

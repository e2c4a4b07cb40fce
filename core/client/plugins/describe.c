/* SPDX-License-Identifier: MIT */
/* Describes what is installed as JSON; one operation is described by core/schema/describe.c. */
#include "config.h"

#include <otk/plugins.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/error/buffer_check.h"
#include "core/base/error/status.h"
#include "core/base/json/json_write.h"
#include "core/client/client.h"
#include "core/client/loader/loader.h"
#include "core/client/plugins/builtin.h"
#include "core/client/plugins/registry.h"
#include "core/schema/describe.h"

#include "core/base/cold.h"

#define DESCRIPTION_MAX (64 * 1024 * 1024)

/* Readers of the description do not need to know that sessions are a plugin. */
static const char *shown_name(const otk_plugin *plugin)
{
	const otk_plugin *own = NULL;

	return otk_loader_link(otk_builtin_plugins[0], "builtin", &own, NULL) || own == plugin
		       ? NULL
		       : plugin->name;
}

static otk_status describe_row(const otk_plugin *plugin, const otk_interface *interface,
	const otk_operation *operation, otk_buffer *out, otk_error *error)
{
	const char *stem =
		strncmp(interface->id, "otk.", 4) == 0 ? interface->id + 4 : interface->id;
	char full_name[512];

	snprintf(full_name, sizeof(full_name), "%.*s.%s", (int)strcspn(stem, "/"), stem,
		operation->name);
	return otk_describe_operation(
		full_name, interface, shown_name(plugin), operation, out, error);
}

static otk_status describe_one(
	otk_client *client, const char *full_name, otk_buffer *out, otk_error *error)
{
	const otk_row *row = NULL;
	otk_status status = otk_registry_find(client->registry, full_name, 0, &row, error);

	return status ? status
		      : describe_row(row->plugin, row->interface, row->operation, out, error);
}

static int by_feature(const void *a, const void *b)
{
	const otk_plugin_info *const *x = a, *const *y = b;

	return strcmp((*x)->name, (*y)->name);
}

/* The usable ones: the core's own first, then by name. */
static const otk_plugin_info **sorted_plugins(const otk_plugin_list *list, size_t *count)
{
	const otk_plugin_info **items = calloc(list->item_count + 1, sizeof(*items));

	*count = 0;
	for (size_t i = 0; items && i < list->item_count; i++)
		if (!list->items[i]->status)
			items[(*count)++] = list->items[i];
	if (items && *count > 1)
		qsort(items + 1, *count - 1, sizeof(*items), by_feature);
	return items;
}

/* All rows of a plugin. It is not opened, so one that cannot be opened hides nothing. */
static otk_status describe_plugin(
	otk_client *client, const char *name, otk_buffer *out, bool *first, otk_error *error)
{
	const otk_plugin *plugin = NULL;
	otk_status status = otk_registry_locate(client->registry, name, &plugin, error);

	/* Removed or replaced since it was listed: it is not described. */
	if (status)
		return status == OTK_E_NOMEM ? status : OTK_OK;
	for (size_t i = 0; i < plugin->interface_count && !status; i++) {
		const otk_interface *interface = &plugin->interfaces[i];

		for (size_t k = 0; k < interface->operation_count && !status; k++) {
			if (!*first)
				otk_buffer_add_char(out, ',');
			*first = false;
			status = describe_row(
				plugin, interface, &interface->operations[k], out, error);
		}
	}
	return status;
}

static otk_status describe_list(otk_client *client, const otk_plugin_info *const *items,
	size_t count, otk_buffer *out, otk_error *error)
{
	otk_status status = OTK_OK;
	bool first = true;

	otk_buffer_add_text(out, "{\"version\":\"" OTK_VERSION "\",\"operations\":[");
	for (size_t i = 0; i < count && !status; i++)
		status = describe_plugin(client, items[i]->name, out, &first, error);
	otk_buffer_add_text(out, "]}");
	return status;
}

static otk_status describe_all(otk_client *client, otk_buffer *out, otk_error *error)
{
	otk_plugin_list *list = NULL;
	const otk_plugin_info **items = NULL;
	size_t count = 0;
	otk_status status = otk_plugins_list(client, &list, error);

	if (!status) {
		items = sorted_plugins(list, &count);
		status = items ? describe_list(client, items, count, out, error)
			       : otk_fail_nomem(error);
	}
	free(items);
	otk_free(list);
	return status;
}

OTK_COLD otk_status otk_describe(
	otk_client *client, const char *operation, char **json, otk_error *error)
{
	otk_buffer out;
	otk_status status;

	if (json)
		*json = NULL;
	if (!client || !json)
		return otk_fail(error, OTK_E_ARGUMENT, "%s is NULL", client ? "json" : "client");
	otk_buffer_init(&out, DESCRIPTION_MAX);
	status = operation ? describe_one(client, operation, &out, error)
			   : describe_all(client, &out, error);
	if (!status)
		status = otk_buffer_check(&out, "the description", error);
	if (!status) {
		*json = otk_string_new(out.data, out.size);
		status = *json ? OTK_OK : otk_fail_nomem(error);
	}
	otk_buffer_free(&out);
	return status;
}

/* SPDX-License-Identifier: MIT */
/* Describes what is installed as JSON; core/schema/describe.c writes it. */
#include "config.h"

#include <otk/plugins.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/error/status.h"
#include "core/client/client.h"
#include "core/client/loader/loader.h"
#include "core/client/loader/plugin_check.h"
#include "core/client/plugins/builtin.h"
#include "core/client/plugins/plugins_list.h"
#include "core/client/plugins/registry.h"
#include "core/schema/describe.h"

#include "core/base/cold.h"

/* Readers of the description do not need to know that sessions are a plugin. */
static bool is_core(const otk_plugin *plugin)
{
	const otk_plugin *own = NULL;

	return !otk_loader_link(otk_builtin_plugins[0], "builtin", &own, NULL) && own == plugin;
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

static void describe_rows(otk_describer *to, const otk_plugin *plugin)
{
	for (size_t i = 0; i < plugin->interface_count; i++)
		for (size_t k = 0; k < plugin->interfaces[i].operation_count; k++)
			otk_describe_operation(to, plugin, &plugin->interfaces[i],
				&plugin->interfaces[i].operations[k], is_core(plugin));
}

/*
 * Plugins are not opened, so one that cannot be opened hides nothing. One that was removed or
 * replaced since it was listed is not described.
 */
static otk_status describe_list(const otk_registry *registry, const otk_plugin_info *const *items,
	size_t count, otk_describer *to, otk_error *error)
{
	for (int pass = 0; pass < 2; pass++) {
		if (pass)
			otk_describe_plugins(to);
		for (size_t i = 0; i < count; i++) {
			const otk_plugin *plugin = NULL;
			const otk_status status =
				otk_registry_locate(registry, items[i]->name, &plugin, error);

			if (status == OTK_E_NOMEM)
				return status;
			if (!status && !pass)
				describe_rows(to, plugin);
			else if (!status)
				otk_describe_plugin(to, plugin, items[i]->path);
		}
	}
	return OTK_OK;
}

static otk_status describe_all(const otk_registry *registry, otk_describer *to, otk_error *error)
{
	otk_plugin_list *list = NULL;
	const otk_plugin_info **items = NULL;
	size_t count = 0;
	otk_status status = otk_plugins_of(registry, &list, error);

	if (!status) {
		items = sorted_plugins(list, &count);
		status = items ? describe_list(registry, items, count, to, error)
			       : otk_fail_nomem(error);
	}
	free(items);
	otk_free(list);
	return status;
}

/* name: of a plugin, or of an operation. */
static otk_status describe_one(
	const otk_registry *registry, const char *name, otk_describer *to, otk_error *error)
{
	otk_row row = {0};
	otk_status status = OTK_E_NO_PLUGIN;

	if (otk_plugin_name_ok(name, strlen(name)))
		status = otk_registry_locate(registry, name, &row.plugin, NULL);
	if (!status) {
		describe_rows(to, row.plugin);
		otk_describe_plugins(to);
		otk_describe_plugin(to, row.plugin, NULL);
		return OTK_OK;
	}
	if (status != OTK_E_NO_PLUGIN)
		return otk_registry_locate(registry, name, &row.plugin, error);
	status = otk_registry_look(registry, name, &row, error);
	if (!status)
		otk_describe_operation(
			to, row.plugin, row.interface, row.operation, is_core(row.plugin));
	return status;
}

OTK_COLD otk_status otk_describe(
	otk_client *client, const char *name, char **json, otk_error *error)
{
	const otk_strings nothing = {NULL, 0};
	otk_registry *own = NULL, *registry;
	otk_describer to;
	otk_status status = OTK_OK;

	if (json)
		*json = NULL;
	else
		return otk_fail(error, OTK_E_ARGUMENT, "json: is NULL");
	if (!client)
		status = otk_registry_new(NULL, &nothing, &own, error);
	if (status)
		return status;
	registry = client ? client->registry : own;
	otk_describe_begin(&to);
	status = name ? describe_one(registry, name, &to, error)
		      : describe_all(registry, &to, error);
	status = otk_describe_end(&to, status, json, error);
	otk_registry_free(own, false);
	return status;
}

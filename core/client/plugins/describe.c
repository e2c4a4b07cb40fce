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

static int by_name(const void *a, const void *b)
{
	const otk_plugin_info *const *x = a, *const *y = b;

	return strcmp((*x)->name, (*y)->name);
}

static void describe_rows(otk_describer *to, const otk_plugin *plugin)
{
	for (size_t i = 0; i < plugin->interface_count; i++)
		for (size_t k = 0; k < plugin->interfaces[i].operation_count; k++)
			otk_describe_operation(to, plugin, &plugin->interfaces[i],
				&plugin->interfaces[i].operations[k], is_core(plugin));
}

/* All operations, or all plugins. One that was removed since it was listed is not described. */
static otk_status describe_list(const otk_registry *registry, const otk_plugin_list *list,
	bool rows, otk_describer *to, otk_error *error)
{
	for (size_t i = 0; i < list->item_count; i++) {
		const otk_plugin_info *item = list->items[i];
		const otk_plugin *plugin = NULL;
		const otk_status status =
			item->status ? item->status
				     : otk_registry_locate(registry, item->name, &plugin, error);

		if (status == OTK_E_NOMEM)
			return status;
		if (!status && rows)
			describe_rows(to, plugin);
		else if (!status)
			otk_describe_plugin(to, plugin, item->path);
	}
	return OTK_OK;
}

/* The core's own plugin, which is listed first, then the others by name. They are not opened. */
static otk_status describe_all(const otk_registry *registry, otk_describer *to, otk_error *error)
{
	otk_plugin_list *list = NULL;
	otk_status status = otk_plugins_of(registry, &list, error);

	if (status)
		return status;
	qsort((void *)(uintptr_t)(list->items + 1), list->item_count - 1, sizeof(*list->items),
		by_name);
	status = describe_list(registry, list, true, to, error);
	otk_describe_plugins(to);
	if (!status)
		status = describe_list(registry, list, false, to, error);
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

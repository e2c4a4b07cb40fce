/* SPDX-License-Identifier: MIT */
/* The plugins and rows of one client. */
#ifndef OTK_CLIENT_REGISTRY_H
#define OTK_CLIENT_REGISTRY_H

#include <otk/plugin.h>
#include <stdbool.h>

#include "core/base/error/status.h"
#include "core/client/plugins/plan.h"

typedef struct otk_registry otk_registry;

/* An operation that was found. Valid as long as the registry. */
typedef struct otk_row {
	const otk_plugin *plugin;
	const otk_interface *interface;
	const otk_operation *operation;
	const char *full_name; /* "archives.start": with the row's own name, never an alias */
	const otk_plan *plan;
} otk_row;

/* A plugin that this client has opened. */
typedef struct otk_plugin_use {
	const otk_plugin *plugin;
	void *state;
} otk_plugin_use;

/*
 * folders: absolute, searched before those of OTK_PLUGIN_PATH; copied. client NULL: only for
 * otk_registry_locate() and otk_registry_look().
 */
otk_status otk_registry_new(otk_client *client, const otk_strings *folders, otk_registry **registry,
	otk_error *error) OTK_COLD;
/* close: false in a forked child, where plugins must not be called. */
void otk_registry_free(otk_registry *registry, bool close);

/*
 * operation: "archives.start", or an alias; loads and opens the plugin on first use. minor: 0 for
 * any.
 */
otk_status otk_registry_find(otk_registry *registry, const char *operation, int32_t minor,
	const otk_row **row, otk_error *error);
/* Another row of the same interface, by its short name: "list". */
otk_status otk_registry_sibling(otk_registry *registry, const otk_row *row, const char *name,
	const otk_row **sibling, otk_error *error);
/* Loads and opens a plugin by its name. settings_json counts for the first opening only. */
otk_status otk_registry_use(otk_registry *registry, const char *name, const char *settings_json,
	otk_plugin_use *use, otk_error *error) OTK_COLD;
otk_status otk_registry_add(
	otk_registry *registry, otk_plugin_entry_fn *entry, otk_error *error) OTK_COLD;
/* Finds a plugin by its name and loads it, but does not open it. */
otk_status otk_registry_locate(const otk_registry *registry, const char *name,
	const otk_plugin **plugin, otk_error *error) OTK_COLD;
/* Finds an operation for a description: its plugin is not opened, and full_name is not set. */
otk_status otk_registry_look(const otk_registry *registry, const char *operation, otk_row *row,
	otk_error *error) OTK_COLD;
/* The state that open() of the plugin with this interface made; NULL: not open. */
void *otk_registry_state(const otk_registry *registry, const char *id);
/* Adds the plugins that were added to another registry, for a clone. */
otk_status otk_registry_add_all(
	otk_registry *registry, const otk_registry *other, otk_error *error);

/* For lists: linked-in plugins (builtin, then added; NULL at the end), folders in order. */
const otk_plugin *otk_registry_linked(const otk_registry *registry, size_t index, bool *added);
const otk_strings *otk_registry_folders(const otk_registry *registry);

#endif

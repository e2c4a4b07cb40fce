/* SPDX-License-Identifier: MIT */
/* Lists what is installed, usable or not: the only code that reads folders. */
#include "config.h"

#include "core/client/plugins/plugins_list.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/error/status.h"
#include "core/client/client.h"
#include "core/client/loader/loader.h"
#include "core/client/plugins/registry.h"
#include "core/schema/template.h"

#include "core/base/cold.h"

#define FILES_MAX 4096 /* in one folder */

typedef struct listing {
	const otk_registry *registry;
	otk_arena *arena;
	otk_plugin_list *list;
	const otk_plugin_info **items; /* array of `capacity` entries */
	size_t capacity;
} listing;

/* ---- items */

static otk_plugin_info *new_item(listing *l)
{
	otk_plugin_info *item = otk_arena_alloc(l->arena, sizeof(*item));

	if (item && l->list->item_count == l->capacity) {
		const size_t capacity = l->capacity ? l->capacity * 2 : 16;
		const otk_plugin_info **items =
			otk_arena_alloc(l->arena, capacity * sizeof(*items));

		if (!items)
			return NULL;
		if (l->capacity)
			memcpy(items, l->items, l->capacity * sizeof(*items));
		l->items = items;
		l->capacity = capacity;
		l->list->items = items;
	}
	if (!item)
		return NULL;
	item->struct_size = sizeof(*item);
	l->items[l->list->item_count++] = item;
	return item;
}

static const char *copy_text(listing *l, const char *text)
{
	return text ? otk_arena_text(l->arena, text, strlen(text)) : NULL;
}

/* Texts are copied: a list may outlive the client. */
static bool describe_interface(listing *l, const otk_interface *interface, const char **ids,
	const char **operations, size_t *operation_count)
{
	char text[OTK_FULL_NAME_SIZE];

	snprintf(text, sizeof(text), "%s.%d", interface->id, (int)interface->minor);
	*ids = copy_text(l, text);
	for (size_t i = 0; i < interface->operation_count; i++) {
		otk_full_name(interface, &interface->operations[i], text);
		operations[*operation_count] = copy_text(l, text);
		if (!operations[(*operation_count)++])
			return false;
	}
	return *ids != NULL;
}

static bool describe_plugin(listing *l, const otk_plugin *plugin, otk_plugin_info *item)
{
	size_t operations = 0, count = 0;
	const char **ids, **names;

	item->name = copy_text(l, plugin->name);
	item->version = copy_text(l, plugin->version);
	item->license = copy_text(l, plugin->license);
	item->summary = copy_text(l, plugin->summary ? plugin->summary : "");
	for (size_t i = 0; i < plugin->interface_count; i++)
		operations += plugin->interfaces[i].operation_count;
	ids = otk_arena_alloc(l->arena, (plugin->interface_count + 1) * sizeof(*ids));
	names = otk_arena_alloc(l->arena, (operations + 1) * sizeof(*names));
	if (!item->name || !item->version || !item->license || !item->summary || !ids || !names)
		return false;
	for (size_t i = 0; i < plugin->interface_count; i++)
		if (!describe_interface(l, &plugin->interfaces[i], &ids[i], names, &count))
			return false;
	item->interfaces = (otk_strings){ids, plugin->interface_count};
	item->operations = (otk_strings){names, count};
	return true;
}

static bool add_plugin(listing *l, const char *name, const char *path, const otk_plugin *plugin,
	otk_status status, const char *problem)
{
	otk_plugin_info *item = new_item(l);

	if (!item)
		return false;
	item->status = status;
	item->name = copy_text(l, name);
	item->path = copy_text(l, path);
	item->problem = copy_text(l, problem);
	if ((name && !item->name) || (path && !item->path) || (problem && !item->problem))
		return false;
	return !plugin || describe_plugin(l, plugin, item);
}

/* The one of this name that comes first: it is used, or refused, in place of this one. */
static const otk_plugin_info *found_before(const listing *l, const char *name)
{
	for (size_t i = 0; i < l->list->item_count; i++)
		if (l->items[i]->name && strcmp(l->items[i]->name, name) == 0)
			return l->items[i];
	return NULL;
}

/* ---- folders */

static bool add_file(listing *l, const char *folder, char **real_folder, const char *file)
{
	const size_t size = strlen(file) - strlen(OTK_PLUGIN_SUFFIX);
	const otk_plugin_info *before;
	const otk_plugin *plugin = NULL;
	otk_error problem = OTK_ERROR_INIT;
	char path[4096], name[256], text[4400];
	otk_status status;

	snprintf(path, sizeof(path), "%s/%s", folder, file);
	snprintf(name, sizeof(name), "%.*s", (int)size, file);
	before = found_before(l, name);
	if (before) {
		snprintf(text, sizeof(text), "not used: %s comes first",
			before->path ? before->path : "the one that is linked in");
		return add_plugin(l, name, path, NULL, OTK_E_STATE, text);
	}
	status = otk_loader_open(path, real_folder, &plugin, &problem);
	return add_plugin(l, name, path, plugin, status, status ? problem.message : NULL);
}

static int is_plugin_file(const struct dirent *entry)
{
	const size_t size = strlen(entry->d_name), suffix = strlen(OTK_PLUGIN_SUFFIX);

	return size > suffix && size < 256 &&
	       strcmp(entry->d_name + size - suffix, OTK_PLUGIN_SUFFIX) == 0;
}

static bool add_folder(listing *l, const char *folder)
{
	struct dirent **entries = NULL;
	const int count = scandir(folder, &entries, is_plugin_file, alphasort);
	char *real = NULL;
	bool good = true;

	/* A folder that does not exist or cannot be read counts as empty. */
	for (int i = 0; i < count; i++) {
		good = good && (i >= FILES_MAX || add_file(l, folder, &real, entries[i]->d_name));
		free(entries[i]);
	}
	free(real);
	free(entries);
	return good;
}

static bool add_all(listing *l)
{
	const otk_strings *folders = otk_registry_folders(l->registry);
	const otk_plugin *plugin;
	bool added;

	for (size_t i = 0; (plugin = otk_registry_linked(l->registry, i, &added)); i++)
		if (!add_plugin(l, NULL, NULL, plugin, OTK_OK, NULL))
			return false;
	for (size_t i = 0; i < folders->count; i++)
		if (!add_folder(l, folders->items[i]))
			return false;
	return true;
}

otk_status otk_plugins_of(const otk_registry *registry, otk_plugin_list **list, otk_error *error)
{
	listing l = {.registry = registry, .arena = otk_arena_new(sizeof(**list), 8192)};

	if (!l.arena)
		return otk_fail_nomem(error);
	l.list = otk_arena_root(l.arena);
	l.list->struct_size = sizeof(*l.list);
	if (!add_all(&l)) {
		otk_arena_free(l.arena);
		return otk_fail_nomem(error);
	}
	*list = l.list;
	return OTK_OK;
}

OTK_COLD otk_status otk_plugins_list(otk_client *client, otk_plugin_list **list, otk_error *error)
{
	if (list)
		*list = NULL;
	if (!client || !list)
		return otk_fail(error, OTK_E_ARGUMENT, "%s is NULL", client ? "list" : "client");
	return otk_plugins_of(client->registry, list, error);
}

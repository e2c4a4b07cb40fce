/* SPDX-License-Identifier: MIT */
/* Finds plugins and rows by name for one client, and caches what was found. */
#include "config.h"

#include "core/client/plugins/registry.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/error/status.h"
#include "core/base/hash.h"
#include "core/base/text/text.h"
#include "core/client/client.h"
#include "core/client/loader/folders.h"
#include "core/client/loader/loader.h"
#include "core/client/loader/plugin_check.h"
#include "core/client/log.h"
#include "core/client/plugins/builtin.h"
#include "core/client/plugins/plan.h"
#include "core/client/plugins/plugin_error.h"
#include "core/schema/decode/decode_options.h"
#include "core/schema/validate/validate.h"

#include "core/base/cold.h"

#define ROW_SLOTS 128 /* a power of two; chains grow when there are more names */

typedef struct cached {
	struct cached *next;
	otk_row row;
	char *full_name;
	char key[]; /* the name that was looked up */
} cached;

typedef struct opened {
	struct opened *next;
	otk_plugin_use use;
} opened;

typedef struct added {
	struct added *next; /* in the order in which they were added */
	const otk_plugin *plugin;
	otk_plugin_entry_fn *entry;
} added;

struct otk_registry {
	otk_client *client;
	otk_folders folders;
	opened *opened; /* newest first */
	added *added;
	cached *rows[ROW_SLOTS];
};

/* ---- life */

otk_status otk_registry_new(
	otk_client *client, const otk_strings *folders, otk_registry **result, otk_error *error)
{
	otk_registry *registry = calloc(1, sizeof(*registry));
	otk_status status;

	*result = NULL;
	if (!registry)
		return otk_fail_nomem(error);
	registry->client = client;
	status = otk_folders_init(&registry->folders, client, folders, error);
	if (status)
		free(registry);
	else
		*result = registry;
	return status;
}

void otk_registry_free(otk_registry *registry, bool close)
{
	if (!registry)
		return;
	for (size_t i = 0; i < ROW_SLOTS; i++)
		for (cached *row = registry->rows[i], *next; row; row = next) {
			next = row->next;
			free(row->full_name);
			otk_free(row->row.plan);
			free(row);
		}
	for (opened *o = registry->opened, *next; o; o = next) {
		next = o->next;
		if (close && o->use.plugin->close)
			o->use.plugin->close(o->use.state);
		free(o);
	}
	for (added *a = registry->added, *next; a; a = next) {
		next = a->next;
		free(a);
	}
	otk_folders_free(&registry->folders);
	free(registry);
}

/* ---- plugins */

const otk_plugin *otk_registry_linked(const otk_registry *registry, size_t index, bool *is_added)
{
	const otk_plugin *plugin = NULL;
	size_t position = 0;

	for (; otk_builtin_plugins[position]; position++)
		if (position == index) {
			*is_added = false;
			return otk_loader_link(
				       otk_builtin_plugins[position], "builtin", &plugin, NULL)
				       ? NULL
				       : plugin;
		}
	*is_added = true;
	for (const added *a = registry->added; a; a = a->next, position++)
		if (position == index)
			return a->plugin;
	return NULL;
}

const otk_strings *otk_registry_folders(const otk_registry *registry)
{
	return &registry->folders.list;
}

static const otk_plugin *find_linked(const otk_registry *registry, const char *name)
{
	const otk_plugin *plugin;
	bool is_added;

	for (size_t i = 0; (plugin = otk_registry_linked(registry, i, &is_added)); i++)
		if (strcmp(plugin->name, name) == 0)
			return plugin;
	return NULL;
}

otk_status otk_registry_add(otk_registry *registry, otk_plugin_entry_fn *entry, otk_error *error)
{
	const otk_plugin *plugin = NULL;
	added **link = &registry->added, *a;
	otk_status status;

	if (!entry)
		return otk_fail(error, OTK_E_ARGUMENT, "entry: is NULL");
	status = otk_loader_link(entry, "the added plugin", &plugin, error);
	if (status)
		return status;
	if (find_linked(registry, plugin->name))
		return otk_fail(error, OTK_E_STATE,
			"plugin \"%s\" was added before, or is inside libotk", plugin->name);
	for (const opened *o = registry->opened; o; o = o->next)
		if (strcmp(o->use.plugin->name, plugin->name) == 0)
			return otk_fail(error, OTK_E_STATE,
				"plugin \"%s\" is already loaded from a file; add it before the first call",
				plugin->name);
	a = calloc(1, sizeof(*a));
	if (!a)
		return otk_fail_nomem(error);
	a->plugin = plugin;
	a->entry = entry;
	while (*link)
		link = &(*link)->next;
	*link = a;
	return OTK_OK;
}

otk_status otk_registry_add_all(otk_registry *registry, const otk_registry *other, otk_error *error)
{
	otk_status status = OTK_OK;

	for (const added *a = other->added; a && !status; a = a->next)
		status = otk_registry_add(registry, a->entry, error);
	return status;
}

/* Returns true for the plugins that otk comes with: each has a package of its own. */
static bool has_package(const char *name)
{
	static const char *const names[] = {
#define X(plugin) #plugin,
		OTK_PLUGIN_LIST
#undef X
	};

	for (size_t i = 0; i < OTK_COUNT_OF(names); i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return false;
}

/* A plugin of otk comes by a package; one of others is a file; any other name is a typo. */
static otk_status not_installed(const otk_registry *registry, const char *name, otk_error *error)
{
	otk_buffer places;
	otk_status status;
	const char *folders;

	otk_buffer_init(&places, 1024);
	otk_folders_append(&registry->folders, &places);
	folders = places.data ? places.data : "";
	if (has_package(name))
		status = otk_fail(error, OTK_E_NO_PLUGIN,
			"plugin \"%s\" is not installed: install the package otk-plugin-%s "
			"(looked in %s)",
			name, name, folders);
	else if (strchr(name, '.'))
		status = otk_fail(error, OTK_E_NO_PLUGIN,
			"plugin \"%s\" is not installed: put %s" OTK_PLUGIN_SUFFIX
			" into one of the folders %s",
			name, name, folders);
	else
		status = otk_fail(error, OTK_E_NO_PLUGIN,
			"plugin \"%s\" does not exist (looked in %s)", name, folders);
	otk_buffer_free(&places);
	return status;
}

otk_status otk_registry_locate(
	const otk_registry *registry, const char *name, const otk_plugin **plugin, otk_error *error)
{
	otk_status status = OTK_E_NO_PLUGIN;

	*plugin = find_linked(registry, name);
	if (*plugin)
		return OTK_OK;
	for (size_t i = 0; i < registry->folders.list.count && status == OTK_E_NO_PLUGIN; i++) {
		char *path = otk_folders_file(&registry->folders, i, name);

		if (!path)
			return otk_fail_nomem(error);
		status = otk_loader_open(path, &registry->folders.real[i], plugin, error);
		if (status != OTK_E_NO_PLUGIN)
			otk_log(registry->client, status ? OTK_LOG_ERROR : OTK_LOG_DEBUG, "plugin",
				NULL, status && error ? error->message : "plugin loaded",
				(const otk_pair[]){{"name", name}, {"path", path}}, 2);
		free(path);
	}
	return status == OTK_E_NO_PLUGIN ? not_installed(registry, name, error) : status;
}

/* Unknown settings are refused, or a misspelt limit would mean no limit. */
static otk_status decode_settings(
	const otk_plugin *plugin, const char *json, void **settings, otk_error *error)
{
	const char *ids[OTK_PATH_IDS_MAX + 1] = {NULL};
	const otk_validation strict = {.checks = OTK_CHECKS_STRICT};
	otk_status status;
	char where[OTK_PLUGIN_NAME_MAX + 16];

	if (!plugin->settings_type)
		return otk_fail(
			error, OTK_E_ARGUMENT, "plugin \"%s\" takes no settings", plugin->name);
	snprintf(where, sizeof(where), "settings of %s", plugin->name);
	status = otk_decode_options(
		NULL, plugin->settings_type, json, OTK_NAMING_WIRE, settings, ids, error);
	if (status) {
		otk_error_prefix(error, "%s: ", where);
		return status;
	}
	status = otk_validate(plugin->settings_type, *settings, &strict, where, error);
	if (status) {
		otk_free(*settings);
		*settings = NULL;
	}
	return status;
}

static otk_status open_plugin(otk_registry *registry, const otk_plugin *plugin,
	const char *settings_json, opened **result, otk_error *error)
{
	opened *o = calloc(1, sizeof(*o));
	void *settings = NULL;
	otk_error own = OTK_ERROR_INIT;
	otk_status status = OTK_OK;

	if (!o)
		return otk_fail_nomem(error);
	o->use.plugin = plugin;
	if (settings_json)
		status = decode_settings(plugin, settings_json, &settings, error);
	if (!status && plugin->open) {
		status = plugin->open(
			registry->client->host, registry->client, settings, &o->use.state, &own);
		if (status)
			otk_fail(error, status, "plugin \"%s\" cannot be opened: %s", plugin->name,
				otk_plugin_error_seal(&own));
	}
	otk_free(settings);
	if (status) {
		free(o);
		return status;
	}
	o->next = registry->opened;
	registry->opened = o;
	*result = o;
	return OTK_OK;
}

otk_status otk_registry_use(otk_registry *registry, const char *name, const char *settings_json,
	otk_plugin_use *use, otk_error *error)
{
	const otk_plugin *plugin = NULL;
	opened *found = registry->opened;
	otk_status status = OTK_OK;

	while (found && strcmp(found->use.plugin->name, name) != 0)
		found = found->next;
	if (!found) {
		if (!otk_plugin_name_ok(name, strlen(name)))
			return otk_fail(error, OTK_E_ARGUMENT,
				"\"%.80s\" is not a plugin name such as \"archives\"", name);
		status = otk_registry_locate(registry, name, &plugin, error);
		if (!status)
			status = open_plugin(registry, plugin, settings_json, &found, error);
	}
	if (!status)
		*use = found->use;
	return status;
}

/* ---- rows */

static bool row_has_name(const otk_operation *operation, const char *name)
{
	return strcmp(operation->name, name) == 0 ||
	       (operation->aliases && otk_word_in(operation->aliases, name, strlen(name)));
}

static otk_status no_such_operation(const otk_plugin *plugin, const char *name, otk_error *error)
{
	otk_buffer names;
	otk_status status;

	otk_buffer_init(&names, 300);
	for (size_t i = 0; i < plugin->interface_count; i++)
		for (size_t k = 0; k < plugin->interfaces[i].operation_count; k++) {
			otk_buffer_add_text(&names, names.size ? ", " : "");
			otk_buffer_add_text(&names, plugin->interfaces[i].operations[k].name);
		}
	status = otk_fail(error, OTK_E_UNSUPPORTED,
		"plugin \"%s\" %s has no operation \"%.80s\"; it has: %s", plugin->name,
		plugin->version, name, names.size && !names.status ? names.data : "none");
	otk_buffer_free(&names);
	return status;
}

static otk_status find_row(
	const otk_plugin *plugin, const char *name, otk_row *row, otk_error *error)
{
	row->plugin = plugin;
	for (size_t i = 0; i < plugin->interface_count; i++) {
		row->interface = &plugin->interfaces[i];
		for (size_t k = 0; k < row->interface->operation_count; k++) {
			row->operation = &row->interface->operations[k];
			if (row_has_name(row->operation, name))
				return OTK_OK;
		}
	}
	return no_such_operation(plugin, name, error);
}

static otk_status cache_row(otk_registry *registry, const char *key, const char *stem,
	const otk_row *row, const otk_row **result, otk_error *error)
{
	const size_t key_size = strlen(key) + 1, stem_size = strlen(stem),
		     name_size = strlen(row->operation->name) + 1;
	cached **slot = &registry->rows[otk_hash_text(key) & (ROW_SLOTS - 1)];
	cached *c = malloc(sizeof(*c) + key_size);
	otk_status status;

	if (!c)
		return otk_fail_nomem(error);
	c->full_name = malloc(stem_size + 1 + name_size);
	if (!c->full_name) {
		free(c);
		return otk_fail_nomem(error);
	}
	c->row = *row;
	status = otk_plan_make(registry->client, row->operation, &c->row.plan, error);
	if (status) {
		otk_error_prefix(error, "%s.%s: ", stem, row->operation->name);
		free(c->full_name);
		free(c);
		return status;
	}
	memcpy(c->key, key, key_size);
	memcpy(c->full_name, stem, stem_size);
	c->full_name[stem_size] = '.';
	memcpy(c->full_name + stem_size + 1, row->operation->name, name_size);
	c->row.full_name = c->full_name;
	c->next = *slot;
	*slot = c;
	*result = &c->row;
	return OTK_OK;
}

/* Splits "archives.start" into the name of the plugin and that of the row. */
static otk_status split_name(const char *operation, char stem[OTK_PLUGIN_NAME_MAX + 1],
	const char **name, otk_error *error)
{
	const char *dot = strrchr(operation, '.');
	const size_t size = dot ? (size_t)(dot - operation) : 0;

	if (!dot || !dot[1] || !otk_plugin_name_ok(operation, size))
		return otk_fail(error, OTK_E_ARGUMENT,
			"\"%.80s\" is not an operation name such as \"archives.start\"", operation);
	memcpy(stem, operation, size);
	stem[size] = '\0';
	*name = dot + 1;
	return OTK_OK;
}

static otk_status look_up(
	otk_registry *registry, const char *operation, const otk_row **result, otk_error *error)
{
	char stem[OTK_PLUGIN_NAME_MAX + 1];
	const char *name;
	otk_plugin_use use = {0};
	otk_row row = {0};
	otk_status status = split_name(operation, stem, &name, error);

	if (!status)
		status = otk_registry_use(registry, stem, NULL, &use, error);
	if (!status)
		status = find_row(use.plugin, name, &row, error);
	return status ? status : cache_row(registry, operation, stem, &row, result, error);
}

otk_status otk_registry_look(
	const otk_registry *registry, const char *operation, otk_row *row, otk_error *error)
{
	char stem[OTK_PLUGIN_NAME_MAX + 1];
	const char *name;
	const otk_plugin *plugin = NULL;
	otk_status status = split_name(operation, stem, &name, error);

	if (!status)
		status = otk_registry_locate(registry, stem, &plugin, error);
	return status ? status : find_row(plugin, name, row, error);
}

otk_status otk_registry_find(otk_registry *registry, const char *operation, int32_t minor,
	const otk_row **row, otk_error *error)
{
	const cached *c = registry->rows[otk_hash_text(operation) & (ROW_SLOTS - 1)];
	otk_status status = OTK_OK;

	while (c && strcmp(c->key, operation) != 0)
		c = c->next;
	if (c)
		*row = &c->row;
	else
		status = look_up(registry, operation, row, error);
	return status ? status
		      : otk_plugin_check_minor((*row)->plugin, (*row)->interface, minor, error);
}

otk_status otk_registry_sibling(otk_registry *registry, const otk_row *row, const char *name,
	const otk_row **sibling, otk_error *error)
{
	const size_t stem = (size_t)(strrchr(row->full_name, '.') - row->full_name) + 1;
	const size_t size = strlen(name) + 1;
	char *full_name = malloc(stem + size);
	otk_status status;

	if (!full_name)
		return otk_fail_nomem(error);
	memcpy(full_name, row->full_name, stem);
	memcpy(full_name + stem, name, size);
	status = otk_registry_find(registry, full_name, 0, sibling, error);
	free(full_name);
	return status;
}

void *otk_registry_state(const otk_registry *registry, const char *id)
{
	for (const opened *o = registry->opened; o; o = o->next)
		for (size_t i = 0; i < o->use.plugin->interface_count; i++)
			if (strcmp(o->use.plugin->interfaces[i].id, id) == 0)
				return o->use.state;
	return NULL;
}

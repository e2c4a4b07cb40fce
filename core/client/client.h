/* SPDX-License-Identifier: MIT */
/* The rooms of the client among themselves. */
#ifndef OTK_CLIENT_INTERNAL_H
#define OTK_CLIENT_INTERNAL_H

#include <otk/plugin.h>

#include "core/schema/schema.h"
#include "core/transport/transport.h"

/* ---- loader.h: files to descriptors; process-wide, under one lock */

/*
 * path: absolute, with suffix. Checks trust and ABI (design 6), each refusal with a message of its
 * own; OTK_E_NO_PLUGIN when there is no such file. A file is loaded once in a process and never
 * unloaded.
 */
otk_status otk_loader_open(const char *path, const otk_plugin **plugin, otk_error *error);
/* The checks on a descriptor, for linked-in ones too. where: its path, or "builtin". */
otk_status otk_plugin_check(const otk_plugin *plugin, const char *where, otk_error *error);
extern const char otk_plugin_suffix[]; /* ".so" */

/* ---- registry.h: names to rows, for one client */

typedef struct otk_registry otk_registry;

typedef struct otk_row {
	const otk_plugin *plugin; /* NULL: the core's own (session) */
	const otk_interface *interface;
	const otk_operation *operation;
	const char *full_name; /* "archives.start", alive as long as the registry */
	void *state;           /* of the plugin for this client */
} otk_row;

otk_registry *otk_registry_new(
	otk_client *client, const otk_strings *plugin_path, otk_error *error);
void otk_registry_free(otk_registry *registry);
/* "archives.start", alias names too; loads and opens the plugin on first use. */
otk_status otk_registry_find(otk_registry *registry, const char *operation, int32_t minor,
	otk_row *row, otk_error *error);

/* ---- builtin.c: entries of the plugins inside libotk, ends in NULL */
extern otk_plugin_entry_fn *const otk_builtin_plugins[];

#endif

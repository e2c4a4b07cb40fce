/* SPDX-License-Identifier: MIT */
/* Plugins as an application sees them: adding one that is linked in, finding functions, listing. */
#ifndef OTK_PLUGINS_H
#define OTK_PLUGINS_H

#include <otk/client.h>

OTK_BEGIN_DECLS

/*
 * Adds a plugin that is linked into the application; it takes precedence over files of that name.
 * The plugins named by otk_client_options.hooks and .signer are opened by otk_client_new(): add
 * those with otk_client_options.plugins instead.
 *
 * Errors: OTK_E_ARGUMENT: client or entry is NULL; OTK_E_STATE: a plugin of that name is in use;
 * OTK_E_PLUGIN_BROKEN or OTK_E_PLUGIN_ABI: its descriptor is refused; OTK_E_NOMEM. [client thread]
 */
OTK_API OTK_MUST_CHECK otk_status otk_client_add_plugin(
	otk_client *client, otk_plugin_entry_fn *entry, otk_error *error);

/*
 * Gets the functions of a plugin that are not REST operations; the plugin is opened on first use.
 * interface_id: such as "otk.callbacks/1"; minor as in otk_call_new(). *vtable is valid for the
 * life of the process.
 *
 * Errors: OTK_E_ARGUMENT: interface_id is malformed, or a parameter is NULL; OTK_E_UNSUPPORTED: the
 * plugin does not have the interface, or the interface has operations only; OTK_E_NO_PLUGIN,
 * OTK_E_PLUGIN_BROKEN or OTK_E_PLUGIN_ABI; a status returned by the plugin's open(); OTK_E_NOMEM.
 * [client thread]
 */
OTK_API OTK_MUST_CHECK otk_status otk_interface_get(otk_client *client, const char *interface_id,
	int32_t minor, const void **vtable, otk_error *error);

/*
 * Returns the state that the plugin's open() made for this client, the first parameter of the
 * functions of a vtable. Owned by the client. NULL before otk_interface_get(), or if open() made no
 * state. [client thread]
 */
OTK_API void *otk_interface_state(otk_client *client, const char *interface_id);

struct otk_host;

/*
 * Finds functions of a plugin without a client, so without credentials: among the plugins inside
 * libotk, then in plugin_path (absolute folders; NULL: none), OTK_PLUGIN_PATH and the installed
 * folder. The plugin is loaded but not opened: only functions that work without its state can be
 * called, such as parsing callbacks. *host (may be NULL) gets the functions of the core that they
 * take in place of a state. Both are valid for the life of the process. Errors: those of
 * otk_interface_get(). [any thread]
 */
OTK_API OTK_MUST_CHECK otk_status otk_interface_find(const otk_strings *plugin_path,
	const char *interface_id, int32_t minor, const void **vtable, const struct otk_host **host,
	otk_error *error);

/*
 * One plugin that was found. A plugin that was refused has the name of its file; members that could
 * not be read before the refusal are NULL.
 */
typedef struct otk_plugin_info {
	size_t struct_size;
	const char *name;
	const char *path; /* NULL: inside libotk, or linked into the application */
	const char *version;
	const char *license;
	const char *summary;
	const char *problem;    /* why it was refused; NULL: it is usable */
	otk_strings interfaces; /* ids with their minor: "otk.archives/1.0" */
	otk_strings operations; /* full names: "archives.start" */
	otk_status status;      /* OTK_OK: it is usable */
	int32_t reserved;
} otk_plugin_info;

OTK_ASSERT_NO_TAIL(otk_plugin_info, reserved);

typedef struct otk_plugin_list {
	size_t struct_size;
	const otk_plugin_info *const *items;
	size_t item_count;
} otk_plugin_list;

/*
 * Lists all plugins, for tools. No other function reads whole folders. It loads each file that it
 * finds; a plugin that is refused becomes an item with a problem. *list is freed with otk_free().
 *
 * Errors: OTK_E_ARGUMENT, OTK_E_NOMEM. [client thread]
 */
OTK_API OTK_MUST_CHECK otk_status otk_plugins_list(
	otk_client *client, otk_plugin_list **list, otk_error *error);

/*
 * Describes operations and the structs that they use, offsets included, as JSON for tools, bindings
 * and completion (doc/description.md). name: an operation ("archives.start"), a plugin ("archives",
 * "structs"), or NULL: everything that is installed. client may be NULL: then plugins are searched
 * as by otk_interface_find() without a plugin_path, and no credentials are needed. *json is freed
 * with otk_free().
 *
 * Errors: OTK_E_ARGUMENT; OTK_E_UNSUPPORTED: there is no such operation; OTK_E_TOO_LARGE;
 * OTK_E_NOMEM; with a name OTK_E_NO_PLUGIN, OTK_E_PLUGIN_BROKEN or OTK_E_PLUGIN_ABI. [client
 * thread; any thread when client is NULL]
 */
OTK_API OTK_MUST_CHECK otk_status otk_describe(
	otk_client *client, const char *name, char **json, otk_error *error);

OTK_END_DECLS

#endif

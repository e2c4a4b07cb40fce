/* SPDX-License-Identifier: MIT */
/* Plugins as an application sees them: add one that is linked in, ask for one, list all. */
#ifndef OTK_PLUGINS_H
#define OTK_PLUGINS_H

#include <otk/client.h>

OTK_BEGIN_DECLS

/*
 * Use a linked-in plugin before any file of that name. What .hooks or .signer name is opened with
 * the client: give such a plugin in the client options (.plugins). [client thread]
 */
OTK_API OTK_MUST_CHECK otk_status otk_client_add_plugin(
	otk_client *client, otk_plugin_entry_fn *entry, otk_error *error);

/*
 * Functions of a plugin that are no REST operation. id: "otk.callbacks/1"; minor as in
 * otk_call_new(). *vtable lives as long as the process. [client thread]
 */
OTK_API OTK_MUST_CHECK otk_status otk_interface_get(
	otk_client *client, const char *id, int32_t minor, const void **vtable, otk_error *error);

/*
 * What the plugin's open() made for this client: the first parameter of the functions of a vtable
 * that need it. NULL before otk_interface_get() and when open() made nothing. [client thread]
 */
OTK_API void *otk_interface_state(otk_client *client, const char *id);

/* One plugin that was found. Members are NULL when it was refused before they could be read. */
typedef struct otk_plugin_info {
	size_t struct_size;
	const char *name;
	const char *path; /* NULL: builtin or added */
	const char *version;
	const char *license;
	const char *summary;
	const char *problem;    /* why it is refused, NULL when it is usable */
	otk_strings interfaces; /* ids with their minor: "otk.archives/1.0" */
	otk_strings operations; /* full names: "archives.start" */
	otk_status status;
	int32_t reserved;
} otk_plugin_info;

OTK_ASSERT_NO_TAIL(otk_plugin_info, reserved);

typedef struct otk_plugin_list {
	size_t struct_size;
	const otk_plugin_info *const *items;
	size_t item_count;
} otk_plugin_list;

/* For tools: the only function that reads folders. It loads what it finds. Free with otk_free(). */
OTK_API OTK_MUST_CHECK otk_status otk_plugins_list(
	otk_client *client, otk_plugin_list **list, otk_error *error);

/*
 * The description of all operations and types that are installed, or of one ("archives.start"), as
 * JSON: for tools, bindings and completion. Free with otk_free(). [client thread]
 */
OTK_API OTK_MUST_CHECK otk_status otk_describe(
	otk_client *client, const char *operation, char **json, otk_error *error);

OTK_END_DECLS

#endif

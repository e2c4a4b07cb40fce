/* SPDX-License-Identifier: MIT */
/* The tables as JSON, for tools and bindings. */
#ifndef OTK_SCHEMA_DESCRIBE_H
#define OTK_SCHEMA_DESCRIBE_H

#include <otk/plugin.h>

#include "core/base/buffer.h"
#include "core/base/error/status.h"
#include "core/base/json/json_write.h"

/* A description that is being written. The order of the functions below is that of the text. */
typedef struct otk_describer {
	otk_json_writer writer;
	otk_buffer text;
	otk_buffer types;   /* the text of each type */
	otk_buffer entries; /* which types they are */
	const otk_plugin *plugin;
} otk_describer;

void otk_describe_begin(otk_describer *to) OTK_COLD;
/* is_core: the plugin is not named. */
void otk_describe_operation(otk_describer *to, const otk_plugin *plugin,
	const otk_interface *interface, const otk_operation *operation, bool is_core) OTK_COLD;
/* Between the operations and the plugins. */
void otk_describe_plugins(otk_describer *to) OTK_COLD;
/* path: the file; NULL: the plugin is linked in. */
void otk_describe_plugin(otk_describer *to, const otk_plugin *plugin, const char *path) OTK_COLD;
/*
 * Writes the types, unless status is a failure, which is returned. *json is freed by otk_free().
 * Frees the describer.
 */
otk_status otk_describe_end(
	otk_describer *to, otk_status status, char **json, otk_error *error) OTK_COLD;

#endif

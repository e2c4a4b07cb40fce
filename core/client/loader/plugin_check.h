/* SPDX-License-Identifier: MIT */
/* Whether a plugin descriptor can be used. */
#ifndef OTK_CLIENT_PLUGIN_CHECK_H
#define OTK_CLIENT_PLUGIN_CHECK_H

#include <otk/plugin.h>
#include <stdbool.h>

#include "core/base/error/status.h"

#define OTK_PLUGIN_NAME_MAX 64

/* name: what the plugin must be called, or NULL. where: what messages call it. */
otk_status otk_plugin_check(
	const otk_plugin *plugin, const char *name, const char *where, otk_error *error) OTK_COLD;
/* The interface has what a caller that was compiled against this minor needs. */
otk_status otk_plugin_check_minor(
	const otk_plugin *plugin, const otk_interface *interface, int32_t minor, otk_error *error);
/* a-z 0-9 . _ -, no dot at either end, none doubled, at most OTK_PLUGIN_NAME_MAX bytes. */
bool otk_plugin_name_ok(const char *name, size_t size);

#endif

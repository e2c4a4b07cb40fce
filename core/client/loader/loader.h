/* SPDX-License-Identifier: MIT */
/*
 * Plugin files to descriptors. Process-wide: a file is loaded once and never unloaded, under one
 * lock; a descriptor that was accepted is not checked again.
 */
#ifndef OTK_CLIENT_LOADER_H
#define OTK_CLIENT_LOADER_H

#include <otk/plugin.h>

#include "core/base/error/status.h"

#define OTK_HOST_ABI      (((uint32_t)OTK_PLUGIN_ABI_MAJOR << 16) | OTK_PLUGIN_ABI_MINOR)
#define OTK_PLUGIN_SUFFIX ".so"

/*
 * path: absolute, with suffix. *folder, caller-owned: the real path of its folder, NULL until it is
 * known. OTK_E_NO_PLUGIN: the file does not exist; every other refusal has its own message.
 */
otk_status otk_loader_open(
	const char *path, char **folder, const otk_plugin **plugin, otk_error *error) OTK_COLD;
/* The same for a plugin that is linked in. where: what messages call it, "builtin" or "added". */
otk_status otk_loader_link(
	otk_plugin_entry_fn *entry, const char *where, const otk_plugin **plugin, otk_error *error);

#endif

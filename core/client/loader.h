/* SPDX-License-Identifier: MIT */
/*
 * Plugin files to descriptors. Process-wide: a file is loaded once and never unloaded, under one
 * lock; what was accepted once is not checked again.
 */
#ifndef OTK_CLIENT_LOADER_H
#define OTK_CLIENT_LOADER_H

#include <otk/plugin.h>

#include "core/base/buffer.h"
#include "core/base/status.h"

#define OTK_HOST_ABI        (((uint32_t)OTK_PLUGIN_ABI_MAJOR << 16) | OTK_PLUGIN_ABI_MINOR)
#define OTK_PLUGIN_SUFFIX   ".so"
#define OTK_PLUGIN_NAME_MAX 64

/*
 * path: absolute, with suffix. *folder, of the caller's: where the folder of path really is, NULL
 * until it is known. Each refusal has a message of its own; OTK_E_NO_PLUGIN when there is no such
 * file.
 */
otk_status otk_loader_open(
	const char *path, char **folder, const otk_plugin **plugin, otk_error *error) OTK_COLD;
/* One that is linked in. where: what messages call it, "builtin" or "added". */
otk_status otk_loader_link(
	otk_plugin_entry_fn *entry, const char *where, const otk_plugin **plugin, otk_error *error);

/*
 * ---- trust.c: may this file be loaded into this process? canonical gets its real path; *folder as
 * above. What may change meanwhile, owners and modes, is asked for each file.
 */
otk_status otk_trust_check(
	const char *path, char **folder, char **canonical, otk_error *error) OTK_COLD;

/* ---- check.c: is this descriptor one that we can use? name: what it must be called, or NULL. */
otk_status otk_plugin_check(
	const otk_plugin *plugin, const char *name, const char *where, otk_error *error) OTK_COLD;
/* a-z 0-9 . _ -, no dot at an end, none doubled. */
bool otk_plugin_name_ok(const char *name, size_t size);

/*
 * ---- loader_ltdl.c or loader_dl.c. With the lock held. NULL: problem says why. There is no way
 * back: modules stay.
 */
void *otk_module_open(const char *path, char *problem, size_t problem_size);
otk_plugin_entry_fn *otk_module_entry(void *module);

/* ---- builtin.c: entries of the plugins inside libotk, the core's own first; ends in NULL */
extern otk_plugin_entry_fn *const otk_builtin_plugins[];

#endif

/* SPDX-License-Identifier: MIT */
/* Descriptors of plugins that the library has accepted. */
#ifndef OTK_CLI_DESCRIPTOR_H
#define OTK_CLI_DESCRIPTOR_H

#include <otk/plugin.h>

#include "tools/otk/tables/model.h"

/*
 * Returns the descriptor of an accepted plugin by the path that otk_plugins_list() gave; NULL: it
 * is inside libotk, or not loaded.
 */
const otk_plugin *otk_cli_descriptor(const char *path);
/* Lists the installed plugins. Freed at the end of the run; NULL: they cannot be listed. */
const otk_plugin_list *otk_cli_installed(otk_cli *cli);
/* Returns the usable plugin of this name if it has hooks; NULL: there is none. */
const otk_plugin_info *otk_cli_hook_named(otk_cli *cli, const char *name);
/* Whether a plugin has hooks. One inside libotk counts only if it has nothing else. */
bool otk_cli_has_hooks(const otk_plugin_info *plugin);
/* Returns whether a plugin of this name is part of otk, with a package of its own. */
bool otk_cli_has_package(const char *name);
/* Returns the settings of a plugin as options; empty: it has none, or is inside libotk. */
const otk_cli_type *otk_cli_settings_type(otk_cli *cli, const otk_plugin_info *plugin);

#endif

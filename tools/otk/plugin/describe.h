/* SPDX-License-Identifier: MIT */
/* Describes an installed plugin, as JSON and as text. */
#ifndef OTK_CLI_PLUGIN_DESCRIBE_H
#define OTK_CLI_PLUGIN_DESCRIBE_H

#include "tools/otk/tables/model.h"

/*
 * Returns {"name", "version", "license", "summary", "path", "abi", "interfaces", "operations",
 * "types", "hooks", "settings"}; members that are not known are absent.
 */
json_object *otk_cli_plugin_json(otk_cli *cli, const otk_plugin_info *plugin);
/* Returns the names of all plugins that have hooks; ends in NULL. */
const char *const *otk_cli_hook_names(otk_cli *cli);
/* Prints how to use a hook, with its settings. */
otk_cli_exit otk_cli_help_hook(otk_cli *cli, const otk_plugin_info *plugin);
/* Prints the description of a plugin. */
otk_cli_exit otk_cli_plugin_print(otk_cli *cli, const otk_plugin_info *plugin);

#endif

/* SPDX-License-Identifier: MIT */
/* otk doctor: checks of plugins and their folders. */
#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tools/otk/doctor/check_plugins.h"
#include "tools/otk/doctor/findings.h"
#include "tools/otk/memory.h"
#include "tools/otk/output/secrets.h"
#include "tools/otk/settings/connect.h"

/* ---- folders that the user named; the one that libotk was installed with is always there */

static void check_folder(otk_cli_doctor *d, const char *option, const char *folder)
{
	const char *problem = NULL;
	struct stat info;

	if (folder[0] != '/')
		problem = "is not an absolute path, so libotk ignores it";
	else if (stat(folder, &info) != 0 || !S_ISDIR(info.st_mode))
		problem = "is not a folder";
	else if (access(folder, R_OK | X_OK) != 0)
		problem = "cannot be read";
	if (!problem) {
		otk_cli_found_ok(&d->findings, "plugin folder", folder);
		return;
	}
	otk_cli_found_problem(&d->findings, OTK_CLI_NO_PLUGIN, "plugin folder",
		otk_cli_text(
			d->cli, "%s: \"%s\" %s", option, otk_cli_show(d->cli, folder), problem),
		otk_cli_text(d->cli,
			folder[0] == '/' ? "correct %s, or remove the folder from it"
					 : "write the absolute path of the folder in %s",
			option));
}

static void check_folders(otk_cli_doctor *d)
{
	const char *path = getenv("OTK_PLUGIN_PATH");

	for (size_t i = 0; i < d->cli->plugin_path.count; i++)
		check_folder(d, "--plugin-path", d->cli->plugin_path.items[i]);
	while (path && *path) {
		size_t size = strcspn(path, ":");

		if (size)
			check_folder(d, "OTK_PLUGIN_PATH", otk_cli_copy(d->cli, path, size));
		path += size + (path[size] == ':');
	}
}

/* ---- plugins */

/* The advice depends on the step at which the plugin was refused. */
static const char *advice_for(const otk_plugin_info *plugin)
{
	if (strstr(plugin->problem, "chmod"))
		return "make sure that nobody changed the file, then correct its owner or mode";
	if (plugin->status == OTK_E_STATE)
		return "remove the file that you do not need, or name its folder first in "
		       "OTK_PLUGIN_PATH";
	if (plugin->status == OTK_E_PLUGIN_ABI)
		return "install the version of this plugin that belongs to the installed libotk";
	return "install the plugin's package again, or remove the file";
}

static const char *name_of(const otk_plugin_info *plugin)
{
	const char *slash = plugin->path ? strrchr(plugin->path, '/') : NULL;

	if (plugin->name)
		return plugin->name;
	return slash ? slash + 1 : plugin->path ? plugin->path : "builtin";
}

static void check_plugin(otk_cli_doctor *d, const otk_plugin_info *plugin)
{
	const char *name = otk_cli_text(d->cli, "plugin %s", name_of(plugin));

	if (plugin->problem)
		otk_cli_found_problem(
			&d->findings, OTK_CLI_NO_PLUGIN, name, plugin->problem, advice_for(plugin));
	else
		otk_cli_found_minor(&d->findings, name,
			otk_cli_text(d->cli, "%s, %s", plugin->version ? plugin->version : "",
				plugin->path ? plugin->path : "builtin"));
}

/* One line for all usable plugins; --verbose shows each. */
static size_t sum_up(otk_cli_doctor *d, const otk_plugin_list *list)
{
	const char *names = "";
	size_t count = 0;

	for (size_t i = 0; i < list->item_count; i++) {
		if (list->items[i]->problem)
			continue;
		names = otk_cli_text(
			d->cli, "%s%s%s", names, count ? ", " : "", name_of(list->items[i]));
		count++;
	}
	/* libotk has one built in: session. */
	if (count > 1)
		otk_cli_found_ok(&d->findings, "plugins",
			otk_cli_text(d->cli, "%zu are usable: %s", count, names));
	return count;
}

void otk_cli_check_plugins(otk_cli_doctor *d)
{
	otk_plugin_list *list = NULL;
	otk_error error = OTK_ERROR_INIT;
	otk_client *client = otk_cli_describer(d->cli, &error);

	check_folders(d);
	if (!client || otk_plugins_list(client, &list, &error)) {
		otk_cli_found_problem(&d->findings, otk_cli_exit_of(error.status), "plugins",
			error.message, NULL);
		return;
	}
	for (size_t i = 0; i < list->item_count; i++)
		check_plugin(d, list->items[i]);
	if (sum_up(d, list) < 2)
		otk_cli_found_problem(&d->findings, OTK_CLI_NO_PLUGIN, "plugins",
			"no usable plugin is installed",
			"install the packages of the features that you need, or set OTK_PLUGIN_PATH");
	otk_free(list);
}

/* SPDX-License-Identifier: MIT */
/* otk plugin show: what a plugin has. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "tools/otk/memory.h"
#include "tools/otk/message.h"
#include "tools/otk/output/response.h"
#include "tools/otk/output/secrets.h"
#include "tools/otk/plugin/describe.h"
#include "tools/otk/plugin/descriptor.h"
#include "tools/otk/tables/command.h"
#include "tools/otk/tables/suggest.h"

/* A file is found as a plugin of its folder, which is searched first. */
static const char *name_of_file(otk_cli *cli, const char *file)
{
	char *path = realpath(file, NULL), *slash = path ? strrchr(path, '/') : NULL;
	const char **folders;
	const char *name;

	if (!slash)
		return NULL;
	otk_cli_defer(cli, free, path);
	folders = otk_cli_new(cli, (cli->plugin_path.count + 1) * sizeof(*folders));
	folders[0] = otk_cli_copy(cli, path, slash == path ? 1 : (size_t)(slash - path));
	if (cli->plugin_path.count)
		memcpy(folders + 1, cli->plugin_path.items,
			cli->plugin_path.count * sizeof(*folders));
	cli->plugin_path = (otk_strings){folders, cli->plugin_path.count + 1};
	name = slash + 1;
	return otk_cli_copy(cli, name, strlen(name) - 3);
}

static bool is_file(const char *word)
{
	const size_t size = strlen(word);

	return size > 3 && strcmp(word + size - 3, ".so") == 0;
}

/* The name in front of ".so"; of refused files as well. */
static bool has_file_name(const otk_plugin_info *plugin, const char *name)
{
	const char *slash = plugin->path ? strrchr(plugin->path, '/') : NULL;
	const size_t size = strlen(name);

	return slash && strncmp(slash + 1, name, size) == 0 && strcmp(slash + 1 + size, ".so") == 0;
}

static const otk_plugin_info *find_plugin(const otk_plugin_list *list, const char *name)
{
	for (size_t i = 0; list && i < list->item_count; i++) {
		const otk_plugin_info *plugin = list->items[i];

		if ((plugin->name && strcmp(plugin->name, name) == 0) ||
			has_file_name(plugin, name))
			return plugin;
	}
	return NULL;
}

static otk_cli_exit not_found(otk_cli *cli, const otk_plugin_list *list, const char *name)
{
	otk_cli_suggestion suggestion = {0};

	if (otk_cli_has_package(name))
		return otk_cli_report(cli, OTK_CLI_NO_PLUGIN, "no_plugin",
			"plugin \"%s\" is not installed: install the package otk-plugin-%s", name,
			name);
	for (size_t i = 0; list && i < list->item_count; i++)
		if (list->items[i]->name)
			otk_cli_suggest(&suggestion, name, list->items[i]->name);
	return otk_cli_report(cli, OTK_CLI_NO_PLUGIN, "no_plugin", "plugin %s is not installed%s",
		otk_cli_quote(cli, NULL, name),
		suggestion.best ? otk_cli_did_you_mean(cli, &suggestion, "")
				: "; list the installed ones with: otk plugins");
}

static otk_cli_exit run_show(
	otk_cli *cli, const otk_cli_command *command, const otk_cli_input *input)
{
	const char *word = input->words[0];
	const char *name = is_file(word) ? name_of_file(cli, word) : word;
	const otk_plugin_list *list;
	const otk_plugin_info *plugin;

	(void)command;
	if (!name)
		return otk_cli_wrong(cli, "%s does not exist", otk_cli_quote(cli, NULL, word));
	list = otk_cli_installed(cli);
	plugin = find_plugin(list, name);
	if (!plugin)
		return not_found(cli, list, name);
	if (plugin->status)
		return otk_cli_report(cli, OTK_CLI_NO_PLUGIN, otk_status_name(plugin->status),
			"%s; try: otk plugin check %s", plugin->problem, plugin->path);
	if (!cli->json)
		return otk_cli_plugin_print(cli, plugin);
	otk_cli_print_json(cli, otk_cli_plugin_json(cli, plugin));
	return OTK_CLI_DONE;
}

OTK_CLI_COMMAND(plugin_show) = {
	.feature = "plugin",
	.verb = "show",
	.summary = "Show operations, types, hooks and settings of a plugin",
	.words = OTK_CLI_WORDS("NAME"),
	.examples = OTK_CLI_WORDS("plugin show archives", "plugin show ratelimit --json"),
	.run = run_show,
};

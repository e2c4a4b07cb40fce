/* SPDX-License-Identifier: MIT */
/* otk plugins: what is installed, and why something of it is not used. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "tools/otk/json.h"
#include "tools/otk/memory.h"
#include "tools/otk/message.h"
#include "tools/otk/output/response.h"
#include "tools/otk/output/table.h"
#include "tools/otk/output/text.h"
#include "tools/otk/settings/connect.h"
#include "tools/otk/tables/command.h"

static const char *safe(otk_cli *cli, const char *text)
{
	return text ? otk_cli_safe(cli, text, strlen(text)) : NULL;
}

/* A file that was refused has no name of its own; its problem begins with the path. */
static const char *name_of(otk_cli *cli, const otk_plugin_info *plugin)
{
	if (plugin->name || !plugin->path)
		return safe(cli, plugin->name);
	const char *slash = strrchr(plugin->path, '/');
	const char *file = slash ? slash + 1 : plugin->path;
	const char *dot = strrchr(file, '.');
	return otk_cli_safe(cli, file, dot ? (size_t)(dot - file) : strlen(file));
}

static const char *problem_of(otk_cli *cli, const otk_plugin_info *plugin)
{
	const char *text = plugin->problem;
	size_t size = plugin->path ? strlen(plugin->path) : 0;
	if (text && size && strncmp(text, plugin->path, size) == 0)
		text += size + strspn(text + size, ": ");
	return safe(cli, text);
}

static otk_cli_exit print_table(otk_cli *cli, const otk_plugin_list *list)
{
	static const otk_cli_column columns[] = {{"NAME", false, false}, {"VERSION", false, false},
		{"STATUS", false, false}, {"PROBLEM", false, true}, {"PATH", false, true}};
	size_t width = OTK_COUNT_OF(columns);
	const char **cells = otk_cli_new(cli, (list->item_count + 1) * width * sizeof(*cells));
	for (size_t i = 0; i < list->item_count; i++) {
		const otk_plugin_info *plugin = list->items[i];
		const char **row = cells + i * width;
		row[0] = name_of(cli, plugin);
		row[1] = safe(cli, plugin->version);
		row[2] = otk_status_name(plugin->status);
		row[3] = problem_of(cli, plugin);
		row[4] = plugin->path ? safe(cli, plugin->path) : "(builtin)";
	}
	if (!list->item_count) {
		puts("no plugins");
		return OTK_CLI_DONE;
	}
	return otk_cli_print_table(cli, columns, width, cells, list->item_count);
}

static void add(json_object *object, const char *name, const char *text)
{
	if (text)
		otk_cli_json_add(object, name, otk_cli_json_string(text));
}

static void add_list(otk_cli *cli, json_object *object, const char *name, otk_strings list)
{
	json_object *array = otk_cli_json_array(cli);
	for (size_t i = 0; i < list.count; i++)
		otk_cli_json_append(array, otk_cli_json_string(list.items[i]));
	otk_cli_json_add(object, name, json_object_get(array));
}

static void print_list_json(otk_cli *cli, const otk_plugin_list *list)
{
	json_object *array = otk_cli_json_array(cli), *root = otk_cli_json_object(cli);
	for (size_t i = 0; i < list->item_count; i++) {
		const otk_plugin_info *plugin = list->items[i];
		json_object *object = otk_cli_json_object(cli);
		add(object, "name", plugin->name);
		add(object, "version", plugin->version);
		add(object, "status", otk_status_name(plugin->status));
		add(object, "problem", plugin->problem);
		add(object, "path", plugin->path);
		add(object, "summary", plugin->summary);
		add(object, "license", plugin->license);
		add_list(cli, object, "interfaces", plugin->interfaces);
		add_list(cli, object, "operations", plugin->operations);
		otk_cli_json_append(array, json_object_get(object));
	}
	otk_cli_json_add(root, "plugins", json_object_get(array));
	otk_cli_print_json(cli, root);
}

static otk_cli_exit run_plugins(
	otk_cli *cli, const otk_cli_command *command, const otk_cli_input *input)
{
	(void)command;
	(void)input;
	otk_plugin_list *list = NULL;
	otk_error error = OTK_ERROR_INIT;
	otk_cli_exit code = OTK_CLI_DONE;
	otk_client *client = otk_cli_describer(cli, &error);
	if (!client || otk_plugins_list(client, &list, &error))
		return otk_cli_fail(cli, &error);
	if (cli->json)
		print_list_json(cli, list);
	else
		code = print_table(cli, list);
	otk_free(list);
	return code;
}

OTK_CLI_COMMAND(plugins) = {
	.feature = "plugins",
	.summary = "List the plugins that are installed, and what is wrong",
	.words = OTK_CLI_WORDS(),
	.run = run_plugins,
};

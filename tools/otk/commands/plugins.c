/* SPDX-License-Identifier: MIT */
/* otk plugins: which plugins are installed, and why one of them is refused. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "tools/otk/json.h"
#include "tools/otk/memory.h"
#include "tools/otk/message.h"
#include "tools/otk/output/response.h"
#include "tools/otk/output/table.h"
#include "tools/otk/settings/connect.h"
#include "tools/otk/tables/command.h"
#include "tools/otk/terminal/text.h"
#include "tools/otk/terminal/wrap.h"

static const char *copy_safe(otk_cli *cli, const char *text)
{
	return text ? otk_cli_safe(cli, text, strlen(text)) : NULL;
}

/* A refused file has no name yet; that of the file is used. */
static const char *name_of(otk_cli *cli, const otk_plugin_info *plugin)
{
	const char *slash, *file, *dot;

	if (plugin->name || !plugin->path)
		return copy_safe(cli, plugin->name);
	slash = strrchr(plugin->path, '/');
	file = slash ? slash + 1 : plugin->path;
	dot = strrchr(file, '.');
	return otk_cli_safe(cli, file, dot ? (size_t)(dot - file) : strlen(file));
}

/* The problem without the path in front, which has a column of its own. */
static const char *problem_of(otk_cli *cli, const otk_plugin_info *plugin)
{
	const char *text = plugin->problem;
	size_t size = plugin->path ? strlen(plugin->path) : 0;

	if (text && size && strncmp(text, plugin->path, size) == 0)
		text += size + strspn(text + size, ": ");
	return copy_safe(cli, text);
}

/* A problem is a sentence: it is printed whole below the table, not cut in a column. */
static void print_problems(otk_cli *cli, const otk_plugin_list *list)
{
	enum { INDENT = 4 };

	for (size_t i = 0; i < list->item_count; i++) {
		const char *problem = problem_of(cli, list->items[i]);

		if (!problem)
			continue;
		printf("\nrefused: %s\n%*s", name_of(cli, list->items[i]), INDENT, "");
		otk_cli_print_wrapped(INDENT, INDENT, problem);
	}
}

static otk_cli_exit print_table(otk_cli *cli, const otk_plugin_list *list)
{
	static const otk_cli_column columns[] = {{"NAME", false, false}, {"VERSION", false, false},
		{"STATUS", false, false}, {"PATH", false, true}};
	size_t width = OTK_COUNT_OF(columns);
	const char **cells = otk_cli_new(cli, (list->item_count + 1) * width * sizeof(*cells));
	otk_cli_exit code;

	if (!list->item_count) {
		puts("no plugins");
		return OTK_CLI_DONE;
	}
	for (size_t i = 0; i < list->item_count; i++) {
		const otk_plugin_info *plugin = list->items[i];
		const char **row = cells + i * width;

		row[0] = name_of(cli, plugin);
		row[1] = copy_safe(cli, plugin->version);
		row[2] = otk_status_name(plugin->status);
		row[3] = plugin->path ? copy_safe(cli, plugin->path) : "(builtin)";
	}
	code = otk_cli_print_table(cli, columns, width, cells, list->item_count);
	if (!code)
		print_problems(cli, list);
	return code;
}

static otk_cli_exit print_list_json(otk_cli *cli, const otk_plugin_list *list)
{
	json_object *array = otk_cli_json_array(cli), *root = otk_cli_json_object(cli);

	for (size_t i = 0; i < list->item_count; i++) {
		const otk_plugin_info *plugin = list->items[i];
		json_object *object = otk_cli_json_object(cli);

		otk_cli_json_add_text(object, "name", plugin->name);
		otk_cli_json_add_text(object, "version", plugin->version);
		otk_cli_json_add_text(object, "status", otk_status_name(plugin->status));
		otk_cli_json_add_text(object, "problem", plugin->problem);
		otk_cli_json_add_text(object, "path", plugin->path);
		otk_cli_json_add_text(object, "summary", plugin->summary);
		otk_cli_json_add_text(object, "license", plugin->license);
		otk_cli_json_add_list(cli, object, "interfaces", plugin->interfaces);
		otk_cli_json_add_list(cli, object, "operations", plugin->operations);
		otk_cli_json_append(array, json_object_get(object));
	}
	otk_cli_json_add(root, "plugins", json_object_get(array));
	return otk_cli_print_result(cli, root);
}

static otk_cli_exit run_plugins(
	otk_cli *cli, const otk_cli_command *command, const otk_cli_input *input)
{
	otk_plugin_list *list = NULL;
	otk_error error = OTK_ERROR_INIT;
	otk_cli_exit code = OTK_CLI_DONE;
	otk_client *client = otk_cli_describer(cli, &error);

	(void)command;
	(void)input;
	if (!client || otk_plugins_list(client, &list, &error))
		return otk_cli_fail(cli, &error);
	code = otk_cli_wants_result(cli) ? print_list_json(cli, list) : print_table(cli, list);
	otk_free(list);
	return code;
}

OTK_CLI_COMMAND(plugins) = {
	.feature = "plugins",
	.summary = "List the installed plugins, and why one of them is refused",
	.words = OTK_CLI_WORDS(),
	.examples = OTK_CLI_WORDS("plugins", "plugins --json"),
	.run = run_plugins,
};

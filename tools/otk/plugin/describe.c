/* SPDX-License-Identifier: MIT */
/* Describes an installed plugin, as JSON and as text. */
#include "config.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "tools/otk/json.h"
#include "tools/otk/memory.h"
#include "tools/otk/plugin/describe.h"
#include "tools/otk/plugin/descriptor.h"
#include "tools/otk/tables/usage.h"
#include "tools/otk/terminal/text.h"
#include "tools/otk/terminal/wrap.h"

#define TYPES_MAX 256
#define COLUMN    18

/* ---- JSON */

/* Returns the names of the hook functions that a plugin has, in the order in which they run. */
static otk_strings hooks_of(otk_cli *cli, const otk_plugin *plugin)
{
	const otk_hooks *hooks = plugin ? plugin->hooks : NULL;
	const char **names = otk_cli_new(cli, 3 * sizeof(*names));
	size_t count = 0;

	if (hooks && hooks->before_send)
		names[count++] = "before_send";
	if (hooks && hooks->after_receive)
		names[count++] = "after_receive";
	if (hooks && hooks->struct_size >= sizeof(*hooks) && hooks->after_complete)
		names[count++] = "after_complete";
	return (otk_strings){names, count};
}

static void note_type(const char **names, size_t *count, const otk_type *type)
{
	for (size_t i = 0; i < *count; i++)
		if (strcmp(names[i], type->name) == 0)
			return;
	if (*count == TYPES_MAX)
		return;
	names[(*count)++] = type->name;
	for (size_t i = 0; i < type->field_count; i++)
		if (type->fields[i].type)
			note_type(names, count, type->fields[i].type);
}

static otk_strings types_of(otk_cli *cli, const otk_plugin *plugin)
{
	const char **names = otk_cli_new(cli, TYPES_MAX * sizeof(*names));
	size_t count = 0;

	for (size_t i = 0; plugin && i < plugin->interface_count; i++) {
		const otk_interface *interface = &plugin->interfaces[i];

		for (size_t k = 0; k < interface->operation_count; k++) {
			if (interface->operations[k].options)
				note_type(names, &count, interface->operations[k].options);
			if (interface->operations[k].result)
				note_type(names, &count, interface->operations[k].result);
		}
		for (size_t k = 0; interface->types && interface->types[k]; k++)
			note_type(names, &count, interface->types[k]);
	}
	if (plugin && plugin->settings_type)
		note_type(names, &count, plugin->settings_type);
	return (otk_strings){names, count};
}

static json_object *setting_json(otk_cli *cli, const otk_cli_field *field)
{
	json_object *object = otk_cli_json_object(cli);

	otk_cli_json_add_text(object, "name", field->name);
	otk_cli_json_add_text(object, "value", otk_cli_placeholder(field));
	otk_cli_json_add_text(object, "help", field->help);
	if (field->min || field->max) {
		otk_cli_json_add(object, "min", otk_cli_json_number(field->min));
		otk_cli_json_add(object, "max", otk_cli_json_number(field->max));
	}
	if (field->required)
		otk_cli_json_add(object, "required", json_object_new_boolean(true));
	for (size_t i = 0; field->values && field->values[i]; i++)
		if (!field->values[i + 1])
			otk_cli_json_add_list(
				cli, object, "values", (otk_strings){field->values, i + 1});
	return object;
}

static json_object *settings_json(otk_cli *cli, const otk_cli_type *type)
{
	json_object *array = otk_cli_json_array(cli);

	for (size_t i = 0; i < type->count; i++)
		otk_cli_json_append(array, json_object_get(setting_json(cli, &type->fields[i])));
	return array;
}

json_object *otk_cli_plugin_json(otk_cli *cli, const otk_plugin_info *plugin)
{
	const otk_plugin *descriptor = plugin->status ? NULL : otk_cli_descriptor(plugin->path);
	json_object *object = otk_cli_json_object(cli);

	otk_cli_json_add_text(object, "name", plugin->name);
	otk_cli_json_add_text(object, "version", plugin->version);
	otk_cli_json_add_text(object, "license", plugin->license);
	otk_cli_json_add_text(object, "summary", plugin->summary);
	otk_cli_json_add_text(object, "path", plugin->path);
	otk_cli_json_add_text(object, "problem", plugin->problem);
	if (descriptor)
		otk_cli_json_add_text(object, "abi",
			otk_cli_text(cli, "%u.%u", (unsigned)descriptor->abi_major,
				(unsigned)descriptor->abi_minor));
	otk_cli_json_add_list(cli, object, "interfaces", plugin->interfaces);
	otk_cli_json_add_list(cli, object, "operations", plugin->operations);
	if (!descriptor)
		return object;
	otk_cli_json_add_list(cli, object, "types", types_of(cli, descriptor));
	otk_cli_json_add_list(cli, object, "hooks", hooks_of(cli, descriptor));
	otk_cli_json_add(object, "settings",
		json_object_get(settings_json(cli, otk_cli_settings_type(cli, plugin))));
	return object;
}

const char *const *otk_cli_hook_names(otk_cli *cli)
{
	const otk_plugin_list *list = otk_cli_installed(cli);
	const char **names = otk_cli_new(cli, ((list ? list->item_count : 0) + 1) * sizeof(*names));
	size_t count = 0;

	for (size_t i = 0; list && i < list->item_count; i++)
		if (otk_cli_has_hooks(list->items[i]))
			names[count++] = list->items[i]->name;
	return names;
}

/* ---- text */

static void print_line(otk_cli *cli, const char *name, const char *text)
{
	if (!text || !*text)
		return;
	printf("%-*s", COLUMN, name);
	otk_cli_print_wrapped(COLUMN, COLUMN, otk_cli_plain(cli, text));
}

static void print_texts(otk_cli *cli, const char *name, otk_strings list)
{
	const char *joined = "";

	for (size_t i = 0; i < list.count; i++)
		joined = otk_cli_text(cli, "%s%s%s", joined, i ? ", " : "", list.items[i]);
	print_line(cli, name, joined);
}

static void print_setting(otk_cli *cli, const otk_cli_field *field)
{
	const char *range =
		field->min || field->max
			? otk_cli_text(cli, "; %" PRId64 " to %" PRId64, field->min, field->max)
			: "";
	const char *values = "";

	for (size_t i = 0; field->values && field->values[i]; i++)
		values = otk_cli_text(cli, "%s%s%s", values, i ? ", " : ": ", field->values[i]);
	printf("  %-*s", COLUMN - 2, otk_cli_plain(cli, field->name));
	otk_cli_print_wrapped(COLUMN, COLUMN,
		otk_cli_plain(cli, otk_cli_text(cli, "%s%s%s%s", field->help ? field->help : "",
					   values, field->kind == OTK_KIND_INT ? range : "",
					   field->required ? "; required" : "")));
}

static void print_settings(otk_cli *cli, const otk_plugin_info *plugin)
{
	const otk_cli_type *type = otk_cli_settings_type(cli, plugin);

	if (!plugin->path && otk_cli_has_hooks(plugin))
		puts("settings:         it is inside libotk: doc/features.md lists its settings");
	if (type->count)
		puts("settings:");
	for (size_t i = 0; i < type->count; i++)
		print_setting(cli, &type->fields[i]);
}

static void print_operations(otk_cli *cli, const otk_plugin *plugin)
{
	static const char *const methods[] = {"", "GET", "POST", "PUT", "PATCH", "DELETE"};

	if (plugin->interface_count && plugin->interfaces[0].operation_count)
		puts("operations:");
	for (size_t i = 0; i < plugin->interface_count; i++)
		for (size_t k = 0; k < plugin->interfaces[i].operation_count; k++) {
			const otk_operation *row = &plugin->interfaces[i].operations[k];

			printf("  %-*s", COLUMN - 2, otk_cli_plain(cli, row->name));
			otk_cli_print_wrapped(COLUMN, COLUMN,
				otk_cli_plain(cli, otk_cli_text(cli, "%s (%s %s)", row->summary,
							   methods[row->method], row->path)));
		}
}

otk_cli_exit otk_cli_plugin_print(otk_cli *cli, const otk_plugin_info *plugin)
{
	const otk_plugin *descriptor = plugin->status ? NULL : otk_cli_descriptor(plugin->path);

	printf("%s %s\n", otk_cli_plain(cli, plugin->name), otk_cli_plain(cli, plugin->version));
	print_line(cli, "summary:", plugin->summary);
	print_line(cli, "license:", plugin->license);
	print_line(cli, "file:", plugin->path ? plugin->path : "inside libotk");
	if (descriptor)
		print_line(cli, "plugin ABI:",
			otk_cli_text(cli, "%u.%u", (unsigned)descriptor->abi_major,
				(unsigned)descriptor->abi_minor));
	print_texts(cli, "interfaces:", plugin->interfaces);
	if (descriptor)
		print_operations(cli, descriptor);
	else
		print_texts(cli, "operations:", plugin->operations);
	print_texts(cli, "types:", types_of(cli, descriptor));
	print_texts(cli, "hooks:", hooks_of(cli, descriptor));
	print_settings(cli, plugin);
	return OTK_CLI_DONE;
}

otk_cli_exit otk_cli_help_hook(otk_cli *cli, const otk_plugin_info *plugin)
{
	const char *name = otk_cli_plain(cli, plugin->name);

	printf("usage: otk COMMAND --hook %s\n       otk COMMAND --hook '%s={\"SETTING\": "
	       "VALUE}'\n\n",
		name, name);
	otk_cli_print_wrapped(0, 0,
		otk_cli_text(cli, "%s: %s. A hook sees each request of the command.", name,
			otk_cli_plain(cli, plugin->summary)));
	printf("In a profile: hook = %s\n\n", name);
	print_settings(cli, plugin);
	printf("\nMore: otk plugin show %s\n", name);
	return OTK_CLI_DONE;
}

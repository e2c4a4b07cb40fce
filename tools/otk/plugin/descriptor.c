/* SPDX-License-Identifier: MIT */
/*
 * Descriptors of plugins that the library has accepted. The library describes operations; for hooks
 * and settings the tool reads the tables itself, of files that the library has loaded and checked.
 */
#include "config.h"

#include <dlfcn.h>
#include <string.h>

#include "tools/otk/memory.h"
#include "tools/otk/plugin/descriptor.h"
#include "tools/otk/settings/connect.h"
#include "tools/otk/tables/catalog.h"

const otk_plugin *otk_cli_descriptor(const char *path)
{
	void *module = path ? dlopen(path, RTLD_NOW | RTLD_NOLOAD) : NULL;
	void *symbol = module ? dlsym(module, OTK_PLUGIN_ENTRY) : NULL;
	otk_plugin_entry_fn *entry = NULL;

	/* ISO C has no cast from an object to a function; POSIX allows copying the bytes. */
	memcpy(&entry, &symbol, sizeof(entry));
	return entry ? entry((uint32_t)OTK_PLUGIN_ABI_MAJOR << 16 | OTK_PLUGIN_ABI_MINOR) : NULL;
}

static void free_list(void *list)
{
	otk_free(list);
}

const otk_plugin_list *otk_cli_installed(otk_cli *cli)
{
	otk_error error = OTK_ERROR_INIT;
	otk_client *client = otk_cli_describer(cli, &error);
	otk_plugin_list *list = NULL;

	if (!client || otk_plugins_list(client, &list, &error))
		return NULL;
	otk_cli_defer(cli, free_list, list);
	return list;
}

bool otk_cli_has_hooks(const otk_plugin_info *plugin)
{
	const otk_plugin *descriptor = plugin->status ? NULL : otk_cli_descriptor(plugin->path);

	if (descriptor)
		return descriptor->hooks != NULL;
	return !plugin->status && !plugin->interfaces.count;
}

bool otk_cli_has_package(const char *name)
{
	static const char *const names[] = {
#define X(plugin) #plugin,
		OTK_PLUGIN_LIST
#undef X
	};

	for (size_t i = 0; i < OTK_COUNT_OF(names); i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return false;
}

const otk_plugin_info *otk_cli_hook_named(otk_cli *cli, const char *name)
{
	const otk_plugin_list *list = otk_cli_installed(cli);

	for (size_t i = 0; list && i < list->item_count; i++)
		if (list->items[i]->name && strcmp(list->items[i]->name, name) == 0 &&
			otk_cli_has_hooks(list->items[i]))
			return list->items[i];
	return NULL;
}

const otk_cli_type *otk_cli_settings_type(otk_cli *cli, const otk_plugin_info *plugin)
{
	const otk_plugin *descriptor = plugin->status ? NULL : otk_cli_descriptor(plugin->path);
	const otk_type *type = descriptor ? descriptor->settings_type : NULL;
	otk_cli_type *read;
	otk_cli_field *fields;

	if (!type)
		return &otk_cli_no_options;
	read = otk_cli_new(cli, sizeof(*read));
	fields = otk_cli_new(cli, (type->field_count + 1) * sizeof(*fields));
	for (size_t i = 0; i < type->field_count; i++) {
		const otk_field *field = &type->fields[i];

		fields[i] = (otk_cli_field){.name = field->name,
			.option = field->name,
			.help = field->help,
			.values = field->values,
			.min = field->min,
			.max = field->max,
			.kind = (otk_kind)field->kind,
			.unit = (otk_unit)field->unit,
			.required = field->required,
			.secret = field->secret};
	}
	*read = (otk_cli_type){.fields = fields, .count = type->field_count};
	return read;
}

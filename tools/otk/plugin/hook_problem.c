/* SPDX-License-Identifier: MIT */
/* Explains why a hook cannot be used. */
#include "config.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "tools/otk/memory.h"
#include "tools/otk/output/secrets.h"
#include "tools/otk/plugin/describe.h"
#include "tools/otk/plugin/descriptor.h"
#include "tools/otk/plugin/hook_problem.h"
#include "tools/otk/tables/suggest.h"

static const char *example_value(otk_cli *cli, const otk_cli_field *field)
{
	if (field->kind == OTK_KIND_INT)
		return otk_cli_text(cli, "%" PRId64, field->min > 0 ? field->min : 1);
	if (field->kind == OTK_KIND_FLAG)
		return "true";
	return field->values ? otk_cli_text(cli, "\"%s\"", field->values[0]) : "\"…\"";
}

const char *otk_cli_hook_example(otk_cli *cli, const char *name)
{
	const char *before = otk_cli_copy(cli, name, strcspn(name, ":"));
	const otk_plugin_info *plugin = otk_cli_hook_named(cli, before);
	const otk_cli_type *type = plugin ? otk_cli_settings_type(cli, plugin) : NULL;
	const char *members = NULL;

	for (size_t i = 0; type && i < type->count; i++)
		if (type->fields[i].required)
			members = otk_cli_text(cli, "%s%s\"%s\": %s", members ? members : "",
				members ? ", " : "", type->fields[i].name,
				example_value(cli, &type->fields[i]));
	if (!members && type && type->count)
		members = otk_cli_text(cli, "\"%s\": %s", type->fields[0].name,
			example_value(cli, &type->fields[0]));
	return otk_cli_text(
		cli, "%s={%s}", plugin ? before : "NAME", members ? members : "\"setting\": value");
}

/* "; plugins with hooks are metrics, trace" */
static const char *known_hooks(otk_cli *cli)
{
	const char *joined = "";

	for (const char *const *name = otk_cli_hook_names(cli); *name; name++)
		joined = otk_cli_text(
			cli, "%s%s%s", joined, *joined ? ", " : "; plugins with hooks are ", *name);
	return joined;
}

static bool is_usable(otk_cli *cli, const char *name)
{
	const otk_plugin_list *list = otk_cli_installed(cli);

	for (size_t i = 0; list && i < list->item_count; i++)
		if (!list->items[i]->status && list->items[i]->name &&
			strcmp(list->items[i]->name, name) == 0)
			return true;
	return false;
}

/* Returns NULL if the library's message is enough: it names the package or the reason. */
static const char *explain_name(otk_cli *cli, const char *name, otk_status status)
{
	const size_t size = strcspn(name, ":");
	const char *before = otk_cli_copy(cli, name, size);
	otk_cli_suggestion suggestion = {0};

	if (name[size] && otk_cli_hook_named(cli, before))
		return otk_cli_text(cli, "the settings of a plugin follow \"=\", such as %s",
			otk_cli_hook_example(cli, name));
	if (otk_cli_hook_named(cli, name))
		return NULL;
	for (const char *const *known = otk_cli_hook_names(cli); *known; known++)
		otk_cli_suggest(&suggestion, before, *known);
	if (is_usable(cli, name))
		return otk_cli_text(cli, "plugin \"%s\" has no hooks%s", name,
			otk_cli_did_you_mean(cli, &suggestion, known_hooks(cli)));
	if (!suggestion.best || status != OTK_E_NO_PLUGIN || otk_cli_has_package(name))
		return NULL;
	return otk_cli_text(cli, "plugin %s is not installed%s", otk_cli_quote(cli, NULL, name),
		otk_cli_did_you_mean(cli, &suggestion, ""));
}

void otk_cli_explain_hook(otk_cli *cli, otk_error *error)
{
	for (size_t i = 0; i < cli->hook_count; i++) {
		const char *name = cli->hooks[i].plugin, *text;
		const char *settings = otk_cli_text(cli, "settings of %s:", name);

		if (!strstr(error->message, otk_cli_text(cli, "\"%s\"", name)) &&
			strncmp(error->message, settings, strlen(settings)) != 0)
			continue;
		text = explain_name(cli, name, error->status);
		text = otk_cli_text(
			cli, "%s: %s", cli->hook_places[i], text ? text : error->message);
		snprintf(error->message, sizeof(error->message), "%s", text);
		return;
	}
}

/* SPDX-License-Identifier: MIT */
/* Finds features by their full or short names; explains those that are not available. */
#include "config.h"

#include <string.h>

#include "tools/otk/commands/commands.h"
#include "tools/otk/memory.h"
#include "tools/otk/message.h"
#include "tools/otk/operations/feature.h"
#include "tools/otk/output/secrets.h"
#include "tools/otk/plugin/descriptor.h"
#include "tools/otk/settings/connect.h"
#include "tools/otk/tables/catalog.h"
#include "tools/otk/tables/command.h"
#include "tools/otk/tables/suggest.h"

/* The features that otk comes with, as configure knows them. */
static const char *const known_features[] = {
#define X(name) #name,
	OTK_FEATURE_LIST
#undef X
		NULL};

static const char *last_part(const char *name)
{
	const char *dot = strrchr(name, '.');

	return dot ? dot + 1 : name;
}

static bool is_named(const char *name, const char *word)
{
	return strcmp(name, word) == 0 || strcmp(last_part(name), word) == 0;
}

/* ---- refused */

/* The name of a plugin; of a refused file without one, the name of the file. */
static const char *plugin_name(otk_cli *cli, const otk_plugin_info *plugin)
{
	const char *path = plugin->path ? plugin->path : "";
	const char *slash = strrchr(path, '/'), *file = slash ? slash + 1 : path;
	const char *dot = strrchr(file, '.');

	if (plugin->name)
		return plugin->name;
	return otk_cli_copy(cli, file, dot ? (size_t)(dot - file) : strlen(file));
}

/* The plugin of that full or short name that was found and refused; NULL: none. */
static const otk_plugin_info *refused_plugin(otk_cli *cli, const char *word)
{
	const otk_plugin_list *list = otk_cli_installed(cli);

	for (size_t i = 0; list && i < list->item_count; i++)
		if (list->items[i]->status && is_named(plugin_name(cli, list->items[i]), word))
			return list->items[i];
	return NULL;
}

static otk_cli_exit report_refused(otk_cli *cli, const char *word, const otk_plugin_info *plugin)
{
	const char *problem = plugin->problem ? plugin->problem : "";
	const char *path = plugin->path ? plugin->path : plugin_name(cli, plugin);
	bool has_path = strstr(problem, path) != NULL;

	return otk_cli_report(cli, OTK_CLI_NO_PLUGIN, otk_status_name(plugin->status),
		"%s: the plugin was refused: %s%s%s", word, has_path ? "" : path,
		has_path ? "" : ": ", problem);
}

/* ---- without operations */

/* The accepted plugin of that full or short name; NULL: none. */
static const otk_plugin_info *usable_plugin(otk_cli *cli, const char *word)
{
	const otk_plugin_list *list = otk_cli_installed(cli);

	for (size_t i = 0; list && i < list->item_count; i++)
		if (!list->items[i]->status && list->items[i]->name &&
			is_named(list->items[i]->name, word))
			return list->items[i];
	return NULL;
}

/* Commands that need a plugin which has no operations. */
static const char *const users[][2] = {
	{"manifest", "otk archives manifest"},
	{"openssl", "otk decrypt"},
	{"sync", "otk archives sync"},
};

static otk_cli_exit report_no_commands(
	otk_cli *cli, const char *word, const otk_plugin_info *plugin)
{
	const char *advice = otk_cli_text(cli, "; try: otk plugin show %s", plugin->name);

	for (size_t i = 0; i < OTK_COUNT_OF(users); i++)
		if (strcmp(users[i][0], plugin->name) == 0)
			advice = otk_cli_text(cli, "; it is used by %s", users[i][1]);
	if (otk_cli_has_hooks(plugin))
		advice =
			otk_cli_text(cli, "; a command runs its hook with --hook %s", plugin->name);
	return otk_cli_wrong(cli, "%s is a plugin without commands of its own%s",
		otk_cli_quote(cli, NULL, word), advice);
}

/* ---- unknown */

static otk_cli_exit unknown_command(otk_cli *cli, const otk_cli_catalog *catalog, const char *word)
{
	otk_cli_suggestion suggestion = {0};

	for (const otk_cli_command *const *c = otk_cli_builtins; *c; c++)
		otk_cli_suggest(&suggestion, word, (*c)->feature);
	for (size_t i = 0; i < catalog->count; i++)
		otk_cli_suggest(&suggestion, word, catalog->operations[i].feature);
	for (const char *const *name = known_features; *name; name++)
		otk_cli_suggest(&suggestion, word, *name);
	return otk_cli_wrong(cli, "unknown command %s%s", otk_cli_quote(cli, NULL, word),
		otk_cli_did_you_mean(cli, &suggestion, "; try: otk help"));
}

/* The library's error for a feature without a plugin, which names the folders and the package. */
static otk_cli_exit not_installed(otk_cli *cli, const char *feature)
{
	const otk_cli_operation *ignored = NULL;
	otk_error error = OTK_ERROR_INIT;
	const char *any = otk_cli_text(cli, "%s.get", feature);

	if (otk_cli_describe_one(cli, any, &ignored, &error))
		return otk_cli_fail(cli, &error);
	return otk_cli_wrong(
		cli, "unknown command %s; try: otk help", otk_cli_quote(cli, NULL, feature));
}

static otk_cli_exit unknown_feature(otk_cli *cli, const otk_cli_catalog *catalog, const char *word)
{
	const otk_plugin_info *refused = refused_plugin(cli, word);
	const otk_plugin_info *usable = usable_plugin(cli, word);

	if (refused && !usable)
		return report_refused(cli, word, refused);
	if (usable)
		return report_no_commands(cli, word, usable);
	if (otk_cli_has_package(word) || strchr(word, '.'))
		return not_installed(cli, word);
	return unknown_command(cli, catalog, word);
}

otk_cli_exit otk_cli_feature_find(
	otk_cli *cli, const otk_cli_catalog *catalog, const char *word, const char **feature)
{
	*feature = NULL;
	for (size_t i = 0; i < catalog->count; i++) {
		const char *name = catalog->operations[i].feature;

		if (strcmp(name, word) == 0) {
			*feature = name;
			return OTK_CLI_DONE;
		}
	}
	for (size_t i = 0; i < catalog->count; i++) {
		const char *name = catalog->operations[i].feature;

		if (strcmp(last_part(name), word) != 0)
			continue;
		if (*feature && strcmp(*feature, name) != 0)
			return otk_cli_wrong(
				cli, "\"%s\" is ambiguous: write %s or %s", word, *feature, name);
		*feature = name;
	}
	return *feature ? OTK_CLI_DONE : unknown_feature(cli, catalog, word);
}

/* Whether it has the form FEATURE.VERB, where a feature may have dots itself. */
static bool is_operation_name(const char *name)
{
	static const char characters[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.";
	const size_t length = strlen(name);

	return strchr(name, '.') && !strstr(name, "..") && name[0] != '.' &&
	       name[length - 1] != '.' && strspn(name, characters) == length;
}

otk_cli_exit otk_cli_unknown_operation(otk_cli *cli, const char *name, const otk_error *error)
{
	const otk_cli_catalog *catalog = NULL;
	const char *feature = NULL, *dot = strrchr(name, '.');
	otk_cli_suggestion suggestion = {0};
	otk_error caught = OTK_ERROR_INIT;
	otk_cli_exit code;

	cli->caught = &caught; /* what is wrong with other plugins does not matter here */
	code = otk_cli_catalog_load(cli, &catalog);
	cli->caught = NULL;
	if (code)
		return otk_cli_fail(cli, error);
	for (size_t i = 0; i < catalog->count; i++)
		otk_cli_suggest(&suggestion, name, catalog->operations[i].name);
	if (suggestion.best)
		return otk_cli_wrong(cli, "unknown operation %s%s", otk_cli_quote(cli, NULL, name),
			otk_cli_did_you_mean(cli, &suggestion, ""));
	if (!is_operation_name(name))
		return otk_cli_wrong(cli, "%s is not the name of an operation; write FEATURE.VERB",
			otk_cli_quote(cli, NULL, name));
	code = otk_cli_feature_find(
		cli, catalog, otk_cli_copy(cli, name, (size_t)(dot - name)), &feature);
	return code ? code : otk_cli_fail(cli, error);
}

/* SPDX-License-Identifier: MIT */
/* The options that every command takes: their table, and what they set. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "tools/otk/clock.h"
#include "tools/otk/code/request_code.h"
#include "tools/otk/json.h"
#include "tools/otk/memory.h"
#include "tools/otk/message.h"
#include "tools/otk/output/secrets.h"
#include "tools/otk/plugin/hook_problem.h"
#include "tools/otk/settings/globals.h"
#include "tools/otk/settings/time_limit.h"
#include "tools/otk/tables/option_name.h"
#include "tools/otk/tables/units.h"
#include "tools/otk/tables/values.h"

#define FLAG(name, help, ...) OTK_CLI_FIELD(name, FLAG, help, .bare = true, __VA_ARGS__)

static const char *const colors[] = {"auto", "always", "never", NULL};

static const otk_cli_field fields[] = {
	FLAG("json", "print the record as JSON, and errors as JSON on stderr"),
	FLAG("raw", "print the service's own JSON"),
	OTK_CLI_FIELD("field", STRING,
		"print one value of the record: id, streams.0.streamId; of each item of a list",
		.letter = 'q', .value_name = "PATH"),
	FLAG("show-secrets", "print passwords, stream keys and other secrets of records"),
	FLAG("dry-run", "print the request instead of sending it; with a value, as a program",
		.values = otk_cli_code_names),
	FLAG("yes", "delete without asking for confirmation", .letter = 'y'),
	FLAG("strict", "refuse unknown values and values out of range"),
	FLAG("no-checks", "send everything that can be encoded"),
	OTK_CLI_FIELD("timeout", STRING,
		"limit for the whole command, such as 30s or 500ms (default 20s)",
		.value_name = "TIME"),
	OTK_CLI_FIELD(
		"profile", STRING, "use the credentials of this profile", .value_name = "NAME"),
	OTK_CLI_FIELD("config", STRING, "read profiles from this file", .value_name = "FILE"),
	OTK_CLI_FIELD("api-url", STRING, "send requests to this server", .value_name = "URL"),
	OTK_CLI_FIELD("hook", STRINGS, "run the hook of this plugin, with settings as JSON",
		.value_name = "NAME[=JSON]"),
	FLAG("verbose", "print requests, responses and retries on stderr, without secrets",
		.letter = 'v'),
	OTK_CLI_FIELD("color", STRING, "colour the output (default auto: on a terminal)",
		.values = colors),
	OTK_CLI_FIELD("extra-json", STRING, "merge this object into the request",
		.value_name = "JSON|@FILE|-"),
	OTK_CLI_FIELD("plugin-path", STRINGS, "search this folder for plugins first",
		.value_name = "FOLDER"),
	FLAG("help", "explain the command", .letter = 'h'),
	FLAG("version", "print the version"),
};

const otk_cli_type otk_cli_global_options = OTK_CLI_TYPE(fields);

static otk_cli_exit read_extra(otk_cli *cli, const char *text)
{
	static const otk_cli_field extra = {
		.name = "extra", .option = "extra-json", .kind = OTK_KIND_OBJECT};
	const otk_cli_option option = {.steps = {{&extra, 0}}, .count = 1};
	json_object *holder = otk_cli_json_object(cli);
	otk_cli_exit code = otk_cli_option_set(cli, &option, holder, extra.option, text);

	if (!code)
		json_object_object_get_ex(holder, extra.name, &cli->extra);
	return code;
}

/* ---- plugins */

static void append_folder(otk_cli *cli, otk_strings *list, const char *folder)
{
	const char **items = otk_cli_new(cli, (list->count + 1) * sizeof(*items));

	if (list->count)
		memcpy(items, list->items, list->count * sizeof(*items));
	items[list->count++] = folder;
	list->items = items;
}

/* "a:b" is two folders; the library takes absolute ones only. */
static otk_cli_exit read_plugin_path(otk_cli *cli, json_object *list)
{
	for (size_t i = 0; i < json_object_array_length(list); i++) {
		const char *text = json_object_get_string(json_object_array_get_idx(list, i));
		char *path = otk_cli_copy(cli, text, strlen(text)), *rest = NULL;

		for (char *one = strtok_r(path, ":", &rest); one;
			one = strtok_r(NULL, ":", &rest)) {
			char *absolute = realpath(one, NULL);

			if (!absolute)
				return otk_cli_wrong(cli,
					"--plugin-path: the folder %s does not exist",
					otk_cli_quote(cli, NULL, one));
			otk_cli_defer(cli, free, absolute);
			append_folder(cli, &cli->plugin_path, absolute);
		}
	}
	return OTK_CLI_DONE;
}

/* "ratelimit", "trace={\"key\": 1}" */
static otk_cli_exit read_hook(otk_cli *cli, const char *where, const char *text)
{
	const char *equals = strchr(text, '='), *problem = NULL;
	otk_hook_options hook = {.plugin = text};
	otk_hook_options *hooks = otk_cli_new(cli, (cli->hook_count + 1) * sizeof(*hooks));
	const char **places = otk_cli_new(cli, (cli->hook_count + 1) * sizeof(*places));

	if (equals) {
		json_object *settings =
			otk_cli_json_parse(cli, equals + 1, strlen(equals + 1), &problem);

		hook.plugin = otk_cli_copy(cli, text, (size_t)(equals - text));
		if (!json_object_is_type(settings, json_type_object))
			return otk_cli_wrong(cli,
				"%s: the settings of %s are not a JSON object%s%s; write %s", where,
				otk_cli_quote(cli, NULL, hook.plugin), problem ? ": " : "",
				problem ? problem : "", otk_cli_hook_example(cli, hook.plugin));
		hook.settings_json = equals + 1;
	}
	if (!*hook.plugin)
		return otk_cli_wrong(cli, "%s: the name of a plugin is missing", where);
	for (size_t i = 0; i < cli->hook_count; i++) {
		hooks[i] = cli->hooks[i];
		places[i] = cli->hook_places[i];
	}
	places[cli->hook_count] = where;
	hooks[cli->hook_count++] = hook;
	cli->hooks = hooks;
	cli->hook_places = places;
	return OTK_CLI_DONE;
}

otk_cli_exit otk_cli_hooks_add(otk_cli *cli, const char *where, json_object *list)
{
	otk_cli_exit code = OTK_CLI_DONE;

	for (size_t i = 0; !code && list && i < json_object_array_length(list); i++)
		code = read_hook(
			cli, where, json_object_get_string(json_object_array_get_idx(list, i)));
	return code;
}

/* ---- all */

/*
 * The plugins must be known before the options of a feature can be read, and the form of errors
 * before there is one. A value cannot begin with "--", so these words are always options.
 */
otk_cli_exit otk_cli_globals_peek(otk_cli *cli, const char *const *words)
{
	static const char path[] = "--plugin-path";
	size_t size = sizeof(path) - 1;
	json_object *paths = otk_cli_json_array(cli);

	for (; *words && strcmp(*words, "--") != 0; words++) {
		if (strcmp(*words, "--json") == 0)
			cli->json = true;
		if (strncmp(*words, path, size) == 0 && (*words)[size] == '=')
			otk_cli_json_append(paths, otk_cli_json_string(*words + size + 1));
		else if (strcmp(*words, path) == 0 && words[1])
			otk_cli_json_append(paths, otk_cli_json_string(words[1]));
	}
	return read_plugin_path(cli, paths);
}

/* An environment variable; NULL: unset or empty. */
static const char *environment_value(const char *name)
{
	const char *value = getenv(name);

	return value && *value ? value : NULL;
}

/* "--dry-run", or the word of a language after it. */
static void read_dry_run(otk_cli *cli)
{
	json_object *value = NULL;

	if (!json_object_object_get_ex(cli->globals, "dry-run", &value))
		return;
	if (json_object_is_type(value, json_type_string))
		cli->dry_run_as = json_object_get_string(value);
	cli->dry_run = cli->dry_run_as || json_object_get_boolean(value);
}

static otk_cli_exit refuse_pairs(otk_cli *cli)
{
	static const char *const pairs[][2] = {{"strict", "no-checks"}, {"raw", "field"}};

	for (size_t i = 0; i < OTK_COUNT_OF(pairs); i++)
		if (otk_cli_json_yes(cli->globals, pairs[i][0]) &&
			otk_cli_json_yes(cli->globals, pairs[i][1]))
			return otk_cli_wrong(cli, "--%s and --%s are mutually exclusive",
				pairs[i][0], pairs[i][1]);
	return OTK_CLI_DONE;
}

static otk_cli_exit read_color(otk_cli *cli)
{
	const char *word = otk_cli_json_get(cli->globals, "color");

	cli->color = environment_value("NO_COLOR") ? OTK_CLI_COLOR_NEVER : OTK_CLI_COLOR_AUTO;
	if (!word)
		return OTK_CLI_DONE;
	for (int i = 0; colors[i]; i++)
		if (strcmp(word, colors[i]) == 0) {
			cli->color = (otk_cli_color)i;
			return OTK_CLI_DONE;
		}
	return otk_cli_wrong(cli, "--color: %s is not a known value; known are auto, always, never",
		otk_cli_quote(cli, NULL, word));
}

/* The same limit as in otk/client.h. */
#define DAY_MS 86400000

static otk_cli_exit read_timeout(otk_cli *cli)
{
	const char *text = otk_cli_json_get(cli->globals, "timeout");

	if (text && (!otk_cli_read_ms(text, &cli->timeout_ms) || cli->timeout_ms <= 0))
		return otk_cli_wrong(cli, "--timeout: %s is not a time; write 30s, 500ms or 2m",
			otk_cli_quote(cli, NULL, text));
	if (cli->timeout_ms > DAY_MS)
		return otk_cli_wrong(
			cli, "--timeout: %s is more than a day", otk_cli_quote(cli, NULL, text));
	if (text)
		otk_cli_time_begin(cli);
	return OTK_CLI_DONE;
}

otk_cli_exit otk_cli_globals_apply(otk_cli *cli)
{
	json_object *hooks = NULL;
	otk_cli_exit code;
	const char *extra;

	cli->json = otk_cli_json_yes(cli->globals, "json");
	cli->raw = otk_cli_json_yes(cli->globals, "raw");
	cli->show_secrets = otk_cli_json_yes(cli->globals, "show-secrets");
	cli->field = otk_cli_json_get(cli->globals, "field");
	read_dry_run(cli);
	cli->yes = otk_cli_json_yes(cli->globals, "yes");
	cli->verbose = otk_cli_json_yes(cli->globals, "verbose");
	cli->help = otk_cli_json_yes(cli->globals, "help");
	cli->version = otk_cli_json_yes(cli->globals, "version");
	cli->profile = otk_cli_json_get(cli->globals, "profile");
	if (!cli->profile)
		cli->profile = environment_value("OTK_PROFILE");
	cli->config = otk_cli_json_get(cli->globals, "config");
	cli->api_url = otk_cli_json_get(cli->globals, "api-url");
	cli->checks = otk_cli_json_yes(cli->globals, "strict")      ? OTK_CHECKS_STRICT
		      : otk_cli_json_yes(cli->globals, "no-checks") ? OTK_CHECKS_OFF
								    : OTK_CHECKS_DEFAULT;
	code = refuse_pairs(cli);
	if (!code)
		code = read_color(cli);
	if (!code)
		code = read_timeout(cli);
	json_object_object_get_ex(cli->globals, "hook", &hooks);
	if (!code)
		code = otk_cli_hooks_add(cli, "--hook", hooks);
	extra = otk_cli_json_get(cli->globals, "extra-json");
	return !code && extra && !cli->extra ? read_extra(cli, extra) : code;
}

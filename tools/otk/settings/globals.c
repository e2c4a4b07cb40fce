/* SPDX-License-Identifier: MIT */
/* The options that every command takes: their table, and what they set. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "tools/otk/json.h"
#include "tools/otk/memory.h"
#include "tools/otk/message.h"
#include "tools/otk/settings/globals.h"
#include "tools/otk/tables/option_name.h"
#include "tools/otk/tables/units.h"
#include "tools/otk/tables/values.h"

#define FLAG(field_name, field_help)                                                           \
	{                                                                                      \
		.name = field_name, .option = field_name, .kind = OTK_KIND_FLAG, .bare = true, \
		.help = field_help                                                             \
	}
#define TEXT(field_name, field_help)                                               \
	{                                                                          \
		.name = field_name, .option = field_name, .kind = OTK_KIND_STRING, \
		.help = field_help                                                 \
	}

static const otk_cli_field fields[] = {
	FLAG("json", "print the service's JSON; errors are JSON on stderr, too"),
	FLAG("dry-run", "print the request instead of sending it"),
	FLAG("strict", "refuse unknown values and ranges, too"),
	FLAG("no-checks", "send everything that can be encoded"),
	TEXT("timeout", "for a whole call, such as 30s or 500ms (default 20s)"),
	TEXT("profile", "credentials of this section of the configuration"),
	TEXT("config", "the configuration file"),
	FLAG("verbose", "what happens on the wire, on stderr, without secrets"),
	{.name = "extra-json",
		.option = "extra-json",
		.kind = OTK_KIND_STRING,
		.help = "an object to merge into the request: JSON, @file or -"},
	{.name = "plugin-path",
		.option = "plugin-path",
		.kind = OTK_KIND_STRINGS,
		.help = "a folder with plugins, searched first"},
	FLAG("help", "explain the command"),
	FLAG("version", "print the version"),
};

const otk_cli_type otk_cli_global_options = {fields, OTK_COUNT_OF(fields)};

static otk_cli_exit read_extra(otk_cli *cli, const char *text)
{
	static const otk_cli_field extra = {
		.name = "extra", .option = "extra-json", .kind = OTK_KIND_OBJECT};
	const otk_cli_option slot = {.steps = {{&extra, 0}}, .count = 1};
	json_object *holder = otk_cli_json_object(cli);
	otk_cli_exit code = otk_cli_option_set(cli, &slot, holder, extra.option, text);
	if (!code)
		json_object_object_get_ex(holder, extra.name, &cli->extra);
	return code;
}

/* "a:b" is two folders; the library wants absolute ones. */
static otk_cli_exit read_plugin_path(otk_cli *cli, json_object *list)
{
	const char **items = NULL;
	size_t count = 0, given = json_object_array_length(list);
	for (size_t i = 0; i < given; i++) {
		const char *text = json_object_get_string(json_object_array_get_idx(list, i));
		char *path = otk_cli_copy(cli, text, strlen(text)), *rest = NULL;
		for (char *one = strtok_r(path, ":", &rest); one;
			one = strtok_r(NULL, ":", &rest)) {
			char *absolute = realpath(one, NULL);
			if (!absolute)
				return otk_cli_wrong(
					cli, "--plugin-path: there is no folder %s", one);
			otk_cli_defer(cli, free, absolute);
			const char **more = otk_cli_new(cli, (count + 1) * sizeof(*more));
			if (count)
				memcpy(more, items, count * sizeof(*more));
			more[count++] = absolute;
			items = more;
		}
	}
	cli->plugin_path = (otk_strings){items, count};
	return OTK_CLI_DONE;
}

/*
 * Which plugins there are must be known before a feature's options can be read, and how to report
 * before anything goes wrong; both options may stand anywhere.
 */
otk_cli_exit otk_cli_globals_peek(otk_cli *cli, const char *const *words)
{
	static const char path[] = "--plugin-path";
	json_object *paths = otk_cli_json_array(cli);
	for (; *words && strcmp(*words, "--") != 0; words++) {
		size_t size = sizeof(path) - 1;
		if (strcmp(*words, "--json") == 0)
			cli->json = true;
		if (strncmp(*words, path, size) == 0 && (*words)[size] == '=')
			otk_cli_json_append(paths, otk_cli_json_string(*words + size + 1));
		else if (strcmp(*words, path) == 0 && words[1])
			otk_cli_json_append(paths, otk_cli_json_string(words[1]));
	}
	return read_plugin_path(cli, paths);
}

otk_cli_exit otk_cli_globals_apply(otk_cli *cli)
{
	cli->json = otk_cli_json_yes(cli->globals, "json");
	cli->dry_run = otk_cli_json_yes(cli->globals, "dry-run");
	cli->verbose = otk_cli_json_yes(cli->globals, "verbose");
	cli->help = otk_cli_json_yes(cli->globals, "help");
	cli->profile = otk_cli_json_get(cli->globals, "profile");
	cli->config = otk_cli_json_get(cli->globals, "config");
	bool strict = otk_cli_json_yes(cli->globals, "strict");
	bool off = otk_cli_json_yes(cli->globals, "no-checks");
	if (strict && off)
		return otk_cli_wrong(cli, "--strict and --no-checks do not go together");
	cli->checks = strict ? OTK_CHECKS_STRICT : off ? OTK_CHECKS_OFF : OTK_CHECKS_DEFAULT;
	const char *timeout = otk_cli_json_get(cli->globals, "timeout");
	if (timeout && (!otk_cli_read_ms(timeout, &cli->timeout_ms) || cli->timeout_ms <= 0))
		return otk_cli_wrong(cli, "--timeout takes a time such as 30s or 500ms");
	const char *extra = otk_cli_json_get(cli->globals, "extra-json");
	return extra && !cli->extra ? read_extra(cli, extra) : OTK_CLI_DONE;
}

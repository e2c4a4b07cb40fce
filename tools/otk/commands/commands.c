/* SPDX-License-Identifier: MIT */
/* The list of the built-in commands. Each one is defined in a file of its own. */
#include "config.h"

#include <string.h>

#include "tools/otk/commands/commands.h"
#include "tools/otk/memory.h"
#include "tools/otk/tables/command.h"

/* In the order of the help. */
#define COMMANDS(X)                 \
	X(token_create)             \
	X(inspect)                  \
	X(jwt)                      \
	X(invoke)                   \
	X(api)                      \
	X(listen)                   \
	X(trigger)                  \
	X(replay)                   \
	X(tail)                     \
	X(sandbox_up)               \
	X(sandbox_down)             \
	X(sandbox_create)           \
	X(sandbox_show)             \
	X(sandbox_join)             \
	X(sandbox_publish)          \
	X(sandbox_unpublish)        \
	X(sandbox_leave)            \
	X(sandbox_clock)            \
	X(sandbox_clock_advance)    \
	X(sandbox_clock_set)        \
	X(sandbox_clock_skew)       \
	X(sandbox_fault_add)        \
	X(sandbox_fault_list)       \
	X(sandbox_fault_remove)     \
	X(sandbox_requests)         \
	X(sandbox_requests_clear)   \
	X(sandbox_callbacks)        \
	X(sandbox_callbacks_resend) \
	X(sandbox_callbacks_clear)  \
	X(sandbox_reset)            \
	X(sandbox_seed)             \
	X(sandbox_snapshot)         \
	X(sandbox_restore)          \
	X(sandbox_recording)        \
	X(sandbox_diff)             \
	X(doctor)                   \
	X(profile_add)              \
	X(profile_list)             \
	X(profile_use)              \
	X(profile_remove)           \
	X(profile_check)            \
	X(decrypt)                  \
	X(plugins)                  \
	X(plugin_new)               \
	X(plugin_check)             \
	X(plugin_show)              \
	X(describe)                 \
	X(schema)                   \
	X(help)                     \
	X(version)                  \
	X(completion)

/* Commands of features that combine operations. */
#define ADDED(X)             \
	X(archives_manifest) \
	X(archives_sync)     \
	X(insights_usage)    \
	X(insights_errors)   \
	X(insights_sessions) \
	X(insights_meetings)

#define DECLARE(name) extern const otk_cli_command otk_cli_command_##name;
#define ADDRESS(name) &otk_cli_command_##name,

COMMANDS(DECLARE)
ADDED(DECLARE)

const otk_cli_command *const otk_cli_builtins[] = {COMMANDS(ADDRESS) NULL};
const otk_cli_command *const otk_cli_added[] = {ADDED(ADDRESS) NULL};

const otk_cli_command *otk_cli_builtin(const char *feature, const char *verb)
{
	for (const otk_cli_command *const *c = otk_cli_builtins; *c; c++)
		if (strcmp((*c)->feature, feature) == 0 &&
			(!(*c)->verb || !verb || strcmp((*c)->verb, verb) == 0))
			return *c;
	return NULL;
}

const char *otk_cli_verb_rest(const otk_cli_command *command, const char *feature, const char *verb)
{
	size_t size = strlen(verb);

	return command->verb && strcmp(command->feature, feature) == 0 &&
			       strncmp(command->verb, verb, size) == 0 && command->verb[size] == ' '
		       ? command->verb + size + 1
		       : NULL;
}

const otk_cli_command *otk_cli_builtin_longer(
	const char *feature, const char *verb, const char *next)
{
	for (const otk_cli_command *const *c = otk_cli_builtins; *c; c++) {
		const char *rest = otk_cli_verb_rest(*c, feature, verb);

		if (rest && strcmp(rest, next) == 0)
			return *c;
	}
	return NULL;
}

const char *const *otk_cli_further_words(otk_cli *cli, const char *feature, const char *verb)
{
	const char **words = otk_cli_new(cli, OTK_COUNT_OF(otk_cli_builtins) * sizeof(*words));
	size_t count = 0;

	for (const otk_cli_command *const *c = otk_cli_builtins; *c; c++) {
		const char *rest = otk_cli_verb_rest(*c, feature, verb);

		if (rest)
			words[count++] = rest;
	}
	words[count] = NULL;
	return count ? words : NULL;
}

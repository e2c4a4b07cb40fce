/* SPDX-License-Identifier: MIT */
/* The list of the built-in commands. Each one is defined in a file of its own. */
#include "config.h"

#include <string.h>

#include "tools/otk/commands/commands.h"
#include "tools/otk/tables/command.h"

/* In the order of the help. */
#define COMMANDS(X)       \
	X(token_create)   \
	X(inspect)        \
	X(jwt)            \
	X(invoke)         \
	X(listen)         \
	X(doctor)         \
	X(profile_add)    \
	X(profile_list)   \
	X(profile_use)    \
	X(profile_remove) \
	X(profile_check)  \
	X(decrypt)        \
	X(plugins)        \
	X(plugin_new)     \
	X(plugin_check)   \
	X(plugin_show)    \
	X(describe)       \
	X(help)           \
	X(version)        \
	X(completion)

#define DECLARE(name) extern const otk_cli_command otk_cli_command_##name;
#define ADDRESS(name) &otk_cli_command_##name,

COMMANDS(DECLARE)

const otk_cli_command *const otk_cli_builtins[] = {COMMANDS(ADDRESS) NULL};

const otk_cli_command *otk_cli_builtin(const char *feature, const char *verb)
{
	for (const otk_cli_command *const *c = otk_cli_builtins; *c; c++)
		if (strcmp((*c)->feature, feature) == 0 &&
			(!(*c)->verb || !verb || strcmp((*c)->verb, verb) == 0))
			return *c;
	return NULL;
}

/* SPDX-License-Identifier: MIT */
/* The built-in commands: those that are not an operation of the service. */
#ifndef OTK_CLI_COMMANDS_H
#define OTK_CLI_COMMANDS_H

#include "tools/otk/tables/command.h"

/* In the order of the help; ends in NULL. */
extern const otk_cli_command *const otk_cli_builtins[];
/* Further commands of features: built in, besides those of their operations; ends in NULL. */
extern const otk_cli_command *const otk_cli_added[];
/* Returns the first match, or NULL if it is not built in. verb NULL: any verb. */
const otk_cli_command *otk_cli_builtin(const char *feature, const char *verb);
/* Returns the command whose verb is two words, such as "clock advance"; NULL: there is none. */
const otk_cli_command *otk_cli_builtin_longer(
	const char *feature, const char *verb, const char *next);
/* Returns the second words of the verbs that begin with this word: "advance", "set", "skew"; NULL:
 * there are none. The list ends in NULL. */
const char *const *otk_cli_further_words(otk_cli *cli, const char *feature, const char *verb);
/* Returns the second word of a verb whose first word is the given one; NULL: it is another verb. */
const char *otk_cli_verb_rest(
	const otk_cli_command *command, const char *feature, const char *verb);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * Candidates for the completion of the shells. The scripts (completion.c) ask the tool, which knows
 * the tables: the commands of a plugin are completed as soon as it is installed.
 */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "tools/otk/commands/commands.h"
#include "tools/otk/commands/complete.h"
#include "tools/otk/memory.h"
#include "tools/otk/message.h"
#include "tools/otk/operations/feature.h"
#include "tools/otk/operations/operation_commands.h"
#include "tools/otk/plugin/describe.h"
#include "tools/otk/settings/config_file.h"
#include "tools/otk/settings/globals.h"
#include "tools/otk/tables/catalog.h"
#include "tools/otk/tables/command.h"
#include "tools/otk/tables/option_name.h"

/*
 * Prints a candidate. Texts of plugins and profiles end up in the user's shell, so only words
 * without special characters are offered.
 */
static void offer_word(const char *prefix, const char *word)
{
	static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
				    "0123456789._-:/=@+,%";

	if (*word && strspn(word, plain) == strlen(word))
		printf("%s%s\n", prefix, word);
}

static void print_options(otk_cli *cli, const char *prefix, const otk_cli_type *type)
{
	for (size_t i = 0; type && i < type->count; i++) {
		const otk_cli_field *field = &type->fields[i];

		if (field->hidden)
			continue;
		offer_word(otk_cli_text(cli, "--%s", prefix), field->option);
		if (field->kind == OTK_KIND_OBJECT)
			print_options(cli, otk_cli_text(cli, "%s%s.", prefix, field->option),
				field->type);
	}
}

/* Prints the values of an option, each after the prefix; false: none are known. */
static bool print_values(
	otk_cli *cli, const otk_cli_type *type, const char *option, const char *prefix)
{
	otk_cli_option found;
	const otk_cli_field *field;
	const char *const *words;

	if (!otk_cli_option_find(type, option, &found))
		return false;
	field = found.steps[found.count - 1].field;
	words = field->labels ? field->labels : field->values;
	if (type == &otk_cli_global_options && strcmp(option, "profile") == 0)
		words = otk_cli_config_profiles(cli);
	if (type == &otk_cli_global_options && strcmp(option, "hook") == 0)
		words = otk_cli_hook_names(cli);
	for (size_t i = 0; words && words[i]; i++)
		offer_word(prefix, words[i]);
	if (field->kind == OTK_KIND_FLAG) {
		offer_word(prefix, "yes");
		offer_word(prefix, "no");
	}
	return words || field->kind == OTK_KIND_FLAG;
}

static void print_first_words(otk_cli *cli, const otk_cli_catalog *catalog)
{
	for (const otk_cli_command *const *c = otk_cli_builtins; *c; c++)
		if (c == otk_cli_builtins || strcmp(c[-1]->feature, (*c)->feature) != 0)
			offer_word("", (*c)->feature);
	for (size_t i = 0; i < catalog->count; i++)
		if (!i || strcmp(catalog->operations[i - 1].feature,
				  catalog->operations[i].feature) != 0)
			offer_word("", catalog->operations[i].feature);
	print_options(cli, "", &otk_cli_global_options);
}

/* The first words of the verbs, each once. */
static void print_builtin_verbs(otk_cli *cli, const char *feature)
{
	size_t before = 0;

	for (const otk_cli_command *const *c = otk_cli_builtins; *c; c++) {
		const char *verb = (*c)->verb;
		size_t size = verb ? strcspn(verb, " ") : 0;

		if (!verb || strcmp((*c)->feature, feature) != 0)
			continue;
		if (size != before || strncmp(c[-1]->verb, verb, size) != 0)
			offer_word("", otk_cli_copy(cli, verb, size));
		before = size;
	}
}

/* The second words of verbs that begin with this one. */
static void print_further_words(const char *feature, const char *verb)
{
	for (const otk_cli_command *const *c = otk_cli_builtins; *c; c++) {
		const char *rest = otk_cli_verb_rest(*c, feature, verb);

		if (rest)
			offer_word("", rest);
	}
}

static void print_verbs(otk_cli *cli, const otk_cli_catalog *catalog, const char *feature)
{
	const char *full = NULL;
	size_t count = 0;
	const otk_cli_command *commands;

	print_builtin_verbs(cli, feature);
	if (otk_cli_builtin(feature, NULL) || otk_cli_feature_find(cli, catalog, feature, &full))
		return;
	commands = otk_cli_feature_commands(cli, catalog, full, &count);
	for (size_t i = 0; i < count; i++)
		offer_word("", commands[i].verb);
}

/* A global option whose value is the next word. */
static bool takes_next(const char *word)
{
	otk_cli_option found;

	return strncmp(word, "--", 2) == 0 && !strchr(word, '=') &&
	       otk_cli_option_find(&otk_cli_global_options, word + 2, &found) &&
	       !otk_cli_option_is_flag(&found);
}

/* "sandbox clock advance" */
#define NAMES_MAX 3

/* The words of the command's name among those typed. */
static size_t find_names(const char *const *words, size_t count, const char *names[NAMES_MAX])
{
	size_t found = 0;

	for (size_t i = 0; i < count && found < NAMES_MAX; i++) {
		if (words[i][0] != '-')
			names[found++] = words[i];
		else if (takes_next(words[i]))
			i++;
	}
	return found;
}

static const otk_cli_command *command_of(
	otk_cli *cli, const char *const names[NAMES_MAX], size_t count)
{
	const otk_cli_command *command =
		count > 2 ? otk_cli_builtin_longer(names[0], names[1], names[2]) : NULL;

	if (command)
		return command;
	command = otk_cli_builtin(names[0], count > 1 ? names[1] : NULL);
	if (command && (!command->verb || count > 1))
		return command;
	command = NULL;
	if (count > 1 && !otk_cli_builtin(names[0], NULL) &&
		otk_cli_operation_command(cli, names[0], names[1], &command))
		return NULL;
	return command;
}

/* The command line that is being completed. */
typedef struct typing {
	otk_cli *cli;
	const otk_cli_catalog *catalog;
	const otk_cli_command *command; /* NULL: its name is not complete */
} typing;

/* Prints the values of an option of the command or a global one; false: none are known. */
static bool complete_value(const typing *t, const char *option, const char *prefix)
{
	const otk_cli_command *command = t->command;

	if (command && (print_values(t->cli, command->options, option, prefix) ||
			       print_values(t->cli, command->local, option, prefix)))
		return true;
	return print_values(t->cli, &otk_cli_global_options, option, prefix);
}

/*
 * "--role mod", "--role=mod" as one word (zsh, fish), and as three (bash splits at "="): completes
 * the value. false: the last word is not a value, or its values are not known.
 */
static bool complete_option(const typing *t, const char *const *words, size_t count)
{
	const char *word = words[count - 1], *equals = strchr(word, '=');
	const char *before = count > 1 ? words[count - 2] : "";

	if (strncmp(word, "--", 2) == 0 && equals) {
		size_t size = (size_t)(equals - word);

		return complete_value(t, otk_cli_copy(t->cli, word + 2, size - 2),
			otk_cli_copy(t->cli, word, size + 1));
	}
	if (strcmp(word, "=") == 0)
		word = before;
	else if (strcmp(before, "=") == 0 && count > 2)
		word = words[count - 3];
	else
		word = before;
	return strncmp(word, "--", 2) == 0 && complete_value(t, word + 2, "");
}

/* Values of the first word, if they are known. */
static void complete_words(const typing *t)
{
	const char *const *words = t->command->word_values ? t->command->word_values(t->cli) : NULL;

	for (size_t i = 0; words && words[i]; i++)
		offer_word("", words[i]);
}

otk_cli_exit otk_cli_complete(otk_cli *cli, const char *const *words)
{
	static const char *const nothing[] = {"", NULL};
	const char *names[NAMES_MAX] = {NULL};
	typing t = {.cli = cli};
	size_t count = 0;
	size_t found;

	if (!*words)
		words = nothing;
	while (words[count])
		count++;
	if (otk_cli_catalog_load(cli, &t.catalog))
		return OTK_CLI_DONE;
	found = find_names(words, count - 1, names); /* the last word is being typed */
	t.command = found ? command_of(cli, names, found) : NULL;
	if (complete_option(&t, words, count))
		return OTK_CLI_DONE;
	if (found == 2)
		print_further_words(names[0], names[1]);
	if (!found) {
		print_first_words(cli, t.catalog);
	} else if (!t.command) {
		if (found == 1)
			print_verbs(cli, t.catalog, names[0]);
	} else {
		complete_words(&t);
		print_options(cli, "", t.command->options);
		print_options(cli, "", t.command->local);
		print_options(cli, "", &otk_cli_global_options);
	}
	return OTK_CLI_DONE;
}

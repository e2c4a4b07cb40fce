/* SPDX-License-Identifier: MIT */
/*
 * Completion. The script of the shell asks the tool itself, which knows the tables: a plugin that
 * is installed today is completed today.
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
#include "tools/otk/settings/config_file.h"
#include "tools/otk/settings/globals.h"
#include "tools/otk/tables/catalog.h"
#include "tools/otk/tables/command.h"
#include "tools/otk/tables/option_name.h"

static const char bash_script[] =
	"# bash completion for otk\n"
	"_otk()\n"
	"{\n"
	"\tlocal IFS=$'\\n' cur=${COMP_WORDS[COMP_CWORD]}\n"
	"\tCOMPREPLY=($(compgen -W \"$(otk " OTK_CLI_COMPLETE
	" \"${COMP_WORDS[@]:1:COMP_CWORD}\" 2>/dev/null)\" -- \"$cur\"))\n"
	"}\n"
	"complete -o default -F _otk otk\n";

static otk_cli_exit run_completion(
	otk_cli *cli, const otk_cli_command *command, const otk_cli_input *input)
{
	(void)command;
	if (strcmp(input->words[0], "bash") != 0)
		return otk_cli_wrong(cli, "there is a completion for bash only");
	fputs(bash_script, stdout);
	return OTK_CLI_DONE;
}

static void print_options(otk_cli *cli, const char *prefix, const otk_cli_type *type)
{
	for (size_t i = 0; type && i < type->count; i++) {
		const otk_cli_field *field = &type->fields[i];
		if (field->hidden)
			continue;
		printf("--%s%s\n", prefix, field->option);
		if (field->kind == OTK_KIND_OBJECT)
			print_options(cli, otk_cli_text(cli, "%s%s.", prefix, field->option),
				field->type);
	}
}

/* The values of an option; false: none are known. */
static bool print_values(otk_cli *cli, const otk_cli_type *type, const char *option)
{
	otk_cli_option slot;
	if (!otk_cli_option_find(type, option, &slot))
		return false;
	const otk_cli_field *field = slot.steps[slot.count - 1].field;
	const char *const *words = field->labels ? field->labels : field->values;
	if (type == &otk_cli_global_options && strcmp(option, "profile") == 0)
		words = otk_cli_config_profiles(cli);
	for (size_t i = 0; words && words[i]; i++)
		puts(words[i]);
	if (field->kind == OTK_KIND_FLAG)
		puts("yes\nno");
	return words || field->kind == OTK_KIND_FLAG;
}

static void print_first_words(otk_cli *cli, const otk_cli_catalog *catalog)
{
	for (const otk_cli_command *const *c = otk_cli_builtins; *c; c++)
		puts((*c)->feature);
	for (size_t i = 0; i < catalog->count; i++)
		if (!i || strcmp(catalog->operations[i - 1].feature,
				  catalog->operations[i].feature) != 0)
			puts(catalog->operations[i].feature);
	print_options(cli, "", &otk_cli_global_options);
}

static void print_verbs(otk_cli *cli, const otk_cli_catalog *catalog, const char *feature)
{
	const char *full = NULL;
	size_t count = 0;
	for (const otk_cli_command *const *c = otk_cli_builtins; *c; c++)
		if ((*c)->verb && strcmp((*c)->feature, feature) == 0)
			puts((*c)->verb);
	if (otk_cli_builtin(feature, NULL) || otk_cli_feature_find(cli, catalog, feature, &full))
		return;
	const otk_cli_command *commands = otk_cli_feature_commands(cli, catalog, full, &count);
	for (size_t i = 0; i < count; i++)
		puts(commands[i].verb);
}

/* A global option whose value is the next word. */
static bool takes_next(const char *word)
{
	otk_cli_option slot;
	return strncmp(word, "--", 2) == 0 && !strchr(word, '=') &&
	       otk_cli_option_find(&otk_cli_global_options, word + 2, &slot) &&
	       !otk_cli_option_is_flag(&slot);
}

/* The words of the command's name among those typed. */
static size_t find_names(const char *const *words, size_t count, const char *names[2])
{
	size_t found = 0;
	for (size_t i = 0; i < count && found < 2; i++) {
		if (words[i][0] != '-')
			names[found++] = words[i];
		else if (takes_next(words[i]))
			i++;
	}
	return found;
}

static const otk_cli_command *command_of(otk_cli *cli, const char *const names[2], size_t count)
{
	const otk_cli_command *command = otk_cli_builtin(names[0], count > 1 ? names[1] : NULL);
	if (command && (!command->verb || count > 1))
		return command;
	command = NULL;
	if (count > 1 && otk_cli_operation_command(cli, names[0], names[1], &command))
		return NULL;
	return command;
}

otk_cli_exit otk_cli_complete(otk_cli *cli, const char *const *words)
{
	const otk_cli_catalog *catalog = NULL;
	const char *names[2] = {NULL, NULL};
	size_t count = 0;
	while (words[count])
		count++;
	size_t typed = count ? count - 1 : 0; /* the last one is being typed */
	if (otk_cli_catalog_load(cli, &catalog))
		return OTK_CLI_DONE;
	size_t found = find_names(words, typed, names);
	const otk_cli_command *command = found ? command_of(cli, names, found) : NULL;
	const char *last = typed ? words[typed - 1] : "";
	if (strncmp(last, "--", 2) == 0 &&
		((command && (print_values(cli, command->options, last + 2) ||
				     print_values(cli, command->local, last + 2))) ||
			print_values(cli, &otk_cli_global_options, last + 2)))
		return OTK_CLI_DONE;
	if (!found) {
		print_first_words(cli, catalog);
		return OTK_CLI_DONE;
	}
	if (!command) {
		print_verbs(cli, catalog, names[0]);
		return OTK_CLI_DONE;
	}
	print_options(cli, "", command->options);
	print_options(cli, "", command->local);
	print_options(cli, "", &otk_cli_global_options);
	return OTK_CLI_DONE;
}

OTK_CLI_COMMAND(completion) = {
	.feature = "completion",
	.summary = "Print the completion script of a shell",
	.words = OTK_CLI_WORDS("bash"),
	.run = run_completion,
};

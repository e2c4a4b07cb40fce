/* SPDX-License-Identifier: MIT */
/* Help: made from the tables of the operations and of the built-in commands, at run time. */
#include "config.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "tools/otk/commands/commands.h"
#include "tools/otk/commands/help.h"
#include "tools/otk/memory.h"
#include "tools/otk/operations/feature.h"
#include "tools/otk/operations/operation_commands.h"
#include "tools/otk/settings/config_file.h"
#include "tools/otk/settings/globals.h"
#include "tools/otk/settings/settings.h"
#include "tools/otk/tables/catalog.h"
#include "tools/otk/tables/command.h"
#include "tools/otk/tables/usage.h"

#define LINE_WIDTH 96
#define NAME_WIDTH 28

/* "  name      text", the text broken between words. */
static void print_entry(const char *name, const char *text)
{
	size_t column = NAME_WIDTH;
	if (strlen(name) > NAME_WIDTH - 4)
		printf("  %s\n%*s", name, NAME_WIDTH, "");
	else
		printf("  %-*s", NAME_WIDTH - 2, name);
	while (*text) {
		size_t size = strcspn(text, " ");
		if (column > NAME_WIDTH && column + size > LINE_WIDTH) {
			printf("\n%*s", NAME_WIDTH, "");
			column = NAME_WIDTH;
		}
		printf("%.*s", (int)size, text);
		text += size;
		column += size;
		for (; *text == ' '; text++, column++)
			if (column + strcspn(text + 1, " ") < LINE_WIDTH)
				putchar(' ');
	}
	putchar('\n');
}

/* ----------------------------------------------------------------- options */

static bool repeats(const otk_cli_field *field)
{
	return field->kind == OTK_KIND_STRINGS || field->kind == OTK_KIND_MAP ||
	       field->kind == OTK_KIND_LIST;
}

static const char *known_values(otk_cli *cli, const otk_cli_field *field)
{
	const char *const *words = field->labels ? field->labels : field->values;
	const char *joined = NULL;
	for (size_t i = 0; words && words[i]; i++)
		joined = joined ? otk_cli_text(cli, "%s, %s", joined, words[i]) : words[i];
	return joined;
}

static const char *limits(otk_cli *cli, const otk_cli_field *field)
{
	const char *unit = field->unit == OTK_UNIT_SECONDS           ? " s"
			   : field->unit == OTK_UNIT_BITS_PER_SECOND ? " bit/s"
								     : "";
	if (field->kind != OTK_KIND_INT || (!field->min && !field->max))
		return NULL;
	if (!field->max || field->max == INT64_MAX)
		return otk_cli_text(cli, "at least %" PRId64 "%s", field->min, unit);
	return otk_cli_text(cli, "%" PRId64 " to %" PRId64 "%s", field->min, field->max, unit);
}

/* How a secret is kept off the command line. */
static const char *elsewhere(otk_cli *cli, const char *prefix, const otk_cli_field *field)
{
	if (!field->secret)
		return "";
	return field->kind == OTK_KIND_STRING
		       ? otk_cli_text(
				 cli, "; a secret: better --%s%s-file FILE", prefix, field->option)
		       : "; a secret: better @FILE, with JSON";
}

static void print_option(otk_cli *cli, const char *prefix, const otk_cli_field *field)
{
	const char *values = known_values(cli, field), *range = limits(cli, field);
	const char *value = otk_cli_placeholder(field);
	char *name =
		otk_cli_text(cli, "--%s%s%s%s", prefix, field->option, *value ? " " : "", value);
	print_entry(name,
		otk_cli_text(cli, "%s%s%s%s%s%s%s%s", field->help ? field->help : field->name,
			values ? ": " : "", values ? values : "", range ? "; " : "",
			range ? range : "", field->required ? " (required)" : "",
			repeats(field) ? " (may be repeated)" : "", elsewhere(cli, prefix, field)));
}

/* Nested ones by their dotted names. */
static void print_options(otk_cli *cli, const char *prefix, const otk_cli_type *type)
{
	for (size_t i = 0; type && i < type->count; i++) {
		const otk_cli_field *field = &type->fields[i];
		if (field->hidden)
			continue;
		print_option(cli, prefix, field);
		if (field->type && field->type->count)
			print_options(cli,
				otk_cli_text(cli, "%s%s%s.", prefix, field->option,
					field->kind == OTK_KIND_LIST ? ".N" : ""),
				field->type);
	}
}

static bool has_options(const otk_cli_type *type)
{
	return type && type->count;
}

otk_cli_exit otk_cli_help_command(otk_cli *cli, const otk_cli_command *command)
{
	printf("usage: %s\n\n%s.\n", otk_cli_usage(cli, command), command->summary);
	if (has_options(command->options) || has_options(command->local))
		puts("\noptions:");
	print_options(cli, "", command->options);
	print_options(cli, "", command->local);
	puts("\nGlobal options, credentials and exit codes: otk help");
	return OTK_CLI_DONE;
}

/* ---------------------------------------------------------------- features */

static void print_commands(otk_cli *cli, const otk_cli_command *commands, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const char *name = commands[i].verb;
		for (const char *const *w = commands[i].words; w && *w; w++)
			name = otk_cli_text(cli, "%s %s", name, *w);
		print_entry(name, commands[i].summary);
	}
}

static otk_cli_exit help_builtin(otk_cli *cli, const char *feature)
{
	const otk_cli_command *command = otk_cli_builtin(feature, NULL);
	if (!command->verb)
		return otk_cli_help_command(cli, command);
	printf("usage: otk %s VERB …\n\n", feature);
	for (const otk_cli_command *const *c = otk_cli_builtins; *c; c++)
		if (strcmp((*c)->feature, feature) == 0)
			print_commands(cli, *c, 1);
	printf("\nMore: otk help %s VERB\n", feature);
	return OTK_CLI_DONE;
}

otk_cli_exit otk_cli_help_feature(otk_cli *cli, const char *word)
{
	const otk_cli_catalog *catalog = NULL;
	const char *feature = NULL;
	if (otk_cli_builtin(word, NULL))
		return help_builtin(cli, word);
	otk_cli_exit code = otk_cli_catalog_load(cli, &catalog);
	if (!code)
		code = otk_cli_feature_find(cli, catalog, word, &feature);
	if (code)
		return code;
	size_t count = 0;
	const otk_cli_command *commands = otk_cli_feature_commands(cli, catalog, feature, &count);
	printf("usage: otk %s VERB …\n\n", feature);
	print_commands(cli, commands, count);
	printf("\nMore: otk help %s VERB\n", feature);
	return OTK_CLI_DONE;
}

/* ---------------------------------------------------------------- all of it */

static void print_builtins(otk_cli *cli)
{
	for (const otk_cli_command *const *c = otk_cli_builtins; *c; c++)
		print_entry(otk_cli_command_name(cli, *c), (*c)->summary);
}

/* The features that are there, each with its verbs. */
static otk_cli_exit print_features(otk_cli *cli)
{
	const otk_cli_catalog *catalog = NULL;
	otk_cli_exit code = otk_cli_catalog_load(cli, &catalog);
	for (size_t i = 0; !code && i < catalog->count; i++) {
		const char *feature = catalog->operations[i].feature;
		if (i && strcmp(catalog->operations[i - 1].feature, feature) == 0)
			continue;
		size_t count = 0;
		const otk_cli_command *commands =
			otk_cli_feature_commands(cli, catalog, feature, &count);
		const char *verbs = commands[0].verb;
		for (size_t j = 1; j < count; j++)
			verbs = otk_cli_text(cli, "%s, %s", verbs, commands[j].verb);
		print_entry(feature, verbs);
	}
	return code;
}

otk_cli_exit otk_cli_help_short(otk_cli *cli)
{
	puts("usage: otk COMMAND … [options]\n");
	print_builtins(cli);
	puts("\nFeatures of the service, as the installed plugins have them:\n");
	otk_cli_exit code = print_features(cli);
	puts("\nMore: otk help, otk help COMMAND, otk COMMAND --help");
	return code;
}

static void print_credentials(otk_cli *cli)
{
	bool is_explicit = false;
	const char *path = otk_cli_config_path(cli, &is_explicit);
	puts("\nCredentials, from the environment:\n");
	for (const otk_cli_setting *s = otk_cli_settings; s->variable; s++)
		print_entry(s->variable, s->help);
	printf("\nor from a section [profile NAME] of %s,\n"
	       "with --profile NAME, else \"default\" when the environment has none:\n\n",
		path ? path : "the file that OTK_CONFIG names");
	for (const otk_cli_setting *s = otk_cli_settings; s->variable; s++)
		print_entry(s->key, otk_cli_text(cli, "as %s", s->variable));
	puts("\nThey are never taken from the command line.");
}

otk_cli_exit otk_cli_help_all(otk_cli *cli)
{
	otk_cli_exit code = otk_cli_help_short(cli);
	puts("\nGlobal options, anywhere:\n");
	print_options(cli, "", &otk_cli_global_options);
	print_credentials(cli);
	puts("\nValues: flags take yes or no; lists are given by repeating the option; maps take\n"
	     "NAME=VALUE; what is inside an object --OBJECT.MEMBER X, or the object as JSON; items "
	     "of\n"
	     "lists --LIST.0.MEMBER X, or JSON each. JSON may be @FILE or - (stdin). --NAME-file "
	     "FILE\n"
	     "reads a text from a file.\n\nExit codes:\n");
	for (int i = 0; otk_cli_exit_meaning(i); i++)
		print_entry(otk_cli_text(cli, "%d", i), otk_cli_exit_meaning(i));
	return code;
}

otk_cli_exit otk_cli_help_for(otk_cli *cli, const char *feature, const char *verb)
{
	const otk_cli_command *command = NULL;
	if (!feature)
		return otk_cli_help_all(cli);
	if (!verb)
		return otk_cli_help_feature(cli, feature);
	command = otk_cli_builtin(feature, verb);
	otk_cli_exit code =
		command ? OTK_CLI_DONE : otk_cli_operation_command(cli, feature, verb, &command);
	return code ? code : otk_cli_help_command(cli, command);
}

static otk_cli_exit run_help(
	otk_cli *cli, const otk_cli_command *command, const otk_cli_input *input)
{
	(void)command;
	return otk_cli_help_for(cli, input->words[0], input->words[1]);
}

OTK_CLI_COMMAND(help) = {
	.feature = "help",
	.summary = "Explain a command",
	.words = OTK_CLI_WORDS("[COMMAND]", "[VERB]"),
	.run = run_help,
};

/* SPDX-License-Identifier: MIT */
/* Help: made from the tables of the operations and of the built-in commands, at run time. */
#include "config.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "tools/otk/commands/commands.h"
#include "tools/otk/commands/help.h"
#include "tools/otk/memory.h"
#include "tools/otk/operations/feature.h"
#include "tools/otk/operations/operation_commands.h"
#include "tools/otk/output/secrets.h"
#include "tools/otk/plugin/describe.h"
#include "tools/otk/plugin/descriptor.h"
#include "tools/otk/settings/config_file.h"
#include "tools/otk/settings/globals.h"
#include "tools/otk/settings/settings.h"
#include "tools/otk/tables/catalog.h"
#include "tools/otk/tables/command.h"
#include "tools/otk/tables/rule_notes.h"
#include "tools/otk/tables/usage.h"
#include "tools/otk/terminal/color.h"
#include "tools/otk/terminal/text.h"
#include "tools/otk/terminal/wrap.h"

#define DEFAULT_WIDTH 80
#define NAME_WIDTH    28

static size_t line_width(void)
{
	size_t width = otk_cli_terminal_width();

	return width ? width : DEFAULT_WIDTH;
}

/* "  name      text", the text wrapped. */
static void print_entry(const char *name, const char *text)
{
	const size_t width = otk_cli_count_characters(name, strlen(name));

	if (width > NAME_WIDTH - 4)
		printf("  %s\n%*s", name, NAME_WIDTH, "");
	else
		printf("  %s%*s", name, (int)(NAME_WIDTH - 2 - width), "");
	otk_cli_print_wrapped_to(line_width(), NAME_WIDTH, NAME_WIDTH, text);
}

static void print_paragraph(const char *text)
{
	otk_cli_print_wrapped_to(line_width(), 0, 0, text);
}

static void print_heading(otk_cli *cli, const char *text)
{
	printf("\n%s\n", otk_cli_bold(cli, text));
}

/* ---- options */

static bool is_repeatable(const otk_cli_field *field)
{
	return field->kind == OTK_KIND_STRINGS || field->kind == OTK_KIND_MAP ||
	       field->kind == OTK_KIND_LIST;
}

static const char *known_values(otk_cli *cli, const otk_cli_field *field)
{
	const char *const *words = field->labels ? field->labels : field->values;
	const char *joined = NULL;

	for (size_t i = 0; words && words[i]; i++)
		joined = joined ? otk_cli_text(cli, "%s, %s", joined, otk_cli_plain(cli, words[i]))
				: otk_cli_plain(cli, words[i]);
	return joined;
}

static const char *limits_text(otk_cli *cli, const otk_cli_field *field)
{
	const char *unit = field->unit == OTK_UNIT_SECONDS           ? " s"
			   : field->unit == OTK_UNIT_BITS_PER_SECOND ? " bit/s"
			   : field->unit == OTK_UNIT_BYTES           ? " bytes"
								     : "";

	if (field->kind != OTK_KIND_INT || (!field->min && !field->max))
		return NULL;
	if (!field->max || field->max == INT64_MAX)
		return otk_cli_text(cli, "at least %" PRId64 "%s", field->min, unit);
	return otk_cli_text(cli, "%" PRId64 " to %" PRId64 "%s", field->min, field->max, unit);
}

/* The position of an option in the tree of options. */
typedef struct branch {
	const struct branch *up;
	const otk_cli_type *type;
	const char *prefix;   /* "layout." */
	const char *name;     /* wire name of the object that has the options of this branch */
	const char *optional; /* the outermost object that may be left out; NULL: none */
} branch;

/* Explains how to keep a secret off the command line. */
static const char *secret_note(otk_cli *cli, const branch *b, const otk_cli_field *field)
{
	if (!field->secret)
		return "";
	return field->kind == OTK_KIND_STRING
		       ? otk_cli_text(cli, "; a secret: better --%s%s-file FILE", b->prefix,
				 field->option)
		       : "; a secret: better @FILE with JSON";
}

/* "required", "required with --layout", and what the rules of the types say. */
static const char *required_note(otk_cli *cli, const branch *b, const otk_cli_field *field)
{
	const char *notes = !field->required ? ""
			    : b->optional    ? otk_cli_text(cli, "required with --%s", b->optional)
					     : "required";
	const char *path = field->name;

	for (; b; b = b->up) {
		const char *more = otk_cli_rule_notes(cli, b->type, b->prefix, path);

		if (*more)
			notes = otk_cli_text(cli, "%s%s%s", notes, *notes ? "; " : "", more);
		if (b->name)
			path = otk_cli_text(cli, "%s.%s", b->name, path);
	}
	return *notes ? otk_cli_text(cli, " (%s)", notes) : "";
}

static void print_option(otk_cli *cli, const branch *b, const otk_cli_field *field)
{
	const char *values = known_values(cli, field), *range = limits_text(cli, field);
	const char *value = otk_cli_placeholder(field);
	const char *letter = field->letter ? otk_cli_text(cli, "-%c, ", field->letter) : "";
	const char *name = otk_cli_text(
		cli, "%s--%s%s%s%s", letter, b->prefix, field->option, *value ? " " : "", value);

	print_entry(name, otk_cli_text(cli, "%s%s%s%s%s%s%s%s",
				  field->help ? field->help : otk_cli_plain(cli, field->name),
				  values ? ": " : "", values ? values : "", range ? "; " : "",
				  range ? range : "", required_note(cli, b, field),
				  is_repeatable(field) ? " (may be repeated)" : "",
				  secret_note(cli, b, field)));
}

/* Prints nested options by their dotted names. */
static void print_options(otk_cli *cli, const branch *b, const otk_cli_type *type)
{
	for (size_t i = 0; type && i < type->count; i++) {
		const otk_cli_field *field = &type->fields[i];
		const char *name = otk_cli_text(cli, "%s%s", b->prefix, field->option);
		branch inner = {.up = b,
			.type = field->type,
			.name = field->name,
			.prefix = otk_cli_text(
				cli, "%s%s.", name, field->kind == OTK_KIND_LIST ? ".N" : ""),
			.optional = b->optional || field->required ? b->optional : name};

		if (field->hidden)
			continue;
		print_option(cli, b, field);
		if (field->type && field->type->count)
			print_options(cli, &inner, field->type);
	}
}

static void print_type(otk_cli *cli, const otk_cli_type *type)
{
	print_options(cli, &(const branch){.type = type, .prefix = ""}, type);
}

static bool has_options(const otk_cli_type *type)
{
	return type && type->count;
}

/* Says which words are options as well, and the other way round. */
static void print_word_note(otk_cli *cli, const otk_cli_command *command)
{
	const otk_cli_field *session = otk_cli_session_field(command);
	const char *note = "";

	for (const char *const *word = command->words; word && *word; word++) {
		size_t size = strlen(*word);
		char *option = otk_cli_copy(cli, *word, size);

		if (size < 4 || strcmp(*word + size - 3, "-ID") != 0)
			continue;
		for (char *c = option; *c; c++)
			*c = (char)tolower((unsigned char)*c);
		note = otk_cli_text(cli, "%s %s may also be given as --%s.", note, *word, option);
	}
	if (session)
		note = otk_cli_text(cli,
			"%s The session may also be given as a word, without --%s.", note,
			session->option);
	if (*note) {
		putchar('\n');
		print_paragraph(note);
	}
}

static void print_examples(otk_cli *cli, const otk_cli_command *command)
{
	const char *const *example = command->examples;

	if (!example || !*example)
		return;
	print_heading(cli, "examples:");
	for (; *example; example++)
		printf("  otk %s\n", otk_cli_plain(cli, *example));
}

otk_cli_exit otk_cli_help_command(otk_cli *cli, const otk_cli_command *command)
{
	printf("usage: ");
	otk_cli_print_wrapped_to(line_width(), 7, 7, otk_cli_usage(cli, command));
	putchar('\n');
	print_paragraph(otk_cli_text(cli, "%s.", command->summary));
	if (command->alias_of)
		print_paragraph(otk_cli_text(cli, "This is an alias of: otk %s %s",
			command->feature, command->alias_of));
	print_word_note(cli, command);
	if (has_options(command->options) || has_options(command->local))
		print_heading(cli, "options:");
	print_type(cli, command->options);
	print_type(cli, command->local);
	print_examples(cli, command);
	puts("\nGlobal options, credentials and exit codes: otk help");
	return OTK_CLI_DONE;
}

/* ---- features */

static void print_commands(otk_cli *cli, const otk_cli_command *commands, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const char *name = commands[i].verb;

		for (const char *const *w = commands[i].words; w && *w; w++)
			name = otk_cli_text(cli, "%s %s", name, *w);
		print_entry(name, commands[i].alias_of
					  ? otk_cli_text(cli, "Alias of %s", commands[i].alias_of)
					  : commands[i].summary);
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

/* Help for what is not a whole verb of a built-in command: the verbs that begin with it. */
static otk_cli_exit help_verbs(otk_cli *cli, const char *feature, const char *verb)
{
	size_t count = 0;

	for (const otk_cli_command *const *c = otk_cli_builtins; *c; c++) {
		if (!otk_cli_verb_rest(*c, feature, verb))
			continue;
		if (!count++)
			printf("usage: otk %s %s VERB …\n\n", feature, verb);
		print_commands(cli, *c, 1);
	}
	if (!count)
		return otk_cli_unknown_builtin_verb(cli, feature, verb, NULL);
	printf("\nMore: otk help %s %s VERB\n", feature, verb);
	return OTK_CLI_DONE;
}

otk_cli_exit otk_cli_help_feature(otk_cli *cli, const char *word)
{
	const otk_cli_catalog *catalog = NULL;
	const char *feature = NULL;
	otk_cli_exit code;
	const otk_plugin_info *hook;
	size_t count = 0;
	const otk_cli_command *commands;

	if (otk_cli_builtin(word, NULL))
		return help_builtin(cli, word);
	code = otk_cli_catalog_load(cli, &catalog);
	hook = code ? NULL : otk_cli_hook_named(cli, word);
	if (hook && !hook->operations.count)
		return otk_cli_help_hook(cli, hook);
	if (!code)
		code = otk_cli_feature_find(cli, catalog, word, &feature);
	if (code)
		return code;
	commands = otk_cli_feature_commands(cli, catalog, feature, &count);
	printf("usage: otk %s VERB …\n\n", feature);
	print_commands(cli, commands, count);
	printf("\nMore: otk help %s VERB\n", feature);
	return OTK_CLI_DONE;
}

/* ---- otk --help */

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
		size_t count = 0;
		const otk_cli_command *commands;
		const char *verbs;

		if (i && strcmp(catalog->operations[i - 1].feature, feature) == 0)
			continue;
		commands = otk_cli_feature_commands(cli, catalog, feature, &count);
		verbs = commands[0].verb;
		for (size_t j = 1; j < count; j++)
			verbs = otk_cli_text(cli, "%s, %s", verbs, commands[j].verb);
		print_entry(feature, verbs);
	}
	return code;
}

static void print_hooks(otk_cli *cli)
{
	const char *const *names = otk_cli_hook_names(cli);

	if (*names)
		print_heading(cli, "Hooks, from the installed plugins, for --hook:");
	for (; *names; names++) {
		const otk_plugin_info *hook = otk_cli_hook_named(cli, *names);

		print_entry(otk_cli_plain(cli, *names), otk_cli_plain(cli, hook->summary));
	}
}

otk_cli_exit otk_cli_help_short(otk_cli *cli)
{
	otk_cli_exit code;

	puts("usage: otk COMMAND … [options]\n");
	print_builtins(cli);
	print_heading(cli, "Features of the service, from the installed plugins:");
	code = print_features(cli);
	print_hooks(cli);
	puts("\nMore: otk help, otk help COMMAND, otk COMMAND --help");
	return code;
}

static void print_credentials(otk_cli *cli)
{
	bool is_explicit = false;
	const char *path = otk_cli_config_path(cli, &is_explicit);

	print_heading(cli, "Credentials, from the environment:");
	for (const otk_cli_setting *s = otk_cli_settings; s->variable; s++)
		if (*s->variable)
			print_entry(s->variable, s->help);
	print_entry("OTK_PROFILE", "the profile to use, as --profile");
	putchar('\n');
	print_paragraph(otk_cli_text(cli,
		"or from a section [profile NAME] of %s, chosen by --profile or OTK_PROFILE, else "
		"by \"profile = NAME\" in its section [otk], else \"default\". The environment takes "
		"precedence, unless --profile or OTK_PROFILE chose the profile. Settings of a "
		"profile:",
		path ? otk_cli_without_keys(cli, path) : "the file that OTK_CONFIG names"));
	putchar('\n');
	for (const otk_cli_setting *s = otk_cli_settings; s->variable; s++)
		print_entry(
			s->key, *s->variable ? otk_cli_text(cli, "as %s", s->variable) : s->help);
	print_entry("hook", "as --hook: NAME or NAME={settings as JSON}; may be repeated");
	puts("\nCredentials are never taken from the command line.");
}

otk_cli_exit otk_cli_help_all(otk_cli *cli)
{
	otk_cli_exit code = otk_cli_help_short(cli);

	print_heading(cli, "Global options, before or after the command:");
	print_type(cli, &otk_cli_global_options);
	print_credentials(cli);
	print_heading(cli, "Values:");
	print_paragraph(
		"Flags take yes or no. Lists are given by repeating the option. Maps take "
		"NAME=VALUE. Members of an object are given as --OBJECT.MEMBER VALUE, or the "
		"object as JSON. Items of lists of objects are given as --LIST.0.MEMBER VALUE, "
		"or as JSON each. JSON may be @FILE or - (stdin). --NAME-file FILE reads a text "
		"from a file without its last line end.");
	print_heading(cli, "Exit codes:");
	for (int i = 0; otk_cli_exit_meaning(i); i++)
		print_entry(otk_cli_text(cli, "%d", i), otk_cli_exit_meaning(i));
	return code;
}

otk_cli_exit otk_cli_help_for(otk_cli *cli, const char *feature, const char *verb)
{
	const otk_cli_command *command = NULL;
	otk_cli_exit code;

	if (!feature)
		return otk_cli_help_all(cli);
	if (!verb)
		return otk_cli_help_feature(cli, feature);
	command = otk_cli_builtin(feature, verb);
	if (!command && otk_cli_builtin(feature, NULL))
		return help_verbs(cli, feature, verb);
	code = command ? OTK_CLI_DONE : otk_cli_operation_command(cli, feature, verb, &command);
	return code ? code : otk_cli_help_command(cli, command);
}

static otk_cli_exit run_help(
	otk_cli *cli, const otk_cli_command *command, const otk_cli_input *input)
{
	const char *verb = input->words[1];

	(void)command;
	if (input->words[2])
		verb = otk_cli_text(cli, "%s %s", verb, input->words[2]);
	return otk_cli_help_for(cli, input->words[0], verb);
}

OTK_CLI_COMMAND(help) = {
	.feature = "help",
	.summary = "Explain a command",
	.words = OTK_CLI_WORDS("[COMMAND]", "[VERB]", "[WORD]"),
	.examples = OTK_CLI_WORDS(
		"help archives start", "help token", "help sandbox clock advance"),
	.run = run_help,
};

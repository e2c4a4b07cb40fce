/* SPDX-License-Identifier: MIT */
/* The command line's words: which are options, which take a value, which are positional. */
#include "config.h"

#include <ctype.h>
#include <string.h>

#include "tools/otk/memory.h"
#include "tools/otk/message.h"
#include "tools/otk/settings/globals.h"
#include "tools/otk/tables/args.h"
#include "tools/otk/tables/command.h"
#include "tools/otk/tables/option_name.h"
#include "tools/otk/tables/suggest.h"
#include "tools/otk/tables/usage.h"
#include "tools/otk/tables/values.h"

/* Where an option may belong, in the order in which its name is looked up. */
typedef struct place {
	const otk_cli_type *type;
	json_object *object;
} place;

#define PLACES 3

static bool is_option(const otk_cli_args *args, const char *word)
{
	return !args->options_ended && word[0] == '-' && word[1] != '\0';
}

/* Credentials stay out of what every user of the machine can list. */
static otk_cli_exit refuse_credential(otk_cli *cli, const char *name)
{
	static const char *const names[] = {"api-key", "api-secret", "application-id",
		"private-key", "secret", "key", "apikey", "apisecret", "credentials", NULL};
	for (const char *const *n = names; *n; n++)
		if (otk_cli_same_word(name, *n))
			return otk_cli_wrong(cli,
				"--%s: credentials are not taken from the command line, where "
				"every "
				"user of the machine can read them: set OTK_API_KEY and "
				"OTK_API_SECRET, or OTK_APPLICATION_ID and OTK_PRIVATE_KEY, or use "
				"a profile (otk help)",
				name);
	return OTK_CLI_DONE;
}

/* Nested ones by their dotted names, as far as the user went himself. */
static void suggest_options(otk_cli *cli, otk_cli_suggestion *suggestion, const otk_cli_type *type,
	const char *prefix, const char *name)
{
	for (size_t i = 0; type && i < type->count; i++) {
		const otk_cli_field *field = &type->fields[i];
		const char *option = otk_cli_text(cli, "%s%s", prefix, field->option);
		if (field->hidden)
			continue;
		otk_cli_suggest(suggestion, name, option);
		if (field->kind == OTK_KIND_OBJECT && strchr(name + strlen(prefix), '.'))
			suggest_options(cli, suggestion, field->type,
				otk_cli_text(cli, "%s.", option), name);
	}
}

static otk_cli_exit unknown_option(otk_cli *cli, const place *places, const char *name)
{
	otk_cli_exit code = refuse_credential(cli, name);
	if (code)
		return code;
	otk_cli_suggestion suggestion = {0};
	for (size_t i = 0; i < PLACES; i++)
		suggest_options(cli, &suggestion, places[i].type, "", name);
	return otk_cli_wrong(cli, "unknown option --%s%s; try: otk %s%s--help", name,
		otk_cli_did_you_mean(cli, &suggestion, "--"), cli->command ? cli->command : "",
		cli->command ? " " : "");
}

static const place *find(const place *places, const char *name, otk_cli_option *slot)
{
	for (size_t i = 0; i < PLACES; i++)
		if (otk_cli_option_find(places[i].type, name, slot))
			return &places[i];
	return NULL;
}

/* The value of an option: behind "=", or the next word. NULL: there is none. */
static const char *value_of(otk_cli_args *args, const char *inside, bool is_flag)
{
	const char *next = *args->next;
	if (inside)
		return inside;
	if (is_flag && (!next || !otk_cli_is_flag_word(next)))
		return "yes";
	if (!next || (next[0] == '-' && next[1] == '-'))
		return NULL;
	args->next++;
	return next;
}

static otk_cli_exit parse_option(otk_cli *cli, otk_cli_args *args, const place *places)
{
	const char *word = *args->next++;
	if (strcmp(word, "-h") == 0)
		word = "--help";
	if (word[1] != '-')
		return otk_cli_wrong(cli, "unknown option %s: options begin with two dashes", word);
	const char *equals = strchr(word, '=');
	size_t size = equals ? (size_t)(equals - word) : strlen(word);
	char *name = otk_cli_copy(cli, word + 2, size - 2);
	otk_cli_option slot;
	const place *where = find(places, name, &slot);
	if (!where)
		return unknown_option(cli, places, name);
	bool is_flag = otk_cli_option_is_flag(&slot);
	const char *value = value_of(args, equals ? equals + 1 : NULL, is_flag);
	if (!value)
		return otk_cli_wrong(cli, "--%s needs a value%s", name,
			*args->next ? " (write --NAME=VALUE if it begins with --)" : "");
	return otk_cli_option_set(cli, &slot, where->object, name, value);
}

otk_cli_exit otk_cli_args_word(otk_cli *cli, otk_cli_args *args, const char **word)
{
	const place places[PLACES] = {{&otk_cli_global_options, cli->globals}};
	*word = NULL;
	while (*args->next && is_option(args, *args->next)) {
		if (strcmp(*args->next, "--") == 0) {
			args->options_ended = true;
			args->next++;
			continue;
		}
		otk_cli_exit code = parse_option(cli, args, places);
		if (code)
			return code;
	}
	if (*args->next)
		*word = *args->next++;
	return OTK_CLI_DONE;
}

static size_t word_limit(const otk_cli_command *command)
{
	size_t count = 0;
	while (command->words && command->words[count])
		count++;
	return count;
}

otk_cli_exit otk_cli_args_parse(
	otk_cli *cli, otk_cli_args *args, const otk_cli_command *command, otk_cli_input *input)
{
	const place places[PLACES] = {{command->local, input->local},
		{command->options, input->options}, {&otk_cli_global_options, cli->globals}};
	while (*args->next) {
		const char *word = *args->next;
		otk_cli_exit code = OTK_CLI_DONE;
		if (is_option(args, word) && strcmp(word, "--") == 0) {
			args->options_ended = true;
			args->next++;
		} else if (is_option(args, word)) {
			code = parse_option(cli, args, places);
		} else if (input->word_count < word_limit(command)) {
			input->words[input->word_count++] = word;
			args->next++;
		} else {
			code = otk_cli_wrong(cli, "\"%s\" is one word too many; usage: %s", word,
				otk_cli_usage(cli, command));
		}
		if (code)
			return code;
	}
	return OTK_CLI_DONE;
}

static bool is_given(const otk_cli *cli, const otk_cli_command *command, const otk_cli_input *input,
	const otk_cli_field *field)
{
	return json_object_object_get_ex(input->options, field->name, NULL) ||
	       (cli->extra && json_object_object_get_ex(cli->extra, field->name, NULL)) ||
	       (command->alias_field && strcmp(command->alias_field, field->name) == 0);
}

otk_cli_exit otk_cli_args_check(
	otk_cli *cli, const otk_cli_command *command, const otk_cli_input *input)
{
	size_t given = input->word_count;
	if (given < word_limit(command) && command->words[given][0] != '[')
		return otk_cli_wrong(cli, "%s is missing; usage: %s", command->words[given],
			otk_cli_usage(cli, command));
	for (size_t i = 0; command->options && i < command->options->count; i++) {
		const otk_cli_field *field = &command->options->fields[i];
		if (field->required && cli->checks != OTK_CHECKS_OFF &&
			!is_given(cli, command, input, field))
			return otk_cli_wrong(cli, "--%s is missing (%s); usage: %s", field->option,
				field->help ? field->help : field->name,
				otk_cli_usage(cli, command));
	}
	return OTK_CLI_DONE;
}

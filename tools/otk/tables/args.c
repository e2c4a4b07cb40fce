/* SPDX-License-Identifier: MIT */
/* The words of the command line: options, their values, and positional words. */
#include "config.h"

#include <ctype.h>
#include <string.h>

#include "tools/otk/json.h"
#include "tools/otk/memory.h"
#include "tools/otk/message.h"
#include "tools/otk/output/secrets.h"
#include "tools/otk/output/wording.h"
#include "tools/otk/settings/globals.h"
#include "tools/otk/tables/args.h"
#include "tools/otk/tables/command.h"
#include "tools/otk/tables/option_name.h"
#include "tools/otk/tables/suggest.h"
#include "tools/otk/tables/usage.h"
#include "tools/otk/tables/values.h"
#include "tools/otk/terminal/text.h"

/* ---- options */

/* The types in which an option is looked up, in this order, and where its value is stored. */
typedef struct scope {
	const otk_cli_type *type;
	json_object *object;
} scope;

/*
 * A command's own options, then the global ones, which work everywhere, then those of the
 * operation. An operation's option with the name of a global one has another name (catalog.c).
 */
#define SCOPES 3

static bool is_option(const otk_cli_args *args, const char *word)
{
	return !args->options_ended && word[0] == '-' && word[1] != '\0';
}

/* Credentials on the command line could be read by every user of the machine. */
static otk_cli_exit refuse_credential(otk_cli *cli, const char *name)
{
	static const char *const names[] = {"api-key", "api-secret", "application-id",
		"private-key", "secret", "key", "apikey", "apisecret", "credentials", NULL};

	for (const char *const *n = names; *n; n++)
		if (otk_cli_same_word(name, *n))
			return otk_cli_wrong(cli,
				"--%s: credentials are not taken from the command line, where every "
				"user of the machine can read them; set OTK_API_KEY and "
				"OTK_API_SECRET, or OTK_APPLICATION_ID and OTK_PRIVATE_KEY, or use "
				"a profile (otk help)",
				name);
	return OTK_CLI_DONE;
}

/* Nested options by their dotted names, as deep as the name that was given. */
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

/* Returns true if one name ends with the other after a dot: "type" and "layout.type". */
static bool is_tail_of(const char *name, const char *tail)
{
	size_t size = strlen(name), length = strlen(tail);

	return size > length && name[size - length - 1] == '.' &&
	       otk_cli_same_word(name + size - length, tail);
}

/* Finds an option that was given without the object around it, or with one too many. */
static const char *find_by_tail(
	otk_cli *cli, const otk_cli_type *type, const char *prefix, const char *name)
{
	for (size_t i = 0; type && i < type->count; i++) {
		const otk_cli_field *field = &type->fields[i];
		const char *option = otk_cli_text(cli, "%s%s", prefix, field->option);
		bool is_list = field->kind == OTK_KIND_LIST;
		const char *below, *found;

		if (field->hidden)
			continue;
		if (is_tail_of(option, name) || is_tail_of(name, option))
			return option;
		below = otk_cli_text(cli, "%s%s", option, is_list ? ".0." : ".");
		found = field->type ? find_by_tail(cli, field->type, below, name) : NULL;
		if (found)
			return found;
	}
	return NULL;
}

static size_t word_limit(const otk_cli_command *command)
{
	size_t count = 0;

	while (command->words && command->words[count])
		count++;
	return count < OTK_CLI_WORDS_MAX ? count : OTK_CLI_WORDS_MAX;
}

/* Returns true when the option is the name of a positional word: --archive-id for ARCHIVE-ID. */
static bool names_word(const otk_cli_command *command, size_t index, const char *option)
{
	const char *word = command->words[index];
	size_t size = strlen(word);
	bool is_id = size > 3 && strcmp(word + size - 3, "-ID") == 0;
	bool is_operation_id = command->operation && index < command->operation->id_count;

	return (is_id || is_operation_id) && otk_cli_same_word(word, option);
}

/* The ids of a command, which are options as well: "archive-id" for ARCHIVE-ID. */
static void suggest_words(otk_cli *cli, otk_cli_suggestion *suggestion,
	const otk_cli_command *command, const char *name)
{
	for (size_t i = 0; command && i < word_limit(command); i++) {
		char *option = otk_cli_copy(cli, command->words[i], strlen(command->words[i]));

		for (char *c = option; *c; c++)
			*c = (char)tolower((unsigned char)*c);
		if (names_word(command, i, option))
			otk_cli_suggest(suggestion, name, option);
	}
}

static otk_cli_exit unknown_option(
	otk_cli *cli, const scope *scopes, const otk_cli_command *command, const char *name)
{
	otk_cli_exit code = refuse_credential(cli, name);
	otk_cli_suggestion suggestion = {0};

	if (code)
		return code;
	suggest_words(cli, &suggestion, command, name);
	for (size_t i = 0; i < SCOPES; i++)
		suggest_options(cli, &suggestion, scopes[i].type, "", name);
	for (size_t i = 0; i < SCOPES && !suggestion.best; i++)
		suggestion.best = find_by_tail(cli, scopes[i].type, "", name);
	if (suggestion.best)
		return otk_cli_wrong(cli, "unknown option --%s; did you mean --%s?",
			otk_cli_safe(cli, name, strlen(name)), suggestion.best);
	return otk_cli_wrong(cli, "unknown option --%s; try: otk %s%s--help",
		otk_cli_safe(cli, name, strlen(name)), cli->command ? cli->command : "",
		cli->command ? " " : "");
}

/* "-v" as "--verbose"; NULL: no option has this letter. */
static const char *long_name(otk_cli *cli, const char *word)
{
	const otk_cli_type *type = &otk_cli_global_options;

	for (size_t i = 0; i < type->count; i++)
		if (type->fields[i].letter && word[1] == type->fields[i].letter && !word[2])
			return otk_cli_text(cli, "--%s", type->fields[i].option);
	return NULL;
}

/* The only global option that begins with this letter and lacks it; NULL: none, or several. */
static const char *meant_by_letter(char letter)
{
	const otk_cli_type *type = &otk_cli_global_options;
	const char *found = NULL;

	for (size_t i = 0; i < type->count; i++) {
		const otk_cli_field *field = &type->fields[i];

		if (field->letter == *field->option ||
			*field->option != tolower((unsigned char)letter))
			continue;
		if (found)
			return NULL;
		found = field->option;
	}
	return found;
}

/* "-q, -v, -h" */
static const char *known_letters(otk_cli *cli)
{
	const otk_cli_type *type = &otk_cli_global_options;
	const char *joined = "";

	for (size_t i = 0; i < type->count; i++)
		if (type->fields[i].letter)
			joined = otk_cli_text(cli, "%s%s-%c", joined, *joined ? ", " : "",
				type->fields[i].letter);
	return joined;
}

static const scope *scope_of(const scope *scopes, const char *name, otk_cli_option *option)
{
	for (size_t i = 0; i < SCOPES; i++)
		if (otk_cli_option_find(scopes[i].type, name, option))
			return &scopes[i];
	return NULL;
}

static otk_cli_exit unknown_letters(otk_cli *cli, const scope *scopes, const char *word)
{
	const char *shown = otk_cli_safe(cli, word, strlen(word));
	const char letter[] = {'-', word[1], '\0'};
	const char *name = otk_cli_copy(cli, word + 1, strcspn(word + 1, "="));
	const char *meant = word[2] ? NULL : meant_by_letter(word[1]);
	otk_cli_option option;

	if (word[2] && scope_of(scopes, name, &option))
		meant = name;
	if (meant)
		return otk_cli_wrong(cli, "unknown option %s; did you mean --%s?", shown, meant);
	if (word[2] && long_name(cli, letter))
		return otk_cli_wrong(
			cli, "unknown option %s; write %s as a word of its own", shown, letter);
	if (isdigit((unsigned char)word[1]))
		return otk_cli_wrong(cli,
			"unknown option %s; write a word that begins with a dash after --: -- %s",
			shown, shown);
	return otk_cli_wrong(cli, "unknown option %s; options begin with two dashes, except %s",
		shown, known_letters(cli));
}

/* The value of a flag without "=": the next word, unless the flag is documented without a value. */
static otk_cli_exit flag_value(otk_cli *cli, otk_cli_args *args, const otk_cli_field *field,
	const char *name, const char **value)
{
	const char *next = *args->next;

	*value = "yes";
	if (!next || is_option(args, next) || (field->bare && !otk_cli_is_flag_word(next)))
		return OTK_CLI_DONE;
	if (field->bare) /* else the word would be taken as the id of something */
		return otk_cli_wrong(cli, "--%s takes no value; write --%s=%s", name, name, next);
	if (!otk_cli_is_flag_word(next))
		return otk_cli_wrong(cli, "--%s: %s is neither yes nor no", name,
			otk_cli_quote(cli, NULL, next));
	*value = next;
	args->next++;
	return OTK_CLI_DONE;
}

/* field: what the option sets; NULL: a positional word. */
static otk_cli_exit next_value(otk_cli *cli, otk_cli_args *args, const otk_cli_field *field,
	const char *name, const char **value)
{
	const char *next = *args->next;
	bool is_object = field && field->kind == OTK_KIND_OBJECT;

	if (!next || (next[0] == '-' && next[1] == '-'))
		return otk_cli_wrong(cli, "--%s: the value is missing%s", name,
			is_object ? "; an object without members is '{}'"
			: next    ? "; write --NAME=VALUE if it begins with --"
				  : "");
	*value = next;
	args->next++;
	return OTK_CLI_DONE;
}

/* ---- words */

/* The positional words of the command so far. */
typedef struct word_list {
	const char *given[OTK_CLI_WORDS_MAX + 1]; /* in order */
	size_t count;
	const char *named[OTK_CLI_WORDS_MAX]; /* given as --session-id; by the word's index */
} word_list;

static bool find_word(const otk_cli_command *command, const char *option, size_t *index)
{
	if (!command)
		return false;
	for (*index = 0; *index < word_limit(command); ++*index)
		if (names_word(command, *index, option))
			return true;
	return false;
}

static otk_cli_exit set_named_word(
	otk_cli *cli, otk_cli_args *args, const char *inside, const char *name, const char **word)
{
	const char *value = inside;
	otk_cli_exit code = inside ? OTK_CLI_DONE : next_value(cli, args, NULL, name, &value);

	if (!code && *word)
		return otk_cli_wrong(cli, "--%s is given twice", name);
	*word = value;
	return code;
}

/* ---- parsing */

/* Values that are sent to the service must be UTF-8; names of files need not be. */
static otk_cli_exit check_text(
	otk_cli *cli, const otk_cli_command *command, const char *label, const char *value)
{
	if (!command || !command->operation || !value || otk_cli_is_utf8(value))
		return OTK_CLI_DONE;
	return otk_cli_wrong(cli, "%s: %s is not UTF-8", label, otk_cli_quote_alone(cli, value));
}

static otk_cli_exit parse_option(otk_cli *cli, otk_cli_args *args, const scope *scopes,
	const otk_cli_command *command, word_list *words)
{
	const char *word = *args->next++;
	const char *equals, *value;
	size_t size;
	size_t index = 0;
	char *name;
	otk_cli_option option;
	const scope *found;
	const otk_cli_field *field;
	otk_cli_exit code;

	if (word[1] != '-') {
		const char *whole = long_name(cli, word);

		if (!whole)
			return unknown_letters(cli, scopes, word);
		word = whole;
	}
	equals = strchr(word, '=');
	value = equals ? equals + 1 : NULL;
	size = equals ? (size_t)(equals - word) : strlen(word);
	name = otk_cli_copy(cli, word + 2, size - 2);
	if (find_word(command, name, &index))
		return set_named_word(cli, args, value, name, &words->named[index]);
	found = scope_of(scopes, name, &option);
	if (!found)
		return unknown_option(cli, scopes, command, name);
	field = option.steps[option.count - 1].field;
	code = value                             ? OTK_CLI_DONE
	       : otk_cli_option_is_flag(&option) ? flag_value(cli, args, field, name, &value)
						 : next_value(cli, args, field, name, &value);
	if (command && found->type == command->options) {
		otk_cli_note_typed(cli, &option, name);
		if (!code && !option.from_file)
			code = check_text(cli, command, otk_cli_text(cli, "--%s", name), value);
	}
	return code ? code : otk_cli_option_set(cli, &option, found->object, name, value);
}

otk_cli_exit otk_cli_args_word(otk_cli *cli, otk_cli_args *args, const char **word)
{
	const scope scopes[SCOPES] = {{&otk_cli_global_options, cli->globals}};

	*word = NULL;
	while (*args->next && is_option(args, *args->next)) {
		otk_cli_exit code;

		if (strcmp(*args->next, "--") == 0) {
			args->options_ended = true;
			args->next++;
			continue;
		}
		code = parse_option(cli, args, scopes, NULL, NULL);
		if (code)
			return code;
	}
	if (*args->next)
		*word = *args->next++;
	return OTK_CLI_DONE;
}

/* Whether the command has options about a secret: a word too many may then be that secret. */
static bool takes_secret(const otk_cli_command *command)
{
	for (size_t i = 0; command->local && i < command->local->count; i++)
		if (strstr(command->local->fields[i].option, "secret"))
			return true;
	return false;
}

/* Refuses a word that is probably a misspelt second verb: "clock advnce". */
static otk_cli_exit check_further(
	otk_cli *cli, const otk_cli_command *command, const otk_cli_input *input, const char *word)
{
	const otk_cli_field *session = otk_cli_session_field(command);
	const bool is_plain = strspn(word, "abcdefghijklmnopqrstuvwxyz-") == strlen(word);
	otk_cli_suggestion suggestion = {0};
	const char *known, *otherwise;

	if (!input->further)
		return OTK_CLI_DONE;
	known = otk_cli_suggest_words(cli, &suggestion, word, input->further);
	if (suggestion.best && strcmp(suggestion.best, word) == 0)
		return otk_cli_wrong(cli, "write \"%s\" before the options: otk %s %s", word,
			cli->command, word);
	if (!suggestion.best && session && !is_plain)
		return OTK_CLI_DONE;
	otherwise = otk_cli_text(cli, "%s%s", known,
		session ? "; a session of that name is given as --session-id" : "");
	return otk_cli_wrong(cli, "%s: unknown word %s%s", cli->command,
		otk_cli_quote_alone(cli, word), otk_cli_did_you_mean(cli, &suggestion, otherwise));
}

/* Gives each word its index: those with a name first, the others in the order of the command. */
static otk_cli_exit assign_words(
	otk_cli *cli, const otk_cli_command *command, word_list *words, otk_cli_input *input)
{
	size_t limit = word_limit(command), next = 0;
	const otk_cli_field *session;
	const char *shown;
	otk_cli_exit code = OTK_CLI_DONE;

	for (size_t i = 0; i < limit; i++) {
		input->words[i] = words->named[i]       ? words->named[i]
				  : next < words->count ? words->given[next++]
							: NULL;
		if (input->words[i])
			input->word_count = i + 1;
		if (!code && command->words && command->words[i])
			code = check_text(cli, command, command->words[i], input->words[i]);
	}
	if (!code && next < words->count)
		code = check_further(cli, command, input, words->given[next]);
	if (code)
		return code;
	session = next < words->count ? otk_cli_session_field(command) : NULL;
	if (session && !json_object_object_get_ex(input->options, session->name, NULL))
		otk_cli_json_add(
			input->options, session->name, otk_cli_json_string(words->given[next++]));
	if (next == words->count)
		return OTK_CLI_DONE;
	shown = takes_secret(command) ? OTK_CLI_HIDDEN
				      : otk_cli_quote_alone(cli, words->given[next]);
	return otk_cli_wrong(cli, "unexpected argument%s%s; usage: %s",
		strcmp(shown, OTK_CLI_HIDDEN) == 0 ? ", not shown because it may be a secret" : " ",
		strcmp(shown, OTK_CLI_HIDDEN) == 0 ? "" : shown, otk_cli_usage(cli, command));
}

otk_cli_exit otk_cli_args_parse(
	otk_cli *cli, otk_cli_args *args, const otk_cli_command *command, otk_cli_input *input)
{
	const scope scopes[SCOPES] = {{command->local, input->local},
		{&otk_cli_global_options, cli->globals}, {command->options, input->options}};
	word_list words = {.count = 0};
	otk_cli_exit code = OTK_CLI_DONE;

	while (*args->next && !code) {
		const char *word = *args->next;

		if (is_option(args, word) && strcmp(word, "--") == 0) {
			args->options_ended = true;
			args->next++;
			if (!command->takes_rest)
				continue;
			input->rest = args->next;
			break;
		} else if (is_option(args, word)) {
			code = parse_option(cli, args, scopes, command, &words);
		} else {
			if (words.count < OTK_COUNT_OF(words.given))
				words.given[words.count++] = word;
			args->next++;
		}
	}
	return code ? code : assign_words(cli, command, &words, input);
}

/* ---- checking */

static bool is_given(const otk_cli *cli, const otk_cli_command *command, const otk_cli_input *input,
	const otk_cli_field *field)
{
	return json_object_object_get_ex(input->options, field->name, NULL) ||
	       (cli->extra && json_object_object_get_ex(cli->extra, field->name, NULL)) ||
	       (command->alias_field && strcmp(command->alias_field, field->name) == 0);
}

static otk_cli_exit check_words(
	otk_cli *cli, const otk_cli_command *command, const otk_cli_input *input)
{
	for (size_t i = 0; i < word_limit(command); i++) {
		const char *name = command->words[i];

		/* "otk api /v2/…": the one word that was given is the path. */
		if (i && strcmp(name, "PATH") == 0 && *input->words[i - 1] == '/')
			name = command->words[i - 1];
		if (!input->words[i] && *name != '[')
			return otk_cli_wrong(
				cli, "%s is missing; usage: %s", name, otk_cli_usage(cli, command));
		if (input->words[i] && !*input->words[i])
			return otk_cli_wrong(cli, "%s: the value is empty", command->words[i]);
	}
	return OTK_CLI_DONE;
}

/* " (--outputs.hls, --outputs.rtmp)": how the members of an object are given. */
static const char *member_options(otk_cli *cli, const otk_cli_field *field)
{
	enum { SHOWN_MAX = 4 }; /* more are better read in the help */
	const char *joined = "";

	if (field->kind == OTK_KIND_OBJECT && field->type->count > SHOWN_MAX)
		return otk_cli_text(cli, "; its members are --%s.%s and others", field->option,
			field->type->fields[0].option);
	for (size_t i = 0; field->kind == OTK_KIND_OBJECT && i < field->type->count; i++)
		joined = otk_cli_text(cli, "%s%s--%s.%s", joined, *joined ? ", " : "",
			field->option, field->type->fields[i].option);
	return *joined ? otk_cli_text(cli, "; its members are %s", joined) : "";
}

otk_cli_exit otk_cli_args_check(
	otk_cli *cli, const otk_cli_command *command, const otk_cli_input *input)
{
	otk_cli_exit code = check_words(cli, command, input);

	for (size_t i = 0; !code && command->options && i < command->options->count; i++) {
		const otk_cli_field *field = &command->options->fields[i];

		if (field->required && cli->checks != OTK_CHECKS_OFF &&
			!is_given(cli, command, input, field))
			code = otk_cli_wrong(cli, "--%s is missing (%s)%s; usage: %s",
				field->option, field->help ? field->help : field->option,
				member_options(cli, field), otk_cli_usage(cli, command));
	}
	return code;
}

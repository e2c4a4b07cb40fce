/* SPDX-License-Identifier: MIT */
/* Makes commands of the operations in the tables, of every plugin by the same rules. */
#include "config.h"

#include <ctype.h>
#include <string.h>

#include "tools/otk/commands/commands.h"
#include "tools/otk/memory.h"
#include "tools/otk/message.h"
#include "tools/otk/operations/download.h"
#include "tools/otk/operations/feature.h"
#include "tools/otk/operations/operation_commands.h"
#include "tools/otk/operations/operation_run.h"
#include "tools/otk/operations/pages.h"
#include "tools/otk/operations/wait.h"
#include "tools/otk/output/secrets.h"
#include "tools/otk/tables/catalog.h"
#include "tools/otk/tables/command.h"
#include "tools/otk/tables/suggest.h"

/* A message lists the verbs of a feature that has no more than these. */
#define VERBS_SHOWN 9

static const char *last_part(const char *name)
{
	const char *dot = strrchr(name, '.');

	return dot ? dot + 1 : name;
}

/* ---- commands */

/* "add_stream" → "add-stream" */
static char *verb_of(otk_cli *cli, const char *name)
{
	char *verb = otk_cli_copy(cli, name, strlen(name));

	for (char *c = verb; *c; c++)
		if (*c == '_')
			*c = '-';
	return verb;
}

/* "archiveId" → "ARCHIVE-ID" */
static char *word_of(otk_cli *cli, const char *id)
{
	char *word = otk_cli_new(cli, strlen(id) * 2 + 1), *out = word;

	for (const char *c = id; *c; c++) {
		if (isupper((unsigned char)*c) && c > id && islower((unsigned char)c[-1]))
			*out++ = '-';
		*out++ = *c == '_' ? '-' : (char)toupper((unsigned char)*c);
	}
	return word;
}

/* The positional words: the ids, then `more` (NULL: nothing). */
static const char *const *words_of(
	otk_cli *cli, const otk_cli_operation *operation, const char *more)
{
	const char **words = otk_cli_new(cli, (operation->id_count + 2) * sizeof(*words));

	for (size_t i = 0; i < operation->id_count; i++)
		words[i] = word_of(cli, operation->ids[i]);
	words[operation->id_count] = more;
	return words;
}

/* An alias with the name of a field takes that field as a positional word: add-stream ID STREAM. */
static const otk_cli_field *alias_field(
	otk_cli *cli, const otk_cli_operation *operation, const char *verb)
{
	if (strcmp(verb_of(cli, operation->verb), verb) == 0)
		return NULL;
	for (size_t i = 0; i < operation->options->count; i++) {
		const otk_cli_field *field = &operation->options->fields[i];

		if (field->kind == OTK_KIND_STRING && strcmp(field->option, verb) == 0)
			return field;
	}
	return NULL;
}

/* "add_stream" → "STREAM": the last word says what is added. */
static char *noun_of(otk_cli *cli, const char *name)
{
	const char *last = strrchr(name, '-');

	return word_of(cli, last ? last + 1 : name);
}

/* "set-layout", or "select-stream --add-stream STREAM"; NULL: the verb is not an alias. */
static const char *alias_of(otk_cli *cli, const otk_cli_operation *operation, const char *verb,
	const otk_cli_field *field)
{
	const char *own = verb_of(cli, operation->verb);

	if (strcmp(own, verb) == 0)
		return NULL;
	return field ? otk_cli_text(cli, "%s --%s %s", own, field->option, noun_of(cli, verb))
		     : own;
}

static otk_cli_command operation_command(
	otk_cli *cli, const otk_cli_operation *operation, const char *verb)
{
	const otk_cli_field *field = alias_field(cli, operation, verb);

	return (otk_cli_command){.feature = operation->feature,
		.verb = verb,
		.summary = operation->summary ? operation->summary : "",
		.examples = operation->examples,
		.words = words_of(cli, operation, field ? noun_of(cli, verb) : NULL),
		.alias_of = alias_of(cli, operation, verb, field),
		.alias_field = field ? field->name : NULL,
		.options = operation->options,
		.local = operation->items ? &otk_cli_page_options : NULL,
		.takes_extra = true,
		.run = otk_cli_run_operation,
		.operation = operation};
}

/* A command that every operation which declares it gets: wait, download. */
static otk_cli_command made_command(otk_cli *cli, const otk_cli_operation *operation,
	const char *verb, const char *summary, const char *word, const otk_cli_type *local,
	otk_cli_run_fn *run)
{
	bool only = strcmp(operation->verb, "get") == 0;

	return (otk_cli_command){.feature = operation->feature,
		.verb = only ? verb
			     : otk_cli_text(cli, "%s-%s", verb_of(cli, operation->verb), verb),
		.summary = summary,
		.words = words_of(cli, operation, word),
		.local = local,
		.options = operation->options,
		.run = run,
		.operation = operation};
}

static const char *wait_summary(otk_cli *cli, const otk_cli_operation *operation)
{
	const char *joined = "";

	for (const char *const *v = operation->final_values; *v; v++)
		joined = otk_cli_text(cli, "%s%s%s", joined, *joined ? ", " : "", *v);
	return otk_cli_text(
		cli, "Wait until the status is final (%s), or the one that --until names", joined);
}

static size_t count_commands(const otk_cli_catalog *catalog)
{
	size_t count = 0;

	for (const otk_cli_command *const *c = otk_cli_added; *c; c++)
		count++;
	for (size_t i = 0; i < catalog->count; i++) {
		count += 3; /* itself, wait, download */
		for (const char *const *a = catalog->operations[i].aliases; a && *a; a++)
			count++;
	}
	return count;
}

/*
 * The options of "download": a feature whose objects have several files has an operation for each,
 * and --transcript downloads the file of "transcript".
 */
static const otk_cli_type *download_options(
	otk_cli *cli, const otk_cli_catalog *catalog, const otk_cli_operation *operation)
{
	const otk_cli_type *own = &otk_cli_download_options;
	otk_cli_field *fields = otk_cli_new(cli, (own->count + catalog->count) * sizeof(*fields));
	otk_cli_type *type = otk_cli_new(cli, sizeof(*type));

	memcpy(fields, own->fields, own->count * sizeof(*fields));
	*type = (otk_cli_type){.fields = fields, .count = own->count};
	if (strcmp(operation->verb, "get") != 0)
		return own;
	for (size_t i = 0; i < catalog->count; i++) {
		const otk_cli_operation *other = &catalog->operations[i];
		const char *verb = verb_of(cli, other->verb);

		if (other->downloads && other != operation &&
			strcmp(other->feature, operation->feature) == 0)
			fields[type->count++] = (otk_cli_field){.name = verb,
				.option = verb,
				.kind = OTK_KIND_FLAG,
				.bare = true,
				.help = otk_cli_text(cli, "download the %s instead", verb)};
	}
	return type;
}

const otk_cli_command *otk_cli_feature_commands(
	otk_cli *cli, const otk_cli_catalog *catalog, const char *feature, size_t *count)
{
	otk_cli_command *commands = otk_cli_new(cli, count_commands(catalog) * sizeof(*commands));

	*count = 0;
	for (size_t i = 0; i < catalog->count; i++) {
		const otk_cli_operation *o = &catalog->operations[i];

		if (strcmp(o->feature, feature) != 0)
			continue;
		commands[(*count)++] = operation_command(cli, o, verb_of(cli, o->verb));
		for (const char *const *a = o->aliases; a && *a; a++)
			commands[(*count)++] =
				operation_command(cli, o, verb_of(cli, last_part(*a)));
		if (o->final_values)
			commands[(*count)++] = made_command(cli, o, "wait", wait_summary(cli, o),
				NULL, &otk_cli_wait_options, otk_cli_run_wait);
		if (o->downloads)
			commands[(*count)++] = made_command(cli, o, "download",
				strcmp(o->verb, "get") == 0
					? "Download the file"
					: otk_cli_text(cli, "Download the file of the %s",
						  verb_of(cli, o->verb)),
				"FILE|-", download_options(cli, catalog, o), otk_cli_run_download);
	}
	for (const otk_cli_command *const *c = otk_cli_added; *c; c++)
		if (strcmp((*c)->feature, feature) == 0)
			commands[(*count)++] = **c;
	return commands;
}

/* A built-in command of a feature. It is found without the plugin. */
static const otk_cli_command *find_added(const char *feature, const char *verb)
{
	for (const otk_cli_command *const *c = otk_cli_added; *c; c++)
		if (strcmp((*c)->feature, feature) == 0 && otk_cli_same_word((*c)->verb, verb))
			return *c;
	return NULL;
}

/* ---- lookup */

static const otk_cli_command *find_verb(
	const otk_cli_command *commands, size_t count, const char *verb)
{
	for (size_t i = 0; i < count; i++)
		if (otk_cli_same_word(commands[i].verb, verb))
			return &commands[i];
	return NULL;
}

/* The verbs of a feature that has been searched for one. */
typedef struct verb_search {
	otk_cli_suggestion suggestion;
	const char *joined; /* all of them; NULL: there are none */
	size_t count;
} verb_search;

static void try_verb(otk_cli *cli, verb_search *search, const char *given, const char *verb)
{
	otk_cli_suggest(&search->suggestion, given, verb);
	search->joined = search->joined ? otk_cli_text(cli, "%s, %s", search->joined, verb) : verb;
	search->count++;
}

static otk_cli_exit unknown_verb(
	otk_cli *cli, const char *feature, const char *verb, const verb_search *search)
{
	const char *otherwise =
		search->count && search->count <= VERBS_SHOWN
			? otk_cli_text(cli, "; %s %s",
				  search->count > 1 ? "known are" : "the only one is",
				  search->joined)
			: otk_cli_text(cli, "; try: otk help %s", feature);

	return otk_cli_wrong(cli, "%s: unknown verb %s%s", feature, otk_cli_quote(cli, NULL, verb),
		otk_cli_did_you_mean(cli, &search->suggestion, otherwise));
}

otk_cli_exit otk_cli_unknown_builtin_verb(
	otk_cli *cli, const char *feature, const char *verb, const char *next)
{
	verb_search search = {.count = 0};
	const char *const *further = otk_cli_further_words(cli, feature, verb);
	otk_cli_suggestion suggestion = {0};
	const char *known;

	if (further) {
		known = otk_cli_suggest_words(
			cli, &suggestion, next && *next != '-' ? next : "", further);
		return otk_cli_wrong(cli, "%s %s: the next word is missing or unknown%s", feature,
			verb, otk_cli_did_you_mean(cli, &suggestion, known));
	}
	for (const otk_cli_command *const *c = otk_cli_builtins; *c; c++)
		if (strcmp((*c)->feature, feature) == 0)
			try_verb(cli, &search, verb, (*c)->verb);
	return unknown_verb(cli, feature, verb, &search);
}

/* The operation of exactly that name: only its own plugin is loaded. */
static const otk_cli_command *find_exact(otk_cli *cli, const char *feature, const char *verb)
{
	otk_error error = OTK_ERROR_INIT;
	char *name = otk_cli_text(cli, "%s.%s", feature, verb);
	const otk_cli_operation *operation = NULL;
	otk_cli_catalog *catalog;
	size_t count = 0;
	const otk_cli_command *commands;

	for (char *c = name + strlen(feature); *c; c++)
		if (*c == '-')
			*c = '_';
	if (otk_cli_describe_one(cli, name, &operation, &error))
		return NULL;
	catalog = otk_cli_new(cli, sizeof(*catalog));
	*catalog = (otk_cli_catalog){operation, 1};
	commands = otk_cli_feature_commands(cli, catalog, operation->feature, &count);
	return find_verb(commands, count, verb);
}

/* Whether "first second" is VERB FEATURE, with or without the plural s of the feature. */
static bool is_reversed(
	const char *feature, const char *verb, const char *first, const char *second)
{
	const size_t size = strlen(second);

	return verb && strcmp(verb, first) == 0 && strncmp(feature, second, size) == 0 &&
	       (!feature[size] || strcmp(feature + size, "s") == 0);
}

/* Returns the command whose words were swapped, as in "create token"; NULL: there is none. */
static const char *in_other_order(
	otk_cli *cli, const otk_cli_catalog *catalog, const char *first, const char *second)
{
	const char *found = NULL;

	for (const otk_cli_command *const *c = otk_cli_builtins; *c; c++)
		if (is_reversed((*c)->feature, (*c)->verb, first, second))
			found = otk_cli_text(cli, "%s %s", (*c)->feature, (*c)->verb);
	for (size_t i = 0; i < catalog->count; i++) {
		const otk_cli_operation *operation = &catalog->operations[i];

		if (strcmp(operation->feature, first) == 0)
			return NULL;
		if (is_reversed(operation->feature, operation->verb, first, second))
			found = otk_cli_text(cli, "%s %s", operation->feature, operation->verb);
	}
	return found;
}

otk_cli_exit otk_cli_operation_command(
	otk_cli *cli, const char *feature, const char *verb, const otk_cli_command **command)
{
	const otk_cli_catalog *catalog = NULL;
	const char *full = NULL;
	size_t count = 0;
	otk_cli_exit code;
	const otk_cli_command *commands;
	const char *meant;
	verb_search search = {.count = 0};

	*command = find_added(feature, verb);
	if (!*command)
		*command = find_exact(cli, feature, verb);
	if (*command)
		return OTK_CLI_DONE;
	code = otk_cli_catalog_load(cli, &catalog);
	meant = code || !verb || !*verb ? NULL : in_other_order(cli, catalog, feature, verb);
	if (meant)
		return otk_cli_wrong(cli, "unknown command %s; did you mean \"%s\"?",
			otk_cli_quote(cli, NULL, feature), meant);
	if (!code)
		code = otk_cli_feature_find(cli, catalog, feature, &full);
	if (code)
		return code;
	commands = otk_cli_feature_commands(cli, catalog, full, &count);
	*command = find_verb(commands, count, verb);
	if (*command)
		return OTK_CLI_DONE;
	for (size_t i = 0; i < count; i++)
		try_verb(cli, &search, verb, commands[i].verb);
	return unknown_verb(cli, full, verb, &search);
}

/* SPDX-License-Identifier: MIT */
/* Messages of the library in the words of the command line. */
#include "config.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "tools/otk/json.h"
#include "tools/otk/memory.h"
#include "tools/otk/output/wording.h"

/* ---- options: the library writes "--", then names of C members with dashes, joined by dots */

static const char *member_of(const otk_cli_field *field)
{
	return field->member ? field->member : field->option;
}

void otk_cli_note_typed(otk_cli *cli, const otk_cli_option *option, const char *name)
{
	const char *path = "";

	for (size_t i = 0; i < option->count; i++) {
		const otk_cli_field *field = option->steps[i].field;

		path = otk_cli_text(cli, "%s%s%s", path, i ? "." : "", member_of(field));
		if (field->kind == OTK_KIND_LIST && i + 1 < option->count)
			path = otk_cli_text(cli, "%s.%zu", path, option->steps[i].index);
	}
	if (!cli->typed)
		cli->typed = otk_cli_json_object(cli);
	otk_cli_json_add(cli->typed, path, otk_cli_json_string(name));
}

/* Returns the option that sets a member of the operation; its name may differ from the member's. */
static const char *option_of_member(const otk_cli *cli, const char *member)
{
	const otk_cli_type *type = cli->running ? cli->running->options : NULL;

	for (size_t i = 0; type && i < type->count; i++)
		if (strcmp(member_of(&type->fields[i]), member) == 0)
			return type->fields[i].option;
	return member;
}

/* Replaces the longest prefix of the path that the user typed by what was typed; keeps the rest. */
static const char *as_typed(otk_cli *cli, const char *path, size_t size)
{
	for (size_t cut = size; cut; cut--) {
		const char *beginning, *typed;

		if (cut < size && path[cut] != '.')
			continue;
		beginning = otk_cli_copy(cli, path, cut);
		typed = cli->typed ? otk_cli_json_get(cli->typed, beginning) : NULL;
		if (!typed && !strchr(beginning, '.'))
			typed = option_of_member(cli, beginning);
		if (typed)
			return otk_cli_text(cli, "%s%.*s", typed, (int)(size - cut), path + cut);
	}
	return otk_cli_copy(cli, path, size);
}

static bool is_option_character(char c)
{
	return isalnum((unsigned char)c) || c == '-';
}

/* Returns the length of a path such as "rtmp.0.server-url", without a full stop at its end. */
static size_t path_length(const char *text)
{
	size_t size = 0;

	while (is_option_character(text[size]) ||
		(text[size] == '.' && size && is_option_character(text[size + 1])))
		size++;
	return size;
}

static const char *with_typed_options(otk_cli *cli, const char *message)
{
	const char *made = "", *mark;

	while ((mark = strstr(message, "--"))) {
		const char *path = mark + 2;
		size_t size = path_length(path);
		bool is_option = (mark == message || strchr(" (", mark[-1])) && size &&
				 islower((unsigned char)*path);

		made = otk_cli_text(cli, "%s%.*s%s", made, (int)(path - message), message,
			is_option ? as_typed(cli, path, size) : "");
		message = is_option ? path + size : path;
	}
	return otk_cli_text(cli, "%s%s", made, message);
}

/* ---- the operation */

/* Whether a message names its argument: "--name: …", "ARCHIVE-ID: …". */
static bool names_argument(const char *text)
{
	size_t size = strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ-");

	return strncmp(text, "--", 2) == 0 || (size > 1 && text[size] == ':');
}

/* A plugin names a field "status: …"; the command calls it --status. */
static const char *with_option_name(otk_cli *cli, const char *message)
{
	const otk_cli_type *type = cli->running->options;
	const size_t size = strcspn(message, ":");

	for (size_t i = 0; type && i < type->count; i++) {
		const otk_cli_field *field = &type->fields[i];

		if (field->name && strlen(field->name) == size &&
			strncmp(field->name, message, size) == 0 && message[size])
			return otk_cli_text(cli, "--%s%s",
				as_typed(cli, member_of(field), strlen(member_of(field))),
				message + size);
	}
	return message;
}

/* A helper of the library names its member "folder: …"; the command calls that word FOLDER. */
static const char *with_word_name(otk_cli *cli, const char *message)
{
	const char *const *words = cli->running ? cli->running->words : NULL;

	for (size_t i = 0; words && words[i]; i++) {
		size_t size = strlen(words[i]);

		if (strncasecmp(message, words[i], size) == 0 && message[size] == ':')
			return otk_cli_text(cli, "%s%s", words[i], message + size);
	}
	return message;
}

/* Advice for programs, and what it is on the command line. */
static const char *const advice[][2] = {
	{", or use .correct_clock", ""},
	{" (milliseconds?)", ""},
	{" (timeout_ms)", " (--timeout)"},
	{"set skip_digest", "use --skip-digest"},
	{"check api_url", "check the API URL"},
};

static const char *with_own_advice(otk_cli *cli, const char *message)
{
	for (size_t i = 0; i < OTK_COUNT_OF(advice); i++) {
		const char *found = strstr(message, advice[i][0]);

		if (found)
			message = otk_cli_text(cli, "%.*s%s%s", (int)(found - message), message,
				advice[i][1], found + strlen(advice[i][0]));
	}
	return message;
}

/*
 * Returns what follows "archives.get: ", which may also name another operation of the feature that
 * the command calls; NULL: the message does not begin with one.
 */
static const char *after_operation(const otk_cli_operation *operation, const char *message)
{
	size_t size = strlen(operation->feature);
	size_t verb = strspn(message, "abcdefghijklmnopqrstuvwxyz0123456789_.");

	return strncmp(message, operation->feature, size) == 0 && message[size] == '.' &&
			       strncmp(message + verb, ": ", 2) == 0
		       ? message + verb + 2
		       : NULL;
}

const char *otk_cli_in_user_words(otk_cli *cli, const char *message)
{
	const otk_cli_operation *operation = cli->running ? cli->running->operation : NULL;
	const char *rest;

	if (cli->json_names)
		return message;
	message = with_own_advice(cli, message);
	if (!operation)
		return with_word_name(cli, message);
	rest = after_operation(operation, message);
	if (!rest)
		return message;
	rest = with_option_name(cli, with_typed_options(cli, rest));
	return names_argument(rest) ? rest : otk_cli_text(cli, "%s: %s", cli->command, rest);
}

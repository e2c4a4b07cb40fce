/* SPDX-License-Identifier: MIT */
/* Options of the tool's own commands: are their values among the known ones? */
#include "config.h"

#include <ctype.h>
#include <string.h>

#include "tools/otk/json.h"
#include "tools/otk/memory.h"
#include "tools/otk/message.h"
#include "tools/otk/output/secrets.h"
#include "tools/otk/tables/known_values.h"
#include "tools/otk/tables/suggest.h"

static bool is_known(const otk_cli_field *field, const char *value)
{
	for (size_t i = 0; field->values[i]; i++)
		if (strcmp(field->values[i], value) == 0)
			return true;
	return false;
}

static const char *list_values(otk_cli *cli, const otk_cli_field *field)
{
	const char *list = "";

	for (size_t i = 0; field->values[i]; i++)
		list = otk_cli_text(cli, "%s%s%s", list, i ? ", " : "", field->values[i]);
	return list;
}

static otk_cli_exit refuse_value(otk_cli *cli, const otk_cli_field *field, const char *value)
{
	otk_cli_suggestion suggestion = {0};
	const char *quoted = otk_cli_quote(cli, field, value);

	for (size_t i = 0; field->values[i]; i++)
		otk_cli_suggest(&suggestion, value, field->values[i]);
	return otk_cli_wrong(cli, "--%s: %s is not a known value%s", field->option, quoted,
		otk_cli_did_you_mean(cli, &suggestion,
			otk_cli_text(cli, "; known are %s", list_values(cli, field))));
}

otk_cli_exit otk_cli_check_known(otk_cli *cli, const otk_cli_type *type, json_object *options)
{
	for (size_t i = 0; i < type->count; i++) {
		const otk_cli_field *field = &type->fields[i];
		const char *value = otk_cli_json_get(options, field->name);

		if (value && field->values && cli->checks != OTK_CHECKS_OFF &&
			!is_known(field, value))
			return refuse_value(cli, field, value);
	}
	return OTK_CLI_DONE;
}

/* ---- names */

static bool is_name_character(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

/* "layout_classes" and "layout_class" are set by --layout-class. */
static bool is_member_of(const char *name, size_t size, const char *option)
{
	size_t length = strlen(option);

	if (size < length || size > length + 2)
		return false;
	for (size_t i = 0; i < length; i++)
		if ((name[i] == '_' ? '-' : name[i]) != option[i])
			return false;
	return size == length || strncmp(name + length, "es", size - length) == 0 ||
	       strncmp(name + length, "s", size - length) == 0;
}

/* A plain word such as "data" is a name only at the beginning of a message, or after ": ". */
static const otk_cli_field *find_member(
	const otk_cli_type *type, const char *message, const char *name, size_t size)
{
	const char *after = name + size;
	bool is_first = name == message || (name - message > 2 && strncmp(name - 2, ": ", 2) == 0);
	bool is_subject = is_first && strchr(":[ ", *after);

	if (!is_subject && !memchr(name, '_', size))
		return NULL;
	for (size_t i = 0; i < type->count; i++)
		if (is_member_of(name, size, type->fields[i].option))
			return &type->fields[i];
	return NULL;
}

const char *otk_cli_in_options(otk_cli *cli, const otk_cli_type *type, const char *message)
{
	const char *result = "", *done = message;

	for (const char *at = message; *at;) {
		size_t size = 0;
		const otk_cli_field *field;

		while (is_name_character(at[size]))
			size++;
		field = size ? find_member(type, message, at, size) : NULL;
		if (field) {
			result = otk_cli_text(
				cli, "%s%.*s--%s", result, (int)(at - done), done, field->option);
			done = at + size;
			if (*done == '[') /* the option is repeated and has no index */
				done += strcspn(done, "]") + 1;
		}
		at += size ? size : 1;
	}
	return otk_cli_text(cli, "%s%s", result, done);
}

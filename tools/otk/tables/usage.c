/* SPDX-License-Identifier: MIT */
/* The usage line of a command. */
#include "config.h"

#include <string.h>

#include "tools/otk/memory.h"
#include "tools/otk/tables/command.h"
#include "tools/otk/tables/usage.h"

const char *otk_cli_command_name(otk_cli *cli, const otk_cli_command *command)
{
	return otk_cli_text(cli, "%s%s%s", command->feature, command->verb ? " " : "",
		command->verb ? command->verb : "");
}

const char *otk_cli_placeholder(const otk_cli_field *field)
{
	size_t size;
	bool is_id;

	if (field->value_name)
		return field->value_name;
	switch (field->kind) {
	case OTK_KIND_FLAG:
		return field->bare ? "" : "yes|no";
	case OTK_KIND_INT:
		return field->instant                            ? "DATE"
		       : field->unit == OTK_UNIT_SECONDS         ? "TIME"
		       : field->unit == OTK_UNIT_BITS_PER_SECOND ? "RATE"
								 : "NUMBER";
	case OTK_KIND_MAP:
		return "NAME=VALUE";
	case OTK_KIND_OBJECT:
	case OTK_KIND_LIST:
		return "JSON";
	case OTK_KIND_STRING:
	case OTK_KIND_STRINGS:
		break;
	}
	size = strlen(field->option);
	is_id = size > 3 && strcmp(field->option + size - 3, "-id") == 0;
	return field->values ? "WORD" : is_id ? "ID" : "TEXT";
}

const otk_cli_field *otk_cli_session_field(const otk_cli_command *command)
{
	for (size_t i = 0; command->options && i < command->options->count; i++) {
		const otk_cli_field *field = &command->options->fields[i];

		if (field->kind == OTK_KIND_STRING && strcmp(field->option, "session-id") == 0)
			return field;
	}
	return NULL;
}

static bool has_options(const otk_cli_type *type)
{
	return type && type->count;
}

/* Returns true if an object has a required member; a usage line then shows that member instead. */
static bool has_required_member(const otk_cli_field *field)
{
	for (size_t i = 0; field->kind == OTK_KIND_OBJECT && field->type && i < field->type->count;
		i++)
		if (field->type->fields[i].required)
			return true;
	return false;
}

/*
 * Returns " --session-id ID --sip.uri TEXT"; without the field `except`, which is given by alias.
 */
static const char *required_options(
	otk_cli *cli, const otk_cli_type *type, const char *prefix, const char *except)
{
	const char *joined = "";

	for (size_t i = 0; type && i < type->count; i++) {
		const otk_cli_field *field = &type->fields[i];
		const char *name = otk_cli_text(cli, "%s%s", prefix, field->option);

		if (!field->required || (except && strcmp(except, field->name) == 0))
			continue;
		joined = has_required_member(field)
				 ? otk_cli_text(cli, "%s%s", joined,
					   required_options(cli, field->type,
						   otk_cli_text(cli, "%s.", name), NULL))
				 : otk_cli_text(cli, "%s --%s %s", joined, name,
					   otk_cli_placeholder(field));
	}
	return joined;
}

const char *otk_cli_usage(otk_cli *cli, const otk_cli_command *command)
{
	const char *usage = otk_cli_text(cli, "otk %s", otk_cli_command_name(cli, command));

	for (size_t i = 0; command->words && command->words[i]; i++)
		usage = otk_cli_text(cli, "%s %s", usage, command->words[i]);
	usage = otk_cli_text(cli, "%s%s", usage,
		required_options(cli, command->options, "", command->alias_field));
	return otk_cli_text(cli, "%s%s%s", usage,
		has_options(command->options) || has_options(command->local) ? " [options]" : "",
		command->takes_rest ? " [-- OPTION…]" : "");
}

/* SPDX-License-Identifier: MIT */
/* Option names: "session-id", "sessionId", "layout.type", "rtmp.0.server-url", "headers.X-Key". */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "tools/otk/tables/option_name.h"

static bool is_named(const otk_cli_field *field, const char *name, size_t size)
{
	return (strlen(field->option) == size && strncmp(field->option, name, size) == 0) ||
	       (strlen(field->name) == size && strncmp(field->name, name, size) == 0);
}

static const otk_cli_field *find_field(const otk_cli_type *type, const char *name, size_t size)
{
	for (size_t i = 0; type && i < type->count; i++)
		if (is_named(&type->fields[i], name, size))
			return &type->fields[i];
	return NULL;
}

static void add_step(otk_cli_option *option, const otk_cli_field *field, size_t index)
{
	option->steps[option->count].field = field;
	option->steps[option->count].index = index;
	option->count++;
}

/* Finds the last step: a field, or a string field followed by "-file". */
static bool find_leaf(const otk_cli_type *type, const char *name, otk_cli_option *option)
{
	static const char suffix[] = "-file";
	size_t size = strlen(name), cut = sizeof(suffix) - 1;
	const otk_cli_field *field = find_field(type, name, size);

	if (!field && size > cut && strcmp(name + size - cut, suffix) == 0) {
		field = find_field(type, name, size - cut);
		option->from_file = field && field->kind == OTK_KIND_STRING;
		if (!option->from_file)
			return false;
	}
	if (field)
		add_step(option, field, 0);
	return field != NULL;
}

/* Enters an object, an item of a list ("0."), or a map, after the dot. */
static bool enter_field(
	const otk_cli_field *field, const char **rest, size_t *index, const char **key)
{
	char *end = NULL;
	unsigned long number;

	*index = 0;
	if (field->kind == OTK_KIND_MAP) {
		*key = *rest;
		return **rest != '\0';
	}
	if (field->kind != OTK_KIND_LIST)
		return field->kind == OTK_KIND_OBJECT;
	number = strtoul(*rest, &end, 10);
	if (end == *rest || *end != '.' || number > 999)
		return false;
	*index = number;
	*rest = end + 1;
	return true;
}

bool otk_cli_option_find(const otk_cli_type *type, const char *name, otk_cli_option *option)
{
	*option = (otk_cli_option){0};
	while (option->count < OTK_CLI_STEPS_MAX) {
		const char *dot, *rest;
		const otk_cli_field *field;
		size_t index = 0;

		if (find_leaf(type, name, option))
			return true;
		dot = strchr(name, '.');
		field = dot ? find_field(type, name, (size_t)(dot - name)) : NULL;
		rest = dot ? dot + 1 : NULL;
		if (!field || !enter_field(field, &rest, &index, &option->key))
			return false;
		add_step(option, field, index);
		if (option->key)
			return true;
		type = field->type;
		name = rest;
	}
	return false;
}

bool otk_cli_option_is_flag(const otk_cli_option *option)
{
	return option->steps[option->count - 1].field->kind == OTK_KIND_FLAG;
}

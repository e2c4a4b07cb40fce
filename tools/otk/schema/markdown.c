/* SPDX-License-Identifier: MIT */
/* The description as Markdown: a table for each operation and type. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "tools/otk/memory.h"
#include "tools/otk/schema/formats.h"
#include "tools/otk/schema/tree.h"
#include "tools/otk/terminal/text.h"

/* A text for a cell: a bar would end it, and a name in angle brackets is not HTML. */
static const char *cell_text(otk_cli *cli, const char *text)
{
	const char *plain = otk_cli_plain(cli, text ? text : "");
	char *out = otk_cli_new(cli, 2 * strlen(plain) + 1), *to = out;

	for (; *plain; plain++) {
		if (strchr("|<>*_`\\", *plain))
			*to++ = '\\';
		*to++ = *plain;
	}
	return out;
}

static const char *joined_texts(otk_cli *cli, json_object *list, const char *between)
{
	const char *text = "";

	for (size_t i = 0; i < otk_tree_count(list); i++)
		text = otk_cli_text(cli, "%s%s%s", text, i ? between : "",
			json_object_get_string(otk_tree_at(list, i)));
	return text;
}

static const char *link_to(otk_cli *cli, const char *key)
{
	return key ? otk_cli_text(cli, "[%s](#%s)", cell_text(cli, key), key) : "";
}

/* What a value may be: its kind, type, unit, limits and known values. */
static const char *value_of(otk_cli *cli, json_object *field)
{
	const char *text = otk_cli_json_get(field, "kind"), *type = otk_cli_json_get(field, "type");
	const char *unit = otk_cli_json_get(field, "unit"), *max = otk_cli_json_get(field, "max");
	json_object *values = otk_tree_get(field, "values");

	if (type)
		text = otk_cli_text(cli, "%s of %s", text, link_to(cli, type));
	if (unit)
		text = otk_cli_text(cli, "%s, %s", text, cell_text(cli, unit));
	if (otk_cli_json_get(field, "min"))
		text = otk_cli_text(cli, "%s, %s to %s", text, otk_cli_json_get(field, "min"),
			max ? max : "any");
	if (values)
		text = otk_cli_text(
			cli, "%s: %s", text, cell_text(cli, joined_texts(cli, values, ", ")));
	if (otk_cli_json_yes(field, "required"))
		text = otk_cli_text(cli, "%s; required", text);
	return text;
}

static void print_type(otk_cli *cli, const char *key, json_object *type)
{
	json_object *fields = otk_tree_get(type, "fields");
	const char *c_name = otk_cli_json_get(type, "struct");

	printf("\n### <a id=\"%s\"></a>%s\n\n", otk_cli_plain(cli, key), cell_text(cli, key));
	if (c_name)
		printf("In C: `%s`, %s bytes.\n\n", otk_cli_plain(cli, c_name),
			otk_cli_json_get(type, "size"));
	printf("| member | in C | value | |\n|---|---|---|---|\n");
	for (size_t i = 0; i < otk_tree_count(fields); i++) {
		json_object *field = otk_tree_at(fields, i);

		printf("| %s | %s | %s | %s |\n", cell_text(cli, otk_cli_json_get(field, "name")),
			cell_text(cli, otk_cli_json_get(field, "member")), value_of(cli, field),
			cell_text(cli, otk_cli_json_get(field, "help")));
	}
}

static void print_row(const char *name, const char *value)
{
	if (value && *value)
		printf("| %s | %s |\n", name, value);
}

static void print_operation(otk_cli *cli, json_object *row)
{
	json_object *backends = otk_tree_get(row, "backends");

	printf("\n### %s\n\n%s.\n\n| | |\n|---|---|\n",
		cell_text(cli, otk_cli_json_get(row, "name")),
		cell_text(cli, otk_cli_json_get(row, "summary")));
	print_row("request", otk_cli_text(cli, "%s `%s`", otk_cli_json_get(row, "method"),
				     otk_cli_plain(cli, otk_cli_json_get(row, "path"))));
	print_row("names", cell_text(cli, joined_texts(cli, otk_tree_get(row, "aliases"), ", ")));
	print_row("plugin", cell_text(cli, otk_cli_json_get(row, "plugin")));
	print_row("backends", backends ? joined_texts(cli, backends, ", ") : "both");
	print_row("ids", cell_text(cli, joined_texts(cli, otk_tree_get(row, "ids"), ", ")));
	print_row("options", link_to(cli, otk_cli_json_get(row, "options")));
	print_row("result", link_to(cli, otk_cli_json_get(row, "result")));
	print_row("repeated", otk_cli_json_get(row, "repeat"));
}

otk_cli_exit otk_schema_markdown(otk_cli *cli, json_object *description)
{
	json_object *operations = otk_tree_get(description, "operations");
	json_object *types = otk_tree_get(description, "types");
	json_object_iter each;

	printf("# Operations and types of otk %s\n\n## Operations\n",
		otk_cli_json_get(description, "version"));
	for (size_t i = 0; i < otk_tree_count(operations); i++)
		print_operation(cli, otk_tree_at(operations, i));
	printf("\n## Types\n");
	json_object_object_foreachC(types, each)
		print_type(cli, each.key, each.val);
	return OTK_CLI_DONE;
}

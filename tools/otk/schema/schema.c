/* SPDX-License-Identifier: MIT */
/* otk schema: prints what is installed for tools that do not know otk. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "tools/otk/memory.h"
#include "tools/otk/message.h"
#include "tools/otk/output/response.h"
#include "tools/otk/output/secrets.h"
#include "tools/otk/schema/formats.h"
#include "tools/otk/tables/catalog.h"
#include "tools/otk/tables/command.h"
#include "tools/otk/terminal/text.h"

/* A form: a tree that is printed as JSON, or a function that prints text. */
typedef struct format {
	const char *name;
	json_object *(*tree)(otk_cli *cli, json_object *description);
	otk_cli_exit (*print)(otk_cli *cli, json_object *description);
} format;

static json_object *as_it_is(otk_cli *cli, json_object *description)
{
	(void)cli;
	return description;
}

static const format formats[] = {
	{"json", as_it_is, NULL},
	{"jsonschema", otk_schema_jsonschema, NULL},
	{"openapi", otk_schema_openapi, NULL},
	{"markdown", NULL, otk_schema_markdown},
	{"python", NULL, otk_schema_python},
};

static const char *const format_names[] = {
	"json", "jsonschema", "openapi", "markdown", "python", NULL};

static const otk_cli_field fields[] = {
	OTK_CLI_FIELD("format", STRING, "form of the output", .values = format_names),
};
static const otk_cli_type options = OTK_CLI_TYPE(fields);

static void print_tree(otk_cli *cli, json_object *tree)
{
	const char *text = json_object_to_json_string_ext(
		tree, JSON_C_TO_STRING_NOSLASHESCAPE |
			      (cli->json ? JSON_C_TO_STRING_PLAIN
					 : JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_SPACED));

	if (!text)
		otk_cli_out_of_memory();
	printf("%s\n", otk_cli_safe_json(cli, text, strlen(text)));
}

static otk_cli_exit run_schema(
	otk_cli *cli, const otk_cli_command *command, const otk_cli_input *input)
{
	const char *name = otk_cli_json_get(input->local, "format");
	json_object *description = NULL;
	const format *found = NULL;
	otk_cli_exit code;

	(void)command;
	for (size_t i = 0; i < OTK_COUNT_OF(formats); i++)
		if (strcmp(formats[i].name, name ? name : "json") == 0)
			found = &formats[i];
	if (!found)
		return otk_cli_wrong(cli,
			"--format: %s is not a known value; known are json, jsonschema, openapi, "
			"markdown, python",
			otk_cli_quote(cli, NULL, name));
	code = otk_cli_describe_json(cli, NULL, &description);
	if (code)
		return code;
	if (found->print)
		return found->print(cli, description);
	print_tree(cli, found->tree(cli, description));
	return OTK_CLI_DONE;
}

OTK_CLI_COMMAND(schema) = {
	.feature = "schema",
	.summary =
		"Print all operations and types as OpenAPI, JSON Schema, Markdown or Python stubs",
	.local = &options,
	.examples = OTK_CLI_WORDS(
		"schema --format openapi", "schema --format python >typings/otk/features.pyi"),
	.run = run_schema,
};

/* SPDX-License-Identifier: MIT */
/* otk describe: prints the description of the library (doc/description.md). */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "tools/otk/json.h"
#include "tools/otk/memory.h"
#include "tools/otk/message.h"
#include "tools/otk/operations/feature.h"
#include "tools/otk/output/response.h"
#include "tools/otk/tables/catalog.h"
#include "tools/otk/tables/command.h"
#include "tools/otk/terminal/text.h"

static otk_cli_exit run_describe(
	otk_cli *cli, const otk_cli_command *command, const otk_cli_input *input)
{
	json_object *json = NULL;
	otk_error error = OTK_ERROR_INIT;
	otk_cli_exit code;
	const char *text;

	(void)command;
	cli->caught = &error;
	code = otk_cli_describe_json(cli, input->words[0], &json);
	cli->caught = NULL;
	if (code && input->words[0])
		return otk_cli_unknown_operation(cli, input->words[0], &error);
	if (code)
		return otk_cli_fail(cli, &error);
	if (otk_cli_wants_result(cli))
		return otk_cli_print_result(cli, json);
	text = json_object_to_json_string_ext(json,
		JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_SPACED | JSON_C_TO_STRING_NOSLASHESCAPE);
	if (!text)
		otk_cli_out_of_memory();
	printf("%s\n", otk_cli_safe_json(cli, text, strlen(text)));
	return OTK_CLI_DONE;
}

OTK_CLI_COMMAND(describe) = {
	.feature = "describe",
	.summary = "Print operations, types and plugins as JSON",
	.words = OTK_CLI_WORDS("[OPERATION-OR-PLUGIN]"),
	.examples = OTK_CLI_WORDS("describe archives.start", "describe ratelimit"),
	.run = run_describe,
};

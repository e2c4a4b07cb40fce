/* SPDX-License-Identifier: MIT */
/* otk invoke: calls an operation by its name, with options as JSON. */
#include "config.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "tools/otk/file.h"
#include "tools/otk/json.h"
#include "tools/otk/message.h"
#include "tools/otk/operations/feature.h"
#include "tools/otk/operations/operation_call.h"
#include "tools/otk/output/dry_run.h"
#include "tools/otk/output/response.h"
#include "tools/otk/output/secrets.h"
#include "tools/otk/settings/connect.h"
#include "tools/otk/tables/catalog.h"
#include "tools/otk/tables/command.h"

#define INPUT_MAX (4 * 1024 * 1024)

/* Reads the user's JSON from the text, from @FILE or from stdin ("-"); NULL: an empty object. */
static otk_cli_exit read_input(otk_cli *cli, const char *text, json_object **body)
{
	const char *problem = NULL;
	size_t size = text ? strlen(text) : 0;
	json_object *given;

	*body = otk_cli_json_object(cli);
	if (text && (*text == '@' || strcmp(text, "-") == 0)) {
		const char *path = *text == '@' ? text + 1 : text;

		text = otk_cli_read_file(cli, path, INPUT_MAX, &size, &problem);
		if (!text)
			return otk_cli_wrong(cli, "JSON: the file %s cannot be read: %s",
				otk_cli_quote(cli, NULL, path), problem);
	}
	if (!text)
		return OTK_CLI_DONE;
	given = otk_cli_json_parse(cli, text, size, &problem);
	if (!given && isalpha((unsigned char)*text))
		return otk_cli_wrong(cli,
			"JSON: %s is not a JSON object; write '{\"name\": value}', @FILE or -",
			otk_cli_quote(cli, NULL, text));
	if (!given)
		return otk_cli_wrong(cli, "JSON: the value is not JSON: %s", problem);
	if (!json_object_is_type(given, json_type_object))
		return otk_cli_wrong(
			cli, "JSON: the value is not a JSON object; write '{\"name\": value}'");
	*body = given;
	return OTK_CLI_DONE;
}

static otk_cli_exit run_invoke(
	otk_cli *cli, const otk_cli_command *command, const otk_cli_input *input)
{
	const otk_cli_operation *operation = NULL;
	otk_client *client = NULL;
	json_object *body = NULL;
	const char *response = NULL;
	otk_error error = OTK_ERROR_INIT;
	otk_cli_exit code = read_input(cli, input->words[1], &body);

	(void)command;
	if (code)
		return code;
	cli->json_names = true;
	if (otk_cli_describe_one(cli, input->words[0], &operation, &error))
		return otk_cli_unknown_operation(cli, input->words[0], &error);
	if (cli->extra)
		otk_cli_json_add_extra(cli, body, cli->extra);
	code = otk_cli_connect(cli, operation->account, &client);
	if (code)
		return code;
	if (cli->dry_run)
		return otk_cli_dry_run(cli, client, operation, otk_cli_json_text(body));
	code = otk_cli_operation_invoke(cli, client, operation, otk_cli_json_text(body), &response);
	return code ? code
		    : otk_cli_print_response_as_json(cli, operation, response, strlen(response));
}

OTK_CLI_COMMAND(invoke) = {
	.feature = "invoke",
	.summary = "Call any operation with JSON, print the service's response",
	.words = OTK_CLI_WORDS("OPERATION", "[JSON|@FILE|-]"),
	.examples = OTK_CLI_WORDS("invoke archives.list '{\"count\": 3}'",
		"invoke session.create '{\"p2p.preference\": \"disabled\"}' --field session_id"),
	.run = run_invoke,
};

/* SPDX-License-Identifier: MIT */
/* otk invoke: calls an operation by its name, with options as JSON. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "tools/otk/code/dry_run.h"
#include "tools/otk/input.h"
#include "tools/otk/json.h"
#include "tools/otk/message.h"
#include "tools/otk/operations/feature.h"
#include "tools/otk/operations/operation_call.h"
#include "tools/otk/output/response.h"
#include "tools/otk/output/secrets.h"
#include "tools/otk/settings/connect.h"
#include "tools/otk/tables/catalog.h"
#include "tools/otk/tables/command.h"

static otk_cli_exit run_invoke(
	otk_cli *cli, const otk_cli_command *command, const otk_cli_input *input)
{
	const otk_cli_operation *operation = NULL;
	otk_client *client = NULL;
	json_object *body = NULL;
	const char *response = NULL;
	otk_error error = OTK_ERROR_INIT;
	otk_cli_exit code;

	(void)command;
	cli->json_names = true;
	/* The name is checked first, so that "invoke archives list" is reported as a wrong name. */
	if (otk_cli_describe_one(cli, input->words[0], &operation, &error))
		return otk_cli_unknown_operation(cli, input->words[0], &error);
	code = otk_cli_input_object(cli, input->words[1], &body);
	if (!code)
		code = otk_cli_add_extra(cli, body);
	if (!code)
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
	.summary = "Call any operation with JSON, print the record as JSON",
	.words = OTK_CLI_WORDS("OPERATION", "[JSON|@FILE|-]"),
	.examples = OTK_CLI_WORDS("invoke archives.list '{\"count\": 3}'",
		"invoke session.create '{\"p2p.preference\": \"disabled\"}' --field session_id"),
	.takes_extra = true,
	.run = run_invoke,
};

/* SPDX-License-Identifier: MIT */
/* Runs an operation of the service: from the user's words to the response. */
#include "config.h"

#include <string.h>

#include "tools/otk/code/dry_run.h"
#include "tools/otk/json.h"
#include "tools/otk/message.h"
#include "tools/otk/operations/confirm.h"
#include "tools/otk/operations/operation_call.h"
#include "tools/otk/operations/operation_run.h"
#include "tools/otk/operations/pages.h"
#include "tools/otk/output/field.h"
#include "tools/otk/output/response.h"
#include "tools/otk/settings/connect.h"
#include "tools/otk/settings/time_limit.h"
#include "tools/otk/tables/command.h"

/*
 * Calls an operation that takes the key of a project or of the account. An OpenTok key does not
 * show which of the two it is, so a call that is refused with a project key is repeated with an
 * account key.
 */
static otk_cli_exit invoke_as_either(otk_cli *cli, otk_client *project,
	const otk_cli_operation *operation, const char *json, const char **response)
{
	otk_error error = OTK_ERROR_INIT;
	otk_client *account = NULL;
	otk_cli_exit code;

	cli->caught = &error;
	code = otk_cli_operation_invoke(cli, project, operation, json, response);
	cli->caught = NULL;
	if (!code || error.status != OTK_E_AUTH ||
		otk_key_backend(otk_client_key(project)) != OTK_BACKEND_OPENTOK)
		return code ? otk_cli_fail(cli, &error) : code;
	code = otk_cli_connect(cli, true, &account);
	return code ? code : otk_cli_operation_invoke(cli, account, operation, json, response);
}

otk_cli_exit otk_cli_run_operation(
	otk_cli *cli, const otk_cli_command *command, const otk_cli_input *input)
{
	const otk_cli_operation *operation = command->operation;
	otk_client *client = NULL;
	const char *response = NULL;
	json_object *body = NULL;
	otk_cli_exit code = otk_cli_request_body(cli, command, input, &body);
	const char *json;

	if (!code)
		code = otk_cli_field_check(cli, operation);
	if (!code)
		code = otk_cli_connect(cli, operation->account, &client);
	if (code)
		return code;
	if (cli->dry_run)
		return otk_cli_dry_run(cli, client, operation, otk_cli_json_text(body));
	code = otk_cli_confirm(cli, command, input);
	if (code)
		return code;
	if (otk_cli_json_yes(input->local, "all"))
		return otk_cli_all_pages(cli, client, operation, body);
	json = otk_cli_json_text(body);
	if (operation->either) {
		/* A request that changes something must report its outcome, even if it is late. */
		if (operation->repeatable)
			otk_cli_guard_time(cli);
		code = invoke_as_either(cli, client, operation, json, &response);
		otk_cli_unguard_time();
	} else {
		code = otk_cli_operation_invoke(cli, client, operation, json, &response);
	}
	return code ? code : otk_cli_print_response(cli, operation, response, strlen(response));
}

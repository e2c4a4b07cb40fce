/* SPDX-License-Identifier: MIT */
/* One call of an operation by name, with JSON. */
#ifndef OTK_CLI_OPERATION_CALL_H
#define OTK_CLI_OPERATION_CALL_H

#include "tools/otk/tables/command.h"

/* Adds --extra-json to the options of a call. */
otk_cli_exit otk_cli_add_extra(otk_cli *cli, json_object *body);
/* The input of the call as one flat object: options, ids, --extra-json. */
otk_cli_exit otk_cli_request_body(otk_cli *cli, const otk_cli_command *command,
	const otk_cli_input *input, json_object **body);
/* --dry-run: shows the request for the input of the call, see otk_cli_dry_run(). */
otk_cli_exit otk_cli_dry_run_input(otk_cli *cli, otk_client *client,
	const otk_cli_operation *operation, const otk_cli_command *command,
	const otk_cli_input *input);
/* Calls the operation; *response is the service's text, "" when it sent none. */
otk_cli_exit otk_cli_operation_invoke(otk_cli *cli, otk_client *client,
	const otk_cli_operation *operation, const char *json, const char **response);

#endif

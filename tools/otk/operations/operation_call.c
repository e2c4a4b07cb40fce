/* SPDX-License-Identifier: MIT */
/* One call of an operation by name, with JSON. */
#include "config.h"

#include <string.h>

#include "tools/otk/code/dry_run.h"
#include "tools/otk/json.h"
#include "tools/otk/memory.h"
#include "tools/otk/message.h"
#include "tools/otk/operations/operation_call.h"
#include "tools/otk/output/secrets.h"
#include "tools/otk/tables/command.h"

otk_cli_exit otk_cli_add_extra(otk_cli *cli, json_object *body)
{
	const char *twice = cli->extra ? otk_cli_json_add_extra(cli, body, cli->extra) : NULL;

	return twice ? otk_cli_wrong(cli, "--extra-json: %s is given twice",
			       otk_cli_quote(cli, NULL, twice))
		     : OTK_CLI_DONE;
}

otk_cli_exit otk_cli_request_body(otk_cli *cli, const otk_cli_command *command,
	const otk_cli_input *input, json_object **result)
{
	const otk_cli_operation *operation = command->operation;
	json_object *body = input->options;

	for (size_t i = 0; i < operation->id_count && i < input->word_count; i++)
		otk_cli_json_add(body, operation->ids[i], otk_cli_json_string(input->words[i]));
	if (command->alias_field && operation->id_count < input->word_count)
		otk_cli_json_add(body, command->alias_field,
			otk_cli_json_string(input->words[operation->id_count]));
	*result = body;
	return otk_cli_add_extra(cli, body);
}

otk_cli_exit otk_cli_dry_run_input(otk_cli *cli, otk_client *client,
	const otk_cli_operation *operation, const otk_cli_command *command,
	const otk_cli_input *input)
{
	json_object *body = NULL;
	const otk_cli_exit code = otk_cli_request_body(cli, command, input, &body);

	return code ? code : otk_cli_dry_run(cli, client, operation, otk_cli_json_text(body));
}

otk_cli_exit otk_cli_operation_invoke(otk_cli *cli, otk_client *client,
	const otk_cli_operation *operation, const char *json, const char **response)
{
	otk_error error = OTK_ERROR_INIT;
	char *text = NULL;

	if (otk_invoke(client, operation->name, json, &text, &error))
		return otk_cli_fail(cli, &error);
	*response = text ? otk_cli_copy(cli, text, strlen(text)) : "";
	otk_free(text);
	return OTK_CLI_DONE;
}

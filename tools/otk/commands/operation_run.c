/* SPDX-License-Identifier: MIT */
/* An operation of the service: from the words of the user to the answer. */
#include "config.h"

#include <string.h>

#include "tools/otk/output/output.h"
#include "tools/otk/commands/operation_run.h"

json_object *otk_cli_row_body(
	otk_cli *cli, const otk_cli_command *command, const otk_cli_input *input)
{
	const otk_cli_operation *operation = command->operation;
	json_object *body = input->options;
	for (size_t i = 0; i < operation->id_count && i < input->word_count; i++)
		otk_cli_json_add(body, operation->ids[i], otk_cli_json_string(input->words[i]));
	if (command->alias_field && operation->id_count < input->word_count)
		otk_cli_json_add(body, command->alias_field,
			otk_cli_json_string(input->words[operation->id_count]));
	if (cli->extra)
		otk_cli_json_merge(body, cli->extra);
	return body;
}

const char *otk_cli_row_text(json_object *body)
{
	const char *text = json_object_to_json_string_ext(
		body, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE);
	if (!text)
		otk_cli_out_of_memory();
	return text;
}

otk_cli_exit otk_cli_row_invoke(otk_cli *cli, otk_client *client,
	const otk_cli_operation *operation, const char *json, const char **answer)
{
	otk_error error = OTK_ERROR_INIT;
	char *text = NULL;
	if (otk_invoke(client, operation->name, json, &text, &error))
		return otk_cli_fail(cli, &error);
	*answer = text ? otk_cli_copy(cli, text, strlen(text)) : "";
	otk_free(text);
	return OTK_CLI_DONE;
}

otk_cli_exit otk_cli_run_row(
	otk_cli *cli, const otk_cli_command *command, const otk_cli_input *input)
{
	const otk_cli_operation *operation = command->operation;
	otk_client *client = NULL;
	json_object *body = otk_cli_row_body(cli, command, input);
	otk_cli_exit code = otk_cli_connect(cli, operation->account, &client);
	if (code)
		return code;
	if (cli->dry_run)
		return otk_cli_dry_run(cli, client, operation, otk_cli_row_text(body));
	if (otk_cli_json_yes(input->local, "all"))
		return otk_cli_row_pages(cli, client, operation, body);
	const char *answer = NULL;
	code = otk_cli_row_invoke(cli, client, operation, otk_cli_row_text(body), &answer);
	return code ? code : otk_cli_print_answer(cli, operation, answer, strlen(answer));
}

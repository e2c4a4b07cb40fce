/* SPDX-License-Identifier: MIT */
/* otk invoke, otk describe: the service and the tables as JSON, for scripts. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "tools/otk/output/output.h"
#include "tools/otk/commands/operation_run.h"

#define INPUT_MAX (4 * 1024 * 1024)

/* The JSON of the user: text, @file or "-"; an empty object when there is none. */
static otk_cli_exit read_input(otk_cli *cli, const char *text, json_object **body)
{
	const char *problem = NULL;
	size_t size = text ? strlen(text) : 0;
	*body = otk_cli_json_object(cli);
	if (text && (*text == '@' || strcmp(text, "-") == 0)) {
		const char *path = *text == '@' ? text + 1 : text;
		text = otk_cli_read_file(cli, path, INPUT_MAX, &size, &problem);
		if (!text)
			return otk_cli_wrong(cli, "%s: %s", path, problem);
	}
	if (!text)
		return OTK_CLI_DONE;
	json_object *given = otk_cli_json_parse(cli, text, size, &problem);
	if (!given)
		return otk_cli_wrong(cli, "the JSON cannot be read: %s", problem);
	if (!json_object_is_type(given, json_type_object))
		return otk_cli_wrong(cli, "the JSON must be one object: {\"name\": value, …}");
	*body = given;
	return OTK_CLI_DONE;
}

otk_cli_exit otk_cli_run_invoke(
	otk_cli *cli, const otk_cli_command *command, const otk_cli_input *input)
{
	(void)command;
	const otk_cli_operation *operation = NULL;
	otk_client *client = NULL;
	json_object *body = NULL;
	const char *answer = NULL;
	otk_error error = OTK_ERROR_INIT;
	otk_cli_exit code = read_input(cli, input->words[1], &body);
	if (code)
		return code;
	if (otk_cli_describe_one(cli, input->words[0], &operation, &error))
		return otk_cli_fail(cli, &error);
	if (cli->extra)
		otk_cli_json_merge(body, cli->extra);
	code = otk_cli_connect(cli, operation->account, &client);
	if (code)
		return code;
	if (cli->dry_run)
		return otk_cli_dry_run(cli, client, operation, otk_cli_row_text(body));
	code = otk_cli_row_invoke(cli, client, operation, otk_cli_row_text(body), &answer);
	if (!code)
		otk_cli_print_json_text(cli, answer, strlen(answer));
	return code;
}

otk_cli_exit otk_cli_run_describe(
	otk_cli *cli, const otk_cli_command *command, const otk_cli_input *input)
{
	(void)command;
	json_object *json = NULL;
	otk_cli_exit code = otk_cli_describe_json(cli, input->words[0], &json);
	if (code || cli->json) {
		if (!code)
			otk_cli_print_json(cli, json);
		return code;
	}
	const char *text = json_object_to_json_string_ext(json,
		JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_SPACED | JSON_C_TO_STRING_NOSLASHESCAPE);
	if (!text)
		otk_cli_out_of_memory();
	otk_cli_print_json_text(cli, text, strlen(text));
	return OTK_CLI_DONE;
}

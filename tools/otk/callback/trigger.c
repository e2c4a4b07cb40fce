/* SPDX-License-Identifier: MIT */
/* otk trigger: sends a made-up callback to the user's program, without any server. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "tools/otk/callback/deliver.h"
#include "tools/otk/callback/kinds.h"
#include "tools/otk/json.h"
#include "tools/otk/memory.h"
#include "tools/otk/message.h"
#include "tools/otk/output/response.h"
#include "tools/otk/tables/command.h"

static const otk_cli_field fields[] = {
	OTK_CLI_DELIVER_FIELDS,
	OTK_CLI_FIELD("session-id", STRING, "session of the callback (default: generated)"),
	OTK_CLI_FIELD("id", STRING, "id of the archive, stream, call … (default: generated)"),
	OTK_CLI_FIELD("project-id", STRING, "API key or application id (default: 123456)"),
};
static const otk_cli_type trigger_options = OTK_CLI_TYPE(fields);

static otk_cli_exit list_names(otk_cli *cli)
{
	const char *const *names = otk_cli_callback_names(cli);
	json_object *result = otk_cli_json_object(cli), *list = otk_cli_json_array(cli);

	for (const char *const *name = names; *name; name++) {
		if (!otk_cli_wants_result(cli))
			puts(*name);
		otk_cli_json_append(list, otk_cli_json_string(*name));
	}
	otk_cli_json_add(result, "callbacks", json_object_get(list));
	return otk_cli_wants_result(cli) ? otk_cli_print_result(cli, result) : OTK_CLI_DONE;
}

static otk_cli_exit run_trigger(
	otk_cli *cli, const otk_cli_command *command, const otk_cli_input *input)
{
	const otk_cli_callback_values values = {
		.session_id = otk_cli_json_get(input->local, "session-id"),
		.id = otk_cli_json_get(input->local, "id"),
		.project = otk_cli_json_get(input->local, "project-id")};
	otk_cli_delivery_target target;
	json_object *body;
	const char *text;
	otk_cli_exit code;

	(void)command;
	if (!input->words[0])
		return list_names(cli);
	body = otk_cli_callback_make(cli, input->words[0], &values);
	if (!body)
		return OTK_CLI_WRONG_USE;
	if (cli->extra)
		otk_cli_json_merge(body, cli->extra);
	code = otk_cli_delivery_target_find(cli, input->local, &target);
	if (code)
		return code;
	text = otk_cli_json_text(body);
	return otk_cli_deliver(cli, &target, input->words[0], text, strlen(text));
}

OTK_CLI_COMMAND(trigger) = {
	.feature = "trigger",
	.summary = "Send an example callback; without KIND, list the kinds",
	.words = OTK_CLI_WORDS("[KIND]"),
	.word_values = otk_cli_callback_names,
	.examples = OTK_CLI_WORDS("trigger",
		"trigger archive.available --to http://localhost:8080/ --secret-file secret.txt",
		"trigger session.created --dry-run"),
	.local = &trigger_options,
	.takes_extra = true,
	.run = run_trigger,
};

/* SPDX-License-Identifier: MIT */
/* FEATURE wait: for rows that say which status ends their object's life. */
#include "config.h"

#include "tools/otk/json.h"
#include "tools/otk/message.h"
#include "tools/otk/operations/operation_call.h"
#include "tools/otk/operations/wait.h"
#include "tools/otk/output/dry_run.h"
#include "tools/otk/output/response.h"
#include "tools/otk/settings/connect.h"
#include "tools/otk/tables/command.h"
#include "tools/otk/tables/units.h"

static const otk_cli_field fields[] = {
	{.name = "until",
		.option = "until",
		.kind = OTK_KIND_STRING,
		.help = "this status (default: any that is final)"},
	{.name = "timeout",
		.option = "timeout",
		.kind = OTK_KIND_STRING,
		.help = "how long, such as 30s (default: 10m)"},
	{.name = "interval",
		.option = "interval",
		.kind = OTK_KIND_STRING,
		.help = "the first pause; they grow up to 15s (default: 500ms)"},
};
const otk_cli_type otk_cli_wait_options = {fields, OTK_COUNT_OF(fields)};

static otk_cli_exit read_time(
	otk_cli *cli, const otk_cli_input *input, const char *name, int64_t *ms)
{
	const char *text = otk_cli_json_get(input->local, name);
	*ms = 0;
	if (text && (!otk_cli_read_ms(text, ms) || *ms <= 0))
		return otk_cli_wrong(cli, "--%s takes a time such as 30s or 500ms", name);
	return OTK_CLI_DONE;
}

/* A final status that is not the wanted one: the service's answer, not a slip of the user's. */
static otk_cli_exit fail(otk_cli *cli, const otk_error *error)
{
	if (error->status != OTK_E_STATE)
		return otk_cli_fail(cli, error);
	return otk_cli_report(
		cli, OTK_CLI_REFUSED, otk_status_name(error->status), "%s", error->message);
}

otk_cli_exit otk_cli_run_wait(
	otk_cli *cli, const otk_cli_command *command, const otk_cli_input *input)
{
	const otk_cli_operation *operation = command->operation;
	otk_wait_options options = OTK_WAIT_OPTIONS_INIT;
	otk_client *client = NULL;
	options.until = otk_cli_json_get(input->local, "until");
	otk_cli_exit code = read_time(cli, input, "timeout", &options.timeout_ms);
	if (!code)
		code = read_time(cli, input, "interval", &options.interval_ms);
	if (!code)
		code = otk_cli_connect(cli, operation->account, &client);
	if (code)
		return code;
	if (cli->dry_run)
		return otk_cli_dry_run(cli, client, operation,
			otk_cli_json_text(otk_cli_request_body(cli, command, input)));
	void *record = NULL;
	otk_error error = OTK_ERROR_INIT;
	otk_status status = otk_wait(
		client, operation->name, operation->minor, input->words, &options, &record, &error);
	if (record) {
		size_t size = 0;
		const char *json = otk_record_json(record, &size);
		code = otk_cli_print_response(cli, operation, json, json ? size : 0);
		otk_free(record);
	}
	return status ? fail(cli, &error) : code;
}

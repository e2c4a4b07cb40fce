/* SPDX-License-Identifier: MIT */
/* FEATURE wait: for operations whose table says which status is final. */
#include "config.h"

#include <string.h>

#include "tools/otk/code/dry_run.h"
#include "tools/otk/json.h"
#include "tools/otk/memory.h"
#include "tools/otk/message.h"
#include "tools/otk/operations/operation_call.h"
#include "tools/otk/operations/wait.h"
#include "tools/otk/output/field.h"
#include "tools/otk/output/response.h"
#include "tools/otk/output/secrets.h"
#include "tools/otk/output/wording.h"
#include "tools/otk/settings/connect.h"
#include "tools/otk/tables/catalog.h"
#include "tools/otk/tables/command.h"
#include "tools/otk/tables/suggest.h"
#include "tools/otk/tables/units.h"

static const otk_cli_field fields[] = {
	OTK_CLI_FIELD("until", STRING, "wait for this status (default: any final one)",
		.value_name = "STATUS"),
	OTK_CLI_FIELD("timeout", STRING, "stop waiting after this time (default: 10m)",
		.value_name = "TIME"),
	OTK_CLI_FIELD("interval", STRING,
		"first pause between two requests; pauses grow up to 15s (default: 500ms)",
		.value_name = "TIME"),
};
const otk_cli_type otk_cli_wait_options = OTK_CLI_TYPE(fields);

static otk_cli_exit read_time(
	otk_cli *cli, const otk_cli_input *input, const char *name, int64_t *ms)
{
	const char *text = otk_cli_json_get(input->local, name);

	*ms = 0;
	if (text && (!otk_cli_read_ms(text, ms) || *ms <= 0))
		return otk_cli_wrong(cli, "--%s: %s is not a time; write 30s, 500ms or 10m", name,
			otk_cli_quote(cli, NULL, text));
	return OTK_CLI_DONE;
}

static bool is_one_of(const char *const *words, const char *word)
{
	for (; words && *words; words++)
		if (strcmp(*words, word) == 0)
			return true;
	return false;
}

/*
 * The field of the status: "status", or "status|broadcastUrls.hlsStatus", where the first counts.
 */
static const otk_cli_field *status_field(otk_cli *cli, const otk_cli_operation *operation)
{
	const char *path = operation->status ? operation->status : "status";

	return otk_cli_field_named(operation->result, otk_cli_copy(cli, path, strcspn(path, "|.")));
}

/* A status with a typo would never come. */
static otk_cli_exit check_until(otk_cli *cli, const otk_cli_operation *operation, const char *until)
{
	const otk_cli_field *field = status_field(cli, operation);

	const char *const *known[] = {field ? field->values : NULL, operation->final_values};
	otk_cli_suggestion suggestion = {0};
	const char *joined = "";

	if (!until || cli->checks == OTK_CHECKS_OFF || is_one_of(known[0], until) ||
		is_one_of(known[1], until))
		return OTK_CLI_DONE;
	for (size_t i = 0; i < OTK_COUNT_OF(known); i++)
		for (const char *const *word = known[i]; word && *word; word++) {
			otk_cli_suggest(&suggestion, until, *word);
			if (i == 0 || !is_one_of(known[0], *word))
				joined = otk_cli_text(
					cli, "%s%s%s", joined, *joined ? ", " : "", *word);
		}
	return otk_cli_wrong(cli, "--until: %s is not a known status%s",
		otk_cli_quote(cli, NULL, until),
		otk_cli_did_you_mean(cli, &suggestion,
			otk_cli_text(cli, "; known are %s (--no-checks allows others)", joined)));
}

/* Final statuses that mean failure, for tables that do not say which do. */
static const char *const usual_failures[] = {"failed", "error", "expired", "deleted", NULL};

/* Why the object of the record has failed: its status and reason; NULL: it has not. */
static const char *failure_of(
	otk_cli *cli, const otk_cli_operation *operation, const char *json, size_t size)
{
	const char *problem = NULL;
	const otk_cli_field *field = status_field(cli, operation);
	json_object *record = size ? otk_cli_json_read(cli, json, size, &problem) : NULL;
	const char *status = field && record ? otk_cli_json_get(record, field->name) : NULL;
	const char *reason = record ? otk_cli_json_get(record, "reason") : NULL;

	const char *const *failures =
		operation->failure_values ? operation->failure_values : usual_failures;

	if (!status || !is_one_of(failures, status))
		return NULL;
	return otk_cli_text(
		cli, "\"%s\"%s%s", status, reason && *reason ? ": " : "", reason ? reason : "");
}

/* A final status other than the wanted one is the service's verdict, not wrong use. */
static otk_cli_exit fail_wait(otk_cli *cli, const otk_error *error)
{
	if (error->status != OTK_E_STATE)
		return otk_cli_fail(cli, error);
	return otk_cli_report(cli, OTK_CLI_REFUSED, otk_status_name(error->status), "%s",
		otk_cli_in_user_words(cli, error->message));
}

static otk_cli_exit wait_and_print(otk_cli *cli, otk_client *client,
	const otk_cli_operation *operation, const char *const *ids, const otk_wait_options *options)
{
	otk_cli_exit code = OTK_CLI_DONE;
	void *record = NULL;
	size_t size = 0;
	const char *json = NULL, *failed = NULL;
	otk_error error = OTK_ERROR_INIT;

	otk_status status =
		otk_wait(client, operation->name, operation->minor, ids, options, &record, &error);

	if (record) {
		json = otk_record_json(record, &size);
		code = otk_cli_print_response(cli, operation, json, json ? size : 0);
		failed = options->until ? NULL : failure_of(cli, operation, json, json ? size : 0);
	}
	if (status)
		code = fail_wait(cli, &error);
	else if (failed && !code)
		code = otk_cli_report(cli, OTK_CLI_REFUSED, otk_status_name(OTK_E_STATE),
			"%s: ended with the status %s", cli->command, failed);
	otk_free(record);
	return code;
}

otk_cli_exit otk_cli_run_wait(
	otk_cli *cli, const otk_cli_command *command, const otk_cli_input *input)
{
	const otk_cli_operation *operation = command->operation;
	otk_wait_options options = OTK_WAIT_OPTIONS_INIT;
	otk_client *client = NULL;
	otk_cli_exit code;

	options.until = otk_cli_json_get(input->local, "until");
	code = read_time(cli, input, "timeout", &options.timeout_ms);
	if (!code)
		code = read_time(cli, input, "interval", &options.interval_ms);
	if (!code)
		code = check_until(cli, operation, options.until);
	if (!code)
		code = otk_cli_field_check(cli, operation);
	if (!code)
		code = otk_cli_connect(cli, operation->account, &client);
	if (code)
		return code;
	if (cli->dry_run)
		return otk_cli_dry_run_input(cli, client, operation, command, input);
	return wait_and_print(cli, client, operation, input->words, &options);
}

/* SPDX-License-Identifier: MIT */
/*
 * FEATURE download: for operations whose table says where the file of the object is. A FILE.part of
 * an earlier attempt is continued.
 */
#include "config.h"

#include "tools/otk/code/dry_run.h"
#include "tools/otk/json.h"
#include "tools/otk/memory.h"
#include "tools/otk/message.h"
#include "tools/otk/operations/download.h"
#include "tools/otk/operations/operation_call.h"
#include "tools/otk/output/output_file.h"
#include "tools/otk/output/wording.h"
#include "tools/otk/settings/connect.h"
#include "tools/otk/tables/catalog.h"
#include "tools/otk/tables/command.h"
#include "tools/otk/terminal/progress.h"

static const otk_cli_field fields[] = {
	OTK_CLI_FIELD("force", FLAG, "replace FILE if it exists", .bare = true),
	OTK_CLI_FIELD("skip-digest", FLAG, "do not check the digest that the service gives",
		.bare = true),
};
const otk_cli_type otk_cli_download_options = OTK_CLI_TYPE(fields);

static otk_cli_exit fail_download(otk_cli *cli, const otk_error *error)
{
	if (error->status != OTK_E_STATE)
		return otk_cli_fail(cli, error);
	return otk_cli_report(cli, OTK_CLI_REFUSED, otk_status_name(error->status), "%s",
		otk_cli_in_user_words(cli, error->message));
}

/*
 * Whether the same command cannot continue the part: the file is another one by now, or the server
 * has less or more of it than was announced.
 */
static bool is_useless_part(otk_status status, const otk_error *error)
{
	return status == OTK_E_HASH || status == OTK_E_TOO_LARGE || error->http_status == 416;
}

static otk_status download_to(otk_cli *cli, otk_client *client, const otk_cli_operation *operation,
	const otk_cli_input *input, const otk_cli_output_file *t, otk_error *error)
{
	const char *ids[OTK_CLI_WORDS_MAX + 1] = {NULL};
	otk_cli_progress progress;
	otk_status status;

	for (size_t i = 0; i < operation->id_count && i < OTK_CLI_WORDS_MAX; i++)
		ids[i] = input->words[i];
	otk_cli_progress_start(&progress, cli, t->present);
	status = otk_download(client, operation->name, operation->minor, ids, t->fd,
		&OTK_DOWNLOAD_OPTIONS(.progress = otk_cli_progress_show, .userdata = &progress,
			.resume_from = t->present, .timeout_ms = cli->timeout_ms,
			.skip_digest = otk_cli_json_yes(input->local, "skip-digest") ? OTK_YES
										     : OTK_UNSET),
		error);
	otk_cli_progress_end(&progress);
	return status;
}

/* The operation whose file is to be downloaded: another one than "get" with an option such as
 * --transcript. */
static otk_cli_exit choose_operation(otk_cli *cli, const otk_cli_command *command,
	const otk_cli_input *input, const otk_cli_operation **operation)
{
	otk_error error = OTK_ERROR_INIT;

	*operation = command->operation;
	for (size_t i = OTK_COUNT_OF(fields); i < command->local->count; i++) {
		const char *verb = command->local->fields[i].name;

		if (otk_cli_json_yes(input->local, verb) &&
			otk_cli_describe_one(cli,
				otk_cli_text(cli, "%s.%s", command->feature, verb), operation,
				&error))
			return otk_cli_fail(cli, &error);
	}
	return OTK_CLI_DONE;
}

otk_cli_exit otk_cli_run_download(
	otk_cli *cli, const otk_cli_command *command, const otk_cli_input *input)
{
	const otk_cli_operation *operation = NULL;
	otk_cli_output_file t = {.file = input->words[command->operation->id_count],
		.force = otk_cli_json_yes(input->local, "force")};
	otk_client *client = NULL;
	otk_cli_exit code = choose_operation(cli, command, input, &operation);
	otk_error error = OTK_ERROR_INIT;
	otk_status status;

	if (!code)
		code = otk_cli_connect(cli, operation->account, &client);
	if (code)
		return code;
	if (cli->dry_run)
		return otk_cli_dry_run_input(cli, client, operation, command, input);
	code = otk_cli_output_file_open(cli, &t);
	if (code)
		return code;
	status = download_to(cli, client, operation, input, &t, &error);
	if (!status)
		return otk_cli_output_file_finish(cli, &t);
	code = fail_download(cli, &error);
	otk_cli_output_file_leave(cli, &t, is_useless_part(status, &error));
	return code;
}

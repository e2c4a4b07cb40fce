/* SPDX-License-Identifier: MIT */
/* otk archives sync: brings a folder up to date with all available archives. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include <otk/sync.h>

#include "tools/otk/file.h"
#include "tools/otk/json.h"
#include "tools/otk/memory.h"
#include "tools/otk/message.h"
#include "tools/otk/operations/confirm.h"
#include "tools/otk/output/format.h"
#include "tools/otk/output/response.h"
#include "tools/otk/output/wording.h"
#include "tools/otk/settings/connect.h"
#include "tools/otk/settings/time_limit.h"
#include "tools/otk/tables/command.h"
#include "tools/otk/terminal/progress.h"
#include "tools/otk/terminal/text.h"

#define SECRET_MAX 16384

static const otk_cli_field fields[] = {
	OTK_CLI_FIELD("session-id", STRING, "only the archives of this session"),
	OTK_CLI_FIELD("key", STRING,
		"decrypt archives that have a password with the private key in this file",
		.value_name = "FILE"),
	OTK_CLI_FIELD("delete-after-verify", FLAG,
		"delete an archive in the cloud when its copy has been verified", .bare = true),
	OTK_CLI_FIELD("transcripts", FLAG, "download transcripts as well", .bare = true),
};
static const otk_cli_type sync_options = OTK_CLI_TYPE(fields);

/* What the callback needs. */
typedef struct sync_view {
	otk_cli *cli;
	otk_cli_progress bar;
	bool bar_is_on;
} sync_view;

static void end_bar(sync_view *view)
{
	if (view->bar_is_on)
		otk_cli_progress_end(&view->bar);
	view->bar_is_on = false;
}

static const char *message_of(otk_cli *cli, const otk_error *error)
{
	return error ? otk_cli_plain(cli, otk_cli_in_user_words(cli, error->message)) : "";
}

/* Lines for people; with --json only errors are printed before the numbers at the end. */
static void show_line(sync_view *view, const otk_sync_event *event)
{
	otk_cli *cli = view->cli;
	const char *id = otk_cli_plain(cli, event->archive_id);

	if (event->step == OTK_SYNC_FAILED || event->step == OTK_SYNC_NOT_DELETED)
		fprintf(stderr, "otk: %s: %s%s\n", id,
			event->step == OTK_SYNC_FAILED ? "" : "not deleted: ",
			message_of(cli, event->error));
	if (cli->json || cli->field)
		return;
	if (event->step == OTK_SYNC_STORED)
		printf("%s: %s\n", event->file, otk_cli_format_bytes(cli, event->total));
	else if (event->step == OTK_SYNC_TRANSCRIPT)
		printf("%s\n", event->file);
	else if (event->step == OTK_SYNC_DELETED)
		printf("%s: deleted in the cloud\n", id);
	else if (event->step == OTK_SYNC_WANTED)
		printf("%s: would be downloaded\n", event->file);
	fflush(stdout);
}

static otk_status show_step(void *userdata, const otk_sync_event *event)
{
	sync_view *view = userdata;

	if (otk_cli_time_is_up(view->cli))
		return OTK_E_TIMEOUT;
	if (event->step == OTK_SYNC_PROGRESS) {
		if (!view->bar_is_on)
			otk_cli_progress_start(&view->bar, view->cli, event->done);
		view->bar_is_on = true;
		return otk_cli_progress_show(&view->bar, event->done, event->total);
	}
	end_bar(view);
	show_line(view, event);
	return OTK_OK;
}

static void add_number(json_object *object, const char *name, int64_t number)
{
	json_object *value = otk_cli_json_number(number);

	otk_cli_json_add(object, name, value);
}

static otk_cli_exit print_numbers(otk_cli *cli, const otk_sync_result *result)
{
	json_object *numbers;

	if (!otk_cli_wants_result(cli)) {
		printf("%lld available: %lld stored (%s), %lld there already, %lld "
		       "deleted, %lld failed\n",
			(long long)result->available, (long long)result->stored,
			otk_cli_format_bytes(cli, result->bytes), (long long)result->kept,
			(long long)result->deleted, (long long)result->failed);
		return OTK_CLI_DONE;
	}
	numbers = otk_cli_json_object(cli);
	add_number(numbers, "available", result->available);
	add_number(numbers, "stored", result->stored);
	add_number(numbers, "bytes", result->bytes);
	add_number(numbers, "transcripts", result->transcripts);
	add_number(numbers, "kept", result->kept);
	add_number(numbers, "deleted", result->deleted);
	add_number(numbers, "notDeleted", result->not_deleted);
	add_number(numbers, "failed", result->failed);
	return otk_cli_print_result(cli, numbers);
}

/* Cron must learn of every archive that is not safe. */
static otk_cli_exit report_failure(
	otk_cli *cli, const otk_sync_result *result, const otk_error *error)
{
	if (error->status && !result->failed)
		return otk_cli_fail(cli, error);
	if (error->status == OTK_E_IO)
		return otk_cli_fail(cli, error);
	if (result->failed)
		return otk_cli_report(cli, OTK_CLI_REFUSED, otk_status_name(error->status),
			"%lld of %lld archives failed; the same command continues",
			(long long)result->failed, (long long)result->available);
	if (result->not_deleted)
		return otk_cli_report(cli, OTK_CLI_REFUSED, "not-deleted",
			"%lld archives are stored, but could not be verified and are not deleted",
			(long long)result->not_deleted);
	return OTK_CLI_DONE;
}

static otk_cli_exit read_key(otk_cli *cli, json_object *local, otk_sync_options *options)
{
	const char *file = otk_cli_json_get(local, "key");
	char *key = NULL;
	otk_cli_exit code =
		file ? otk_cli_read_secret(cli, "--key", file, SECRET_MAX, &key) : OTK_CLI_DONE;

	options->private_key_pem = key;
	return code;
}

static otk_cli_exit run_sync(
	otk_cli *cli, const otk_cli_command *command, const otk_cli_input *input)
{
	otk_sync_options options = OTK_SYNC_OPTIONS_INIT;
	otk_sync_result result = OTK_SYNC_RESULT_INIT;
	sync_view view = {.cli = cli};
	otk_error error = OTK_ERROR_INIT;
	otk_client *client = NULL;
	otk_cli_exit code = read_key(cli, input->local, &options);
	otk_cli_exit printed;

	options.folder = input->words[0];
	options.session_id = otk_cli_json_get(input->local, "session-id");
	options.progress = show_step;
	options.userdata = &view;
	options.dry_run = cli->dry_run ? OTK_YES : OTK_UNSET;
	if (otk_cli_json_yes(input->local, "delete-after-verify"))
		options.delete_after_verify = OTK_YES;
	if (otk_cli_json_yes(input->local, "transcripts"))
		options.transcripts = OTK_YES;
	if (!code && options.delete_after_verify)
		code = otk_cli_confirm(cli, command, input);
	if (!code)
		code = otk_cli_connect(cli, false, &client);
	if (code)
		return code;
	otk_cli_guard_time(cli);
	if (!otk_sync_run(client, &options, &result, &error))
		error.status = OTK_OK;
	otk_cli_unguard_time();
	end_bar(&view);
	if (error.status && otk_cli_time_is_up(cli))
		return otk_cli_report_timeout(cli);
	if (error.status && !result.available && !result.failed)
		return otk_cli_fail(cli, &error);
	printed = print_numbers(cli, &result);
	code = report_failure(cli, &result, &error);
	return code ? code : printed;
}

OTK_CLI_COMMAND(archives_sync) = {
	.feature = "archives",
	.verb = "sync",
	.summary = "Download all available archives that are not in a folder yet",
	.words = OTK_CLI_WORDS("FOLDER"),
	.examples = OTK_CLI_WORDS("archives sync /srv/archives",
		"archives sync /srv/archives --delete-after-verify --yes"),
	.local = &sync_options,
	.results = OTK_CLI_WORDS("available", "stored", "bytes", "transcripts", "kept", "deleted",
		"notDeleted", "failed"),
	.run = run_sync,
};

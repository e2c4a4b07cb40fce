/* SPDX-License-Identifier: MIT */
/* Archives: routes. */
#include "config.h"

#include "tools/sandbox/base/json.h"
#include "tools/sandbox/request/list.h"
#include "tools/sandbox/request/reply.h"
#include "tools/sandbox/service/media/archive_document.h"
#include "tools/sandbox/service/media/archive_life.h"
#include "tools/sandbox/service/media/composition.h"
#include "tools/sandbox/service/routes.h"
#include "tools/sandbox/state/clock.h"

static const char *const output_modes[] = {"composed", "individual", NULL};

static const sandbox_field transcription_fields[] = {
	{.name = "primaryLanguageCode",
		.kind = SANDBOX_TEXT,
		.alias = "PrimaryLanguageCode",
		.otherwise = "\"en-US\""},
	{.name = "hasSummary", .kind = SANDBOX_FLAG, .alias = "HasSummary", .otherwise = "false"},
	{0},
};

static const sandbox_field start_fields[] = {
	{.name = "sessionId", .kind = SANDBOX_TEXT, .required = true},
	{.name = "name", .kind = SANDBOX_TEXT},
	{.name = "hasAudio", .kind = SANDBOX_FLAG},
	{.name = "hasVideo", .kind = SANDBOX_FLAG},
	{.name = "outputMode", .kind = SANDBOX_TEXT, .values = output_modes},
	{.name = "streamMode", .kind = SANDBOX_TEXT, .values = sandbox_stream_modes},
	{.name = "resolution", .kind = SANDBOX_TEXT, .values = sandbox_resolutions},
	{.name = "layout", .kind = SANDBOX_OBJECT, .members = sandbox_layout_fields},
	{.name = "multiArchiveTag", .kind = SANDBOX_TEXT},
	{.name = "maxBitrate",
		.kind = SANDBOX_NUMBER,
		.min = 100000,
		.max = 6000000,
		.alias = "maxBitRate"},
	{.name = "quantizationParameter", .kind = SANDBOX_NUMBER, .min = 15, .max = 40},
	{.name = "hasTranscription", .kind = SANDBOX_FLAG},
	{.name = "transcriptionProperties",
		.kind = SANDBOX_OBJECT,
		.members = transcription_fields},
	{0},
};

static const char *options_problem(json_object *input)
{
	const bool individual = sandbox_json_is(input, "outputMode", "individual");
	const bool audio = sandbox_json_flag(input, "hasAudio", true);
	const bool transcribe = sandbox_json_flag(input, "hasTranscription", false);
	const bool bitrate = sandbox_json_member(input, "maxBitrate") != NULL;
	const bool quality = sandbox_json_member(input, "quantizationParameter") != NULL;

	if (!audio && !sandbox_json_flag(input, "hasVideo", true))
		return "hasAudio and hasVideo must not both be false";
	if (individual && sandbox_json_member(input, "resolution"))
		return "resolution is not allowed with outputMode individual";
	if (individual && (sandbox_json_member(input, "layout") || bitrate || quality))
		return "layout, maxBitrate and quantizationParameter need outputMode composed";
	if (bitrate && quality)
		return "maxBitrate and quantizationParameter are mutually exclusive";
	if (transcribe && (!individual || !audio))
		return "hasTranscription needs outputMode individual and hasAudio";
	if (!transcribe && sandbox_json_member(input, "transcriptionProperties"))
		return "transcriptionProperties need hasTranscription";
	return NULL;
}

static void reply_archive(sandbox_request *request, json_object *archive)
{
	sandbox_reply_json(request, 200, sandbox_archive_view(request->box, archive));
}

static void start_archive(sandbox_request *request)
{
	const char *why = options_problem(request->input);
	const char *tag = sandbox_json_text(request->input, "multiArchiveTag", "");

	if (why)
		sandbox_refuse(request, 400, -1, "Invalid parameters: %s", why);
	else if (!sandbox_layout_check(request, sandbox_json_member(request->input, "layout")))
		return;
	else if (sandbox_tag_is_taken(request->box, request->session, "archive", tag))
		sandbox_refuse(request, 409, 15001, "Conflict. Session is already being recorded");
	if (request->replied)
		return;
	request->object = sandbox_archive_new(request->box, request->session, request->input);
	sandbox_archive_update(request->box, request->session, request->object);
	reply_archive(request, request->object);
}

static bool is_running(const sandbox_request *request)
{
	return sandbox_json_is(request->object, "status", "started") ||
	       sandbox_json_is(request->object, "status", "paused");
}

static void stop_archive(sandbox_request *request)
{
	if (!is_running(request)) {
		sandbox_refuse(request, 409, 15002,
			"Conflict. You are trying to stop an archive that is not recording.");
		return;
	}
	sandbox_archive_stop(request->box, request->object, "user initiated");
	reply_archive(request, request->object);
}

static void show_archive(sandbox_request *request)
{
	reply_archive(request, request->object);
}

static void list_archives(sandbox_request *request)
{
	sandbox_list_reply(request, "archive", NULL, sandbox_archive_view);
}

static void delete_archive(sandbox_request *request)
{
	if (!sandbox_json_is(request->object, "status", "available") &&
		!sandbox_json_is(request->object, "status", "uploaded") &&
		!sandbox_json_is(request->object, "status", "deleted")) {
		sandbox_refuse(request, 409, 15004,
			"You can only delete an archive that has one of the following statuses: "
			"available OR uploaded OR deleted");
		return;
	}
	if (!sandbox_json_is(request->object, "status", "deleted")) {
		sandbox_json_set_text(request->object, "status", "deleted");
		json_object_object_del(request->object, "_due");
		sandbox_archive_save(request->box, request->object, true);
	}
	sandbox_reply_empty(request, 204);
}

static void set_archive_layout(sandbox_request *request)
{
	if (!sandbox_layout_check(request, request->input))
		return;
	if (!sandbox_json_is(request->object, "outputMode", "composed") || !is_running(request)) {
		sandbox_refuse(request, 400, -1,
			"The layout can be changed only of a composed archive that is running");
		return;
	}
	sandbox_json_set(request->object, "_layout", json_object_get(request->input));
	sandbox_json_set_int(request->object, "updatedAt", sandbox_now(request->box));
	sandbox_store_put(request->box->store, "archive", request->object);
	reply_archive(request, request->object);
}

static void select_archive_stream(sandbox_request *request)
{
	json_object *session;

	if (!is_running(request)) {
		sandbox_refuse(request, 409, 15002, "Conflict. The archive is not recording.");
		return;
	}
	if (!sandbox_streams_change(request))
		return;
	session = sandbox_store_get(request->box->store, "session",
		sandbox_json_text(request->object, "sessionId", ""));
	sandbox_archive_update(request->box, session, request->object);
	json_object_put(session);
	sandbox_reply_empty(request, 204);
}

#define BASE "/v2/project/{id}/archive"

const sandbox_route sandbox_archive_routes[] = {
	{
		.method = "POST",
		.path = BASE,
		.operation = "archives.start",
		.summary = "starts an archive",
		.auth = SANDBOX_AUTH_PROJECT,
		.flags = SANDBOX_JSON | SANDBOX_SESSION_BODY | SANDBOX_ROUTED | SANDBOX_CLIENTS,
		.fields = start_fields,
		.handle = start_archive,
	},
	{
		.method = "GET",
		.path = BASE,
		.operation = "archives.list",
		.summary = "lists archives, newest first",
		.auth = SANDBOX_AUTH_PROJECT,
		.handle = list_archives,
	},
	{
		.method = "GET",
		.path = BASE "/{archiveId}",
		.operation = "archives.get",
		.summary = "shows an archive",
		.auth = SANDBOX_AUTH_PROJECT,
		.object = "archive",
		.parameter = "archiveId",
		.handle = show_archive,
	},
	{
		.method = "DELETE",
		.path = BASE "/{archiveId}",
		.operation = "archives.delete",
		.summary = "deletes an archive",
		.auth = SANDBOX_AUTH_PROJECT,
		.object = "archive",
		.parameter = "archiveId",
		.handle = delete_archive,
	},
	{
		.method = "POST",
		.path = BASE "/{archiveId}/stop",
		.operation = "archives.stop",
		.summary = "stops an archive",
		.auth = SANDBOX_AUTH_PROJECT,
		.object = "archive",
		.parameter = "archiveId",
		.handle = stop_archive,
	},
	{
		.method = "PUT",
		.path = BASE "/{archiveId}/layout",
		.operation = "archives.set_layout",
		.summary = "changes the layout of an archive",
		.auth = SANDBOX_AUTH_PROJECT,
		.flags = SANDBOX_JSON,
		.fields = sandbox_layout_fields,
		.object = "archive",
		.parameter = "archiveId",
		.handle = set_archive_layout,
	},
	{
		.method = "PATCH",
		.path = BASE "/{archiveId}/streams",
		.operation = "archives.select_stream",
		.summary = "adds a stream to an archive or removes one",
		.auth = SANDBOX_AUTH_PROJECT,
		.flags = SANDBOX_JSON,
		.fields = sandbox_streams_fields,
		.object = "archive",
		.parameter = "archiveId",
		.handle = select_archive_stream,
	},
	{0},
};

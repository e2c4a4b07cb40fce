/* SPDX-License-Identifier: MIT */
/* The document of an archive: creating, showing, storing and reporting it. */
#include "config.h"

#include <stdlib.h>

#include "tools/sandbox/base/ids.h"
#include "tools/sandbox/base/json.h"
#include "tools/sandbox/callbacks/event.h"
#include "tools/sandbox/service/media/archive_document.h"
#include "tools/sandbox/service/media/download.h"
#include "tools/sandbox/state/clock.h"
#include "tools/sandbox/state/project.h"

/* The address of a transcript is signed like that of the archive, unless one was forced. */
static void add_transcript_url(sandbox *box, json_object *archive, json_object *view)
{
	json_object *transcription = sandbox_json_member(view, "transcription");
	char *url;

	if (!sandbox_json_is(transcription, "status", "available") ||
		sandbox_json_member(transcription, "url"))
		return;
	transcription = sandbox_json_clone(transcription);
	url = sandbox_transcript_url(box, archive);
	sandbox_json_set_text(transcription, "url", url);
	sandbox_json_set(view, "transcription", transcription);
	free(url);
}

json_object *sandbox_archive_view(sandbox *box, json_object *archive)
{
	json_object *view = sandbox_json_public(archive);
	const bool running = sandbox_json_is(archive, "status", "started");

	if (sandbox_json_is(archive, "status", "available")) {
		char *url = sandbox_download_url(box, archive);

		sandbox_json_set_text(view, "url", url);
		free(url);
	}
	add_transcript_url(box, archive, view);
	if (!running || !sandbox_json_is(archive, "streamMode", "manual"))
		json_object_object_del(view, "streams");
	if (box->options.unknown_members)
		sandbox_json_set_text(view, "futureMember", "unknown to every client");
	return view;
}

static void report_archive(sandbox *box, json_object *archive)
{
	const sandbox_event event = {.kind = "archive",
		.group = "archive",
		.event = "status",
		.webhook = "archive_status",
		.owner = sandbox_json_text(archive, "_owner", "")};
	json_object *payload = sandbox_archive_view(box, archive);

	/* The service rounds createdAt down to seconds in callbacks. */
	sandbox_json_set_int(
		payload, "createdAt", sandbox_json_int(archive, "createdAt", 0) / 1000 * 1000);
	sandbox_event_send(box, &event, payload);
}

void sandbox_archive_save(sandbox *box, json_object *archive, bool report)
{
	if (report) {
		sandbox_json_set_int(archive, "updatedAt", sandbox_now(box));
		report_archive(box, archive);
	}
	sandbox_store_put(box->store, "archive", archive);
}

static void set_transcription(json_object *archive, json_object *options)
{
	json_object *properties = sandbox_json_member(options, "transcriptionProperties");
	json_object *transcription;

	if (!sandbox_json_flag(options, "hasTranscription", false))
		return;
	transcription = sandbox_new_object();
	sandbox_json_set_text(transcription, "status", "requested");
	sandbox_json_set_text(transcription, "primaryLanguageCode",
		sandbox_json_text(properties, "primaryLanguageCode", "en-US"));
	sandbox_json_set_flag(
		transcription, "hasSummary", sandbox_json_flag(properties, "hasSummary", false));
	sandbox_json_set_text(transcription, "reason", "");
	sandbox_json_set_flag(archive, "hasTranscription", true);
	sandbox_json_set(archive, "transcription", transcription);
}

static void set_picture(json_object *archive, json_object *options)
{
	static const char *const given[] = {"maxBitrate", "quantizationParameter", NULL};
	json_object *layout = sandbox_json_member(options, "layout");

	sandbox_json_take(archive, options, given);
	if (sandbox_json_is(archive, "outputMode", "individual"))
		return;
	sandbox_json_set_text(
		archive, "resolution", sandbox_json_text(options, "resolution", "640x480"));
	if (!layout)
		layout = sandbox_json_member(options, "_layout");
	sandbox_json_set(archive, "_layout",
		layout ? json_object_get(layout) : json_tokener_parse("{\"type\":\"bestFit\"}"));
}

json_object *sandbox_archive_new(sandbox *box, json_object *session, json_object *options)
{
	const char *owner = sandbox_json_text(session, "_owner", "");
	json_object *archive = sandbox_new_object();
	const int64_t now = sandbox_now(box);
	char id[SANDBOX_UUID_SIZE];

	sandbox_uuid(id);
	sandbox_json_set_text(archive, "id", sandbox_json_text(options, "archiveId", id));
	sandbox_json_set_text(archive, "_owner", owner);
	sandbox_json_set_text(archive, "status", "started");
	sandbox_json_set_text(archive, "name", sandbox_json_text(options, "name", ""));
	sandbox_json_set_text(archive, "reason", "");
	sandbox_json_set_text(archive, "sessionId", sandbox_json_text(session, "id", ""));
	sandbox_project_identify(box, archive, owner, false);
	if (!sandbox_is_unified(owner))
		sandbox_json_set(archive, "partnerId",
			json_object_get(sandbox_json_member(archive, "projectId")));
	sandbox_json_set_int(archive, "createdAt", now);
	sandbox_json_set_int(archive, "updatedAt", now);
	sandbox_json_set_int(archive, "size", 0);
	sandbox_json_set_int(archive, "duration", 0);
	sandbox_json_set_flag(archive, "hasAudio", sandbox_json_flag(options, "hasAudio", true));
	sandbox_json_set_flag(archive, "hasVideo", sandbox_json_flag(options, "hasVideo", true));
	sandbox_json_set_text(
		archive, "outputMode", sandbox_json_text(options, "outputMode", "composed"));
	sandbox_json_set_text(
		archive, "streamMode", sandbox_json_text(options, "streamMode", "auto"));
	sandbox_json_set(archive, "streams", sandbox_new_array());
	set_picture(archive, options);
	sandbox_json_set_null(archive, "url");
	sandbox_json_set_text(archive, "_tag", sandbox_json_text(options, "multiArchiveTag", ""));
	sandbox_json_set_text(
		archive, "multiArchiveTag", sandbox_json_text(options, "multiArchiveTag", ""));
	set_transcription(archive, options);
	sandbox_json_set_text(archive, "event", "archive");
	sandbox_json_set_text(archive, "sha256sum", "");
	sandbox_json_set_text(archive, "password", "");
	report_archive(box, archive);
	return archive;
}

/* SPDX-License-Identifier: MIT */
/* The life of archives: started, paused, stopped, available or uploaded, expired. */
#include "config.h"

#include <string.h>

#include "tools/sandbox/base/content.h"
#include "tools/sandbox/base/ids.h"
#include "tools/sandbox/base/json.h"
#include "tools/sandbox/request/fields.h"
#include "tools/sandbox/service/media/archive_document.h"
#include "tools/sandbox/service/media/archive_file.h"
#include "tools/sandbox/service/media/archive_life.h"
#include "tools/sandbox/service/media/composition.h"
#include "tools/sandbox/service/session/world.h"
#include "tools/sandbox/state/clock.h"

#define SECONDS INT64_C(1000)
#define MINUTES (60 * SECONDS)
#define HOURS   (60 * MINUTES)

enum { BASE_SIZE = 32 * 1024, SIZE_PER_SECOND = 16 * 1024, LARGEST = 64 * 1024 * 1024 };

static int64_t recorded_ms(sandbox *box, json_object *archive)
{
	int64_t done = sandbox_json_int(archive, "_recorded", 0);
	int64_t since = sandbox_json_int(archive, "_since", 0);

	return since ? done + sandbox_now(box) - since : done;
}

static void pause_recording(sandbox *box, json_object *archive)
{
	sandbox_json_set_int(archive, "_recorded", recorded_ms(box, archive));
	json_object_object_del(archive, "_since");
}

void sandbox_archive_stop(sandbox *box, json_object *archive, const char *reason)
{
	pause_recording(box, archive);
	sandbox_archive_file_close(box, archive);
	sandbox_json_set_text(archive, "status", "stopped");
	sandbox_json_set_text(archive, "reason", reason);
	sandbox_json_set_int(
		archive, "duration", sandbox_json_int(archive, "_recorded", 0) / SECONDS);
	sandbox_json_set_int(archive, "_due", sandbox_now(box) + box->options.settle_ms);
	sandbox_archive_save(box, archive, true);
}

static int64_t smaller_of(int64_t left, int64_t right)
{
	return left < right ? left : right;
}

/* Records while a client publishes and pauses while none does. Returns whether the status
 * changed. */
static bool change_recording(sandbox *box, json_object *archive, bool published)
{
	const bool recording = sandbox_json_member(archive, "_since") != NULL;
	const bool began = sandbox_json_flag(archive, "_published", false);

	if (published == recording)
		return false;
	if (published) {
		sandbox_json_set_int(archive, "_since", sandbox_now(box));
		sandbox_json_set_flag(archive, "_published", true);
		json_object_object_del(archive, "_pausedSince");
		sandbox_json_set_text(archive, "status", "started");
		return began;
	}
	pause_recording(box, archive);
	sandbox_json_set_int(archive, "_pausedSince", sandbox_now(box));
	sandbox_json_set_text(archive, "status", "paused");
	return true;
}

/* Returns when a running archive ends by itself, and the reason. */
static int64_t archive_deadline(json_object *archive, int64_t empty, const char **reason)
{
	const int64_t created = sandbox_json_int(archive, "createdAt", 0);
	const int64_t since = sandbox_json_int(archive, "_since", 0);
	int64_t idle = INT64_MAX;
	int64_t longest = created + 12 * HOURS;
	int64_t first;

	if (!sandbox_json_flag(archive, "_published", false))
		idle = created + 1 * MINUTES;
	else if (!since)
		idle = sandbox_json_int(archive, "_pausedSince", created) + 60 * MINUTES;
	if (since)
		longest = smaller_of(
			longest, since + 4 * HOURS - sandbox_json_int(archive, "_recorded", 0));
	first = smaller_of(empty, smaller_of(idle, longest));
	*reason = first == empty  ? "session ended"
		  : first == idle ? "maximum idle time exceeded"
				  : "maximum duration exceeded";
	return first;
}

void sandbox_archive_update(sandbox *box, json_object *session, json_object *archive)
{
	const bool published = sandbox_streams_active(box, session, archive) > 0;
	const bool changed = change_recording(box, archive, published);
	const int64_t empty = sandbox_empty_deadline(box, session, archive);
	const char *reason;

	sandbox_archive_file_note(box, session, archive);
	sandbox_json_set_int(archive, "_due", archive_deadline(archive, empty, &reason));
	sandbox_archive_save(box, archive, changed);
}

static void update_archives(sandbox *box, json_object *session)
{
	sandbox_walk walk = sandbox_running(box, session, "archive", "paused");
	json_object *archive;

	while ((archive = sandbox_walk_next(&walk))) {
		sandbox_archive_update(box, session, archive);
		json_object_put(archive);
	}
}

static bool session_is_full(sandbox *box, json_object *session)
{
	return sandbox_store_session_size(box->store, sandbox_json_text(session, "id", "")) >=
	       SANDBOX_SESSION_LIMIT;
}

static void start_automatic_archive(sandbox *box, json_object *session)
{
	json_object *options;
	json_object *archive;

	if (!sandbox_json_is(session, "archiveMode", "always") || session_is_full(box, session) ||
		sandbox_session_count(box, session, "stream") != 1 ||
		sandbox_tag_is_taken(box, session, "archive", ""))
		return;
	options = sandbox_new_object();
	sandbox_json_set_text(options, "name", sandbox_json_text(session, "archiveName", ""));
	sandbox_json_set_text(
		options, "resolution", sandbox_json_text(session, "archiveResolution", "640x480"));
	archive = sandbox_archive_new(box, session, options);
	sandbox_json_set_flag(archive, "_automatic", true);
	sandbox_archive_update(box, session, archive);
	json_object_put(archive);
	json_object_put(options);
}

static void set_archive_size(json_object *archive, int64_t size)
{
	char *sum = sandbox_content_sum(sandbox_json_text(archive, "id", ""), size);

	sandbox_json_set_int(archive, "size", size);
	sandbox_json_set_text(archive, "sha256sum", sum);
	free(sum);
}

/* The size of a recording, from its duration. */
static int64_t size_of_recording(const json_object *archive)
{
	return smaller_of(
		BASE_SIZE + sandbox_json_int(archive, "duration", 0) * SIZE_PER_SECOND, LARGEST);
}

/* The size and the digest of the ZIP file of an individual archive. */
static void set_zip_size(json_object *archive)
{
	sandbox_bytes file = sandbox_archive_file(archive);
	char *sum = sandbox_sha256_hex(file.data, file.size);

	sandbox_json_set_int(archive, "size", (int64_t)file.size);
	sandbox_json_set_text(archive, "sha256sum", sum);
	sandbox_bytes_free(&file);
	free(sum);
}

json_object *sandbox_archive_add(sandbox *box, json_object *session, json_object *input)
{
	static const char *const given[] = {"status", "reason", "duration", "createdAt", NULL};
	json_object *archive = sandbox_archive_new(box, session, input);
	const bool stopped = sandbox_json_is(input, "status", "stopped");
	const bool available = sandbox_json_is(input, "status", "available");

	sandbox_json_take(archive, input, given);
	sandbox_json_set_int(archive, "updatedAt",
		sandbox_json_int(archive, "createdAt", 0) +
			sandbox_json_int(archive, "duration", 0) * SECONDS);
	if (sandbox_json_is(archive, "status", "started") ||
		sandbox_json_is(archive, "status", "paused")) {
		sandbox_archive_update(box, session, archive);
		return archive;
	}
	sandbox_json_set_flag(archive, "_published", true);
	sandbox_archive_file_close(box, archive);
	if (sandbox_json_member(input, "size"))
		json_object_object_del(archive, "_zip");
	if (sandbox_archive_file_is_zip(archive))
		set_zip_size(archive);
	else
		set_archive_size(
			archive, sandbox_json_int(input, "size", size_of_recording(archive)));
	if (stopped)
		sandbox_json_set_int(archive, "_due", sandbox_now(box) + box->options.settle_ms);
	else if (available)
		sandbox_json_set_int(archive, "_due", sandbox_now(box) + 72 * HOURS);
	sandbox_archive_save(box, archive, false);
	return archive;
}

static void finish_transcription(json_object *archive)
{
	json_object *transcription = sandbox_json_member(archive, "transcription");

	if (transcription)
		sandbox_json_set_text(transcription, "status", "available");
}

/* Ends the processing: the archive is in the project's own storage or in the cloud. */
static void finish_archive(sandbox *box, json_object *archive)
{
	json_object *storage =
		sandbox_store_get(box->store, "storage", sandbox_json_text(archive, "_owner", ""));

	if (sandbox_archive_file_is_zip(archive))
		set_zip_size(archive);
	else
		set_archive_size(archive, sandbox_json_flag(archive, "_published", false)
						  ? size_of_recording(archive)
						  : 0);
	finish_transcription(archive);
	json_object_object_del(archive, "_due");
	sandbox_json_set_text(archive, "status", storage ? "uploaded" : "available");
	if (!storage)
		sandbox_json_set_int(archive, "_due", sandbox_now(box) + 72 * HOURS);
	sandbox_archive_save(box, archive, true);
	json_object_put(storage);
}

static void end_archive(sandbox *box, json_object *archive)
{
	json_object *session = sandbox_store_get(
		box->store, "session", sandbox_json_text(archive, "sessionId", ""));
	const int64_t empty = sandbox_empty_deadline(box, session, archive);
	const char *reason;

	archive_deadline(archive, empty, &reason);
	sandbox_archive_stop(box, archive, reason);
	if (sandbox_json_flag(archive, "_automatic", false) &&
		strcmp(reason, "maximum duration exceeded") == 0 &&
		!session_is_full(box, session) && sandbox_session_has(box, session, "stream")) {
		json_object *next = sandbox_archive_new(box, session, archive);

		sandbox_json_set_flag(next, "_automatic", true);
		sandbox_archive_update(box, session, next);
		json_object_put(next);
	}
	json_object_put(session);
}

static void advance_archive(sandbox *box, json_object *archive)
{
	if (sandbox_json_is(archive, "status", "stopped")) {
		finish_archive(box, archive);
	} else if (sandbox_json_is(archive, "status", "available")) {
		sandbox_json_set_text(archive, "status", "expired");
		json_object_object_del(archive, "_due");
		sandbox_archive_save(box, archive, true);
	} else {
		end_archive(box, archive);
	}
}

static const sandbox_field transcription_fields[] = {
	{.name = "status", .kind = SANDBOX_TEXT},
	{.name = "url", .kind = SANDBOX_TEXT},
	{.name = "reason", .kind = SANDBOX_TEXT, .may_be_empty = true},
	{.name = "primaryLanguageCode", .kind = SANDBOX_TEXT},
	{.name = "hasSummary", .kind = SANDBOX_FLAG},
	{.name = NULL},
};

static const sandbox_field forced_fields[] = {
	{.name = "status", .kind = SANDBOX_TEXT, .may_be_empty = true},
	{.name = "name", .kind = SANDBOX_TEXT, .may_be_empty = true},
	{.name = "reason", .kind = SANDBOX_TEXT, .may_be_empty = true},
	{.name = "size", .kind = SANDBOX_NUMBER, .max = SANDBOX_ARCHIVE_LARGEST},
	{.name = "duration", .kind = SANDBOX_NUMBER, .max = SANDBOX_CLOCK_MAX},
	{.name = "resolution", .kind = SANDBOX_TEXT, .may_be_empty = true},
	{.name = "outputMode", .kind = SANDBOX_TEXT, .may_be_empty = true},
	{.name = "streamMode", .kind = SANDBOX_TEXT, .may_be_empty = true},
	{.name = "hasAudio", .kind = SANDBOX_FLAG},
	{.name = "hasVideo", .kind = SANDBOX_FLAG},
	{.name = "sha256sum", .kind = SANDBOX_TEXT, .may_be_empty = true},
	{.name = "password", .kind = SANDBOX_TEXT, .may_be_empty = true},
	{.name = "multiArchiveTag", .kind = SANDBOX_TEXT, .may_be_empty = true},
	{.name = "maxBitrate", .kind = SANDBOX_NUMBER, .max = SANDBOX_CLOCK_MAX},
	{.name = "quantizationParameter", .kind = SANDBOX_NUMBER, .max = SANDBOX_CLOCK_MAX},
	{.name = "hasTranscription", .kind = SANDBOX_FLAG},
	{.name = "transcription", .kind = SANDBOX_OBJECT, .members = transcription_fields},
	{.name = "streams", .kind = SANDBOX_OBJECTS, .members = sandbox_listed_stream_fields},
	{.name = "createdAt", .kind = SANDBOX_NUMBER, .max = SANDBOX_CLOCK_MAX},
	{.name = "updatedAt", .kind = SANDBOX_NUMBER, .max = SANDBOX_CLOCK_MAX},
	{.name = NULL},
};

static void force_archive(sandbox *box, json_object *archive, json_object *input)
{
	const int64_t size = sandbox_json_int(input, "size", -1);

	sandbox_json_take_all(archive, input);
	if (size >= 0)
		json_object_object_del(archive, "_zip");
	if (size >= 0 && !sandbox_json_member(input, "sha256sum"))
		set_archive_size(archive, size);
	if (!sandbox_json_is(archive, "status", "started") &&
		!sandbox_json_is(archive, "status", "paused"))
		json_object_object_del(archive, "_due");
	sandbox_archive_save(box, archive, true);
}

const sandbox_kind sandbox_archive_kind = {
	.name = "archive",
	.due = advance_archive,
	.force = force_archive,
	.forced_fields = forced_fields,
	.session_changed = update_archives,
	.stream_published = start_automatic_archive,
};

/* SPDX-License-Identifier: MIT */
/* The control interface: archives that were recorded before. */
#include "config.h"

#include "tools/sandbox/base/json.h"
#include "tools/sandbox/request/reply.h"
#include "tools/sandbox/service/media/archive_life.h"
#include "tools/sandbox/service/routes.h"
#include "tools/sandbox/state/clock.h"

static const char *const modes[] = {"composed", "individual", NULL};

/* The largest size is that of force_archive(): the file is computed. */
static const sandbox_field archive_fields[] = {
	{.name = "archiveId", .kind = SANDBOX_TEXT, .min = 1, .max = 64},
	{.name = "status", .kind = SANDBOX_TEXT, .otherwise = "\"available\""},
	{.name = "name", .kind = SANDBOX_TEXT},
	{.name = "reason", .kind = SANDBOX_TEXT},
	{.name = "duration", .kind = SANDBOX_NUMBER, .max = 43200},
	{.name = "size", .kind = SANDBOX_NUMBER, .max = SANDBOX_ARCHIVE_LARGEST},
	{.name = "createdAt", .kind = SANDBOX_NUMBER, .max = SANDBOX_CLOCK_MAX},
	{.name = "hasAudio", .kind = SANDBOX_FLAG},
	{.name = "hasVideo", .kind = SANDBOX_FLAG},
	{.name = "outputMode", .kind = SANDBOX_TEXT, .values = modes},
	{.name = "resolution", .kind = SANDBOX_TEXT, .values = sandbox_resolutions},
	{.name = "multiArchiveTag", .kind = SANDBOX_TEXT},
	{.name = NULL},
};

static void add_archive(sandbox_request *request)
{
	const char *id = sandbox_json_text(request->input, "archiveId", NULL);
	json_object *there = id ? sandbox_store_get(request->box->store, "archive", id) : NULL;
	const bool seeding = request->box->seeding;
	json_object *archive;

	if (there) {
		json_object_put(there);
		sandbox_refuse(request, 409, -1, "The archive \"%.100s\" exists already", id);
		return;
	}
	request->box->seeding = true;
	archive = sandbox_archive_add(request->box, request->session, request->input);
	request->box->seeding = seeding;
	sandbox_reply_created(request, "archiveId", sandbox_json_text(archive, "id", ""));
	json_object_put(archive);
}

const sandbox_route sandbox_control_archive_routes[] = {
	{
		.method = "POST",
		.path = "/sandbox/session/{sessionId}/archive",
		.summary = "adds an archive that was recorded before",
		.auth = SANDBOX_AUTH_CONTROL,
		.flags = SANDBOX_SESSION_PATH | SANDBOX_JSON_OPTIONAL,
		.fields = archive_fields,
		.handle = add_archive,
	},
	{0},
};

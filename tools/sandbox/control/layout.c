/* SPDX-License-Identifier: MIT */
/* The control interface: the picture that a layout makes of streams. */
#include "config.h"

#include "tools/sandbox/base/json.h"
#include "tools/sandbox/compose/compose.h"
#include "tools/sandbox/request/fields.h"
#include "tools/sandbox/request/reply.h"
#include "tools/sandbox/service/media/composition.h"
#include "tools/sandbox/service/routes.h"
#include "tools/sandbox/service/session/world.h"

/* Streams of one request; the picture shows 16 of them. */
enum { MAX_STREAMS = 64 };

static const sandbox_field stream_fields[] = {
	{.name = "streamId", .kind = SANDBOX_TEXT, .required = true},
	{.name = "name", .kind = SANDBOX_TEXT, .may_be_empty = true},
	{.name = "connectionId", .kind = SANDBOX_TEXT},
	{.name = "videoType", .kind = SANDBOX_TEXT},
	{.name = "layoutClassList", .kind = SANDBOX_TEXTS},
	{.name = "hasVideo", .kind = SANDBOX_FLAG, .otherwise = "true"},
	{.name = "createdAt", .kind = SANDBOX_NUMBER},
	{.name = NULL},
};

static const sandbox_field compose_fields[] = {
	{.name = "layout",
		.kind = SANDBOX_OBJECT,
		.required = true,
		.members = sandbox_layout_fields},
	{.name = "resolution",
		.kind = SANDBOX_TEXT,
		.values = sandbox_resolutions,
		.otherwise = "\"640x480\""},
	{.name = "streams", .kind = SANDBOX_OBJECTS, .max = MAX_STREAMS, .members = stream_fields},
	{.name = NULL},
};

static void compose_streams(sandbox_request *request)
{
	json_object *layout = sandbox_json_member(request->input, "layout");

	if (!sandbox_layout_check(request, layout))
		return;
	sandbox_reply_json(request, 200,
		sandbox_compose(layout, sandbox_json_text(request->input, "resolution", ""),
			sandbox_json_member(request->input, "streams")));
}

/* Returns the entry of the object's list of streams; NULL: the stream is not in it. */
static json_object *find_listed(const json_object *object, const char *id)
{
	json_object *list = sandbox_json_member(object, "streams");

	for (size_t i = 0; i < sandbox_json_list_size(list); i++) {
		json_object *item = json_object_array_get_idx(list, i);

		if (sandbox_json_is(item, "streamId", id))
			return item;
	}
	return NULL;
}

/* Returns the streams of the session that the object composes. json_object_put() it. */
static json_object *composed_streams(sandbox *box, json_object *object)
{
	json_object *session = sandbox_store_get(
		box->store, "session", sandbox_json_text(object, "sessionId", ""));
	static const char *const needed[] = {"id", "name", "connectionId", "layoutClassList",
		"createdAt", "videoType", "hasVideo", NULL};
	sandbox_walk walk = sandbox_session_walk(box, session, "stream");
	const bool manual = sandbox_json_is(object, "streamMode", "manual");
	json_object *list = sandbox_new_array();
	json_object *stream;

	while ((stream = sandbox_walk_next(&walk))) {
		json_object *item = find_listed(object, sandbox_json_text(stream, "id", ""));
		json_object *source = sandbox_new_object();

		sandbox_json_take(source, stream, needed);
		if (manual && item && !sandbox_json_flag(item, "hasVideo", true))
			sandbox_json_set_flag(source, "hasVideo", false);
		if (!manual || item)
			sandbox_json_append(list, json_object_get(source));
		json_object_put(source);
		json_object_put(stream);
	}
	json_object_put(session);
	return list;
}

static void compose_object(sandbox_request *request)
{
	json_object *object = request->object;
	json_object *streams;

	if (sandbox_json_is(object, "outputMode", "individual") ||
		!sandbox_json_flag(object, "hasVideo", true)) {
		sandbox_refuse(request, 409, -1,
			"It has no picture: only a composed one with video has a layout");
		return;
	}
	streams = composed_streams(request->box, object);
	sandbox_reply_json(request, 200,
		sandbox_compose(sandbox_json_member(object, "_layout"),
			sandbox_json_text(object, "resolution", "640x480"), streams));
	json_object_put(streams);
}

const sandbox_route sandbox_control_layout_routes[] = {
	{
		.method = "POST",
		.path = "/sandbox/layout",
		.summary = "composes streams by a layout: the place of each, and a picture",
		.auth = SANDBOX_AUTH_CONTROL,
		.flags = SANDBOX_JSON,
		.fields = compose_fields,
		.handle = compose_streams,
	},
	{
		.method = "GET",
		.path = "/sandbox/archive/{archiveId}/layout",
		.summary = "composes the streams that an archive records",
		.auth = SANDBOX_AUTH_CONTROL,
		.object = "archive",
		.parameter = "archiveId",
		.handle = compose_object,
	},
	{
		.method = "GET",
		.path = "/sandbox/broadcast/{broadcastId}/layout",
		.summary = "composes the streams that a broadcast shows",
		.auth = SANDBOX_AUTH_CONTROL,
		.object = "broadcast",
		.parameter = "broadcastId",
		.handle = compose_object,
	},
	{0},
};

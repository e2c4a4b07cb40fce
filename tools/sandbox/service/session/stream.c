/* SPDX-License-Identifier: MIT */
/* Streams of a session: listing, layout classes, muting. */
#include "config.h"

#include "tools/sandbox/base/json.h"
#include "tools/sandbox/request/list.h"
#include "tools/sandbox/request/reply.h"
#include "tools/sandbox/service/routes.h"
#include "tools/sandbox/service/session/world.h"
#include "tools/sandbox/state/project.h"

static const sandbox_field class_fields[] = {
	{.name = "id", .kind = SANDBOX_TEXT, .required = true},
	{.name = "layoutClassList", .kind = SANDBOX_TEXTS, .required = true},
	{0},
};

static const sandbox_field classes_fields[] = {
	{.name = "items",
		.kind = SANDBOX_OBJECTS,
		.required = true,
		.min = 1,
		.members = class_fields},
	{0},
};

static const sandbox_field one_class_fields[] = {
	{.name = "layoutClassList", .kind = SANDBOX_TEXTS, .required = true},
	{0},
};

static const sandbox_field mute_fields[] = {
	{.name = "active", .kind = SANDBOX_FLAG, .required = true},
	{.name = "excludedStreamIds",
		.kind = SANDBOX_TEXTS,
		.alias = "excludedStreams",
		.otherwise = "[]"},
	{0},
};

static json_object *stream_view(sandbox *box, json_object *stream)
{
	static const char *const shown[] = {"id", "videoType", "name", "layoutClassList", NULL};
	json_object *response = sandbox_new_object();

	(void)box;
	sandbox_json_take(response, stream, shown);
	return response;
}

static void show_stream(sandbox_request *request)
{
	sandbox_reply_json(request, 200, stream_view(request->box, request->object));
}

static void reply_streams(sandbox_request *request)
{
	const sandbox_query query = sandbox_session_query(request->session, "stream");
	json_object *head = sandbox_new_object();
	sandbox_bytes text = {0};

	sandbox_json_set_int(head, "count", sandbox_store_count(request->box->store, &query));
	sandbox_list_write_items(&text, request->box, head, &query, stream_view);
	sandbox_reply_bytes(request, "application/json", &text);
}

static void list_streams(sandbox_request *request)
{
	if (sandbox_json_flag(request->session, "_published", false))
		reply_streams(request);
	else
		sandbox_refuse(request, 404, -1, "Not found. The session has no streams.");
}

static void set_stream_classes(sandbox_request *request)
{
	const char *session = sandbox_json_text(request->session, "id", "");
	json_object *items = sandbox_json_member(request->input, "items");

	for (size_t i = 0; i < sandbox_json_list_size(items); i++) {
		static const char *const given[] = {"layoutClassList", NULL};
		json_object *item = json_object_array_get_idx(items, i);
		const char *id = sandbox_json_text(item, "id", "");
		json_object *stream = sandbox_store_get(request->box->store, "stream", id);

		if (!sandbox_json_is(stream, "sessionId", session)) {
			json_object_put(stream);
			sandbox_refuse(request, 400, -1, "Unknown stream in items");
			return;
		}
		sandbox_json_take(stream, item, given);
		sandbox_store_put(request->box->store, "stream", stream);
		json_object_put(stream);
	}
	reply_streams(request);
}

static void set_one_stream_classes(sandbox_request *request)
{
	static const char *const given[] = {"layoutClassList", NULL};

	sandbox_json_take(request->object, request->input, given);
	sandbox_store_put(request->box->store, "stream", request->object);
	sandbox_reply_json(request, 200, stream_view(request->box, request->object));
}

static void reply_project(sandbox_request *request)
{
	static const char *const shown[] = {"status", "name", "environment", "createdAt", NULL};
	json_object *response = sandbox_new_object();

	sandbox_json_set_text(response, sandbox_is_unified(request->owner) ? "applicationId" : "id",
		request->owner);
	sandbox_json_set_text(response, "status", "ACTIVE");
	sandbox_json_set_text(response, "environment", "standard");
	sandbox_json_set_int(
		response, "createdAt", sandbox_json_int(request->project, "_createdAt", 0));
	sandbox_json_take(response, request->project, shown);
	sandbox_reply_json(request, 200, response);
}

static void mute_stream(sandbox_request *request)
{
	sandbox_json_set_flag(request->object, "muted", true);
	sandbox_store_put(request->box->store, "stream", request->object);
	sandbox_stream_muted(request->box, request->session, request->object);
	reply_project(request);
}

static void mute_streams(sandbox_request *request, json_object *excluded)
{
	sandbox_walk walk = sandbox_session_walk(request->box, request->session, "stream");
	json_object *stream;

	while ((stream = sandbox_walk_next(&walk))) {
		if (!sandbox_json_list_has(excluded, sandbox_json_text(stream, "id", ""))) {
			sandbox_json_set_flag(stream, "muted", true);
			sandbox_store_put(request->box->store, "stream", stream);
		}
		json_object_put(stream);
	}
}

static void mute_session(sandbox_request *request)
{
	const bool active = sandbox_json_flag(request->input, "active", false);
	json_object *excluded = sandbox_json_member(request->input, "excludedStreamIds");

	/* With active false no stream is unmuted: only the effect on future streams ends. */
	if (active)
		mute_streams(request, excluded);
	sandbox_json_set_flag(request->session, "muted", active);
	sandbox_json_set(request->session, "excludedStreamIds", json_object_get(excluded));
	sandbox_store_put(request->box->store, "session", request->session);
	if (active)
		sandbox_session_muted(request->box, request->session);
	reply_project(request);
}

#define SESSION "/v2/project/{id}/session/{sessionId}"

const sandbox_route sandbox_stream_routes[] = {
	{
		.method = "GET",
		.path = SESSION "/stream",
		.operation = "streams.list",
		.summary = "lists the streams of a session",
		.auth = SANDBOX_AUTH_PROJECT,
		.flags = SANDBOX_SESSION_PATH,
		.handle = list_streams,
	},
	{
		.method = "PUT",
		.path = SESSION "/stream",
		.operation = "streams.set_layout",
		.summary = "sets the layout classes of several streams",
		.auth = SANDBOX_AUTH_PROJECT,
		.flags = SANDBOX_SESSION_PATH | SANDBOX_JSON,
		.fields = classes_fields,
		.handle = set_stream_classes,
	},
	{
		.method = "GET",
		.path = SESSION "/stream/{streamId}",
		.operation = "streams.get",
		.summary = "shows a stream",
		.auth = SANDBOX_AUTH_PROJECT,
		.flags = SANDBOX_SESSION_PATH,
		.object = "stream",
		.parameter = "streamId",
		.handle = show_stream,
	},
	{
		.method = "PUT",
		.path = SESSION "/stream/{streamId}",
		.operation = "streams.set_class",
		.summary = "sets the layout classes of a stream",
		.auth = SANDBOX_AUTH_PROJECT,
		.flags = SANDBOX_SESSION_PATH | SANDBOX_JSON,
		.fields = one_class_fields,
		.object = "stream",
		.parameter = "streamId",
		.handle = set_one_stream_classes,
	},
	{
		.method = "POST",
		.path = SESSION "/stream/{streamId}/mute",
		.operation = "streams.mute",
		.summary = "mutes a stream",
		.auth = SANDBOX_AUTH_PROJECT,
		.flags = SANDBOX_SESSION_PATH,
		.object = "stream",
		.parameter = "streamId",
		.handle = mute_stream,
	},
	{
		.method = "POST",
		.path = SESSION "/mute",
		.operation = "streams.mute_all",
		.summary = "mutes the streams of a session, now or from now on",
		.auth = SANDBOX_AUTH_PROJECT,
		.flags = SANDBOX_SESSION_PATH | SANDBOX_JSON,
		.fields = mute_fields,
		.handle = mute_session,
	},
	{0},
};

/* SPDX-License-Identifier: MIT */
/* Common parts of archives and broadcasts. */
#include "config.h"

#include <string.h>

#include "tools/sandbox/base/json.h"
#include "tools/sandbox/request/reply.h"
#include "tools/sandbox/service/media/composition.h"
#include "tools/sandbox/service/session/world.h"
#include "tools/sandbox/state/clock.h"
#include "tools/sandbox/state/project.h"

enum { EMPTY_MS = 60 * 1000 };

static const char *const layouts[] = {
	"bestFit", "pip", "verticalPresentation", "horizontalPresentation", "custom", NULL};
static const char *const screenshare_layouts[] = {
	"bestFit", "pip", "verticalPresentation", "horizontalPresentation", NULL};
const char *const sandbox_stream_modes[] = {"auto", "manual", NULL};

const sandbox_field sandbox_layout_fields[] = {
	{.name = "type", .kind = SANDBOX_TEXT, .required = true, .values = layouts},
	{.name = "stylesheet", .kind = SANDBOX_TEXT, .max = 65536},
	{.name = "screenshareType", .kind = SANDBOX_TEXT, .values = screenshare_layouts},
	{0},
};

const sandbox_field sandbox_streams_fields[] = {
	{.name = "addStream", .kind = SANDBOX_TEXT},
	{.name = "removeStream", .kind = SANDBOX_TEXT},
	{.name = "hasAudio", .kind = SANDBOX_FLAG, .otherwise = "true"},
	{.name = "hasVideo", .kind = SANDBOX_FLAG, .otherwise = "true"},
	{0},
};

const sandbox_field sandbox_listed_stream_fields[] = {
	{.name = "streamId", .kind = SANDBOX_TEXT, .required = true},
	{.name = "hasAudio", .kind = SANDBOX_FLAG, .otherwise = "true"},
	{.name = "hasVideo", .kind = SANDBOX_FLAG, .otherwise = "true"},
	{.name = NULL},
};

bool sandbox_layout_check(sandbox_request *request, const json_object *layout)
{
	const bool custom = sandbox_json_is(layout, "type", "custom");
	const bool sheet = sandbox_json_member(layout, "stylesheet") != NULL;
	const bool screen = sandbox_json_member(layout, "screenshareType") != NULL;

	if (!layout)
		return true;
	if (custom != sheet)
		sandbox_refuse(request, 400, -1,
			"Invalid layout: a stylesheet belongs to the type custom and to no other");
	else if (screen && !sandbox_json_is(layout, "type", "bestFit"))
		sandbox_refuse(
			request, 400, -1, "Invalid layout: screenshareType needs the type bestFit");
	else
		return true;
	return false;
}

static size_t find_stream(json_object *list, const char *id)
{
	const size_t count = sandbox_json_list_size(list);

	for (size_t i = 0; i < count; i++)
		if (sandbox_json_is(json_object_array_get_idx(list, i), "streamId", id))
			return i;
	return count;
}

static bool add_stream(sandbox_request *request, json_object *list, const char *id)
{
	static const char *const flags[] = {"hasAudio", "hasVideo", NULL};
	json_object *stream = sandbox_store_get(request->box->store, "stream", id);
	const char *session = sandbox_json_text(request->object, "sessionId", "");
	const bool known = sandbox_json_is(stream, "sessionId", session);
	size_t at = find_stream(list, id);
	json_object *item;

	json_object_put(stream);
	if (!known) {
		sandbox_refuse(request, 404, -1, "Not found. The stream does not exist.");
		return false;
	}
	if (!sandbox_json_flag(request->input, "hasAudio", true) &&
		!sandbox_json_flag(request->input, "hasVideo", true)) {
		sandbox_refuse(request, 400, -1, "hasAudio and hasVideo must not both be false");
		return false;
	}
	item = sandbox_new_object();
	sandbox_json_set_text(item, "streamId", id);
	sandbox_json_take(item, request->input, flags);
	if (!json_object_is_type(list, json_type_array)) { /* of a snapshot */
		json_object_put(item);
		return true;
	}
	json_object_array_put_idx(list, at, item);
	return true;
}

static bool remove_stream(sandbox_request *request, json_object *list, const char *id)
{
	size_t at = find_stream(list, id);

	if (at == sandbox_json_list_size(list)) {
		sandbox_refuse(request, 404, -1, "Not found. The stream is not part of it.");
		return false;
	}
	json_object_array_del_idx(list, at, 1);
	return true;
}

bool sandbox_streams_change(sandbox_request *request)
{
	const char *add = sandbox_json_text(request->input, "addStream", NULL);
	const char *remove = sandbox_json_text(request->input, "removeStream", NULL);
	json_object *list = sandbox_json_member(request->object, "streams");

	if (!add == !remove) {
		sandbox_refuse(
			request, 400, -1, "Exactly one of addStream and removeStream is expected");
		return false;
	}
	if (!sandbox_json_is(request->object, "streamMode", "manual")) {
		sandbox_refuse(request, sandbox_is_unified(request->owner) ? 400 : 405, -1,
			"Streams cannot be added or removed: the stream mode is auto");
		return false;
	}
	return add ? add_stream(request, list, add) : remove_stream(request, list, remove);
}

int64_t sandbox_streams_active(sandbox *box, json_object *session, json_object *object)
{
	json_object *list = sandbox_json_member(object, "streams");

	if (!sandbox_json_is(object, "streamMode", "manual"))
		return sandbox_session_count(box, session, "stream");
	for (size_t i = sandbox_json_list_size(list); i-- > 0;) {
		json_object *item = json_object_array_get_idx(list, i);
		json_object *stream = sandbox_store_get(
			box->store, "stream", sandbox_json_text(item, "streamId", ""));

		if (!stream)
			json_object_array_del_idx(list, i, 1);
		json_object_put(stream);
	}
	return (int64_t)sandbox_json_list_size(list);
}

sandbox_walk sandbox_running(
	sandbox *box, json_object *session, const char *kind, const char *second)
{
	sandbox_query query = sandbox_session_query(session, kind);

	query.status = "started";
	query.second_status = second;
	return sandbox_store_walk(box->store, &query);
}

bool sandbox_tag_is_taken(sandbox *box, json_object *session, const char *kind, const char *tag)
{
	sandbox_query query = {.kind = kind,
		.session = sandbox_json_text(session, "id", ""),
		.status = "started",
		.tag = tag};

	if (sandbox_store_has(box->store, &query))
		return true;
	query.status = "paused";
	return sandbox_store_has(box->store, &query);
}

int64_t sandbox_empty_deadline(sandbox *box, json_object *session, json_object *object)
{
	if (sandbox_session_has(box, session, "connection")) {
		json_object_object_del(object, "_emptySince");
		return INT64_MAX;
	}
	if (!sandbox_json_member(object, "_emptySince"))
		sandbox_json_set_int(object, "_emptySince", sandbox_now(box));
	return sandbox_json_int(object, "_emptySince", 0) + EMPTY_MS;
}

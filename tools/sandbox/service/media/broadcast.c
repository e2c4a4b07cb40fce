/* SPDX-License-Identifier: MIT */
/* Broadcasts: routes and life. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "tools/sandbox/base/ids.h"
#include "tools/sandbox/base/json.h"
#include "tools/sandbox/callbacks/event.h"
#include "tools/sandbox/request/fields.h"
#include "tools/sandbox/request/list.h"
#include "tools/sandbox/request/reply.h"
#include "tools/sandbox/service/media/broadcast.h"
#include "tools/sandbox/service/media/composition.h"
#include "tools/sandbox/service/routes.h"
#include "tools/sandbox/state/clock.h"
#include "tools/sandbox/state/project.h"

static const char *const rtmp_prefixes[] = {"rtmp://", "rtmps://", NULL};

static const sandbox_field hls_fields[] = {
	{.name = "dvr", .kind = SANDBOX_FLAG, .otherwise = "false"},
	{.name = "lowLatency", .kind = SANDBOX_FLAG, .otherwise = "false"},
	{.name = NULL},
};

static const sandbox_field rtmp_fields[] = {
	{.name = "id", .kind = SANDBOX_TEXT},
	{.name = "serverUrl", .kind = SANDBOX_TEXT, .required = true, .prefixes = rtmp_prefixes},
	{.name = "streamName", .kind = SANDBOX_TEXT, .required = true},
	{.name = NULL},
};

static const sandbox_field output_fields[] = {
	{.name = "hls", .kind = SANDBOX_OBJECT, .members = hls_fields},
	{.name = "rtmp", .kind = SANDBOX_OBJECTS, .max = 5, .members = rtmp_fields},
	{.name = NULL},
};

static const sandbox_field start_fields[] = {
	{.name = "sessionId", .kind = SANDBOX_TEXT, .required = true},
	{.name = "outputs", .kind = SANDBOX_OBJECT, .required = true, .members = output_fields},
	{.name = "layout",
		.kind = SANDBOX_OBJECT,
		.members = sandbox_layout_fields,
		.otherwise = "{\"type\":\"bestFit\"}"},
	{.name = "maxDuration",
		.kind = SANDBOX_NUMBER,
		.min = 60,
		.max = 36000,
		.otherwise = "14400"},
	{.name = "maxBitrate",
		.kind = SANDBOX_NUMBER,
		.min = 100000,
		.max = 6000000,
		.alias = "maxBitRate"},
	{.name = "resolution",
		.kind = SANDBOX_TEXT,
		.values = sandbox_resolutions,
		.otherwise = "\"640x480\""},
	{.name = "streamMode",
		.kind = SANDBOX_TEXT,
		.values = sandbox_stream_modes,
		.otherwise = "\"auto\""},
	{.name = "hasAudio", .kind = SANDBOX_FLAG, .otherwise = "true"},
	{.name = "hasVideo", .kind = SANDBOX_FLAG, .otherwise = "true"},
	{.name = "multiBroadcastTag", .kind = SANDBOX_TEXT, .otherwise = "\"\""},
	{.name = NULL},
};

static json_object *broadcast_view(sandbox *box, json_object *broadcast)
{
	json_object *shown = sandbox_json_public(broadcast);
	const bool running = sandbox_json_is(broadcast, "status", "started");

	if (!running)
		sandbox_json_set_null(shown, "broadcastUrls");
	if (!running || !sandbox_json_is(broadcast, "streamMode", "manual"))
		json_object_object_del(shown, "streams");
	if (box->options.unknown_members)
		sandbox_json_set_text(shown, "futureMember", "unknown to every client");
	return shown;
}

static void save_broadcast(sandbox *box, json_object *broadcast, bool report)
{
	const sandbox_event event = {.kind = "broadcast",
		.webhook = "broadcast_status",
		.owner = sandbox_json_text(broadcast, "_owner", "")};

	if (report) {
		sandbox_json_set_int(broadcast, "updatedAt", sandbox_now(box));
		sandbox_event_send(box, &event, broadcast_view(box, broadcast));
	}
	sandbox_store_put(box->store, "broadcast", broadcast);
}

static bool ids_are_unique(json_object *rtmp)
{
	for (size_t i = 0; i < sandbox_json_list_size(rtmp); i++)
		for (size_t j = 0; j < i; j++) {
			const char *id =
				sandbox_json_text(json_object_array_get_idx(rtmp, i), "id", NULL);

			if (id && sandbox_json_is(json_object_array_get_idx(rtmp, j), "id", id))
				return false;
		}
	return true;
}

static const char *options_problem(json_object *input)
{
	json_object *outputs = sandbox_json_member(input, "outputs");
	json_object *hls = sandbox_json_member(outputs, "hls");
	json_object *rtmp = sandbox_json_member(outputs, "rtmp");

	if (!hls && !sandbox_json_list_size(rtmp))
		return "outputs need hls or rtmp";
	if (sandbox_json_flag(hls, "dvr", false) && sandbox_json_flag(hls, "lowLatency", false))
		return "dvr and lowLatency are mutually exclusive";
	if (!ids_are_unique(rtmp))
		return "the ids of the RTMP targets must differ";
	if (!sandbox_json_flag(input, "hasAudio", true) &&
		!sandbox_json_flag(input, "hasVideo", true))
		return "hasAudio and hasVideo must not both be false";
	return NULL;
}

/* Returns broadcastUrls: the targets of the request, each with a status. */
static json_object *broadcast_urls(sandbox *box, const char *id, json_object *outputs)
{
	json_object *response = sandbox_new_object();
	json_object *hls = sandbox_json_member(outputs, "hls");
	json_object *rtmp = sandbox_json_member(outputs, "rtmp");

	if (hls) {
		char *address = sandbox_print("%s/sandbox/hls/%s/playlist.m3u8%s", box->url, id,
			sandbox_json_flag(hls, "dvr", false) ? "?DVR" : "");

		sandbox_json_set_text(response, "hls", address);
		sandbox_json_set_text(response, "hlsStatus", "connecting");
		free(address);
	}
	for (size_t i = 0; i < sandbox_json_list_size(rtmp); i++)
		sandbox_json_set_text(json_object_array_get_idx(rtmp, i), "status", "connecting");
	if (rtmp)
		sandbox_json_set(response, "rtmp", sandbox_json_clone(rtmp));
	return response;
}

static json_object *new_broadcast(sandbox *box, json_object *session, json_object *input)
{
	static const char *const given[] = {"resolution", "streamMode", "maxDuration", "maxBitrate",
		"hasAudio", "multiBroadcastTag", "hasVideo", NULL};
	const char *owner = sandbox_json_text(session, "_owner", "");
	json_object *outputs = sandbox_json_member(input, "outputs");
	json_object *hls = sandbox_json_member(outputs, "hls");
	json_object *broadcast = sandbox_new_object();
	json_object *settings = sandbox_new_object();
	char id[SANDBOX_UUID_SIZE];

	sandbox_uuid(id);
	sandbox_json_set_text(broadcast, "id", id);
	sandbox_json_set_text(broadcast, "_owner", owner);
	sandbox_json_set_text(broadcast, "sessionId", sandbox_json_text(session, "id", ""));
	sandbox_project_identify(box, broadcast, owner, false);
	if (!sandbox_is_unified(owner))
		sandbox_json_set(broadcast, "partnerId",
			json_object_get(sandbox_json_member(broadcast, "projectId")));
	sandbox_json_set_int(broadcast, "createdAt", sandbox_now(box));
	sandbox_json_set_int(broadcast, "updatedAt", sandbox_now(box));
	sandbox_json_set_text(broadcast, "status", "started");
	sandbox_json_take(broadcast, input, given);
	sandbox_json_set_text(broadcast, "_tag", sandbox_json_text(input, "multiBroadcastTag", ""));
	sandbox_json_set(
		broadcast, "_layout", sandbox_json_clone(sandbox_json_member(input, "layout")));
	sandbox_json_set(broadcast, "streams", sandbox_new_array());
	if (hls)
		sandbox_json_set(settings, "hls", json_object_get(hls));
	sandbox_json_set(broadcast, "settings", settings);
	sandbox_json_set_text(broadcast, "event", "broadcast");
	sandbox_json_set(broadcast, "broadcastUrls", broadcast_urls(box, id, outputs));
	return broadcast;
}

/* Moves the outputs one step towards "live". False: none of them can move. */
static bool connect_outputs(json_object *broadcast)
{
	json_object *where = sandbox_json_member(broadcast, "broadcastUrls");
	json_object *rtmp = sandbox_json_member(where, "rtmp");
	bool moved = false;

	if (sandbox_json_is(where, "hlsStatus", "connecting")) {
		sandbox_json_set_text(where, "hlsStatus", "ready");
		moved = true;
	} else if (sandbox_json_is(where, "hlsStatus", "ready")) {
		sandbox_json_set_text(where, "hlsStatus", "live");
		moved = true;
	}
	for (size_t i = 0; i < sandbox_json_list_size(rtmp); i++) {
		json_object *target = json_object_array_get_idx(rtmp, i);

		if (!sandbox_json_is(target, "status", "connecting"))
			continue;
		moved = true;
		sandbox_json_set_text(target, "status",
			strstr(sandbox_json_text(target, "serverUrl", ""), "unreachable") ? "error"
											  : "live");
	}
	return moved;
}

static void end_outputs(json_object *broadcast)
{
	json_object *where = sandbox_json_member(broadcast, "broadcastUrls");
	json_object *rtmp = sandbox_json_member(where, "rtmp");

	if (sandbox_json_member(where, "hls"))
		sandbox_json_set_text(where, "hlsStatus", "ended");
	for (size_t i = 0; i < sandbox_json_list_size(rtmp); i++)
		sandbox_json_set_text(json_object_array_get_idx(rtmp, i), "status", "offline");
}

static void stop_broadcast(sandbox *box, json_object *broadcast)
{
	end_outputs(broadcast);
	json_object_object_del(broadcast, "_due");
	sandbox_json_set_text(broadcast, "status", "stopped");
	save_broadcast(box, broadcast, true);
}

static int64_t longest_end(json_object *broadcast)
{
	return sandbox_json_int(broadcast, "createdAt", 0) +
	       sandbox_json_int(broadcast, "maxDuration", 0) * 1000;
}

static void update_broadcast(sandbox *box, json_object *session, json_object *broadcast)
{
	const int64_t next = sandbox_json_int(broadcast, "_nextStep", 0);
	int64_t due = sandbox_empty_deadline(box, session, broadcast);

	sandbox_streams_active(box, session, broadcast);
	if (longest_end(broadcast) < due)
		due = longest_end(broadcast);
	if (next && next < due)
		due = next;
	sandbox_json_set_int(broadcast, "_due", due);
	save_broadcast(box, broadcast, false);
}

static void update_broadcasts(sandbox *box, json_object *session)
{
	sandbox_walk walk = sandbox_running(box, session, "broadcast", NULL);
	json_object *broadcast;

	while ((broadcast = sandbox_walk_next(&walk))) {
		update_broadcast(box, session, broadcast);
		json_object_put(broadcast);
	}
}

static void advance_broadcast(sandbox *box, json_object *broadcast)
{
	json_object *session = sandbox_store_get(
		box->store, "session", sandbox_json_text(broadcast, "sessionId", ""));
	const int64_t now = sandbox_now(box);

	if (longest_end(broadcast) <= now ||
		sandbox_empty_deadline(box, session, broadcast) <= now) {
		stop_broadcast(box, broadcast);
	} else {
		if (connect_outputs(broadcast)) {
			sandbox_json_set_int(broadcast, "_nextStep", now + box->options.settle_ms);
			save_broadcast(box, broadcast, true);
		} else {
			json_object_object_del(broadcast, "_nextStep");
		}
		update_broadcast(box, session, broadcast);
	}
	json_object_put(session);
}

static const sandbox_field forced_rtmp_fields[] = {
	{.name = "id", .kind = SANDBOX_TEXT},
	{.name = "serverUrl", .kind = SANDBOX_TEXT},
	{.name = "streamName", .kind = SANDBOX_TEXT},
	{.name = "status", .kind = SANDBOX_TEXT},
	{.name = NULL},
};

static const sandbox_field forced_url_fields[] = {
	{.name = "hls", .kind = SANDBOX_TEXT},
	{.name = "hlsStatus", .kind = SANDBOX_TEXT},
	{.name = "rtmp", .kind = SANDBOX_OBJECTS, .members = forced_rtmp_fields},
	{.name = NULL},
};

static const sandbox_field forced_fields[] = {
	{.name = "status", .kind = SANDBOX_TEXT, .may_be_empty = true},
	{.name = "reason", .kind = SANDBOX_TEXT, .may_be_empty = true},
	{.name = "resolution", .kind = SANDBOX_TEXT, .may_be_empty = true},
	{.name = "streamMode", .kind = SANDBOX_TEXT, .may_be_empty = true},
	{.name = "maxDuration", .kind = SANDBOX_NUMBER, .max = 36000},
	{.name = "maxBitrate", .kind = SANDBOX_NUMBER, .max = SANDBOX_CLOCK_MAX},
	{.name = "hasAudio", .kind = SANDBOX_FLAG},
	{.name = "hasVideo", .kind = SANDBOX_FLAG},
	{.name = "multiBroadcastTag", .kind = SANDBOX_TEXT, .may_be_empty = true},
	{.name = "broadcastUrls", .kind = SANDBOX_OBJECT, .members = forced_url_fields},
	{.name = "streams", .kind = SANDBOX_OBJECTS, .members = sandbox_listed_stream_fields},
	{.name = "createdAt", .kind = SANDBOX_NUMBER, .max = SANDBOX_CLOCK_MAX},
	{.name = "updatedAt", .kind = SANDBOX_NUMBER, .max = SANDBOX_CLOCK_MAX},
	{.name = NULL},
};

static void force_broadcast(sandbox *box, json_object *broadcast, json_object *input)
{
	sandbox_json_take_all(broadcast, input);
	if (!sandbox_json_is(broadcast, "status", "started"))
		json_object_object_del(broadcast, "_due");
	save_broadcast(box, broadcast, true);
}

const sandbox_kind sandbox_broadcast_kind = {
	.name = "broadcast",
	.due = advance_broadcast,
	.force = force_broadcast,
	.forced_fields = forced_fields,
	.session_changed = update_broadcasts,
};

static void reply_broadcast(sandbox_request *request)
{
	sandbox_reply_json(request, 200, broadcast_view(request->box, request->object));
}

static void start_broadcast(sandbox_request *request)
{
	sandbox *box = request->box;
	const char *why = options_problem(request->input);
	const char *tag = sandbox_json_text(request->input, "multiBroadcastTag", "");

	if (why)
		sandbox_refuse(request, 400, -1, "Invalid parameters: %s", why);
	else if (sandbox_layout_check(request, sandbox_json_member(request->input, "layout")) &&
		 sandbox_tag_is_taken(box, request->session, "broadcast", tag))
		sandbox_refuse(request, 409, -1,
			"Session is already composed for given tag with code 409");
	if (request->replied)
		return;
	request->object = new_broadcast(box, request->session, request->input);
	sandbox_json_set_int(
		request->object, "_nextStep", sandbox_now(box) + box->options.settle_ms);
	save_broadcast(box, request->object, true);
	update_broadcast(box, request->session, request->object);
	reply_broadcast(request);
}

/* Refuses the request unless the broadcast runs. */
static bool check_started(sandbox_request *request)
{
	const bool is_started = sandbox_json_is(request->object, "status", "started");

	if (!is_started)
		sandbox_refuse(request, 404, -1, "Not found. The broadcast has ended already.");
	return is_started;
}

static void stop_broadcast_request(sandbox_request *request)
{
	if (!check_started(request))
		return;
	stop_broadcast(request->box, request->object);
	reply_broadcast(request);
}

/* Lists the broadcasts that are running. */
static void list_broadcasts(sandbox_request *request)
{
	sandbox_list_reply(request, "broadcast", "started", broadcast_view);
}

static void set_broadcast_layout(sandbox_request *request)
{
	if (!sandbox_layout_check(request, request->input) || !check_started(request))
		return;
	sandbox_json_set(request->object, "_layout", json_object_get(request->input));
	sandbox_json_set_int(request->object, "updatedAt", sandbox_now(request->box));
	sandbox_store_put(request->box->store, "broadcast", request->object);
	reply_broadcast(request);
}

static void select_broadcast_stream(sandbox_request *request)
{
	if (!check_started(request) || !sandbox_streams_change(request))
		return;
	sandbox_store_put(request->box->store, "broadcast", request->object);
	sandbox_reply_empty(request, 204);
}

/* Sends an empty media playlist. */
static void show_playlist(sandbox_request *request)
{
	const bool running = sandbox_json_is(request->object, "status", "started");

	sandbox_reply_text(request, 200, "application/vnd.apple.mpegurl",
		running ? "#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:6\n"
			  "#EXT-X-MEDIA-SEQUENCE:0\n"
			: "#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:6\n"
			  "#EXT-X-MEDIA-SEQUENCE:0\n#EXT-X-ENDLIST\n");
}

#define BASE "/v2/project/{id}/broadcast"

const sandbox_route sandbox_broadcast_routes[] = {
	{
		.method = "POST",
		.path = BASE,
		.operation = "broadcasts.start",
		.summary = "starts a broadcast",
		.auth = SANDBOX_AUTH_PROJECT,
		.flags = SANDBOX_JSON | SANDBOX_SESSION_BODY | SANDBOX_ROUTED | SANDBOX_CLIENTS,
		.fields = start_fields,
		.handle = start_broadcast,
	},
	{
		.method = "GET",
		.path = BASE,
		.operation = "broadcasts.list",
		.summary = "lists broadcasts, newest first",
		.auth = SANDBOX_AUTH_PROJECT,
		.handle = list_broadcasts,
	},
	{
		.method = "GET",
		.path = BASE "/{broadcastId}",
		.operation = "broadcasts.get",
		.summary = "shows a broadcast",
		.auth = SANDBOX_AUTH_PROJECT,
		.object = "broadcast",
		.parameter = "broadcastId",
		.handle = reply_broadcast,
	},
	{
		.method = "POST",
		.path = BASE "/{broadcastId}/stop",
		.operation = "broadcasts.stop",
		.summary = "stops a broadcast",
		.auth = SANDBOX_AUTH_PROJECT,
		.object = "broadcast",
		.parameter = "broadcastId",
		.handle = stop_broadcast_request,
	},
	{
		.method = "PUT",
		.path = BASE "/{broadcastId}/layout",
		.operation = "broadcasts.set_layout",
		.summary = "changes the layout of a broadcast",
		.auth = SANDBOX_AUTH_PROJECT,
		.flags = SANDBOX_JSON,
		.fields = sandbox_layout_fields,
		.object = "broadcast",
		.parameter = "broadcastId",
		.handle = set_broadcast_layout,
	},
	{
		.method = "PATCH",
		.path = BASE "/{broadcastId}/streams",
		.operation = "broadcasts.select_stream",
		.summary = "adds a stream to a broadcast or removes one",
		.auth = SANDBOX_AUTH_PROJECT,
		.flags = SANDBOX_JSON,
		.fields = sandbox_streams_fields,
		.object = "broadcast",
		.parameter = "broadcastId",
		.handle = select_broadcast_stream,
	},
	{
		.method = "GET",
		.path = "/sandbox/hls/{broadcastId}/{name}",
		.summary = "sends the HLS playlist of a broadcast",
		.auth = SANDBOX_AUTH_NONE,
		.object = "broadcast",
		.parameter = "broadcastId",
		.handle = show_playlist,
	},
	{0},
};

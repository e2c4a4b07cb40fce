/* SPDX-License-Identifier: MIT */
/* SIP calls: dialling, digits, and the states DIALING, RINGING, ACTIVE, ended. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "tools/sandbox/base/json.h"
#include "tools/sandbox/callbacks/event.h"
#include "tools/sandbox/request/access/client_token.h"
#include "tools/sandbox/request/reply.h"
#include "tools/sandbox/service/media/sip.h"
#include "tools/sandbox/service/routes.h"
#include "tools/sandbox/service/session/record.h"
#include "tools/sandbox/service/session/world.h"
#include "tools/sandbox/state/clock.h"
#include "tools/sandbox/state/project.h"

#define LONGEST_MS (INT64_C(6) * 3600 * 1000)
#define SILENT_MS  (INT64_C(5) * 60 * 1000)

static const char *const uri_prefixes[] = {"sip:", "sips:", NULL};

static const sandbox_field auth_fields[] = {
	{.name = "username", .kind = SANDBOX_TEXT, .required = true},
	{.name = "password", .kind = SANDBOX_TEXT, .required = true},
	{.name = NULL},
};

static const sandbox_field sip_fields[] = {
	{.name = "uri", .kind = SANDBOX_TEXT, .required = true, .prefixes = uri_prefixes},
	{.name = "from", .kind = SANDBOX_TEXT, .one_line = true},
	{.name = "headers", .kind = SANDBOX_MAP, .one_line = true},
	{.name = "auth", .kind = SANDBOX_OBJECT, .members = auth_fields},
	{.name = "secure", .kind = SANDBOX_FLAG, .otherwise = "false"},
	{.name = "video", .kind = SANDBOX_FLAG, .otherwise = "false"},
	{.name = "observeForceMute", .kind = SANDBOX_FLAG, .otherwise = "false"},
	{.name = "streams", .kind = SANDBOX_TEXTS},
	{.name = "sessionMigration", .kind = SANDBOX_FLAG},
	{.name = NULL},
};

static const sandbox_field dial_fields[] = {
	{.name = "sessionId", .kind = SANDBOX_TEXT, .required = true},
	{.name = "token", .kind = SANDBOX_TEXT, .required = true},
	{.name = "sip", .kind = SANDBOX_OBJECT, .required = true, .members = sip_fields},
	/* The documentation does not say whether this member is inside "sip". */
	{.name = "sessionMigration", .kind = SANDBOX_FLAG},
	{.name = NULL},
};

static const sandbox_field dtmf_fields[] = {
	{.name = "digits", .kind = SANDBOX_TEXT, .required = true, .code = 400},
	{.name = NULL},
};

static const struct {
	const char *name;
	const char *webhook;
	const char *registered;
} events[] = {
	{"callCreated", "sip_call_created", "created"},
	{"callUpdated", "sip_call_updated", NULL},
	{"callDestroyed", "sip_call_destroyed", "destroyed"},
	{"muteForced", "sip_call_mute_forced", NULL},
};

enum { CREATED, UPDATED, DESTROYED, MUTED };

/* Consumes `extra`: members of this event, NULL: none. */
static void report_call(
	sandbox *box, json_object *session, json_object *call, int which, json_object *extra)
{
	static const char *const shown[] = {"id", "connectionId", "createdAt", NULL};
	const char *registered = events[which].registered;
	const sandbox_event event = {.kind = "sip",
		.group = registered ? "sip_call" : NULL,
		.event = registered,
		.webhook = events[which].webhook,
		.owner = sandbox_json_text(session, "_owner", "")};
	json_object *payload = sandbox_event_frame(box, session, events[which].name, NULL);
	json_object *part = sandbox_new_object();

	sandbox_json_take(part, call, shown);
	sandbox_json_set(payload, "call", part);
	if (extra) {
		json_object_iter each;

		json_object_object_foreachC(extra, each) {
			sandbox_json_set(payload, each.key, json_object_get(each.val));
		}
		json_object_put(extra);
	}
	sandbox_event_send(box, &event, payload);
}

static void report_call_state(
	sandbox *box, json_object *session, json_object *call, const char *state)
{
	json_object *extra = sandbox_new_object();

	sandbox_json_set_text(call, "state", state);
	sandbox_json_set_text(extra, "state", state);
	report_call(box, session, call, UPDATED, extra);
}

static void dial_call(sandbox_request *request)
{
	static const char *const shown[] = {
		"id", "connectionId", "streamId", "sessionId", "createdAt", "updatedAt", NULL};
	sandbox *box = request->box;
	char *data = sandbox_client_token_data(sandbox_json_text(request->input, "token", ""));
	json_object *connection = sandbox_connection_add(box, request->session, NULL, "sip", data);
	const char *connection_id = sandbox_json_text(connection, "id", "");
	json_object *sip = sandbox_json_member(request->input, "sip");
	json_object *spec = sandbox_new_object();
	json_object *response = sandbox_new_object();
	json_object *stream;
	json_object *call;

	sandbox_json_set_flag(spec, "hasVideo", sandbox_json_flag(sip, "video", false));
	stream = sandbox_stream_add(box, request->session, connection_id, spec);
	call = sandbox_record_new(request, "call");
	sandbox_json_set_text(call, "connectionId", connection_id);
	sandbox_json_set_text(call, "streamId", sandbox_json_text(stream, "id", ""));
	sandbox_json_set_int(call, "updatedAt", sandbox_now(box));
	sandbox_json_set_text(call, "status", "active");
	sandbox_json_set_int(call, "_due", sandbox_now(box) + box->options.settle_ms);
	report_call(box, request->session, call, CREATED, NULL);
	report_call_state(box, request->session, call, "DIALING");
	sandbox_store_put(box->store, "call", call);
	sandbox_json_take(response, call, shown);
	sandbox_project_identify(box, response, request->owner, true);
	json_object_put(spec);
	json_object_put(stream);
	json_object_put(connection);
	json_object_put(call);
	free(data);
	sandbox_reply_json(request, 200, response);
}

/* Consumes `why`: the members of the event that say why the call ended. */
static void end_call_because(
	sandbox *box, json_object *session, json_object *call, json_object *why)
{
	sandbox_json_set_text(call, "status", "ended");
	sandbox_json_set_text(call, "state", "HANGUP");
	sandbox_json_set_text(call, "reasonCode", sandbox_json_text(why, "reason_code", ""));
	sandbox_json_set_int(call, "updatedAt", sandbox_now(box));
	json_object_object_del(call, "_due");
	sandbox_store_put(box->store, "call", call);
	report_call(box, session, call, DESTROYED, why);
}

static void end_call(sandbox *box, json_object *session, json_object *call, const char *code,
	const char *message)
{
	json_object *why = sandbox_new_object();

	sandbox_json_set_text(why, "reason_code", code);
	sandbox_json_set_text(why, "reason_message", message);
	end_call_because(box, session, call, why);
}

/* Sets the time at which an accepted call ends by itself: after six hours, or after five minutes in
 * which no other client publishes in the session. */
static void set_call_end(sandbox *box, json_object *session, json_object *call)
{
	int64_t due = sandbox_json_int(call, "createdAt", 0) + LONGEST_MS;

	if (sandbox_session_count(box, session, "stream") > 1)
		json_object_object_del(call, "_silentSince");
	else if (!sandbox_json_member(call, "_silentSince"))
		sandbox_json_set_int(call, "_silentSince", sandbox_now(box));
	if (sandbox_json_member(call, "_silentSince") &&
		sandbox_json_int(call, "_silentSince", 0) + SILENT_MS < due)
		due = sandbox_json_int(call, "_silentSince", 0) + SILENT_MS;
	sandbox_json_set_int(call, "_due", due);
	sandbox_store_put(box->store, "call", call);
}

static void end_overdue_call(sandbox *box, json_object *session, json_object *call)
{
	const int64_t longest = sandbox_json_int(call, "createdAt", 0) + LONGEST_MS;

	if (sandbox_now(box) >= longest)
		end_call(box, session, call, "705", "Maximum duration exceeded");
	else
		end_call(box, session, call, "704", "Media timeout");
	sandbox_connection_end(box, sandbox_json_text(call, "sessionId", ""),
		sandbox_json_text(call, "connectionId", ""), "clientDisconnected");
}

/* The callee rings and accepts; later the call ends by itself. */
static void advance_call(sandbox *box, json_object *call)
{
	json_object *session =
		sandbox_store_get(box->store, "session", sandbox_json_text(call, "sessionId", ""));

	if (sandbox_json_is(call, "state", "ACTIVE")) {
		end_overdue_call(box, session, call);
	} else if (sandbox_json_is(call, "state", "DIALING")) {
		report_call_state(box, session, call, "RINGING");
		sandbox_json_set_int(call, "_due", sandbox_now(box) + box->options.settle_ms);
		sandbox_store_put(box->store, "call", call);
	} else {
		report_call_state(box, session, call, "ACTIVE");
		set_call_end(box, session, call);
	}
	json_object_put(session);
}

static sandbox_query active_query(json_object *session)
{
	sandbox_query query = sandbox_session_query(session, "call");

	query.status = "active";
	return query;
}

static sandbox_walk active_calls(sandbox *box, json_object *session)
{
	const sandbox_query query = active_query(session);

	return sandbox_store_walk(box->store, &query);
}

static void end_calls_of_client(sandbox *box, json_object *session, const char *connection_id)
{
	sandbox_query query = active_query(session);
	sandbox_walk walk;
	json_object *call;

	query.tag = connection_id;
	walk = sandbox_store_walk(box->store, &query);
	while ((call = sandbox_walk_next(&walk))) {
		end_call(box, session, call, "700", "Normal clearing");
		json_object_put(call);
	}
}

static void update_calls(sandbox *box, json_object *session)
{
	sandbox_walk walk = active_calls(box, session);
	json_object *call;

	while ((call = sandbox_walk_next(&walk))) {
		if (sandbox_json_is(call, "state", "ACTIVE"))
			set_call_end(box, session, call);
		json_object_put(call);
	}
}

static bool observes_mute(json_object *call)
{
	return sandbox_json_flag(sandbox_json_member(call, "sip"), "observeForceMute", false);
}

static void report_mute(sandbox *box, json_object *session)
{
	json_object *excluded = sandbox_json_member(session, "excludedStreamIds");
	sandbox_walk walk = active_calls(box, session);
	json_object *call;

	while ((call = sandbox_walk_next(&walk))) {
		if (observes_mute(call) &&
			!sandbox_json_list_has(excluded, sandbox_json_text(call, "streamId", "")))
			report_call(box, session, call, MUTED, NULL);
		json_object_put(call);
	}
}

static void report_stream_mute(sandbox *box, json_object *session, json_object *stream)
{
	sandbox_query query = active_query(session);
	sandbox_walk walk;
	json_object *call;

	query.tag = sandbox_json_text(stream, "connectionId", "");
	walk = sandbox_store_walk(box->store, &query);
	while ((call = sandbox_walk_next(&walk))) {
		if (observes_mute(call))
			report_call(box, session, call, MUTED, NULL);
		json_object_put(call);
	}
}

static const sandbox_field forced_fields[] = {
	{.name = "status", .kind = SANDBOX_TEXT},
	{.name = "reason", .kind = SANDBOX_TEXT},
	{.name = "reason_code", .kind = SANDBOX_TEXT},
	{.name = "reason_message", .kind = SANDBOX_TEXT},
	{.name = NULL},
};

/* Ends the call and its client, as the platform does after a failure. */
static void force_call(sandbox *box, json_object *call, json_object *input)
{
	static const char *const given[] = {"reason", "reason_code", "reason_message", NULL};
	json_object *session =
		sandbox_store_get(box->store, "session", sandbox_json_text(call, "sessionId", ""));
	json_object *why;

	if (session && sandbox_json_is(call, "status", "active")) {
		why = sandbox_new_object();
		sandbox_json_take(why, input, given);
		end_call_because(box, session, call, why);
		sandbox_connection_end(box, sandbox_json_text(call, "sessionId", ""),
			sandbox_json_text(call, "connectionId", ""), "forceDisconnected");
	}
	json_object_put(session);
}

const sandbox_kind sandbox_call_kind = {
	.name = "call",
	.due = advance_call,
	.force = force_call,
	.forced_fields = forced_fields,
	.client_left = end_calls_of_client,
	.session_changed = update_calls,
	.session_muted = report_mute,
	.stream_muted = report_stream_mute,
};

static void play_dtmf(sandbox_request *request)
{
	const char *digits = sandbox_json_text(request->input, "digits", "");

	if (digits[strspn(digits, "0123456789*#p")]) {
		sandbox_refuse(request, 400, 400, "Invalid DTMF Digits");
		return;
	}
	json_object_put(sandbox_record_new(request, "dtmf"));
	sandbox_reply_empty(request, 200);
}

#define SESSION "/v2/project/{id}/session/{sessionId}"
#define DIAL    SANDBOX_JSON | SANDBOX_SESSION_BODY | SANDBOX_ROUTED | SANDBOX_TOKEN
#define DTMF    SANDBOX_JSON | SANDBOX_SESSION_PATH | SANDBOX_CLIENTS

const sandbox_route sandbox_sip_routes[] = {
	{
		.method = "POST",
		.path = "/v2/project/{id}/dial",
		.operation = "sip.dial",
		.summary = "dials out to a SIP address",
		.auth = SANDBOX_AUTH_PROJECT,
		.flags = DIAL,
		.fields = dial_fields,
		.handle = dial_call,
	},
	{
		.method = "POST",
		.path = "/v2/project/{id}/call",
		.operation = "sip.dial",
		.summary = "dials out to a SIP address (older path)",
		.auth = SANDBOX_AUTH_PROJECT,
		.flags = DIAL,
		.fields = dial_fields,
		.handle = dial_call,
	},
	{
		.method = "POST",
		.path = SESSION "/play-dtmf",
		.operation = "sip.dtmf",
		.summary = "sends digits to all SIP calls of a session",
		.auth = SANDBOX_AUTH_PROJECT,
		.flags = DTMF,
		.fields = dtmf_fields,
		.handle = play_dtmf,
	},
	{
		.method = "POST",
		.path = SESSION "/connection/{connectionId}/play-dtmf",
		.operation = "sip.dtmf",
		.summary = "sends digits to one SIP call",
		.auth = SANDBOX_AUTH_PROJECT,
		.flags = DTMF,
		.fields = dtmf_fields,
		.object = "connection",
		.parameter = "connectionId",
		.handle = play_dtmf,
	},
	{0},
};

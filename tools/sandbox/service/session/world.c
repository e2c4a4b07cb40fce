/* SPDX-License-Identifier: MIT */
/* Events in sessions: clients join, leave, publish and stop. */
#include "config.h"

#include <string.h>

#include "tools/sandbox/base/ids.h"
#include "tools/sandbox/base/json.h"
#include "tools/sandbox/callbacks/event.h"
#include "tools/sandbox/service/session/world.h"
#include "tools/sandbox/state/clock.h"
#include "tools/sandbox/state/kinds.h"

sandbox_query sandbox_session_query(json_object *session, const char *kind)
{
	return (sandbox_query){.kind = kind,
		.session = sandbox_json_text(session, "id", ""),
		.oldest_first = true};
}

bool sandbox_session_has(sandbox *box, json_object *session, const char *kind)
{
	const sandbox_query query = sandbox_session_query(session, kind);

	return sandbox_store_has(box->store, &query);
}

int64_t sandbox_session_count(sandbox *box, json_object *session, const char *kind)
{
	const sandbox_query query = sandbox_session_query(session, kind);

	return sandbox_store_count(box->store, &query);
}

sandbox_walk sandbox_session_walk(sandbox *box, json_object *session, const char *kind)
{
	const sandbox_query query = sandbox_session_query(session, kind);

	return sandbox_store_walk(box->store, &query);
}

/* Calls one function of every kind that has it. */
#define NOTIFY(box, function, ...)                                                     \
	do {                                                                           \
		for (const sandbox_kind *const *kind_ = (box)->kinds; *kind_; kind_++) \
			if ((*kind_)->function)                                        \
				(*kind_)->function(box, __VA_ARGS__);                  \
	} while (0)

void sandbox_session_muted(sandbox *box, json_object *session)
{
	NOTIFY(box, session_muted, session);
}

void sandbox_stream_muted(sandbox *box, json_object *session, json_object *stream)
{
	NOTIFY(box, stream_muted, session, stream);
}

json_object *sandbox_connection_add(
	sandbox *box, json_object *session, const char *id, const char *kind, const char *data)
{
	json_object *connection = sandbox_new_object();
	char made[SANDBOX_UUID_SIZE];
	bool first = !sandbox_session_has(box, session, "connection");

	sandbox_uuid(made);
	sandbox_json_set_text(connection, "id", id ? id : made);
	sandbox_json_set_text(connection, "_owner", sandbox_json_text(session, "_owner", ""));
	sandbox_json_set_text(connection, "sessionId", sandbox_json_text(session, "id", ""));
	sandbox_json_set_int(connection, "createdAt", sandbox_now(box));
	sandbox_json_set_text(connection, "data", data ? data : "");
	sandbox_json_set_text(connection, "kind", kind);
	sandbox_store_put(box->store, "connection", connection);
	if (first)
		sandbox_event_session(box, session, "sessionCreated", NULL);
	sandbox_event_connection(box, session, "connectionCreated", connection, NULL);
	NOTIFY(box, session_changed, session);
	return connection;
}

static void forget_stream(
	sandbox *box, json_object *session, json_object *stream, const char *reason)
{
	sandbox_store_delete(box->store, "stream", sandbox_json_text(stream, "id", ""));
	sandbox_event_stream(box, session, "streamDestroyed", stream, reason);
}

/* session_reason: why the session ends when this was the last client; NULL: it was just left. */
static void remove_client(sandbox *box, json_object *session, json_object *connection,
	const char *reason, const char *session_reason)
{
	const char *id = sandbox_json_text(connection, "id", "");
	sandbox_query query = sandbox_session_query(session, "stream");
	sandbox_walk walk;
	json_object *stream;

	query.tag = id;
	query.status = ""; /* streams have none: the search needs no scan of all streams */
	walk = sandbox_store_walk(box->store, &query);
	while ((stream = sandbox_walk_next(&walk))) {
		forget_stream(box, session, stream, reason);
		json_object_put(stream);
	}
	sandbox_store_delete(box->store, "connection", id);
	NOTIFY(box, client_left, session, id);
	sandbox_event_connection(box, session, "connectionDestroyed", connection, reason);
	if (!sandbox_session_has(box, session, "connection"))
		sandbox_event_session(box, session, "sessionDestroyed", session_reason);
	NOTIFY(box, session_changed, session);
}

void sandbox_connection_remove(
	sandbox *box, json_object *session, json_object *connection, const char *reason)
{
	remove_client(box, session, connection, reason, NULL);
}

void sandbox_session_fail(sandbox *box, json_object *session, const char *reason)
{
	sandbox_walk walk = sandbox_session_walk(box, session, "connection");
	json_object *client;

	while ((client = sandbox_walk_next(&walk))) {
		remove_client(box, session, client, reason, reason);
		json_object_put(client);
	}
}

void sandbox_connection_end(
	sandbox *box, const char *session_id, const char *connection_id, const char *reason)
{
	json_object *session = sandbox_store_get(box->store, "session", session_id);
	json_object *connection = sandbox_store_get(box->store, "connection", connection_id);

	if (session && connection)
		sandbox_connection_remove(box, session, connection, reason);
	json_object_put(session);
	json_object_put(connection);
}

json_object *sandbox_stream_add(
	sandbox *box, json_object *session, const char *connection_id, json_object *spec)
{
	static const char *const given[] = {"name", "videoType", "layoutClassList", NULL};
	json_object *stream = sandbox_new_object();
	char made[SANDBOX_UUID_SIZE];

	sandbox_uuid(made);
	sandbox_json_set_text(stream, "id", sandbox_json_text(spec, "streamId", made));
	sandbox_json_set_text(stream, "_owner", sandbox_json_text(session, "_owner", ""));
	sandbox_json_set_text(stream, "sessionId", sandbox_json_text(session, "id", ""));
	sandbox_json_set_text(stream, "connectionId", connection_id);
	sandbox_json_set_int(stream, "createdAt", sandbox_now(box));
	sandbox_json_set_flag(stream, "hasAudio", sandbox_json_flag(spec, "hasAudio", true));
	sandbox_json_set_flag(stream, "hasVideo", sandbox_json_flag(spec, "hasVideo", true));
	sandbox_json_set_flag(stream, "muted", sandbox_json_flag(session, "muted", false));
	sandbox_json_set_text(stream, "name", "");
	if (sandbox_json_flag(spec, "hasVideo", true))
		sandbox_json_set_text(stream, "videoType", "camera");
	sandbox_json_set(stream, "layoutClassList", sandbox_new_array());
	sandbox_json_take(stream, spec, given);
	if (!sandbox_json_flag(session, "_published", false)) {
		sandbox_json_set_flag(session, "_published", true);
		sandbox_store_put(box->store, "session", session);
	}
	sandbox_store_put(box->store, "stream", stream);
	sandbox_event_stream(box, session, "streamCreated", stream, NULL);
	NOTIFY(box, stream_published, session);
	NOTIFY(box, session_changed, session);
	return stream;
}

void sandbox_stream_remove(
	sandbox *box, json_object *session, json_object *stream, const char *reason)
{
	forget_stream(box, session, stream, reason);
	NOTIFY(box, session_changed, session);
}

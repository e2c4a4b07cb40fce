/* SPDX-License-Identifier: MIT */
/* Events in sessions: clients join, leave, publish and stop; archives and others react. */
#ifndef OTK_SANDBOX_WORLD_H
#define OTK_SANDBOX_WORLD_H

#include <json-c/json_object.h>

#include "tools/sandbox/state/sandbox.h"
#include "tools/sandbox/state/store.h"

/*
 * Adds a client. id NULL: a new id. kind: "client", "sip", "render", "audio". data NULL: no data.
 * json_object_put() the result.
 */
json_object *sandbox_connection_add(
	sandbox *box, json_object *session, const char *id, const char *kind, const char *data);
/* Removes a client and its streams. */
void sandbox_connection_remove(
	sandbox *box, json_object *session, json_object *connection, const char *reason);

/* Removes all clients of a session, as after a failure of the platform. */
void sandbox_session_fail(sandbox *box, json_object *session, const char *reason);

/* Publishes a stream. spec may have streamId, name, videoType, layoutClassList, hasAudio, hasVideo.
 * json_object_put() the result. */
json_object *sandbox_stream_add(
	sandbox *box, json_object *session, const char *connection_id, json_object *spec);
void sandbox_stream_remove(
	sandbox *box, json_object *session, json_object *stream, const char *reason);

int64_t sandbox_session_count(sandbox *box, json_object *session, const char *kind);
bool sandbox_session_has(sandbox *box, json_object *session, const char *kind);
/* Return a query for, and a walk over, the documents of one kind in a session, oldest first. The
 * session must live as long as the query. */
sandbox_query sandbox_session_query(json_object *session, const char *kind);
sandbox_walk sandbox_session_walk(sandbox *box, json_object *session, const char *kind);

/* Removes a client by its id, if it exists. */
void sandbox_connection_end(
	sandbox *box, const char *session_id, const char *connection_id, const char *reason);

/* Report that the session, or one of its streams, was muted. */
void sandbox_session_muted(sandbox *box, json_object *session);
void sandbox_stream_muted(sandbox *box, json_object *session, json_object *stream);

#endif

/* SPDX-License-Identifier: MIT */
/* What happens in sessions: clients come and go, publish and stop, and everything that depends on
 * them is told. */
#ifndef OTK_SANDBOX_WORLD_H
#define OTK_SANDBOX_WORLD_H

#include <json-c/json_object.h>

#include "tools/sandbox/state/sandbox.h"

/* kind: "client", "sip", "render", "audio" ... A borrowed data of NULL: none. The result: put() it.
 */
json_object *sandbox_connection_add(
	sandbox *box, json_object *session, const char *id, const char *kind, const char *data);
/* Takes its streams along. */
void sandbox_connection_remove(
	sandbox *box, json_object *session, json_object *connection, const char *reason);

/* spec may hold streamId, name, videoType, layoutClassList, hasAudio, hasVideo. The result: put()
 * it. */
json_object *sandbox_stream_add(
	sandbox *box, json_object *session, const char *connection_id, json_object *spec);
void sandbox_stream_remove(
	sandbox *box, json_object *session, json_object *stream, const char *reason);

int64_t sandbox_session_count(sandbox *box, json_object *session, const char *kind);
/* Documents of one kind in a session, oldest first. */
json_object *sandbox_session_list(sandbox *box, json_object *session, const char *kind);

/* Removes a connection by its id, if it is there. */
void sandbox_connection_end(
	sandbox *box, const char *session_id, const char *connection_id, const char *reason);

/* Reports that all clients of the session were muted. */
void sandbox_session_muted(sandbox *box, json_object *session);

#endif

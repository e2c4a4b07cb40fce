/* SPDX-License-Identifier: MIT */
/* Connections of a session (doc/contract.md, 12). Needs the plugin "connections". */
#ifndef OTK_CONNECTIONS_H
#define OTK_CONNECTIONS_H

#include <otk/wrap.h>

OTK_BEGIN_DECLS

#define OTK_CONNECTIONS_ID    "otk.connections/1"
#define OTK_CONNECTIONS_MINOR 0

#define OTK_CONNECTION_CONNECTING   "Connecting"
#define OTK_CONNECTION_CONNECTED    "Connected"
#define OTK_CONNECTION_DISCONNECTED "Disconnected" /* in old responses only */

typedef struct otk_connection {
	size_t struct_size;
	const char *id;
	const char *state;  /* OTK_CONNECTION_… */
	int64_t created_at; /* ms since the epoch */
} otk_connection;

OTK_ASSERT_NO_TAIL(otk_connection, created_at);

typedef struct otk_connection_list {
	size_t struct_size;
	int64_t total;          /* number of connections */
	const char *project_id; /* API key or application id */
	const char *session_id;
	const otk_connection *const *items; /* oldest first */
	size_t item_count;
} otk_connection_list;

OTK_ASSERT_NO_TAIL(otk_connection_list, item_count);

/*
 * Lists all connections of a session, oldest first; the list has no pages. list (may be NULL) gets
 * the list, freed with otk_free(); NULL on failure.
 *
 * Errors: those of every call (otk/wrap.h) and OTK_E_NOT_FOUND: no client is connected.
 * [client thread]
 */
OTK_INLINE OTK_MUST_CHECK otk_status otk_connections_list(
	otk_client *client, const char *session_id, otk_connection_list **list, otk_error *error)
{
	OTK_RESULT_BODY("connections.list", OTK_CONNECTIONS_MINOR, OTK_IDS(session_id), NULL,
		otk_connection_list, list);
}

/*
 * Returns otk_connections_list() as a call to submit or perform, owned by the caller; NULL on
 * failure. Errors: those before sending (otk/wrap.h). [client thread]
 */
OTK_INLINE OTK_MUST_CHECK otk_call *otk_connections_list_call(
	otk_client *client, const char *session_id, otk_error *error)
{
	OTK_CALL_BODY("connections.list", OTK_CONNECTIONS_MINOR, OTK_IDS(session_id), NULL);
}

/*
 * Disconnects a client. It can come back while its token is valid.
 *
 * Errors: those of every call (otk/wrap.h) and OTK_E_NOT_FOUND: the session has no such
 * connection. [client thread]
 */
OTK_INLINE OTK_MUST_CHECK otk_status otk_connections_disconnect(
	otk_client *client, const char *session_id, const char *connection_id, otk_error *error)
{
	OTK_PERFORM_BODY("connections.disconnect", OTK_CONNECTIONS_MINOR,
		OTK_IDS(session_id, connection_id), NULL);
}

/*
 * Returns otk_connections_disconnect() as a call to submit or perform, owned by the caller; NULL
 * on failure. Errors: those before sending (otk/wrap.h). [client thread]
 */
OTK_INLINE OTK_MUST_CHECK otk_call *otk_connections_disconnect_call(
	otk_client *client, const char *session_id, const char *connection_id, otk_error *error)
{
	OTK_CALL_BODY("connections.disconnect", OTK_CONNECTIONS_MINOR,
		OTK_IDS(session_id, connection_id), NULL);
}

OTK_END_DECLS

#endif

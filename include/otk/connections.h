/* SPDX-License-Identifier: MIT */
/* Connections: who is in a session (wire contract 12). Needs the plugin "connections". */
#ifndef OTK_CONNECTIONS_H
#define OTK_CONNECTIONS_H

#include <otk/wrap.h>

OTK_BEGIN_DECLS

#define OTK_CONNECTIONS_ID    "otk.connections/1"
#define OTK_CONNECTIONS_MINOR 0

#define OTK_CONNECTION_CONNECTING   "Connecting"
#define OTK_CONNECTION_CONNECTED    "Connected"
#define OTK_CONNECTION_DISCONNECTED "Disconnected"

typedef struct otk_connection {
	size_t struct_size;
	const char *id;
	const char *state;  /* OTK_CONNECTION_… */
	int64_t created_at; /* ms since the epoch */
} otk_connection;

OTK_ASSERT_NO_TAIL(otk_connection, created_at);

typedef struct otk_connection_list {
	size_t struct_size;
	int64_t total;
	const char *project_id; /* API key or application id */
	const char *session_id;
	const otk_connection *const *items; /* oldest first */
	size_t item_count;
} otk_connection_list;

OTK_ASSERT_NO_TAIL(otk_connection_list, item_count);

/* session id. All connections, not paged; OTK_E_NOT_FOUND when nobody is connected. */
OTK_FN_ID_RESULT(
	otk_connections_list, "connections.list", OTK_CONNECTIONS_MINOR, otk_connection_list)
/* session id, connection id. The client can come back while its token is good. */
OTK_FN_ID_ID(otk_connections_disconnect, "connections.disconnect", OTK_CONNECTIONS_MINOR)

OTK_END_DECLS

#endif

/* SPDX-License-Identifier: MIT */
/* Connections of a session: listing and forced disconnection. */
#include "config.h"

#include "tools/sandbox/base/json.h"
#include "tools/sandbox/request/list.h"
#include "tools/sandbox/request/reply.h"
#include "tools/sandbox/service/routes.h"
#include "tools/sandbox/service/session/world.h"
#include "tools/sandbox/state/project.h"

static json_object *connection_view(sandbox *box, json_object *connection)
{
	json_object *item = sandbox_new_object();

	(void)box;
	sandbox_json_set_text(item, "connectionId", sandbox_json_text(connection, "id", ""));
	sandbox_json_set_text(item, "connectionState", "Connected");
	sandbox_json_set_int(item, "createdAt", sandbox_json_int(connection, "createdAt", 0));
	return item;
}

static void list_connections(sandbox_request *request)
{
	const sandbox_query query = sandbox_session_query(request->session, "connection");
	json_object *head = sandbox_new_object();
	sandbox_bytes text = {0};

	sandbox_json_set_int(head, "count", sandbox_store_count(request->box->store, &query));
	sandbox_project_identify(request->box, head, request->owner, true);
	sandbox_json_set_text(head, "sessionId", sandbox_json_text(request->session, "id", ""));
	sandbox_list_write_items(&text, request->box, head, &query, connection_view);
	sandbox_reply_bytes(request, "application/json", &text);
}

static void disconnect_client(sandbox_request *request)
{
	sandbox_connection_remove(
		request->box, request->session, request->object, "forceDisconnected");
	sandbox_reply_empty(request, 204);
}

#define BASE "/v2/project/{id}/session/{sessionId}/connection"

const sandbox_route sandbox_connection_routes[] = {
	{
		.method = "GET",
		.path = BASE,
		.operation = "connections.list",
		.summary = "lists the clients of a session",
		.auth = SANDBOX_AUTH_PROJECT,
		.flags = SANDBOX_SESSION_PATH | SANDBOX_CLIENTS,
		.handle = list_connections,
	},
	{
		.method = "DELETE",
		.path = BASE "/{connectionId}",
		.operation = "connections.disconnect",
		.summary = "disconnects a client",
		.auth = SANDBOX_AUTH_PROJECT,
		.flags = SANDBOX_SESSION_PATH,
		.object = "connection",
		.parameter = "connectionId",
		.handle = disconnect_client,
	},
	{0},
};

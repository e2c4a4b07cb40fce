/* SPDX-License-Identifier: MIT */
/* Connections of a session: listing and forced disconnection. */
#include "config.h"

#include "tools/sandbox/base/json.h"
#include "tools/sandbox/request/reply.h"
#include "tools/sandbox/service/routes.h"
#include "tools/sandbox/service/session/world.h"
#include "tools/sandbox/state/project.h"

static void list_connections(sandbox_request *request)
{
	json_object *connections =
		sandbox_session_list(request->box, request->session, "connection");
	json_object *response = sandbox_new_object();
	json_object *items = sandbox_new_array();

	for (size_t i = 0; i < sandbox_json_list_size(connections); i++) {
		json_object *connection = json_object_array_get_idx(connections, i);
		json_object *item = sandbox_new_object();

		sandbox_json_set_text(
			item, "connectionId", sandbox_json_text(connection, "id", ""));
		sandbox_json_set_text(item, "connectionState", "Connected");
		sandbox_json_set_int(
			item, "createdAt", sandbox_json_int(connection, "createdAt", 0));
		sandbox_json_append(items, item);
	}
	sandbox_json_set_int(response, "count", (int64_t)sandbox_json_list_size(connections));
	sandbox_project_identify(request->box, response, request->owner, true);
	sandbox_json_set_text(response, "sessionId", sandbox_json_text(request->session, "id", ""));
	sandbox_json_set(response, "items", items);
	json_object_put(connections);
	sandbox_reply_json(request, 200, response);
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

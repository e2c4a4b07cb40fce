/* SPDX-License-Identifier: MIT */
/* Connections: the tables (doc/contract.md, 12). */
#include <otk/connections.h>

#include "plugins/types/disconnect.h"
#include "plugins/types/feature.h"

static const otk_field connection_fields[] = {
	OTK_FIELD(otk_connection, id, "connectionId", .aliases = "id", .required = 1,
		.role = OTK_ROLE_ID),
	OTK_FIELD(otk_connection, state, "connectionState"),
	OTK_FIELD(otk_connection, created_at, "createdAt", .unit = OTK_UNIT_TIME_MS),
};
static const otk_type connection_type = OTK_TYPE(otk_connection, "connection", connection_fields);

static const otk_field list_fields[] = {
	OTK_FIELD(otk_connection_list, total, "count"),
	OTK_FIELD(otk_connection_list, project_id, "projectId", .aliases = "applicationId"),
	OTK_FIELD(otk_connection_list, session_id, "sessionId"),
	OTK_LIST(otk_connection_list, items, item_count, &connection_type, "items"),
};
static const otk_type list_type = OTK_TYPE(otk_connection_list, "connection_list", list_fields);

static const otk_operation operations[] = {
	OTK_OPERATION("list", .summary = "List the connections of a session, oldest first",
		.method = OTK_METHOD_GET,
		.path = "/v2/project/{project}/session/{sessionId}/connection",
		.session_id = "sessionId", .result = &list_type, .shape = OTK_SHAPE_LIST,
		.repeat = OTK_REPEAT_SAFE, OTK_EXAMPLES("connections list SESSION-ID")),
	OTK_OPERATION_DISCONNECT("disconnect", "Disconnect a client from a session",
		OTK_EXAMPLES("connections disconnect SESSION-ID CONNECTION-ID")),
};

OTK_FEATURE(connections, OTK_CONNECTIONS_ID, OTK_CONNECTIONS_MINOR, "connections of a session")

/* SPDX-License-Identifier: MIT */
/* Disconnects a client, a SIP call or an Audio Connector: one request (doc/contract.md, 12.2). */
#ifndef OTK_PLUGIN_TYPES_DISCONNECT_H
#define OTK_PLUGIN_TYPES_DISCONNECT_H

#include <otk/plugin.h>

#define OTK_OPERATION_DISCONNECT(operation_name, text, ...)                                    \
	OTK_OPERATION(operation_name, .summary = text, .method = OTK_METHOD_DELETE,            \
		.path = "/v2/project/{project}/session/{sessionId}/connection/{connectionId}", \
		.session_id = "sessionId", .repeat = OTK_REPEAT_SETTLE, __VA_ARGS__)

#endif

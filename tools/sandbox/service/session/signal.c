/* SPDX-License-Identifier: MIT */
/* Signals to a session or to one of its clients: stored for tests to read. */
#include "config.h"

#include <string.h>

#include "tools/sandbox/base/json.h"
#include "tools/sandbox/request/reply.h"
#include "tools/sandbox/service/routes.h"
#include "tools/sandbox/service/session/record.h"

enum { MAX_TYPE = 128, MAX_DATA = 8192 };

static const sandbox_field fields[] = {
	/* The handler checks the lengths, because their status is 413. */
	{.name = "type", .kind = SANDBOX_TEXT, .max = SANDBOX_MAX_BODY},
	{.name = "data",
		.kind = SANDBOX_TEXT,
		.required = true,
		.may_be_empty = true,
		.max = SANDBOX_MAX_BODY,
		.code = 15202},
	{.name = NULL},
};

static void send_signal(sandbox_request *request)
{
	const char *type = sandbox_json_text(request->input, "type", "");
	const char *data = sandbox_json_text(request->input, "data", "");

	if (strlen(type) > MAX_TYPE || strlen(data) > MAX_DATA) {
		sandbox_refuse(request, 413, -1,
			"The signal is too long: 128 bytes of type, 8192 of data");
		return;
	}
	json_object_put(sandbox_record_new(request, "signal"));
	sandbox_reply_empty(request, 204);
}

#define SESSION "/v2/project/{id}/session/{sessionId}"
#define FLAGS   SANDBOX_SESSION_PATH | SANDBOX_JSON | SANDBOX_CLIENTS

const sandbox_route sandbox_signal_routes[] = {
	{
		.method = "POST",
		.path = SESSION "/signal",
		.operation = "signals.send",
		.summary = "signals to all clients of a session",
		.auth = SANDBOX_AUTH_PROJECT,
		.flags = FLAGS,
		.fields = fields,
		.handle = send_signal,
	},
	{
		.method = "POST",
		.path = SESSION "/connection/{connectionId}/signal",
		.operation = "signals.send",
		.summary = "signals to one client",
		.auth = SANDBOX_AUTH_PROJECT,
		.flags = FLAGS,
		.fields = fields,
		.object = "connection",
		.parameter = "connectionId",
		.handle = send_signal,
	},
	{0},
};

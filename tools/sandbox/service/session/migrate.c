/* SPDX-License-Identifier: MIT */
/* Migration of a session to other media servers. */
#include "config.h"

#include "tools/sandbox/base/json.h"
#include "tools/sandbox/callbacks/event.h"
#include "tools/sandbox/request/reply.h"
#include "tools/sandbox/service/routes.h"
#include "tools/sandbox/state/clock.h"

/* Chosen values: the service documents no durations. */
enum { RUNS_MS = 10 * 1000, REST_MS = 10 * 60 * 1000 };

static void migrate_session(sandbox_request *request)
{
	const int64_t now = sandbox_now(request->box);
	json_object *response;
	json_object *list = sandbox_json_member(request->session, "migrations");
	size_t count = sandbox_json_list_size(list);
	int64_t last =
		count ? json_object_get_int64(json_object_array_get_idx(list, count - 1)) : 0;

	if (count && now < last + RUNS_MS) {
		sandbox_refuse(
			request, 409, 15214, "A migration of this session is already running");
		return;
	}
	if (count && now < last + REST_MS) {
		sandbox_refuse(request, 409, 15215, "It is too soon after the last migration");
		return;
	}
	if (!list) {
		list = sandbox_new_array();
		sandbox_json_set(request->session, "migrations", list);
	}
	sandbox_json_append(list, sandbox_new_int64(now));
	sandbox_store_put(request->box->store, "session", request->session);
	sandbox_event_session(
		request->box, request->session, "sessionNotification", "serverRotation");
	response = sandbox_new_object();
	sandbox_json_set_text(response, "message", "Session migration initiated");
	sandbox_reply_json(request, 202, response);
}

const sandbox_route sandbox_migrate_routes[] = {
	{
		.method = "POST",
		.path = "/v2/project/{id}/session/{sessionId}/migrate",
		.operation = "migration.start",
		.summary = "moves a session to another media server",
		.auth = SANDBOX_AUTH_PROJECT,
		.flags = SANDBOX_SESSION_PATH | SANDBOX_CLIENTS,
		.handle = migrate_session,
	},
	{0},
};

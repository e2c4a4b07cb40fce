/* SPDX-License-Identifier: MIT */
/*
 * The control interface: sets members of archives, broadcasts, renders, captions and calls, and
 * lets the platform fail.
 */
#include "config.h"

#include <string.h>

#include "tools/sandbox/base/json.h"
#include "tools/sandbox/request/fields.h"
#include "tools/sandbox/request/reply.h"
#include "tools/sandbox/service/routes.h"
#include "tools/sandbox/service/session/world.h"
#include "tools/sandbox/state/kinds.h"
#include "tools/sandbox/state/project.h"

static const sandbox_kind *find_kind(const sandbox *box, const char *name)
{
	const sandbox_kind *const *kind = box->kinds;

	while (*kind && strcmp((*kind)->name, name) != 0)
		kind++;
	return *kind;
}

/* Accepts any value, for example a status that no client knows. */
static void force_object(sandbox_request *request)
{
	const sandbox_kind *kind = find_kind(request->box, request->route->object);
	json_object *checked = sandbox_fields_read(request, kind->forced_fields, request->input);

	if (!checked)
		return;
	kind->force(request->box, request->object, checked);
	json_object_put(checked);
	sandbox_reply_json(request, 200, json_object_get(request->object));
}

static void show_object(sandbox_request *request)
{
	sandbox_reply_json(request, 200, json_object_get(request->object));
}

/* What a failure of the platform ends, by the status of running objects. */
static const struct {
	const char *kind;
	const char *status;
} ended_by_failure[] = {
	{"archive", "started"},
	{"archive", "paused"},
	{"broadcast", "started"},
	{"caption", "started"},
	{"call", "active"},
};

static void fail_objects(sandbox_request *request, size_t row, json_object *change)
{
	const sandbox_kind *kind = find_kind(request->box, ended_by_failure[row].kind);
	const sandbox_query running = {.kind = kind->name,
		.session = sandbox_json_text(request->session, "id", ""),
		.status = ended_by_failure[row].status,
		.oldest_first = true};
	sandbox_walk walk = sandbox_store_walk(request->box->store, &running);
	json_object *object;

	while ((object = sandbox_walk_next(&walk))) {
		kind->force(request->box, object, change);
		json_object_put(object);
	}
}

/* The two products give different reasons for a failure of the platform. */
static const char *failure_reason(const sandbox_request *request)
{
	const char *owner = sandbox_json_text(request->session, "_owner", "");

	return sandbox_json_text(request->input, "reason",
		sandbox_is_unified(owner) ? "forceDisconnected" : "Internal server failure");
}

static void fail_session(sandbox_request *request)
{
	json_object *change = sandbox_new_object();
	const char *reason = failure_reason(request);

	sandbox_json_set_text(change, "status", "failed");
	sandbox_json_set_text(change, "reason", reason);
	for (size_t i = 0; i < COUNT_OF(ended_by_failure); i++)
		fail_objects(request, i, change);
	sandbox_session_fail(request->box, request->session, reason);
	json_object_put(change);
	sandbox_reply_empty(request, 204);
}

static const sandbox_field failure_fields[] = {
	{.name = "reason", .kind = SANDBOX_TEXT},
	{.name = NULL},
};

#define OBJECT_ROUTE(kind, name, ...)                                                   \
	{                                                                               \
		.path = "/sandbox/" name "/{" name "Id}", .auth = SANDBOX_AUTH_CONTROL, \
		.object = kind, .parameter = name "Id", __VA_ARGS__                     \
	}
#define SHOW_ROUTE(kind, name, what)              \
	OBJECT_ROUTE(kind, name, .method = "GET", \
		.summary = "shows " what " with its hidden members", .handle = show_object)
#define FORCE_ROUTE(kind, name, what)                                                  \
	OBJECT_ROUTE(kind, name, .method = "POST", .summary = "sets members of " what, \
		.flags = SANDBOX_JSON, .handle = force_object)

const sandbox_route sandbox_control_force_routes[] = {
	SHOW_ROUTE("archive", "archive", "an archive"),
	FORCE_ROUTE("archive", "archive", "an archive"),
	SHOW_ROUTE("broadcast", "broadcast", "a broadcast"),
	FORCE_ROUTE("broadcast", "broadcast", "a broadcast"),
	SHOW_ROUTE("render", "render", "an Experience Composer"),
	FORCE_ROUTE("render", "render", "an Experience Composer"),
	SHOW_ROUTE("caption", "captions", "live captions"),
	FORCE_ROUTE("caption", "captions", "live captions"),
	SHOW_ROUTE("call", "call", "a SIP call"),
	FORCE_ROUTE("call", "call", "a SIP call, which ends it"),
	{
		.method = "POST",
		.path = "/sandbox/session/{sessionId}/fail",
		.summary = "lets the platform fail: all that runs in the session ends",
		.auth = SANDBOX_AUTH_CONTROL,
		.flags = SANDBOX_SESSION_PATH | SANDBOX_JSON_OPTIONAL,
		.fields = failure_fields,
		.handle = fail_session,
	},
	{0},
};

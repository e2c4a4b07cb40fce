/* SPDX-License-Identifier: MIT */
/* Experience Composer renders: routes, and the life starting, started, stopped or failed. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "tools/sandbox/base/ids.h"
#include "tools/sandbox/base/json.h"
#include "tools/sandbox/callbacks/event.h"
#include "tools/sandbox/request/fields.h"
#include "tools/sandbox/request/list.h"
#include "tools/sandbox/request/reply.h"
#include "tools/sandbox/service/media/render.h"
#include "tools/sandbox/service/routes.h"
#include "tools/sandbox/service/session/world.h"
#include "tools/sandbox/state/clock.h"
#include "tools/sandbox/state/project.h"

enum { ID_BYTES = 16 };

static const sandbox_field property_fields[] = {
	{.name = "name",
		.kind = SANDBOX_TEXT,
		.required = true,
		.min = 1,
		.max = 200,
		.code = 50007},
	{.name = NULL},
};

static const sandbox_field start_fields[] = {
	{.name = "sessionId", .kind = SANDBOX_TEXT, .required = true, .code = 50008},
	{.name = "token", .kind = SANDBOX_TEXT, .required = true},
	{.name = "url",
		.kind = SANDBOX_TEXT,
		.required = true,
		.min = 15,
		.max = 2048,
		.prefixes = sandbox_web_prefixes,
		.code = 50001},
	{.name = "maxDuration",
		.kind = SANDBOX_NUMBER,
		.min = 60,
		.max = 36000,
		.otherwise = "7200",
		.code = 50005},
	{.name = "resolution",
		.kind = SANDBOX_TEXT,
		.values = sandbox_resolutions,
		.otherwise = "\"1280x720\"",
		.code = 50006},
	{.name = "properties", .kind = SANDBOX_OBJECT, .members = property_fields},
	{.name = "statusCallbackUrl",
		.kind = SANDBOX_TEXT,
		.max = 2048,
		.prefixes = sandbox_web_prefixes},
	{.name = NULL},
};

static json_object *render_view(sandbox *box, json_object *render)
{
	json_object *shown = sandbox_json_public(render);

	if (box->options.unknown_members)
		sandbox_json_set_text(shown, "futureMember", "unknown to every client");
	return shown;
}

static void save_render(sandbox *box, json_object *render)
{
	const sandbox_event event = {.kind = "render",
		.webhook = "render_status",
		.owner = sandbox_json_text(render, "_owner", ""),
		.url = sandbox_json_text(render, "callbackUrl", NULL)};

	sandbox_json_set_int(render, "updatedAt", sandbox_now(box));
	sandbox_event_send(box, &event, render_view(box, render));
	sandbox_store_put(box->store, "render", render);
}

static json_object *new_render(sandbox *box, json_object *session, json_object *input)
{
	static const char *const given[] = {"url", "resolution", NULL};
	const char *owner = sandbox_json_text(session, "_owner", "");
	const char *name =
		sandbox_json_text(sandbox_json_member(input, "properties"), "name", NULL);
	const char *callback = sandbox_json_text(input, "statusCallbackUrl", NULL);
	json_object *render = sandbox_new_object();
	char *id = sandbox_random_hex(ID_BYTES);

	sandbox_json_set_text(render, "id", id);
	sandbox_json_set_text(render, "_owner", owner);
	sandbox_json_set_text(render, "sessionId", sandbox_json_text(session, "id", ""));
	sandbox_project_identify(box, render, owner, true);
	sandbox_json_set_int(render, "createdAt", sandbox_now(box));
	sandbox_json_set_int(render, "updatedAt", sandbox_now(box));
	sandbox_json_take(render, input, given);
	sandbox_json_set_text(render, "status", "starting");
	if (name)
		sandbox_json_set_text(render, "name", name);
	if (callback)
		sandbox_json_set_text(render, "callbackUrl", callback);
	sandbox_json_set_text(render, "event", "render");
	sandbox_json_set_int(render, "_maxDuration", sandbox_json_int(input, "maxDuration", 7200));
	sandbox_json_set_int(render, "_due", sandbox_now(box) + box->options.settle_ms);
	free(id);
	return render;
}

static void end_render(sandbox *box, json_object *render, const char *status, const char *reason)
{
	const char *connection = sandbox_json_text(render, "_connectionId", "");

	sandbox_json_set_text(render, "status", status);
	sandbox_json_set_text(render, "reason", reason);
	json_object_object_del(render, "_due");
	save_render(box, render);
	if (*connection)
		sandbox_connection_end(box, sandbox_json_text(render, "sessionId", ""), connection,
			"clientDisconnected");
}

/* The page has loaded: the composer joins the session and publishes. */
static void join_session(sandbox *box, json_object *session, json_object *render)
{
	json_object *connection = sandbox_connection_add(box, session, NULL, "render", NULL);
	const char *id = sandbox_json_text(connection, "id", "");
	json_object *spec = sandbox_new_object();
	json_object *stream;

	sandbox_json_set_text(spec, "name", sandbox_json_text(render, "name", ""));
	sandbox_json_set_text(spec, "videoType", "custom");
	stream = sandbox_stream_add(box, session, id, spec);
	sandbox_json_set_text(render, "_connectionId", id);
	sandbox_json_set_text(render, "streamId", sandbox_json_text(stream, "id", ""));
	sandbox_json_set_text(render, "status", "started");
	sandbox_json_set_int(render, "_due",
		sandbox_json_int(render, "createdAt", 0) +
			sandbox_json_int(render, "_maxDuration", 0) * 1000);
	save_render(box, render);
	json_object_put(stream);
	json_object_put(spec);
	json_object_put(connection);
}

static void advance_render(sandbox *box, json_object *render)
{
	json_object *session = sandbox_store_get(
		box->store, "session", sandbox_json_text(render, "sessionId", ""));

	if (sandbox_json_is(render, "status", "started"))
		end_render(box, render, "stopped", "Max duration exceeded");
	else if (!session || strstr(sandbox_json_text(render, "url", ""), "unreachable"))
		end_render(box, render, "failed", "Could not load URL");
	else
		join_session(box, session, render);
	json_object_put(session);
}

static const sandbox_field forced_fields[] = {
	{.name = "status", .kind = SANDBOX_TEXT, .may_be_empty = true},
	{.name = "reason", .kind = SANDBOX_TEXT, .may_be_empty = true},
	{.name = "name", .kind = SANDBOX_TEXT, .may_be_empty = true},
	{.name = "url", .kind = SANDBOX_TEXT, .may_be_empty = true},
	{.name = "resolution", .kind = SANDBOX_TEXT, .may_be_empty = true},
	{.name = "streamId", .kind = SANDBOX_TEXT, .may_be_empty = true},
	{.name = "callbackUrl", .kind = SANDBOX_TEXT, .may_be_empty = true},
	{.name = "createdAt", .kind = SANDBOX_NUMBER, .max = SANDBOX_CLOCK_MAX},
	{.name = "updatedAt", .kind = SANDBOX_NUMBER, .max = SANDBOX_CLOCK_MAX},
	{.name = NULL},
};

static void force_render(sandbox *box, json_object *render, json_object *input)
{
	sandbox_json_take_all(render, input);
	json_object_object_del(render, "_due");
	save_render(box, render);
}

const sandbox_kind sandbox_render_kind = {
	.name = "render",
	.due = advance_render,
	.force = force_render,
	.forced_fields = forced_fields,
};

static void start_render(sandbox_request *request)
{
	request->object = new_render(request->box, request->session, request->input);
	sandbox_store_put(request->box->store, "render", request->object);
	sandbox_reply_json(request, 202, render_view(request->box, request->object));
}

static void show_render(sandbox_request *request)
{
	sandbox_reply_json(request, 200, render_view(request->box, request->object));
}

static void list_renders(sandbox_request *request)
{
	sandbox_list_reply(request, "render", NULL, render_view);
}

static void stop_render(sandbox_request *request)
{
	if (!sandbox_json_is(request->object, "status", "starting") &&
		!sandbox_json_is(request->object, "status", "started")) {
		sandbox_refuse(request, 404, -1, "Not found. The render has ended already.");
		return;
	}
	end_render(request->box, request->object, "stopped", "Stop Requested");
	/* The OpenTok SDKs accept only 200; the unified service sends 204. */
	if (sandbox_is_unified(request->owner))
		sandbox_reply_empty(request, 204);
	else
		sandbox_reply_json(request, 200, render_view(request->box, request->object));
}

#define BASE "/v2/project/{id}/render"

const sandbox_route sandbox_render_routes[] = {
	{
		.method = "POST",
		.path = BASE,
		.operation = "renders.start",
		.summary = "starts an Experience Composer",
		.auth = SANDBOX_AUTH_PROJECT,
		.flags = SANDBOX_JSON | SANDBOX_SESSION_BODY | SANDBOX_ROUTED | SANDBOX_TOKEN |
			 SANDBOX_PUBLISHER,
		.fields = start_fields,
		.handle = start_render,
	},
	{
		.method = "GET",
		.path = BASE,
		.operation = "renders.list",
		.summary = "lists Experience Composers, newest first",
		.auth = SANDBOX_AUTH_PROJECT,
		.handle = list_renders,
	},
	{
		.method = "GET",
		.path = BASE "/{renderId}",
		.operation = "renders.get",
		.summary = "shows an Experience Composer",
		.auth = SANDBOX_AUTH_PROJECT,
		.object = "render",
		.parameter = "renderId",
		.handle = show_render,
	},
	{
		.method = "DELETE",
		.path = BASE "/{renderId}",
		.operation = "renders.stop",
		.summary = "stops an Experience Composer",
		.auth = SANDBOX_AUTH_PROJECT,
		.object = "render",
		.parameter = "renderId",
		.handle = stop_render,
	},
	{0},
};

/* SPDX-License-Identifier: MIT */
/* The control interface: what the server is and which routes it has. */
#include "config.h"

#include "tools/sandbox/base/json.h"
#include "tools/sandbox/control/describe/openapi.h"
#include "tools/sandbox/request/reply.h"
#include "tools/sandbox/request/request.h"
#include "tools/sandbox/service/routes.h"
#include "tools/sandbox/state/clock.h"

/* Lists routes: all, or those of the control interface. json_object_put() the result. */
static json_object *list_routes(const sandbox *box, bool only_control)
{
	json_object *items = sandbox_new_array();

	for (const sandbox_route *const *table = box->routes; *table; table++)
		for (const sandbox_route *route = *table; route->method; route++) {
			json_object *item;

			if (only_control && route->auth != SANDBOX_AUTH_CONTROL)
				continue;
			item = sandbox_new_object();
			sandbox_json_set_text(item, "method", route->method);
			sandbox_json_set_text(item, "path", route->path);
			if (route->operation)
				sandbox_json_set_text(item, "operation", route->operation);
			sandbox_json_set_text(item, "summary", route->summary);
			sandbox_json_append(items, item);
		}
	return items;
}

static void show_about(sandbox_request *request)
{
	json_object *response = sandbox_new_object();

	sandbox_json_set_text(response, "name", "otk-sandbox");
	sandbox_json_set_text(response, "version", PACKAGE_VERSION);
	sandbox_json_set_int(response, "now", sandbox_now(request->box));
	sandbox_json_set_text(response, "url", request->box->url);
	sandbox_json_set_int(response, "settleMs", request->box->options.settle_ms);
	sandbox_json_set_text(response, "description", "/sandbox/openapi.json");
	sandbox_json_set_text(response, "notEmulated",
		"media (WebRTC, recordings, RTMP, SIP, WebSockets), quotas, regions, uploads, "
		"Insights: doc/not-emulated.md");
	sandbox_json_set(response, "control", list_routes(request->box, true));
	sandbox_reply_json(request, 200, response);
}

static void show_health(sandbox_request *request)
{
	json_object *response = sandbox_new_object();

	sandbox_json_set_text(response, "status", "ok");
	sandbox_json_set_text(response, "version", PACKAGE_VERSION);
	sandbox_reply_json(request, 200, response);
}

static void show_routes(sandbox_request *request)
{
	sandbox_reply_items(request, list_routes(request->box, false));
}

static void show_openapi(sandbox_request *request)
{
	sandbox_reply_json(request, 200, sandbox_openapi(request->box));
}

const sandbox_route sandbox_control_describe_routes[] = {
	{
		.method = "GET",
		.path = "/sandbox",
		.summary = "shows the server and the routes of its control interface",
		.auth = SANDBOX_AUTH_CONTROL,
		.handle = show_about,
	},
	{
		.method = "GET",
		.path = "/sandbox/health",
		.summary = "tells that the server responds",
		.auth = SANDBOX_AUTH_CONTROL,
		.flags = SANDBOX_OPEN,
		.handle = show_health,
	},
	{
		.method = "GET",
		.path = "/sandbox/routes",
		.summary = "lists all routes of the server",
		.auth = SANDBOX_AUTH_CONTROL,
		.handle = show_routes,
	},
	{
		.method = "GET",
		.path = "/sandbox/openapi.json",
		.summary = "describes all routes of the server (OpenAPI 3.1)",
		.auth = SANDBOX_AUTH_CONTROL,
		.handle = show_openapi,
	},
	{0},
};

/* SPDX-License-Identifier: MIT */
/* Routes as table rows, and what all routes have in common. */
#include "config.h"

#include "route.h"

#include "auth.h"
#include "client_token.h"
#include "ids.h"
#include "json.h"
#include "text.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* The first row that fits counts: storage stands before archive ids. */
static const sandbox_route *const tables[] = {
	sandbox_session_routes,
	sandbox_storage_routes,
	sandbox_archive_routes,
	sandbox_download_routes,
	sandbox_connection_routes,
	sandbox_stream_routes,
	sandbox_signal_routes,
	sandbox_migrate_routes,
	sandbox_broadcast_routes,
	sandbox_sip_routes,
	sandbox_render_routes,
	sandbox_audio_routes,
	sandbox_captions_routes,
	sandbox_registration_routes,
	sandbox_account_routes,
	sandbox_application_routes,
	sandbox_insights_routes,
	sandbox_control_routes,
	sandbox_control_callback_routes,
	sandbox_control_fault_routes,
	sandbox_control_force_routes,
};

static bool path_matches(const sandbox_request *request, const char *path)
{
	for (size_t i = 0; i < request->segment_count; i++) {
		const char *segment = request->segments[i];
		size_t length;

		if (*path++ != '/')
			return false;
		length = strcspn(path, "/");
		if (*path == '{') {
			if (!*segment)
				return false;
		} else if (strncmp(path, segment, length) || segment[length]) {
			return false;
		}
		path += length;
	}
	return !*path;
}

void sandbox_route_find(sandbox_request *request)
{
	for (size_t table = 0; table < sizeof tables / sizeof *tables; table++)
		for (const sandbox_route *route = tables[table]; route->method; route++)
			if (!strcmp(route->method, request->method) &&
				path_matches(request, route->path)) {
				request->route = route;
				return;
			}
}

static bool path_is_known(const sandbox_request *request)
{
	for (size_t table = 0; table < sizeof tables / sizeof *tables; table++)
		for (const sandbox_route *route = tables[table]; route->method; route++)
			if (path_matches(request, route->path))
				return true;
	return false;
}

static void refuse_route(sandbox_request *request)
{
	if (path_is_known(request))
		sandbox_refuse(request, 405, 405, "Method not allowed");
	else
		sandbox_refuse(request, 404, -1, "Not found");
}

static json_object *parse_body(sandbox_request *request)
{
	const bool form = request->route->flags & SANDBOX_FORM;
	json_object *body;

	if (!request->body.size) {
		if (request->route->flags & (SANDBOX_JSON_OPTIONAL | SANDBOX_FORM))
			return json_object_new_object();
		sandbox_refuse(request, 400, 400, "A JSON body is required");
		return NULL;
	}
	if (!sandbox_media_type_is(sandbox_header(request, "Content-Type"),
		    form ? "application/x-www-form-urlencoded" : "application/json")) {
		sandbox_refuse(request, 415, 415, "Unsupported media type");
		return NULL;
	}
	body = form ? sandbox_form_decode(request->body.data, request->body.size)
		    : sandbox_json_parse(request->body.data, request->body.size);
	if (json_object_is_type(body, json_type_object))
		return body;
	json_object_put(body);
	sandbox_refuse(request, 400, 400, form ? "Malformed form" : "Malformed JSON");
	return NULL;
}

static bool check_body(sandbox_request *request)
{
	const sandbox_route *route = request->route;
	json_object *body;

	if (!(route->flags & (SANDBOX_JSON | SANDBOX_JSON_OPTIONAL | SANDBOX_FORM)))
		return true;
	body = parse_body(request);
	if (!body)
		return false;
	request->input = route->fields ? sandbox_fields_read(request, route->fields, body)
				       : json_object_get(body);
	json_object_put(body);
	return request->input != NULL;
}

static bool check_session(sandbox_request *request)
{
	const unsigned int flags = request->route->flags;
	const char *id = flags & SANDBOX_SESSION_PATH
				 ? sandbox_parameter(request, "sessionId")
				 : sandbox_json_text(request->input, "sessionId", "");
	char *project;

	if (!(flags & (SANDBOX_SESSION_PATH | SANDBOX_SESSION_BODY)))
		return true;
	request->session = sandbox_store_get(request->box->store, "session", id);
	if (request->session &&
		(!request->owner || sandbox_json_is(request->session, "_owner", request->owner)))
		return true;
	project = sandbox_session_project(id);
	if (!project)
		sandbox_refuse(request, 400, -1, "Invalid session id");
	else if (request->owner && strcmp(project, request->owner))
		sandbox_refuse(request, 403, -1, "The session belongs to another project");
	else
		sandbox_refuse(request, 404, -1, "Not found. The session does not exist.");
	free(project);
	return false;
}

static bool check_object(sandbox_request *request)
{
	const sandbox_route *route = request->route;

	if (!route->object)
		return true;
	request->object = sandbox_store_get(
		request->box->store, route->object, sandbox_parameter(request, route->parameter));
	if (request->object &&
		(!request->owner || sandbox_json_is(request->object, "_owner", request->owner)) &&
		(!request->session || sandbox_json_is(request->object, "sessionId",
					      sandbox_json_text(request->session, "id", ""))))
		return true;
	if (!strcmp(route->object, "stream") && !strcmp(route->method, "GET"))
		sandbox_refuse(request, 408, -1, "Stream not found");
	else if (!strcmp(route->object, "connection"))
		sandbox_refuse(request, 404, -1,
			"Not found. No clients are actively connected to the OpenTok session.");
	else
		sandbox_refuse(request, 404, -1, "Not found. You passed in an invalid %s ID.",
			route->object);
	return false;
}

static bool check_state(sandbox_request *request)
{
	const unsigned int flags = request->route->flags;
	const char *session = sandbox_json_text(request->session, "id", "");

	if (flags & SANDBOX_ROUTED && (!sandbox_json_is(request->session, "mediaMode", "routed") ||
					      sandbox_json_flag(request->session, "e2ee", false))) {
		sandbox_refuse(request, 409, 15008,
			"Conflict. Only routed sessions without end-to-end encryption allow this.");
		return false;
	}
	if (flags & SANDBOX_CLIENTS &&
		!sandbox_store_count(request->box->store,
			&(sandbox_query){.kind = "connection", .session = session})) {
		sandbox_refuse(request, 404, -1,
			"Not found. No clients are actively connected to the OpenTok session.");
		return false;
	}
	return true;
}

void sandbox_route_run(sandbox_request *request)
{
	const sandbox_route *route = request->route;

	if (request->bad_target)
		sandbox_refuse(request, 400, 400, "Malformed path or query");
	else if (request->body_too_large)
		sandbox_refuse(request, 413, 413, "The body is too large");
	else if (!route && strncmp(request->path, "/v2/", 4))
		refuse_route(request);
	else if (!sandbox_auth_check(request))
		return;
	else if (!route)
		refuse_route(request);
	else if (route->flags & SANDBOX_OPENTOK_ONLY && sandbox_is_unified(request->owner))
		sandbox_refuse(request, 404, -1, "Not found");
	else if (check_body(request) && check_session(request) && check_object(request) &&
		 check_state(request) &&
		 (!(route->flags & SANDBOX_TOKEN) || sandbox_client_token_check(request)))
		route->handle(request);
}

static bool page_number(
	sandbox_request *request, const char *name, int64_t min, int64_t max, int64_t *number)
{
	const char *text = sandbox_json_text(request->query, name, NULL);

	if (!text || !*text)
		return true;
	if (sandbox_number(text, number) && *number >= min && *number <= max)
		return true;
	sandbox_refuse(request, 400, 400, "Invalid %s: %" PRId64 " to %" PRId64 " is expected",
		name, min, max);
	return false;
}

bool sandbox_page(sandbox_request *request, sandbox_query *query)
{
	query->offset = 0;
	query->count = 50;
	if (!page_number(request, "offset", 0, INT64_MAX, &query->offset) ||
		!page_number(request, "count", 0, 1000, &query->count))
		return false;
	if (!query->count) /* tolerated by four official SDKs; reads as the default */
		query->count = 50;
	return true;
}

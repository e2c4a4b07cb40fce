/* SPDX-License-Identifier: MIT */
/* Runs the checks that all routes share, then the handler. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "tools/sandbox/base/ids.h"
#include "tools/sandbox/base/json.h"
#include "tools/sandbox/base/text.h"
#include "tools/sandbox/request/access/auth.h"
#include "tools/sandbox/request/access/client_token.h"
#include "tools/sandbox/request/dispatch.h"
#include "tools/sandbox/request/reply.h"
#include "tools/sandbox/request/route.h"
#include "tools/sandbox/request/route_find.h"
#include "tools/sandbox/state/project.h"

/* Refuses a known path with another method. False: the path is unknown. */
static bool refuse_method(sandbox_request *request)
{
	char *methods = sandbox_path_methods(request);
	const bool known = *methods;

	if (known) {
		sandbox_reply_header(request, "Allow", methods);
		sandbox_refuse(request, 405, 405, "Method not allowed");
	}
	free(methods);
	return known;
}

static json_object *parse_body(sandbox_request *request)
{
	const bool form = request->route->flags & SANDBOX_FORM;
	json_object *body;

	if (!request->body.size) {
		if (!(request->route->flags & SANDBOX_JSON))
			return sandbox_new_object();
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

/* The service ignores the body of a route that has none; its members are unknown. */
static bool check_ignored_body(sandbox_request *request)
{
	json_object *body = sandbox_json_parse(request->body.data, request->body.size);
	const bool good =
		!json_object_is_type(body, json_type_object) || sandbox_fields_none(request, body);

	json_object_put(body);
	return good;
}

/* The handler reads the lines itself. */
static bool check_lines(sandbox_request *request)
{
	const char *type = sandbox_header(request, "Content-Type");

	if (sandbox_media_type_is(type, "application/x-ndjson") ||
		sandbox_media_type_is(type, "application/json"))
		return true;
	sandbox_refuse(
		request, 415, 415, "Unsupported media type: application/x-ndjson is expected");
	return false;
}

static bool check_body(sandbox_request *request)
{
	const sandbox_route *route = request->route;
	const bool control = route->auth == SANDBOX_AUTH_CONTROL;
	const sandbox_field *fields = route->fields;
	json_object *body;

	if (route->flags & SANDBOX_LINES)
		return check_lines(request);
	if (!(route->flags & (SANDBOX_JSON | SANDBOX_JSON_OPTIONAL | SANDBOX_FORM))) {
		if (!request->body.size || request->stub)
			return true;
		if (!control)
			return check_ignored_body(request);
		fields = sandbox_no_fields;
	}
	body = parse_body(request);
	if (!body)
		return false;
	request->strict = control;
	json_object_put(request->input); /* of a request that has waited */
	request->input =
		fields ? sandbox_fields_read(request, fields, body) : json_object_get(body);
	json_object_put(body);
	return request->input != NULL;
}

/* The control interface refuses query parameters that it does not know. */
static bool check_query(sandbox_request *request)
{
	json_object_iter each;

	if (request->route->auth != SANDBOX_AUTH_CONTROL)
		return true;
	json_object_object_foreachC(request->query, each) {
		const char *const *known = request->route->query;

		while (known && *known && strcmp(*known, each.key) != 0)
			known++;
		if (!known || !*known) {
			sandbox_refuse(
				request, 400, -1, "Unknown query parameter \"%.100s\"", each.key);
			return false;
		}
	}
	return true;
}

/* The error code of a wrong sessionId in the body. */
static int session_code(const sandbox_request *request)
{
	const sandbox_field *field =
		request->route->flags & SANDBOX_SESSION_BODY
			? sandbox_field_find(request->route->fields, "sessionId")
			: NULL;

	return field && field->code ? field->code : -1;
}

/* Bounds the number of documents of a session. */
static bool check_session_size(sandbox_request *request)
{
	const char *id = sandbox_json_text(request->session, "id", "");

	if (strcmp(request->method, "POST") != 0 ||
		sandbox_store_session_size(request->box->store, id) < SANDBOX_SESSION_LIMIT)
		return true;
	sandbox_refuse(request, 507, 507,
		"The session has reached the sandbox's limit of %d objects; use another session",
		SANDBOX_SESSION_LIMIT);
	return false;
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
		return check_session_size(request);
	project = sandbox_session_project(id);
	if (!project)
		sandbox_refuse(request, 400, session_code(request), "Invalid session id");
	else if (request->owner && strcmp(project, request->owner) != 0)
		sandbox_refuse(request, 403, -1, "The session belongs to another project");
	else if (session_code(request) != -1)
		sandbox_refuse(request, 400, session_code(request), "The session does not exist");
	else
		sandbox_refuse(request, 404, -1, "Not found. The session does not exist.");
	free(project);
	return false;
}

#define NO_CLIENTS "Not found. No clients are actively connected to the OpenTok session. (Sandbox: "

static bool has_clients(const sandbox_request *request)
{
	return sandbox_store_has(request->box->store,
		&(sandbox_query){.kind = "connection",
			.session = sandbox_json_text(request->session, "id", "")});
}

/* The service has one message for both cases; the sandbox adds which of them it is. */
static void refuse_clients(sandbox_request *request)
{
	const char *session = sandbox_json_text(request->session, "id", "{sessionId}");

	if (has_clients(request))
		sandbox_refuse(request, 404, -1,
			NO_CLIENTS "the session has clients, but none with this connection id)");
	else
		sandbox_refuse(request, 404, -1,
			NO_CLIENTS "let one join with otk sandbox join %s, or POST "
				   "/sandbox/session/%s/connection)",
			session, session);
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
	if (strcmp(route->object, "stream") == 0 && strcmp(route->method, "GET") == 0 &&
		sandbox_json_flag(request->session, "_published", false))
		sandbox_refuse(request, 408, -1, "Stream not found");
	else if (strcmp(route->object, "stream") == 0 && strcmp(route->method, "GET") == 0)
		sandbox_refuse(request, 404, -1, "Not found. The session has no streams.");
	else if (strcmp(route->object, "connection") == 0)
		refuse_clients(request);
	else
		sandbox_refuse(request, 404, -1, "Not found. You passed in an invalid %s ID.",
			route->object);
	return false;
}

static bool check_state(sandbox_request *request)
{
	const unsigned int flags = request->route->flags;

	if (flags & SANDBOX_ROUTED && (!sandbox_json_is(request->session, "mediaMode", "routed") ||
					      sandbox_json_flag(request->session, "e2ee", false))) {
		sandbox_refuse(request, 409, 15008,
			"Conflict. Only routed sessions without end-to-end encryption allow this.");
		return false;
	}
	if (flags & SANDBOX_CLIENTS && !has_clients(request)) {
		refuse_clients(request);
		return false;
	}
	return true;
}

/* Paths of the partner authentication, which was withdrawn; credentials do not help. */
static bool is_withdrawn(const sandbox_request *request)
{
	return strncmp(request->path, "/v2/partner/", 12) == 0;
}

static void run_route(sandbox_request *request)
{
	const sandbox_route *route = request->route;

	if (route->flags & SANDBOX_OPENTOK_ONLY && sandbox_is_unified(request->owner)) {
		sandbox_refuse(request, 404, -1, "Not found");
		return;
	}
	if (check_query(request) && check_body(request) && check_session(request) &&
		check_object(request) && check_state(request) &&
		(!(route->flags & SANDBOX_TOKEN) || sandbox_client_token_check(request)))
		route->handle(request);
}

void sandbox_route_call(sandbox_request *request, json_object *body)
{
	const sandbox_field *fields = request->route->fields;

	request->strict = true;
	request->input =
		fields ? sandbox_fields_read(request, fields, body) : json_object_get(body);
	if (request->input && check_session(request) && check_object(request) &&
		check_state(request))
		request->route->handle(request);
}

void sandbox_route_run(sandbox_request *request)
{
	if (request->bad_target)
		sandbox_refuse(request, 400, 400, "Malformed path or query");
	else if (request->body_too_large)
		sandbox_refuse(request, 413, 413, "The body has more than %zu bytes",
			sandbox_body_limit(request));
	else if (request->overloaded)
		sandbox_refuse(
			request, 503, 503, "The bodies of all requests take too much memory");
	else if (is_withdrawn(request))
		sandbox_refuse(request, 403, 10004, "Partner authentication was withdrawn");
	else if (!request->route && refuse_method(request))
		return;
	else if (!request->route && strncmp(request->path, "/v2/", 4) != 0)
		sandbox_refuse(request, 404, -1, "Not found");
	else if (!sandbox_auth_check(request))
		return;
	else if (!request->route)
		sandbox_refuse(request, 404, -1, "Not found");
	else
		run_route(request);
}

/* SPDX-License-Identifier: MIT */
/* Finds the route of a request among the stubs and the tables of the service. */
#include "config.h"

#include <string.h>

#include "tools/sandbox/base/memory.h"
#include "tools/sandbox/request/reply.h"
#include "tools/sandbox/request/route.h"
#include "tools/sandbox/request/route_find.h"
#include "tools/sandbox/request/stubs/stub.h"

void sandbox_route_find(sandbox_request *request)
{
	/* The HTTP library omits the body of the response. */
	const char *method = strcmp(request->method, "HEAD") == 0 ? "GET" : request->method;

	sandbox_stub_find(request, method);
	if (request->route)
		return;
	for (const sandbox_route *const *table = request->box->routes; *table; table++)
		for (const sandbox_route *route = *table; route->method; route++)
			if (strcmp(route->method, method) == 0 &&
				sandbox_path_matches(request, route->path)) {
				request->route = route;
				request->prefers_xml = route->flags & SANDBOX_XML;
				return;
			}
}

bool sandbox_operation_check(sandbox_request *request, const char *name)
{
	for (const sandbox_route *const *table = request->box->routes; *table; table++)
		for (const sandbox_route *route = *table; route->method; route++)
			if (route->operation && strcmp(route->operation, name) == 0)
				return true;
	sandbox_refuse(request, 400, -1,
		"Invalid operation: \"%.100s\" is not one; GET /sandbox/routes lists them", name);
	return false;
}

static void add_method(sandbox_bytes *methods, const char *method)
{
	if (methods->size)
		sandbox_bytes_add_text(methods, ", ");
	sandbox_bytes_add_text(methods, method);
	if (strcmp(method, "GET") == 0)
		sandbox_bytes_add_text(methods, ", HEAD");
}

char *sandbox_path_methods(const sandbox_request *request)
{
	sandbox_bytes methods = {0};

	sandbox_bytes_add_text(&methods, "");
	sandbox_stub_methods(request, add_method, &methods);
	for (const sandbox_route *const *table = request->box->routes; *table; table++)
		for (const sandbox_route *route = *table; route->method; route++)
			if (sandbox_path_matches(request, route->path))
				add_method(&methods, route->method);
	return methods.data;
}

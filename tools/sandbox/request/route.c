/* SPDX-License-Identifier: MIT */
/* Matches request paths against the rows of routes. */
#include "config.h"

#include <string.h>

#include "tools/sandbox/base/memory.h"
#include "tools/sandbox/request/route.h"
#include "tools/sandbox/request/stub.h"

const char *sandbox_parameter(const sandbox_request *request, const char *name)
{
	const char *at = request->route ? request->route->path : "";
	size_t length = strlen(name);

	for (size_t i = 0; *at && i < request->segment_count; i++) {
		at++;
		if (*at == '{' && strncmp(at + 1, name, length) == 0 && at[length + 1] == '}')
			return request->segments[i];
		at += strcspn(at, "/");
	}
	return "";
}

bool sandbox_path_matches(const sandbox_request *request, const char *path)
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
		} else if (strncmp(path, segment, length) != 0 || segment[length]) {
			return false;
		}
		path += length;
	}
	return !*path;
}

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

bool sandbox_is_control(const sandbox_request *request)
{
	if (request->route)
		return request->route->auth == SANDBOX_AUTH_CONTROL;
	return strncmp(request->path, "/sandbox", 8) == 0;
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

/* SPDX-License-Identifier: MIT */
/* Matches the path of a request against one route. */
#include "config.h"

#include <string.h>

#include "tools/sandbox/request/route.h"

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
	/* "/" has no segments; neither has a target that cannot be split. */
	return !*path || (strcmp(path, "/") == 0 && strcmp(request->path, "/") == 0);
}

size_t sandbox_body_limit(const sandbox_request *request)
{
	/* The guard has refused a request that was replied to. */
	return request->route && request->route->flags & SANDBOX_LINES && !request->replied
		       ? SANDBOX_MAX_LINES
		       : SANDBOX_MAX_BODY;
}

bool sandbox_is_control(const sandbox_request *request)
{
	if (request->route)
		return request->route->auth == SANDBOX_AUTH_CONTROL;
	return strncmp(request->path, "/sandbox", 8) == 0;
}

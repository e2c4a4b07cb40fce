/* SPDX-License-Identifier: MIT */
/* Finds the route of a request. */
#ifndef OTK_SANDBOX_ROUTE_FIND_H
#define OTK_SANDBOX_ROUTE_FIND_H

#include "tools/sandbox/request/request.h"

/* Sets request->route, or leaves it NULL if no route has this method and path. Stubs come before
 * the routes of the service. */
void sandbox_route_find(sandbox_request *request);

/* Refuses an operation that no route has. */
bool sandbox_operation_check(sandbox_request *request, const char *name);

/* Returns the methods of the path as an Allow header has them: "GET, HEAD, POST"; "" if no route
 * has the path. free() it. */
char *sandbox_path_methods(const sandbox_request *request);

#endif

/* SPDX-License-Identifier: MIT */
/* Runs the checks that all routes share (authentication, media type, JSON, fields, the session and
 * the object that are named, the state of the session), then the handler. */
#ifndef OTK_SANDBOX_DISPATCH_H
#define OTK_SANDBOX_DISPATCH_H

#include "tools/sandbox/request/request.h"

/* Runs all common checks, then the handler. */
void sandbox_route_run(sandbox_request *request);

/* The same for a request that the program makes itself, with the members of its body: no
 * credentials, query and media type. request->route is set; it is one of the control interface. */
void sandbox_route_call(sandbox_request *request, json_object *body);

#endif

/* SPDX-License-Identifier: MIT */
/* Describes the routes of the server as an OpenAPI 3.1 document. */
#ifndef OTK_SANDBOX_OPENAPI_H
#define OTK_SANDBOX_OPENAPI_H

#include <json-c/json_object.h>

#include "tools/sandbox/state/sandbox.h"

/*
 * Returns the document, made from the tables of routes and of request members. json_object_put()
 * it.
 */
json_object *sandbox_openapi(const sandbox *box);

#endif

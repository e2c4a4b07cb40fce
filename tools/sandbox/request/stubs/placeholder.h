/* SPDX-License-Identifier: MIT */
/* Placeholders in the body of a stub: parts of the request, the time, a new id. */
#ifndef OTK_SANDBOX_PLACEHOLDER_H
#define OTK_SANDBOX_PLACEHOLDER_H

#include "tools/sandbox/request/request.h"

/*
 * Sets *filled to a copy of a JSON tree with each {{…}} in its strings replaced. A string that is
 * one placeholder and nothing else becomes the value itself, so that numbers, flags and objects of
 * the request keep their type; null if the request does not have it. The caller releases the
 * copy. False: the values have more than 16 MiB together.
 */
bool sandbox_placeholders_fill(
	sandbox_request *request, const json_object *tree, json_object **filled);

#endif

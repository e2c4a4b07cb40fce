/* SPDX-License-Identifier: MIT */
/* Session creation. */
#ifndef OTK_SANDBOX_SESSION_H
#define OTK_SANDBOX_SESSION_H

#include <json-c/json_object.h>

#include "tools/sandbox/state/sandbox.h"

/*
 * Makes and stores a session; input: options of the creation form; id NULL: a new id.
 * json_object_put() it.
 */
json_object *sandbox_session_new(
	sandbox *box, const char *owner, const char *id, const json_object *input);

#endif

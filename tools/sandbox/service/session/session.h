/* SPDX-License-Identifier: MIT */
/* Session creation. */
#ifndef OTK_SANDBOX_SESSION_H
#define OTK_SANDBOX_SESSION_H

#include <json-c/json_object.h>

#include "tools/sandbox/state/sandbox.h"

/* Returns what is wrong with the options of the creation form; NULL: nothing. */
const char *sandbox_session_problem(const json_object *input);

/*
 * Makes and stores a session; input: options of the creation form; id NULL: a new id.
 * json_object_put() it.
 */
json_object *sandbox_session_new(
	sandbox *box, const char *owner, const char *id, const json_object *input);

#endif

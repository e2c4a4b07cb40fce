/* SPDX-License-Identifier: MIT */
/* Common parts of archives and broadcasts: layouts, lists of streams, tags, deadlines. */
#ifndef OTK_SANDBOX_COMPOSITION_H
#define OTK_SANDBOX_COMPOSITION_H

#include <json-c/json_object.h>

#include "tools/sandbox/request/fields.h"
#include "tools/sandbox/request/request.h"

extern const sandbox_field sandbox_layout_fields[];
extern const sandbox_field sandbox_streams_fields[];
/* An item of "streams". */
extern const sandbox_field sandbox_listed_stream_fields[];
extern const char *const sandbox_stream_modes[];

/* Checks a layout. False: the request was refused. */
bool sandbox_layout_check(sandbox_request *request, const json_object *layout);

/* Adds the stream that request->input names to request->object, or removes it. False: refused. */
bool sandbox_streams_change(sandbox_request *request);

/* Removes streams that no longer exist from the list. Returns the number of composed streams. */
int64_t sandbox_streams_active(sandbox *box, json_object *session, json_object *object);

/* Whether a running object of this kind in the session has the tag. */
bool sandbox_tag_is_taken(sandbox *box, json_object *session, const char *kind, const char *tag);

/*
 * Returns a walk over the objects of this kind in the session that have the status "started" or
 * `second` (NULL: only "started").
 */
sandbox_walk sandbox_running(
	sandbox *box, json_object *session, const char *kind, const char *second);

/*
 * Stores the time since which no client is connected. Returns the time at which the object ends for
 * that reason; INT64_MAX: a client is connected.
 */
int64_t sandbox_empty_deadline(sandbox *box, json_object *session, json_object *object);

#endif

/* SPDX-License-Identifier: MIT */
/* What archives and broadcasts have in common: layouts, lists of streams, tags, the life of a
 * running one. */
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

/* False: refused. */
bool sandbox_layout_check(sandbox_request *request, const json_object *layout);

/* Adds or removes a stream of request->object as request->input says. False: refused. */
bool sandbox_streams_change(sandbox_request *request);

/* Drops streams from the list that are no more, and tells how many streams are being composed. */
int64_t sandbox_streams_active(sandbox *box, json_object *session, json_object *object);

/* Whether another running one of the session has the same tag. */
bool sandbox_tag_is_taken(sandbox *box, json_object *session, const char *kind, const char *tag);

/* The list that a composing object of status started (or second) belongs to. put() it. */
json_object *sandbox_running(
	sandbox *box, json_object *session, const char *kind, const char *second);

/* Notes since when nobody is connected, and tells the deadline that follows: INT64_MAX for none. */
int64_t sandbox_empty_deadline(sandbox *box, json_object *session, json_object *object);

#endif

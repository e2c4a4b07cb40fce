/* SPDX-License-Identifier: MIT */
/* Events of the service, and who is told: hooks of the control interface, registered callbacks,
 * webhooks of the application. Every telling becomes a stored callback, which webhook.c delivers.
 */
#ifndef OTK_SANDBOX_EVENT_H
#define OTK_SANDBOX_EVENT_H

#include <json-c/json_object.h>

#include "tools/sandbox/state/sandbox.h"

/* The payload is consumed. kind is one of the hooks' kinds; group and event those of the callback
 * registry; webhook the name in an application's video capability. url: one more destination, or
 * NULL. */
typedef struct sandbox_event {
	const char *kind;
	const char *group;
	const char *event;
	const char *webhook;
	const char *owner;
	const char *url;
} sandbox_event;

void sandbox_event_send(sandbox *box, const sandbox_event *event, json_object *payload);

void sandbox_event_session(
	sandbox *box, json_object *session, const char *name, const char *reason);
void sandbox_event_connection(sandbox *box, json_object *session, const char *name,
	json_object *connection, const char *reason);
void sandbox_event_stream(sandbox *box, json_object *session, const char *name, json_object *stream,
	const char *reason);

/* The frame that session, connection, stream and call events share. */
json_object *sandbox_event_frame(
	sandbox *box, json_object *session, const char *name, const char *reason);

#endif

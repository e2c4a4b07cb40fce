/* SPDX-License-Identifier: MIT */
/* Events of the service and their receivers: hooks of the control interface, registered callbacks,
 * webhooks of the application. Each event is stored as one callback per receiver; webhook.c sends them.
 */
#ifndef OTK_SANDBOX_EVENT_H
#define OTK_SANDBOX_EVENT_H

#include <json-c/json_object.h>

#include "tools/sandbox/state/sandbox.h"

/* kind: one of the kinds of hooks. group and event: names in the callback registry, NULL: not there.
 * webhook: name in the video capability of an application, NULL: not there. url: one more receiver,
 * NULL: none. */
typedef struct sandbox_event {
	const char *kind;
	const char *group;
	const char *event;
	const char *webhook;
	const char *owner;
	const char *url;
} sandbox_event;

/* Consumes the payload. */
void sandbox_event_send(sandbox *box, const sandbox_event *event, json_object *payload);

void sandbox_event_session(
	sandbox *box, json_object *session, const char *name, const char *reason);
void sandbox_event_connection(sandbox *box, json_object *session, const char *name,
	json_object *connection, const char *reason);
void sandbox_event_stream(sandbox *box, json_object *session, const char *name, json_object *stream,
	const char *reason);

/* Returns the members that session, connection, stream and call events share. put() it. */
json_object *sandbox_event_frame(
	sandbox *box, json_object *session, const char *name, const char *reason);

#endif

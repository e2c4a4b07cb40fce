/* SPDX-License-Identifier: MIT */
/* Events of the service and their receivers: hooks of the control interface, registered
 * callbacks, webhooks of the application. Each event is stored as one callback per receiver;
 * webhook.c sends them. */
#ifndef OTK_SANDBOX_EVENT_H
#define OTK_SANDBOX_EVENT_H

#include <json-c/json_object.h>

#include "tools/sandbox/state/sandbox.h"

typedef struct sandbox_event {
	const char *kind;    /* of the hook that receives the event: "archive", "session" … */
	const char *group;   /* of registered callbacks; NULL: they do not receive the event */
	const char *event;   /* of registered callbacks */
	const char *webhook; /* name in the application's video capability; NULL: not received */
	const char *owner;   /* API key or application id */
	const char *url;     /* a further receiver; NULL: none */
} sandbox_event;

/* Consumes the payload. */
void sandbox_event_send(sandbox *box, const sandbox_event *event, json_object *payload);

void sandbox_event_session(
	sandbox *box, json_object *session, const char *name, const char *reason);
void sandbox_event_connection(sandbox *box, json_object *session, const char *name,
	json_object *connection, const char *reason);
void sandbox_event_stream(sandbox *box, json_object *session, const char *name, json_object *stream,
	const char *reason);

/*
 * Returns the members that session, connection, stream and call events share. json_object_put() it.
 */
json_object *sandbox_event_frame(
	sandbox *box, json_object *session, const char *name, const char *reason);

#endif

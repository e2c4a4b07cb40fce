/* SPDX-License-Identifier: MIT */
/* Routes as table rows, and what all routes have in common: authentication, media type, JSON,
 * fields, the session and the object that are named, and the state that the session must be in. */
#ifndef OTK_SANDBOX_ROUTE_H
#define OTK_SANDBOX_ROUTE_H

#include "fields.h"
#include "request.h"

typedef enum sandbox_auth {
	SANDBOX_AUTH_NONE,
	SANDBOX_AUTH_CONTROL, /* the sandbox' own control interface */
	SANDBOX_AUTH_SIGNED,  /* any project, no id in the path */
	SANDBOX_AUTH_PROJECT, /* and the id in the path is the project's */
	SANDBOX_AUTH_ACCOUNT,
	SANDBOX_AUTH_BASIC,
	SANDBOX_AUTH_ANY /* project or account */
} sandbox_auth;

enum {
	SANDBOX_JSON = 1,          /* a JSON object is required, fields say which */
	SANDBOX_JSON_OPTIONAL = 2, /* it may be missing */
	SANDBOX_FORM = 4,
	SANDBOX_XML = 8, /* XML unless JSON is asked for */
	SANDBOX_OPENTOK_ONLY = 16,
	SANDBOX_SESSION_BODY = 32, /* sessionId of the body */
	SANDBOX_SESSION_PATH = 64, /* {sessionId} of the path */
	SANDBOX_ROUTED = 128,      /* the session must be routed and not end-to-end encrypted */
	SANDBOX_CLIENTS = 256,     /* somebody must be connected */
	SANDBOX_TOKEN = 512        /* token of the body must be good for the session */
};

typedef struct sandbox_route {
	const char *method;
	const char *path;
	sandbox_auth auth;
	unsigned int flags;
	const sandbox_field *fields;
	const char *object;    /* kind of document that a path parameter names, or NULL */
	const char *parameter; /* that parameter */
	void (*handle)(sandbox_request *request);
} sandbox_route;

/* Sets request->route (NULL: there is none). */
void sandbox_route_find(sandbox_request *request);

/* All common checks, then the handler. */
void sandbox_route_run(sandbox_request *request);

/* Offset and count of a list. False: refused. */
bool sandbox_page(sandbox_request *request, sandbox_query *query);

/* The tables; each ends with a method of NULL. */
extern const sandbox_route sandbox_session_routes[];
extern const sandbox_route sandbox_storage_routes[];
extern const sandbox_route sandbox_archive_routes[];
extern const sandbox_route sandbox_download_routes[];
extern const sandbox_route sandbox_connection_routes[];
extern const sandbox_route sandbox_stream_routes[];
extern const sandbox_route sandbox_signal_routes[];
extern const sandbox_route sandbox_migrate_routes[];
extern const sandbox_route sandbox_broadcast_routes[];
extern const sandbox_route sandbox_sip_routes[];
extern const sandbox_route sandbox_render_routes[];
extern const sandbox_route sandbox_audio_routes[];
extern const sandbox_route sandbox_captions_routes[];
extern const sandbox_route sandbox_registration_routes[];
extern const sandbox_route sandbox_account_routes[];
extern const sandbox_route sandbox_application_routes[];
extern const sandbox_route sandbox_insights_routes[];
extern const sandbox_route sandbox_control_routes[];
extern const sandbox_route sandbox_control_callback_routes[];
extern const sandbox_route sandbox_control_fault_routes[];
extern const sandbox_route sandbox_control_force_routes[];

#endif

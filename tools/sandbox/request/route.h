/* SPDX-License-Identifier: MIT */
/* The row of a route: the checks before its handler runs, and the handler. */
#ifndef OTK_SANDBOX_ROUTE_H
#define OTK_SANDBOX_ROUTE_H

#include "tools/sandbox/request/fields.h"
#include "tools/sandbox/request/request.h"

typedef enum sandbox_auth {
	SANDBOX_AUTH_NONE,
	SANDBOX_AUTH_CONTROL, /* the control interface of the sandbox */
	SANDBOX_AUTH_SIGNED,  /* any project, no id in the path */
	SANDBOX_AUTH_PROJECT, /* the project whose id is in the path */
	SANDBOX_AUTH_ACCOUNT,
	SANDBOX_AUTH_BASIC,
	SANDBOX_AUTH_ANY /* project or account */
} sandbox_auth;

enum {
	SANDBOX_JSON = 1,          /* the body must be a JSON object with these fields */
	SANDBOX_JSON_OPTIONAL = 2, /* the same, but the body may be missing */
	SANDBOX_FORM = 4,
	SANDBOX_XML = 8, /* XML unless JSON is asked for */
	SANDBOX_OPENTOK_ONLY = 16,
	SANDBOX_SESSION_BODY = 32, /* sessionId of the body */
	SANDBOX_SESSION_PATH = 64, /* {sessionId} of the path */
	SANDBOX_ROUTED = 128,      /* the session must be routed and not end-to-end encrypted */
	SANDBOX_CLIENTS = 256,     /* a client must be connected */
	SANDBOX_TOKEN = 512,       /* the token of the body must be valid for the session */
	SANDBOX_MODERATOR = 1024,  /* the role of that token must be moderator */
	SANDBOX_OPEN = 2048,       /* the control interface needs no token for this route */
	SANDBOX_LINES = 4096,      /* the body has lines of JSON, and may be large */
	SANDBOX_PUBLISHER = 8192   /* the role of the token must be publisher or moderator */
};

typedef struct sandbox_route {
	const char *method;
	const char *path;
	const char *operation; /* "archives.start"; NULL: not an operation of the service */
	const char *summary;   /* for people: a verb and what it does, without a full stop */
	sandbox_auth auth;
	unsigned int flags;
	const sandbox_field *fields;
	/* Known names, ends with NULL. NULL: a route of the service takes any, of control none. */
	const char *const *query;
	const char *object;    /* kind of the document that a path parameter names; NULL: none */
	const char *parameter; /* name of that parameter */
	void (*handle)(sandbox_request *request);
} sandbox_route;

/* Whether the request has this path: each {name} takes one segment that is not empty. */
bool sandbox_path_matches(const sandbox_request *request, const char *path);

/* Returns a path parameter of the route, "" if it has none of this name. */
const char *sandbox_parameter(const sandbox_request *request, const char *name);

/* Returns the maximum size of the request's body in bytes. */
size_t sandbox_body_limit(const sandbox_request *request);

/* Whether the request is for the control interface: one of its routes, or an unknown path below
 * /sandbox. */
bool sandbox_is_control(const sandbox_request *request);

#endif

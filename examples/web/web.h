/* SPDX-License-Identifier: MIT */
/*
 * What the web examples share: a small server over libmicrohttpd for one user on this machine, and
 * the parts of their pages. All handlers run in one thread, so they may share one otk_client.
 */
#ifndef OTK_EXAMPLES_WEB_H
#define OTK_EXAMPLES_WEB_H

#include <otk/otk.h>
#include <otk/session.h>
#include <stdbool.h>
#include <stdio.h>

typedef struct web_app {
	otk_client *client;
	char *session_id; /* of the routed session of this run; NULL: not created yet */
} web_app;

typedef struct web_request {
	web_app *app;
	struct MHD_Connection *connection;
	const char *rest; /* the path after the part that the route names: an id, or "" */
	const char *body; /* as received */
	size_t body_size;
	FILE *out;            /* the response; a handler writes HTML to it */
	unsigned status;      /* 200 unless a handler changes it */
	const char *location; /* set: redirect there with status 303 */
} web_request;

typedef struct web_route {
	const char *method;
	const char *path; /* one that ends in "/" matches everything below it */
	void (*handle)(web_request *request);
} web_route;

/*
 * Serves the routes, which end with {0}, on 127.0.0.1 until SIGINT or SIGTERM. Credentials come
 * from OTK_API_KEY, OTK_API_SECRET and OTK_API_URL; the port from PORT (default 8080; 0: any).
 * Prints the address. Returns the exit status of the program.
 */
int web_serve(const web_route *routes);

/* Returns a header of the request; NULL: it has none. */
const char *web_header(web_request *request, const char *name);
/* Copies a field of the form in the body; "" if it is missing or does not fit. */
void web_field(web_request *request, const char *name, char *value, size_t size);

/* Writes text as HTML. */
void web_text(web_request *request, const char *text);
/* Writes a page up to <main>, and its end. */
void web_begin(web_request *request, const char *title);
void web_end(web_request *request);
/* Writes a page that explains the error; status 502. */
void web_fail(web_request *request, const otk_error *error);
/* Leads the browser to another page, or explains the error of a call that failed. */
void web_redirect(
	web_request *request, otk_status status, const otk_error *error, const char *location);
/*
 * Writes the part of a page that joins the session, with a token of this role: the caller's camera,
 * and the other participants. Creates the session at first. False: web_fail() was called.
 */
bool web_join(web_request *request, const char *role, const char *layout_class);
/* Returns the session, which is created at the first use; NULL: web_fail() was called. */
const char *web_session(web_request *request);

#endif

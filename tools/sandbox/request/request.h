/* SPDX-License-Identifier: MIT */
/* One request and the response to it. */
#ifndef OTK_SANDBOX_REQUEST_H
#define OTK_SANDBOX_REQUEST_H

#include <json-c/json_object.h>
#include <stdbool.h>
#include <stdint.h>

#include "tools/sandbox/base/memory.h"
#include "tools/sandbox/state/sandbox.h"

enum {
	SANDBOX_MAX_SEGMENTS = 12,
	SANDBOX_MAX_BODY = 2 * 1024 * 1024,
	SANDBOX_MAX_LINES = 60 * 1024 * 1024 /* of a snapshot */
};

struct MHD_Connection;

/* The member that is being read, and those that contain it. */
typedef struct sandbox_place {
	const char *member;
	int64_t item;                       /* of a list; -1: the member is not a list */
	const struct sandbox_place *parent; /* NULL: the body */
} sandbox_place;

typedef struct sandbox_download {
	char *seed;    /* determines the bytes */
	int64_t start; /* of the requested range */
} sandbox_download;

/* A stream of events: the numbers of the request and the change that were sent last. */
typedef struct sandbox_follow {
	bool open;
	uint64_t requests, changes;
	int64_t wait; /* ms without an event after which it ends; -1: never */
} sandbox_follow;

/* A body that is made while it is sent. */
typedef struct sandbox_pieces {
	char *(*next)(void *state); /* NULL: the end. free() the text, which is not empty */
	void *state;
	void (*end)(void *state); /* frees the state, with the reply */
} sandbox_pieces;

typedef struct sandbox_reply {
	unsigned int status;
	const char *type;    /* NULL: no Content-Type */
	json_object *json;   /* the body: only one of json, text, download and follow is set */
	const char *printed; /* the text of json, made when it is first needed; NULL: not yet */
	size_t printed_size;
	char *text;
	sandbox_download download;
	sandbox_follow follow;
	sandbox_pieces pieces;
	int64_t size;         /* of text or download */
	json_object *headers; /* additional headers; NULL: none */
} sandbox_reply;

typedef struct sandbox_request {
	sandbox *box;
	struct MHD_Connection *connection;
	uint64_t tcp_number;
	int64_t began_us; /* monotonic */
	char *method;
	char *authority; /* of a target that is a whole URL, instead of Host; NULL: none */
	char *target;    /* undecoded, without scheme and authority */
	char *path;      /* undecoded, without query */
	char *segments[SANDBOX_MAX_SEGMENTS];
	size_t segment_count;
	json_object *query;
	sandbox_bytes body;
	bool body_too_large;
	bool overloaded; /* the bodies of all requests take too much memory */
	bool bad_target;

	const struct sandbox_route *route;
	bool strict; /* unknown members are refused: requests to the control interface */
	const sandbox_place *place; /* of the object that is being read; NULL: the body */
	json_object *unknown; /* places of members that the service does not know; NULL: none */
	bool prefers_xml;     /* the route responds with XML unless the client asks for JSON */
	const char *owner;    /* project id of the credential; NULL: none */
	json_object *project; /* the document of that project */
	json_object *claims;  /* claims of the request's token, for the journal */
	json_object *input;   /* checked body: wire names of the contract, right types */
	json_object *session; /* the session that the path or the body names */
	json_object *object;  /* the archive, broadcast … that the path names */

	sandbox_reply reply;
	struct sandbox_fault *fault;
	void (*fault_free)(struct sandbox_fault *fault);
	/* NULL: a route of the service or of the control interface responds. */
	struct sandbox_stub *stub;
	void (*stub_free)(struct sandbox_stub *stub);
	struct sandbox_forward *forward; /* the request to the upstream; NULL: not forwarded */
	void (*forward_free)(struct sandbox_forward *forward);
	json_object *recorded; /* headers of a recorded request; NULL: a client has sent this one */
	bool journaled;
	bool replied;
	bool waiting;       /* the handler runs again at the next request, or at wait_until */
	int64_t wait_until; /* monotonic ms; 0: it has not waited yet */
	bool executed;
	void (*after_commit)(struct sandbox_request *request); /* NULL: nothing */
	bool refused_early; /* the response was sent before the body was read */
	size_t body_dropped;
} sandbox_request;

sandbox_request *sandbox_request_new(sandbox *box, const char *target);
void sandbox_request_free(sandbox_request *request);

const char *sandbox_header(const sandbox_request *request, const char *name);
/* Returns the number of header lines with this name. */
size_t sandbox_header_count(const sandbox_request *request, const char *name);

/* Frees what a reply holds and makes it empty again. */
void sandbox_reply_clear(sandbox_reply *reply);

#endif

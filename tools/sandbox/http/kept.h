/* SPDX-License-Identifier: MIT */
/* What the journal keeps of a response. */
#ifndef OTK_SANDBOX_KEPT_H
#define OTK_SANDBOX_KEPT_H

#include "tools/sandbox/request/request.h"

/* Bytes of a body; longer ones are not kept. */
enum { SANDBOX_KEPT_BODY = 64 * 1024 };

/* Made for each request, so nothing is converted before it is shown. */
typedef struct sandbox_kept {
	bool replied;
	char *type;    /* NULL: none */
	char *headers; /* JSON, NULL: none */
	char *body;    /* NULL: not kept */
	size_t head;   /* bytes of type and headers */
	size_t size;   /* of the kept body */
	size_t bytes;  /* of the body that was sent */
} sandbox_kept;

/* Copies head and body of the response to a request. */
sandbox_kept sandbox_kept_copy(sandbox_request *request);
void sandbox_kept_drop_body(sandbox_kept *kept);
void sandbox_kept_free(sandbox_kept *kept);

/*
 * Returns {"contentType", "headers", "bytes", "body"}; secrets are replaced. Without a "body" it
 * was not kept. NULL: there was no response. json_object_put() it.
 */
json_object *sandbox_kept_show(const sandbox_kept *kept);

#endif

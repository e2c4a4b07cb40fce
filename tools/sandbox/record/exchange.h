/* SPDX-License-Identifier: MIT */
/* Writes exchanges with the real service into a folder (--record): one JSON file each, redacted. */
#ifndef OTK_SANDBOX_EXCHANGE_H
#define OTK_SANDBOX_EXCHANGE_H

#include "tools/sandbox/record/redact.h"
#include "tools/sandbox/request/request.h"

/* The response of an exchange, as it comes. */
typedef struct sandbox_exchange {
	uint64_t number;     /* in the order of the requests */
	int64_t time;        /* real time of the request, ms */
	int64_t began;       /* monotonic, ms */
	unsigned int status; /* 0: no response */
	json_object *response_headers;
	sandbox_bytes body; /* as long as it is not too large */
	int64_t body_size;
	char *problem; /* why the response is not complete; NULL: it is */
	bool written;
} sandbox_exchange;

/* Makes the folder, or prints why it cannot be used. NULL: failed. */
struct sandbox_recorder *sandbox_recorder_new(sandbox *box, const char *folder);
void sandbox_recorder_free(struct sandbox_recorder *recorder);
/* What was written so far: {"exchanges", "lost", "problem"}. json_object_put() it. */
json_object *sandbox_recorder_state(const struct sandbox_recorder *recorder);
/* Whether an exchange could not be written. */
bool sandbox_recorder_failed(const struct sandbox_recorder *recorder);

sandbox_exchange sandbox_exchange_begin(sandbox *box);
void sandbox_exchange_add_body(sandbox_exchange *exchange, const char *data, size_t size);
/* Writes the exchange, once. A failure is printed and counted; the client does not notice it. */
void sandbox_exchange_write(
	sandbox *box, sandbox_exchange *exchange, const sandbox_request *request);
void sandbox_exchange_clear(sandbox_exchange *exchange);

#endif

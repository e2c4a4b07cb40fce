/* SPDX-License-Identifier: MIT */
/* One attempt to deliver a callback: its request and its response. */
#ifndef OTK_SANDBOX_ATTEMPT_H
#define OTK_SANDBOX_ATTEMPT_H

#include <curl/curl.h>
#include <json-c/json_object.h>

#include "tools/sandbox/base/memory.h"
#include "tools/sandbox/state/sandbox.h"

/* Attempts that are kept of one callback: the latest ones. */
enum { SANDBOX_ATTEMPTS = 10 };

typedef struct sandbox_attempt {
	json_object *sent;        /* header names in lower case, and values without credentials */
	sandbox_bytes head, body; /* of the response, bounded */
	int64_t began;            /* clock of the sandbox, ms */
	int64_t began_us;         /* monotonic */
} sandbox_attempt;

/* Records the headers that are sent, and lets the transfer collect the response. */
void sandbox_attempt_prepare(
	sandbox_attempt *attempt, CURL *easy, const struct curl_slist *headers);
/* Sets the time at which the attempt began. */
void sandbox_attempt_begin(sandbox *box, sandbox_attempt *attempt);
void sandbox_attempt_free(sandbox_attempt *attempt);

/* Adds the attempt to the member "_log" of the callback. error NULL: there was a response. */
void sandbox_attempt_record(
	const sandbox_attempt *attempt, json_object *callback, long status, const char *error);

#endif

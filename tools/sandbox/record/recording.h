/* SPDX-License-Identifier: MIT */
/* A folder that --record has written: its exchanges, and the response to a request of --replay. */
#ifndef OTK_SANDBOX_RECORDING_H
#define OTK_SANDBOX_RECORDING_H

#include "tools/sandbox/record/vocabulary.h"
#include "tools/sandbox/request/request.h"

typedef struct sandbox_recorded {
	int64_t number;
	int64_t time; /* ms */
	json_object *whole;
	json_object *request, *response; /* parts of it */
	const char *method, *path;
	const char *operation; /* NULL: none */
	unsigned int status;   /* 0: there was no response */
	bool used;             /* by --replay */
} sandbox_recorded;

typedef struct sandbox_recording {
	sandbox_recorded *items; /* in the order of the requests */
	size_t count;
	sandbox_vocabulary *words;
	json_object *report; /* what differs from the sandbox (compare.h); NULL: not compared */
	json_object *ids;    /* every text of the exchanges: which values a client can know */
} sandbox_recording;

/* Reads a folder. NULL: the reason was printed; option: for the message. */
sandbox_recording *sandbox_recording_load(
	const sandbox *box, const char *option, const char *folder);
void sandbox_recording_free(sandbox_recording *recording);

/* Responds with the exchange that fits best, or with 501. */
void sandbox_recording_reply(sandbox_request *request);

#endif

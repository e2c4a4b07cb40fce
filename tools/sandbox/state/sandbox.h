/* SPDX-License-Identifier: MIT */
/* What all parts of one running sandbox share. */
#ifndef OTK_SANDBOX_SANDBOX_H
#define OTK_SANDBOX_SANDBOX_H

#include <stdint.h>

#include "tools/sandbox/state/options.h"
#include "tools/sandbox/state/store.h"

struct sandbox_kind;
struct sandbox_route;

typedef struct sandbox {
	sandbox_options options;
	sandbox_store *store;
	struct sandbox_journal *journal;
	struct sandbox_faults *faults;
	struct sandbox_webhook *webhook;
	const struct sandbox_kind *const *kinds;   /* ends with NULL */
	const struct sandbox_route *const *routes; /* tables, ends with NULL */
	unsigned int port;                         /* on which the server listens */
	size_t body_bytes;                         /* of all requests that are being received */
	char *url;            /* where clients reach us, without trailing slash */
	int64_t clock_offset; /* ms that the world of the sandbox is ahead of real time */
	int64_t event_time;   /* while a document's life goes on: when that happens; else 0 */
	int64_t skew;         /* ms that our own wall clock (Date, request tokens) is wrong */
	int64_t rest_until;   /* monotonic ms: the database failed, lives stand still */
	uint64_t accepted;    /* TCP connections */
	uint64_t requests;    /* all but those to the control interface */
	uint64_t answers[6];  /* by first digit of the status */
} sandbox;

#endif

/* SPDX-License-Identifier: MIT */
/* The state that all parts of a running sandbox share. */
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
	struct sandbox_history *history;
	struct sandbox_faults *faults;
	struct sandbox_stubs *stubs;
	struct sandbox_webhook *webhook;
	struct sandbox_recorder *recorder;   /* --record; NULL: not */
	struct sandbox_recording *recording; /* --replay; NULL: not */
	struct sandbox_pages *pages;
	const struct sandbox_kind *const *kinds;   /* ends with NULL */
	const struct sandbox_route *const *routes; /* tables, ends with NULL */
	unsigned int port; /* TCP port on which the server listens; 0: a Unix socket */
	char *token;       /* of the control interface; NULL: it needs none */
	char *project;     /* default project of the control interface */
	char *account;     /* keys of the accounts that own what it adds */
	char *vonage_account;
	json_object *credentials; /* of a file or new; NULL: the published ones */
	bool seeding;             /* what is added was there before: no callbacks */
	bool new_credentials;     /* they are to be printed, once */
	size_t body_bytes;        /* of all requests that are being received */
	char *url;                /* base URL for clients, without trailing slash */
	int64_t clock_offset;     /* ms that the clock of the sandbox is ahead of real time */
	int64_t event_time;       /* due time of the document that is being advanced; 0: none */
	int64_t skew;             /* ms that the wall clock (Date, request tokens) is wrong */
	int64_t rest_until;       /* monotonic ms until which due documents wait, after a failure */
	uint64_t accepted;        /* TCP connections */
	unsigned int followers;   /* open streams of events */
	uint64_t requests;        /* without those to the control interface */
	uint64_t responses[6];    /* by first digit of the status */
	uint64_t log_lost;        /* requests that are missing in the log since its last line */
	bool log_cut;             /* that line is incomplete */
} sandbox;

#endif

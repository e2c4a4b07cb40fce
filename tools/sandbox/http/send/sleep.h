/* SPDX-License-Identifier: MIT */
/* Connections that are suspended, and resumed at a time or when a request has been recorded. */
#ifndef OTK_SANDBOX_SLEEP_H
#define OTK_SANDBOX_SLEEP_H

#include <microhttpd.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Suspended connections and when they are resumed (monotonic ms). */
typedef struct sandbox_sleepers {
	struct sandbox_sleeper {
		struct MHD_Connection *connection;
		int64_t until;
		bool watches; /* and is resumed when a request has been recorded */
		int64_t *end; /* see sandbox_sleep_for_requests(); NULL: none */
	} * list;
	size_t count;
	int64_t looked; /* monotonic ms: when clients that have gone were looked for */
} sandbox_sleepers;

void sandbox_sleep(sandbox_sleepers *sleepers, struct MHD_Connection *connection, int64_t ms);
/* Also wakes when a request has been recorded; `until` is a monotonic time. If the client
 * has gone, *end is set to the current time, which ends the wait. It must live as long as the
 * connection is suspended. */
void sandbox_sleep_for_requests(
	sandbox_sleepers *sleepers, struct MHD_Connection *connection, int64_t until, int64_t *end);
int64_t sandbox_sleepers_wait(const sandbox_sleepers *sleepers);
void sandbox_sleepers_wake(sandbox_sleepers *sleepers);
/* Resumes those who wait for requests; whether there were any. */
bool sandbox_sleepers_wake_watchers(sandbox_sleepers *sleepers);
/* Resumes all and frees the list. */
void sandbox_sleepers_end(sandbox_sleepers *sleepers);

#endif

/* SPDX-License-Identifier: MIT */
/* Connections that were answered before their request was read to its end. Closing them at once would
 * make the system discard the response that is still on its way, so what the client goes on sending
 * is read for a while. */
#ifndef OTK_SANDBOX_LINGER_H
#define OTK_SANDBOX_LINGER_H

#include <stddef.h>
#include <stdint.h>

enum { SANDBOX_LINGER_MAX = 16 };

typedef struct sandbox_lingerers {
	struct sandbox_lingerer {
		int descriptor;
		int64_t until; /* monotonic ms */
	} list[SANDBOX_LINGER_MAX];
	size_t count;
} sandbox_lingerers;

/* Keeps a duplicate of the descriptor. Does nothing if the list is full. */
void sandbox_linger_add(sandbox_lingerers *lingerers, int descriptor);

/* Reads and forgets what has arrived; closes what the client has closed or what took too long. */
void sandbox_linger_run(sandbox_lingerers *lingerers);
void sandbox_linger_end(sandbox_lingerers *lingerers);

#endif

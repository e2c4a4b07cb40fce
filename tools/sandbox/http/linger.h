/* SPDX-License-Identifier: MIT */
/*
 * Connections that got a response before their request was read completely. If they were closed at
 * once, the system would discard the response that is still in flight. So the rest of the request
 * is read and discarded for a while.
 */
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

/*
 * Discards what has arrived; closes connections that the client has closed or that take too long.
 */
void sandbox_linger_run(sandbox_lingerers *lingerers);
void sandbox_linger_end(sandbox_lingerers *lingerers);

#endif

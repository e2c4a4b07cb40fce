/* SPDX-License-Identifier: MIT */
/*
 * A peer that follows a script (cases.txt), in a process of its own: what it allocates and how busy
 * it is does not count for the client. Its first connections get the script; when the script ends
 * without closing the connection, and on all other connections, it is a good server.
 */
#ifndef OTK_TESTS_HOSTILE_PEER_H
#define OTK_TESTS_HOSTILE_PEER_H

#include <semaphore.h>
#include <stdatomic.h>

#include "tests/hostile/row.h"

/* What the peer saw, in memory that both processes share. */
typedef struct peer_seen {
	atomic_int connections;
	atomic_int requests; /* of which the whole head and body arrived */
	atomic_int strays;   /* requests with credentials for a path that is not of the API */
	atomic_int broken;   /* steps that the peer does not know */
	sem_t script_over;   /* posted at the end of each script that does not close */
} peer_seen;

/* Serves the listener until the process is killed. Does not return. */
void peer_serve(const row *one, int listener, word_ports ports, peer_seen *seen)
	__attribute__((noreturn));

#endif

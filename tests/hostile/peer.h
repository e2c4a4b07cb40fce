/* SPDX-License-Identifier: MIT */
/*
 * A peer that follows a script (cases.txt). It is a process of its own, so that its memory and its
 * processor time are not measured as those of the client. It runs the script on its first
 * connections. On all others, and after a script that does not close its connection, it is a good
 * server.
 */
#ifndef OTK_TESTS_HOSTILE_PEER_H
#define OTK_TESTS_HOSTILE_PEER_H

#include <semaphore.h>
#include <stdatomic.h>

#include "tests/hostile/row.h"

/* Counters of the peer, in memory that both processes share. */
typedef struct peer_seen {
	atomic_int connections;
	atomic_int requests; /* number of requests whose whole head and body arrived */
	atomic_int strays;   /* requests with credentials for a path outside of the API */
	atomic_int broken;   /* steps of scripts that the peer does not know */
	sem_t script_over;   /* posted at the end of each script that does not close */
} peer_seen;

/* Serves the listener until the process is killed. Does not return. */
void peer_serve(const row *one, int listener, word_ports ports, peer_seen *seen)
	__attribute__((noreturn));

#endif

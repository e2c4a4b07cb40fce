/* SPDX-License-Identifier: MIT */
/*
 * A fleet in simulated time: the plugin's own algorithm in many processes, and its script in a real
 * server, which gets the time from the simulation. Used by a test and by "make bench".
 */
#ifndef OTK_TESTS_FLEETLIMIT_SIM_H
#define OTK_TESTS_FLEETLIMIT_SIM_H

#include <stdbool.h>
#include <stdint.h>

typedef struct sim_options {
	const char *socket; /* of the server */
	int processes;
	int64_t limit; /* of the fleet in a window */
	int64_t window_ms;
	int64_t seconds;
	int64_t rtt_ms;      /* of a message to the server and its response */
	int64_t backlog;     /* calls that each process always has waiting; 0: use per_s */
	double per_s;        /* calls of each process, at random times */
	int busy;            /* this number of processes has a backlog of 1000 instead */
	int64_t away_from_s; /* the server does not answer from this second … */
	int64_t away_to_s;   /* … to this one; 0: it always answers */
	uint64_t seed;
} sim_options;

#define SIM_SECONDS_MAX 600

typedef struct sim_result {
	int64_t calls;                         /* sent */
	int64_t messages;                      /* to the server */
	int64_t windows[SIM_SECONDS_MAX * 10]; /* calls in each window of the server's clock */
	int64_t window_count;
	int64_t most_in_a_second; /* in any second, not only a whole one */
	int64_t least, most;      /* calls of one process */
	int64_t longest_wait_ms;
} sim_result;

/*
 * Returns false if the server cannot be used; prints why. The first five seconds are not counted.
 */
bool sim_run(const sim_options *options, sim_result *result);

#endif

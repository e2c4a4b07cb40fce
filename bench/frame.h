/* SPDX-License-Identifier: MIT */
/*
 * Timing things beside each other: all cases take turns in every round, so that whatever else the
 * machine does falls on all of them; what counts is the ratio to the base in the same round. Times
 * are those of the processor.
 *
 *   program [ROUNDS]      lines of name, what, value: least and median µs, heap allocations of one
 *                         run, speed beside the base (medians; 9 rounds unless told)
 *   program --list        the names of the cases
 *   program --case NAME N runs one of them N times, to be counted under valgrind
 */
#ifndef OTK_BENCH_FRAME_H
#define OTK_BENCH_FRAME_H

#include <stdbool.h>
#include <stddef.h>

#define BENCH_ROUNDS_MAX 99

typedef struct bench_case {
	const char *name;
	const char *base;           /* the name of the case to be compared with, NULL: none */
	bool (*run)(void *context); /* once; false stops everything */
	void *context;
} bench_case;

/* main() of a bench program: 0 when every run went well. */
int bench_main(int argc, char **argv, const bench_case *cases, size_t count);

/* How many allocations the process has made; 0 where they cannot be counted. */
size_t bench_allocations(void);

#endif

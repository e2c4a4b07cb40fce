/* SPDX-License-Identifier: MIT */
/*
 * Times several cases in alternation: every round runs each case, so that other load on the machine
 * affects all of them alike. The figure to compare is the ratio to the base in the same round.
 * Times are processor times.
 *
 *   program [ROUNDS]      prints lines of name, quantity, value: least and median µs, heap
 *                         allocations per run, speed relative to the base (medians; 9 rounds)
 *   program --list        the names of the cases
 *   program --case NAME N runs one case N times, for valgrind
 */
#ifndef OTK_BENCH_FRAME_H
#define OTK_BENCH_FRAME_H

#include <stdbool.h>
#include <stddef.h>

#define BENCH_ROUNDS_MAX 99

typedef struct bench_case {
	const char *name;
	const char *base;           /* name of the case to compare with; NULL: none */
	bool (*run)(void *context); /* one run; false ends the program */
	void *context;
} bench_case;

/* main() of a bench program; returns 0 if every run succeeded. */
int bench_main(int argc, char **argv, const bench_case *cases, size_t count);

/* Number of allocations by the process so far; 0 where they cannot be counted. */
size_t bench_allocations(void);

#endif

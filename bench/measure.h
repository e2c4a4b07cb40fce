/* SPDX-License-Identifier: MIT */
/*
 * A program that makes calls and is measured as a process in alternation with others (turns.c). Its
 * arguments say what to do; it prints what it measured.
 */
#ifndef OTK_BENCH_MEASURE_H
#define OTK_BENCH_MEASURE_H

#include <stdbool.h>
#include <stddef.h>

typedef struct bench_plan {
	const char *way;       /* how the calls are made */
	const char *operation; /* create, start or list; or a file with a recorded request */
	const char *url;       /* of the server */
	const char *ca;        /* PEM bundle */
	const char *plugins;   /* folder */
	const char *hook;      /* "NAME=SETTINGS"; NULL: none */
	size_t flight;         /* calls in flight */
	size_t calls;
	size_t warm; /* calls before the measured ones; 0: cold start, set-up included */
	bool http1;
} bench_plan;

/* -o OPERATION -u URL [-a CA] [-p PLUGINS] [-k HOOK] [-f FLIGHT] [-n CALLS] [-w WARM] [-1] WAY */
bool bench_plan_read(bench_plan *plan, int argc, char **argv);

/* Makes `count` calls; ends the program if one fails. Reused objects are created at first use. */
typedef void bench_calls(const bench_plan *plan, size_t count);

/* Warms up, measures and prints "µs CPU-µs allocations folders-opened" per call. */
int bench_measure(const bench_plan *plan, bench_calls *calls);

_Noreturn void bench_die(const char *what);

#endif

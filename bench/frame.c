/* SPDX-License-Identifier: MIT */
/* Timing things beside each other. */
#include "config.h"

#include "bench/frame.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* One case runs so long in each round. */
#define ROUND_NS 40000000.0

typedef struct timing {
	size_t repeat;
	double ns[BENCH_ROUNDS]; /* of one run */
	double ratio[BENCH_ROUNDS];
	double allocations;
} timing;

static double now_ns(void)
{
	struct timespec now = {0};

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec * 1e9 + (double)now.tv_nsec;
}

/* Out of line: callgrind collects in it alone (count.sh). */
__attribute__((noinline)) static bool run_many(const bench_case *one, size_t repeat)
{
	size_t i;

	for (i = 0; i < repeat; i++)
		if (!one->run(one->context)) {
			fprintf(stderr, "%s failed\n", one->name);
			return false;
		}
	return true;
}

static bool calibrate(const bench_case *one, timing *measured)
{
	double spent = 0;
	size_t before;

	/* What is made once is made now. */
	if (!one->run(one->context))
		return false;
	before = bench_allocations();
	if (!one->run(one->context))
		return false;
	measured->allocations = (double)(bench_allocations() - before);
	for (measured->repeat = 1;; measured->repeat *= 4) {
		double begin = now_ns();

		if (!run_many(one, measured->repeat))
			return false;
		spent = now_ns() - begin;
		if (spent > ROUND_NS / 8)
			break;
	}
	measured->repeat = (size_t)((double)measured->repeat * ROUND_NS / spent) + 1;
	return true;
}

static const bench_case *find(const bench_case *cases, size_t count, const char *name)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (!strcmp(cases[i].name, name))
			return &cases[i];
	return NULL;
}

static int by_size(const void *left, const void *right)
{
	double a = *(const double *)left, b = *(const double *)right;

	return a < b ? -1 : a > b;
}

static double median(double *values)
{
	qsort(values, BENCH_ROUNDS, sizeof(*values), by_size);
	return values[BENCH_ROUNDS / 2];
}

static bool run_rounds(const bench_case *cases, timing *timings, size_t count)
{
	size_t round, i;

	for (round = 0; round < BENCH_ROUNDS; round++) {
		for (i = 0; i < count; i++) {
			double begin = now_ns();

			if (!run_many(&cases[i], timings[i].repeat))
				return false;
			timings[i].ns[round] = (now_ns() - begin) / (double)timings[i].repeat;
		}
		for (i = 0; i < count; i++) {
			const bench_case *base =
				cases[i].base ? find(cases, count, cases[i].base) : NULL;

			if (base)
				timings[i].ratio[round] =
					timings[base - cases].ns[round] / timings[i].ns[round];
		}
	}
	return true;
}

static int table(const char *title, const bench_case *cases, size_t count)
{
	timing *timings = calloc(count, sizeof(*timings));
	bool good = timings != NULL;
	size_t i;

	for (i = 0; good && i < count; i++)
		good = calibrate(&cases[i], &timings[i]);
	good = good && run_rounds(cases, timings, count);
	if (good)
		printf("%-36s %9s %9s %11s %6s  %s\n", title, "least us", "median us", "per second",
			"allocs", "speed / base");
	for (i = 0; good && i < count; i++) {
		double middle = median(timings[i].ns);

		printf("%-36s %9.2f %9.2f %11.0f %6.0f", cases[i].name, timings[i].ns[0] / 1e3,
			middle / 1e3, 1e9 / middle, timings[i].allocations);
		if (cases[i].base)
			printf("  %.2f of %s", median(timings[i].ratio), cases[i].base);
		putchar('\n');
	}
	free(timings);
	return good ? 0 : 1;
}

int bench_main(int argc, char **argv, const char *title, const bench_case *cases, size_t count)
{
	const bench_case *one;
	size_t i;

	if (argc == 2 && !strcmp(argv[1], "--list")) {
		for (i = 0; i < count; i++)
			puts(cases[i].name);
		return 0;
	}
	if (argc == 4 && !strcmp(argv[1], "--case")) {
		one = find(cases, count, argv[2]);
		return one && one->run(one->context) && run_many(one, strtoul(argv[3], NULL, 10))
			       ? 0
			       : 1;
	}
	return table(title, cases, count);
}

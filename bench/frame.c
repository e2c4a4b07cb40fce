/* SPDX-License-Identifier: MIT */
/* Times several cases in alternation. */
#include "config.h"

#include "bench/frame.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Duration of one case in each round. */
#define ROUND_NS 40000000.0

typedef struct timing {
	size_t repeat;
	double ns[BENCH_ROUNDS_MAX]; /* of one run */
	double ratio[BENCH_ROUNDS_MAX];
	double allocations;
} timing;

static double now_ns(void)
{
	struct timespec now = {0};

	/* The cases only compute, so processor time excludes other load on the machine. */
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec * 1e9 + (double)now.tv_nsec;
}

/* Not inlined: callgrind collects inside this function only. */
__attribute__((noinline)) static bool run_many(const bench_case *one, size_t repeat)
{
	for (size_t i = 0; i < repeat; i++)
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

	/* One-time initialisation happens here. */
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
	for (size_t i = 0; i < count; i++)
		if (strcmp(cases[i].name, name) == 0)
			return &cases[i];
	return NULL;
}

static int by_size(const void *left, const void *right)
{
	double a = *(const double *)left, b = *(const double *)right;

	return a < b ? -1 : a > b;
}

static double median(double *values, size_t rounds)
{
	qsort(values, rounds, sizeof(*values), by_size);
	return values[rounds / 2];
}

static bool run_rounds(const bench_case *cases, timing *timings, size_t count, size_t rounds)
{
	for (size_t round = 0; round < rounds; round++) {
		for (size_t i = 0; i < count; i++) {
			double begin = now_ns();

			if (!run_many(&cases[i], timings[i].repeat))
				return false;
			timings[i].ns[round] = (now_ns() - begin) / (double)timings[i].repeat;
		}
		for (size_t i = 0; i < count; i++) {
			const bench_case *base =
				cases[i].base ? find(cases, count, cases[i].base) : NULL;

			if (base)
				timings[i].ratio[round] =
					timings[base - cases].ns[round] / timings[i].ns[round];
		}
	}
	return true;
}

static int table(const bench_case *cases, size_t count, size_t rounds)
{
	timing *timings = calloc(count, sizeof(*timings));
	bool good = timings != NULL;

	for (size_t i = 0; good && i < count; i++)
		good = calibrate(&cases[i], &timings[i]);
	good = good && run_rounds(cases, timings, count, rounds);
	for (size_t i = 0; good && i < count; i++) {
		const char *name = cases[i].name;

		printf("%s\tus\t%.4g\n", name, median(timings[i].ns, rounds) / 1e3);
		printf("%s\tleast_us\t%.4g\n", name, timings[i].ns[0] / 1e3);
		printf("%s\tallocations\t%.4g\n", name, timings[i].allocations);
		if (cases[i].base)
			printf("%s\tspeed\t%.4g\n", name, median(timings[i].ratio, rounds));
	}
	free(timings);
	return good ? 0 : 1;
}

int bench_main(int argc, char **argv, const bench_case *cases, size_t count)
{
	const bench_case *one;
	size_t rounds;

	if (argc == 2 && strcmp(argv[1], "--list") == 0) {
		for (size_t i = 0; i < count; i++)
			puts(cases[i].name);
		return 0;
	}
	if (argc == 4 && strcmp(argv[1], "--case") == 0) {
		one = find(cases, count, argv[2]);
		return one && one->run(one->context) && run_many(one, strtoul(argv[3], NULL, 10))
			       ? 0
			       : 1;
	}
	rounds = argc == 2 ? strtoul(argv[1], NULL, 10) : 9;
	return rounds && rounds <= BENCH_ROUNDS_MAX ? table(cases, count, rounds) : 2;
}

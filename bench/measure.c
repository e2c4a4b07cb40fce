/* SPDX-License-Identifier: MIT */
/* Command line and measurement of a program that makes calls. */
#include "config.h"

#include "bench/measure.h"

#include <dirent.h>
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "bench/frame.h"

static size_t folders;

/* Overrides the function of the C library to count reads of a certificate folder. */
__attribute__((visibility("default"))) DIR *opendir(const char *path)
{
	static DIR *(*real)(const char *);

	if (!real)
		*(void **)&real = dlsym(RTLD_NEXT, "opendir");
	folders++;
	return real(path);
}

void bench_die(const char *what)
{
	fprintf(stderr, "bench: %s\n", what);
	exit(1);
}

static size_t number(const char *text)
{
	return strtoul(text, NULL, 10);
}

bool bench_plan_read(bench_plan *plan, int argc, char **argv)
{
	int option;

	*plan = (bench_plan){.flight = 1, .calls = 1, .warm = 1};
	while ((option = getopt(argc, argv, "o:u:a:p:k:f:n:w:1")) != -1)
		switch (option) {
		case 'o':
			plan->operation = optarg;
			break;
		case 'u':
			plan->url = optarg;
			break;
		case 'a':
			plan->ca = optarg;
			break;
		case 'p':
			plan->plugins = optarg;
			break;
		case 'k':
			plan->hook = optarg;
			break;
		case 'f':
			plan->flight = number(optarg);
			break;
		case 'n':
			plan->calls = number(optarg);
			break;
		case 'w':
			plan->warm = number(optarg);
			break;
		case '1':
			plan->http1 = true;
			break;
		default:
			return false;
		}
	plan->way = argv[optind];
	return plan->way && plan->operation && plan->url && plan->flight && plan->calls;
}

static double wall_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

static double cpu_us(void)
{
	struct rusage usage;

	getrusage(RUSAGE_SELF, &usage);
	return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1e6 +
	       (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
}

/* Not inlined: callgrind collects inside this function only. */
__attribute__((noinline)) static void run_many(
	const bench_plan *plan, bench_calls *calls, size_t count)
{
	calls(plan, count);
}

int bench_measure(const bench_plan *plan, bench_calls *calls)
{
	const double count = (double)plan->calls;
	size_t made, opened;
	double wall, cpu;

	if (plan->warm)
		calls(plan, plan->warm);
	made = bench_allocations();
	opened = folders;
	cpu = cpu_us();
	wall = wall_us();
	run_many(plan, calls, plan->calls);
	wall = wall_us() - wall;
	cpu = cpu_us() - cpu;
	printf("%.3f %.3f %.2f %zu\n", wall / count, cpu / count,
		(double)(bench_allocations() - made) / count, folders - opened);
	return 0;
}

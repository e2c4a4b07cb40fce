/* SPDX-License-Identifier: MIT */
/*
 * Runs programs in alternation: every round runs each of them once, as a separate process, and
 * compares it with its base in the same round.
 *
 *   turns ROUNDS CPU < programs > results
 *
 * An input line has tab-terminated fields: name, name of the base or "-", "self" if the program
 * prints its own measurement (measure.c) or "whole" to measure the process, the program, its
 * arguments. An output line has name, quantity, value; times are medians.
 */
#include "config.h"

#include <fcntl.h>
#include <sched.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define PROGRAMS_MAX  64
#define ARGUMENTS_MAX 32
#define ROUNDS_MAX    99

extern char **environ;

typedef struct program {
	const char *name, *base;
	bool self;
	char *arguments[ARGUMENTS_MAX + 1];
	double us[ROUNDS_MAX], cpu[ROUNDS_MAX], speed[ROUNDS_MAX], thrift[ROUNDS_MAX];
	double allocations, folders;
	long peak_kib;
} program;

static program programs[PROGRAMS_MAX];
static size_t program_count;

static double now_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

static bool read_programs(void)
{
	static char line[65536];

	while (fgets(line, sizeof(line), stdin)) {
		program *one = &programs[program_count];
		char *rest = strdup(line), *field, *kind;
		size_t count = 0;

		if (!rest || program_count == PROGRAMS_MAX)
			return false;
		rest[strcspn(rest, "\n")] = '\0';
		one->name = strsep(&rest, "\t");
		one->base = strsep(&rest, "\t");
		kind = strsep(&rest, "\t");
		while ((field = strsep(&rest, "\t")) && count < ARGUMENTS_MAX)
			one->arguments[count++] = field;
		if (!kind || !count || field)
			return false;
		one->self = strcmp(kind, "self") == 0;
		program_count++;
	}
	return program_count > 0;
}

/* The output of the program, at most one line. */
static void hear(int fd, char *text, size_t capacity)
{
	ssize_t size;
	size_t used = 0;

	while ((size = read(fd, text + used, capacity - 1 - used)) > 0)
		used += (size_t)size;
	text[used] = '\0';
	close(fd);
}

static bool run(program *one, size_t round)
{
	posix_spawn_file_actions_t actions;
	struct rusage usage;
	char text[512];
	int ends[2], status = -1;
	double begin = now_us();
	pid_t child;
	bool good;

	if (pipe2(ends, O_CLOEXEC))
		return false;
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
	good = posix_spawnp(&child, one->arguments[0], &actions, NULL, one->arguments, environ) ==
	       0;
	posix_spawn_file_actions_destroy(&actions);
	close(ends[1]);
	hear(ends[0], text, sizeof(text));
	if (!good || wait4(child, &status, 0, &usage) != child || status != 0) {
		fprintf(stderr, "turns: %s failed (%s)\n", one->name, one->arguments[0]);
		return false;
	}
	one->us[round] = now_us() - begin;
	one->cpu[round] = (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1e6 +
			  (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
	if (usage.ru_maxrss > one->peak_kib)
		one->peak_kib = usage.ru_maxrss;
	return !one->self || sscanf(text, "%lf %lf %lf %lf", &one->us[round], &one->cpu[round],
				     &one->allocations, &one->folders) >= 2;
}

static const program *base_of(const program *one)
{
	for (size_t i = 0; i < program_count; i++)
		if (strcmp(programs[i].name, one->base) == 0)
			return &programs[i];
	return NULL;
}

static int by_size(const void *left, const void *right)
{
	const double a = *(const double *)left, b = *(const double *)right;

	return (a > b) - (a < b);
}

/* Returns the median; sorts the values. */
static double median(double *values, size_t count)
{
	qsort(values, count, sizeof(*values), by_size);
	return values[count / 2];
}

static void say(const program *one, const char *what, double value)
{
	printf("%s\t%s\t%.4g\n", one->name, what, value);
}

static void report(program *one, size_t rounds)
{
	if (base_of(one)) {
		say(one, "speed", median(one->speed, rounds));
		say(one, "thrift", median(one->thrift, rounds));
	}
	say(one, "us", median(one->us, rounds));
	say(one, "least_us", one->us[0]);
	say(one, "cpu_us", median(one->cpu, rounds));
	printf("%s\tpeak_kib\t%ld\n", one->name, one->peak_kib);
	if (one->self) {
		say(one, "allocations", one->allocations);
		say(one, "folders", one->folders);
	}
}

int main(int argc, char **argv)
{
	const size_t rounds = argc == 3 ? strtoul(argv[1], NULL, 10) : 0;
	cpu_set_t set;

	if (!rounds || rounds > ROUNDS_MAX || !read_programs()) {
		fputs("turns: wrong use\n", stderr);
		return 2;
	}
	CPU_ZERO(&set);
	CPU_SET(strtoul(argv[2], NULL, 10), &set);
	sched_setaffinity(0, sizeof(set), &set);
	for (size_t round = 0; round < rounds; round++) {
		for (size_t i = 0; i < program_count; i++)
			if (!run(&programs[i], round))
				return 1;
		for (size_t i = 0; i < program_count; i++) {
			program *one = &programs[i];
			const program *base = base_of(one);

			one->speed[round] = base ? base->us[round] / one->us[round] : 0;
			one->thrift[round] = base ? base->cpu[round] / one->cpu[round] : 0;
		}
	}
	for (size_t i = 0; i < program_count; i++)
		report(&programs[i], rounds);
	return 0;
}

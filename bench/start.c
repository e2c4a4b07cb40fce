/* SPDX-License-Identifier: MIT */
/*
 * The time from the start of otk-sandbox until it listens.
 *
 *   start PROGRAM FILE
 *
 * FILE is written by the program. Prints "µs CPU-µs" as the median of several starts.
 */
#include "config.h"

#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { STARTS = 9 };

static double now_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

static int compare_times(const void *left, const void *right)
{
	const double a = *(const double *)left, b = *(const double *)right;

	return a < b ? -1 : a > b;
}

static double start_once(const char *const *words, const char *file)
{
	const struct timespec pause = {.tv_nsec = 50000};
	const double begin = now_us();
	double end;
	pid_t pid;

	unlink(file);
	pid = fork();
	if (pid == 0) {
		execv(words[0], (char *const *)(uintptr_t)words);
		_exit(127);
	}
	while (access(file, F_OK) != 0) {
		if (waitpid(pid, NULL, WNOHANG) == pid)
			exit(1);
		nanosleep(&pause, NULL);
	}
	end = now_us();
	kill(pid, SIGTERM);
	waitpid(pid, NULL, 0);
	return end - begin;
}

int main(int argc, char **argv)
{
	const char *const words[] = {
		argv[1], "--port", "0", "--port-file", argc > 2 ? argv[2] : NULL, "--quiet", NULL};
	double times[STARTS];
	struct rusage usage;

	if (argc != 3)
		return 2;
	for (int i = 0; i < STARTS; i++)
		times[i] = start_once(words, argv[2]);
	qsort(times, STARTS, sizeof(times[0]), compare_times);
	getrusage(RUSAGE_CHILDREN, &usage);
	printf("%g %g\n", times[STARTS / 2],
		((double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1e6 +
			(double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec)) /
			STARTS);
	return 0;
}

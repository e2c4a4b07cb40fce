/* SPDX-License-Identifier: MIT */
/* Runs a command several times: its resident memory at most, and its time at best. */
#define _GNU_SOURCE 1

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

/*
 * measure RUNS COMMAND...: prints "KILOBYTES MILLISECONDS". Small and static, because the resident
 * memory of a process counts from its fork: that of the parent must be less.
 */
int main(int argc, char **argv)
{
	const int runs = argc > 2 ? (int)strtol(argv[1], NULL, 10) : 0;
	double best = 1e9;
	long most = 0;

	for (int i = 0; i < runs; i++) {
		const double begin = now_ms();
		struct rusage usage;
		int status = 0;
		double took;
		const pid_t child = fork();

		if (child == 0) {
			const int out = open("/dev/null", O_WRONLY);

			dup2(out, STDOUT_FILENO);
			execv(argv[2], argv + 2);
			_exit(127);
		}
		if (child < 0 || wait4(child, &status, 0, &usage) != child || status != 0) {
			fprintf(stderr, "measure: %s: status %d\n", argv[2], status);
			return 1;
		}
		took = now_ms() - begin;
		best = took < best ? took : best;
		most = usage.ru_maxrss > most ? usage.ru_maxrss : most;
	}
	printf("%ld %.1f\n", most, best);
	return runs > 0 ? 0 : 2;
}

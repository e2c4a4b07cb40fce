/* SPDX-License-Identifier: MIT */
/* From nothing to the first token: processes started beside each other, and their memory. */
#include "config.h"

#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench/frame.h"

extern char **environ;

typedef struct program {
	char *path;
	long peak_kib;
} program;

static bool start(void *context)
{
	program *one = context;
	char *const arguments[] = {one->path, NULL};
	posix_spawn_file_actions_t actions;
	struct rusage usage;
	pid_t child;
	int status = -1;

	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
	if (posix_spawn(&child, one->path, &actions, NULL, arguments, environ) == 0)
		wait4(child, &status, 0, &usage);
	posix_spawn_file_actions_destroy(&actions);
	if (status == 0 && usage.ru_maxrss > one->peak_kib)
		one->peak_kib = usage.ru_maxrss;
	return status == 0;
}

/* startup BARE OTK: the two programs. */
int main(int argc, char **argv)
{
	program programs[2];
	bench_case cases[] = {
		{"first token, GnuTLS alone", NULL, start, &programs[0]},
		{"first token, libotk-auth", "first token, GnuTLS alone", start, &programs[1]},
	};
	int result;

	if (argc != 3) {
		fputs("startup: two programs are wanted\n", stderr);
		return 2;
	}
	programs[0] = (program){.path = argv[1]};
	programs[1] = (program){.path = argv[2]};
	result = bench_main(1, argv, "start-up", cases, 2);
	printf("peak memory: %ld KiB with GnuTLS alone, %ld KiB with libotk-auth\n",
		programs[0].peak_kib, programs[1].peak_kib);
	return result;
}

/* SPDX-License-Identifier: MIT */
/* Other programs that the tool runs. */
#include "config.h"

#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tools/otk/program.h"

extern char **environ;

/* The tool ignores SIGPIPE; the program must not. */
static int set_attributes(posix_spawnattr_t *attributes)
{
	sigset_t set;
	int problem = posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETSIGDEF);

	sigemptyset(&set);
	sigaddset(&set, SIGPIPE);
	return problem ? problem : posix_spawnattr_setsigdefault(attributes, &set);
}

static int set_descriptors(posix_spawn_file_actions_t *actions, int in_fd, int out_fd)
{
	int problem = 0;

	if (in_fd >= 0)
		problem = posix_spawn_file_actions_adddup2(actions, in_fd, STDIN_FILENO);
	if (!problem && out_fd >= 0)
		problem = posix_spawn_file_actions_adddup2(actions, out_fd, STDOUT_FILENO);
	return problem;
}

int otk_cli_program_start(char *const *words, int in_fd, int out_fd, pid_t *process)
{
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	int problem = posix_spawn_file_actions_init(&actions);

	if (problem)
		return problem;
	problem = posix_spawnattr_init(&attributes);
	if (!problem) {
		problem = set_descriptors(&actions, in_fd, out_fd);
		if (!problem)
			problem = set_attributes(&attributes);
		if (!problem)
			problem = posix_spawnp(
				process, words[0], &actions, &attributes, words, environ);
		posix_spawnattr_destroy(&attributes);
	}
	posix_spawn_file_actions_destroy(&actions);
	return problem;
}

int otk_cli_program_wait(pid_t process, int *status)
{
	while (waitpid(process, status, 0) < 0)
		if (errno != EINTR)
			return errno;
	return 0;
}

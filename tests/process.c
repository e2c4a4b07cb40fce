/* SPDX-License-Identifier: MIT */
/* Third-party programs that a test needs. */
#include "config.h"

#include "tests/process.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#ifdef __linux__
#	include <sys/prctl.h>
#endif
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/harness.h"

#define ATTEMPTS   500
#define PAUSE_MS   10
#define OWN_PLACES "/usr/sbin:/usr/local/sbin:/sbin"

static bool find(const char *name, char *path, size_t size)
{
	const char *list = getenv("PATH");
	char places[4096], *place;

	snprintf(places, sizeof(places), "%s:" OWN_PLACES, list ? list : "/usr/bin");
	for (char *rest = places; (place = strsep(&rest, ":"));) {
		snprintf(path, size, "%s/%s", place, name);
		if (*place && !access(path, X_OK))
			return true;
	}
	return false;
}

bool otk_program_exists(const char *name)
{
	char path[4200];

	return find(name, path, sizeof(path));
}

static bool listens(int port)
{
	struct sockaddr_in where = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	bool there;

	where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	there = fd >= 0 && !connect(fd, (struct sockaddr *)&where, sizeof(where));
	close(fd);
	return there;
}

static void become(const char *path, const char *const *argv)
{
	int nothing = open("/dev/null", O_RDWR);

#ifdef __linux__
	prctl(PR_SET_PDEATHSIG, SIGKILL);
#endif
	dup2(nothing, 0);
	dup2(nothing, 1);
	dup2(nothing, 2);
	execv(path, (char *const *)(uintptr_t)argv);
	_exit(127);
}

pid_t otk_program_start(const char *const *argv, int port)
{
	char path[4200];
	pid_t process;
	int status;

	if (!find(argv[0], path, sizeof(path)))
		return -1;
	fflush(stdout);
	process = fork();
	if (!process)
		become(path, argv);
	for (int i = 0; process > 0 && i < otk_test_ms(ATTEMPTS); i++) {
		if (listens(port))
			return process;
		if (waitpid(process, &status, WNOHANG) == process)
			return -1;
		poll(NULL, 0, PAUSE_MS);
	}
	otk_program_stop(process);
	return -1;
}

void otk_program_stop(pid_t process)
{
	if (process <= 0)
		return;
	kill(process, SIGKILL);
	waitpid(process, NULL, 0);
}

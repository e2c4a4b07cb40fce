/* SPDX-License-Identifier: MIT */
/* A Redis or Valkey server of a test. */
#include "config.h"

#include "tests/plugins/fleetlimit/redis.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/process.h"

static const char *const programs[] = {"redis-server", "valkey-server"};

static const char *find_program(void)
{
	for (size_t i = 0; i < OTK_COUNT_OF(programs); i++)
		if (otk_program_exists(programs[i]))
			return programs[i];
	return NULL;
}

bool redis_exists(void)
{
	return find_program() != NULL;
}

int redis_free_port(void)
{
	struct sockaddr_in where = {.sin_family = AF_INET};
	socklen_t size = sizeof(where);
	const int fd = socket(AF_INET, SOCK_STREAM, 0);

	where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (bind(fd, (struct sockaddr *)&where, sizeof(where)) ||
		getsockname(fd, (struct sockaddr *)&where, &size))
		where.sin_port = 0;
	close(fd);
	return ntohs(where.sin_port);
}

static bool accepts(const char *socket_path)
{
	struct sockaddr_un where = {.sun_family = AF_UNIX};
	const size_t size = strlen(socket_path) + 1;
	bool accepted;
	int fd;

	if (size > sizeof(where.sun_path))
		return false;
	memcpy(where.sun_path, socket_path, size);
	fd = socket(AF_UNIX, SOCK_STREAM, 0);
	accepted = connect(fd, (struct sockaddr *)&where, sizeof(where)) == 0;
	close(fd);
	return accepted;
}

/*
 * The server listens on its port a moment before it makes its socket; or the port is that of
 * another server, which took it meanwhile.
 */
static bool has_socket(redis *self)
{
	for (int64_t waited = 0; waited < otk_test_ms(5000); waited += 2) {
		if (accepts(self->socket))
			return true;
		if (waitpid(self->process, NULL, WNOHANG)) {
			self->process = 0;
			return false;
		}
		poll(NULL, 0, 2);
	}
	return false;
}

static bool start_on_port(redis *self, const char *configuration)
{
	char path[256];
	const char *argv[] = {find_program(), path, self->is_sentinel ? "--sentinel" : NULL, NULL};
	FILE *file;

	snprintf(self->socket, sizeof(self->socket), "%s/s%d", otk_test_folder(), self->port);
	snprintf(path, sizeof(path), "%s/redis-%d.conf", otk_test_folder(), self->port);
	file = fopen(path, "w");
	if (!file)
		return false;
	fprintf(file, "bind 127.0.0.1\nport %d\ndir %s\n", self->port, otk_test_folder());
	if (!self->is_sentinel)
		fprintf(file, "unixsocket %s\nsave \"\"\nappendonly no\n", self->socket);
	/* Of two lines with the same name the last one counts. */
	fprintf(file, "%s\n", configuration ? configuration : "");
	fclose(file);
	self->process = otk_program_start(argv, self->port);
	if (self->process <= 0)
		return false;
	if (self->is_sentinel || has_socket(self))
		return true;
	redis_stop(self);
	return false;
}

bool redis_start(redis *self, const char *configuration)
{
	if (self->port)
		return start_on_port(self, configuration);
	for (int i = 0; i < 5; i++) {
		self->port = redis_free_port();
		if (start_on_port(self, configuration))
			return true;
	}
	return false;
}

void redis_stop(redis *self)
{
	if (self->process > 0)
		otk_program_stop(self->process);
	self->process = 0;
}

static redis *shared; /* by all tests of a program */

static int start_shared(void)
{
	if (!redis_exists()) {
		otk_test_skip("neither redis-server nor valkey-server is installed");
		return 77;
	}
	return redis_start(shared, NULL) ? 0 : 1;
}

static int stop_shared(void)
{
	redis_stop(shared);
	return 0;
}

int redis_test_main(const char *suite, const otk_test *tests, size_t count, redis *server)
{
	shared = server;
	return otk_test_main(suite, tests, count, start_shared, stop_shared);
}

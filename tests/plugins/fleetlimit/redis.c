/* SPDX-License-Identifier: MIT */
/* A Redis or Valkey server of a test. */
#include "config.h"

#include "tests/plugins/fleetlimit/redis.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/harness.h"
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

bool redis_start(redis *self, const char *configuration)
{
	char path[256];
	const char *argv[] = {find_program(), path, self->is_sentinel ? "--sentinel" : NULL, NULL};
	FILE *file;

	if (!self->port)
		self->port = redis_free_port();
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
	return self->process > 0;
}

void redis_stop(redis *self)
{
	if (self->process > 0)
		otk_program_stop(self->process);
	self->process = 0;
}

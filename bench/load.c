/* SPDX-License-Identifier: MIT */
/*
 * Sends one request again and again over kept connections, to measure a server.
 *
 *   load PORT FILE CONNECTIONS COUNT [PID]
 *
 * FILE has the whole request. Prints "µs CPU-µs" for one request: wall time, and processor time of
 * the process PID (0 without it). Fails if a response is not 200.
 */
#include "config.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { PIECE = 256 * 1024, HEAD = 8192 };

typedef struct connection {
	int fd;
	char head[HEAD]; /* of the response */
	size_t got;
	size_t left; /* bytes of the body that are still expected */
	bool in_body;
} connection;

typedef struct load {
	int poller;
	char request[65536];
	size_t size;
	long to_send, to_receive;
} load;

static _Noreturn void die(const char *what)
{
	perror(what);
	exit(1);
}

static double now_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

/* Processor time of a process so far, in µs. */
static double processor_us(const char *pid)
{
	char path[64], text[1024] = "";
	unsigned long user = 0, system = 0;
	const char *rest;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%s/stat", pid);
	file = fopen(path, "r");
	if (!file || !fgets(text, sizeof(text), file))
		die(path);
	fclose(file);
	rest = strrchr(text, ')');
	if (!rest || sscanf(rest + 2, "%*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user,
			     &system) != 2)
		die(path);
	return (double)(user + system) * 1e6 / (double)sysconf(_SC_CLK_TCK);
}

static void send_request(load *self, connection *one)
{
	if (self->to_send-- <= 0)
		return;
	if (send(one->fd, self->request, self->size, MSG_NOSIGNAL) != (ssize_t)self->size)
		die("send");
}

/* Reads the length of the body when the whole head is there. */
static void read_head(connection *one)
{
	const char *end, *length;
	size_t size;

	one->head[one->got] = '\0';
	end = strstr(one->head, "\r\n\r\n");
	if (!end) {
		if (one->got == HEAD - 1)
			die("head");
		return;
	}
	if (strncmp(one->head, "HTTP/1.1 200", 12) != 0) {
		fprintf(stderr, "load: %.200s\n", one->head);
		exit(1);
	}
	length = strcasestr(one->head, "\r\ncontent-length:");
	if (!length || length > end)
		die("content-length");
	size = strtoul(length + 17, NULL, 10);
	one->in_body = true;
	one->left = size - (one->got - (size_t)(end + 4 - one->head));
}

static void end_response(load *self, connection *one)
{
	one->in_body = false;
	one->got = 0;
	self->to_receive--;
	send_request(self, one);
}

static void receive(load *self, connection *one)
{
	static char body[PIECE];
	char *to = one->in_body ? body : one->head + one->got;
	const size_t capacity = one->in_body ? sizeof(body) : HEAD - 1 - one->got;
	const ssize_t size = recv(one->fd, to, capacity, 0);

	if (size <= 0)
		die("recv");
	if (one->in_body) {
		one->left -= (size_t)size;
	} else {
		one->got += (size_t)size;
		read_head(one);
	}
	if (one->in_body && !one->left)
		end_response(self, one);
}

static void open_connection(load *self, uint16_t port)
{
	const struct sockaddr_in where = {.sin_family = AF_INET,
		.sin_port = htons(port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	connection *one = calloc(1, sizeof(*one));
	struct epoll_event event = {.events = EPOLLIN, .data.ptr = one};
	const int on = 1;

	if (!one)
		die("calloc");
	one->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (one->fd < 0 || connect(one->fd, (const struct sockaddr *)&where, sizeof(where)))
		die("connect");
	setsockopt(one->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	epoll_ctl(self->poller, EPOLL_CTL_ADD, one->fd, &event);
	send_request(self, one);
}

static void read_request(load *self, const char *path)
{
	FILE *file = fopen(path, "r");

	if (!file)
		die(path);
	self->size = fread(self->request, 1, sizeof(self->request), file);
	fclose(file);
}

int main(int argc, char **argv)
{
	load self = {.poller = epoll_create1(EPOLL_CLOEXEC)};
	struct epoll_event events[256];
	double begin, before;
	long count;

	if (argc < 5)
		return 2;
	read_request(&self, argv[2]);
	self.to_send = self.to_receive = count = strtol(argv[4], NULL, 10);
	before = argc > 5 ? processor_us(argv[5]) : 0;
	begin = now_us();
	for (long i = strtol(argv[3], NULL, 10); i > 0; i--)
		open_connection(&self, (uint16_t)strtoul(argv[1], NULL, 10));
	while (self.to_receive > 0) {
		const int ready = epoll_wait(self.poller, events, 256, 10000);

		if (ready <= 0)
			die("no response");
		for (int i = 0; i < ready; i++)
			receive(&self, events[i].data.ptr);
	}
	printf("%g %g\n", (now_us() - begin) / (double)count,
		argc > 5 ? (processor_us(argv[5]) - before) / (double)count : 0);
	return 0;
}

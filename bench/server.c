/* SPDX-License-Identifier: MIT */
/*
 * A plain HTTP/1.1 server with fixed responses, fast enough that the client is the bottleneck.
 *
 *   server [DELAY_MS]   prints its port; each response is sent after the delay
 *
 * POST …/session/create, POST …/archive and GET …/archive?… get the responses of the service. GET
 * /accepts returns the number of connections so far, GET /last the previous request verbatim, GET
 * /arrivals a line "ms since the epoch, requests" for each 10 ms in which requests came.
 */
#include "config.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

#include "bench/page.h"

#define REQUEST_MAX 8192
/* The last 10 minutes of arrivals. */
#define SLOT_MS 10
#define SLOTS   60000
#define SESSION                                                                 \
	"[{\"session_id\":\"1_MX4xMjM0NTZ-flNhdCBNYXIgMTUgMTQ6NDI6MjMgUERUIDIw" \
	"MTR-MC40OTAxMzAyNX4\",\"project_id\":\"123456\",\"partner_id\":\"123456\"}]"
#define ARCHIVE                                                                        \
	"{\"id\":\"b40ef09b-3811-4726-b508-e41a0f96c68f\",\"status\":\"started\","     \
	"\"name\":\"\",\"reason\":\"\",\"sessionId\":\"1_MX4xMjM0NTZ-flNhdCBNYXIgMTUg" \
	"MTQ6NDI6MjMgUERUIDIwMTR-MC40OTAxMzAyNX4\",\"projectId\":123456,"              \
	"\"createdAt\":1395183243556,\"size\":0,\"duration\":0,\"outputMode\":"        \
	"\"composed\",\"streamMode\":\"auto\",\"hasAudio\":true,\"hasVideo\":true,"    \
	"\"resolution\":\"640x480\",\"url\":null}"

typedef struct text {
	char *data;
	size_t size;
} text;

typedef struct connection {
	struct connection *next; /* in the queue of delayed responses */
	int fd;
	char in[REQUEST_MAX];
	size_t got;
	size_t skip; /* bytes of a large body that are still to come, and are not kept */
	const char *out;
	size_t out_left;
	int64_t due_us;
	bool queued, closed;
} connection;

typedef struct server {
	int poller, listener;
	int64_t delay_us;
	text session, archive, page, about; /* about: the response to /last and /accepts */
	char last[REQUEST_MAX];
	size_t last_size;
	size_t accepted;
	int64_t slot_number[SLOTS]; /* ms since the epoch / SLOT_MS */
	uint32_t slot_count[SLOTS];
	connection *first, **end; /* ordered by due_us, because all delays are equal */
} server;

static _Noreturn void die(const char *what)
{
	perror(what);
	exit(1);
}

static int64_t now_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static void make_response(text *to, const char *type, const char *body, size_t size)
{
	char head[256];
	const size_t begin = (size_t)snprintf(head, sizeof(head),
		"HTTP/1.1 200 OK\r\nServer: bench\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
		"Content-Type: %s\r\nContent-Length: %zu\r\nConnection: keep-alive\r\n\r\n",
		type, size);

	free(to->data);
	to->size = begin + size;
	to->data = malloc(to->size);
	if (!to->data)
		die("malloc");
	memcpy(to->data, head, begin);
	memcpy(to->data + begin, body, size);
}

static void note_arrival(server *self)
{
	struct timespec now;
	int64_t number;

	clock_gettime(CLOCK_REALTIME, &now);
	number = ((int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000) / SLOT_MS;
	if (self->slot_number[number % SLOTS] != number) {
		self->slot_number[number % SLOTS] = number;
		self->slot_count[number % SLOTS] = 0;
	}
	self->slot_count[number % SLOTS]++;
}

static void list_arrivals(server *self)
{
	char *list = malloc(SLOTS * 32);
	size_t size = 0;

	if (!list)
		die("malloc");
	for (size_t i = 0; i < SLOTS; i++)
		if (self->slot_count[i])
			size += (size_t)snprintf(list + size, 32, "%lld %u\n",
				(long long)self->slot_number[i] * SLOT_MS, self->slot_count[i]);
	make_response(&self->about, "text/plain", list, size);
	free(list);
}

static const text *response_to(server *self, const char *request, size_t size)
{
	const char *space = strchr(request, ' '), *end = space ? strchr(space + 1, ' ') : NULL;
	const size_t path = end ? (size_t)(end - request) : 0;
	char number[32];

	if (strncmp(request, "GET /last ", 10) == 0) {
		make_response(&self->about, "text/plain", self->last, self->last_size);
		return &self->about;
	}
	if (strncmp(request, "GET /accepts ", 13) == 0) {
		snprintf(number, sizeof(number), "%zu\n", self->accepted);
		make_response(&self->about, "text/plain", number, strlen(number));
		return &self->about;
	}
	if (strncmp(request, "GET /arrivals ", 14) == 0) {
		list_arrivals(self);
		return &self->about;
	}
	note_arrival(self);
	memcpy(self->last, request, size);
	self->last_size = size;
	if (path > 15 && memcmp(end - 15, "/session/create", 15) == 0)
		return &self->session;
	return request[0] == 'G' ? &self->page : &self->archive;
}

static void listen_to(server *self, connection *one, uint32_t events)
{
	struct epoll_event event = {.events = events, .data.ptr = one};

	epoll_ctl(self->poller, EPOLL_CTL_MOD, one->fd, &event);
}

static void drop(connection *one)
{
	if (one->fd >= 0)
		close(one->fd);
	one->fd = -1;
	one->closed = true;
	if (!one->queued)
		free(one);
}

/* The rest is sent when the socket is writable again. */
static void send_on(server *self, connection *one)
{
	while (one->out_left) {
		const ssize_t sent = send(one->fd, one->out, one->out_left, MSG_NOSIGNAL);

		if (sent < 0 && errno == EAGAIN) {
			listen_to(self, one, EPOLLOUT);
			return;
		}
		if (sent < 0) {
			drop(one);
			return;
		}
		one->out += sent;
		one->out_left -= (size_t)sent;
		if (!one->out_left)
			listen_to(self, one, EPOLLIN);
	}
}

static void send_response(server *self, connection *one, size_t size)
{
	const text *out = response_to(self, one->in, size);
	const ssize_t sent = self->delay_us ? 0 : send(one->fd, out->data, out->size, MSG_NOSIGNAL);

	one->got = 0;
	one->out = out->data + (sent > 0 ? sent : 0);
	one->out_left = out->size - (size_t)(sent > 0 ? sent : 0);
	if (self->delay_us) {
		one->due_us = now_us() + self->delay_us;
		one->next = NULL;
		one->queued = true;
		*self->end = one;
		self->end = &one->next;
	} else if (one->out_left) {
		send_on(self, one);
	}
}

static void skip_body(server *self, connection *one)
{
	char scratch[65536];
	const ssize_t size = recv(
		one->fd, scratch, one->skip < sizeof(scratch) ? one->skip : sizeof(scratch), 0);

	if (size == 0 || (size < 0 && errno != EAGAIN))
		drop(one);
	if (size <= 0)
		return;
	one->skip -= (size_t)size;
	if (!one->skip)
		send_response(self, one, one->got);
}

/* One request at a time: clients do not pipeline. */
static void receive(server *self, connection *one)
{
	ssize_t size;
	const char *end, *length;
	size_t whole;

	if (one->skip) {
		skip_body(self, one);
		return;
	}
	size = recv(one->fd, one->in + one->got, REQUEST_MAX - 1 - one->got, 0);
	if (size <= 0) {
		if (size == 0 || errno != EAGAIN)
			drop(one);
		return;
	}
	one->got += (size_t)size;
	one->in[one->got] = '\0';
	end = strstr(one->in, "\r\n\r\n");
	if (!end)
		return;
	length = strcasestr(one->in, "\r\ncontent-length:");
	whole = (size_t)(end + 4 - one->in) +
		(length && length < end ? strtoul(length + 17, NULL, 10) : 0);
	if (one->got >= whole)
		send_response(self, one, whole);
	else if (whole >= REQUEST_MAX)
		one->skip = whole - one->got;
}

static void accept_one(server *self)
{
	struct epoll_event event = {.events = EPOLLIN};
	connection *one = calloc(1, sizeof(*one));
	const int on = 1;

	if (!one)
		die("calloc");
	one->fd = accept4(self->listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
	if (one->fd < 0) {
		free(one);
		return;
	}
	self->accepted++;
	setsockopt(one->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	event.data.ptr = one;
	epoll_ctl(self->poller, EPOLL_CTL_ADD, one->fd, &event);
}

static int send_due(server *self)
{
	while (self->first) {
		connection *one = self->first;
		const int64_t rest = one->due_us - now_us();

		if (rest > 0)
			return (int)((rest + 999) / 1000);
		self->first = one->next;
		if (!self->first)
			self->end = &self->first;
		one->queued = false;
		if (one->closed)
			drop(one);
		else
			send_on(self, one);
	}
	return -1;
}

static void serve(server *self)
{
	struct epoll_event events[256];

	for (;;) {
		const int count = epoll_wait(self->poller, events, 256, send_due(self));

		for (int i = 0; i < count; i++) {
			connection *one = events[i].data.ptr;

			if (!one)
				accept_one(self);
			else if (events[i].events & EPOLLOUT)
				send_on(self, one);
			else
				receive(self, one);
		}
	}
}

int main(int argc, char **argv)
{
	struct sockaddr_in where = {.sin_family = AF_INET};
	struct epoll_event event = {.events = EPOLLIN};
	socklen_t size = sizeof(where);
	static server self;
	size_t page_size;
	char *page = bench_page(&page_size);

	prctl(PR_SET_PDEATHSIG, SIGTERM);
	self.poller = epoll_create1(EPOLL_CLOEXEC);
	self.listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	self.end = &self.first;
	self.delay_us = argc > 1 ? strtol(argv[1], NULL, 10) * 1000 : 0;
	if (!page)
		die("page");
	make_response(&self.session, "application/json", SESSION, sizeof(SESSION) - 1);
	make_response(&self.archive, "application/json", ARCHIVE, sizeof(ARCHIVE) - 1);
	make_response(&self.page, "application/json", page, page_size);
	free(page);
	where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (self.poller < 0 || self.listener < 0 ||
		bind(self.listener, (struct sockaddr *)&where, sizeof(where)) ||
		listen(self.listener, 4096) ||
		getsockname(self.listener, (struct sockaddr *)&where, &size) ||
		epoll_ctl(self.poller, EPOLL_CTL_ADD, self.listener, &event))
		die("listen");
	printf("%d\n", ntohs(where.sin_port));
	fflush(stdout);
	serve(&self);
}

/* SPDX-License-Identifier: MIT */
/* The server that fails on purpose: one process, one epoll, memory for connections only. */
#include "config.h"

#include "tests/stress/faulty.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <otk/types.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define CONNECTIONS 1024
#define BUFFER_SIZE 8192

#define ARCHIVE                                                                      \
	"{\"id\":\"a1\",\"status\":\"started\",\"sessionId\":"                       \
	"\"1_MX4xMjM0NTZ-flNhdCBNYXIgMTUgMTQ6NDI6MjMgUERUIDIwMTR-MC40OTAxMzAyNX4\"," \
	"\"name\":\"weekly\",\"createdAt\":1384221730000,\"hasAudio\":true,\"hasVideo\":true}"
#define LIST "{\"count\":2,\"items\":[" ARCHIVE "," ARCHIVE "]}"
#define SESSION                                                                      \
	"[{\"session_id\":"                                                          \
	"\"1_MX4xMjM0NTZ-flNhdCBNYXIgMTUgMTQ6NDI6MjMgUERUIDIwMTR-MC40OTAxMzAyNX4\"," \
	"\"project_id\":\"123456\"}]"

typedef struct shared {
	size_t met[FAULT_COUNT];
	otk_faulty_call calls[];
} shared;

struct otk_faulty {
	shared *shared;
	size_t shared_size;
	size_t calls;
	uint64_t random;
	uint32_t of_1000;
	int listener;
	pid_t process;
	char url[64];
};

typedef struct connection {
	int fd; /* 0: free */
	char in[BUFFER_SIZE + 1];
	size_t in_size;
	char out[BUFFER_SIZE];
	size_t out_size;
	size_t sent;
	int64_t send_at; /* 0: immediately */
	bool closing;    /* close after sending */
} connection;

/* ---- replies */

static uint32_t pick(otk_faulty *faulty, uint32_t below)
{
	faulty->random ^= faulty->random << 13;
	faulty->random ^= faulty->random >> 7;
	faulty->random ^= faulty->random << 17;
	return (uint32_t)(faulty->random >> 11) % below;
}

static otk_fault_kind pick_fault(otk_faulty *faulty)
{
	return pick(faulty, 1000) < faulty->of_1000
		       ? (otk_fault_kind)(FAULT_DROP_AFTER +
					  pick(faulty, FAULT_COUNT - FAULT_DROP_AFTER))
		       : FAULT_NONE;
}

static const char *good_body(const char *request)
{
	if (strstr(request, "/session/create"))
		return SESSION;
	if (strncmp(request, "GET ", 4) == 0 && strstr(request, "/archive?"))
		return LIST;
	return ARCHIVE;
}

static void put_response(connection *to, int status, const char *headers, const char *body)
{
	const int size = snprintf(to->out, BUFFER_SIZE,
		"HTTP/1.1 %d X\r\nContent-Type: application/json\r\n%sContent-Length: "
		"%zu\r\n\r\n%s",
		status, headers, strlen(body), body);

	to->out_size = (size_t)size;
	to->sent = 0;
}

static const struct refusal {
	otk_fault_kind kind;
	int status;
	const char *headers;
	const char *body;
} refusals[] = {
	{FAULT_401, 401, "", "{\"code\":-1,\"message\":\"Invalid token\"}"},
	{FAULT_404, 404, "", "{\"message\":\"Not found\"}"},
	{FAULT_408, 408, "", "{}"},
	{FAULT_409, 409, "", "{\"message\":\"Conflict\"}"},
	{FAULT_429, 429, "", "{\"message\":\"Too many\"}"},
	{FAULT_429_RETRY_AFTER, 429, "Retry-After: 0\r\n", "{}"},
	{FAULT_500, 500, "", "<html>oops</html>"},
	{FAULT_503, 503, "", "{}"},
};

static const struct refusal *refusal_of(otk_fault_kind kind)
{
	for (size_t i = 0; i < OTK_COUNT_OF(refusals); i++)
		if (refusals[i].kind == kind)
			return &refusals[i];
	return NULL;
}

static bool is_not_carried_out(otk_fault_kind kind)
{
	return kind == FAULT_401 || kind == FAULT_429 || kind == FAULT_429_RETRY_AFTER ||
	       kind == FAULT_503;
}

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void respond(otk_faulty *faulty, connection *to, otk_fault_kind kind)
{
	const struct refusal *refusal = refusal_of(kind);
	const char *body;
	size_t head;

	if (refusal) {
		put_response(to, refusal->status, refusal->headers, refusal->body);
		return;
	}
	put_response(to, 200, "", good_body(to->in));
	body = strstr(to->out, "\r\n\r\n") + 4;
	head = (size_t)(body - to->out);
	switch (kind) {
	case FAULT_CUT_HEAD:
		to->out_size = 1 + pick(faulty, (uint32_t)head - 1);
		to->closing = true;
		break;
	case FAULT_CUT_BODY:
		to->out_size = head + pick(faulty, (uint32_t)(to->out_size - head));
		to->closing = true;
		break;
	case FAULT_DELAY:
		to->send_at = now_ms() + 1 + pick(faulty, 60);
		break;
	case FAULT_GARBAGE:
		for (size_t i = 0; i < to->out_size; i++)
			to->out[i] = (char)pick(faulty, 256);
		to->closing = true;
		break;
	case FAULT_BAD_JSON:
		to->out[head + pick(faulty, (uint32_t)(to->out_size - head))] = '\x01';
		break;
	case FAULT_CLOSE_AFTER:
		to->closing = true;
		break;
	case FAULT_NONE:
	case FAULT_DROP_BEFORE:
	case FAULT_DROP_AFTER:
	case FAULT_RESET_AFTER: /* handled before there is a response */
	case FAULT_401:
	case FAULT_404:
	case FAULT_408:
	case FAULT_409:
	case FAULT_429:
	case FAULT_429_RETRY_AFTER:
	case FAULT_500:
	case FAULT_503: /* rows of refusals */
	case FAULT_COUNT:
		break;
	}
}

/* ---- connections */

static void hang_up(connection *closed, bool reset)
{
	const struct linger linger = {.l_onoff = 1, .l_linger = 0};

	if (reset)
		setsockopt(closed->fd, SOL_SOCKET, SO_LINGER, &linger, sizeof(linger));
	close(closed->fd);
	closed->fd = 0;
}

static size_t number_in(const char *head, const char *name)
{
	const char *found = strcasestr(head, name);

	return found ? (size_t)strtoull(found + strlen(name), NULL, 10) : 0;
}

/* Handles a complete request, or its head; false: more bytes are needed. */
static bool take_request(otk_faulty *faulty, connection *from, otk_fault_kind *kind)
{
	char *end = from->in_size ? strstr(from->in, "\r\n\r\n") : NULL;
	size_t whole, number;

	if (!end)
		return false;
	end[2] = '\0';
	whole = (size_t)(end - from->in) + 4 + number_in(from->in, "\r\nContent-Length: ");
	number = number_in(from->in, "\r\nX-Call: ");
	end[2] = '\r';
	if (from->in_size < whole)
		return false;
	*kind = pick_fault(faulty);
	faulty->shared->met[*kind]++;
	if (number && number < faulty->calls) {
		otk_faulty_call *call = &faulty->shared->calls[number];

		if (call->arrived < sizeof(call->fault))
			call->fault[call->arrived] = (uint8_t)*kind;
		call->arrived++;
		call->refused += is_not_carried_out(*kind);
	}
	respond(faulty, from, *kind);
	from->in_size -= whole;
	memmove(from->in, from->in + whole, from->in_size + 1);
	return true;
}

/* Returns false if the connection was closed. */
static bool transmit(connection *to)
{
	while (to->sent < to->out_size && !to->send_at) {
		const ssize_t put =
			send(to->fd, to->out + to->sent, to->out_size - to->sent, MSG_NOSIGNAL);

		if (put < 0 && errno != EAGAIN) {
			hang_up(to, false);
			return false;
		}
		if (put < 0)
			return true;
		to->sent += (size_t)put;
	}
	if (to->closing && to->sent == to->out_size) {
		hang_up(to, false);
		return false;
	}
	return true;
}

static void work(otk_faulty *faulty, connection *on)
{
	otk_fault_kind kind;

	while (transmit(on) && on->sent == on->out_size && take_request(faulty, on, &kind))
		if (kind == FAULT_DROP_AFTER || kind == FAULT_RESET_AFTER) {
			hang_up(on, kind == FAULT_RESET_AFTER);
			return;
		}
}

static void receive(otk_faulty *faulty, connection *from)
{
	ssize_t got;

	do {
		got = recv(from->fd, from->in + from->in_size, BUFFER_SIZE - from->in_size, 0);
		if (got == 0 || (got < 0 && errno != EAGAIN)) {
			hang_up(from, false);
			return;
		}
		if (got > 0)
			from->in_size += (size_t)got;
		from->in[from->in_size] = '\0';
	} while (got > 0 && from->in_size < BUFFER_SIZE);
	work(faulty, from);
}

static void accept_all(otk_faulty *faulty, connection *connections, int epoll)
{
	const int one = 1;
	int fd;

	while ((fd = accept4(faulty->listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0) {
		struct epoll_event event = {.events = EPOLLIN | EPOLLOUT | EPOLLET};
		size_t i = 0;

		while (i < CONNECTIONS && connections[i].fd)
			i++;
		if (i == CONNECTIONS || pick(faulty, 1000) < faulty->of_1000 / 4) {
			faulty->shared->met[FAULT_DROP_BEFORE]++;
			close(fd);
			continue;
		}
		setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
		connections[i] = (connection){.fd = fd};
		event.data.ptr = &connections[i];
		epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event);
	}
}

/* Sends delayed replies; returns ms until the next one, -1: none. */
static int send_delayed(otk_faulty *faulty, connection *connections)
{
	const int64_t now = now_ms();
	int64_t next = -1;

	for (size_t i = 0; i < CONNECTIONS; i++) {
		connection *one = &connections[i];

		if (!one->fd || !one->send_at)
			continue;
		if (one->send_at <= now) {
			one->send_at = 0;
			work(faulty, one);
		}
		if (one->fd && one->send_at && (next < 0 || one->send_at - now < next))
			next = one->send_at - now;
	}
	return (int)next;
}

static _Noreturn void serve(otk_faulty *faulty)
{
	connection *connections = calloc(CONNECTIONS, sizeof(*connections));
	struct epoll_event events[256], listening = {.events = EPOLLIN};
	const int epoll = epoll_create1(EPOLL_CLOEXEC);

	if (!connections || epoll < 0 ||
		epoll_ctl(epoll, EPOLL_CTL_ADD, faulty->listener, &listening))
		_exit(1);
	for (;;) {
		const int count = epoll_wait(epoll, events, 256, send_delayed(faulty, connections));

		for (int i = 0; i < count; i++) {
			connection *one = events[i].data.ptr;

			if (!one)
				accept_all(faulty, connections, epoll);
			else if (one->fd)
				receive(faulty, one);
		}
	}
}

/* ---- start and stop */

static bool open_listener(otk_faulty *faulty)
{
	struct sockaddr_in where = {
		.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t size = sizeof(where);

	faulty->listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (faulty->listener < 0 ||
		bind(faulty->listener, (struct sockaddr *)&where, sizeof(where)) ||
		listen(faulty->listener, 1024) ||
		getsockname(faulty->listener, (struct sockaddr *)&where, &size))
		return false;
	snprintf(faulty->url, sizeof(faulty->url), "http://127.0.0.1:%d", ntohs(where.sin_port));
	return true;
}

otk_faulty *otk_faulty_new(size_t calls, uint64_t seed, uint32_t of_1000)
{
	otk_faulty *faulty = calloc(1, sizeof(*faulty));
	const pid_t parent = getpid();

	if (!faulty)
		return NULL;
	faulty->calls = calls;
	faulty->random = seed | 1;
	faulty->of_1000 = of_1000;
	faulty->shared_size = sizeof(shared) + calls * sizeof(otk_faulty_call);
	faulty->shared = mmap(NULL, faulty->shared_size, PROT_READ | PROT_WRITE,
		MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (faulty->shared == MAP_FAILED || !open_listener(faulty)) {
		free(faulty);
		return NULL;
	}
	fflush(NULL);
	faulty->process = fork();
	if (!faulty->process) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (getppid() != parent)
			_exit(1);
		serve(faulty);
	}
	close(faulty->listener);
	return faulty;
}

const char *otk_faulty_url(const otk_faulty *faulty)
{
	return faulty->url;
}

const otk_faulty_call *otk_faulty_call_at(const otk_faulty *faulty, size_t number)
{
	return &faulty->shared->calls[number];
}

size_t otk_faulty_met(const otk_faulty *faulty, otk_fault_kind kind)
{
	return faulty->shared->met[kind];
}

void otk_faulty_free(otk_faulty *faulty)
{
	if (!faulty)
		return;
	if (faulty->process > 0) {
		kill(faulty->process, SIGKILL);
		waitpid(faulty->process, NULL, 0);
	}
	munmap(faulty->shared, faulty->shared_size);
	free(faulty);
}

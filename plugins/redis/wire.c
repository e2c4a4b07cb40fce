/* SPDX-License-Identifier: MIT */
/* A connection to a server. */
#define _DEFAULT_SOURCE /* explicit_bzero */
#include "plugins/redis/wire.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "plugins/types/small.h"

#define READ_SIZE 4096
/* The longest reply, a lease, has 70 numbers. */
#define REPLY_MAX 65536
/* The longest command is the script. */
#define OUT_MAX     65536
#define WHY_MAX     200
#define KEEPALIVE_S 60

void otk_redis_wire_init(
	wire *self, event_loop *loop, void (*ended)(void *owner, const char *why), void *owner)
{
	*self = (wire){.link = {.fd = -1}, .loop = loop, .ended = ended, .owner = owner};
}

void otk_redis_wire_close(wire *self)
{
	self->state = WIRE_CLOSED;
	if (self->tls)
		gnutls_deinit(self->tls);
	self->tls = NULL;
	if (self->reader)
		redisReaderFree(self->reader);
	self->reader = NULL;
	if (self->link.fd >= 0) {
		otk_redis_loop_watch(self->loop, &self->link, 0);
		close(self->link.fd);
	}
	self->link.fd = -1;
	self->link.events = 0;
	if (self->out)
		explicit_bzero(self->out, self->out_capacity);
	free(self->out);
	self->out = NULL;
	self->out_size = self->out_capacity = self->sending = self->unread = 0;
	self->first = self->count = 0;
	self->pushed = NULL;
}

static void end_wire(wire *self, const char *why)
{
	char text[WHY_MAX]; /* `why` may be freed with the connection */

	snprintf(text, sizeof(text), "%s", why);
	otk_redis_wire_close(self);
	self->ended(self->owner, text);
}

/* ---- connecting */

static int connect_socket(const struct sockaddr *where, socklen_t size)
{
	const int fd = socket(where->sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	const int on = 1, idle_s = KEEPALIVE_S;
	int why;

	if (fd < 0)
		return -1;
	if (where->sa_family != AF_UNIX) {
		setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
		/* A subscriber sends nothing, so only this detects that its server is gone. */
		setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof(on));
		setsockopt(fd, IPPROTO_TCP, TCP_KEEPIDLE, &idle_s, sizeof(idle_s));
	}
	if (connect(fd, where, size) == 0 || errno == EINPROGRESS)
		return fd;
	why = errno;
	close(fd);
	errno = why;
	return -1;
}

static int connect_to(const address *to)
{
	union {
		struct sockaddr any;
		struct sockaddr_un un;
		struct sockaddr_in in;
		struct sockaddr_in6 in6;
	} where = {0};
	const in_port_t port = htons((uint16_t)to->port);

	if (!to->ip[0]) {
		where.un.sun_family = AF_UNIX;
		/* It fits: the settings were checked. */
		memcpy(where.un.sun_path, to->host,
			strnlen(to->host, sizeof(where.un.sun_path) - 1));
		return connect_socket(&where.any, sizeof(where.un));
	}
	if (inet_pton(AF_INET, to->ip, &where.in.sin_addr) == 1) {
		where.in.sin_family = AF_INET;
		where.in.sin_port = port;
		return connect_socket(&where.any, sizeof(where.in));
	}
	where.in6.sin6_family = AF_INET6;
	where.in6.sin6_port = port;
	inet_pton(AF_INET6, to->ip, &where.in6.sin6_addr);
	return connect_socket(&where.any, sizeof(where.in6));
}

/* hiredis 0.14 allocates an array of any size that a server names. */
static void *make_array(const redisReadTask *task, wire_elements count)
{
	wire *self = task->privdata;

	self->is_too_large = count > WIRE_ELEMENTS_MAX;
	return self->is_too_large ? NULL : self->make_array(task, count);
}

static bool make_reader(wire *self)
{
	self->reader = redisReaderCreate();
	if (!self->reader)
		return false;
	self->functions = *self->reader->fn;
	self->make_array = self->functions.createArray;
	self->functions.createArray = make_array;
	self->reader->fn = &self->functions;
	self->reader->privdata = self;
	self->is_too_large = false;
	return true;
}

/* ---- sending */

static ssize_t push_bytes(wire *self)
{
	if (!self->tls)
		return send(self->link.fd, self->out, self->out_size, MSG_NOSIGNAL);
	/* What GnuTLS could not send before must be given to it again. */
	if (!self->sending)
		self->sending = self->out_size;
	return gnutls_record_send(self->tls, self->out, self->sending);
}

/* An error is left to the next read, so that no caller is called back while it sends. */
static void flush_wire(wire *self)
{
	ssize_t size = 1;

	if (self->state != WIRE_OPEN)
		return;
	while (self->out_size && (size = push_bytes(self)) > 0) {
		self->sending = 0;
		self->out_size -= (size_t)size;
		memmove(self->out, self->out + size, self->out_size);
		explicit_bzero(self->out + self->out_size, (size_t)size);
	}
	otk_redis_loop_watch(
		self->loop, &self->link, self->out_size ? EPOLLIN | EPOLLOUT : EPOLLIN);
}

static bool append_bytes(wire *self, const char *data, size_t size)
{
	char *larger;

	if (size > OUT_MAX - self->out_size)
		return false;
	if (self->out_size + size > self->out_capacity) {
		/* Not realloc(): it would leave a password behind. */
		larger = malloc(self->out_size + size);
		if (!larger)
			return false;
		if (self->out) {
			memcpy(larger, self->out, self->out_size);
			explicit_bzero(self->out, self->out_capacity);
			free(self->out);
		}
		self->out = larger;
		self->out_capacity = self->out_size + size;
	}
	memcpy(self->out + self->out_size, data, size);
	self->out_size += size;
	return true;
}

bool otk_redis_wire_send(wire *self, wire_answer *answer, int count, const char **arguments)
{
	char *command = NULL;
	ssize_t size;
	bool ok;

	if (self->state == WIRE_CLOSED || self->count == WIRE_QUEUE)
		return false;
	size = (ssize_t)redisFormatCommandArgv(&command, count, arguments, NULL);
	if (size <= 0)
		return false;
	ok = append_bytes(self, command, (size_t)size);
	explicit_bzero(command, (size_t)size);
	redisFreeCommand(command);
	if (ok) {
		self->answers[(self->first + self->count++) % WIRE_QUEUE] = answer;
		flush_wire(self);
	}
	return ok;
}

/* ---- receiving */

static wire_answer *next_answer(wire *self)
{
	wire_answer *answer = self->pushed;

	if (self->count) {
		answer = self->answers[self->first];
		self->first = (self->first + 1) % WIRE_QUEUE;
		self->count--;
	}
	return answer;
}

/* Hands over whole replies. Returns false if the connection has ended. */
static bool hand_over(wire *self)
{
	const unsigned opened = self->opened;
	void *reply = NULL;

	while (redisReaderGetReply(self->reader, &reply) == REDIS_OK && reply) {
		wire_answer *answer = next_answer(self);

		self->unread = 0;
		if (answer)
			answer(self->owner, reply);
		freeReplyObject(reply);
		if (self->opened != opened || self->state == WIRE_CLOSED)
			return false;
		if (!answer) {
			end_wire(self, "it sends a reply without a command");
			return false;
		}
	}
	if (!self->reader->err && self->unread <= REPLY_MAX)
		return true;
	end_wire(self, self->is_too_large || !self->reader->err ? "its reply is too large"
								: self->reader->errstr);
	return false;
}

/* Returns the number of bytes; 0: none now, -1: the connection has ended. */
static ssize_t pull_bytes(wire *self, char data[READ_SIZE])
{
	const ssize_t size = self->tls ? gnutls_record_recv(self->tls, data, READ_SIZE)
				       : recv(self->link.fd, data, READ_SIZE, 0);
	char text[WHY_MAX];

	if (size > 0)
		return size;
	if (size == 0) {
		end_wire(self, "it closed the connection");
	} else if (self->tls) {
		if (!gnutls_error_is_fatal((int)size))
			return 0;
		otk_redis_tls_explain(self->tls, (int)size, text, sizeof(text));
		end_wire(self, text);
	} else {
		if (errno == EAGAIN || errno == EINTR)
			return 0;
		end_wire(self, strerror(errno));
	}
	return -1;
}

static void read_wire(wire *self)
{
	char data[READ_SIZE];
	ssize_t size;

	/* With TLS to the end: what GnuTLS has decrypted does not make the descriptor readable. */
	do {
		size = pull_bytes(self, data);
		if (size <= 0)
			return;
		self->unread += (size_t)size;
		redisReaderFeed(self->reader, data, (size_t)size);
	} while (hand_over(self) && self->tls);
}

/* ---- from the descriptor to the first command */

static void shake_hands(wire *self)
{
	const int code = gnutls_handshake(self->tls);
	char text[WHY_MAX];

	if (code == GNUTLS_E_SUCCESS) {
		self->state = WIRE_OPEN;
	} else if (!gnutls_error_is_fatal(code)) {
		otk_redis_loop_watch(self->loop, &self->link,
			gnutls_record_get_direction(self->tls) ? EPOLLOUT : EPOLLIN);
	} else {
		otk_redis_tls_explain(self->tls, code, text, sizeof(text));
		end_wire(self, text);
	}
}

static void end_connect(wire *self)
{
	socklen_t size = sizeof(int);
	int problem = 0;

	if (getsockopt(self->link.fd, SOL_SOCKET, SO_ERROR, &problem, &size))
		problem = errno;
	if (problem)
		end_wire(self, strerror(problem));
	else
		self->state = self->tls ? WIRE_SHAKING : WIRE_OPEN;
}

static void wire_ready(void *userdata, uint32_t events)
{
	wire *self = userdata;
	const unsigned opened = self->opened;

	if (self->state == WIRE_CONNECTING)
		end_connect(self);
	if (self->state == WIRE_SHAKING)
		shake_hands(self);
	else if (self->state == WIRE_OPEN && (events & (EPOLLIN | EPOLLERR | EPOLLHUP)))
		read_wire(self);
	if (self->opened == opened)
		flush_wire(self);
}

bool otk_redis_wire_open(wire *self, const address *where,
	gnutls_certificate_credentials_t credentials, const char *name)
{
	otk_redis_wire_close(self);
	self->link = (loop_link){.fd = connect_to(where), .ready = wire_ready, .userdata = self};
	if (self->link.fd < 0)
		return false;
	self->opened++;
	self->state = WIRE_CONNECTING;
	if (credentials)
		self->tls = otk_redis_tls_start(credentials, name, self->link.fd);
	if (make_reader(self) && (self->tls || !credentials) &&
		otk_redis_loop_watch(self->loop, &self->link, EPOLLOUT))
		return true;
	otk_redis_wire_close(self);
	errno = ENOMEM;
	return false;
}

/* SPDX-License-Identifier: MIT */
/* A scripted HTTP/1.1 server: one thread with one poll() loop for all connections. */
#include "config.h"

#include "tests/server.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <gnutls/gnutls.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define CONNECTIONS_MAX 2048
#define REQUEST_MAX     ((size_t)16 * 1024 * 1024)
#define WAIT_S          5

typedef struct text {
	char *data;
	size_t size;
	size_t capacity;
} text;

/* A reply as bytes, and where sending pauses. */
typedef struct output {
	text bytes;
	size_t sent;
	size_t limit; /* offset at which it waits for a release */
	size_t end;   /* offset at which it ends */
	size_t body_at;
	size_t piece;
	otk_then then;
	bool active;
	bool holding;
} output;

typedef struct connection {
	int fd;
	int number;
	gnutls_session_t session;
	bool handshaken;
	size_t unread; /* remaining bytes of a request that got an early response */
	text in;
	output out;
} connection;

typedef struct script_reply {
	otk_reply reply;
	struct script_reply *next;
} script_reply;

struct otk_server {
	otk_server_options options;
	int listener;
	int wake[2];
	int port;
	char url[64];
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	bool quit;
	bool release;
	bool close_idle;
	bool tls;
	gnutls_certificate_credentials_t credentials;
	gnutls_priority_t priority;
	connection *connections[CONNECTIONS_MAX];
	size_t connection_count;
	int accepted;
	char (*peers)[16];
	int held;
	script_reply *script, **script_end;
	script_reply *old; /* used replies, whose texts may still be sent */
	otk_reply standard;
	script_reply *standard_owner;
	otk_seen **seen;
	size_t seen_count, seen_room;
};

/* ---- helpers */

static void *must(void *memory)
{
	if (!memory) {
		fputs("server: out of memory or threads\n", stderr);
		_exit(1);
	}
	return memory;
}

static void add(text *to, const void *data, size_t size)
{
	if (to->size + size + 1 > to->capacity) {
		to->capacity = (to->size + size + 1) * 2;
		to->data = must(realloc(to->data, to->capacity));
	}
	if (size)
		memcpy(to->data + to->size, data, size);
	to->size += size;
	to->data[to->size] = '\0';
}

static void add_text(text *to, const char *more)
{
	add(to, more, strlen(more));
}

static void drop_front(text *from, size_t size)
{
	from->size -= size;
	memmove(from->data, from->data + size, from->size + 1);
}

static char *copy(const char *data, size_t size)
{
	char *result = must(malloc(size + 1));

	memcpy(result, data, size);
	result[size] = '\0';
	return result;
}

static const char *copy_text(const char *data)
{
	return data ? copy(data, strlen(data)) : NULL;
}

static script_reply *copy_reply(const otk_reply *reply)
{
	script_reply *result = must(calloc(1, sizeof(*result)));
	otk_reply *own = &result->reply;

	*own = *reply;
	own->headers = copy_text(reply->headers);
	own->type = copy_text(reply->type);
	own->trailers = copy_text(reply->trailers);
	if (reply->body && !own->body_size)
		own->body_size = strlen(reply->body);
	if (reply->body)
		own->body = copy(reply->body, own->body_size);
	if (reply->raw && !own->raw_size)
		own->raw_size = strlen(reply->raw);
	if (reply->raw)
		own->raw = copy(reply->raw, own->raw_size);
	return result;
}

static void free_text(const char *data)
{
	free((void *)(uintptr_t)data);
}

static void free_replies(script_reply *list)
{
	while (list) {
		script_reply *next = list->next;

		free_text(list->reply.headers);
		free_text(list->reply.type);
		free_text(list->reply.trailers);
		free_text(list->reply.body);
		free_text(list->reply.raw);
		free(list);
		list = next;
	}
}

static void free_seen(otk_seen *seen)
{
	free_text(seen->method);
	free_text(seen->path);
	free_text(seen->headers);
	free_text(seen->body);
	free(seen);
}

/* ---- replies */

static void render_body(output *out, const otk_reply *reply, const char *body, size_t size)
{
	char line[32];

	if (!reply->chunked) {
		add(&out->bytes, body, size);
		return;
	}
	if (size) {
		snprintf(line, sizeof(line), "%zx\r\n", size);
		add_text(&out->bytes, line);
		add(&out->bytes, body, size);
		add_text(&out->bytes, "\r\n");
	}
	add_text(&out->bytes, "0\r\n");
	if (reply->trailers)
		add_text(&out->bytes, reply->trailers);
	add_text(&out->bytes, "\r\n");
}

static void render(output *out, const otk_reply *reply)
{
	const char *body = reply->body ? reply->body : "{}";
	const size_t size = reply->body_size ? reply->body_size : strlen(body);
	const int status = reply->status > 0 ? reply->status : 200;
	const bool empty = status == 204 || status == 304;
	char line[128];

	if (reply->raw) {
		add(&out->bytes, reply->raw,
			reply->raw_size ? reply->raw_size : strlen(reply->raw));
		return;
	}
	snprintf(line, sizeof(line), "HTTP/1.1 %d Scripted\r\n", status);
	add_text(&out->bytes, line);
	if (!reply->type || reply->type[0]) {
		snprintf(line, sizeof(line), "Content-Type: %.90s\r\n",
			reply->type ? reply->type : "application/json");
		add_text(&out->bytes, line);
	}
	if (reply->chunked && !empty) {
		add_text(&out->bytes, "Transfer-Encoding: chunked\r\n");
	} else if (!reply->no_length && !empty) {
		snprintf(line, sizeof(line), "Content-Length: %zu\r\n", size);
		add_text(&out->bytes, line);
	}
	if (reply->headers)
		add_text(&out->bytes, reply->headers);
	add_text(&out->bytes, "\r\n");
	out->body_at = out->bytes.size;
	if (!empty)
		render_body(out, reply, body, size);
}

static void begin_reply(otk_server *server, connection *to, const otk_reply *reply)
{
	output *out = &to->out;

	out->bytes.size = 0;
	out->sent = out->body_at = 0;
	render(out, reply);
	out->then = reply->then;
	out->piece = reply->piece;
	out->end = out->bytes.size;
	if (reply->cut_body && out->body_at + reply->cut_body < out->end)
		out->end = out->body_at + reply->cut_body;
	if (reply->cut && reply->cut < out->end)
		out->end = reply->cut;
	if (reply->status < 0)
		out->end = 0;
	if (reply->no_length && out->then == OTK_THEN_KEEP)
		out->then = OTK_THEN_CLOSE;
	out->limit = out->piece ? out->body_at : out->end;
	out->active = true;
	out->holding = reply->hold;
	if (out->holding)
		server->held++;
}

static void next_reply(otk_server *server, connection *to, const otk_seen *request)
{
	otk_reply reply = server->standard;
	script_reply *first = server->script;

	if (server->options.respond) {
		server->options.respond(server->options.userdata, request, &reply);
	} else if (first) {
		server->script = first->next;
		if (!server->script)
			server->script_end = &server->script;
		first->next = server->old;
		server->old = first;
		reply = first->reply;
	}
	begin_reply(server, to, &reply);
}

/* ---- requests */

static const char *header_value(const char *headers, const char *name, size_t *size)
{
	const size_t name_size = strlen(name);
	const char *line = headers;

	while (line && *line) {
		const char *end = strstr(line, "\r\n");

		if (strncasecmp(line, name, name_size) == 0 && line[name_size] == ':') {
			line += name_size + 1;
			while (*line == ' ')
				line++;
			*size = end ? (size_t)(end - line) : strlen(line);
			return line;
		}
		line = end ? end + 2 : NULL;
	}
	return NULL;
}

static otk_seen *record(otk_server *server, const connection *from, const char *head, size_t size)
{
	otk_seen *seen = must(calloc(1, sizeof(*seen)));
	const char *path = strchr(head, ' ');
	const char *version = path ? strchr(path + 1, ' ') : NULL;
	const char *line_end = strstr(head, "\r\n");

	seen->connection = from->number;
	seen->method = copy(head, path ? (size_t)(path - head) : 0);
	seen->path = path && version ? copy(path + 1, (size_t)(version - path) - 1) : copy("", 0);
	seen->headers = copy(line_end + 2, size - (size_t)(line_end + 2 - head));
	if (server->seen_count == server->seen_room) {
		server->seen_room = server->seen_room ? server->seen_room * 2 : 64;
		server->seen =
			must(realloc(server->seen, server->seen_room * sizeof(*server->seen)));
	}
	server->seen[server->seen_count++] = seen;
	return seen;
}

static size_t chunked_size(const char *body, size_t have)
{
	const char *end = have >= 5 ? memmem(body, have, "0\r\n\r\n", 5) : NULL;

	return end ? (size_t)(end - body) + 5 : 0;
}

/* Records a request and responds to it if from->in holds a complete one. */
static bool take_request(otk_server *server, connection *from)
{
	char *end = from->in.size ? strstr(from->in.data, "\r\n\r\n") : NULL;
	size_t head, size = 0, wanted = 0;
	const char *value;
	otk_seen *seen;
	bool at_once;

	if (!end || from->out.active)
		return false;
	head = (size_t)(end - from->in.data) + 4;
	at_once = !server->options.respond && server->script && server->script->reply.at_once;
	value = header_value(from->in.data, "Content-Length", &size);
	if (value)
		wanted = (size_t)strtoull(value, NULL, 10);
	else if (header_value(from->in.data, "Transfer-Encoding", &size))
		wanted = chunked_size(from->in.data + head, from->in.size - head);
	if (value || !header_value(from->in.data, "Transfer-Encoding", &size)) {
		if (from->in.size - head < wanted && !at_once)
			return false;
	} else if (!wanted && !at_once) {
		return false;
	}
	if (wanted > from->in.size - head) {
		from->unread = wanted - (from->in.size - head);
		wanted = from->in.size - head;
	}
	seen = record(server, from, from->in.data, head);
	seen->body = copy(from->in.data + head, wanted);
	seen->body_size = wanted;
	drop_front(&from->in, head + wanted);
	next_reply(server, from, seen);
	pthread_cond_broadcast(&server->changed);
	return true;
}

/* ---- bytes */

static void close_connection(connection *closed, bool reset)
{
	struct linger linger = {.l_onoff = 1, .l_linger = 0};

	if (reset)
		setsockopt(closed->fd, SOL_SOCKET, SO_LINGER, &linger, sizeof(linger));
	if (closed->session) {
		if (!reset && closed->handshaken)
			gnutls_bye(closed->session, GNUTLS_SHUT_WR);
		gnutls_deinit(closed->session);
	}
	close(closed->fd);
	free(closed->in.data);
	free(closed->out.bytes.data);
	free(closed);
}

/* Returns the number of bytes; 0: none yet; -1: end of the connection. */
static ssize_t receive(connection *from, char *data, size_t size)
{
	ssize_t got;

	if (from->session) {
		got = gnutls_record_recv(from->session, data, size);
		if (got == GNUTLS_E_AGAIN || got == GNUTLS_E_INTERRUPTED)
			return 0;
		return got <= 0 ? -1 : got;
	}
	got = recv(from->fd, data, size, 0);
	if (got < 0 && (errno == EAGAIN || errno == EINTR))
		return 0;
	return got <= 0 ? -1 : got;
}

static ssize_t transmit(connection *to, const char *data, size_t size)
{
	ssize_t put;

	if (to->session) {
		put = gnutls_record_send(to->session, data, size);
		if (put == GNUTLS_E_AGAIN || put == GNUTLS_E_INTERRUPTED)
			return 0;
		return put < 0 ? -1 : put;
	}
	put = send(to->fd, data, size, MSG_NOSIGNAL);
	if (put < 0 && (errno == EAGAIN || errno == EINTR))
		return 0;
	return put < 0 ? -1 : put;
}

static void take_in(connection *from, const char *data, size_t size)
{
	const size_t dropped = from->unread < size ? from->unread : size;

	from->unread -= dropped;
	add(&from->in, data + dropped, size - dropped);
}

/* Returns false if the connection must be closed. */
static bool read_more(otk_server *server, connection *from)
{
	char data[16384];
	ssize_t got;

	do {
		got = receive(from, data, sizeof(data));
		if (got < 0)
			return false;
		if (from->in.size + (size_t)got > REQUEST_MAX)
			return false;
		if (got > 0)
			take_in(from, data, (size_t)got);
	} while (got > 0);
	(void)server;
	return true;
}

typedef enum fate { FATE_STAYS, FATE_CLOSES, FATE_RESETS } fate;

/* Decides what follows when all bytes up to the limit are sent. */
static fate at_limit(otk_server *server, connection *to)
{
	output *out = &to->out;

	if (out->limit < out->end) {
		out->holding = true;
		server->held++;
		pthread_cond_broadcast(&server->changed);
		return FATE_STAYS;
	}
	switch (out->then) {
	case OTK_THEN_CLOSE:
		return FATE_CLOSES;
	case OTK_THEN_RESET:
		return FATE_RESETS;
	case OTK_THEN_HOLD:
		out->then = OTK_THEN_KEEP;
		out->end = out->bytes.size;
		out->holding = true;
		server->held++;
		pthread_cond_broadcast(&server->changed);
		return FATE_STAYS;
	case OTK_THEN_KEEP:
		break;
	}
	out->active = false;
	return FATE_STAYS;
}

static fate write_more(otk_server *server, connection *to)
{
	output *out = &to->out;

	while (out->active && !out->holding) {
		ssize_t put = 0;

		if (out->sent == out->limit) {
			fate next = at_limit(server, to);

			if (next != FATE_STAYS)
				return next;
			continue;
		}
		put = transmit(to, out->bytes.data + out->sent, out->limit - out->sent);
		if (put < 0)
			return FATE_CLOSES;
		if (put == 0)
			return FATE_STAYS;
		out->sent += (size_t)put;
	}
	return FATE_STAYS;
}

static fate work(otk_server *server, connection *on)
{
	fate next = FATE_STAYS;

	if (on->session && !on->handshaken) {
		int result = gnutls_handshake(on->session);

		if (result == GNUTLS_E_AGAIN || result == GNUTLS_E_INTERRUPTED)
			return FATE_STAYS;
		if (result < 0) {
			if (gnutls_error_is_fatal(result))
				gnutls_alert_send_appropriate(on->session, result);
			return FATE_CLOSES;
		}
		on->handshaken = true;
	}
	if (!read_more(server, on))
		return FATE_CLOSES;
	do
		next = write_more(server, on);
	while (next == FATE_STAYS && !on->out.active && take_request(server, on));
	return next;
}

static void release(otk_server *server, connection *held)
{
	output *out = &held->out;

	if (!out->active || !out->holding)
		return;
	out->holding = false;
	server->held--;
	if (out->sent || out->piece || out->limit != out->end)
		out->limit =
			out->piece && out->sent >= out->body_at && out->sent + out->piece < out->end
				? out->sent + out->piece
			: out->sent < out->body_at && out->piece ? out->body_at
								 : out->end;
}

/* ---- the loop */

static void set_nonblocking(int fd)
{
	fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
	fcntl(fd, F_SETFD, FD_CLOEXEC);
}

static void start_tls(otk_server *server, connection *new)
{
	gnutls_init(&new->session, GNUTLS_SERVER | GNUTLS_NONBLOCK | GNUTLS_NO_SIGNAL);
	gnutls_priority_set(new->session, server->priority);
	gnutls_credentials_set(new->session, GNUTLS_CRD_CERTIFICATE, server->credentials);
	gnutls_certificate_server_set_request(new->session,
		server->options.client_ca_file ? GNUTLS_CERT_REQUIRE : GNUTLS_CERT_IGNORE);
	if (server->options.client_ca_file)
		gnutls_session_set_verify_cert(new->session, NULL, 0);
	gnutls_transport_set_int(new->session, new->fd);
}

static void accept_all(otk_server *server)
{
	struct sockaddr_in peer;
	socklen_t size = sizeof(peer);
	int one = 1, fd;

	while (server->connection_count < CONNECTIONS_MAX &&
		(fd = accept(server->listener, (struct sockaddr *)&peer, &size)) >= 0) {
		connection *new = must(calloc(1, sizeof(*new)));

		set_nonblocking(fd);
		setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
		new->fd = fd;
		new->number = ++server->accepted;
		server->peers = must(
			realloc(server->peers, (size_t)server->accepted * sizeof(*server->peers)));
		inet_ntop(AF_INET, &peer.sin_addr, server->peers[new->number - 1],
			sizeof(*server->peers));
		add(&new->in, "", 0);
		if (server->tls)
			start_tls(server, new);
		if (server->options.greeting)
			begin_reply(server, new, &(otk_reply){.raw = server->options.greeting});
		server->connections[server->connection_count++] = new;
		pthread_cond_broadcast(&server->changed);
	}
}

static void forget(otk_server *server, size_t i, bool reset)
{
	connection *closed = server->connections[i];

	if (closed->out.active && closed->out.holding)
		server->held--;
	server->connections[i] = server->connections[--server->connection_count];
	close_connection(closed, reset);
}

static void obey(otk_server *server)
{
	for (size_t i = server->connection_count; i-- > 0;) {
		connection *one = server->connections[i];

		if (server->release)
			release(server, one);
		if (server->close_idle && !one->out.active && !one->in.size)
			forget(server, i, false);
	}
	server->release = server->close_idle = false;
	pthread_cond_broadcast(&server->changed);
}

static void one_turn(otk_server *server)
{
	static _Thread_local struct pollfd fds[CONNECTIONS_MAX + 2];
	char drain[64];
	size_t count = server->connection_count;

	fds[0] = (struct pollfd){.fd = server->listener, .events = POLLIN};
	fds[1] = (struct pollfd){.fd = server->wake[0], .events = POLLIN};
	for (size_t i = 0; i < count; i++) {
		const output *out = &server->connections[i]->out;

		fds[i + 2] = (struct pollfd){.fd = server->connections[i]->fd, .events = POLLIN};
		if (out->active && !out->holding)
			fds[i + 2].events |= POLLOUT;
	}
	pthread_mutex_unlock(&server->lock);
	poll(fds, (nfds_t)count + 2, -1);
	pthread_mutex_lock(&server->lock);
	if (fds[1].revents)
		while (read(server->wake[0], drain, sizeof(drain)) > 0)
			;
	obey(server);
	for (size_t i = server->connection_count; i-- > 0;) {
		fate next = work(server, server->connections[i]);

		if (next != FATE_STAYS)
			forget(server, i, next == FATE_RESETS);
	}
	if (fds[0].revents)
		accept_all(server);
}

static void *serve(void *userdata)
{
	otk_server *server = userdata;

	pthread_mutex_lock(&server->lock);
	while (!server->quit)
		one_turn(server);
	pthread_mutex_unlock(&server->lock);
	return NULL;
}

/* ---- start and stop */

static int bind_to(const char *address, int *port)
{
	struct sockaddr_in where = {.sin_family = AF_INET};
	socklen_t size = sizeof(where);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	inet_pton(AF_INET, address, &where.sin_addr);
	if (bind(fd, (struct sockaddr *)&where, sizeof(where)) ||
		getsockname(fd, (struct sockaddr *)&where, &size)) {
		close(fd);
		return -1;
	}
	*port = ntohs(where.sin_port);
	return fd;
}

static int listen_on(const char *address, int *port)
{
	const int fd = bind_to(address, port);

	if (fd < 0 || !listen(fd, 1024))
		return fd;
	close(fd);
	return -1;
}

static bool load_tls(otk_server *server)
{
	const otk_server_options *options = &server->options;

	server->tls = true;
	return !gnutls_certificate_allocate_credentials(&server->credentials) &&
	       !gnutls_priority_init(
		       &server->priority, options->priority ? options->priority : "NORMAL", NULL) &&
	       !gnutls_certificate_set_x509_key_file(server->credentials, options->cert_file,
		       options->key_file, GNUTLS_X509_FMT_PEM) &&
	       (!options->client_ca_file ||
		       gnutls_certificate_set_x509_trust_file(server->credentials,
			       options->client_ca_file, GNUTLS_X509_FMT_PEM) > 0);
}

otk_server *otk_server_new(const otk_server_options *options)
{
	otk_server *server = must(calloc(1, sizeof(*server)));
	const char *address = options && options->address ? options->address : "127.0.0.1";
	pthread_condattr_t clock;

	if (options)
		server->options = *options;
	server->script_end = &server->script;
	pthread_mutex_init(&server->lock, NULL);
	pthread_condattr_init(&clock);
	pthread_condattr_setclock(&clock, CLOCK_MONOTONIC);
	pthread_cond_init(&server->changed, &clock);
	pthread_condattr_destroy(&clock);
	server->listener = listen_on(address, &server->port);
	if (server->listener < 0 || pipe(server->wake) ||
		(server->options.cert_file && !load_tls(server))) {
		printf("  the server could not start on %s\n", address);
		free(server);
		return NULL;
	}
	set_nonblocking(server->listener);
	set_nonblocking(server->wake[0]);
	set_nonblocking(server->wake[1]);
	snprintf(server->url, sizeof(server->url), "%s://%s:%d", server->tls ? "https" : "http",
		server->tls ? "localhost" : address, server->port);
	must(pthread_create(&server->thread, NULL, serve, server) ? NULL : server);
	return server;
}

static void nudge(otk_server *server)
{
	ssize_t put = write(server->wake[1], "x", 1);

	(void)put;
}

void otk_server_reset(otk_server *server)
{
	pthread_mutex_lock(&server->lock);
	*server->script_end = NULL;
	free_replies(server->script);
	server->script = NULL;
	server->script_end = &server->script;
	for (size_t i = 0; i < server->seen_count; i++)
		free_seen(server->seen[i]);
	server->seen_count = 0;
	server->accepted = 0;
	pthread_mutex_unlock(&server->lock);
}

void otk_server_free(otk_server *server)
{
	if (!server)
		return;
	pthread_mutex_lock(&server->lock);
	server->quit = true;
	pthread_mutex_unlock(&server->lock);
	nudge(server);
	pthread_join(server->thread, NULL);
	otk_server_reset(server);
	while (server->connection_count)
		forget(server, 0, true);
	free_replies(server->old);
	free_replies(server->standard_owner);
	free(server->seen);
	free(server->peers);
	if (server->tls) {
		gnutls_certificate_free_credentials(server->credentials);
		gnutls_priority_deinit(server->priority);
	}
	close(server->listener);
	close(server->wake[0]);
	close(server->wake[1]);
	pthread_cond_destroy(&server->changed);
	pthread_mutex_destroy(&server->lock);
	free(server);
}

const char *otk_server_url(const otk_server *server)
{
	return server->url;
}

int otk_server_port(const otk_server *server)
{
	return server->port;
}

/* ---- called by tests */

void otk_server_reply(otk_server *server, const otk_reply *reply)
{
	script_reply *last = copy_reply(reply);

	pthread_mutex_lock(&server->lock);
	*server->script_end = last;
	server->script_end = &last->next;
	pthread_mutex_unlock(&server->lock);
}

void otk_server_default(otk_server *server, const otk_reply *reply)
{
	script_reply *own = copy_reply(reply);

	pthread_mutex_lock(&server->lock);
	own->next = server->standard_owner;
	server->standard_owner = own;
	server->standard = own->reply;
	pthread_mutex_unlock(&server->lock);
}

/* Sets a flag for the thread and waits until it was handled. */
static void demand(otk_server *server, bool *flag)
{
	pthread_mutex_lock(&server->lock);
	*flag = true;
	nudge(server);
	while (*flag)
		pthread_cond_wait(&server->changed, &server->lock);
	pthread_mutex_unlock(&server->lock);
}

void otk_server_release(otk_server *server)
{
	demand(server, &server->release);
}

void otk_server_close_idle(otk_server *server)
{
	demand(server, &server->close_idle);
}

int otk_server_request_count(otk_server *server)
{
	int count;

	pthread_mutex_lock(&server->lock);
	count = (int)server->seen_count;
	pthread_mutex_unlock(&server->lock);
	return count;
}

const otk_seen *otk_server_request(otk_server *server, int index)
{
	const otk_seen *seen = NULL;

	pthread_mutex_lock(&server->lock);
	if (index >= 0 && (size_t)index < server->seen_count)
		seen = server->seen[index];
	pthread_mutex_unlock(&server->lock);
	return seen;
}

int otk_server_connection_count(otk_server *server)
{
	int count;

	pthread_mutex_lock(&server->lock);
	count = server->accepted;
	pthread_mutex_unlock(&server->lock);
	return count;
}

const char *otk_server_peer(otk_server *server, int number)
{
	const char *peer = "";

	pthread_mutex_lock(&server->lock);
	if (number > 0 && number <= server->accepted)
		peer = server->peers[number - 1];
	pthread_mutex_unlock(&server->lock);
	return peer;
}

int otk_server_held_count(otk_server *server)
{
	int count;

	pthread_mutex_lock(&server->lock);
	count = server->held;
	pthread_mutex_unlock(&server->lock);
	return count;
}

const char *otk_seen_header(const otk_seen *seen, const char *name, char *value, size_t size)
{
	size_t length = 0;
	const char *found = seen ? header_value(seen->headers, name, &length) : NULL;

	snprintf(value, size, "%.*s", found ? (int)length : 0, found ? found : "");
	return value;
}

static bool wait_until(otk_server *server, bool (*there)(otk_server *server, int count), int count)
{
	struct timespec end;
	bool done;

	clock_gettime(CLOCK_MONOTONIC, &end);
	end.tv_sec += WAIT_S;
	pthread_mutex_lock(&server->lock);
	while (!(done = there(server, count)))
		if (pthread_cond_timedwait(&server->changed, &server->lock, &end))
			break;
	pthread_mutex_unlock(&server->lock);
	return done;
}

static bool requests_are_there(otk_server *server, int count)
{
	return (int)server->seen_count >= count;
}

static bool held_are_there(otk_server *server, int count)
{
	return server->held >= count;
}

bool otk_server_wait_requests(otk_server *server, int count)
{
	return wait_until(server, requests_are_there, count);
}

bool otk_server_wait_held(otk_server *server, int count)
{
	return wait_until(server, held_are_there, count);
}

int otk_unused_port(void)
{
	int port = 0, fd = listen_on("127.0.0.1", &port);

	if (fd >= 0)
		close(fd);
	return port;
}

int otk_refusing_port(void)
{
	static int port;

	/* Bound until the process ends, so that no other process can listen there. */
	if (!port)
		(void)bind_to("127.0.0.1", &port);
	return port;
}

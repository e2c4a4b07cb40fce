/* SPDX-License-Identifier: MIT */
/* otk listen: the HTTP server. A request is freed after its response. */
#include "config.h"

#include <arpa/inet.h>
#include <errno.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/otk/listen/http.h"
#include "tools/otk/memory.h"
#include "tools/otk/output/secrets.h"

enum {
	IDLE_SECONDS = 30,
	MAX_CONNECTIONS = 256,
	/* With this many, a new connection closes the one that waits longest for its request. */
	CROWDED = 192,
	/* Bytes read beyond the limit: a client may read no response before it has sent all. */
	READ_ON_MAX = 16 * 1024 * 1024,
	METHOD_NOT_ALLOWED = 405,
	TIMEOUT_MAX_MS = 60000,
};

typedef struct request request;

/* A connection. */
typedef struct peer {
	struct peer *previous, *next;
	int fd;
	bool busy; /* its request is being handled */
} peer;

struct otk_cli_server {
	struct MHD_Daemon *daemon;
	peer peers; /* a ring; the first has waited longest for a complete request */
	size_t peer_count;
	otk_cli_receive_fn *receive;
	void *userdata;
	int64_t accepted;  /* given to receive() */
	int64_t responded; /* of these, those whose response was sent */
	int64_t wanted;    /* 0: no limit */
};

/* delivery is the first member: a delivery leads back to its request. */
struct request {
	otk_cli_delivery delivery;
	struct MHD_Connection *connection;
	char *body;
	size_t size, capacity, dropped;
	int32_t status; /* of the response; 0: not known yet */
	bool accepted;
	bool suspended;
};

/* ---- connections */

static peer *peer_of(struct MHD_Connection *connection)
{
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);

	return info ? info->socket_context : NULL;
}

static void leave_ring(peer *p)
{
	p->previous->next = p->next;
	p->next->previous = p->previous;
}

static void enter_last(otk_cli_server *server, peer *p)
{
	p->next = &server->peers;
	p->previous = server->peers.previous;
	p->previous->next = p->next->previous = p;
}

/*
 * Shuts down the connection that has waited longest, so that clients that never complete a request
 * do not keep all others out. libmicrohttpd closes it.
 */
static void drop_slowest(otk_cli_server *server)
{
	peer *p = server->peers.next;

	while (p != &server->peers && p->busy)
		p = p->next;
	if (p == &server->peers)
		return;
	shutdown(p->fd, SHUT_RDWR);
	p->busy = true; /* so that it is not chosen again */
}

static void watch_connection(void *cls, struct MHD_Connection *connection, void **context,
	enum MHD_ConnectionNotificationCode code)
{
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
	otk_cli_server *server = cls;
	peer *p = *context;

	if (code == MHD_CONNECTION_NOTIFY_CLOSED) {
		if (p) {
			leave_ring(p);
			server->peer_count--;
		}
		free(p);
		return;
	}
	p = calloc(1, sizeof(*p));
	if (!p)
		otk_cli_out_of_memory();
	p->fd = info ? info->connect_fd : -1;
	*context = p;
	if (++server->peer_count > CROWDED)
		drop_slowest(server);
	enter_last(server, p);
}

/* ---- requests */

static void add_bytes(request *r, const char *data, size_t size)
{
	if (r->size + size > OTK_CLI_CALLBACK_MAX) {
		r->dropped += size;
		return;
	}
	if (r->size + size > r->capacity) {
		size_t capacity = r->capacity ? r->capacity * 2 : 4096;
		char *bigger;

		while (capacity < r->size + size)
			capacity *= 2;
		bigger = realloc(r->body, capacity);
		if (!bigger)
			otk_cli_out_of_memory();
		r->body = bigger;
		r->capacity = capacity;
	}
	memcpy(r->body + r->size, data, size);
	r->size += size;
}

static enum MHD_Result send_status(struct MHD_Connection *connection, int32_t status)
{
	struct MHD_Response *response =
		MHD_create_response_from_buffer(0, (void *)(uintptr_t) "", MHD_RESPMEM_PERSISTENT);
	enum MHD_Result result;

	if (!response)
		return MHD_NO;
	if (status == METHOD_NOT_ALLOWED)
		MHD_add_response_header(response, "Allow", "POST");
	result = MHD_queue_response(connection, (unsigned)status, response);
	MHD_destroy_response(response);
	return result;
}

/* Returns whether a browser sends the request for a web page. The service has no such header. */
static bool is_from_page(struct MHD_Connection *connection)
{
	return MHD_lookup_connection_value(connection, MHD_HEADER_KIND, MHD_HTTP_HEADER_ORIGIN) ||
	       MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "Sec-Fetch-Site");
}

/* Gives the whole request to receive(). */
static enum MHD_Result deliver_request(
	otk_cli_server *server, struct MHD_Connection *connection, request *r)
{
	peer *p = peer_of(connection);
	int32_t status;

	/* Requests beyond --count are dropped; their senders will repeat them. */
	if (server->wanted && server->accepted >= server->wanted)
		return MHD_NO;
	r->connection = connection;
	if (p)
		p->busy = true;
	r->delivery = (otk_cli_delivery){
		.authorization = MHD_lookup_connection_value(
			connection, MHD_HEADER_KIND, MHD_HTTP_HEADER_AUTHORIZATION),
		.content_type = MHD_lookup_connection_value(
			connection, MHD_HEADER_KIND, MHD_HTTP_HEADER_CONTENT_TYPE),
		.body = r->body ? r->body : "",
		.size = r->size,
		.too_large = r->dropped > 0,
		.from_page = is_from_page(connection),
	};
	r->accepted = true;
	server->accepted++;
	status = server->receive(server->userdata, &r->delivery);
	if (status == OTK_CLI_RESPOND_LATER)
		status = r->status; /* it may have been set meanwhile */
	if (status != OTK_CLI_RESPOND_LATER)
		return send_status(connection, status);
	r->suspended = true;
	MHD_suspend_connection(connection);
	return MHD_YES;
}

void otk_cli_server_respond(const otk_cli_delivery *delivery, int32_t status)
{
	request *r = (request *)(uintptr_t)delivery;

	r->status = status;
	if (r->suspended)
		MHD_resume_connection(r->connection);
	r->suspended = false;
}

static enum MHD_Result handle_request(void *cls, struct MHD_Connection *connection, const char *url,
	const char *method, const char *version, const char *data, size_t *size, void **context)
{
	otk_cli_server *server = cls;
	request *r = *context;

	(void)url;
	(void)version;
	if (!r) {
		*context = calloc(1, sizeof(*r));
		return *context ? MHD_YES : MHD_NO;
	}
	if (*size) {
		add_bytes(r, data, *size);
		*size = 0;
		return r->dropped > READ_ON_MAX ? MHD_NO : MHD_YES;
	}
	if (r->status)
		return send_status(connection, r->status);
	if (strcmp(method, MHD_HTTP_METHOD_POST) != 0)
		return send_status(connection, METHOD_NOT_ALLOWED);
	return deliver_request(server, connection, r);
}

/* A request counts once its sender has the response. */
static void end_request(void *cls, struct MHD_Connection *connection, void **context,
	enum MHD_RequestTerminationCode code)
{
	otk_cli_server *server = cls;
	request *r = *context;
	peer *p = peer_of(connection);

	(void)code;
	if (!r)
		return;
	if (p) {
		p->busy = false;
		leave_ring(p);
		enter_last(server, p);
	}
	if (r->accepted)
		server->responded++;
	free(r->body);
	free(r);
	*context = NULL;
}

typedef union socket_address {
	struct sockaddr any;
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
} socket_address;

static bool read_address(const char *text, uint16_t port, socket_address *address)
{
	*address = (socket_address){0};
	if (strchr(text, ':')) {
		address->v6.sin6_family = AF_INET6;
		address->v6.sin6_port = htons(port);
		return inet_pton(AF_INET6, text, &address->v6.sin6_addr) == 1;
	}
	address->v4.sin_family = AF_INET;
	address->v4.sin_port = htons(port);
	return inet_pton(AF_INET, text, &address->v4.sin_addr) == 1;
}

/* Without it, libmicrohttpd would print to stderr. */
OTK_PRINTF(2, 0)
static void be_silent(void *cls, const char *format, va_list list)
{
	(void)cls;
	(void)format;
	(void)list;
}

static struct MHD_Daemon *start_daemon(
	otk_cli_server *server, unsigned flags, struct sockaddr *address)
{
	/* The logger is the first option, so that it also gets messages about the others. */
	const struct MHD_OptionItem options[] = {
		{MHD_OPTION_EXTERNAL_LOGGER, (intptr_t)be_silent, NULL},
		{MHD_OPTION_SOCK_ADDR, 0, address},
		{MHD_OPTION_NOTIFY_COMPLETED, (intptr_t)end_request, server},
		{MHD_OPTION_NOTIFY_CONNECTION, (intptr_t)watch_connection, server},
		{MHD_OPTION_CONNECTION_TIMEOUT, IDLE_SECONDS, NULL},
		{MHD_OPTION_CONNECTION_LIMIT, MAX_CONNECTIONS, NULL},
		{MHD_OPTION_END, 0, NULL},
	};

	return MHD_start_daemon(flags, 0, NULL, NULL, handle_request, server, MHD_OPTION_ARRAY,
		options, MHD_OPTION_END);
}

otk_cli_server *otk_cli_server_new(otk_cli *cli, const char *text, uint16_t port, int64_t count,
	otk_cli_receive_fn *receive, void *userdata, const char **problem)
{
	socket_address address;
	otk_cli_server *server;
	unsigned flags;

	if (!read_address(text, port, &address)) {
		*problem = otk_cli_text(cli,
			"--bind: %s is not an IP address; write 127.0.0.1, ::1 or 0.0.0.0",
			otk_cli_quote(cli, NULL, text));
		return NULL;
	}
	server = calloc(1, sizeof(*server));
	if (!server)
		otk_cli_out_of_memory();
	server->peers.previous = server->peers.next = &server->peers;
	server->receive = receive;
	server->userdata = userdata;
	server->wanted = count;
	flags = MHD_USE_EPOLL | MHD_USE_ERROR_LOG | MHD_ALLOW_SUSPEND_RESUME |
		(address.any.sa_family == AF_INET6 ? MHD_USE_IPv6 : 0);
	errno = 0;
	server->daemon = start_daemon(server, flags, &address.any);
	if (server->daemon)
		return server;
	*problem = otk_cli_text(cli, "cannot listen on %s, port %u: %s", text, (unsigned)port,
		errno ? strerror(errno) : "it may be in use");
	free(server);
	return NULL;
}

uint16_t otk_cli_server_port(const otk_cli_server *server)
{
	const union MHD_DaemonInfo *info =
		MHD_get_daemon_info(server->daemon, MHD_DAEMON_INFO_BIND_PORT);

	return info ? info->port : 0;
}

int otk_cli_server_fd(const otk_cli_server *server)
{
	const union MHD_DaemonInfo *info =
		MHD_get_daemon_info(server->daemon, MHD_DAEMON_INFO_EPOLL_FD);

	return info ? info->epoll_fd : -1;
}

int otk_cli_server_timeout(const otk_cli_server *server)
{
	MHD_UNSIGNED_LONG_LONG due = TIMEOUT_MAX_MS;

	if (MHD_get_timeout(server->daemon, &due) != MHD_YES || due > TIMEOUT_MAX_MS)
		due = TIMEOUT_MAX_MS;
	return (int)due;
}

bool otk_cli_server_run(otk_cli_server *server)
{
	MHD_run(server->daemon);
	return !server->wanted || server->responded < server->wanted;
}

void otk_cli_server_free(void *userdata)
{
	otk_cli_server *server = userdata;

	MHD_stop_daemon(server->daemon);
	free(server);
}

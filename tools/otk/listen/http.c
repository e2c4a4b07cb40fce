/* SPDX-License-Identifier: MIT */
/* otk listen: the HTTP side. One thread, one loop; nothing is kept of a request once answered. */
#include "config.h"

#include <arpa/inet.h>
#include <errno.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/otk/listen/listen.h"
#include "tools/otk/memory.h"

enum {
	IDLE_SECONDS = 30,
	MOST_CONNECTIONS = 256,
	READ_ON_MAX =
		16 * 1024 * 1024, /* of a body that is too large: so that the answer is read */
	METHOD_NOT_ALLOWED = 405,
};

struct otk_cli_server {
	struct MHD_Daemon *daemon;
	otk_cli_receive_fn *receive;
	void *userdata;
	int64_t answered;
	int64_t wanted; /* 0: no limit */
};

typedef struct request {
	char *body;
	size_t size, room, dropped;
	bool received; /* given to receive() */
} request;

static void add_bytes(request *r, const char *data, size_t size)
{
	if (r->size + size > OTK_CLI_CALLBACK_MAX) {
		r->dropped += size;
		return;
	}
	if (r->size + size > r->room) {
		size_t room = r->room ? r->room * 2 : 4096;
		while (room < r->size + size)
			room *= 2;
		char *bigger = realloc(r->body, room);
		if (!bigger)
			otk_cli_out_of_memory();
		r->body = bigger;
		r->room = room;
	}
	memcpy(r->body + r->size, data, size);
	r->size += size;
}

static enum MHD_Result reply(struct MHD_Connection *connection, int32_t status)
{
	struct MHD_Response *response =
		MHD_create_response_from_buffer(0, (void *)(uintptr_t) "", MHD_RESPMEM_PERSISTENT);
	if (!response)
		return MHD_NO;
	if (status == METHOD_NOT_ALLOWED)
		MHD_add_response_header(response, "Allow", "POST");
	enum MHD_Result result = MHD_queue_response(connection, (unsigned)status, response);
	MHD_destroy_response(response);
	return result;
}

static enum MHD_Result deliver(
	otk_cli_server *server, struct MHD_Connection *connection, request *r)
{
	/* More than was asked for is not taken: it will be sent again. */
	if (server->wanted && server->answered >= server->wanted)
		return MHD_NO;
	const otk_cli_delivery delivery = {
		.authorization = MHD_lookup_connection_value(
			connection, MHD_HEADER_KIND, MHD_HTTP_HEADER_AUTHORIZATION),
		.content_type = MHD_lookup_connection_value(
			connection, MHD_HEADER_KIND, MHD_HTTP_HEADER_CONTENT_TYPE),
		.body = r->body ? r->body : "",
		.size = r->size,
		.too_large = r->dropped > 0,
	};
	r->received = true;
	return reply(connection, server->receive(server->userdata, &delivery));
}

static enum MHD_Result answer(void *cls, struct MHD_Connection *connection, const char *url,
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
	if (strcmp(method, MHD_HTTP_METHOD_POST) != 0)
		return reply(connection, METHOD_NOT_ALLOWED);
	return deliver(server, connection, r);
}

/* Only what the sender has its answer to is counted. */
static void ended(void *cls, struct MHD_Connection *connection, void **context,
	enum MHD_RequestTerminationCode code)
{
	otk_cli_server *server = cls;
	request *r = *context;
	(void)connection;
	(void)code;
	if (!r)
		return;
	if (r->received)
		server->answered++;
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

/* What MHD has to say goes to stderr otherwise, in its own way. */
OTK_PRINTF(2, 0)
static void be_silent(void *cls, const char *format, va_list list)
{
	(void)cls;
	(void)format;
	(void)list;
}

otk_cli_server *otk_cli_server_new(otk_cli *cli, const char *text, uint16_t port,
	otk_cli_receive_fn *receive, void *userdata, const char **problem)
{
	socket_address address;
	if (!read_address(text, port, &address)) {
		*problem = otk_cli_text(
			cli, "--bind takes an address such as 127.0.0.1, ::1 or 0.0.0.0");
		return NULL;
	}
	otk_cli_server *server = calloc(1, sizeof(*server));
	if (!server)
		otk_cli_out_of_memory();
	server->receive = receive;
	server->userdata = userdata;
	unsigned flags = MHD_USE_EPOLL | MHD_USE_ERROR_LOG |
			 (address.any.sa_family == AF_INET6 ? MHD_USE_IPv6 : 0);
	errno = 0;
	server->daemon = MHD_start_daemon(flags, 0, NULL, NULL, answer, server,
		MHD_OPTION_EXTERNAL_LOGGER, be_silent, NULL, MHD_OPTION_SOCK_ADDR, &address.any,
		MHD_OPTION_NOTIFY_COMPLETED, ended, server, MHD_OPTION_CONNECTION_TIMEOUT,
		(unsigned)IDLE_SECONDS, MHD_OPTION_CONNECTION_LIMIT, (unsigned)MOST_CONNECTIONS,
		MHD_OPTION_END);
	if (server->daemon)
		return server;
	*problem = otk_cli_text(cli, "cannot listen on %s, port %u: %s", text, (unsigned)port,
		errno ? strerror(errno) : "is it in use?");
	free(server);
	return NULL;
}

uint16_t otk_cli_server_port(const otk_cli_server *server)
{
	const union MHD_DaemonInfo *info =
		MHD_get_daemon_info(server->daemon, MHD_DAEMON_INFO_BIND_PORT);
	return info ? info->port : 0;
}

void otk_cli_server_run(otk_cli_server *server, int64_t count, int stop_fd)
{
	const union MHD_DaemonInfo *info =
		MHD_get_daemon_info(server->daemon, MHD_DAEMON_INFO_EPOLL_FD);
	struct pollfd fds[] = {{.fd = stop_fd, .events = POLLIN},
		{.fd = info ? info->epoll_fd : -1, .events = POLLIN}};
	server->wanted = count;
	while ((!count || server->answered < count) && !ferror(stdout)) {
		MHD_UNSIGNED_LONG_LONG due = 0;
		int wait = MHD_get_timeout(server->daemon, &due) == MHD_YES
				   ? (int)(due < 60000 ? due : 60000)
				   : -1;
		if (poll(fds, 2, wait) < 0 && errno != EINTR)
			return;
		if (fds[0].revents)
			return;
		MHD_run(server->daemon);
	}
}

void otk_cli_server_free(void *userdata)
{
	otk_cli_server *server = userdata;
	MHD_stop_daemon(server->daemon);
	free(server);
}

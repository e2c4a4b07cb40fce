/* SPDX-License-Identifier: MIT */
/* HTTP: one event loop for requests, delays, lives and callbacks. */
#include "config.h"

#include <arpa/inet.h>
#include <errno.h>
#include <limits.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "tools/sandbox/base/memory.h"
#include "tools/sandbox/callbacks/webhook.h"
#include "tools/sandbox/http/fault.h"
#include "tools/sandbox/http/journal.h"
#include "tools/sandbox/http/send.h"
#include "tools/sandbox/http/server.h"
#include "tools/sandbox/request/dispatch.h"
#include "tools/sandbox/request/reply.h"
#include "tools/sandbox/request/request.h"
#include "tools/sandbox/request/route.h"
#include "tools/sandbox/state/clock.h"
#include "tools/sandbox/state/life.h"

enum { IDLE_SECONDS = 300, MOST_CONNECTIONS = 16384, REFUSED_BODY = 64 * 1024 * 1024 };

struct sandbox_server {
	sandbox *box;
	struct MHD_Daemon *daemon;
	sandbox_sleepers sleepers;
	int descriptor;
};

/* MHD would decode the path before we split it; we take the target as it came. */
static size_t keep_escapes(void *cls, struct MHD_Connection *connection, char *text)
{
	(void)cls;
	(void)connection;
	return strlen(text);
}

static void *begin_request(void *cls, const char *target, struct MHD_Connection *connection)
{
	sandbox_server *server = cls;
	sandbox_request *request = sandbox_request_new(server->box, target);
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);

	request->connection = connection;
	request->tcp_number = info ? (uint64_t)(uintptr_t)info->socket_context : 0;
	return request;
}

static void count_connection(void *cls, struct MHD_Connection *connection, void **context,
	enum MHD_ConnectionNotificationCode code)
{
	sandbox_server *server = cls;

	(void)connection;
	if (code == MHD_CONNECTION_NOTIFY_STARTED)
		*context = (void *)(uintptr_t)++server->box->accepted;
}

static bool is_control(const sandbox_request *request)
{
	return request->route ? request->route->auth == SANDBOX_AUTH_CONTROL
			      : strncmp(request->path, "/sandbox", 8) == 0;
}

static void end_request(void *cls, struct MHD_Connection *connection, void **context,
	enum MHD_RequestTerminationCode code)
{
	sandbox_request *request = *context;

	(void)cls;
	(void)connection;
	(void)code;
	if (!request)
		return;
	if (request->method && !is_control(request))
		sandbox_journal_add(request, 0);
	sandbox_request_free(request);
	*context = NULL;
}

/* Runs the handler in one transaction. What was refused leaves no trace. */
static void run_transaction(sandbox_request *request)
{
	sandbox *box = request->box;

	sandbox_store_begin(box->store);
	sandbox_route_run(request);
	if (!request->answered)
		sandbox_refuse(request, 500, 500, "System error");
	if (sandbox_store_end(box->store, request->reply.status < 400))
		return;
	sandbox_reply_clear(&request->reply);
	request->answered = false;
	sandbox_refuse(request, 500, 500, "The sandbox could not store its state");
}

static void process_request(sandbox_request *request)
{
	const sandbox_fault *fault = request->fault;

	sandbox_life_run(request->box);
	if (!request->answered && !(fault && fault->replaces))
		run_transaction(request);
	if (request->run_life)
		sandbox_life_run(request->box);
	sandbox_fault_apply(request);
	if (!is_control(request))
		sandbox_journal_add(request,
			fault && fault->drop == SANDBOX_DROP_AFTER ? 0 : request->reply.status);
}

static enum MHD_Result accept_request(sandbox_request *request, const char *method)
{
	request->method = sandbox_copy(method);
	sandbox_route_find(request);
	if (!is_control(request))
		sandbox_fault_choose(request);
	if (request->fault && request->fault->drop == SANDBOX_DROP_BEFORE) {
		sandbox_journal_add(request, 0);
		return MHD_NO;
	}
	return MHD_YES;
}

/* A body that is too large is read on and forgotten, so that the client can read the answer; up to
 * a bound. */
static enum MHD_Result take_body(sandbox_request *request, const char *data, size_t *size)
{
	if (request->body.size + *size > SANDBOX_MAX_BODY)
		request->body_too_large = true;
	if (!request->body_too_large) {
		sandbox_bytes_add(&request->body, data, *size);
	} else {
		request->body_dropped += *size;
		if (request->body_dropped > REFUSED_BODY)
			return MHD_NO;
	}
	*size = 0;
	return MHD_YES;
}

static enum MHD_Result handle_request(void *cls, struct MHD_Connection *connection, const char *url,
	const char *method, const char *version, const char *data, size_t *size, void **context)
{
	sandbox_server *server = cls;
	sandbox_request *request = *context;

	(void)url;
	(void)version;
	if (!request->method)
		return accept_request(request, method);
	if (*size)
		return take_body(request, data, size);
	if (!request->executed) {
		request->executed = true;
		process_request(request);
		if (request->fault && request->fault->delay_ms > 0) {
			sandbox_sleep(&server->sleepers, connection, request->fault->delay_ms);
			return MHD_YES;
		}
	}
	if (request->fault && request->fault->drop == SANDBOX_DROP_AFTER)
		return MHD_NO;
	return sandbox_send(request, &server->sleepers);
}

static unsigned int connection_limit(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit))
		return 256;
	if (limit.rlim_cur < limit.rlim_max && limit.rlim_cur < MOST_CONNECTIONS + 64) {
		limit.rlim_cur = limit.rlim_max < MOST_CONNECTIONS + 64 ? limit.rlim_max
									: MOST_CONNECTIONS + 64;
		setrlimit(RLIMIT_NOFILE, &limit);
		getrlimit(RLIMIT_NOFILE, &limit);
	}
	if (limit.rlim_cur <= 128)
		return 64;
	return limit.rlim_cur - 64 < MOST_CONNECTIONS ? (unsigned int)limit.rlim_cur - 64
						      : MOST_CONNECTIONS;
}

typedef union socket_address {
	struct sockaddr any;
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
} socket_address;

static bool read_address(const sandbox_options *options, socket_address *address)
{
	*address = (socket_address){0};
	if (strchr(options->bind, ':')) {
		address->v6.sin6_family = AF_INET6;
		address->v6.sin6_port = htons((uint16_t)options->port);
		return inet_pton(AF_INET6, options->bind, &address->v6.sin6_addr) == 1;
	}
	address->v4.sin_family = AF_INET;
	address->v4.sin_port = htons((uint16_t)options->port);
	return inet_pton(AF_INET, options->bind, &address->v4.sin_addr) == 1;
}

static struct MHD_Daemon *listen_on(sandbox_server *server, const socket_address *address,
	const char *key_pem, const char *certificate_pem)
{
	unsigned int flags = MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME;
	const struct MHD_OptionItem tls[] = {
		{MHD_OPTION_HTTPS_MEM_KEY, 0, (void *)(uintptr_t)key_pem},
		{MHD_OPTION_HTTPS_MEM_CERT, 0, (void *)(uintptr_t)certificate_pem},
		{MHD_OPTION_END, 0, NULL},
	};

	if (address->any.sa_family == AF_INET6)
		flags |= MHD_USE_IPv6;
	if (key_pem)
		flags |= MHD_USE_TLS;
	return MHD_start_daemon(flags, 0, NULL, NULL, handle_request, server, MHD_OPTION_SOCK_ADDR,
		&address->any, MHD_OPTION_URI_LOG_CALLBACK, begin_request, server,
		MHD_OPTION_UNESCAPE_CALLBACK, keep_escapes, NULL, MHD_OPTION_NOTIFY_COMPLETED,
		end_request, server, MHD_OPTION_NOTIFY_CONNECTION, count_connection, server,
		MHD_OPTION_CONNECTION_TIMEOUT, (unsigned int)IDLE_SECONDS,
		MHD_OPTION_CONNECTION_LIMIT, connection_limit(),
		key_pem ? MHD_OPTION_ARRAY : MHD_OPTION_END, tls, MHD_OPTION_END);
}

unsigned int sandbox_server_port(const sandbox_server *server)
{
	const union MHD_DaemonInfo *info =
		MHD_get_daemon_info(server->daemon, MHD_DAEMON_INFO_BIND_PORT);

	return info ? info->port : 0;
}

sandbox_server *sandbox_server_new(sandbox *box, const char *key_pem, const char *certificate_pem)
{
	sandbox_server *server = sandbox_alloc(sizeof(*server));
	const union MHD_DaemonInfo *info;
	socket_address address;

	server->box = box;
	errno = 0;
	if (!read_address(&box->options, &address)) {
		fprintf(stderr, "otk-sandbox: '%s' is no IP address\n", box->options.bind);
	} else {
		server->daemon = listen_on(server, &address, key_pem, certificate_pem);
		if (!server->daemon)
			fprintf(stderr,
				"otk-sandbox: cannot listen on %s port %d (%s); is another server "
				"there? "
				"--port 0 takes a free one\n",
				box->options.bind, (int)box->options.port,
				errno ? strerror(errno) : "refused by the system");
	}
	if (!server->daemon) {
		free(server);
		return NULL;
	}
	info = MHD_get_daemon_info(server->daemon, MHD_DAEMON_INFO_EPOLL_FD);
	server->descriptor = info ? info->epoll_fd : -1;
	box->url = sandbox_print(address.any.sa_family == AF_INET6 ? "%s://[%s]:%u" : "%s://%s:%u",
		key_pem ? "https" : "http", box->options.bind, sandbox_server_port(server));
	return server;
}

static int64_t earlier_wait(int64_t left, int64_t right)
{
	if (left < 0)
		return right;
	return right < 0 || left < right ? left : right;
}

static int loop_timeout(sandbox_server *server)
{
	MHD_UNSIGNED_LONG_LONG timeout;
	int64_t wait = -1;

	if (MHD_get_timeout(server->daemon, &timeout) == MHD_YES)
		wait = timeout > INT_MAX ? INT_MAX : (int64_t)timeout;
	wait = earlier_wait(wait, sandbox_sleepers_wait(&server->sleepers));
	wait = earlier_wait(wait, sandbox_life_wait(server->box));
	/* A bound for curl_multi_poll, which takes no "for ever" while it has nothing to do. */
	return wait < 0 || wait > 60000 ? 60000 : (int)wait;
}

void sandbox_server_run(sandbox_server *server, int stop_descriptor)
{
	struct curl_waitfd descriptors[] = {
		{stop_descriptor, CURL_WAIT_POLLIN, 0}, {server->descriptor, CURL_WAIT_POLLIN, 0}};

	for (;;) {
		descriptors[0].revents = 0;
		sandbox_webhook_wait(server->box, descriptors, 2, loop_timeout(server));
		if (descriptors[0].revents)
			return;
		sandbox_sleepers_wake(&server->sleepers);
		MHD_run(server->daemon);
		sandbox_life_run(server->box);
		sandbox_webhook_run(server->box);
	}
}

void sandbox_server_free(sandbox_server *server)
{
	if (!server)
		return;
	sandbox_sleepers_end(&server->sleepers);
	MHD_stop_daemon(server->daemon);
	free(server);
}

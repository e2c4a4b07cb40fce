/* SPDX-License-Identifier: MIT */
/* The HTTP server: one event loop for requests, delayed responses, due objects and callbacks. */
#include "config.h"

#include <limits.h>
#include <microhttpd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "tools/sandbox/base/memory.h"
#include "tools/sandbox/base/text.h"
#include "tools/sandbox/callbacks/webhook.h"
#include "tools/sandbox/http/fault.h"
#include "tools/sandbox/http/journal.h"
#include "tools/sandbox/http/linger.h"
#include "tools/sandbox/http/listen.h"
#include "tools/sandbox/http/peers.h"
#include "tools/sandbox/http/relay/relay.h"
#include "tools/sandbox/http/send/send.h"
#include "tools/sandbox/http/server.h"
#include "tools/sandbox/record/recording.h"
#include "tools/sandbox/request/access/guard.h"
#include "tools/sandbox/request/dispatch.h"
#include "tools/sandbox/request/reply.h"
#include "tools/sandbox/request/request.h"
#include "tools/sandbox/request/route.h"
#include "tools/sandbox/request/route_find.h"
#include "tools/sandbox/state/clock.h"
#include "tools/sandbox/state/history.h"
#include "tools/sandbox/state/life.h"
#include "tools/sandbox/state/settings.h"

enum {
	IDLE_SECONDS = 300,
	MAX_CONNECTIONS = 16384,
	/* Descriptors for the database, callbacks, standard streams and the like. */
	RESERVED_DESCRIPTORS = 64,
	/* Bytes of a too large body that are read and discarded. */
	REFUSED_BODY = 8 * 1024 * 1024,
	/* Bytes of the bodies of all requests together. */
	ALL_BODIES = 64 * 1024 * 1024,
	/* Time for due documents before other requests are served, ms. */
	LIFE_SLICE_MS = 20,
	LINGER_WAIT_MS = 10
};

struct sandbox_server {
	sandbox *box;
	sandbox_peers peers;
	struct MHD_Daemon *daemon;
	sandbox_relay *relay; /* NULL: nothing is forwarded */
	sandbox_sleepers sleepers;
	sandbox_lingerers lingerers;
	sandbox_listener listener;
	int descriptor;
	unsigned int limit;   /* of connections */
	bool run_again;       /* a connection has ended or was resumed since the HTTP library ran */
	uint64_t events_seen; /* by those who wait for requests and changes */
};

/* Keeps the HTTP library from decoding the path before it is split. */
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
	sandbox_peer *peer = sandbox_peer_of(connection);

	request->connection = connection;
	request->began_us = sandbox_monotonic_us();
	if (peer) {
		peer->request = request;
		request->tcp_number = peer->number;
	}
	return request;
}

/* While the limit is reached, the HTTP library stops listening; it only listens again when it runs
 * after a connection has ended. */
static void count_connection(void *cls, struct MHD_Connection *connection, void **context,
	enum MHD_ConnectionNotificationCode code)
{
	sandbox_server *server = cls;

	if (code == MHD_CONNECTION_NOTIFY_STARTED) {
		*context = sandbox_peer_add(&server->peers, connection, ++server->box->accepted);
		return;
	}
	server->run_again = true;
	sandbox_peer_remove(*context);
	*context = NULL;
}

static void end_request(void *cls, struct MHD_Connection *connection, void **context,
	enum MHD_RequestTerminationCode code)
{
	sandbox_server *server = cls;
	sandbox_request *request = *context;
	sandbox_peer *peer = sandbox_peer_of(connection);
	const union MHD_ConnectionInfo *info;

	(void)code;
	if (!request)
		return;
	if (request->refused_early) {
		info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
		if (info)
			sandbox_linger_add(&server->lingerers, info->connect_fd);
	}
	if (peer)
		peer->request = NULL;
	server->box->body_bytes -= request->body.size;
	if (request->method && !sandbox_is_control(request))
		sandbox_journal_add(request, 0);
	sandbox_request_free(request);
	*context = NULL;
}

/* Commits what the handler has done, or undoes it. False: it could not be stored. */
static bool end_transaction(sandbox_request *request, sandbox_settings *before)
{
	sandbox *box = request->box;
	const bool wanted = request->reply.status < 400;
	const bool good = sandbox_store_end(box->store, wanted);

	if (!good || !wanted)
		sandbox_settings_restore(box, before);
	sandbox_settings_clear(before);
	return good;
}

/* Runs the handler in one transaction. A refused request changes nothing. */
static void run_transaction(sandbox_request *request)
{
	sandbox *box = request->box;
	sandbox_settings before = sandbox_settings_save(box);

	sandbox_store_begin(box->store);
	sandbox_route_run(request);
	if (!request->replied && !request->waiting)
		sandbox_refuse(request, 500, 500, "System error");
	if (end_transaction(request, &before))
		return;
	sandbox_reply_clear(&request->reply);
	request->replied = false;
	if (sandbox_store_is_full(box->store))
		sandbox_refuse(request, 507, 507,
			"The sandbox's state has reached its limit of %d MiB%s: POST /sandbox/reset, "
			"or start it with a larger --db-limit",
			(int)box->options.db_limit,
			box->options.db ? ", or the disk of --db is full" : "");
	else
		sandbox_refuse(request, 500, 500, "The sandbox could not store its state");
}

static void respond_to_request(sandbox_request *request)
{
	if (request->box->recording && !sandbox_is_control(request) && !request->stub &&
		!request->body_too_large && !request->overloaded)
		sandbox_recording_reply(request);
	else
		run_transaction(request);
}

static void process_request(sandbox_request *request)
{
	const sandbox_fault *fault = request->fault;

	sandbox_life_run(request->box, LIFE_SLICE_MS);
	if (!request->replied && !(fault && fault->replaces))
		respond_to_request(request);
	if (request->after_commit && request->reply.status < 400)
		request->after_commit(request);
	sandbox_fault_apply(request);
	if (!sandbox_is_control(request))
		sandbox_journal_add(request,
			fault && fault->drop == SANDBOX_DROP_AFTER ? 0 : request->reply.status);
}

/* Whether Content-Length is too large. */
static bool announces_too_much(const sandbox_request *request)
{
	const char *text = sandbox_header(request, "Content-Length");
	int64_t length;

	return text &&
	       (!sandbox_number(text, &length) || length > (int64_t)sandbox_body_limit(request));
}

static enum MHD_Result accept_request(
	sandbox_server *server, sandbox_request *request, const char *method)
{
	request->method = sandbox_copy(method);
	sandbox_route_find(request);
	if (sandbox_guard_check(request) && !sandbox_is_control(request))
		sandbox_fault_choose(request);
	if (request->fault && request->fault->drop == SANDBOX_DROP_BEFORE) {
		sandbox_journal_add(request, 0);
		return MHD_NO;
	}
	if (!announces_too_much(request))
		return MHD_YES;
	/* A response at this point tells the HTTP library not to read the body. */
	request->body_too_large = true;
	request->refused_early = true;
	request->executed = true;
	process_request(request);
	return sandbox_send(request, &server->sleepers);
}

/* Discards the rest of a too large body for a while, so that the client can read the response. */
static enum MHD_Result take_body(sandbox_request *request, const char *data, size_t *size)
{
	sandbox *box = request->box;

	if (request->body.size + *size > sandbox_body_limit(request))
		request->body_too_large = true;
	else if (box->body_bytes + *size > ALL_BODIES)
		request->overloaded = true;
	if (request->body_too_large || request->overloaded) {
		request->body_dropped += *size;
		if (request->body_dropped > REFUSED_BODY)
			return MHD_NO;
	} else {
		sandbox_bytes_add(&request->body, data, *size);
		box->body_bytes += *size;
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
		return accept_request(server, request, method);
	if (*size)
		return take_body(request, data, size);
	if (sandbox_relay_takes(server->relay, request))
		return sandbox_relay_handle(server->relay, request);
	if (!request->executed || request->waiting) {
		request->executed = true;
		request->waiting = false;
		process_request(request);
		if (request->waiting) {
			sandbox_sleep_for_requests(&server->sleepers, connection,
				request->wait_until, &request->wait_until);
			return MHD_YES;
		}
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
	const rlim_t wanted = MAX_CONNECTIONS + RESERVED_DESCRIPTORS;
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
		return 256;
	if (limit.rlim_cur < limit.rlim_max && limit.rlim_cur < wanted) {
		limit.rlim_cur = limit.rlim_max < wanted ? limit.rlim_max : wanted;
		setrlimit(RLIMIT_NOFILE, &limit);
		getrlimit(RLIMIT_NOFILE, &limit);
	}
	if (limit.rlim_cur >= wanted)
		return MAX_CONNECTIONS;
	if (limit.rlim_cur > 2 * RESERVED_DESCRIPTORS)
		return (unsigned int)limit.rlim_cur - RESERVED_DESCRIPTORS;
	return limit.rlim_cur > 3 ? (unsigned int)limit.rlim_cur / 2 : 1;
}

static struct MHD_Daemon *start_daemon(
	sandbox_server *server, const char *key_pem, const char *certificate_pem)
{
	unsigned int flags = MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME;
	/* The last two are left out without a key. */
	const struct MHD_OptionItem options[] = {
		{MHD_OPTION_LISTEN_SOCKET, server->listener.descriptor, NULL},
		{MHD_OPTION_URI_LOG_CALLBACK, (intptr_t)begin_request, server},
		{MHD_OPTION_UNESCAPE_CALLBACK, (intptr_t)keep_escapes, NULL},
		{MHD_OPTION_NOTIFY_COMPLETED, (intptr_t)end_request, server},
		{MHD_OPTION_NOTIFY_CONNECTION, (intptr_t)count_connection, server},
		{MHD_OPTION_CONNECTION_TIMEOUT, IDLE_SECONDS, NULL},
		{MHD_OPTION_CONNECTION_LIMIT, server->limit, NULL},
		{key_pem ? MHD_OPTION_HTTPS_MEM_KEY : MHD_OPTION_END, 0,
			(void *)(uintptr_t)key_pem},
		{MHD_OPTION_HTTPS_MEM_CERT, 0, (void *)(uintptr_t)certificate_pem},
		{MHD_OPTION_END, 0, NULL},
	};

	if (key_pem)
		flags |= MHD_USE_TLS;
	return MHD_start_daemon(flags, 0, NULL, NULL, handle_request, server, MHD_OPTION_ARRAY,
		options, MHD_OPTION_END);
}

/* Sets the address that responses and messages show. */
static void set_url(sandbox *box, const sandbox_listener *listener)
{
	const char *scheme = box->options.https ? "https" : "http";

	box->port = listener->port;
	if (box->options.url_count)
		box->url = sandbox_copy(box->options.urls[0]);
	else if (listener->port)
		box->url = sandbox_print("%s://%s:%u", scheme, listener->host, listener->port);
	else
		box->url = sandbox_print("%s://%s", scheme, listener->host);
}

sandbox_server *sandbox_server_new(sandbox *box, const char *key_pem, const char *certificate_pem)
{
	sandbox_server *server = sandbox_alloc(sizeof(*server));
	const union MHD_DaemonInfo *info;

	server->box = box;
	server->limit = connection_limit();
	if (!sandbox_listen(
		    &server->listener, &box->options, sandbox_options_published(&box->options))) {
		free(server);
		return NULL;
	}
	server->relay = box->recorder ? sandbox_relay_new(box) : NULL;
	server->daemon = start_daemon(server, key_pem, certificate_pem);
	if (!server->daemon) {
		fputs("otk-sandbox: the HTTP server does not start\n", stderr);
		sandbox_listener_end(&server->listener);
		sandbox_relay_free(server->relay);
		free(server);
		return NULL;
	}
	info = MHD_get_daemon_info(server->daemon, MHD_DAEMON_INFO_EPOLL_FD);
	server->descriptor = info ? info->epoll_fd : -1;
	set_url(box, &server->listener);
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

	/* The HTTP library must run once more to listen again. */
	if (server->run_again) {
		server->run_again = false;
		return 0;
	}
	if (MHD_get_timeout(server->daemon, &timeout) == MHD_YES)
		wait = timeout > INT_MAX ? INT_MAX : (int64_t)timeout;
	wait = earlier_wait(wait, sandbox_sleepers_wait(&server->sleepers));
	wait = earlier_wait(wait, sandbox_life_wait(server->box));
	wait = earlier_wait(wait, sandbox_relay_wait(server->relay));
	if (server->lingerers.count)
		wait = earlier_wait(wait, LINGER_WAIT_MS);
	if (server->peers.first)
		wait = earlier_wait(wait, SANDBOX_LOOK_MS);
	/* curl_multi_poll() needs a time limit even when it has nothing to wait for. */
	return wait < 0 || wait > 60000 ? 60000 : (int)wait;
}

/* Those who wait for requests and changes look for them in the next turn of the loop. */
static void wake_watchers(sandbox_server *server)
{
	const uint64_t events = server->box->requests + sandbox_history_last(server->box->history);

	if (server->events_seen == events)
		return;
	server->events_seen = events;
	server->run_again |= sandbox_sleepers_wake_watchers(&server->sleepers);
}

void sandbox_server_run(sandbox_server *server, int stop_descriptor)
{
	struct curl_waitfd descriptors[] = {{stop_descriptor, CURL_WAIT_POLLIN, 0},
		{server->descriptor, CURL_WAIT_POLLIN, 0},
		{sandbox_relay_descriptor(server->relay), CURL_WAIT_POLLIN, 0}};
	const unsigned int count = server->relay ? 3 : 2;

	for (;;) {
		descriptors[0].revents = 0;
		sandbox_webhook_wait(server->box, descriptors, count, loop_timeout(server));
		if (descriptors[0].revents)
			return;
		sandbox_sleepers_wake(&server->sleepers);
		sandbox_peers_look(&server->peers);
		MHD_run(server->daemon);
		server->run_again |= sandbox_relay_run(server->relay);
		sandbox_linger_run(&server->lingerers);
		sandbox_life_run(server->box, LIFE_SLICE_MS);
		sandbox_webhook_run(server->box);
		wake_watchers(server);
	}
}

void sandbox_server_free(sandbox_server *server)
{
	if (!server)
		return;
	sandbox_sleepers_end(&server->sleepers);
	sandbox_relay_end(server->relay);
	MHD_stop_daemon(server->daemon); /* closes the descriptor of the listener */
	sandbox_listener_end(&server->listener);
	sandbox_linger_end(&server->lingerers);
	sandbox_relay_free(server->relay);
	free(server);
}

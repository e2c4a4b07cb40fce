/* SPDX-License-Identifier: MIT */
/* Creates, drives and frees the transport. One step does all work that can be done now. */
#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/base/clock.h"
#include "core/base/error/quote.h"
#include "core/transport/exchange_attempt.h"
#include "core/transport/process.h"
#include "core/transport/setup/global.h"
#include "core/transport/setup/proxy.h"
#include "core/transport/setup/tls.h"
#include "core/transport/state.h"

#include "core/base/cold.h"

/* Limit of the rounds in a step: each round does the work that the previous round created. */
#define ROUNDS 8

/* ---- options */

static bool copy_resolve(otk_transport *transport, const otk_strings *resolve)
{
	for (size_t i = 0; i < resolve->count; i++) {
		struct curl_slist *more = curl_slist_append(transport->resolve, resolve->items[i]);

		if (!more)
			return false;
		transport->resolve = more;
	}
	return true;
}

static bool copy_options(otk_transport *transport, const otk_transport_options *options)
{
	otk_transport_options *own = &transport->options;
	const char **const texts[] = {&own->user_agent, &own->proxy, &own->proxy_user,
		&own->proxy_password, &own->no_proxy, &own->ca_file, &own->client_cert_file,
		&own->client_key_file, &own->local_address};

	_Static_assert(sizeof(texts) == offsetof(otk_transport_options, resolve) -
						offsetof(otk_transport_options, user_agent),
		"every text of otk_transport_options, from user_agent to resolve, is copied");
	*own = *options;
	transport->texts = otk_arena_new(0, 512);
	if (!transport->texts)
		return false;
	for (size_t i = 0; i < OTK_COUNT_OF(texts); i++)
		if (!otk_arena_keep(transport->texts, texts[i]))
			return false;
	own->resolve = (otk_strings){NULL, 0};
	return otk_proxies_find(&transport->proxies, own, transport->texts) &&
	       copy_resolve(transport, &options->resolve);
}

static otk_status check_resolve(const otk_strings *resolve, otk_error *error)
{
	for (size_t i = 0; i < resolve->count; i++) {
		const char *colon = resolve->items[i] ? strchr(resolve->items[i], ':') : NULL;

		if (!colon || colon == resolve->items[i] || !strchr(colon + 1, ':'))
			return otk_fail(error, OTK_E_ARGUMENT,
				"resolve: %s is not host:port:address",
				OTK_QUOTE(resolve->items[i]));
	}
	return OTK_OK;
}

/* ---- the multi handle */

/* Only stores the time: libcurl must not be called from its own callback. */
static int timer_changed(CURLM *multi, long timeout_ms, void *userdata)
{
	otk_transport *transport = userdata;

	(void)multi;
	transport->curl_at = timeout_ms < 0    ? -1
			     : timeout_ms == 0 ? transport->now
					       : otk_clock_monotonic_ms() + timeout_ms;
	return 0;
}

static long limited_number(int64_t number, long most)
{
	return number > most ? most : (long)number;
}

#define SET(option, value) (curl_multi_setopt(multi, (option), (value)) == CURLM_OK)

static bool configure_multi(otk_transport *transport)
{
	CURLM *multi = transport->multi;
	const otk_transport_options *options = &transport->options;

	return SET(CURLMOPT_SOCKETFUNCTION, otk_io_socket_changed) &&
	       SET(CURLMOPT_SOCKETDATA, transport) && SET(CURLMOPT_TIMERFUNCTION, timer_changed) &&
	       SET(CURLMOPT_TIMERDATA, transport) &&
	       SET(CURLMOPT_MAX_HOST_CONNECTIONS,
		       limited_number(options->max_connections, 100000)) &&
	       /* Upper bound on open connections; idle ones are kept for reuse. */
	       SET(CURLMOPT_MAXCONNECTS, limited_number(options->max_in_flight + 4, 100000)) &&
	       SET(CURLMOPT_MAX_CONCURRENT_STREAMS, limited_number(options->max_in_flight, 100000));
}

/* ---- created and freed */

/* Ends the exchanges that exist now, but not those that their completions submit. */
static void end_all(otk_transport *transport, otk_status status, const char *problem)
{
	size_t count = transport->pending;

	while (count-- && !otk_list_empty(&transport->all))
		otk_exchange_end(
			OTK_LIST_MEMBER(transport->all.next, otk_exchange, all), status, problem);
}

static void drop_all(otk_transport *transport)
{
	while (!otk_list_empty(&transport->all)) {
		otk_exchange *exchange = OTK_LIST_MEMBER(transport->all.next, otk_exchange, all);

		otk_list_remove(&exchange->all);
		otk_exchange_destroy(exchange);
	}
}

/*
 * After fork() the connections and their TLS state belong to the parent. Cleaning up would send
 * closing messages on its sockets, so the child only closes its copies of the descriptors and does
 * not touch libcurl's memory.
 */
static void abandon_in_child(otk_transport *transport)
{
	drop_all(transport);
	otk_io_abandon(transport);
	otk_handles_free(transport, false);
}

static void close_down(otk_transport *transport)
{
	transport->freed = true; /* completions cannot submit */
	end_all(transport, OTK_E_CANCELLED, "the client was freed");
	otk_handles_free(transport, true);
	if (transport->multi)
		curl_multi_cleanup(transport->multi);
	otk_io_detach(transport);
}

static void destroy_transport(otk_transport *transport)
{
	char *password = (char *)(uintptr_t)transport->options.proxy_password;

	if (otk_transport_check_process(transport, NULL))
		abandon_in_child(transport);
	else
		close_down(transport);
	otk_io_free(&transport->io);
	curl_slist_free_all(transport->resolve);
	otk_timers_free(&transport->timers);
	if (password && transport->texts)
		explicit_bzero(password, strlen(password));
	otk_proxies_wipe(&transport->proxies);
	otk_header_list_free(&transport->json_headers);
	otk_arena_free(transport->texts);
	free(transport);
}

static otk_status set_up(
	otk_transport *transport, const otk_transport_options *options, otk_error *error)
{
	otk_handle *first;

	/* If copying fails, the password may still be the caller's, which must not be wiped. */
	if (!copy_options(transport, options)) {
		transport->options.proxy_password = NULL;
		return otk_fail_nomem(error);
	}
	transport->multi = curl_multi_init();
	if (!transport->multi || !configure_multi(transport) ||
		!otk_header_list_add_standard(
			&transport->json_headers, transport->options.user_agent, false))
		return otk_fail_nomem(error);
	/* The first handle is created now, to find options that libcurl refuses. */
	first = otk_handle_new(transport, error);
	if (!first)
		return OTK_E_UNSUPPORTED;
	first->next_free = NULL;
	transport->free_handles = first;
	return OTK_OK;
}

otk_transport *otk_transport_new(const otk_transport_options *options, otk_error *error)
{
	otk_transport *transport;

	if (otk_global_init(error) || otk_tls_check(options, error) ||
		otk_proxy_check(options, error) || check_resolve(&options->resolve, error))
		return NULL;
	transport = calloc(1, sizeof(*transport));
	if (!transport) {
		otk_fail_nomem(error);
		return NULL;
	}
	transport->process = getpid();
	transport->now = otk_clock_monotonic_ms();
	transport->curl_at = -1;
	otk_io_init(&transport->io);
	otk_list_init(&transport->all);
	otk_list_init(&transport->queue);
	otk_list_init(&transport->cancelled);
	otk_retry_init(&transport->budget);
	otk_header_list_init(&transport->json_headers);
	if (!set_up(transport, options, error)) {
		/* A libcurl that was built without HTTP/2 refuses to be asked for it. */
		if (!otk_transport_has_http2())
			transport->options.http2 = false;
		return transport;
	}
	destroy_transport(transport);
	return NULL;
}

void otk_transport_free(otk_transport *transport)
{
	if (!transport)
		return;
	transport->freed = true;
	if ((!transport->calling && !transport->stepping) ||
		otk_transport_check_process(transport, NULL))
		destroy_transport(transport);
}

/* ---- steps */

static void run_timers(otk_transport *transport)
{
	otk_timer *first;

	while (!transport->freed && (first = otk_timers_first(&transport->timers)) &&
		first->at <= transport->now) {
		otk_timers_set(&transport->timers, first, 0);
		otk_exchange_woken(OTK_LIST_MEMBER(first, otk_exchange, timer));
	}
}

static void end_cancelled(otk_transport *transport)
{
	while (!transport->freed && !otk_list_empty(&transport->cancelled))
		otk_exchange_end(OTK_LIST_MEMBER(transport->cancelled.next, otk_exchange, queue),
			OTK_E_CANCELLED, "the call was cancelled");
}

static void start_queued(otk_transport *transport)
{
	while (!transport->freed && !otk_list_empty(&transport->queue) &&
		transport->in_flight < (size_t)transport->options.max_in_flight)
		otk_exchange_start(OTK_LIST_MEMBER(transport->queue.next, otk_exchange, queue));
}

static void collect_ended(otk_transport *transport)
{
	CURLMsg *message;
	int left;

	while (!transport->freed && (message = curl_multi_info_read(transport->multi, &left))) {
		const CURLcode code = message->data.result;
		void *handle = NULL;

		if (message->msg == CURLMSG_DONE &&
			!curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &handle) &&
			handle)
			otk_exchange_attempt_ended(((otk_handle *)handle)->exchange, code);
	}
}

static void one_round(otk_transport *transport)
{
	transport->now = otk_clock_monotonic_ms();
	collect_ended(transport);
	run_timers(transport);
	end_cancelled(transport);
	start_queued(transport);
	if (!transport->freed && transport->curl_at >= 0 && transport->curl_at <= transport->now) {
		transport->curl_at = -1;
		otk_io_act(transport, CURL_SOCKET_TIMEOUT, 0);
		collect_ended(transport);
	}
	if (transport->io.failed && !transport->freed) {
		transport->io.failed = false;
		end_all(transport, OTK_E_NOMEM, "libcurl ran out of memory");
	}
}

/* Returns false if a completion freed the transport. */
static bool run_step(otk_transport *transport)
{
	int round = 0;

	transport->stepping = true;
	do
		one_round(transport);
	while (!transport->freed && otk_io_has_work(transport) && ++round < ROUNDS);
	transport->stepping = false;
	if (transport->freed)
		destroy_transport(transport);
	else
		return true;
	return false;
}

/* ---- drivers */

static otk_status may_drive(const otk_transport *transport, otk_error *error)
{
	otk_status status = otk_transport_check_process(transport, error);

	if (!status && (transport->calling || transport->stepping))
		return otk_fail(error, OTK_E_STATE,
			"waiting is not possible inside a completion or a hook; submit the call");
	return status;
}

static bool is_over(const otk_transport *transport, const bool *stop)
{
	return (stop && *stop) || !transport->pending;
}

otk_status otk_transport_run(
	otk_transport *transport, int64_t timeout_ms, const bool *stop, otk_error *error)
{
	otk_status status = may_drive(transport, error);
	/* A negative time is a large one as well. */
	const int64_t end = (uint64_t)timeout_ms > OTK_TIME_MAX
				    ? INT64_MAX
				    : otk_clock_monotonic_ms() + timeout_ms;
	bool last = false;

	while (!status) {
		int64_t until;
		bool over;

		if (!run_step(transport))
			return OTK_OK;
		over = is_over(transport, stop);
		/* A watch is served once even if no exchange needs the loop; in a blocking call it
		 * was served meanwhile. */
		if (last ||
			(over && (!transport->io.watches || transport->pending || (stop && *stop))))
			break;
		until = otk_io_next_at(transport);
		last = over || end <= until;
		if (last)
			until = over ? transport->now : end;
		status = otk_io_wait(transport,
			until == INT64_MAX       ? -1
			: until > transport->now ? until - transport->now
						 : 0,
			error);
	}
	otk_io_schedule(transport);
	return status;
}

otk_status otk_transport_set_io(otk_transport *transport, const otk_io *io, otk_error *error)
{
	otk_status status = may_drive(transport, error);

	if (status)
		return status;
	if (transport->pending || transport->io.opened)
		return otk_fail(error, OTK_E_STATE,
			"the event loop must be set before the first call is submitted");
	transport->io.host = *io;
	transport->io.driven_by_host = true;
	otk_io_pass_to_host(transport);
	return OTK_OK;
}

static otk_status act_and_step(otk_transport *transport, int fd, int what, otk_error *error)
{
	otk_status status = may_drive(transport, error);

	if (status)
		return status;
	transport->now = otk_clock_monotonic_ms();
	if (fd >= 0)
		otk_io_act(transport, (curl_socket_t)fd, what);
	else
		transport->io.timer_at = INT64_MAX;
	if (run_step(transport))
		otk_io_schedule(transport);
	return OTK_OK;
}

otk_status otk_transport_ready(otk_transport *transport, int fd, int32_t what, otk_error *error)
{
	if (fd < 0)
		return otk_fail(error, OTK_E_ARGUMENT, "fd: not a descriptor");
	return act_and_step(transport, fd,
		(what & OTK_IO_READ ? CURL_CSELECT_IN : 0) |
			(what & OTK_IO_WRITE ? CURL_CSELECT_OUT : 0),
		error);
}

otk_status otk_transport_expired(otk_transport *transport, otk_error *error)
{
	return act_and_step(transport, -1, 0, error);
}

int otk_transport_fd(otk_transport *transport, otk_error *error)
{
	otk_io_state *io = &transport->io;

	if (otk_transport_check_process(transport, error))
		return -1;
	if (io->driven_by_host) {
		otk_fail(error, OTK_E_STATE,
			"the client is driven by the caller's event loop (otk_client_set_io)");
		return -1;
	}
	if (!otk_epoll_open(&io->epoll) || !otk_epoll_open_timer(&io->epoll)) {
		otk_fail(error, OTK_E_UNSUPPORTED,
			"this system has no epoll; use otk_client_set_io");
		return -1;
	}
	otk_io_schedule(transport);
	return io->epoll.fd;
}

size_t otk_transport_pending(const otk_transport *transport)
{
	return transport->pending;
}

size_t otk_transport_in_flight(const otk_transport *transport)
{
	return transport->in_flight;
}

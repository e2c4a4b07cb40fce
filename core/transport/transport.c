/* SPDX-License-Identifier: MIT */
/* The transport: made, driven, freed. One turn does everything that can be done now. */
#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/base/clock.h"
#include "core/base/status.h"
#include "core/transport/internal.h"

/* A turn that makes new work looks at it at once, but not for ever. */
#define ROUNDS 8

/* ---- options */

static bool copy_text(otk_arena *texts, const char **text)
{
	if (!*text)
		return true;
	*text = otk_arena_text(texts, *text, strlen(*text));
	return *text != NULL;
}

static bool copy_resolve(otk_transport *transport, const otk_strings *resolve)
{
	size_t i;

	for (i = 0; i < resolve->count; i++) {
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
	size_t i;

	*own = *options;
	transport->texts = otk_arena_new(0, 512);
	if (!transport->texts)
		return false;
	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (!copy_text(transport->texts, texts[i]))
			return false;
	own->resolve = (otk_strings){NULL, 0};
	if (own->max_attempts < 1)
		own->max_attempts = 1;
	if (own->max_in_flight < 1)
		own->max_in_flight = 1;
	if (own->max_queued < 1)
		own->max_queued = 1;
	return copy_resolve(transport, &options->resolve);
}

static otk_status check_resolve(const otk_strings *resolve, otk_error *error)
{
	size_t i;

	for (i = 0; i < resolve->count; i++) {
		const char *colon = strchr(resolve->items[i], ':');

		if (!colon || colon == resolve->items[i] || !strchr(colon + 1, ':'))
			return otk_fail(error, OTK_E_ARGUMENT,
				"resolve: \"%s\" is not host:port:address", resolve->items[i]);
	}
	return OTK_OK;
}

/* ---- libcurl's side */

/* Only noted: libcurl must not be called from its own callback. */
static int timer_changed(CURLM *multi, long timeout_ms, void *userdata)
{
	otk_transport *transport = userdata;

	(void)multi;
	transport->curl_at = timeout_ms < 0    ? -1
			     : timeout_ms == 0 ? transport->now
					       : otk_clock_monotonic_ms() + timeout_ms;
	return 0;
}

static long at_most(int64_t number, long most)
{
	return number > most ? most : (long)number;
}

#define SET(option, value) (curl_multi_setopt(multi, (option), (value)) == CURLM_OK)

static bool configure(otk_transport *transport)
{
	CURLM *multi = transport->multi;
	const otk_transport_options *options = &transport->options;

	return SET(CURLMOPT_SOCKETFUNCTION, otk_io_socket_changed) &&
	       SET(CURLMOPT_SOCKETDATA, transport) && SET(CURLMOPT_TIMERFUNCTION, timer_changed) &&
	       SET(CURLMOPT_TIMERDATA, transport) &&
	       SET(CURLMOPT_MAX_HOST_CONNECTIONS, at_most(options->max_connections, 100000)) &&
	       /* Connections on the wire are never more; all of them may be kept. */
	       SET(CURLMOPT_MAXCONNECTS, at_most(options->max_in_flight + 4, 100000)) &&
	       SET(CURLMOPT_MAX_CONCURRENT_STREAMS, at_most(options->max_in_flight, 100000));
}

void otk_transport_act(otk_transport *transport, curl_socket_t fd, int what)
{
	const bool turning = transport->turning;
	int running;

	/* body() runs in there: freeing and the like must wait for the end of the turn. */
	transport->turning = true;
	if (curl_multi_socket_action(transport->multi, fd, what, &running) != CURLM_OK)
		transport->io.failed = true;
	transport->turning = turning;
}

/* ---- made and freed */

static bool is_child(const otk_transport *transport)
{
	return transport->process != otk_process();
}

/* All that are there now: what their completions submit is not among them. */
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
 * After fork() the connections, and the TLS state with them, are the parent's. Cleaning up would
 * say good-bye on its sockets, so the child closes its copies of the descriptors and leaves
 * libcurl's memory alone.
 */
static void abandon(otk_transport *transport)
{
	drop_all(transport);
	otk_io_abandon(transport);
	otk_slots_free(transport, false);
}

static void close_down(otk_transport *transport)
{
	transport->freed = true; /* nothing new is accepted from the completions */
	end_all(transport, OTK_E_CANCELLED, "the client was freed");
	otk_slots_free(transport, true);
	if (transport->multi)
		curl_multi_cleanup(transport->multi);
	if (transport->io.driven_by_host && transport->io.timer_told != INT64_MAX)
		otk_io_tell_timer(transport, -1);
}

static void destroy(otk_transport *transport)
{
	char *password = (char *)(uintptr_t)transport->options.proxy_password;

	if (is_child(transport))
		abandon(transport);
	else
		close_down(transport);
	otk_io_free(transport);
	curl_slist_free_all(transport->resolve);
	free(transport->timers.heap);
	if (password && transport->texts)
		explicit_bzero(password, strlen(password));
	otk_lines_free(&transport->usual);
	otk_arena_free(transport->texts);
	free(transport);
}

static otk_status fill(
	otk_transport *transport, const otk_transport_options *options, otk_error *error)
{
	otk_slot *first;

	/* The password must not be taken for ours before it is copied. */
	if (!copy_options(transport, options)) {
		transport->options.proxy_password = NULL;
		return otk_fail_nomem(error);
	}
	transport->multi = curl_multi_init();
	if (!transport->multi || !configure(transport) ||
		!otk_lines_usual(&transport->usual, transport->options.user_agent, false))
		return otk_fail_nomem(error);
	/* The first handle is made now, so that options that libcurl refuses are seen now. */
	transport->slots = NULL;
	first = otk_slot_new(transport, error);
	if (!first)
		return OTK_E_UNSUPPORTED;
	first->next_free = NULL;
	transport->free_slots = first;
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
	transport->process = otk_process();
	transport->now = otk_clock_monotonic_ms();
	transport->curl_at = -1;
	transport->io.epoll_fd = transport->io.timer_fd = -1;
	transport->io.timer_told = INT64_MAX;
	otk_list_init(&transport->all);
	otk_list_init(&transport->queue);
	otk_list_init(&transport->cancelled);
	otk_retry_init(&transport->quota);
	otk_lines_init(&transport->usual);
	if (!fill(transport, options, error))
		return transport;
	destroy(transport);
	return NULL;
}

void otk_transport_free(otk_transport *transport)
{
	if (!transport)
		return;
	transport->freed = true;
	if ((!transport->calling && !transport->turning) || is_child(transport))
		destroy(transport);
}

otk_status otk_transport_check_process(const otk_transport *transport, otk_error *error)
{
	return is_child(transport)
		       ? otk_fail(error, OTK_E_STATE,
				 "this client was made before fork(): the child must make its own")
		       : OTK_OK;
}

/* ---- turns */

static bool has_work(const otk_transport *transport)
{
	return !otk_list_empty(&transport->cancelled) ||
	       (!otk_list_empty(&transport->queue) &&
		       transport->on_wire < (size_t)transport->options.max_in_flight) ||
	       (transport->curl_at >= 0 && transport->curl_at <= transport->now);
}

static void ring_timers(otk_transport *transport)
{
	otk_exchange *first;

	while (!transport->freed && (first = otk_timers_first(&transport->timers)) &&
		first->wake_at <= transport->now) {
		otk_timers_set(&transport->timers, first, 0);
		otk_exchange_woken(first);
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
		transport->on_wire < (size_t)transport->options.max_in_flight)
		otk_exchange_start(OTK_LIST_MEMBER(transport->queue.next, otk_exchange, queue));
}

static void collect_ended(otk_transport *transport)
{
	CURLMsg *message;
	int left;

	while (!transport->freed && (message = curl_multi_info_read(transport->multi, &left))) {
		const CURLcode code = message->data.result;
		void *slot = NULL;

		if (message->msg == CURLMSG_DONE &&
			!curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &slot) && slot)
			otk_exchange_attempt_ended(((otk_slot *)slot)->exchange, code);
	}
}

static void one_round(otk_transport *transport)
{
	transport->now = otk_clock_monotonic_ms();
	collect_ended(transport);
	ring_timers(transport);
	end_cancelled(transport);
	start_queued(transport);
	if (!transport->freed && transport->curl_at >= 0 && transport->curl_at <= transport->now) {
		transport->curl_at = -1;
		otk_transport_act(transport, CURL_SOCKET_TIMEOUT, 0);
		collect_ended(transport);
	}
	if (transport->io.failed && !transport->freed) {
		transport->io.failed = false;
		end_all(transport, OTK_E_NOMEM, "libcurl ran out of memory");
	}
}

/* False: it was freed in a completion, and is gone. */
static bool turn(otk_transport *transport)
{
	int round = 0;

	transport->turning = true;
	do
		one_round(transport);
	while (!transport->freed && has_work(transport) && ++round < ROUNDS);
	transport->turning = false;
	if (transport->freed)
		destroy(transport);
	else
		return true;
	return false;
}

/* ---- drivers */

static otk_status may_drive(const otk_transport *transport, otk_error *error)
{
	otk_status status = otk_transport_check_process(transport, error);

	if (!status && (transport->calling || transport->turning))
		return otk_fail(error, OTK_E_STATE,
			"inside a completion or a hook nothing can be waited for: submit the call");
	return status;
}

/* When something is to be done even if no descriptor becomes ready; INT64_MAX: never. */
static int64_t next_at(const otk_transport *transport)
{
	const otk_exchange *first = otk_timers_first(&transport->timers);
	int64_t at = INT64_MAX;

	if (has_work(transport))
		return transport->now;
	if (first)
		at = first->wake_at;
	if (transport->curl_at >= 0 && transport->curl_at < at)
		at = transport->curl_at;
	return at;
}

/*
 * A timer that is set too early only costs one turn, so it is moved forward at once and backward
 * never; it is taken away when nothing is left.
 */
void otk_io_schedule(otk_transport *transport)
{
	otk_io_state *io = &transport->io;
	int64_t at, now;

	if (transport->turning || transport->calling || (!io->driven_by_host && io->timer_fd < 0))
		return;
	otk_io_flush(transport);
	/* Again, as the host may submit when it is told. */
	while ((at = next_at(transport)) < io->timer_told ||
		(at == INT64_MAX && io->timer_told != INT64_MAX)) {
		now = otk_clock_monotonic_ms();
		io->timer_told = at;
		if (!io->driven_by_host)
			otk_epoll_arm(io, at, now);
		else
			otk_io_tell_timer(transport, at == INT64_MAX ? -1
						     : at > now      ? at - now
								     : 0);
	}
}

static bool is_over(const otk_transport *transport, const bool *stop)
{
	return (stop && *stop) || !transport->pending;
}

otk_status otk_transport_run(
	otk_transport *transport, int64_t timeout_ms, const bool *stop, otk_error *error)
{
	otk_status status = may_drive(transport, error);
	const int64_t end = timeout_ms < 0 ? INT64_MAX : otk_clock_monotonic_ms() + timeout_ms;
	bool last = false;

	while (!status) {
		int64_t until;

		if (!turn(transport))
			return OTK_OK;
		if (last || is_over(transport, stop))
			break;
		until = next_at(transport);
		last = end <= until;
		if (last)
			until = end;
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
	if (!io || io->struct_size < sizeof(*io) || !io->watch || !io->timer)
		return otk_fail(
			error, OTK_E_ARGUMENT, "otk_io: struct_size, watch and timer must be set");
	if (transport->pending || transport->io.size)
		return otk_fail(error, OTK_E_STATE,
			"the loop must be set before the first call is submitted");
	transport->io.host = *io;
	transport->io.driven_by_host = true;
	return OTK_OK;
}

static otk_status act_and_turn(otk_transport *transport, int64_t fd, int what, otk_error *error)
{
	otk_status status = may_drive(transport, error);

	if (status)
		return status;
	transport->now = otk_clock_monotonic_ms();
	if (fd >= 0)
		otk_transport_act(transport, (curl_socket_t)fd, what);
	else
		transport->io.timer_told = INT64_MAX;
	if (turn(transport))
		otk_io_schedule(transport);
	return OTK_OK;
}

otk_status otk_transport_ready(otk_transport *transport, int64_t fd, int32_t what, otk_error *error)
{
	if (fd < 0 || fd > INT32_MAX)
		return otk_fail(error, OTK_E_ARGUMENT, "not a descriptor");
	return act_and_turn(transport, fd,
		(what & OTK_IO_READ ? CURL_CSELECT_IN : 0) |
			(what & OTK_IO_WRITE ? CURL_CSELECT_OUT : 0),
		error);
}

otk_status otk_transport_expired(otk_transport *transport, otk_error *error)
{
	return act_and_turn(transport, -1, 0, error);
}

int otk_transport_fd(otk_transport *transport, otk_error *error)
{
	otk_io_state *io = &transport->io;

	if (otk_transport_check_process(transport, error))
		return -1;
	if (io->driven_by_host) {
		otk_fail(error, OTK_E_STATE, "the client is driven by the loop of its host");
		return -1;
	}
	if (!otk_epoll_open(io) || !otk_epoll_timer_open(io)) {
		otk_fail(error, OTK_E_UNSUPPORTED, "this system has no descriptor for it");
		return -1;
	}
	otk_io_schedule(transport);
	return io->epoll_fd;
}

size_t otk_transport_pending(const otk_transport *transport)
{
	return transport->pending;
}

size_t otk_transport_in_flight(const otk_transport *transport)
{
	return transport->on_wire;
}

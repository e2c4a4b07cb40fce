/* SPDX-License-Identifier: MIT */
/* Many exchanges at once, three ways to drive them, time limits, calls inside callbacks. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/clock.h"
#include "core/transport/state.h"
#include "tests/transport/drive.h"

#define DEADLINE_MS 5000

#define server otk_drive_server

static otk_transport *fresh(int64_t in_flight)
{
	otk_transport_options options = otk_drive_options();

	options.max_in_flight = in_flight;
	options.max_queued = 20000;
	/* A new server: requests of the previous test may still arrive at the old one. */
	otk_server_free(server);
	server = otk_server_new(NULL);
	return otk_drive_transport(&options);
}

static otk_request get(const char *path)
{
	return otk_drive_get(otk_drive_url(server, path));
}

static void run(otk_transport *transport)
{
	otk_error error = OTK_ERROR_INIT;

	CHECK_STATUS(otk_transport_run(transport, 10000, NULL, &error), OTK_OK, &error);
	CHECK_INT(otk_transport_pending(transport), 0);
}

static void run_until_held(otk_transport *transport, int count)
{
	const int64_t end = otk_clock_monotonic_ms() + DEADLINE_MS;

	while (otk_server_held_count(server) < count && otk_clock_monotonic_ms() < end)
		CHECK_INT(otk_transport_run(transport, 5, NULL, NULL), OTK_OK);
	CHECK_INT(otk_server_held_count(server), count);
}

/* ---- many exchanges */

static void hundred_in_flight(void)
{
	enum { CALLS = 100 };
	static otk_outcome_seen seen[CALLS];
	otk_transport *transport = fresh(100);
	otk_request request = get("/many");

	memset(seen, 0, sizeof(seen));
	otk_server_default(server, &(otk_reply){.hold = true});
	for (int i = 0; i < CALLS; i++)
		otk_drive_submit(transport, &request, NULL, &seen[i]);
	CHECK_INT(otk_transport_pending(transport), CALLS);
	run_until_held(transport, CALLS);
	CHECK_INT(otk_transport_in_flight(transport), CALLS);
	otk_server_release(server);
	run(transport);
	for (int i = 0; i < CALLS; i++)
		CHECK(seen[i].done == 1 && seen[i].http_status == 200);
	CHECK_INT(otk_server_connection_count(server), CALLS);
	otk_transport_free(transport);
}

static int finished[64], finished_count;

static void note_finish(otk_outcome_seen *seen, otk_exchange *exchange)
{
	(void)exchange;
	finished[finished_count++] = (int)(intptr_t)seen->userdata;
}

static void first_come_first_served(void)
{
	enum { CALLS = 40 };
	static otk_outcome_seen seen[CALLS];
	otk_transport *transport = fresh(1);
	otk_request request = get("/fifo");

	memset(seen, 0, sizeof(seen));
	finished_count = 0;
	for (int i = 0; i < CALLS; i++) {
		seen[i].userdata = (void *)(intptr_t)i;
		seen[i].on_done = note_finish;
		otk_drive_submit(transport, &request, NULL, &seen[i]);
	}
	run(transport);
	CHECK_INT(finished_count, CALLS);
	for (int i = 0; i < CALLS; i++)
		CHECK_INT(finished[i], i);
	CHECK_INT(otk_server_connection_count(server), 1);
	otk_transport_free(transport);
}

static void queue_has_an_end(void)
{
	otk_transport_options options = otk_drive_options();
	otk_outcome_seen seen[3] = {0};
	otk_request request = get("/");
	otk_exchange_events events = {.done = NULL};
	otk_error error = OTK_ERROR_INIT;
	otk_exchange *third;
	otk_transport *transport;

	options.max_queued = 2;
	transport = otk_drive_transport(&options);
	otk_drive_submit(transport, &request, NULL, &seen[0]);
	otk_drive_submit(transport, &request, NULL, &seen[1]);
	third = otk_exchange_new(transport, &request, &events, &error);
	CHECK_STATUS(otk_exchange_submit(third, &error), OTK_E_STATE, &error);
	CHECK_HAS(error.message, "max_queued");
	otk_exchange_free(third);
	run(transport);
	otk_transport_free(transport);
}

static void few_connections(void)
{
	enum { CALLS = 30 };
	static otk_outcome_seen seen[CALLS];
	otk_transport_options options = otk_drive_options();
	otk_request request;
	otk_transport *transport;

	otk_transport_free(fresh(1));
	options.max_connections = 2;
	transport = otk_drive_transport(&options);
	request = get("/few");
	for (int i = 0; i < CALLS; i++)
		otk_drive_submit(transport, &request, NULL, &seen[i]);
	run(transport);
	for (int i = 0; i < CALLS; i++)
		CHECK(seen[i].done == 1 && seen[i].http_status == 200);
	CHECK_INT(otk_server_connection_count(server), 2);
	otk_transport_free(transport);
}

/* ---- a server that fails at random */

static unsigned chance = 1;

static unsigned any(unsigned below)
{
	chance = chance * 1103515245u + 12345u;
	return chance / 65536u % below;
}

static void fail_at_random(void *userdata, const otk_seen *request, otk_reply *reply)
{
	static const int statuses[] = {200, 204, 404, 409, 429, 500, 503};

	(void)userdata;
	(void)request;
	reply->status = statuses[any(7)];
	if (any(3))
		return;
	reply->then = any(2) ? OTK_THEN_CLOSE : OTK_THEN_RESET;
	if (any(2))
		reply->status = -1;
	else
		reply->cut = 1 + any(120);
}

static int open_descriptors(void)
{
	int count = 0;

	for (int fd = 0; fd < 1024; fd++)
		count += fcntl(fd, F_GETFD) >= 0;
	return count;
}

/* Every exchange ends exactly once, also after failures, and no memory is left. */
static void random_faults(void)
{
	enum { CALLS = 3000 };
	otk_outcome_seen *seen = calloc(CALLS, sizeof(*seen));
	otk_server *faulty = otk_server_new(&(otk_server_options){.respond = fail_at_random});
	const int before = open_descriptors();
	otk_transport *transport = fresh(50);
	int lost = 0, tally[4] = {0};

	if (!seen)
		abort();
	for (int i = 0; i < CALLS; i++) {
		otk_request request = otk_drive_get(otk_drive_url(faulty, "/"));
		otk_exchange *exchange;

		request.method = any(2) ? OTK_METHOD_POST : OTK_METHOD_GET;
		request.repeat = (otk_repeat)any(3);
		request.timeout_ms = 1 + any(3) * 2000;
		exchange = otk_drive_submit(transport, &request,
			request.method == OTK_METHOD_POST ? "{}" : NULL, &seen[i]);
		if (!any(10))
			otk_exchange_cancel(exchange);
		if (!any(50))
			CHECK_INT(otk_transport_run(transport, any(3), NULL, NULL), OTK_OK);
	}
	CHECK_INT(otk_transport_run(transport, 20000, NULL, NULL), OTK_OK);
	CHECK_INT(otk_transport_pending(transport), 0);
	otk_transport_free(transport);
	for (int i = 0; i < CALLS; i++) {
		lost += seen[i].done != 1;
		tally[seen[i].status == OTK_OK                    ? 0
			: seen[i].status == OTK_E_CANCELLED       ? 1
			: seen[i].status == OTK_E_UNKNOWN_OUTCOME ? 2
								  : 3]++;
	}
	CHECK_INT(lost, 0);
	CHECK(tally[0] && tally[1] && tally[2] && tally[3]);
	otk_server_free(faulty);
	CHECK(open_descriptors() < before);
	free(seen);
}

/* The memory of a queued exchange does not grow with the queue. */
static void queue_is_flat(void)
{
	enum { CALLS = 10000 };
	otk_outcome_seen *seen = calloc(1, sizeof(*seen));
	otk_transport *transport = fresh(1);
	otk_request request = get("/v2/project/12345678/archive/0123456789abcdef0123456789abcdef");
	size_t before, after;

	if (!seen)
		abort();
	before = mallinfo2().uordblks;
	for (int i = 0; i < CALLS; i++)
		otk_drive_submit(transport, &request, NULL, seen);
	after = mallinfo2().uordblks;
	printf("  %zu bytes for each queued call\n", (after - before) / CALLS);
	CHECK((after - before) / CALLS <= 640);
	otk_transport_free(transport);
	CHECK_INT(seen->done, CALLS);
	CHECK_INT(seen->status, OTK_E_CANCELLED);
	CHECK_INT(otk_server_request_count(server), 0);
	free(seen);
}

/* ---- time */

/* The time limit as written in messages. */
static const char *after_ms(const char *words, int64_t limit)
{
	static char text[64];

	snprintf(text, sizeof(text), "%s%d ms", words, (int)otk_test_ms(limit));
	return text;
}

static void deadline_on_the_wire(void)
{
	otk_transport *transport = fresh(100);
	otk_request request = get("/slow");
	otk_outcome_seen seen = {0}, unsafe = {0};
	int64_t began = otk_clock_monotonic_ms();

	otk_server_default(server, &(otk_reply){.hold = true});
	request.timeout_ms = otk_test_ms(80);
	otk_drive(transport, &request, NULL, &seen);
	CHECK_INT(seen.status, OTK_E_TIMEOUT);
	CHECK_INT(seen.attempts, 1);
	CHECK_HAS(seen.problem, after_ms("", 80));
	CHECK(otk_clock_monotonic_ms() - began >= 80);
	request.repeat = OTK_REPEAT_UNSAFE;
	request.method = OTK_METHOD_POST;
	otk_drive(transport, &request, "{}", &unsafe);
	CHECK_INT(unsafe.status, OTK_E_UNKNOWN_OUTCOME);
	CHECK_HAS(unsafe.problem, after_ms("", 80));
	otk_transport_free(transport);
}

static void deadline_covers_the_queue(void)
{
	otk_transport *transport = fresh(1);
	otk_request slow = get("/slow"), queued = get("/queued");
	otk_outcome_seen first = {0}, second = {0};

	otk_server_default(server, &(otk_reply){.hold = true});
	slow.timeout_ms = otk_test_ms(120);
	queued.timeout_ms = otk_test_ms(60);
	otk_drive_submit(transport, &slow, NULL, &first);
	otk_drive_submit(transport, &queued, NULL, &second);
	run(transport);
	CHECK_INT(second.status, OTK_E_TIMEOUT);
	CHECK_INT(second.attempts, 0);
	CHECK_HAS(second.problem, after_ms("not started within ", 60));
	CHECK_INT(first.status, OTK_E_TIMEOUT);
	CHECK_INT(otk_server_request_count(server), 1);
	otk_transport_free(transport);
}

static void connecting_has_its_own_limit(void)
{
	otk_transport_options options = otk_drive_options();
	otk_request request;
	otk_outcome_seen seen = {0};
	otk_transport *transport;
	char url[64];

	/* The server accepts the connection but does not speak TLS. */
	snprintf(url, sizeof(url), "https://127.0.0.1:%d/", otk_server_port(server));
	request = otk_drive_get(url);
	options.connect_timeout_ms = otk_test_ms(60);
	options.max_attempts = 1;
	transport = otk_drive_transport(&options);
	otk_drive(transport, &request, NULL, &seen);
	CHECK_INT(seen.status, OTK_E_TIMEOUT);
	CHECK_INT(seen.attempts, 1);
	otk_transport_free(transport);
}

static void stalls_end_an_attempt(void)
{
	otk_transport *transport = fresh(100);
	otk_request request = get("/stall");
	otk_outcome_seen seen = {0};

	otk_server_reply(server, &(otk_reply){.cut_body = 1, .then = OTK_THEN_HOLD});
	request.timeout_ms = 0;
	request.stall_timeout_ms = otk_test_ms(50);
	otk_drive(transport, &request, NULL, &seen);
	CHECK_INT(seen.http_status, 200);
	/* On a busy machine the second attempt may stall as well. */
	CHECK(seen.attempts >= 2);
	CHECK_HAS(seen.log, after_ms("nothing was received for ", 50));
	otk_transport_free(transport);
}

static void nothing_to_do_returns_at_once(void)
{
	otk_transport *transport = fresh(1);
	int64_t began = otk_clock_monotonic_ms();
	otk_outcome_seen seen = {0};
	otk_request request = get("/");

	CHECK_INT(otk_transport_run(transport, -1, NULL, NULL), OTK_OK);
	CHECK_INT(otk_transport_run(transport, 1000, NULL, NULL), OTK_OK);
	otk_drive_submit(transport, &request, NULL, &seen);
	CHECK_INT(otk_transport_run(transport, 0, NULL, NULL), OTK_OK);
	CHECK(otk_clock_monotonic_ms() - began < otk_test_ms(500));
	CHECK_INT(seen.done, 0);
	otk_transport_free(transport);
	CHECK_INT(seen.done, 1);
}

/* ---- cancelling in every state */

static void cancel_at_every_state(void)
{
	otk_transport *transport = fresh(1);
	otk_request request = get("/c");
	otk_outcome_seen wire = {0}, queued = {0},
			 waits = {.verdict = OTK_VERDICT_WAIT, .wait_ms = 4000};
	otk_exchange *on_wire, *in_queue, *waiting;

	otk_server_default(server, &(otk_reply){.hold = true});
	waiting = otk_drive_submit(transport, &request, NULL, &waits);
	on_wire = otk_drive_submit(transport, &request, NULL, &wire);
	in_queue = otk_drive_submit(transport, &request, NULL, &queued);
	run_until_held(transport, 1);
	CHECK_INT(waits.befores, 1);
	CHECK_INT(queued.befores, 0);
	otk_exchange_cancel(waiting);
	otk_exchange_cancel(on_wire);
	otk_exchange_cancel(in_queue);
	otk_exchange_cancel(in_queue);
	CHECK_INT(waits.done + wire.done + queued.done, 0);
	CHECK_INT(otk_transport_run(transport, 0, NULL, NULL), OTK_OK);
	CHECK_INT(waits.status, OTK_E_CANCELLED);
	CHECK_INT(wire.status, OTK_E_CANCELLED);
	CHECK_INT(queued.status, OTK_E_CANCELLED);
	CHECK(waits.done == 1 && wire.done == 1 && queued.done == 1);
	CHECK_INT(otk_transport_in_flight(transport), 0);
	otk_transport_free(transport);
}

/* Cancelled, and its pause ends before the next step: it must not be queued again. */
static void cancel_when_a_pause_ends(void)
{
	otk_transport *transport = fresh(1);
	otk_request request = get("/c");
	otk_outcome_seen waits = {.verdict = OTK_VERDICT_WAIT, .wait_ms = 3}, other = {0};
	otk_exchange *waiting = otk_drive_submit(transport, &request, NULL, &waits);
	const int64_t end = otk_clock_monotonic_ms() + 5;

	CHECK_INT(otk_transport_run(transport, 0, NULL, NULL), OTK_OK);
	otk_exchange_cancel(waiting);
	while (otk_clock_monotonic_ms() < end)
		;
	otk_drive_submit(transport, &request, NULL, &other);
	run(transport);
	CHECK_INT(waits.done, 1);
	CHECK_INT(waits.status, OTK_E_CANCELLED);
	CHECK_INT(waits.befores, 1);
	CHECK_INT(other.status, OTK_OK);
	CHECK_INT(other.done, 1);
	otk_transport_free(transport);
}

static void cancel_itself(otk_outcome_seen *seen, otk_exchange *exchange)
{
	(void)seen;
	otk_exchange_cancel(exchange);
}

static otk_exchange *to_cancel;

static otk_status cancel_in_body(void *userdata, const void *data, size_t size)
{
	(void)userdata;
	(void)data;
	(void)size;
	otk_exchange_cancel(to_cancel);
	return OTK_OK;
}

static void cancel_in_log(otk_outcome_seen *seen)
{
	(void)seen;
	otk_exchange_cancel(to_cancel);
}

static void cancel_inside_events(void)
{
	otk_transport *transport = fresh(10);
	otk_request request = get("/c");
	otk_outcome_seen before = {.on_before = cancel_itself}, after = {.on_after = cancel_itself},
			 done = {.on_done = cancel_itself}, body = {.on_body = cancel_in_body},
			 log = {.on_log = cancel_in_log};

	otk_drive(transport, &request, NULL, &before);
	CHECK_INT(before.status, OTK_E_CANCELLED);
	CHECK_INT(otk_server_request_count(server), 0);
	otk_drive(transport, &request, NULL, &after);
	CHECK_INT(after.status, OTK_E_CANCELLED);
	otk_drive(transport, &request, NULL, &done);
	CHECK_INT(done.status, OTK_OK);
	to_cancel = otk_drive_submit(transport, &request, NULL, &body);
	run(transport);
	CHECK_INT(body.done, 1);
	CHECK(body.status == OTK_E_CANCELLED || body.status == OTK_OK);

	otk_server_reply(server, &(otk_reply){.status = 503});
	to_cancel = otk_drive_submit(transport, &request, NULL, &log);
	run(transport);
	CHECK_INT(log.done, 1);
	CHECK_INT(log.status, OTK_E_CANCELLED);
	CHECK_INT(log.befores, 1);
	otk_transport_free(transport);
}

/* ---- inside a completion */

static otk_exchange *victims[2];
static otk_outcome_seen later;

static void do_everything(otk_outcome_seen *seen, otk_exchange *exchange)
{
	otk_request request = get("/later");
	otk_error error = OTK_ERROR_INIT;

	(void)exchange;
	otk_exchange_cancel(victims[0]);
	otk_exchange_cancel(victims[1]);
	otk_drive_submit(seen->transport, &request, NULL, &later);
	CHECK_STATUS(otk_transport_run(seen->transport, 0, NULL, &error), OTK_E_STATE, &error);
	CHECK_HAS(error.message, "inside a completion");
}

static void hold_the_slow(void *userdata, const otk_seen *request, otk_reply *reply)
{
	(void)userdata;
	reply->hold = strcmp(request->path, "/slow") == 0;
}

static void everything_inside_a_completion(void)
{
	otk_server *by_path = otk_server_new(&(otk_server_options){.respond = hold_the_slow});
	otk_transport *transport = fresh(2);
	otk_request request = otk_drive_get(otk_drive_url(by_path, "/first"));
	otk_request slow = otk_drive_get(otk_drive_url(by_path, "/slow"));
	otk_outcome_seen first = {.on_done = do_everything}, wire = {0}, queued = {0};

	memset(&later, 0, sizeof(later));
	otk_drive_submit(transport, &request, NULL, &first);
	victims[0] = otk_drive_submit(transport, &slow, NULL, &wire);
	victims[1] = otk_drive_submit(transport, &slow, NULL, &queued);
	run(transport);
	CHECK_INT(first.status, OTK_OK);
	CHECK_INT(wire.status, OTK_E_CANCELLED);
	CHECK_INT(queued.status, OTK_E_CANCELLED);
	CHECK(wire.done == 1 && queued.done == 1);
	CHECK_INT(later.http_status, 200);
	otk_transport_free(transport);
	otk_server_free(by_path);
}

static void free_it(otk_outcome_seen *seen, otk_exchange *exchange)
{
	otk_error error = OTK_ERROR_INIT;
	otk_request request = get("/too-late");
	otk_exchange_events events = {.done = NULL};
	otk_exchange *late;

	(void)exchange;
	otk_transport_free(seen->transport);
	/* The transport still exists but accepts nothing. */
	late = otk_exchange_new(seen->transport, &request, &events, &error);
	CHECK_STATUS(otk_exchange_submit(late, &error), OTK_E_STATE, &error);
	otk_exchange_free(late);
}

/* In before(), after() and done(), while others wait, are queued and are in flight. */
static void free_inside_events(void)
{
	for (int where = 0; where < 3; where++) {
		otk_transport *transport = fresh(3);
		otk_request request = get("/f"), slow = get("/slow");
		otk_outcome_seen freeing = {0}, others[6] = {0};

		otk_server_default(server, &(otk_reply){.hold = true});
		others[0].verdict = OTK_VERDICT_WAIT;
		others[0].wait_ms = 4000;
		for (int i = 0; i < 3; i++)
			otk_drive_submit(transport, &slow, NULL, &others[i]);
		run_until_held(transport, 2);
		otk_server_default(server, &(otk_reply){.status = 0});
		*(where == 0         ? &freeing.on_before
			: where == 1 ? &freeing.on_after
				     : &freeing.on_done) = free_it;
		otk_drive_submit(transport, &request, NULL, &freeing);
		for (int i = 3; i < 6; i++)
			otk_drive_submit(transport, &slow, NULL, &others[i]);
		CHECK_INT(otk_transport_run(transport, -1, NULL, NULL), OTK_OK);
		CHECK_INT(freeing.done, 1);
		CHECK_INT(freeing.status, where == 2 ? OTK_OK : OTK_E_CANCELLED);
		for (int i = 0; i < 6; i++)
			CHECK_CASE(others[i].done == 1 && others[i].status == OTK_E_CANCELLED,
				"%d: call %d: done %d, status %d", where, i, others[i].done,
				(int)others[i].status);
	}
}

static otk_status free_in_body(void *userdata, const void *data, size_t size)
{
	(void)data;
	(void)size;
	otk_transport_free(((otk_outcome_seen *)userdata)->transport);
	return OTK_OK;
}

static void free_inside_body(void)
{
	otk_transport *transport = fresh(3);
	otk_request request = get("/b");
	otk_outcome_seen freeing = {.on_body = free_in_body}, other = {0};

	otk_server_reply(server, &(otk_reply){.cut_body = 1, .then = OTK_THEN_HOLD});
	otk_drive_submit(transport, &request, NULL, &freeing);
	otk_drive_submit(transport, &request, NULL, &other);
	CHECK_INT(otk_transport_run(transport, -1, NULL, NULL), OTK_OK);
	CHECK_INT(freeing.done, 1);
	CHECK_INT(freeing.status, OTK_E_CANCELLED);
	CHECK_INT(other.done, 1);
}

/* ---- the host's loop */

typedef struct host {
	int epoll;
	int64_t timer_at; /* -1: none */
	int watched;
	otk_transport *transport;
} host;

static void watch(void *userdata, int fd, int32_t what)
{
	host *loop = userdata;
	struct epoll_event event = {.data.fd = (int)fd};

	event.events = (what & OTK_IO_READ ? EPOLLIN : 0) | (what & OTK_IO_WRITE ? EPOLLOUT : 0);
	if (!what) {
		CHECK_INT(epoll_ctl(loop->epoll, EPOLL_CTL_DEL, (int)fd, NULL), 0);
		loop->watched--;
	} else if (epoll_ctl(loop->epoll, EPOLL_CTL_ADD, (int)fd, &event) == 0) {
		loop->watched++;
	} else {
		CHECK_INT(epoll_ctl(loop->epoll, EPOLL_CTL_MOD, (int)fd, &event), 0);
	}
}

static void set_timer(void *userdata, int64_t timeout_ms)
{
	host *loop = userdata;

	loop->timer_at = timeout_ms < 0 ? -1 : otk_clock_monotonic_ms() + timeout_ms;
}

static void host_turn(host *loop)
{
	struct epoll_event event;
	/* At most 10 ms, since the test also waits for the server. */
	int64_t left = loop->timer_at < 0 ? 10 : loop->timer_at - otk_clock_monotonic_ms();
	int32_t what = 0;

	if (epoll_wait(loop->epoll, &event, 1, left < 0 ? 0 : left > 10 ? 10 : (int)left) == 1) {
		what |= event.events & (EPOLLIN | EPOLLHUP | EPOLLERR) ? OTK_IO_READ : 0;
		what |= event.events & EPOLLOUT ? OTK_IO_WRITE : 0;
		CHECK_INT(otk_transport_ready(loop->transport, event.data.fd, what, NULL), OTK_OK);
	} else if (loop->timer_at >= 0 && otk_clock_monotonic_ms() >= loop->timer_at) {
		loop->timer_at = -1;
		CHECK_INT(otk_transport_expired(loop->transport, NULL), OTK_OK);
	}
}

static void driven_by_a_host(void)
{
	enum { CALLS = 30 };
	static otk_outcome_seen seen[CALLS + 3];
	host loop = {.epoll = epoll_create1(EPOLL_CLOEXEC), .timer_at = -1};
	otk_io io = {
		.struct_size = sizeof(io), .watch = watch, .timer = set_timer, .userdata = &loop};
	otk_request request, slow;
	int64_t end = otk_clock_monotonic_ms() + DEADLINE_MS;
	otk_exchange *cancelled;
	otk_error error = OTK_ERROR_INIT;

	memset(seen, 0, sizeof(seen));
	loop.transport = fresh(8);
	CHECK_STATUS(otk_transport_set_io(loop.transport, &io, &error), OTK_OK, &error);
	request = get("/host");
	slow = get("/slow");
	slow.timeout_ms = otk_test_ms(100);
	for (int i = 0; i < CALLS; i++)
		otk_drive_submit(loop.transport, &request, i % 2 ? "{}" : NULL, &seen[i]);
	CHECK_STATUS(otk_transport_set_io(loop.transport, &io, &error), OTK_E_STATE, &error);
	CHECK_INT(otk_transport_fd(loop.transport, &error), -1);
	while (otk_transport_pending(loop.transport) && otk_clock_monotonic_ms() < end)
		host_turn(&loop);
	for (int i = 0; i < CALLS; i++)
		CHECK(seen[i].done == 1 && seen[i].http_status == 200);
	/* Time limits, cancellation and a blocking run use the same two callbacks. */
	otk_server_default(server, &(otk_reply){.hold = true});
	request.timeout_ms = 0;
	cancelled = otk_drive_submit(loop.transport, &request, NULL, &seen[CALLS + 1]);
	while (otk_server_held_count(server) < 1 && otk_clock_monotonic_ms() < end)
		host_turn(&loop);
	otk_exchange_cancel(cancelled);
	otk_drive_submit(loop.transport, &slow, NULL, &seen[CALLS]);
	while (otk_transport_pending(loop.transport) && otk_clock_monotonic_ms() < end)
		host_turn(&loop);
	CHECK_INT(seen[CALLS].status, OTK_E_TIMEOUT);
	CHECK_INT(seen[CALLS + 1].status, OTK_E_CANCELLED);
	CHECK_INT(loop.timer_at, -1);
	otk_server_default(server, &(otk_reply){.status = 0});
	otk_drive(loop.transport, &request, NULL, &seen[CALLS + 2]);
	CHECK_INT(seen[CALLS + 2].http_status, 200);
	otk_transport_free(loop.transport);
	CHECK_INT(loop.watched, 0);
	close(loop.epoll);
}

static void driven_by_one_descriptor(void)
{
	enum { CALLS = 30 };
	static otk_outcome_seen seen[CALLS + 2];
	otk_transport *transport = fresh(8);
	otk_request request = get("/fd"), slow = get("/slow");
	int64_t end = otk_clock_monotonic_ms() + DEADLINE_MS;
	otk_error error = OTK_ERROR_INIT;
	struct pollfd one = {.events = POLLIN};
	int idle_turns = 0;

	memset(seen, 0, sizeof(seen));
	one.fd = otk_transport_fd(transport, &error);
	if (one.fd < 0 && error.status == OTK_E_UNSUPPORTED) {
		otk_transport_free(transport);
		SKIP("no such descriptor on this system");
	}
	CHECK_INT(otk_transport_fd(transport, &error), one.fd);
	CHECK_INT(poll(&one, 1, 0), 0);
	slow.timeout_ms = otk_test_ms(100);
	for (int i = 0; i < CALLS; i++)
		otk_drive_submit(transport, &request, NULL, &seen[i]);
	while (otk_transport_pending(transport) && otk_clock_monotonic_ms() < end) {
		CHECK_INT(poll(&one, 1, DEADLINE_MS), 1);
		CHECK_INT(otk_transport_run(transport, 0, NULL, NULL), OTK_OK);
	}
	for (int i = 0; i < CALLS; i++)
		CHECK(seen[i].done == 1 && seen[i].http_status == 200);
	otk_server_default(server, &(otk_reply){.hold = true});
	otk_drive_submit(transport, &slow, NULL, &seen[CALLS]);
	while (otk_transport_pending(transport) && otk_clock_monotonic_ms() < end) {
		CHECK_INT(poll(&one, 1, DEADLINE_MS), 1);
		CHECK_INT(otk_transport_run(transport, 0, NULL, NULL), OTK_OK);
		idle_turns++;
	}
	CHECK_INT(seen[CALLS].status, OTK_E_TIMEOUT);
	/* It sleeps while nothing is due. */
	CHECK(idle_turns < 20);
	otk_transport_free(transport);
}

/* Exchanges in flight are not lost when the waiting changes from poll() to epoll. */
static void few_become_many(void)
{
	enum { CALLS = 30 };
	static otk_outcome_seen seen[CALLS];
	otk_transport *transport = fresh(100);
	otk_request request = get("/few");

	memset(seen, 0, sizeof(seen));
	otk_server_default(server, &(otk_reply){.hold = true});
	otk_drive_submit(transport, &request, NULL, &seen[0]);
	run_until_held(transport, 1);
	CHECK_INT(transport->io.epoll.fd, -1);
	for (int i = 1; i < CALLS; i++)
		otk_drive_submit(transport, &request, NULL, &seen[i]);
	run_until_held(transport, CALLS);
	CHECK_INT(transport->io.watched, CALLS);
#ifdef __linux__
	CHECK(transport->io.epoll.fd >= 0);
#endif
	otk_server_release(server);
	run(transport);
	for (int i = 0; i < CALLS; i++)
		CHECK(seen[i].done == 1 && seen[i].http_status == 200);
	CHECK_INT(transport->io.watched, 0);
	otk_transport_free(transport);
}

/* The same when a host requests the descriptor. */
static void descriptor_after_a_few(void)
{
	otk_transport *transport = fresh(8);
	otk_request request = get("/few");
	otk_outcome_seen seen = {0};
	otk_error error = OTK_ERROR_INIT;
	struct pollfd one = {.events = POLLIN};

	otk_server_default(server, &(otk_reply){.hold = true});
	otk_drive_submit(transport, &request, NULL, &seen);
	run_until_held(transport, 1);
	one.fd = otk_transport_fd(transport, &error);
	if (one.fd < 0 && error.status == OTK_E_UNSUPPORTED) {
		otk_transport_free(transport);
		SKIP("no such descriptor on this system");
	}
	CHECK_INT(poll(&one, 1, 0), 0);
	otk_server_release(server);
	CHECK_INT(poll(&one, 1, DEADLINE_MS), 1);
	run(transport);
	CHECK_INT(seen.http_status, 200);
	otk_transport_free(transport);
}

/* ---- fork */

static int in_the_child(
	otk_transport *transport, otk_exchange *parents, const otk_outcome_seen *seen)
{
	otk_request request = otk_drive_get("https://127.0.0.1/");
	otk_exchange_events events = {.done = NULL};
	otk_error error = OTK_ERROR_INIT;

	if (otk_transport_run(transport, 0, NULL, &error) != OTK_E_STATE ||
		!strstr(error.message, "fork"))
		return 1;
	if (otk_exchange_new(transport, &request, &events, &error))
		return 2;
	if (otk_transport_fd(transport, &error) != -1)
		return 3;
	if (otk_transport_expired(transport, &error) != OTK_E_STATE ||
		otk_transport_ready(transport, 0, 1, &error) != OTK_E_STATE)
		return 4;
	otk_exchange_cancel(parents);
	otk_transport_free(transport);
	/* Only the parent may complete it. */
	return seen->done ? 5 : 0;
}

static void child_leaves_the_parent_alone(void)
{
	otk_transport *transport = fresh(10);
	otk_request request = get("/fork");
	otk_outcome_seen first = {0}, second = {0}, third = {0};
	otk_exchange *exchange;
	int status = -1;
	pid_t child;

	otk_drive(transport, &request, NULL, &first);
	otk_server_default(server, &(otk_reply){.hold = true});
	exchange = otk_drive_submit(transport, &request, NULL, &second);
	run_until_held(transport, 1);
	fflush(stdout);
	child = fork();
	if (!child) {
		/* exec, so that no leak checker sees libcurl's memory in the child. */
		execl("/bin/sh", "sh", "-c",
			in_the_child(transport, exchange, &second) ? "exit 1" : "exit 0",
			(char *)NULL);
		_exit(1);
	}
	CHECK_INT(waitpid(child, &status, 0), child);
	CHECK(WIFEXITED(status));
	CHECK_INT(WEXITSTATUS(status), 0);
	otk_server_default(server, &(otk_reply){.status = 0});
	otk_server_release(server);
	run(transport);
	CHECK_INT(second.http_status, 200);
	otk_drive(transport, &request, NULL, &third);
	CHECK_INT(third.http_status, 200);
	CHECK_INT(otk_server_connection_count(server), 1);
	otk_transport_free(transport);
}

/* A process without stdin, stdout and stderr: 0 is a descriptor like any other. */
static bool works_on_descriptor_0(bool by_descriptor)
{
	otk_request request = get("/zero");
	otk_outcome_seen seen = {0};
	otk_transport *transport;
	struct pollfd one = {.events = POLLIN};

	for (int fd = 0; fd < 3; fd++)
		close(fd);
	transport = fresh(8);
	if (by_descriptor)
		one.fd = otk_transport_fd(transport, NULL);
	otk_drive_submit(transport, &request, NULL, &seen);
	while (otk_transport_pending(transport)) {
		if (by_descriptor && poll(&one, 1, DEADLINE_MS) != 1)
			return false;
		if (otk_transport_run(transport, by_descriptor ? 0 : DEADLINE_MS, NULL, NULL))
			return false;
	}
	otk_transport_free(transport);
	return seen.done == 1 && seen.http_status == 200;
}

static void descriptors_0_to_2_are_closed(void)
{
	for (int by_descriptor = 0; by_descriptor < 2; by_descriptor++) {
		pid_t child;
		int status = 0;

		fflush(stdout);
		child = fork();
		if (!child)
			execl("/bin/sh", "sh", "-c",
				works_on_descriptor_0(by_descriptor) ? "exit 0" : "exit 1",
				(char *)NULL);
		CHECK_INT(waitpid(child, &status, 0), child);
		CHECK_CASE(
			WIFEXITED(status) && !WEXITSTATUS(status), "%d: %d", by_descriptor, status);
	}
}

int main(void)
{
	static const otk_test tests[] = {TEST(hundred_in_flight), TEST(first_come_first_served),
		TEST(queue_has_an_end), TEST(queue_is_flat), TEST(deadline_on_the_wire),
		TEST(deadline_covers_the_queue), TEST(connecting_has_its_own_limit),
		TEST(stalls_end_an_attempt), TEST(nothing_to_do_returns_at_once),
		TEST(cancel_at_every_state), TEST(cancel_when_a_pause_ends),
		TEST(cancel_inside_events), TEST(everything_inside_a_completion),
		TEST(free_inside_events), TEST(free_inside_body), TEST(few_connections),
		TEST(random_faults), TEST(driven_by_a_host), TEST(driven_by_one_descriptor),
		TEST(few_become_many), TEST(descriptor_after_a_few),
		TEST(child_leaves_the_parent_alone), TEST(descriptors_0_to_2_are_closed)};

	return otk_test_main(
		"loop", tests, OTK_COUNT_OF(tests), otk_drive_set_up, otk_drive_clean_up);
}

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

static void use_in_flight(otk_fixture *f, int64_t in_flight)
{
	otk_transport_options options = otk_drive_options();

	options.max_in_flight = in_flight;
	options.max_queued = 20000;
	otk_drive_use_transport(f, &options);
}

static otk_request request_to(otk_fixture *f, const char *path)
{
	return otk_drive_get(otk_drive_url(f->server, path));
}

static void run_to_the_end(otk_fixture *f)
{
	CHECK_STATUS(otk_transport_run(f->transport, 10000, NULL, &f->error), OTK_OK, &f->error);
	CHECK_INT(otk_transport_pending(f->transport), 0);
}

static void run_until_held(otk_fixture *f, int count)
{
	const int64_t end = otk_clock_monotonic_ms() + DEADLINE_MS;

	while (otk_server_held_count(f->server) < count && otk_clock_monotonic_ms() < end)
		CHECK_INT(otk_transport_run(f->transport, 5, NULL, NULL), OTK_OK);
	CHECK_INT(otk_server_held_count(f->server), count);
}

/* ---- many exchanges */

static void hundred_in_flight(otk_fixture *f)
{
	enum { CALLS = 100 };
	static otk_outcome_seen seen[CALLS];
	otk_request request = request_to(f, "/many");

	use_in_flight(f, 100);
	memset(seen, 0, sizeof(seen));
	otk_server_default(f->server, &(otk_reply){.hold = true});
	for (int i = 0; i < CALLS; i++)
		otk_drive_submit(f->transport, &request, NULL, &seen[i]);
	CHECK_INT(otk_transport_pending(f->transport), CALLS);
	run_until_held(f, CALLS);
	CHECK_INT(otk_transport_in_flight(f->transport), CALLS);
	otk_server_release(f->server);
	run_to_the_end(f);
	for (int i = 0; i < CALLS; i++)
		CHECK(seen[i].done == 1 && seen[i].http_status == 200);
	CHECK_INT(otk_server_connection_count(f->server), CALLS);
}

static int finished[64], finished_count;

static void note_finish(otk_outcome_seen *seen, otk_exchange *exchange)
{
	(void)exchange;
	finished[finished_count++] = (int)(intptr_t)seen->userdata;
}

static void first_come_first_served(otk_fixture *f)
{
	enum { CALLS = 40 };
	static otk_outcome_seen seen[CALLS];
	otk_request request = request_to(f, "/fifo");

	use_in_flight(f, 1);
	memset(seen, 0, sizeof(seen));
	finished_count = 0;
	for (int i = 0; i < CALLS; i++) {
		seen[i].userdata = (void *)(intptr_t)i;
		seen[i].on_done = note_finish;
		otk_drive_submit(f->transport, &request, NULL, &seen[i]);
	}
	run_to_the_end(f);
	CHECK_INT(finished_count, CALLS);
	for (int i = 0; i < CALLS; i++)
		CHECK_INT(finished[i], i);
	CHECK_INT(otk_server_connection_count(f->server), 1);
}

static void queue_is_limited(otk_fixture *f)
{
	otk_transport_options options = otk_drive_options();
	otk_outcome_seen seen[3] = {0};
	otk_request request = request_to(f, "/");
	otk_exchange_events events = {.done = NULL};
	otk_error error = OTK_ERROR_INIT;
	otk_exchange *third;

	options.max_queued = 2;
	otk_drive_use_transport(f, &options);
	otk_drive_submit(f->transport, &request, NULL, &seen[0]);
	otk_drive_submit(f->transport, &request, NULL, &seen[1]);
	third = otk_exchange_new(f->transport, &request, &events, &error);
	CHECK_STATUS(otk_exchange_submit(third, &error), OTK_E_STATE, &error);
	CHECK_HAS(error.message, "max_queued");
	otk_exchange_free(third);
	run_to_the_end(f);
}

static void few_connections(otk_fixture *f)
{
	enum { CALLS = 30 };
	static otk_outcome_seen seen[CALLS];
	otk_transport_options options = otk_drive_options();
	otk_request request;

	options.max_connections = 2;
	otk_drive_use_transport(f, &options);
	request = request_to(f, "/few");
	for (int i = 0; i < CALLS; i++)
		otk_drive_submit(f->transport, &request, NULL, &seen[i]);
	run_to_the_end(f);
	for (int i = 0; i < CALLS; i++)
		CHECK(seen[i].done == 1 && seen[i].http_status == 200);
	CHECK_INT(otk_server_connection_count(f->server), 2);
}

/* ---- a server that fails at random */

static unsigned chance = 1;

static unsigned random_below(unsigned below)
{
	chance = chance * 1103515245u + 12345u;
	return chance / 65536u % below;
}

static void fail_at_random(void *userdata, const otk_seen *request, otk_reply *reply)
{
	static const int statuses[] = {200, 204, 404, 409, 429, 500, 503};

	(void)userdata;
	(void)request;
	reply->status = statuses[random_below(7)];
	if (random_below(3))
		return;
	reply->then = random_below(2) ? OTK_THEN_CLOSE : OTK_THEN_RESET;
	if (random_below(2))
		reply->status = -1;
	else
		reply->cut = 1 + random_below(120);
}

static int open_descriptors(void)
{
	int count = 0;

	for (int fd = 0; fd < 1024; fd++)
		count += fcntl(fd, F_GETFD) >= 0;
	return count;
}

/* Every exchange ends exactly once, also after failures, and no memory is left. */
static void random_faults(otk_fixture *f)
{
	enum { CALLS = 3000 };
	otk_outcome_seen *seen = calloc(CALLS, sizeof(*seen));
	const int before = open_descriptors();
	int lost = 0, tally[4] = {0};

	otk_drive_use_server(f, &(otk_server_options){.respond = fail_at_random});
	use_in_flight(f, 50);
	if (!seen)
		abort();
	for (int i = 0; i < CALLS; i++) {
		otk_request request = otk_drive_get(otk_drive_url(f->server, "/"));
		otk_exchange *exchange;

		request.method = random_below(2) ? OTK_METHOD_POST : OTK_METHOD_GET;
		request.repeat = (otk_repeat)random_below(3);
		request.timeout_ms = 1 + random_below(3) * 2000;
		exchange = otk_drive_submit(f->transport, &request,
			request.method == OTK_METHOD_POST ? "{}" : NULL, &seen[i]);
		if (!random_below(10))
			otk_exchange_cancel(exchange);
		if (!random_below(50))
			CHECK_INT(otk_transport_run(f->transport, random_below(3), NULL, NULL),
				OTK_OK);
	}
	CHECK_INT(otk_transport_run(f->transport, 20000, NULL, NULL), OTK_OK);
	CHECK_INT(otk_transport_pending(f->transport), 0);
	otk_transport_free(f->transport);
	f->transport = NULL;
	for (int i = 0; i < CALLS; i++) {
		lost += seen[i].done != 1;
		tally[seen[i].status == OTK_OK                    ? 0
			: seen[i].status == OTK_E_CANCELLED       ? 1
			: seen[i].status == OTK_E_UNKNOWN_OUTCOME ? 2
								  : 3]++;
	}
	CHECK_INT(lost, 0);
	CHECK(tally[0] && tally[1] && tally[2] && tally[3]);
	otk_server_free(f->server);
	f->server = NULL;
	CHECK(open_descriptors() < before);
	free(seen);
}

/* The memory of a queued exchange does not grow with the queue. */
static void queue_is_flat(otk_fixture *f)
{
	enum { CALLS = 10000 };
	otk_outcome_seen *seen = calloc(1, sizeof(*seen));
	otk_request request =
		request_to(f, "/v2/project/12345678/archive/0123456789abcdef0123456789abcdef");
	size_t before, after;

	use_in_flight(f, 1);
	if (!seen)
		abort();
	before = mallinfo2().uordblks;
	for (int i = 0; i < CALLS; i++)
		otk_drive_submit(f->transport, &request, NULL, seen);
	after = mallinfo2().uordblks;
	printf("  %zu bytes for each queued call\n", (after - before) / CALLS);
	CHECK((after - before) / CALLS <= 640);
	otk_transport_free(f->transport);
	f->transport = NULL;
	CHECK_INT(seen->done, CALLS);
	CHECK_INT(seen->status, OTK_E_CANCELLED);
	CHECK_INT(otk_server_request_count(f->server), 0);
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

static void deadline_in_flight(otk_fixture *f)
{
	otk_request request = request_to(f, "/slow");
	otk_outcome_seen seen = {0}, unsafe = {0};
	int64_t began = otk_clock_monotonic_ms();

	use_in_flight(f, 100);
	otk_server_default(f->server, &(otk_reply){.hold = true});
	request.timeout_ms = otk_test_ms(80);
	otk_drive(f->transport, &request, NULL, &seen);
	CHECK_INT(seen.status, OTK_E_TIMEOUT);
	CHECK_INT(seen.attempts, 1);
	CHECK_HAS(seen.problem, after_ms("", 80));
	CHECK(otk_clock_monotonic_ms() - began >= 80);
	request.repeat = OTK_REPEAT_UNSAFE;
	request.method = OTK_METHOD_POST;
	otk_drive(f->transport, &request, "{}", &unsafe);
	CHECK_INT(unsafe.status, OTK_E_UNKNOWN_OUTCOME);
	CHECK_HAS(unsafe.problem, after_ms("", 80));
}

static void deadline_covers_the_queue(otk_fixture *f)
{
	otk_request slow = request_to(f, "/slow"), queued = request_to(f, "/queued");
	otk_outcome_seen first = {0}, second = {0};

	use_in_flight(f, 1);
	otk_server_default(f->server, &(otk_reply){.hold = true});
	slow.timeout_ms = otk_test_ms(120);
	queued.timeout_ms = otk_test_ms(60);
	otk_drive_submit(f->transport, &slow, NULL, &first);
	otk_drive_submit(f->transport, &queued, NULL, &second);
	run_to_the_end(f);
	CHECK_INT(second.status, OTK_E_TIMEOUT);
	CHECK_INT(second.attempts, 0);
	CHECK_HAS(second.problem, after_ms("not started within ", 60));
	CHECK_HAS(second.problem, "queued, or held by a hook");
	CHECK_INT(first.status, OTK_E_TIMEOUT);
	CHECK_INT(otk_server_request_count(f->server), 1);
}

static void connecting_has_its_own_limit(otk_fixture *f)
{
	otk_transport_options options = otk_drive_options();
	otk_request request;
	otk_outcome_seen seen = {0};
	char url[64];

	/* The server accepts the connection but does not speak TLS. */
	snprintf(url, sizeof(url), "https://127.0.0.1:%d/", otk_server_port(f->server));
	request = otk_drive_get(url);
	options.connect_timeout_ms = otk_test_ms(60);
	options.max_attempts = 1;
	otk_drive_use_transport(f, &options);
	otk_drive(f->transport, &request, NULL, &seen);
	CHECK_INT(seen.status, OTK_E_TIMEOUT);
	CHECK_INT(seen.attempts, 1);
}

static void stalls_end_an_attempt(otk_fixture *f)
{
	otk_request request = request_to(f, "/stall");
	otk_outcome_seen seen = {0};

	use_in_flight(f, 100);
	otk_server_reply(f->server, &(otk_reply){.cut_body = 1, .then = OTK_THEN_HOLD});
	request.timeout_ms = 0;
	request.stall_timeout_ms = otk_test_ms(50);
	otk_drive(f->transport, &request, NULL, &seen);
	CHECK_INT(seen.http_status, 200);
	/* On a busy machine the second attempt may stall as well. */
	CHECK(seen.attempts >= 2);
	CHECK_HAS(seen.log, after_ms("nothing was received for ", 50));
}

static void nothing_to_do_returns_at_once(otk_fixture *f)
{
	int64_t began = otk_clock_monotonic_ms();
	otk_outcome_seen seen = {0};
	otk_request request = request_to(f, "/");

	use_in_flight(f, 1);
	CHECK_INT(otk_transport_run(f->transport, -1, NULL, NULL), OTK_OK);
	CHECK_INT(otk_transport_run(f->transport, 1000, NULL, NULL), OTK_OK);
	otk_drive_submit(f->transport, &request, NULL, &seen);
	CHECK_INT(otk_transport_run(f->transport, 0, NULL, NULL), OTK_OK);
	CHECK(otk_clock_monotonic_ms() - began < otk_test_ms(500));
	CHECK_INT(seen.done, 0);
	otk_transport_free(f->transport);
	f->transport = NULL;
	CHECK_INT(seen.done, 1);
}

/* ---- cancelling in every state */

static void cancel_at_every_state(otk_fixture *f)
{
	otk_request request = request_to(f, "/c");
	otk_outcome_seen wire = {0}, queued = {0},
			 waits = {.verdict = OTK_VERDICT_WAIT, .wait_ms = 4000};
	otk_exchange *on_wire, *in_queue, *waiting;

	use_in_flight(f, 1);
	otk_server_default(f->server, &(otk_reply){.hold = true});
	waiting = otk_drive_submit(f->transport, &request, NULL, &waits);
	on_wire = otk_drive_submit(f->transport, &request, NULL, &wire);
	in_queue = otk_drive_submit(f->transport, &request, NULL, &queued);
	run_until_held(f, 1);
	CHECK_INT(waits.befores, 1);
	CHECK_INT(queued.befores, 0);
	otk_exchange_cancel(waiting);
	otk_exchange_cancel(on_wire);
	otk_exchange_cancel(in_queue);
	otk_exchange_cancel(in_queue);
	CHECK_INT(waits.done + wire.done + queued.done, 0);
	CHECK_INT(otk_transport_run(f->transport, 0, NULL, NULL), OTK_OK);
	CHECK_INT(waits.status, OTK_E_CANCELLED);
	CHECK_INT(wire.status, OTK_E_CANCELLED);
	CHECK_INT(queued.status, OTK_E_CANCELLED);
	CHECK(waits.done == 1 && wire.done == 1 && queued.done == 1);
	CHECK_INT(otk_transport_in_flight(f->transport), 0);
}

/* Cancelled, and its pause ends before the next step: it must not be queued again. */
static void cancel_when_a_pause_ends(otk_fixture *f)
{
	otk_request request = request_to(f, "/c");
	otk_outcome_seen waits = {.verdict = OTK_VERDICT_WAIT, .wait_ms = 3}, other = {0};
	otk_exchange *waiting;
	int64_t end;

	use_in_flight(f, 1);
	waiting = otk_drive_submit(f->transport, &request, NULL, &waits);
	end = otk_clock_monotonic_ms() + 5;
	CHECK_INT(otk_transport_run(f->transport, 0, NULL, NULL), OTK_OK);
	otk_exchange_cancel(waiting);
	while (otk_clock_monotonic_ms() < end)
		;
	otk_drive_submit(f->transport, &request, NULL, &other);
	run_to_the_end(f);
	CHECK_INT(waits.done, 1);
	CHECK_INT(waits.status, OTK_E_CANCELLED);
	CHECK_INT(waits.befores, 1);
	CHECK_INT(other.status, OTK_OK);
	CHECK_INT(other.done, 1);
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

static void cancel_inside_events(otk_fixture *f)
{
	otk_request request = request_to(f, "/c");
	otk_outcome_seen before = {.on_before = cancel_itself}, after = {.on_after = cancel_itself},
			 done = {.on_done = cancel_itself}, body = {.on_body = cancel_in_body},
			 log = {.on_log = cancel_in_log};

	use_in_flight(f, 10);
	otk_drive(f->transport, &request, NULL, &before);
	CHECK_INT(before.status, OTK_E_CANCELLED);
	CHECK_INT(otk_server_request_count(f->server), 0);
	otk_drive(f->transport, &request, NULL, &after);
	CHECK_INT(after.status, OTK_E_CANCELLED);
	otk_drive(f->transport, &request, NULL, &done);
	CHECK_INT(done.status, OTK_OK);
	to_cancel = otk_drive_submit(f->transport, &request, NULL, &body);
	run_to_the_end(f);
	CHECK_INT(body.done, 1);
	CHECK(body.status == OTK_E_CANCELLED || body.status == OTK_OK);

	otk_server_reply(f->server, &(otk_reply){.status = 503});
	to_cancel = otk_drive_submit(f->transport, &request, NULL, &log);
	run_to_the_end(f);
	CHECK_INT(log.done, 1);
	CHECK_INT(log.status, OTK_E_CANCELLED);
	CHECK_INT(log.befores, 1);
}

/* ---- inside a completion */

static otk_exchange *victims[2];
static otk_outcome_seen later;

static void do_everything(otk_outcome_seen *seen, otk_exchange *exchange)
{
	otk_request request = request_to(seen->userdata, "/later");
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

static void everything_inside_a_completion(otk_fixture *f)
{
	otk_request request, slow;
	otk_outcome_seen first = {.on_done = do_everything, .userdata = f}, wire = {0},
			 queued = {0};

	otk_drive_use_server(f, &(otk_server_options){.respond = hold_the_slow});
	use_in_flight(f, 2);
	request = request_to(f, "/first");
	slow = request_to(f, "/slow");
	memset(&later, 0, sizeof(later));
	otk_drive_submit(f->transport, &request, NULL, &first);
	victims[0] = otk_drive_submit(f->transport, &slow, NULL, &wire);
	victims[1] = otk_drive_submit(f->transport, &slow, NULL, &queued);
	run_to_the_end(f);
	CHECK_INT(first.status, OTK_OK);
	CHECK_INT(wire.status, OTK_E_CANCELLED);
	CHECK_INT(queued.status, OTK_E_CANCELLED);
	CHECK(wire.done == 1 && queued.done == 1);
	CHECK_INT(later.http_status, 200);
}

static void free_transport(otk_outcome_seen *seen, otk_exchange *exchange)
{
	otk_error error = OTK_ERROR_INIT;
	otk_request request = request_to(seen->userdata, "/too-late");
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
static void free_inside_events(otk_fixture *f)
{
	for (int where = 0; where < 3; where++) {
		otk_outcome_seen freeing = {.userdata = f}, others[6] = {0};
		otk_request request, slow;

		otk_drive_use_server(f, NULL);
		use_in_flight(f, 3);
		request = request_to(f, "/f");
		slow = request_to(f, "/slow");
		otk_server_default(f->server, &(otk_reply){.hold = true});
		others[0].verdict = OTK_VERDICT_WAIT;
		others[0].wait_ms = 4000;
		for (int i = 0; i < 3; i++)
			otk_drive_submit(f->transport, &slow, NULL, &others[i]);
		run_until_held(f, 2);
		otk_server_default(f->server, &(otk_reply){.status = 0});
		*(where == 0         ? &freeing.on_before
			: where == 1 ? &freeing.on_after
				     : &freeing.on_done) = free_transport;
		otk_drive_submit(f->transport, &request, NULL, &freeing);
		for (int i = 3; i < 6; i++)
			otk_drive_submit(f->transport, &slow, NULL, &others[i]);
		CHECK_INT(otk_transport_run(f->transport, -1, NULL, NULL), OTK_OK);
		f->transport = NULL;
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

static void free_inside_body(otk_fixture *f)
{
	otk_request request = request_to(f, "/b");
	otk_outcome_seen freeing = {.on_body = free_in_body}, other = {0};

	use_in_flight(f, 3);
	otk_server_reply(f->server, &(otk_reply){.cut_body = 1, .then = OTK_THEN_HOLD});
	otk_drive_submit(f->transport, &request, NULL, &freeing);
	otk_drive_submit(f->transport, &request, NULL, &other);
	CHECK_INT(otk_transport_run(f->transport, -1, NULL, NULL), OTK_OK);
	f->transport = NULL;
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

static void watch_descriptor(void *userdata, int fd, int32_t what)
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

static void run_host_once(host *loop)
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

static void driven_by_a_host(otk_fixture *f)
{
	enum { CALLS = 30 };
	static otk_outcome_seen seen[CALLS + 3];
	host loop = {.epoll = epoll_create1(EPOLL_CLOEXEC), .timer_at = -1};
	otk_io io = {.struct_size = sizeof(io),
		.watch = watch_descriptor,
		.timer = set_timer,
		.userdata = &loop};
	otk_request request, slow;
	int64_t end = otk_clock_monotonic_ms() + DEADLINE_MS;
	otk_exchange *cancelled;
	otk_error error = OTK_ERROR_INIT;

	memset(seen, 0, sizeof(seen));
	use_in_flight(f, 8);
	loop.transport = f->transport;
	CHECK_STATUS(otk_transport_set_io(loop.transport, &io, &error), OTK_OK, &error);
	request = request_to(f, "/host");
	slow = request_to(f, "/slow");
	slow.timeout_ms = otk_test_ms(100);
	for (int i = 0; i < CALLS; i++)
		otk_drive_submit(loop.transport, &request, i % 2 ? "{}" : NULL, &seen[i]);
	CHECK_STATUS(otk_transport_set_io(loop.transport, &io, &error), OTK_E_STATE, &error);
	CHECK_INT(otk_transport_fd(loop.transport, &error), -1);
	while (otk_transport_pending(loop.transport) && otk_clock_monotonic_ms() < end)
		run_host_once(&loop);
	for (int i = 0; i < CALLS; i++)
		CHECK(seen[i].done == 1 && seen[i].http_status == 200);
	/* Time limits, cancellation and a blocking run use the same two callbacks. */
	otk_server_default(f->server, &(otk_reply){.hold = true});
	request.timeout_ms = 0;
	cancelled = otk_drive_submit(loop.transport, &request, NULL, &seen[CALLS + 1]);
	while (otk_server_held_count(f->server) < 1 && otk_clock_monotonic_ms() < end)
		run_host_once(&loop);
	otk_exchange_cancel(cancelled);
	otk_drive_submit(loop.transport, &slow, NULL, &seen[CALLS]);
	while (otk_transport_pending(loop.transport) && otk_clock_monotonic_ms() < end)
		run_host_once(&loop);
	CHECK_INT(seen[CALLS].status, OTK_E_TIMEOUT);
	CHECK_INT(seen[CALLS + 1].status, OTK_E_CANCELLED);
	CHECK_INT(loop.timer_at, -1);
	otk_server_default(f->server, &(otk_reply){.status = 0});
	otk_drive(loop.transport, &request, NULL, &seen[CALLS + 2]);
	CHECK_INT(seen[CALLS + 2].http_status, 200);
	otk_transport_free(f->transport);
	f->transport = NULL;
	CHECK_INT(loop.watched, 0);
	close(loop.epoll);
}

static void driven_by_one_descriptor(otk_fixture *f)
{
	enum { CALLS = 30 };
	static otk_outcome_seen seen[CALLS + 2];
	otk_request request = request_to(f, "/fd"), slow = request_to(f, "/slow");
	int64_t end = otk_clock_monotonic_ms() + DEADLINE_MS;
	otk_error error = OTK_ERROR_INIT;
	struct pollfd one = {.events = POLLIN};
	int idle_turns = 0;

	use_in_flight(f, 8);
	memset(seen, 0, sizeof(seen));
	one.fd = otk_transport_fd(f->transport, &error);
	if (one.fd < 0 && error.status == OTK_E_UNSUPPORTED) {
		SKIP("no such descriptor on this system");
	}
	CHECK_INT(otk_transport_fd(f->transport, &error), one.fd);
	CHECK_INT(poll(&one, 1, 0), 0);
	slow.timeout_ms = otk_test_ms(100);
	for (int i = 0; i < CALLS; i++)
		otk_drive_submit(f->transport, &request, NULL, &seen[i]);
	while (otk_transport_pending(f->transport) && otk_clock_monotonic_ms() < end) {
		CHECK_INT(poll(&one, 1, DEADLINE_MS), 1);
		CHECK_INT(otk_transport_run(f->transport, 0, NULL, NULL), OTK_OK);
	}
	for (int i = 0; i < CALLS; i++)
		CHECK(seen[i].done == 1 && seen[i].http_status == 200);
	otk_server_default(f->server, &(otk_reply){.hold = true});
	otk_drive_submit(f->transport, &slow, NULL, &seen[CALLS]);
	while (otk_transport_pending(f->transport) && otk_clock_monotonic_ms() < end) {
		CHECK_INT(poll(&one, 1, DEADLINE_MS), 1);
		CHECK_INT(otk_transport_run(f->transport, 0, NULL, NULL), OTK_OK);
		idle_turns++;
	}
	CHECK_INT(seen[CALLS].status, OTK_E_TIMEOUT);
	/* It sleeps while nothing is due. */
	CHECK(idle_turns < 20);
}

/* Exchanges in flight are not lost when the waiting changes from poll() to epoll. */
static void few_become_many(otk_fixture *f)
{
	enum { CALLS = 30 };
	static otk_outcome_seen seen[CALLS];
	otk_request request = request_to(f, "/few");

	use_in_flight(f, 100);
	memset(seen, 0, sizeof(seen));
	otk_server_default(f->server, &(otk_reply){.hold = true});
	otk_drive_submit(f->transport, &request, NULL, &seen[0]);
	run_until_held(f, 1);
	CHECK_INT(f->transport->io.epoll.fd, -1);
	for (int i = 1; i < CALLS; i++)
		otk_drive_submit(f->transport, &request, NULL, &seen[i]);
	run_until_held(f, CALLS);
	CHECK_INT(f->transport->io.watched, CALLS);
#ifdef __linux__
	CHECK(f->transport->io.epoll.fd >= 0);
#endif
	otk_server_release(f->server);
	run_to_the_end(f);
	for (int i = 0; i < CALLS; i++)
		CHECK(seen[i].done == 1 && seen[i].http_status == 200);
	CHECK_INT(f->transport->io.watched, 0);
}

/* The same when a host requests the descriptor. */
static void descriptor_after_a_few(otk_fixture *f)
{
	otk_request request = request_to(f, "/few");
	otk_outcome_seen seen = {0};
	otk_error error = OTK_ERROR_INIT;
	struct pollfd one = {.events = POLLIN};

	use_in_flight(f, 8);
	otk_server_default(f->server, &(otk_reply){.hold = true});
	otk_drive_submit(f->transport, &request, NULL, &seen);
	run_until_held(f, 1);
	one.fd = otk_transport_fd(f->transport, &error);
	if (one.fd < 0 && error.status == OTK_E_UNSUPPORTED) {
		SKIP("no such descriptor on this system");
	}
	CHECK_INT(poll(&one, 1, 0), 0);
	otk_server_release(f->server);
	CHECK_INT(poll(&one, 1, DEADLINE_MS), 1);
	run_to_the_end(f);
	CHECK_INT(seen.http_status, 200);
}

/* ---- fork */

static int use_in_the_child(
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

static void child_leaves_the_parent_alone(otk_fixture *f)
{
	otk_request request = request_to(f, "/fork");
	otk_outcome_seen first = {0}, second = {0}, third = {0};
	otk_exchange *exchange;
	int status = -1;
	pid_t child;

	use_in_flight(f, 10);
	otk_drive(f->transport, &request, NULL, &first);
	otk_server_default(f->server, &(otk_reply){.hold = true});
	exchange = otk_drive_submit(f->transport, &request, NULL, &second);
	run_until_held(f, 1);
	fflush(stdout);
	child = fork();
	if (!child) {
		/* exec, so that no leak checker sees libcurl's memory in the child. */
		execl("/bin/sh", "sh", "-c",
			use_in_the_child(f->transport, exchange, &second) ? "exit 1" : "exit 0",
			(char *)NULL);
		_exit(1);
	}
	CHECK_INT(waitpid(child, &status, 0), child);
	CHECK(WIFEXITED(status));
	CHECK_INT(WEXITSTATUS(status), 0);
	otk_server_default(f->server, &(otk_reply){.status = 0});
	otk_server_release(f->server);
	run_to_the_end(f);
	CHECK_INT(second.http_status, 200);
	otk_drive(f->transport, &request, NULL, &third);
	CHECK_INT(third.http_status, 200);
	CHECK_INT(otk_server_connection_count(f->server), 1);
}

/* A process without stdin, stdout and stderr: 0 is a descriptor like any other. */
static bool works_on_descriptor_0(otk_fixture *f, bool by_descriptor)
{
	otk_request request = request_to(f, "/zero");
	otk_outcome_seen seen = {0};
	struct pollfd one = {.events = POLLIN};

	for (int fd = 0; fd < 3; fd++)
		close(fd);
	use_in_flight(f, 8);
	if (by_descriptor)
		one.fd = otk_transport_fd(f->transport, NULL);
	otk_drive_submit(f->transport, &request, NULL, &seen);
	while (otk_transport_pending(f->transport)) {
		if (by_descriptor && poll(&one, 1, DEADLINE_MS) != 1)
			return false;
		if (otk_transport_run(f->transport, by_descriptor ? 0 : DEADLINE_MS, NULL, NULL))
			return false;
	}
	return seen.done == 1 && seen.http_status == 200;
}

static void descriptors_0_to_2_are_closed(otk_fixture *f)
{
	for (int by_descriptor = 0; by_descriptor < 2; by_descriptor++) {
		pid_t child;
		int status = 0;

		fflush(stdout);
		child = fork();
		if (!child)
			execl("/bin/sh", "sh", "-c",
				works_on_descriptor_0(f, by_descriptor) ? "exit 0" : "exit 1",
				(char *)NULL);
		CHECK_INT(waitpid(child, &status, 0), child);
		CHECK_CASE(
			WIFEXITED(status) && !WEXITSTATUS(status), "%d: %d", by_descriptor, status);
	}
}

/* Nothing is left open, whether the timer could be watched or not. */
static void descriptors_of_epoll_are_closed(otk_fixture *f)
{
	otk_epoll epoll = {.fd = -1, .timer_fd = -1};
	const int before = open_descriptors();

	(void)f;
	CHECK(!otk_epoll_open_timer(&epoll));
	CHECK_INT(epoll.timer_fd, -1);
	CHECK_INT(open_descriptors(), before);
	CHECK(otk_epoll_open(&epoll));
	CHECK(otk_epoll_open_timer(&epoll));
	CHECK_INT(open_descriptors(), before + 2);
	otk_epoll_close(&epoll);
	CHECK_INT(open_descriptors(), before);
}

/* ---- bytes that no request asked for */

#define PLAIN_REPLY "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"

/* Waits until something arrived on the only connection. */
static void await_stray_bytes(otk_fixture *f)
{
	const otk_io_state *io = &f->transport->io;
	struct pollfd fd = {.fd = -1, .events = POLLIN};

	for (size_t i = 0; i < io->size; i++)
		if (io->sockets[i].ours)
			fd.fd = (int)i;
	CHECK_INT(poll(&fd, 1, (int)otk_test_ms(DEADLINE_MS)), 1);
}

static void ignore_ready(void *userdata)
{
	(void)userdata;
}

/* The stray bytes follow the last of `calls` responses on one connection. */
static void stray_bytes_after(otk_fixture *f, int calls, bool table_grows)
{
	otk_request request = request_to(f, "/x");
	otk_outcome_seen last = {0};

	for (int i = 1; i < calls; i++)
		otk_server_reply(f->server, &(otk_reply){.status = 200});
	otk_server_reply(f->server,
		&(otk_reply){.raw = PLAIN_REPLY "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil",
			.cut = strlen(PLAIN_REPLY),
			.then = OTK_THEN_HOLD});
	for (int i = 0; i < calls; i++) {
		otk_outcome_seen seen = {0};

		otk_drive(f->transport, &request, NULL, &seen);
		CHECK_STR(seen.body, "{}");
	}
	CHECK_INT(otk_server_connection_count(f->server), 1);
	if (table_grows) {
		const int fd = (int)f->transport->io.size;

		CHECK(otk_transport_watch(f->transport, fd, ignore_ready, NULL));
		CHECK(otk_transport_watch(f->transport, fd, NULL, NULL));
		CHECK(f->transport->io.size > (size_t)fd);
	}
	otk_server_release(f->server);
	await_stray_bytes(f);
	otk_drive(f->transport, &request, NULL, &last);
	CHECK_STR(last.body, "{}");
	CHECK_INT(otk_server_connection_count(f->server), 2);
}

static void stray_bytes_are_not_a_response(otk_fixture *f)
{
	for (int calls = 1; calls <= 3; calls++) {
		otk_drive_use_server(f, NULL);
		stray_bytes_after(f, calls, false);
	}
}

static void stray_bytes_after_the_table_grew(otk_fixture *f)
{
	stray_bytes_after(f, 2, true);
}

int main(void)
{
	return OTK_TEST_MAIN("loop", DRIVE_TEST(stray_bytes_are_not_a_response),
		DRIVE_TEST(stray_bytes_after_the_table_grew), DRIVE_TEST(hundred_in_flight),
		DRIVE_TEST(first_come_first_served), DRIVE_TEST(queue_is_limited),
		DRIVE_TEST(queue_is_flat), DRIVE_TEST(deadline_in_flight),
		DRIVE_TEST(deadline_covers_the_queue), DRIVE_TEST(connecting_has_its_own_limit),
		DRIVE_TEST(stalls_end_an_attempt), DRIVE_TEST(nothing_to_do_returns_at_once),
		DRIVE_TEST(cancel_at_every_state), DRIVE_TEST(cancel_when_a_pause_ends),
		DRIVE_TEST(cancel_inside_events), DRIVE_TEST(everything_inside_a_completion),
		DRIVE_TEST(free_inside_events), DRIVE_TEST(free_inside_body),
		DRIVE_TEST(few_connections), DRIVE_TEST(random_faults),
		DRIVE_TEST(driven_by_a_host), DRIVE_TEST(driven_by_one_descriptor),
		DRIVE_TEST(few_become_many), DRIVE_TEST(descriptor_after_a_few),
		DRIVE_TEST(child_leaves_the_parent_alone),
		DRIVE_TEST(descriptors_0_to_2_are_closed),
		DRIVE_TEST(descriptors_of_epoll_are_closed));
}

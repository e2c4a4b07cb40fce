/* SPDX-License-Identifier: MIT */
/* Each allocation fails in turn, through the life of a transport. Timers against a model. */
#include "config.h"

#include "tests/torture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/transport/loop/timers.h"
#include "core/transport/transport.h"
#include "tests/transport/drive.h"

typedef struct piece_seen {
	int done;
	otk_status status;
} piece_seen;

static otk_verdict add_token(
	void *userdata, otk_exchange *exchange, int64_t attempt, int64_t *wait_ms, otk_error *error)
{
	(void)userdata;
	(void)attempt;
	(void)wait_ms;
	error->status = otk_exchange_header(exchange, "X-OPENTOK-AUTH: a.b.c");
	return error->status ? OTK_VERDICT_REFUSE : OTK_VERDICT_GO;
}

static void note(void *userdata, otk_exchange *exchange, otk_response *response)
{
	piece_seen *seen = userdata;

	(void)exchange;
	seen->done++;
	seen->status = response->status;
}

static otk_status send_one(
	const otk_server *server, otk_transport *transport, otk_method method, piece_seen *seen)
{
	otk_exchange_events events = {.before = add_token, .done = note, .userdata = seen};
	otk_request request = otk_drive_get(otk_drive_url(server, "/torture"));
	otk_error error = OTK_ERROR_INIT;
	otk_exchange *exchange;
	otk_status status;
	otk_buffer body;

	otk_buffer_init(&body, 100);
	otk_buffer_add_text(&body, "{\"a\":1}");
	if (body.status)
		return body.status;
	request.method = method;
	request.has_body = method == OTK_METHOD_POST;
	request.body = method == OTK_METHOD_POST ? &body : NULL;
	request.repeat = method == OTK_METHOD_POST ? OTK_REPEAT_UNSAFE : OTK_REPEAT_SAFE;
	exchange = otk_exchange_new(transport, &request, &events, &error);
	otk_buffer_free(&body);
	if (!exchange)
		return error.status;
	status = otk_exchange_submit(exchange, &error);
	if (status)
		otk_exchange_free(exchange);
	return status;
}

static bool whole_life(void *server)
{
	otk_transport_options options = otk_drive_options();
	piece_seen seen[3] = {0};
	otk_error error = OTK_ERROR_INIT;
	otk_transport *transport;
	bool good = true;
	int submitted = 0;

	options.proxy_password = NULL;
	transport = otk_transport_new(&options, &error);
	if (!transport)
		return false;
	for (int i = 0; i < 3; i++) {
		if (send_one(server, transport, i % 2 ? OTK_METHOD_POST : OTK_METHOD_GET, &seen[i]))
			good = false;
		else
			submitted |= 1 << i;
	}
	if (otk_transport_run(transport, 5000, NULL, &error))
		good = false;
	otk_transport_free(transport);
	for (int i = 0; i < 3; i++) {
		CHECK_INT(seen[i].done, submitted >> i & 1);
		if (seen[i].done && seen[i].status)
			good = false;
	}
	return good;
}

static void submit_and_run(otk_fixture *f)
{
	size_t made = otk_torture("submit and run", whole_life, f->server);

	CHECK(made > 10);
}

static const char *const survived[] = {
	"getentropy", /* the clock seeds the jitter instead */
	"socket",     /* a safe request is sent again */
	"access",     /* to a bundle of certificates: the next one is used */
	"close",      /* at the end */
	NULL,
};

static void library_calls(otk_fixture *f)
{
	size_t points = otk_torture_calls("submit and run", whole_life, f->server, survived);

	CHECK(points > 50);
	otk_torture_interrupts("submit and run", whole_life, f->server);
}

/* A request fails on this machine; the next one, with the same handle, works. */
static void a_handle_after_a_failure(otk_fixture *f)
{
	static const otk_method methods[] = {OTK_METHOD_POST, OTK_METHOD_DELETE, OTK_METHOD_PUT};
	const otk_transport_options options = otk_drive_options();
	otk_error error = OTK_ERROR_INIT;
	size_t failures = 0;

	for (size_t n = 1, misses = 0; misses < OTK_COUNT_OF(methods); n++)
		for (size_t i = 0; i < OTK_COUNT_OF(methods); i++) {
			otk_transport *transport = otk_transport_new(&options, &error);
			piece_seen seen = {0};
			const otk_seen *last;

			/* The first request makes the handle. */
			CHECK_INT(send_one(f->server, transport, OTK_METHOD_GET, &seen), OTK_OK);
			CHECK_INT(otk_transport_run(transport, 5000, NULL, &error), OTK_OK);
			otk_fail_call(n);
			if (!send_one(f->server, transport, methods[i], &seen))
				otk_transport_run(transport, 5000, NULL, &error);
			misses = otk_failed_call() ? 0 : misses + 1;
			failures += otk_failed_call() != NULL;
			otk_stop_failing();
			otk_transport_run(transport, 5000, NULL, &error);
			otk_server_reset(f->server);
			seen.done = 0;
			CHECK_INT(send_one(f->server, transport, methods[i], &seen), OTK_OK);
			CHECK_INT(otk_transport_run(transport, 5000, NULL, &error), OTK_OK);
			CHECK_INT(seen.done, 1);
			CHECK_INT(seen.status, OTK_OK);
			last = otk_server_request(f->server, 0);
			if (last)
				CHECK_STR(last->method, otk_method_name((uint8_t)methods[i]));
			otk_transport_free(transport);
		}
	printf("%zu failures between two requests\n", failures);
	CHECK(failures > 15);
}

/* ---- timers */

static void timers_against_a_model(void)
{
	enum { COUNT = 200, STEPS = 20000 };
	static otk_timer all[COUNT];
	otk_timers timers = {0};
	unsigned random = 1;

	CHECK(otk_timers_reserve(&timers, COUNT));
	for (int step = 0; step < STEPS; step++) {
		const otk_timer *first;
		otk_timer *one;
		int64_t least = INT64_MAX;

		random = random * 1103515245 + 12345;
		one = &all[random / 65536 % COUNT];
		random = random * 1103515245 + 12345;
		otk_timers_set(&timers, one, random / 65536 % 500);
		for (int i = 0; i < COUNT; i++)
			if (all[i].index && all[i].at < least)
				least = all[i].at;
		first = otk_timers_first(&timers);
		if ((first ? first->at : INT64_MAX) != least) {
			CHECK_CASE(false, "step %d: not the earliest", step);
			break;
		}
	}
	for (int i = 0; i < COUNT; i++)
		otk_timers_set(&timers, &all[i], 0);
	CHECK(otk_timers_first(&timers) == NULL);
	otk_timers_free(&timers);
}

int main(void)
{
	return OTK_TEST_MAIN("torture", DRIVE_TEST(submit_and_run), DRIVE_TEST(library_calls),
		DRIVE_TEST(a_handle_after_a_failure), TEST(timers_against_a_model));
}

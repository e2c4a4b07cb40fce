/* SPDX-License-Identifier: MIT */
/* Retries: the requests that are retried, their times, and those that are never retried. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/base/clock.h"
#include "core/transport/transport.h"
#include "tests/transport/drive.h"

/* ---- the matrix: class × fault → number of requests */

#define CLASSES 3
static const char *const class_names[CLASSES] = {"unsafe", "settle", "safe"};

/* Paths: "/503/…" gives this status, "/close/…" and others this fault, for every request. */
static void respond_by_path(void *userdata, const otk_seen *request, otk_reply *reply)
{
	(void)userdata;
	if (strncmp(request->path, "/close", 6) == 0) {
		reply->status = -1;
		reply->then = OTK_THEN_CLOSE;
	} else if (strncmp(request->path, "/reset", 6) == 0) {
		reply->status = -1;
		reply->then = OTK_THEN_RESET;
	} else if (strncmp(request->path, "/half", 5) == 0) {
		reply->cut_body = 1;
		reply->then = OTK_THEN_CLOSE;
	} else if (strncmp(request->path, "/stall", 6) == 0) {
		reply->status = -1;
		reply->then = OTK_THEN_HOLD;
	} else if (strncmp(request->path, "/junk", 5) == 0) {
		reply->raw = "no HTTP\r\n\r\n";
		reply->then = OTK_THEN_CLOSE;
	} else if (strncmp(request->path, "/asks", 5) == 0) {
		reply->status = 503;
		reply->headers = "Retry-After: 0\r\n";
	} else {
		reply->status = (int)strtol(request->path + 1, NULL, 10);
	}
}

static const struct row {
	const char *fault;
	int requests[CLASSES]; /* unsafe, settle, safe */
	otk_status status[CLASSES];
} matrix[] = {
	{"200", {1, 1, 1}, {OTK_OK, OTK_OK, OTK_OK}},
	{"302", {1, 1, 1}, {OTK_OK, OTK_OK, OTK_OK}},
	{"400", {1, 1, 1}, {OTK_OK, OTK_OK, OTK_OK}},
	{"403", {1, 1, 1}, {OTK_OK, OTK_OK, OTK_OK}},
	{"404", {1, 1, 1}, {OTK_OK, OTK_OK, OTK_OK}},
	{"408", {1, 3, 3}, {OTK_OK, OTK_OK, OTK_OK}},
	{"409", {1, 1, 1}, {OTK_OK, OTK_OK, OTK_OK}},
	{"418", {1, 1, 1}, {OTK_OK, OTK_OK, OTK_OK}},
	{"429", {3, 3, 3}, {OTK_OK, OTK_OK, OTK_OK}},
	{"500", {1, 3, 3}, {OTK_OK, OTK_OK, OTK_OK}},
	{"501", {1, 1, 1}, {OTK_OK, OTK_OK, OTK_OK}},
	{"502", {1, 3, 3}, {OTK_OK, OTK_OK, OTK_OK}},
	{"503", {3, 3, 3}, {OTK_OK, OTK_OK, OTK_OK}},
	{"504", {1, 3, 3}, {OTK_OK, OTK_OK, OTK_OK}},
	{"close", {1, 3, 3}, {OTK_E_UNKNOWN_OUTCOME, OTK_E_NETWORK, OTK_E_NETWORK}},
	{"reset", {1, 3, 3}, {OTK_E_UNKNOWN_OUTCOME, OTK_E_NETWORK, OTK_E_NETWORK}},
	{"half", {1, 3, 3}, {OTK_E_UNKNOWN_OUTCOME, OTK_E_NETWORK, OTK_E_NETWORK}},
	{"stall", {1, 3, 3}, {OTK_E_UNKNOWN_OUTCOME, OTK_E_TIMEOUT, OTK_E_TIMEOUT}},
	{"junk", {1, 1, 1}, {OTK_E_UNKNOWN_OUTCOME, OTK_E_PROTOCOL, OTK_E_PROTOCOL}},
};
#define ROWS (OTK_COUNT_OF(matrix))

static int requests_to(otk_server *to, const char *path)
{
	const int all = otk_server_request_count(to);
	int count = 0;

	for (int i = 0; i < all; i++)
		count += strcmp(otk_server_request(to, i)->path, path) == 0;
	return count;
}

static void check_class(otk_fixture *f, int class)
{
	static otk_outcome_seen seen[ROWS];

	otk_drive_use_transport(f, NULL);
	memset(seen, 0, sizeof(seen));
	for (size_t i = 0; i < ROWS; i++) {
		char path[64];
		otk_request request = otk_drive_get(NULL);

		snprintf(path, sizeof(path), "/%s/%s", matrix[i].fault, class_names[class]);
		request.url = otk_drive_url(f->server, path);
		request.method = OTK_METHOD_POST;
		request.repeat = (otk_repeat) class;
		/* Short only for this fault: a busy machine may be slow. */
		if (strcmp(matrix[i].fault, "stall") == 0) {
			request.stall_timeout_ms = otk_test_ms(250);
			request.timeout_ms = 5000 + 3 * request.stall_timeout_ms;
		}
		otk_drive_submit(f->transport, &request, "{\"a\":1}", &seen[i]);
	}
	CHECK_STATUS(otk_transport_run(f->transport, -1, NULL, &f->error), OTK_OK, &f->error);
	for (size_t i = 0; i < ROWS; i++) {
		char path[64];

		snprintf(path, sizeof(path), "/%s/%s", matrix[i].fault, class_names[class]);
		CHECK_CASE(requests_to(f->server, path) == matrix[i].requests[class],
			"%s: %d requests, not %d", path, requests_to(f->server, path),
			matrix[i].requests[class]);
		CHECK_CASE(seen[i].status == matrix[i].status[class], "%s: status %d (%s)", path,
			(int)seen[i].status, seen[i].problem);
		CHECK_CASE(seen[i].attempts == matrix[i].requests[class] &&
				   seen[i].afters == seen[i].attempts &&
				   seen[i].befores == seen[i].attempts && seen[i].done == 1,
			"%s: attempts %d, before %d, after %d, done %d %s", path, seen[i].attempts,
			seen[i].befores, seen[i].afters, seen[i].done, seen[i].log);
		CHECK_CASE(!seen[i].will_retry[seen[i].afters - 1] &&
				   seen[i].will_retry[0] == (seen[i].afters > 1),
			"%s: will_retry", path);
	}
}

static void matrix_of_classes_and_faults(otk_fixture *f)
{
	otk_drive_use_server(f, &(otk_server_options){.respond = respond_by_path});
	for (int class = 0; class < CLASSES; class ++)
		check_class(f, class);
}

static void nothing_was_sent(otk_fixture *f)
{
	for (int class = 0; class < CLASSES; class ++) {
		otk_outcome_seen seen = {0};
		char url[64];
		otk_request request = otk_drive_get(url);

		snprintf(url, sizeof(url), "http://127.0.0.1:%d/", otk_refusing_port());
		request.method = OTK_METHOD_POST;
		request.repeat = (otk_repeat) class;
		otk_drive(f->transport, &request, "{}", &seen);
		CHECK_INT(seen.status, OTK_E_NETWORK);
		CHECK_INT(seen.attempts, 3);
		CHECK_HAS(seen.problem, "no connection");
		CHECK_HAS(seen.log, "retry: attempt 1 failed");
	}
}

static void unknown_outcome_is_reported(otk_fixture *f)
{
	otk_request request = otk_drive_get(otk_drive_url(f->server, "/"));
	otk_outcome_seen seen = {0};

	otk_server_reply(f->server, &(otk_reply){.status = -1, .then = OTK_THEN_CLOSE});
	request.method = OTK_METHOD_POST;
	request.repeat = OTK_REPEAT_UNSAFE;
	otk_drive(f->transport, &request, "{}", &seen);
	CHECK_INT(seen.status, OTK_E_UNKNOWN_OUTCOME);
	CHECK_HAS(seen.problem, "may have been carried out");
}

static void statuses_may_be_final(otk_fixture *f)
{
	static const uint16_t final[] = {408, 500, 0};
	otk_request request = otk_drive_get(otk_drive_url(f->server, "/"));

	request.no_retry_statuses = final;
	for (int i = 0; i < 2; i++) {
		otk_outcome_seen seen = {0};

		otk_server_reset(f->server);
		otk_server_reply(f->server, &(otk_reply){.status = final[i]});
		otk_drive(f->transport, &request, NULL, &seen);
		CHECK_INT(seen.http_status, final[i]);
		CHECK_INT(otk_server_request_count(f->server), 1);
	}
}

/* ---- Retry-After */

static void date_text(char *text, size_t size, time_t when)
{
	struct tm parts;

	gmtime_r(&when, &parts);
	strftime(text, size, "%a, %d %b %Y %H:%M:%S GMT", &parts);
}

static void retry_after_is_obeyed(otk_fixture *f)
{
	otk_request request = otk_drive_get(otk_drive_url(f->server, "/"));
	otk_outcome_seen seconds = {0}, date = {0};
	int64_t began = otk_clock_monotonic_ms();
	char lines[160], now[64], then[64];

	otk_server_reply(f->server, &(otk_reply){.status = 503, .headers = "Retry-After: 1\r\n"});
	otk_drive_submit(f->transport, &request, NULL, &seconds);
	/* Measured by the clock of the server, which is years away from that of this machine. */
	date_text(now, sizeof(now), 1000000000);
	date_text(then, sizeof(then), 1000000001);
	snprintf(lines, sizeof(lines), "Retry-After: %s\r\nDate: %s\r\n", then, now);
	otk_server_reply(f->server, &(otk_reply){.status = 429, .headers = lines});
	otk_drive_submit(f->transport, &request, NULL, &date);
	CHECK_INT(otk_transport_run(f->transport, -1, NULL, NULL), OTK_OK);
	CHECK_INT(seconds.http_status, 200);
	CHECK_INT(date.http_status, 200);
	CHECK_INT(otk_server_request_count(f->server), 4);
	CHECK(otk_clock_monotonic_ms() - began >= 1000);
}

static void no_time_left_returns_the_response(otk_fixture *f)
{
	static const struct {
		const char *headers;
		int64_t timeout_ms;
	} all[] = {{"Retry-After: 6\r\n", 5000}, {"Retry-After: 61\r\n", 0},
		{"Retry-After: 99999999999999999999\r\n", 0},
		{"Retry-After: 9223372036854775807\r\n", 5000},
		{"Date: Thu, 01 Jan 2026 00:00:00 GMT\r\n"
		 "Retry-After: Thu, 01 Jan 2026 00:00:06 GMT\r\n",
			5000},
		{"Retry-After: Fri, 31 Dec 9999 23:59:59 GMT\r\n", 0}};
	const size_t last = OTK_COUNT_OF(all) - 1;

	for (size_t i = 0; i <= last; i++) {
		otk_request request = otk_drive_get(otk_drive_url(f->server, "/"));
		otk_outcome_seen seen = {0};

		if (i == last && !OTK_TEST_HAS_TIME(INT64_C(253402300799)))
			continue;
		request.timeout_ms = all[i].timeout_ms;
		otk_server_reset(f->server);
		otk_server_reply(f->server, &(otk_reply){.status = 503, .headers = all[i].headers});
		otk_drive(f->transport, &request, NULL, &seen);
		CHECK_INT(seen.status, OTK_OK);
		CHECK_INT(seen.http_status, 503);
		CHECK_INT(seen.attempts, 1);
		CHECK(seen.retry_after_ms >= 6000);
	}
}

/* ---- settle */

static void settle(
	otk_fixture *f, const otk_reply *first, int second_status, otk_outcome_seen *seen)
{
	otk_request request = otk_drive_get(otk_drive_url(f->server, "/"));

	otk_drive_use_transport(f, NULL);
	otk_server_reset(f->server);
	otk_server_reply(f->server, first);
	otk_server_reply(f->server, &(otk_reply){.status = second_status});
	request.method = OTK_METHOD_DELETE;
	request.repeat = OTK_REPEAT_SETTLE;
	otk_drive(f->transport, &request, NULL, seen);
}

static void settled_after_a_repeat(otk_fixture *f)
{
	const otk_reply lost = {.status = -1, .then = OTK_THEN_CLOSE};
	otk_outcome_seen missing = {0}, conflict = {0}, at_first = {0}, refused = {0};

	settle(f, &lost, 404, &missing);
	CHECK_INT(missing.http_status, 404);
	CHECK(missing.settled);
	settle(f, &(otk_reply){.status = 500}, 409, &conflict);
	CHECK(conflict.settled);
	settle(f, &(otk_reply){.status = 404}, 200, &at_first);
	CHECK_INT(at_first.http_status, 404);
	CHECK(!at_first.settled);
	settle(f, &lost, 403, &refused);
	CHECK(!refused.settled);
}

/* ---- libcurl's own retry on a kept connection that dies without a response */

static void kept_connection_dies(otk_fixture *f, otk_repeat repeat, otk_method method,
	const char *body, otk_outcome_seen *seen)
{
	otk_request request = otk_drive_get(otk_drive_url(f->server, "/first"));
	otk_outcome_seen first = {0};

	otk_drive_use_transport(f, NULL);
	otk_server_reset(f->server);
	otk_drive(f->transport, &request, NULL, &first);
	/* The server reads the request on the kept connection, then closes it. */
	otk_server_reply(f->server, &(otk_reply){.status = -1, .then = OTK_THEN_CLOSE});
	request.url = otk_drive_url(f->server, "/second");
	request.method = method;
	request.repeat = repeat;
	otk_drive(f->transport, &request, body, seen);
}

static void unsafe_is_never_sent_twice(otk_fixture *f)
{
	static const struct {
		otk_method method;
		const char *body;
	} all[] = {{OTK_METHOD_POST, "{}"}, {OTK_METHOD_POST, "{\"name\":\"x\"}"},
		{OTK_METHOD_PATCH, "{}"}, {OTK_METHOD_PUT, "{}"}, {OTK_METHOD_POST, ""},
		{OTK_METHOD_POST, NULL}, {OTK_METHOD_GET, NULL}, {OTK_METHOD_DELETE, NULL}};

	for (size_t i = 0; i < OTK_COUNT_OF(all); i++) {
		otk_outcome_seen seen = {0};

		kept_connection_dies(f, OTK_REPEAT_UNSAFE, all[i].method, all[i].body, &seen);
		CHECK_CASE(requests_to(f->server, "/second") == 1, "case %zu: sent %d times", i,
			requests_to(f->server, "/second"));
		CHECK_CASE(seen.status == OTK_E_UNKNOWN_OUTCOME, "case %zu: status %d (%s)", i,
			(int)seen.status, seen.problem);
		CHECK_INT(seen.attempts, 1);
	}
}

static void safe_survives_a_dead_connection(otk_fixture *f)
{
	otk_outcome_seen get = {0}, post = {0}, stop = {0};

	kept_connection_dies(f, OTK_REPEAT_SAFE, OTK_METHOD_GET, NULL, &get);
	CHECK_INT(get.http_status, 200);
	CHECK_INT(requests_to(f->server, "/second"), 2);
	kept_connection_dies(f, OTK_REPEAT_SAFE, OTK_METHOD_POST, "{}", &post);
	CHECK_INT(post.http_status, 200);
	CHECK_INT(requests_to(f->server, "/second"), 2);
	/* libcurl would repeat within one attempt: that also counts as a retry. */
	otk_server_default(f->server, &(otk_reply){.status = 404});
	kept_connection_dies(f, OTK_REPEAT_SETTLE, OTK_METHOD_DELETE, NULL, &stop);
	otk_server_default(f->server, &(otk_reply){.status = 0});
	CHECK_INT(stop.http_status, 404);
	CHECK_INT(requests_to(f->server, "/second"), 2);
	CHECK(stop.settled);
}

/* The server closed the idle connection: noticed before anything is sent. */
static void unsafe_after_an_idle_close(otk_fixture *f)
{
	otk_request request = otk_drive_get(otk_drive_url(f->server, "/"));
	otk_outcome_seen first = {0}, second = {0};

	otk_drive(f->transport, &request, NULL, &first);
	otk_server_close_idle(f->server);
	request.method = OTK_METHOD_POST;
	request.repeat = OTK_REPEAT_UNSAFE;
	otk_drive(f->transport, &request, "{}", &second);
	CHECK_INT(second.status, OTK_OK);
	CHECK_INT(second.attempts, 1);
	CHECK_INT(otk_server_request_count(f->server), 2);
	CHECK_INT(otk_server_connection_count(f->server), 2);
}

/* ---- decisions of the owner */

static void again_is_granted_once(otk_fixture *f)
{
	otk_transport_options options = otk_drive_options();
	otk_request request = otk_drive_get(otk_drive_url(f->server, "/"));
	otk_outcome_seen once = {.again = true}, not_granted = {.again = true};

	options.max_attempts = 1;
	otk_drive_use_transport(f, &options);
	otk_server_reset(f->server);
	otk_server_default(f->server, &(otk_reply){.status = 401});
	request.method = OTK_METHOD_POST;
	request.repeat = OTK_REPEAT_UNSAFE;
	otk_drive(f->transport, &request, "{}", &once);
	CHECK_INT(once.http_status, 401);
	CHECK_INT(once.attempts, 2);
	CHECK_INT(otk_server_request_count(f->server), 2);
	CHECK_STR(otk_server_request(f->server, 1)->body, "{}");
	otk_server_default(f->server, &(otk_reply){.status = -1, .then = OTK_THEN_CLOSE});
	otk_drive(f->transport, &request, "{}", &not_granted);
	CHECK_INT(not_granted.attempts, 1);
	otk_server_default(f->server, &(otk_reply){.status = 0});
}

static void hooks_wait_and_refuse(otk_fixture *f)
{
	otk_request request = otk_drive_get(otk_drive_url(f->server, "/"));
	otk_outcome_seen waits = {.verdict = OTK_VERDICT_WAIT, .wait_ms = 50};
	otk_outcome_seen refuses = {.verdict = OTK_VERDICT_REFUSE};
	otk_outcome_seen too_long = {.verdict = OTK_VERDICT_WAIT, .wait_ms = 6000};
	int64_t began = otk_clock_monotonic_ms();

	otk_drive(f->transport, &request, NULL, &waits);
	CHECK_INT(waits.http_status, 200);
	CHECK_INT(waits.befores, 2);
	CHECK_INT(waits.attempts, 1);
	CHECK(otk_clock_monotonic_ms() - began >= 50);
	otk_drive(f->transport, &request, NULL, &refuses);
	CHECK_INT(refuses.status, OTK_E_REFUSED);
	CHECK_INT(refuses.attempts, 0);
	otk_drive(f->transport, &request, NULL, &too_long);
	CHECK_INT(too_long.status, OTK_E_TIMEOUT);
	CHECK_INT(otk_server_request_count(f->server), 1);
}

/* A service in trouble does not receive three times its load, even if it asks for it. */
static void retry_budget(otk_fixture *f, const char *path)
{
	enum { CALLS = 120 };
	static otk_outcome_seen seen[CALLS];
	otk_request request;

	otk_drive_use_server(f, &(otk_server_options){.respond = respond_by_path});
	otk_drive_use_transport(f, NULL);
	request = otk_drive_get(otk_drive_url(f->server, path));
	memset(seen, 0, sizeof(seen));
	for (int i = 0; i < CALLS; i++)
		otk_drive_submit(f->transport, &request, NULL, &seen[i]);
	CHECK_INT(otk_transport_run(f->transport, -1, NULL, NULL), OTK_OK);
	CHECK_INT(otk_server_request_count(f->server), CALLS + 50);
	for (int i = 0; i < CALLS; i++)
		CHECK_INT(seen[i].done, 1);
}

/* Requests that are refused with 403 and signed again are taken from the budget as well. */
static void signing_again_has_a_limit(otk_fixture *f)
{
	enum { CALLS = 120 };
	static otk_outcome_seen seen[CALLS];
	otk_request request;

	otk_drive_use_server(f, &(otk_server_options){.respond = respond_by_path});
	request = otk_drive_get(otk_drive_url(f->server, "/403/x"));
	memset(seen, 0, sizeof(seen));
	for (int i = 0; i < CALLS; i++) {
		seen[i].again = true;
		otk_drive_submit(f->transport, &request, NULL, &seen[i]);
	}
	CHECK_INT(otk_transport_run(f->transport, -1, NULL, NULL), OTK_OK);
	/* 50 from the full budget, 12 from 120 responses that are not failures of the service. */
	CHECK(otk_server_request_count(f->server) <= CALLS + 62);
	CHECK(otk_server_request_count(f->server) >= CALLS + 50);
}

static void retry_budget_holds(otk_fixture *f)
{
	retry_budget(f, "/500/x");
	retry_budget(f, "/asks");
}

int main(void)
{
	return OTK_TEST_MAIN("repeat", DRIVE_TEST(matrix_of_classes_and_faults),
		DRIVE_TEST(nothing_was_sent), DRIVE_TEST(unknown_outcome_is_reported),
		DRIVE_TEST(statuses_may_be_final), DRIVE_TEST(retry_after_is_obeyed),
		DRIVE_TEST(no_time_left_returns_the_response), DRIVE_TEST(settled_after_a_repeat),
		DRIVE_TEST(unsafe_is_never_sent_twice), DRIVE_TEST(safe_survives_a_dead_connection),
		DRIVE_TEST(unsafe_after_an_idle_close), DRIVE_TEST(again_is_granted_once),
		DRIVE_TEST(hooks_wait_and_refuse), DRIVE_TEST(retry_budget_holds),
		DRIVE_TEST(signing_again_has_a_limit));
}

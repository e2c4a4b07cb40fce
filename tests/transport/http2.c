/* SPDX-License-Identifier: MIT */
/* HTTP/2 as a scripted server speaks it: what was processed, what was not, what has no end. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/certificates.h"
#include "tests/transport/drive.h"
#include "tests/transport/h2_peer.h"

#define HEAD      OTK_H2_FRAME(OTK_H2_HEADERS, OTK_H2_END_HEADERS, OTK_H2_OK)
#define HEAD_2    OTK_H2_FRAME(OTK_H2_HEADERS, OTK_H2_END_HEADERS, OTK_H2_OK OTK_H2_LENGTH_2)
#define BODY      OTK_H2_FRAME(OTK_H2_DATA, 0, "{}")
#define BODY_END  OTK_H2_FRAME(OTK_H2_DATA, OTK_H2_END_STREAM, "{}")
#define NO_ERROR  OTK_H2_RESET("\x00")
#define INTERNAL  OTK_H2_RESET("\x02")
#define REFUSED   OTK_H2_RESET("\x07")
#define CANCELLED OTK_H2_RESET("\x08")

static otk_transport *trusting_transport(void)
{
	otk_transport_options options = otk_drive_options();

	options.ca_file = otk_test_certificates()->ca_file;
	return otk_drive_transport(&options);
}

/* A request of the class with a body of this size; 0: a GET. */
static void send_one(otk_transport *transport, otk_h2_peer *peer, otk_repeat repeat, size_t size,
	otk_outcome_seen *seen)
{
	otk_request request = otk_drive_get(otk_h2_peer_url(peer));
	char *body = size ? malloc(size + 1) : NULL;

	if (body) {
		memset(body, 'x', size);
		body[size] = '\0';
		request.method = OTK_METHOD_POST;
	}
	request.repeat = repeat;
	otk_drive(transport, &request, body, seen);
	free(body);
}

typedef struct h2_case {
	const char *name;
	otk_h2_reply reply;
	size_t body_size;
	otk_status status; /* of an unsafe request */
	int attempts;
} h2_case;

/* One request on a connection of its own, or (kept) on one that was used before. */
static void run_case(const h2_case *one, bool kept)
{
	const otk_h2_reply script[] = {{.frames = {HEAD, BODY_END}, .count = 2}, one->reply};
	otk_h2_peer *peer = otk_h2_peer_new(script + !kept, 1 + kept);
	otk_transport *transport = trusting_transport();
	otk_outcome_seen first = {0}, seen = {0};
	/* libcurl 7.88 does not report REFUSED_STREAM on a kept connection. */
	const bool lost = kept && strncmp(one->name, "refused", 7) == 0;
	const otk_status status = lost ? OTK_E_UNKNOWN_OUTCOME : one->status;
	const int attempts = lost ? 1 : one->attempts;

	if (CHECK(peer && transport)) {
		if (kept) {
			send_one(transport, peer, OTK_REPEAT_SAFE, 0, &first);
			CHECK_INT(first.http_status, 200);
		}
		send_one(transport, peer, OTK_REPEAT_UNSAFE, one->body_size, &seen);
		CHECK_CASE(seen.status == status && seen.attempts == attempts,
			"%s%s: status %d, %d attempts, http %d: %s", one->name,
			kept ? ", kept" : "", (int)seen.status, seen.attempts, seen.http_status,
			seen.problem);
		CHECK_CASE(otk_h2_peer_requests(peer) == attempts + kept, "%s%s: %d requests",
			one->name, kept ? ", kept" : "", otk_h2_peer_requests(peer));
		if (!status)
			CHECK_CASE(seen.http_status == 200 && seen.body_size == 2, "%s: %d, %zu",
				one->name, seen.http_status, seen.body_size);
	}
	otk_transport_free(transport);
	otk_h2_peer_free(peer);
}

static const h2_case cases[] = {
	{"complete", {.frames = {HEAD, BODY_END}, .count = 2}, 10, OTK_OK, 1},
	{"complete, then NO_ERROR", {.frames = {HEAD, BODY_END, NO_ERROR}, .count = 3}, 10, OTK_OK,
		1},
	{"complete with a length, then NO_ERROR",
		{.frames = {HEAD_2, BODY_END, NO_ERROR}, .count = 3}, 10, OTK_OK, 1},
	{"complete, then REFUSED", {.frames = {HEAD, BODY_END, REFUSED}, .count = 3}, 10, OTK_OK,
		1},
	{"complete, then INTERNAL", {.frames = {HEAD, BODY_END, INTERNAL}, .count = 3}, 10, OTK_OK,
		1},
	{"complete, then CANCELLED", {.frames = {HEAD, BODY_END, CANCELLED}, .count = 3}, 10,
		OTK_OK, 1},
	{"complete, then away 0", {.frames = {HEAD, BODY_END, OTK_H2_AWAY("\0")}, .count = 3}, 10,
		OTK_OK, 1},
	{"complete with a length, closed",
		{.frames = {HEAD_2, BODY_END}, .count = 2, .close_after = true}, 10, OTK_OK, 1},
	{"complete with a length, then away 0, closed",
		{.frames = {HEAD_2, BODY_END, OTK_H2_AWAY("\0")}, .count = 3, .close_after = true},
		10, OTK_OK, 1},
	/* libcurl 7.88 does not say that the response was complete; it must not be sent again. */
	{"complete, closed", {.frames = {HEAD, BODY_END}, .count = 2, .close_after = true}, 10,
		OTK_E_UNKNOWN_OUTCOME, 1},
	{"complete, then away 0, closed",
		{.frames = {HEAD, BODY_END, OTK_H2_AWAY("\0")}, .count = 3, .close_after = true},
		10, OTK_E_UNKNOWN_OUTCOME, 1},
	{"half, NO_ERROR", {.frames = {HEAD, BODY, NO_ERROR}, .count = 3}, 10,
		OTK_E_UNKNOWN_OUTCOME, 1},
	{"only NO_ERROR", {.frames = {NO_ERROR}, .count = 1}, 10, OTK_E_UNKNOWN_OUTCOME, 1},
	{"head, NO_ERROR", {.frames = {HEAD, NO_ERROR}, .count = 2}, 10, OTK_E_UNKNOWN_OUTCOME, 1},
	{"refused twice", {.frames = {REFUSED, REFUSED}, .count = 2}, 10, OTK_OK, 2},
	{"away 0 then refused", {.frames = {OTK_H2_AWAY("\0"), REFUSED}, .count = 2}, 10, OTK_OK,
		2},
	{"length, half, NO_ERROR", {.frames = {HEAD_2, BODY, NO_ERROR}, .count = 3}, 10,
		OTK_E_UNKNOWN_OUTCOME, 1},
	{"early", {.frames = {HEAD, BODY_END}, .count = 2, .early = true}, 3000000, OTK_OK, 1},
	{"refused", {.frames = {REFUSED}, .count = 1}, 10, OTK_OK, 2},
	{"refused early", {.frames = {REFUSED}, .count = 1, .early = true}, 3000000, OTK_OK, 2},
	{"away", {.frames = {OTK_H2_AWAY("\0")}, .count = 1}, 10, OTK_OK, 2},
	{"away and closed", {.frames = {OTK_H2_AWAY("\0")}, .count = 1, .close_after = true}, 10,
		OTK_OK, 2},
	{"away, but processed", {.frames = {OTK_H2_AWAY("\x7f"), HEAD, BODY_END}, .count = 3}, 10,
		OTK_OK, 1},
	{"internal error", {.frames = {INTERNAL}, .count = 1}, 10, OTK_E_UNKNOWN_OUTCOME, 1},
	{"cancelled", {.frames = {CANCELLED}, .count = 1}, 10, OTK_E_UNKNOWN_OUTCOME, 1},
	{"half", {.frames = {HEAD, BODY, CANCELLED}, .count = 3}, 10, OTK_E_UNKNOWN_OUTCOME, 1},
	{"away, processed, closed",
		{.frames = {OTK_H2_AWAY("\x7f")}, .count = 1, .close_after = true}, 10,
		OTK_E_UNKNOWN_OUTCOME, 1},
};

static void what_was_processed(void)
{
	for (size_t i = 0; i < OTK_COUNT_OF(cases); i += otk_test_step(1, 3)) {
		run_case(&cases[i], false);
		run_case(&cases[i], true);
	}
}

/*
 * A response that arrives whole, together with RST_STREAM (NO_ERROR), before the request was sent:
 * libcurl 7.88 drops it if it still has something to send. A safe request is then sent again; an
 * unsafe one has an unknown outcome.
 */
static void response_before_the_request(void)
{
	static const otk_h2_reply replies[] = {
		{.frames = {HEAD, BODY_END, NO_ERROR}, .count = 3, .early = true},
		{.frames = {HEAD_2, BODY_END, NO_ERROR}, .count = 3, .early = true}};
	static const size_t sizes[] = {10, 100000};

	for (int i = 0; i < 8; i++) {
		const otk_repeat repeat = i & 4 ? OTK_REPEAT_SAFE : OTK_REPEAT_UNSAFE;
		otk_h2_peer *peer = otk_h2_peer_new(&replies[i & 1], 1);
		otk_transport *transport = trusting_transport();
		otk_outcome_seen seen = {0};

		if (CHECK(peer && transport)) {
			send_one(transport, peer, repeat, sizes[i >> 1 & 1], &seen);
			CHECK_CASE(seen.status == OTK_OK ||
					   (repeat == OTK_REPEAT_UNSAFE &&
						   seen.status == OTK_E_UNKNOWN_OUTCOME),
				"%d: status %d: %s", i, (int)seen.status, seen.problem);
			CHECK_CASE(
				otk_h2_peer_requests(peer) <= (repeat == OTK_REPEAT_SAFE ? 2 : 1),
				"%d: %d requests", i, otk_h2_peer_requests(peer));
		}
		otk_transport_free(transport);
		otk_h2_peer_free(peer);
	}
}

/* A refused request on a kept connection must not make a later loss look like a refusal. */
static void a_refusal_is_not_remembered(void)
{
	static const otk_h2_reply script[] = {{.frames = {HEAD, BODY_END}, .count = 2},
		{.frames = {REFUSED}, .count = 1}, {.count = 0, .reset_after = true}};
	otk_h2_peer *peer = otk_h2_peer_new(script, 3);
	otk_transport *transport = trusting_transport();
	otk_outcome_seen seen[3] = {{0}};

	if (CHECK(peer && transport))
		for (int i = 0; i < 3; i++) {
			send_one(transport, peer, OTK_REPEAT_UNSAFE, 10, &seen[i]);
			CHECK_INT(seen[i].status, i ? OTK_E_UNKNOWN_OUTCOME : OTK_OK);
			CHECK_INT(seen[i].attempts, 1);
			CHECK_INT(otk_h2_peer_requests(peer), i + 1);
		}
	otk_transport_free(transport);
	otk_h2_peer_free(peer);
}

/*
 * A connection on which nothing arrives is left: a request that times out shows that the next one
 * had better use another, even while a third still waits on the silent one.
 */
static void a_silent_connection_is_left(void)
{
	static const otk_h2_reply script[] = {
		{.frames = {HEAD, BODY_END}, .count = 2}, {.count = 0}, {.count = 0}};
	otk_h2_peer *peer = otk_h2_peer_new(script, 3);
	otk_transport *transport = trusting_transport();
	otk_outcome_seen first = {0}, silent = {0}, waiting = {0}, next = {0};
	otk_request request;

	if (CHECK(peer && transport)) {
		request = otk_drive_get(otk_h2_peer_url(peer));
		otk_drive(transport, &request, NULL, &first);
		CHECK_INT(first.http_status, 200);
		request.timeout_ms = otk_test_ms(4000);
		otk_drive_submit(transport, &request, NULL, &waiting);
		request.timeout_ms = otk_test_ms(100);
		otk_drive_submit(transport, &request, NULL, &silent);
		while (!silent.done)
			CHECK_INT(otk_transport_run(transport, 50, &silent.stop, NULL), OTK_OK);
		CHECK_INT(silent.status, OTK_E_TIMEOUT);
		CHECK_INT(waiting.done, 0);
		request.timeout_ms = otk_test_ms(3000);
		otk_drive_submit(transport, &request, NULL, &next);
		while (!next.done)
			CHECK_INT(otk_transport_run(transport, 50, &next.stop, NULL), OTK_OK);
		CHECK_INT(next.http_status, 200);
		CHECK_INT(otk_h2_peer_connections(peer), 2);
	}
	otk_transport_free(transport);
	otk_h2_peer_free(peer);
}

/* GOAWAY that includes our stream: it may have been processed. */
static void goaway_at_our_stream(void)
{
	static const otk_h2_reply script[] = {
		{.frames = {OTK_H2_AWAY("\x01")}, .count = 1, .close_after = true}};
	otk_h2_peer *peer = otk_h2_peer_new(script, 1);
	otk_transport *transport = trusting_transport();
	otk_outcome_seen seen = {0};

	if (CHECK(peer && transport)) {
		send_one(transport, peer, OTK_REPEAT_UNSAFE, 10, &seen);
		CHECK_INT(seen.status, OTK_E_UNKNOWN_OUTCOME);
		CHECK_INT(otk_h2_peer_requests(peer), 1);
	}
	otk_transport_free(transport);
	otk_h2_peer_free(peer);
}

/* One attempt with a transport of its own; plain: over HTTP/1.1, as for a download. */
static otk_outcome_seen get_once(otk_h2_peer *peer, bool plain, int64_t timeout_ms)
{
	otk_transport_options options = otk_drive_options();
	otk_request request = otk_drive_get(otk_h2_peer_url(peer));
	otk_outcome_seen seen = {0};
	otk_transport *transport;

	options.ca_file = otk_test_certificates()->ca_file;
	options.max_attempts = 1;
	transport = otk_drive_transport(&options);
	request.plain = plain;
	request.timeout_ms = otk_test_ms(timeout_ms);
	otk_drive(transport, &request, NULL, &seen);
	otk_transport_free(transport);
	return seen;
}

/* Endless frames of any type: the call ends in time. */
static void frames_without_end(void)
{
	static const struct {
		const char *name;
		otk_h2_reply reply;
	} all[] = {
		{"interim responses",
			{.frames = {OTK_H2_FRAME(OTK_H2_HEADERS, OTK_H2_END_HEADERS, OTK_H2_103)},
				.count = 1,
				.repeat = -1}},
		{"trailers",
			{.frames = {HEAD, BODY,
				 OTK_H2_FRAME(OTK_H2_HEADERS, OTK_H2_END_HEADERS, OTK_H2_TRAILER)},
				.count = 3,
				.repeat = -1}},
		{"continuations", {.frames = {OTK_H2_FRAME(OTK_H2_HEADERS, 0, OTK_H2_OK),
					   OTK_H2_FRAME(9, 0, OTK_H2_TRAILER OTK_H2_TRAILER)},
					  .count = 2,
					  .repeat = -1}},
		{"pings", {.frames = {{OTK_H2_PING, 0, true, "12345678", 8}},
				  .count = 1,
				  .repeat = -1}},
		{"settings",
			{.frames = {{OTK_H2_SETTINGS, 0, true, "", 0}}, .count = 1, .repeat = -1}},
		{"a body", {.frames = {HEAD, BODY}, .count = 2, .repeat = -1}},
	};

	for (size_t i = 0; i < OTK_COUNT_OF(all); i += otk_test_step(1, 3)) {
		otk_h2_peer *peer = otk_h2_peer_new(&all[i].reply, 1);
		const otk_outcome_seen seen = get_once(peer, false, 1000);

		CHECK_CASE(seen.status != OTK_OK, "%s: %d", all[i].name, seen.http_status);
		otk_h2_peer_free(peer);
	}
}

/* A server that is not the service's could keep libcurl busy with empty DATA frames. */
static void downloads_use_http1(void)
{
	otk_h2_peer *peer = otk_h2_peer_new(NULL, 0);
	const otk_outcome_seen seen = get_once(peer, true, 500);

	CHECK(seen.status != OTK_OK);
	CHECK_INT(otk_h2_peer_requests(peer), 0);
	otk_h2_peer_free(peer);
}

int main(void)
{
	static const otk_test tests[] = {TEST(what_was_processed),
		TEST(response_before_the_request), TEST(a_refusal_is_not_remembered),
		TEST(a_silent_connection_is_left), TEST(goaway_at_our_stream),
		TEST(frames_without_end), TEST(downloads_use_http1)};

	return otk_test_main("http2", tests, OTK_COUNT_OF(tests), NULL, NULL);
}

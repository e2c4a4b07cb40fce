/* SPDX-License-Identifier: MIT */
/* Response heads, line by line as libcurl hands them over, the dates in them, and header lists. */
#include "config.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/transport/http/date.h"
#include "core/transport/http/header_list.h"
#include "core/transport/http/response_head.h"
#include "tests/harness.h"

static otk_receiver receiver;

/* Begins an attempt and feeds it lines, which end in '\n' each. */
static void feed(const char *lines)
{
	static const otk_exchange_events no_events;

	otk_receiver_begin(&receiver, &no_events, NULL, 1000);
	while (*lines) {
		char line[256];
		const size_t size = strcspn(lines, "\n");

		snprintf(line, sizeof(line), "%.*s\r\n", (int)size, lines);
		CHECK_INT(otk_response_head_line(line, 1, size + 2, &receiver), size + 2);
		lines += size + 1;
	}
}

static void a_whole_head(void)
{
	const otk_response *response = &receiver.response;

	feed("HTTP/2 201 \ncontent-type: application/json\nDate: Sun, 06 Nov 1994 08:49:37 GMT\n"
	     "Content-Length: 12\nX-OpenTok-Trace: a\001b\n");
	CHECK_INT(response->http_status, 201);
	CHECK(!receiver.head_complete);
	feed("HTTP/1.1 200 OK\nContent-Type:\t a/b \nRetry-After: 7\netag: \"x\"\n\n");
	CHECK(receiver.head_complete);
	CHECK_STR(response->http_version, "1.1");
	CHECK_STR(response->content_type, "a/b");
	CHECK_INT(response->retry_after_ms, 7000);
	CHECK_INT(response->content_length, -1);
	CHECK_STR(response->trace_id, "");
	CHECK_STR(receiver.etag, "\"x\"");
}

/* A status line counts only where one belongs. */
static void status_lines_elsewhere(void)
{
	feed("HTTP/1.1 200 OK\nHTTP/9 503 x: y\nContent-Length: 2\n\n");
	CHECK_INT(receiver.response.http_status, 200);
	CHECK_INT(receiver.response.content_length, 2);
	CHECK_STR(receiver.response.http_version, "1.1");
	feed("HTTP/1.1 200 OK\nContent-Type: a/b\n\nHTTP/1.1 503 trailer\nRetry-After: 9\n\n");
	CHECK_INT(receiver.response.http_status, 200);
	CHECK_INT(receiver.response.retry_after_ms, -1);
	CHECK_STR(receiver.response.content_type, "a/b");
	CHECK(receiver.head_complete);
	/* Interim responses are followed by another one, and forgotten. */
	feed("HTTP/1.1 103 Early Hints\nRetry-After: 9\nHTTP/1.1 500: z\n\n"
	     "HTTP/1.1 100 Continue\n\nHTTP/1.1 202 Accepted\nETag: \"e\"\n\n");
	CHECK_INT(receiver.response.http_status, 202);
	CHECK_INT(receiver.response.retry_after_ms, -1);
	CHECK(receiver.head_complete);
	feed("HTTP/1.1 103 Early Hints\n\n");
	CHECK_INT(receiver.response.http_status, 0);
	CHECK(!receiver.head_complete);
	/* A second request within the attempt: a proxy asked for a password first. */
	feed("HTTP/1.1 407 No\nRetry-After: 9\n\n");
	otk_response_head_expect(&receiver);
	CHECK(!receiver.head_complete);
	CHECK_INT(otk_response_head_line((char[]){"HTTP/1.1 200 OK\r\n"}, 1, 17, &receiver), 17);
	CHECK_INT(receiver.response.http_status, 200);
	CHECK_INT(receiver.response.retry_after_ms, -1);
}

static void odd_status_lines(void)
{
	static const struct {
		const char *lines;
		int status;
	} all[] = {{"HTTP/1.1 99 x\n\n", 0}, {"HTTP/1.1\n\n", 0}, {"HTTP/1.1 \n\n", 0},
		{"HTTP/1.1 2x0 OK\n\n", 0}, {"HTTP/1.1 20\n\n", 0}, {"HTTP/1.1 -20 x\n\n", 0},
		{"nothing\n\n", 0}, {"HTTP/123456789.1 200 OK\n\n", 200}, {"HTTP/2 404 \n\n", 404}};

	for (size_t i = 0; i < OTK_COUNT_OF(all); i++) {
		feed(all[i].lines);
		CHECK_CASE(receiver.response.http_status == all[i].status, "%s: %d", all[i].lines,
			(int)receiver.response.http_status);
	}
}

static void retry_after(void)
{
	static const struct {
		const char *value;
		int64_t ms;
	} all[] = {{"0", 0}, {"120", 120000}, {"\t7 ", 7000}, {"007", 7000},
		{"9999999999", INT64_C(9999999999000)}, {"10000000000", INT64_C(9999999999000)},
		{"9223372036854775807", INT64_C(9999999999000)},
		{"99999999999999999999", INT64_C(9999999999000)},
		{"99999999999999999999999999999999999999999999999999", INT64_C(9999999999000)},
		{"", -1}, {"-1", -1}, {"+5", -1}, {"1.5", -1}, {"1e3", -1}, {"soon", -1},
		{"5 s", -1}, {"0x10", -1}};

	for (size_t i = 0; i < OTK_COUNT_OF(all); i++) {
		char lines[160];

		snprintf(lines, sizeof(lines), "HTTP/1.1 503 x\nRetry-After: %s\n\n", all[i].value);
		feed(lines);
		CHECK_CASE(receiver.response.retry_after_ms == all[i].ms, "\"%s\": %" PRId64,
			all[i].value, receiver.response.retry_after_ms);
	}
}

static void limits(void)
{
	char line[] = "A: bcd\r\n", *wide = malloc(OTK_HEADER_BYTES_MAX + 1);

	feed("HTTP/1.1 200 OK\n");
	for (size_t i = 1; i < OTK_HEADER_LINES_MAX; i++)
		CHECK_INT(otk_response_head_line(line, 1, 8, &receiver), 8);
	CHECK(!receiver.limit_reached);
	CHECK_INT(otk_response_head_line(line, 1, 8, &receiver), 0);
	CHECK(receiver.limit_reached);
	feed("HTTP/1.1 200 OK\n\n"); /* trailers count as well */
	if (!CHECK(wide != NULL))
		return;
	memset(wide, 'x', OTK_HEADER_BYTES_MAX);
	CHECK_INT(otk_response_head_line(wide, 1, OTK_HEADER_BYTES_MAX - 19, &receiver),
		OTK_HEADER_BYTES_MAX - 19);
	CHECK_INT(otk_response_head_line(wide, 1, 1, &receiver), 0);
	CHECK(receiver.limit_reached);
	free(wide);
}

static void dates(void)
{
	static const struct {
		const char *text;
		int64_t seconds;
	} all[] = {
		{"Sun, 06 Nov 1994 08:49:37 GMT", 784111777},
		{"Sunday, 06-Nov-94 08:49:37 GMT", 784111777},
		{"Sun Nov  6 08:49:37 1994", 784111777},
		{"Thu, 29 Feb 2024 00:00:00 GMT", 1709164800},
		{"Fri, 31 Dec 9999 23:59:59 GMT", INT64_C(253402300799)},
		{"Sat, 31 Dec 2016 23:59:60 GMT", 1483228800},
		{"Thu, 01 Jan 1970 00:00:01 GMT", 1},
		{"", 0},
		{"garbage", 0},
		{"0", 0},
		{"20260101", 0},
		{"Sun, 99 Nov 9999 99:99:99 GMT", 0},
		{"Sun, 00 Nov 1994 08:49:37 GMT", 0},
		{"Sun, 32 Nov 1994 08:49:37 GMT", 0},
		{"Sun, 31 Feb 2026 08:49:37 GMT", 0},
		{"Thu, 29 Feb 2026 00:00:00 GMT", 0},
		{"Sun, 06 Nov 1994 24:49:37 GMT", 0},
		{"Sun, 06 Nov 1994 08:60:37 GMT", 0},
		{"Sun, 06 Nov 1994 08:49:61 GMT", 0},
		{"Sun, 06 Nox 1994 08:49:37 GMT", 0},
		{"06 Nov 1994 08:49:37 GMT", 0},
		{"Sun, 06 Nov 10000 08:49:37 GMT", 0},
		{"Sun, 06 Nov 0000 08:49:37 GMT", 0},
		{"Sun, 06 Nov 1969 08:49:37 GMT", 0},
		{"Sun, 06 Nov 99999999999999999999 08:49:37 GMT", 0},
		{"Sun, -6 Nov 1994 08:49:37 GMT", 0},
	};

	for (size_t i = 0; i < OTK_COUNT_OF(all); i++)
		CHECK_CASE(!OTK_TEST_HAS_TIME(all[i].seconds) ||
				   otk_http_date(all[i].text) == all[i].seconds,
			"\"%s\": %" PRId64, all[i].text, otk_http_date(all[i].text));
}

/* An attempt begins in the same state, whatever the one before has left. */
static void nothing_is_left_of_an_attempt(void)
{
	static const otk_exchange_events no_events;
	otk_receiver all[2];

	for (size_t i = 0; i < OTK_COUNT_OF(all); i++) {
		memset(&all[i], i ? 0x11 : 0x77, sizeof(all[i]));
		all[i].response.body = (otk_buffer){0};
		otk_receiver_begin(&all[i], &no_events, NULL, 1000);
		CHECK_STR(all[i].retry_at, "");
		CHECK_STR(all[i].etag, "");
		CHECK_STR(all[i].response.date, "");
		CHECK_STR(all[i].response.http_version, "");
		CHECK_STR(all[i].response.trace_id, "");
		CHECK_STR(all[i].response.content_type, "");
		CHECK_STR(all[i].response.problem, "");
		CHECK_INT(all[i].response.body.max, 1000);
	}
#define SAME(member) CHECK(memcmp(&all[0].member, &all[1].member, sizeof(all[0].member)) == 0)
	SAME(response.status);
	SAME(response.http_status);
	SAME(response.attempts);
	SAME(response.retry_after_ms);
	SAME(response.content_length);
	SAME(response.settled);
	SAME(events);
	SAME(download);
	SAME(watched);
	SAME(heard_at);
	SAME(status_line);
	SAME(head_complete);
	SAME(limit_reached);
	SAME(odd_head);
	SAME(odd_encoding);
	SAME(range_asked);
	SAME(wrong_range);
	SAME(file_changed);
	SAME(page);
	SAME(begun);
	SAME(sink_status);
	SAME(header_lines);
	SAME(header_bytes);
	SAME(range_start);
	SAME(range_total);
	SAME(skip);
	SAME(delivered);
}

/* Each line is in the list of libcurl, in its order, whatever their number. */
static void header_lists(void)
{
	for (size_t count = 1; count <= OTK_REQUEST_LINES_MAX; count++) {
		otk_header_list list;
		const struct curl_slist *node;
		size_t seen = 0;
		char line[32];

		otk_header_list_init(&list);
		for (size_t i = 0; i < count; i++) {
			snprintf(line, sizeof(line), "X-Line-%zu:", i);
			CHECK_INT(otk_header_list_add(&list, line, NULL), OTK_OK);
		}
		REQUIRE(otk_header_list_link(&list) == OTK_OK);
		for (node = list.nodes; node; node = node->next) {
			snprintf(line, sizeof(line), "X-Line-%zu:", seen++);
			CHECK_STR(node->data, line);
		}
		CHECK_INT(seen, count);
		otk_header_list_free(&list);
	}
}

int main(void)
{
	static const otk_test tests[] = {TEST(a_whole_head), TEST(status_lines_elsewhere),
		TEST(odd_status_lines), TEST(retry_after), TEST(limits), TEST(dates),
		TEST(nothing_is_left_of_an_attempt), TEST(header_lists)};

	return otk_test_main("head", tests, OTK_COUNT_OF(tests), NULL, NULL);
}

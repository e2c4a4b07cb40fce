/* SPDX-License-Identifier: MIT */
/* Downloads: the receiver gets each byte once and in order after any failure. */
#include "config.h"

#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/transport/transport.h"
#include "tests/transport/drive.h"

#define SIZE 200000

static char content[SIZE];

/* The data of the receiver. */
static struct {
	char data[SIZE + 16];
	size_t size;
	size_t refuse_at; /* 0: never */
} got;

static otk_status receive(void *userdata, const void *data, size_t size)
{
	(void)userdata;
	if (got.refuse_at && got.size + size > got.refuse_at)
		return OTK_E_IO;
	if (got.size + size > sizeof(got.data)) {
		got.size = sizeof(got.data) + 1;
		return OTK_E_TOO_LARGE;
	}
	memcpy(got.data + got.size, data, size);
	got.size += size;
	return OTK_OK;
}

static int fill_content(void)
{
	for (size_t i = 0; i < SIZE; i++)
		content[i] = (char)('a' + i * 7 % 23);
	return 0;
}

static void fetch_from(otk_fixture *f, int64_t offset, otk_outcome_seen *seen)
{
	otk_request request = otk_drive_get(otk_drive_url(f->server, "/file.mp4?sig=secret"));
	otk_exchange *exchange;

	otk_drive_use_transport(f, NULL);
	request.plain = true;
	request.timeout_ms = 0;
	request.stall_timeout_ms = 2000;
	seen->on_body = receive;
	exchange = otk_drive_submit(f->transport, &request, NULL, seen);
	if (exchange && offset)
		otk_exchange_set_offset(exchange, offset);
	CHECK_INT(otk_transport_run(f->transport, 8000, &seen->stop, NULL), OTK_OK);
	CHECK_INT(seen->done, 1);
}

static void begin_with(otk_fixture *f, size_t have)
{
	otk_server_reset(f->server);
	memset(&got, 0, sizeof(got));
	memcpy(got.data, content, have);
	got.size = have;
}

static bool is_whole(void)
{
	return got.size == SIZE && memcmp(got.data, content, SIZE) == 0;
}

/* The response to a Range that begins at `from`. */
static void reply_part(otk_fixture *f, size_t from, const char *etag, size_t cut)
{
	char headers[160];

	snprintf(headers, sizeof(headers), "Content-Range: bytes %zu-%d/%d\r\n%s", from, SIZE - 1,
		SIZE, etag);
	otk_server_reply(f->server, &(otk_reply){.status = 206,
					    .headers = headers,
					    .body = content + from,
					    .body_size = SIZE - from,
					    .cut_body = cut,
					    .then = cut ? OTK_THEN_CLOSE : OTK_THEN_KEEP});
}

static void reply_all(otk_fixture *f, const char *etag, size_t cut)
{
	otk_server_reply(f->server, &(otk_reply){.headers = etag,
					    .body = content,
					    .body_size = SIZE,
					    .cut_body = cut,
					    .then = cut ? OTK_THEN_CLOSE : OTK_THEN_KEEP});
}

static void in_one_piece(otk_fixture *f)
{
	otk_outcome_seen seen = {0};
	const otk_seen *request;
	char value[64];

	begin_with(f, 0);
	reply_all(f, NULL, 0);
	fetch_from(f, 0, &seen);
	CHECK_INT(seen.status, OTK_OK);
	CHECK(is_whole());
	CHECK_INT(seen.body_size, 0);
	CHECK_INT(seen.content_length, SIZE);
	request = otk_server_request(f->server, 0);
	CHECK_STR(otk_seen_header(request, "Range", value, sizeof(value)), "");
	CHECK_STR(otk_seen_header(request, "Accept", value, sizeof(value)), "*/*");
	CHECK_STR(otk_seen_header(request, "Accept-Encoding", value, sizeof(value)), "");
}

static void resumed_after_each_break(otk_fixture *f)
{
	static const char tag[] = "ETag: \"v1\"\r\n";
	otk_outcome_seen seen = {0};
	char value[64];

	begin_with(f, 0);
	reply_all(f, tag, 50000);
	reply_part(f, 50000, tag, 30000);
	/* More breaks than max_attempts: an attempt that made progress does not count. */
	reply_part(f, 80000, tag, 30000);
	reply_part(f, 110000, tag, 30000);
	reply_part(f, 140000, tag, 0);
	fetch_from(f, 0, &seen);
	CHECK_INT(seen.status, OTK_OK);
	CHECK(is_whole());
	CHECK_INT(seen.attempts, 5);
	CHECK_INT(seen.content_length, SIZE);
	CHECK_LACKS(seen.log, "secret");
	for (int i = 1; i < 5; i++) {
		char expected[32];

		snprintf(expected, sizeof(expected), "bytes=%d-", 20000 + i * 30000);
		CHECK_STR(otk_seen_header(
				  otk_server_request(f->server, i), "Range", value, sizeof(value)),
			expected);
		CHECK_STR(otk_seen_header(otk_server_request(f->server, i), "If-Range", value,
				  sizeof(value)),
			"\"v1\"");
	}
}

static void continues_a_partial_file(otk_fixture *f)
{
	otk_outcome_seen seen = {0};
	char value[64];

	begin_with(f, 1234);
	reply_part(f, 1234, "", 0);
	fetch_from(f, 1234, &seen);
	CHECK_INT(seen.status, OTK_OK);
	CHECK(is_whole());
	CHECK_STR(otk_seen_header(otk_server_request(f->server, 0), "Range", value, sizeof(value)),
		"bytes=1234-");
}

/* A server without ranges sends the whole file again. */
static void whole_file_instead_of_a_range(otk_fixture *f)
{
	otk_outcome_seen seen = {0}, continued = {0};

	begin_with(f, 0);
	reply_all(f, "ETag: \"v1\"\r\n", 70000);
	reply_all(f, "ETag: \"v1\"\r\n", 0);
	fetch_from(f, 0, &seen);
	CHECK_INT(seen.status, OTK_OK);
	CHECK(is_whole());
	begin_with(f, 100000);
	reply_all(f, NULL, 0);
	fetch_from(f, 100000, &continued);
	CHECK_INT(continued.status, OTK_OK);
	CHECK(is_whole());
}

/* Without a tag on either side, only a digest shows whether the file has changed. */
static void a_tag_that_is_missing(otk_fixture *f)
{
	static const char *const tags[][2] = {{"", "ETag: \"v1\"\r\n"}, {"ETag: \"v1\"\r\n", ""}};

	for (size_t i = 0; i < OTK_COUNT_OF(tags); i++) {
		otk_outcome_seen seen = {0};

		begin_with(f, 0);
		reply_all(f, tags[i][0], 70000);
		reply_part(f, 70000, tags[i][1], 0);
		fetch_from(f, 0, &seen);
		CHECK_INT(seen.status, OTK_OK);
		CHECK(is_whole());
	}
}

static void another_file_in_its_place(otk_fixture *f)
{
	otk_outcome_seen seen = {0};

	begin_with(f, 0);
	reply_all(f, "ETag: \"v1\"\r\n", 70000);
	reply_all(f, "ETag: \"v2\"\r\n", 0);
	fetch_from(f, 0, &seen);
	CHECK_INT(seen.status, OTK_E_HASH);
	CHECK_HAS(seen.problem, "changed");
	CHECK_INT(got.size, 70000);
}

static void another_part_than_asked(otk_fixture *f)
{
	otk_outcome_seen seen = {0}, unasked = {0};

	begin_with(f, 100);
	reply_part(f, 200, "", 0);
	fetch_from(f, 100, &seen);
	CHECK_INT(seen.status, OTK_E_PROTOCOL);
	CHECK_INT(got.size, 100);
	begin_with(f, 0);
	reply_part(f, 0, "", 0);
	fetch_from(f, 0, &unasked);
	CHECK_INT(unasked.status, OTK_E_PROTOCOL);
	CHECK_INT(got.size, 0);
}

static void refusals_go_to_the_body(otk_fixture *f)
{
	otk_outcome_seen expired = {0}, past = {0};

	begin_with(f, 0);
	otk_server_reply(f->server, &(otk_reply){.status = 403, .body = "<Error>expired</Error>"});
	fetch_from(f, 0, &expired);
	CHECK_INT(expired.http_status, 403);
	CHECK_STR(expired.body, "<Error>expired</Error>");
	CHECK_INT(got.size, 0);
	begin_with(f, SIZE);
	otk_server_reply(f->server,
		&(otk_reply){.status = 416, .headers = "Content-Range: bytes */200000\r\n"});
	fetch_from(f, SIZE, &past);
	CHECK_INT(past.http_status, 416);
}

static void receiver_stops(otk_fixture *f)
{
	otk_outcome_seen seen = {0};

	begin_with(f, 0);
	got.refuse_at = 60000;
	reply_all(f, NULL, 0);
	fetch_from(f, 0, &seen);
	CHECK_INT(seen.status, OTK_E_IO);
	CHECK_INT(seen.attempts, 1);
	CHECK(got.size <= 60000);
}

static void no_progress_gives_up(otk_fixture *f)
{
	otk_outcome_seen seen = {0};

	begin_with(f, 0);
	for (int i = 0; i < 4; i++)
		otk_server_reply(f->server, &(otk_reply){.status = -1, .then = OTK_THEN_CLOSE});
	fetch_from(f, 0, &seen);
	CHECK_INT(seen.status, OTK_E_NETWORK);
	CHECK_INT(seen.attempts, 3);
}

static size_t most_memory;

static otk_status weigh(void *userdata, const void *data, size_t size)
{
	size_t now = mallinfo2().uordblks + mallinfo2().hblkhd;

	(void)userdata;
	(void)data;
	got.size += size;
	if (now > most_memory)
		most_memory = now;
	return OTK_OK;
}

/* 8 MB through a receiver: the memory of the process does not grow with the file. */
static void memory_is_bounded(otk_fixture *f)
{
	const size_t size = (size_t)8 * 1024 * 1024;
	otk_request request = otk_drive_get(otk_drive_url(f->server, "/large"));
	otk_outcome_seen seen = {.on_body = weigh};
	char *large = calloc(1, size);
	size_t before;

	if (!large)
		abort();
	begin_with(f, 0);
	otk_server_reply(f->server, &(otk_reply){.body = large, .body_size = size});
	free(large);
	request.plain = true;
	/* The server copies its texts before the memory is measured. */
	otk_drive_submit(f->transport, &request, NULL, &seen);
	most_memory = 0;
	while (!most_memory && !seen.stop)
		CHECK_INT(otk_transport_run(f->transport, 10, NULL, NULL), OTK_OK);
	before = most_memory;
	CHECK_INT(otk_transport_run(f->transport, 8000, &seen.stop, NULL), OTK_OK);
	CHECK_INT(seen.status, OTK_OK);
	CHECK_INT(got.size, size);
	CHECK(most_memory < before + (size_t)1024 * 1024);
}

int main(void)
{
	static const otk_test tests[] = {DRIVE_TEST(in_one_piece),
		DRIVE_TEST(resumed_after_each_break), DRIVE_TEST(continues_a_partial_file),
		DRIVE_TEST(whole_file_instead_of_a_range), DRIVE_TEST(a_tag_that_is_missing),
		DRIVE_TEST(another_file_in_its_place), DRIVE_TEST(another_part_than_asked),
		DRIVE_TEST(refusals_go_to_the_body), DRIVE_TEST(receiver_stops),
		DRIVE_TEST(no_progress_gives_up), DRIVE_TEST(memory_is_bounded)};

	return otk_test_main("download", tests, OTK_COUNT_OF(tests), fill_content, NULL);
}

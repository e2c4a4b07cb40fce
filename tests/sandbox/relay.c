/* SPDX-License-Identifier: MIT */
/* Requests that are passed on to an upstream and recorded; record.sh tests the commands. */
#include "config.h"

#include <signal.h>
#include <string.h>

#include "tests/sandbox/box.h"
#include "tests/server.h"

static test_box server;

/* Lines that look like status lines, an invalid status, a header of 200 KB. */
static void an_upstream_that_lies(void)
{
	static const char odd_header[] =
		"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nHTTP/9 503 x: y\r\n"
		"Content-Length: 4\r\n\r\n<a/>";
	static const char odd_trailer[] =
		"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nTransfer-Encoding: chunked\r\n\r\n"
		"4\r\n<a/>\r\n0\r\nHTTP/1.1 500 x: y\r\nContent-Type: a/b\r\n\r\n";
	static const char odd_status[] =
		"HTTP/1.1 999 No\r\nContent-Type: text/xml\r\nContent-Length: 4\r\n\r\n<a/>";
	static const char too_long[] = "HTTP/1.1 200 OK\r\nX: %0200000d\r\n\r\n";
	const struct {
		const char *raw, *type, *body;
		long status;
	} cases[] = {
		{odd_header, "text/xml", "<a/>", 200},
		{odd_trailer, "text/xml", "<a/>", 200},
		{odd_status, "text/xml", "<a/>", 999},
		{text(too_long, 0), "application/json", "a header line is too long", 502},
	};
	const char *folder = text("%s/lies", otk_test_folder()), *said = "";
	otk_server *upstream = otk_server_new(NULL);
	test_box recorder = {0};

	if (!CHECK(upstream &&
		    box_start(&recorder, (const char *const[]){"--record", folder, "--upstream",
						 otk_server_url(upstream), NULL})))
		return;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		box_response seen;

		otk_server_reply(
			upstream, &(otk_reply){.raw = cases[i].raw, .then = OTK_THEN_CLOSE});
		seen = ask_with(&recorder, "GET", "/x", NULL, NULL, NULL);
		CHECK_INT(seen.status, cases[i].status);
		CHECK_HAS(seen.body, cases[i].body);
		CHECK_CASE(strcasestr(seen.headers, text("Content-Type: %s\r\n", cases[i].type)),
			"%zu: %s", i, seen.headers);
	}
	CHECK_INT(box_end(&recorder, SIGTERM), 0);
	/* The recording can be read: status 1 says that its exchanges differ. */
	CHECK_INT(box_run((const char *const[]){"--diff", folder, NULL}, &said), 1);
	CHECK_STR(said, "");
	otk_server_free(upstream);
}

int main(void)
{
	static const otk_test tests[] = {
		TEST(an_upstream_that_lies),
	};

	return box_test_main("sandbox relay", tests, COUNT_OF(tests), &server);
}

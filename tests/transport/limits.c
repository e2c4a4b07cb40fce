/* SPDX-License-Identifier: MIT */
/* Responses that are too large, cut off or missing; URLs that are refused. */
#include "config.h"

#include <ifaddrs.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/clock.h"
#include "core/transport/http/url.h"
#include "tests/transport/drive.h"

/* One attempt, and responses of at most 10 000 bytes. */
static void set_up_limits(otk_fixture *f)
{
	otk_transport_options options = otk_drive_options();

	options.max_response_bytes = 10000;
	options.max_attempts = 1;
	otk_drive_set_up(f);
	otk_drive_use_transport(f, &options);
}

static const otk_fixture_type with_limits = {
	sizeof(otk_fixture), set_up_limits, otk_drive_clean_up};
#define LIMITS_TEST(function) TEST_WITH(&with_limits, function)

static void get_reply(otk_fixture *f, const otk_reply *reply, otk_outcome_seen *seen)
{
	otk_request request = otk_drive_get(otk_drive_url(f->server, "/"));

	otk_server_reset(f->server);
	otk_server_reply(f->server, reply);
	otk_drive(f->transport, &request, NULL, seen);
}

static char *filled(size_t size)
{
	char *text = malloc(size + 1);

	if (!text)
		abort();
	memset(text, 'x', size);
	text[size] = '\0';
	return text;
}

static void size_of_a_response(otk_fixture *f)
{
	char *just = filled(10000), *more = filled(10001);
	otk_outcome_seen fits = {0}, large = {0}, chunked = {0}, refused = {0};

	get_reply(f, &(otk_reply){.body = just}, &fits);
	CHECK_INT(fits.status, OTK_OK);
	CHECK_INT(fits.body_size, 10000);
	get_reply(f, &(otk_reply){.body = more}, &large);
	CHECK_INT(large.status, OTK_E_TOO_LARGE);
	CHECK_HAS(large.problem, "max_response_bytes");
	get_reply(f, &(otk_reply){.body = more, .chunked = true}, &chunked);
	CHECK_INT(chunked.status, OTK_E_TOO_LARGE);
	/* An error page may be cut. */
	get_reply(f, &(otk_reply){.status = 403, .body = more}, &refused);
	CHECK_INT(refused.status, OTK_OK);
	CHECK_INT(refused.http_status, 403);
	free(just);
	free(more);
}

/* 60 bytes that unpack to 20 000. */
static void size_after_unpacking(otk_fixture *f)
{
	static const char bomb[] =
		"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\xed\xc1\x31\x01\x00\x00\x00\xc2\xa0\xda"
		"\x8b\x6f\x0d\x0f\xa0\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
		"\x00\x00\x00\x00\x78\x30\x03\x47\x65\x41\x20\x4e\x00\x00";
	static const char hello[] =
		"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\xab\x56\xca\xcf\x56\xb2\x52\x2a\x29\x2a"
		"\x4d\x55\xaa\x05\x00\x22\x7e\x1a\x24\x0d\x00\x00\x00";
	otk_outcome_seen small = {0}, large = {0};

	get_reply(f,
		&(otk_reply){.body = hello,
			.body_size = sizeof(hello) - 1,
			.headers = "Content-Encoding: gzip\r\n"},
		&small);
	CHECK_INT(small.status, OTK_OK);
	CHECK_STR(small.body, "{\"ok\":\"true\"}");
	get_reply(f,
		&(otk_reply){.body = bomb,
			.body_size = sizeof(bomb) - 1,
			.headers = "Content-Encoding: gzip\r\n"},
		&large);
	CHECK_INT(large.status, OTK_E_TOO_LARGE);
}

static void header_lines(otk_fixture *f)
{
	char *many = malloc(300 * 8 + 1), *wide = filled(70000), *line = malloc(70100);
	otk_outcome_seen lines = {0}, bytes = {0};

	if (!many || !line)
		abort();
	for (size_t i = 0; i < 300; i++)
		memcpy(many + i * 8, "A: bcd\r\n", 8);
	many[300 * 8] = '\0';
	get_reply(f, &(otk_reply){.headers = many}, &lines);
	CHECK_INT(lines.status, OTK_E_TOO_LARGE);
	CHECK_HAS(lines.problem, "header lines");
	snprintf(line, 70100, "A: %s\r\n", wide);
	get_reply(f, &(otk_reply){.headers = line}, &bytes);
	CHECK_INT(bytes.status, OTK_E_TOO_LARGE);
	free(many);
	free(wide);
	free(line);
}

/* A header line over libcurl's own limit is too large, never "out of memory". */
static void long_header_lines(otk_fixture *f)
{
	static const size_t sizes[] = {3000, 60000, 65536, 102400, 110000, 300000};

	for (size_t i = 0; i < OTK_COUNT_OF(sizes); i++) {
		const bool fits = sizes[i] < 65000;
		char *wide = filled(sizes[i]), *line = malloc(sizes[i] + 16);
		otk_outcome_seen head = {0}, trailer = {0};

		if (!line)
			abort();
		snprintf(line, sizes[i] + 16, "A: %s\r\n", wide);
		get_reply(f, &(otk_reply){.headers = line}, &head);
		CHECK_CASE(head.status == (fits ? OTK_OK : OTK_E_TOO_LARGE), "%zu: %d, %s",
			sizes[i], (int)head.status, head.problem);
		if (!fits)
			CHECK_HAS(head.problem, "header line");
		CHECK_LACKS(head.problem, "memory");
		get_reply(f, &(otk_reply){.chunked = true, .trailers = line}, &trailer);
		CHECK_CASE(trailer.status == (sizes[i] < 4000 ? OTK_OK : OTK_E_TOO_LARGE),
			"trailer, %zu: %d, %s", sizes[i], (int)trailer.status, trailer.problem);
		free(wide);
		free(line);
	}
}

static void no_responses(otk_fixture *f)
{
	static const struct {
		const char *name;
		otk_reply reply;
		otk_status status;
		const char *says;
	} all[] = {
		{"closed", {.status = -1, .then = OTK_THEN_CLOSE}, OTK_E_NETWORK,
			"without a response"},
		{"reset", {.status = -1, .then = OTK_THEN_RESET}, OTK_E_NETWORK, "127.0.0.1"},
		{"garbage", {.raw = "\x16\x03\x01 what?\r\n\r\n", .then = OTK_THEN_CLOSE},
			OTK_E_PROTOCOL, "does not speak HTTP"},
		{"HTTP/0.9", {.raw = "<html>hello</html>", .then = OTK_THEN_CLOSE}, OTK_E_PROTOCOL,
			"does not speak HTTP"},
		{"head cut", {.cut = 30, .then = OTK_THEN_CLOSE}, OTK_E_NETWORK, ""},
		{"body cut", {.cut_body = 1, .then = OTK_THEN_CLOSE}, OTK_E_NETWORK, "cut off"},
		{"chunk cut", {.chunked = true, .cut_body = 4, .then = OTK_THEN_CLOSE},
			OTK_E_NETWORK, ""},
		{"bad chunk",
			{.raw = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
				.then = OTK_THEN_CLOSE},
			OTK_E_NETWORK, ""},
		{"bad gzip", {.headers = "Content-Encoding: gzip\r\n", .body = "not gzip"},
			OTK_E_PROTOCOL, "compressed"},
		{"silly length",
			{.raw = "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n",
				.then = OTK_THEN_CLOSE},
			OTK_E_PROTOCOL, ""},
	};

	for (size_t i = 0; i < OTK_COUNT_OF(all); i++) {
		otk_outcome_seen seen = {0};

		get_reply(f, &all[i].reply, &seen);
		CHECK_CASE(seen.status == all[i].status, "%s: status %d, %s", all[i].name,
			(int)seen.status, seen.problem);
		CHECK_CASE(strstr(seen.problem, all[i].says) != NULL, "%s: \"%s\"", all[i].name,
			seen.problem);
	}
}

/* An error status counts even if its page is cut off, but not if its head is. */
static void refusals_count_when_cut(otk_fixture *f)
{
	otk_outcome_seen seen = {0}, head = {0};

	get_reply(f, &(otk_reply){.status = 404, .cut_body = 1, .then = OTK_THEN_CLOSE}, &seen);
	CHECK_INT(seen.status, OTK_OK);
	CHECK_INT(seen.http_status, 404);
	get_reply(f, &(otk_reply){.status = 404, .cut = 30, .then = OTK_THEN_CLOSE}, &head);
	CHECK_INT(head.status, OTK_E_NETWORK);
	CHECK_INT(head.http_status, 0);
}

static void empty_responses(otk_fixture *f)
{
	otk_outcome_seen none = {0}, empty = {0}, to_the_end = {0};

	get_reply(f, &(otk_reply){.status = 204}, &none);
	CHECK_INT(none.http_status, 204);
	CHECK_INT(none.body_size, 0);
	get_reply(f,
		&(otk_reply){.raw = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
				    "Content-Length: 0\r\n\r\n"},
		&empty);
	CHECK_INT(empty.status, OTK_OK);
	CHECK_INT(empty.body_size, 0);
	get_reply(f, &(otk_reply){.no_length = true, .body = "[1]"}, &to_the_end);
	CHECK_INT(to_the_end.status, OTK_OK);
	CHECK_STR(to_the_end.body, "[1]");
}

static void interim_responses(otk_fixture *f)
{
	otk_outcome_seen seen = {0};

	get_reply(f,
		&(otk_reply){.raw = "HTTP/1.1 103 Early Hints\r\nRetry-After: 9\r\n\r\n"
				    "HTTP/1.1 201 Created\r\nContent-Length: 2\r\n\r\n{}"},
		&seen);
	CHECK_INT(seen.status, OTK_OK);
	CHECK_INT(seen.http_status, 201);
	CHECK_INT(seen.retry_after_ms, -1);
}

/* A server that sends byte by byte gains no time. */
static void drips_end_at_the_deadline(otk_fixture *f)
{
	static const otk_reply drips[] = {
		{.raw = "HTTP/1.1 200 OK\r\nX-Slow: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
			"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
			.piece = 1,
			.then = OTK_THEN_HOLD},
		{.raw = "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n{\"a\":\"aaaaaaaaaaaaaaaaaaaa",
			.piece = 1,
			.then = OTK_THEN_HOLD},
		{.raw = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
			"1;ext=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
			.piece = 1,
			.then = OTK_THEN_HOLD},
	};

	for (size_t i = 0; i < OTK_COUNT_OF(drips); i++) {
		otk_request request = otk_drive_get(otk_drive_url(f->server, "/"));
		otk_outcome_seen seen = {0};
		const int64_t end = otk_clock_monotonic_ms() + otk_test_ms(5000);

		otk_server_reset(f->server);
		otk_server_reply(f->server, &drips[i]);
		request.timeout_ms = otk_test_ms(100);
		otk_drive_submit(f->transport, &request, NULL, &seen);
		while (!seen.done && otk_clock_monotonic_ms() < end) {
			otk_transport_run(f->transport, 5, &seen.stop, NULL);
			otk_server_release(f->server);
		}
		CHECK_INT(seen.done, 1);
		CHECK_INT(seen.status, OTK_E_TIMEOUT);
		CHECK_HAS(seen.problem, "timeout_ms");
	}
}

/* Interim responses and trailers count as header lines. */
static void lines_without_end(otk_fixture *f)
{
	char *interim = malloc(300 * 32), *trailers = malloc(300 * 8 + 1);
	otk_outcome_seen first = {0}, last = {0};
	size_t size = 0;

	if (!interim || !trailers)
		abort();
	for (size_t i = 0; i < 300; i++) {
		size += (size_t)snprintf(interim + size, 32, "HTTP/1.1 100 Continue\r\n\r\n");
		memcpy(trailers + i * 8, "A: bcd\r\n", 9);
	}
	get_reply(f, &(otk_reply){.raw = interim, .then = OTK_THEN_HOLD}, &first);
	CHECK_INT(first.status, OTK_E_TOO_LARGE);
	get_reply(f, &(otk_reply){.chunked = true, .trailers = trailers}, &last);
	CHECK_INT(last.status, OTK_E_TOO_LARGE);
	free(interim);
	free(trailers);
}

/* Header and trailer lines that look like status lines are ignored. */
static void status_lines_elsewhere(otk_fixture *f)
{
	otk_outcome_seen header = {0}, trailer = {0};

	get_reply(f,
		&(otk_reply){.raw = "HTTP/1.1 200 OK\r\nHTTP/9 503 x: y\r\n"
				    "Content-Length: 2\r\n\r\n{}"},
		&header);
	CHECK_INT(header.status, OTK_OK);
	CHECK_INT(header.http_status, 200);
	CHECK_STR(header.body, "{}");
	get_reply(f,
		&(otk_reply){
			.raw = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n"
			       "0\r\nHTTP/1.1 503 x: y\r\nRetry-After: 9\r\n\r\n"},
		&trailer);
	CHECK_INT(trailer.status, OTK_OK);
	CHECK_INT(trailer.http_status, 200);
	CHECK_STR(trailer.body, "{}");
	CHECK_INT(trailer.retry_after_ms, -1);
}

static void redirects_are_responses(otk_fixture *f)
{
	otk_outcome_seen seen = {0};
	char line[128];

	snprintf(line, sizeof(line), "Location: %s/elsewhere\r\n", otk_server_url(f->server));
	get_reply(f, &(otk_reply){.status = 302, .headers = line}, &seen);
	CHECK_INT(seen.status, OTK_OK);
	CHECK_INT(seen.http_status, 302);
	CHECK_INT(otk_server_request_count(f->server), 1);
}

static void urls(void)
{
	static const char *const good[] = {"https://api.opentok.com", "HTTPS://a.b:8443/x?y=%20z",
		"http://127.0.0.1:1/", "http://127.9.8.7", "http://localhost:80/a",
		"http://[::1]:8/", "https://[2001:db8::1]/", "https://host_1/"};
	static const struct {
		const char *url, *says;
	} bad[] = {
		{NULL, "not set"},
		{"", "https://"},
		{"ftp://127.0.0.1/", "https://"},
		{"file:///etc/passwd", "https://"},
		{"//host/", "https://"},
		{"https://", "no host"},
		{"https:///x", "no host"},
		{"https://user@host/", "user name"},
		{"https://user:secret@host/", "user name"},
		{"https://host:8080@evil/", "user name"},
		{"http://api.opentok.com/", "this machine only"},
		{"http://127.0.0.1.evil.example/", "this machine only"},
		{"http://127.1/", "this machine only"},
		{"http://localhost.evil/", "this machine only"},
		{"http://[::2]/", "this machine only"},
		{"https://host:0/", "port"},
		{"https://host:65536/", "port"},
		{"https://host:x/", "port"},
		{"https://host:/", "port"},
		{"https://ho st/", "character"},
		{"https://h%6fst/", "character"},
		{"https://h\xc3\xb6st/", "character"},
		{"https://host\\@evil/", "character"},
		{"https://[::1/", "brackets"},
		{"https://[]/", "brackets"},
		{"https://host/#x", "fragment"},
		{"https://host/a b", "space"},
		{"https://host/a\r\nX: y", "control"},
		{"https://host/a\177", "control"},
	};

	for (size_t i = 0; i < OTK_COUNT_OF(good); i++) {
		otk_error error = OTK_ERROR_INIT;

		CHECK_CASE(otk_url_check(good[i], "url", &error) == OTK_OK, "%s: %s", good[i],
			error.message);
	}
	for (size_t i = 0; i < OTK_COUNT_OF(bad); i++) {
		otk_error error = OTK_ERROR_INIT;

		CHECK_CASE(otk_url_check(bad[i].url, "api_url", &error) == OTK_E_ARGUMENT,
			"%s was taken", bad[i].url);
		CHECK_CASE(strstr(error.message, bad[i].says) && !strstr(error.message, "secret"),
			"%s: %s", bad[i].url, error.message);
		CHECK_HAS(error.message, "api_url");
	}
}

/* Copies an IPv4 address of this machine outside 127.0.0.0/8; false: there is none. */
static bool other_address(char *text, size_t size)
{
	struct ifaddrs *all = NULL;
	bool found = false;

	if (getifaddrs(&all))
		return false;
	for (const struct ifaddrs *one = all; one && !found; one = one->ifa_next)
		found = one->ifa_addr && one->ifa_addr->sa_family == AF_INET &&
			!getnameinfo(one->ifa_addr, sizeof(struct sockaddr_in), text,
				(socklen_t)size, NULL, 0, NI_NUMERICHOST) &&
			strncmp(text, "127.", 4) != 0;
	freeifaddrs(all);
	return found;
}

/* localhost, mapped to another address by the resolve option. */
static void plain_http_to_loopback_only(otk_fixture *f)
{
	char address[64], entry[128], url[64];
	const char *const entries[] = {entry};
	otk_transport_options options = otk_drive_options();
	otk_request request = otk_drive_get(url);
	otk_outcome_seen seen = {0};

	if (!other_address(address, sizeof(address)))
		SKIP("this machine has no address but loopback");
	f->other = otk_server_new(&(otk_server_options){.address = address});
	if (!f->other)
		SKIP("the other address of this machine cannot be used");
	snprintf(entry, sizeof(entry), "localhost:%d:%s", otk_server_port(f->other), address);
	snprintf(url, sizeof(url), "http://localhost:%d/", otk_server_port(f->other));
	options.max_attempts = 1;
	options.resolve = (otk_strings){entries, 1};
	otk_drive_use_transport(f, &options);
	otk_drive(f->transport, &request, NULL, &seen);
	CHECK_INT(seen.status, OTK_E_NETWORK);
	CHECK_INT(otk_server_connection_count(f->other), 0);
}

static void own_header_lines(otk_fixture *f)
{
	otk_request request = otk_drive_get(otk_drive_url(f->server, "/"));
	otk_outcome_seen plain = {.header = "ACCEPT: text/csv"},
			 removed = {.header = "User-Agent:"}, evil = {.header = "X: y\r\nZ: w"};
	char value[64];

	otk_drive(f->transport, &request, NULL, &plain);
	CHECK_STR(otk_seen_header(otk_server_request(f->server, 0), "Accept", value, sizeof(value)),
		"text/csv");
	CHECK_LACKS(otk_server_request(f->server, 0)->headers, "application/json");
	otk_drive(f->transport, &request, NULL, &removed);
	CHECK_LACKS(otk_server_request(f->server, 1)->headers, "User-Agent");
	otk_drive(f->transport, &request, NULL, &evil);
	CHECK_INT(evil.status, OTK_E_REFUSED);
	CHECK_INT(otk_server_request_count(f->server), 2);
}

int main(void)
{
	return OTK_TEST_MAIN("limits", LIMITS_TEST(size_of_a_response),
		LIMITS_TEST(size_after_unpacking), LIMITS_TEST(header_lines),
		LIMITS_TEST(long_header_lines), LIMITS_TEST(no_responses),
		LIMITS_TEST(refusals_count_when_cut), LIMITS_TEST(empty_responses),
		LIMITS_TEST(interim_responses), LIMITS_TEST(status_lines_elsewhere),
		LIMITS_TEST(drips_end_at_the_deadline), LIMITS_TEST(lines_without_end),
		LIMITS_TEST(redirects_are_responses), TEST(urls),
		LIMITS_TEST(plain_http_to_loopback_only), LIMITS_TEST(own_header_lines));
}

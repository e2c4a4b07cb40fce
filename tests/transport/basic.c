/* SPDX-License-Identifier: MIT */
/* One exchange after another: requests as sent, responses as read, limits. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/transport/http/request.h"
#include "core/transport/transport.h"
#include "tests/transport/drive.h"

static void request_as_sent(otk_fixture *f)
{
	otk_request get = otk_drive_get(otk_drive_url(f->server, "/v2/x?count=2"));
	otk_outcome_seen seen = {.header = "X-OPENTOK-AUTH: a.b.c"};
	const otk_seen *request;
	char value[128];

	otk_drive(f->transport, &get, NULL, &seen);
	CHECK_INT(seen.status, OTK_OK);
	CHECK_INT(seen.http_status, 200);
	CHECK_INT(seen.attempts, 1);
	CHECK_STR(seen.body, "{}");
	request = otk_server_request(f->server, 0);
	CHECK_STR(request->method, "GET");
	CHECK_STR(request->path, "/v2/x?count=2");
	CHECK_STR(otk_seen_header(request, "Accept", value, sizeof(value)), "application/json");
	CHECK_STR(otk_seen_header(request, "User-Agent", value, sizeof(value)), "otk-test/1");
	CHECK_STR(otk_seen_header(request, "X-OPENTOK-AUTH", value, sizeof(value)), "a.b.c");
	CHECK_HAS(otk_seen_header(request, "Accept-Encoding", value, sizeof(value)), "gzip");
	CHECK_STR(otk_seen_header(request, "Content-Type", value, sizeof(value)), "");
	CHECK_STR(otk_seen_header(request, "Authorization", value, sizeof(value)), "");
	CHECK_STR(otk_seen_header(request, "Cookie", value, sizeof(value)), "");
}

/* A handle that is used again sends each kind of request correctly. */
static void methods_in_every_order(otk_fixture *f)
{
	static const struct {
		otk_method method;
		otk_repeat repeat;
		const char *body, *type, *name;
	} all[] = {
		{OTK_METHOD_GET, OTK_REPEAT_SAFE, NULL, NULL, "GET"},
		{OTK_METHOD_POST, OTK_REPEAT_UNSAFE, "{\"a\":1}", "application/json", "POST"},
		{OTK_METHOD_POST, OTK_REPEAT_SAFE, "p2p.preference=enabled",
			"application/x-www-form-urlencoded", "POST"},
		{OTK_METHOD_PUT, OTK_REPEAT_SETTLE, "{\"b\":2}", "application/json", "PUT"},
		{OTK_METHOD_PATCH, OTK_REPEAT_UNSAFE, "{\"c\":3}", "application/json", "PATCH"},
		{OTK_METHOD_DELETE, OTK_REPEAT_SETTLE, NULL, NULL, "DELETE"},
		{OTK_METHOD_POST, OTK_REPEAT_SAFE, NULL, NULL, "POST"},
		{OTK_METHOD_POST, OTK_REPEAT_UNSAFE, "", "application/json", "POST"},
	};
	const size_t count = OTK_COUNT_OF(all);
	char value[128];

	CHECK_STR(otk_method_name(OTK_METHOD_DELETE), "DELETE");
	CHECK_STR(otk_method_name(OTK_METHOD_DELETE + 1), "GET"); /* a number that means nothing */
	for (size_t i = 0; i < count * count * 2; i++) {
		/* each kind after each other kind */
		const size_t k = i % 2 ? i / 2 % count : i / 2 / count;
		otk_request request = otk_drive_get(otk_drive_url(f->server, "/m"));
		otk_outcome_seen seen = {0};
		const otk_seen *sent;

		request.method = all[k].method;
		request.repeat = all[k].repeat;
		request.content_type = all[k].type;
		otk_drive(f->transport, &request, all[k].body, &seen);
		CHECK_INT(seen.http_status, 200);
		sent = otk_server_request(f->server, (int)i);
		if (!CHECK(sent != NULL))
			return;
		CHECK_STR(sent->method, all[k].name);
		CHECK_STR(sent->body, all[k].body ? all[k].body : "");
		CHECK_STR(otk_seen_header(sent, "Content-Type", value, sizeof(value)),
			all[k].type ? all[k].type : "");
		CHECK_STR(otk_seen_header(sent, "Expect", value, sizeof(value)), "");
		CHECK_STR(otk_seen_header(sent, "Transfer-Encoding", value, sizeof(value)), "");
	}
	CHECK_INT(otk_server_connection_count(f->server), 1);
}

static void bodies_of_every_size(otk_fixture *f)
{
	otk_drive_bodies(f->transport, otk_drive_url(f->server, "/body"), f->server);
}

/* One handle sends to different URLs in turn, though it parses a URL only when it changes. */
static void targets_in_every_order(otk_fixture *f)
{
	static const struct {
		const char *rest, *seen; /* seen NULL: equal to rest */
	} all[] = {{"/a", NULL}, {"/a?x=1&y=2", NULL}, {"/a?x=2", NULL}, {"/a/b/c-d.e_f~g", NULL},
		{"/a%2Fb%c3?z=%2B%2f", NULL}, {"/a/../b/./c?/../", NULL}, {"//a//?a?b", NULL},
		{"", "/"}, {"?q=1", "/?q=1"}, {"/", NULL}};
	const size_t count = OTK_COUNT_OF(all);

	f->other = otk_server_new(NULL);
	REQUIRE(f->other != NULL);
	for (size_t i = 0; i < count * count * 4; i++) {
		/* each path after each other path; every fourth request to the other server */
		const size_t k = i % 2 ? i / 4 % count : i / 4 / count;
		otk_server *to = i % 4 == 2 ? f->other : f->server;
		otk_request request = otk_drive_get(otk_drive_url(to, all[k].rest));
		otk_outcome_seen seen = {0};
		const otk_seen *sent;

		otk_drive(f->transport, &request, NULL, &seen);
		CHECK_INT(seen.http_status, 200);
		sent = otk_server_request(to, otk_server_request_count(to) - 1);
		if (!CHECK(sent != NULL))
			break;
		CHECK_STR(sent->path, all[k].seen ? all[k].seen : all[k].rest);
	}
	CHECK_INT(otk_server_request_count(f->other), (int)(count * count));
}

static void one_connection_for_many(otk_fixture *f)
{
	otk_request get = otk_drive_get(otk_drive_url(f->server, "/reuse"));

	for (int i = 0; i < 1000; i++) {
		otk_outcome_seen seen = {0};

		otk_drive(f->transport, &get, NULL, &seen);
	}
	CHECK_INT(otk_server_request_count(f->server), 1000);
	CHECK(otk_server_connection_count(f->server) <= 1);
}

static void response_as_read(otk_fixture *f)
{
	otk_request get = otk_drive_get(otk_drive_url(f->server, "/"));
	otk_outcome_seen seen = {0};

	otk_server_reply(f->server, &(otk_reply){.status = 404,
					    .headers = "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
						       "x-opentok-trace: f=unknown&s=mantis&u=1\r\n"
						       "Retry-After: 7\r\nSet-Cookie: AWSALB=x\r\n",
					    .type = "application/json;charset=UTF-8",
					    .body = "{\"message\":\"no\"}"});
	otk_drive(f->transport, &get, NULL, &seen);
	CHECK_INT(seen.status, OTK_OK);
	CHECK_INT(seen.http_status, 404);
	CHECK_INT(seen.date, 784111777);
	CHECK_STR(seen.trace_id, "f=unknown&s=mantis&u=1");
	CHECK_INT(seen.retry_after_ms, 7000);
	CHECK_STR(seen.content_type, "application/json;charset=UTF-8");
	CHECK_STR(seen.body, "{\"message\":\"no\"}");
	CHECK_INT(seen.attempts, 1);
}

/* The three forms of RFC 9110, 5.6.7. */
static void dates(otk_fixture *f)
{
	static const struct {
		const char *text;
		int64_t seconds;
	} all[] = {{"Thu, 01 Jan 1970 00:00:01 GMT", 1},
		{"Sun, 06 Nov 1994 08:49:37 GMT", 784111777},
		{"Tue, 29 Feb 2000 23:59:59 GMT", 951868799},
		{"Wed, 01 Mar 2000 00:00:00 GMT", 951868800},
		{"Thu, 31 Dec 2099 12:00:00 GMT", 4102401600},
		{"Mon, 01 Mar 2100 00:00:00 GMT", 4107542400},
		{"Sunday, 06-Nov-94 08:49:37 GMT", 784111777},
		{"Sun Nov  6 08:49:37 1994", 784111777}, {"yesterday", 0},
		{"Sun, 06 Nov 1994 08:49:37 XYZ", 0}, {"Sun, 06 anF 1994 08:49:37 GMT", 0},
		{"", 0}};
	otk_request get = otk_drive_get(otk_drive_url(f->server, "/"));

	for (size_t i = 0; i < OTK_COUNT_OF(all); i++) {
		otk_outcome_seen seen = {0};
		char line[64];

		if (!OTK_TEST_HAS_TIME(all[i].seconds))
			continue;
		snprintf(line, sizeof(line), "Date: %s\r\n", all[i].text);
		otk_server_reply(f->server, &(otk_reply){.headers = line});
		otk_drive(f->transport, &get, NULL, &seen);
		CHECK_CASE(
			seen.date == all[i].seconds, "%s: %lld", all[i].text, (long long)seen.date);
	}
}

int main(void)
{
	return OTK_TEST_MAIN("basic", DRIVE_TEST(request_as_sent),
		DRIVE_TEST(methods_in_every_order), DRIVE_TEST(bodies_of_every_size),
		DRIVE_TEST(targets_in_every_order), DRIVE_TEST(one_connection_for_many),
		DRIVE_TEST(response_as_read), DRIVE_TEST(dates));
}

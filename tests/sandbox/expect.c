/* SPDX-License-Identifier: MIT */
/* GET and POST /sandbox/expect: assertions about requests, and what came close. */
#include "config.h"

#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/sandbox/box.h"

static test_box server;

#define EXPECT(status, body) WANT(status, NOBODY, "POST", "/sandbox/expect", body)

static const char *start_archive(const char *name)
{
	const char *session = new_session(&server, "p2p.preference=disabled&location=1.2.3.4");

	publish(&server, session);
	WANT(200, PROJECT, "POST", PROJECT_PATH "/archive?trace=7",
		text("{\"sessionId\":\"%s\",\"name\":\"%s\",\"hasVideo\":true,\"layout\":"
		     "{\"type\":\"pip\"}}",
			session, name));
	return session;
}

static void requests_that_fit(void)
{
	const char *session;
	json_object *seen;

	WANT(204, NOBODY, "DELETE", "/sandbox/requests", NULL);
	session = start_archive("standup");
	seen = EXPECT(200, "{\"operation\":\"archives.start\"}");
	CHECK_INT(number(seen, "count"), 1);
	CHECK_STR(member(seen, "items.0.path"), PROJECT_PATH "/archive");
	CHECK_STR(member(seen, "items.0.sessionId"), session);
	EXPECT(200, text("{\"sessionId\":\"%s\",\"method\":\"POST\",\"status\":200,"
			 "\"path\":\"/v2/project/*/archive\",\"query\":{\"trace\":\"7\"},"
			 "\"headers\":{\"Content-Type\":\"application/json\"},\"body\":"
			 "{\"name\":\"standup\",\"layout\":{\"type\":\"pip\"}},\"count\":1}",
			    session));
	/* Forms have members as well. */
	EXPECT(200, "{\"operation\":\"session.create\",\"body\":{\"location\":\"1.2.3.4\"}}");
	WANT(200, NOBODY, "GET", "/sandbox/expect?operation=archives.start&status=200&count=1",
		NULL);
	WANT(200, NOBODY, "GET", text("/sandbox/expect?session=%s", session), NULL);
	/* Numbers of requests. */
	EXPECT(200, "{\"operation\":\"archives.stop\",\"count\":0}");
	EXPECT(200, "{\"operation\":\"archives.stop\",\"max\":1}");
	EXPECT(200, "{\"min\":2,\"max\":2}");
	EXPECT(417, "{\"min\":3}");
	EXPECT(417, "{\"max\":1}");
	EXPECT(417, "{\"operation\":\"archives.start\",\"count\":2}");
	EXPECT(417, text("{\"operation\":\"archives.start\",\"since\":%d}",
			    (int)number(seen, "items.0.seq")));
}

/* Finds the difference of this place. */
static json_object *difference(json_object *entry, const char *what)
{
	json_object *list = part(entry, "differences");

	for (int64_t i = 0; i < number(list, ""); i++) {
		json_object *item = json_object_array_get_idx(list, (size_t)i);

		if (strcmp(member(item, "what"), what) == 0)
			return item;
	}
	return NULL;
}

static void what_came_close(void)
{
	json_object *seen, *nearest, *name;

	WANT(204, NOBODY, "DELETE", "/sandbox/requests", NULL);
	WANT(403, NOBODY, "GET", "/v2/other", NULL);
	start_archive("stand-up");
	WANT(403, NOBODY, "GET", "/v2/another", NULL);
	seen = EXPECT(417,
		"{\"operation\":\"archives.start\",\"status\":200,\"query\":{\"trace\":\"8\"},"
		"\"headers\":{\"X-Team\":\"a\"},\"body\":{\"name\":\"standup\",\"layout\":"
		"{\"type\":\"pip\"},\"outputMode\":\"composed\"}}");
	CHECK_HAS(member(seen, "message"), "0 requests match");
	CHECK_INT(number(seen, "count"), 0);
	CHECK_INT(number(seen, "closest"), 3);
	nearest = part(seen, "closest.0");
	CHECK_STR(member(nearest, "operation"), "archives.start");
	CHECK_INT(number(nearest, "differences"), 4);
	name = difference(nearest, "body.name");
	CHECK_STR(member(name, "expected"), "standup");
	CHECK_STR(member(name, "found"), "stand-up");
	CHECK_STR(member(difference(nearest, "query.trace"), "found"), "7");
	CHECK(difference(nearest, "headers.x-team") != NULL);
	CHECK(difference(nearest, "body.outputMode") != NULL);
	CHECK(!difference(nearest, "body.layout.type"));
	CHECK(!difference(nearest, "status"));
	/* Tokens are not shown here either. */
	CHECK(!strstr(json_object_to_json_string(seen), "eyJ"));
	seen = WANT(417, NOBODY, "GET", "/sandbox/expect?path=/v2/oth&method=GET", NULL);
	CHECK_STR(member(seen, "closest.0.differences.0.what"), "path");
	CHECK_STR(member(seen, "closest.0.differences.0.found"), "/v2/another");
}

/* The newest 500 entries are searched, and none before "since". */
static void where_is_searched(void)
{
	json_object *seen;
	int64_t first;

	WANT(204, NOBODY, "DELETE", "/sandbox/requests", NULL);
	WANT(403, NOBODY, "GET", "/v2/nearest", NULL);
	seen = EXPECT(200, "{\"path\":\"/v2/nearest\"}");
	first = number(seen, "items.0.seq");
	for (int i = 0; i < 499; i++)
		WANT(404, PROJECT, "POST", "/v2/far", "{}");
	seen = WANT(417, NOBODY, "GET", "/sandbox/expect?path=/v2/nearer&method=GET", NULL);
	CHECK_STR(member(seen, "closest.0.path"), "/v2/nearest");
	seen = WANT(417, NOBODY, "GET",
		text("/sandbox/expect?path=/v2/nearer&method=GET&since=%d", (int)first), NULL);
	CHECK_STR(member(seen, "closest.0.path"), "/v2/far");
	WANT(404, PROJECT, "POST", "/v2/far", "{}");
	seen = WANT(417, NOBODY, "GET", "/sandbox/expect?path=/v2/nearer&method=GET", NULL);
	CHECK_STR(member(seen, "closest.0.path"), "/v2/far");
}

static void waits_for_requests(void)
{
	int ended = 1;
	pid_t child;

	WANT(204, NOBODY, "DELETE", "/sandbox/requests", NULL);
	child = box_fork();
	if (child == 0) {
		box_response response = ask_with(&server, "POST", "/sandbox/expect",
			"{\"operation\":\"session.create\",\"body\":{\"location\":\"9.9.9.9\"},"
			"\"count\":2,\"wait\":120000}",
			NULL, NULL);

		_exit(response.status == 200 && number(response.json, "count") == 2 ? 0 : 1);
	}
	new_session(&server, "location=9.9.9.9");
	new_session(&server, "");
	new_session(&server, "location=9.9.9.9");
	CHECK(waitpid(child, &ended, 0) == child);
	CHECK_INT(ended, 0);
	EXPECT(417, "{\"operation\":\"archives.start\",\"wait\":30}");
}

static void wrong_expectations_are_refused(void)
{
	static const char *const wrong[] = {"{\"operatoin\":\"x\"}", "{\"status\":\"ok\"}",
		"{\"wait\":300001}", "{\"min\":-1}", "{\"headers\":[]}", "[]",
		"{\"operation\":\"archive.start\",\"count\":0}", "{\"method\":\"PSOT\",\"max\":0}",
		"{\"min\":3,\"max\":2}", "{\"count\":1,\"min\":1}", "{\"count\":1,\"max\":1}"};

	for (size_t i = 0; i < COUNT_OF(wrong); i++)
		EXPECT(400, wrong[i]);
	WANT(400, NOBODY, "GET", "/sandbox/expect?body=x", NULL);
	WANT(400, NOBODY, "GET", "/sandbox/expect?status=ok", NULL);
	WANT(400, NOBODY, "GET", "/sandbox/expect?operation=archive.start&count=0", NULL);
}

/* Bodies that are not JSON, nested deeply, or larger than what the journal keeps. */
static void strange_bodies_are_compared(void)
{
	const char *deep = "1";

	for (int i = 0; i < 12; i++)
		deep = text("{\"a\":[%s]}", deep);
	WANT(204, NOBODY, "DELETE", "/sandbox/requests", NULL);
	ask_with(&server, "POST", "/v2/x", "plain", "Content-Type: text/plain", NULL);
	ask_with(&server, "POST", "/v2/x", deep, NULL, NULL);
	EXPECT(200, "{\"body\":\"plain\"}");
	EXPECT(200, text("{\"body\":%s}", deep));
	EXPECT(417, "{\"body\":{\"a\":{\"b\":null}}}");
	EXPECT(417, "{\"body\":[1]}");
	EXPECT(417, "{\"body\":{\"a\":[{\"a\":[]}]}}");
}

/* A body with many members below a long name. */
static const char *large_body(void)
{
	static char body[64 * 1024];
	size_t size = (size_t)snprintf(body, sizeof(body), "{\"%030000d\":{\"k\":0", 0);

	for (int i = 0; i < 2500; i++)
		size += (size_t)snprintf(body + size, sizeof(body) - size, ",\"k%d\":%d", i, i);
	return text("%s}}", body);
}

/* Each of many entries is compared with a large body, whose members have long places. */
static void large_expectations_take_no_time(void)
{
	const char *large = large_body();
	json_object *seen;

	WANT(204, NOBODY, "DELETE", "/sandbox/requests", NULL);
	for (int i = 0; i < 500; i++)
		ask_with(&server, "POST", "/v2/x", "{}", NULL, NULL);
	server.respond_ms = (int)otk_test_ms(5000);
	seen = EXPECT(417, text("{\"body\":%s}", large));
	server.respond_ms = 0;
	if (CHECK(part(seen, "closest.2") != NULL))
		CHECK_INT(json_object_array_length(part(seen, "closest.0.differences")), 20);
	EXPECT(400, text("{\"path\":\"%01025d\"}", 0));
}

int main(void)
{
	static const otk_test tests[] = {
		TEST(requests_that_fit),
		TEST(what_came_close),
		TEST(where_is_searched),
		TEST(waits_for_requests),
		TEST(wrong_expectations_are_refused),
		TEST(strange_bodies_are_compared),
		TEST(large_expectations_take_no_time),
	};

	return box_test_main("sandbox expect", tests, COUNT_OF(tests), &server);
}

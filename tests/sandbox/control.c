/* SPDX-License-Identifier: MIT */
/* The control interface: faults, clock, reset. */
#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tests/sandbox/box.h"

static test_box server;

static void shows_name_and_version(void)
{
	json_object *seen = WANT(200, NOBODY, "GET", "/sandbox", NULL);
	box_response response = ask(&server, NOBODY, "GET", "/sandbox/metrics", NULL);

	CHECK_STR(member(seen, "name"), "otk-sandbox");
	CHECK_STR(member(seen, "url"), server.url);
	CHECK(number(seen, "now") > INT64_C(1500000000000));
	CHECK_HAS(response.headers, "text/plain; version=0.0.4");
	CHECK_HAS(response.body, "otk_sandbox_requests_total{class=\"2xx\"} ");
	CHECK_HAS(response.body, "otk_sandbox_objects{kind=\"archive\"} ");
}

static void the_clock_moves(void)
{
	int64_t now = number(WANT(200, NOBODY, "GET", "/sandbox/clock", NULL), "now");
	json_object *seen = WANT(200, NOBODY, "POST", "/sandbox/clock", "{\"advance\":1000}");

	CHECK(number(seen, "now") >= now + 1000000 && number(seen, "now") < now + 1060000);
	seen = WANT(200, NOBODY, "POST", "/sandbox/clock", "{\"set\":1800000000000}");
	CHECK(number(seen, "now") / 100000 == 18000000);
	WANT(400, NOBODY, "POST", "/sandbox/clock", "{\"advance\":-1}");
	WANT(400, NOBODY, "POST", "/sandbox/clock", "{\"advance\":\"soon\"}");
	/* Request tokens are judged by real time. */
	new_session(&server, "");
	WANT(204, NOBODY, "POST", "/sandbox/reset", NULL);
	seen = WANT(200, NOBODY, "GET", "/sandbox/clock", NULL);
	CHECK(number(seen, "now") < now + 60000);
}

static void the_wall_clock_can_be_wrong(void)
{
	char expected[64];
	time_t then = time(NULL) + 3600;
	struct tm parts;
	box_response response;

	WANT(200, NOBODY, "POST", "/sandbox/clock", "{\"skew\":3600}");
	response = ask(&server, PROJECT, "GET", PROJECT_PATH "/archive", NULL);
	CHECK_INT(response.status, 403);
	CHECK_INT(number(response.json, "code"), 10012);
	strftime(expected, sizeof(expected), "Date: %a, %d %b %Y %H:", gmtime_r(&then, &parts));
	CHECK_HAS(response.headers, expected);
	WANT(200, NOBODY, "POST", "/sandbox/clock", "{\"skew\":0}");
	WANT(200, PROJECT, "GET", PROJECT_PATH "/archive", NULL);
}

static void connections_are_counted(void)
{
	int64_t before = number(WANT(200, NOBODY, "GET", "/sandbox/stats", NULL), "connections");

	new_session(&server, "");
	new_session(&server, "");
	/* Kept alive: no new one. */
	CHECK_INT(number(WANT(200, NOBODY, "GET", "/sandbox/stats", NULL), "connections"), before);
	ask_with(&server, "GET", PROJECT_PATH "/archive", NULL,
		"X-Otk-Sandbox-Fault: {\"drop\":\"before\"}", NULL);
	CHECK_INT(number(WANT(200, NOBODY, "GET", "/sandbox/stats", NULL), "connections"),
		before + 1);
}

static box_response faulty(const char *fault)
{
	return ask_with(&server, "POST", "/session/create", "", signature_of(&server, PROJECT),
		text("X-Otk-Sandbox-Fault: %s", fault));
}

static int64_t sessions(void)
{
	box_response response = ask(&server, NOBODY, "GET", "/sandbox/metrics", NULL);
	const char *at = strstr(response.body, "{kind=\"session\"} ");

	return at ? strtoll(at + 17, NULL, 10) : -1;
}

static void faults_by_header(void)
{
	int64_t before = sessions();
	box_response response =
		faulty("{\"status\":503,\"body\":\"<html>\",\"contentType\":\"text/html\","
		       "\"headers\":{\"X-A\":\"b\"}}");

	CHECK_INT(response.status, 503);
	CHECK_STR(response.body, "<html>");
	CHECK_HAS(response.headers, "Content-Type: text/html");
	CHECK_HAS(response.headers, "X-A: b");
	response = faulty("{\"retryAfter\":7}");
	CHECK_INT(response.status, 429);
	CHECK_HAS(response.headers, "Retry-After: 7");
	response = faulty("{\"empty\":true}");
	CHECK_INT(response.status, 200);
	CHECK_STR(response.body, "");
	CHECK_HAS(response.headers, "Content-Type: application/json");
	response = faulty("{\"invalidJson\":true}");
	CHECK_INT(response.status, 200);
	CHECK(!response.json);
	response = faulty("{\"xmlError\":true}");
	CHECK_INT(response.status, 403);
	CHECK_HAS(response.body, "<errorPayload>");
	response = faulty("{\"xmlError\":true,\"status\":200}");
	CHECK_HAS(response.body, "<error code=");
	/* Nothing of all this was executed. */
	CHECK_INT(sessions(), before);
	response = faulty("{\"status\":500,\"execute\":true}");
	CHECK_INT(response.status, 500);
	CHECK_INT(sessions(), before + 1);
	CHECK_INT(faulty("{\"nonsense\":1}").status, 400);
	CHECK_INT(faulty("nonsense").status, 400);
	CHECK_INT(faulty("{\"drop\":\"never\"}").status, 400);
}

static void dropped_before_or_after(void)
{
	int64_t before = sessions();

	CHECK_INT(faulty("{\"drop\":\"before\"}").status, 0);
	CHECK_INT(sessions(), before);
	CHECK_INT(faulty("{\"drop\":\"after\"}").status, 0);
	CHECK_INT(sessions(), before + 1);
}

static void cut_off_in_the_body(void)
{
	box_response response = faulty("{\"truncate\":20}");

	CHECK_INT(response.status, 0);
	CHECK_INT(response.size, 20);
	CHECK_HAS(response.headers, "Content-Length: 2");
}

static double seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void delayed_and_slow_responses(void)
{
	double start = seconds();

	CHECK_INT(faulty("{\"delayMs\":150}").status, 200);
	CHECK(seconds() - start >= 0.149);
	start = seconds();
	CHECK_HAS(faulty("{\"slowBodyMs\":150}").body, "</sessions>");
	CHECK(seconds() - start >= 0.149);
}

static void a_skewed_date(void)
{
	char expected[64];
	time_t then = time(NULL) - 86400;
	struct tm parts;

	strftime(expected, sizeof(expected), "Date: %a, %d %b %Y", gmtime_r(&then, &parts));
	CHECK_HAS(faulty("{\"dateSkew\":-86400}").headers, expected);
}

static long try_once(void)
{
	return ask(&server, PROJECT, "POST", "/session/create", "").status;
}

static void faults_by_rule(void)
{
	json_object *seen = WANT(201, NOBODY, "POST", "/sandbox/faults",
		"{\"method\":\"POST\",\"path\":\"/session/*\",\"after\":1,\"times\":2,"
		"\"status\":502}");
	const char *id = member(seen, "id");

	WANT(200, PROJECT, "GET", PROJECT_PATH "/archive", NULL);
	CHECK_INT(try_once(), 200);
	CHECK_INT(try_once(), 502);
	CHECK_INT(try_once(), 502);
	CHECK_INT(try_once(), 200);
	seen = WANT(200, NOBODY, "GET", "/sandbox/faults", NULL);
	CHECK_INT(number(seen, "items.0.hits"), 2);
	WANT(204, NOBODY, "DELETE", text("/sandbox/faults/%s", id), NULL);
	WANT(404, NOBODY, "DELETE", text("/sandbox/faults/%s", id), NULL);
	WANT(201, NOBODY, "POST", "/sandbox/faults", "{\"times\":0,\"status\":500}");
	for (int i = 0; i < 5; i++)
		CHECK_INT(try_once(), 500);
	/* The control interface is never hit, and a reset keeps the rules. */
	WANT(204, NOBODY, "POST", "/sandbox/reset", NULL);
	CHECK_INT(try_once(), 500);
	WANT(204, NOBODY, "DELETE", "/sandbox/faults", NULL);
	CHECK_INT(try_once(), 200);
	WANT(400, NOBODY, "POST", "/sandbox/faults", "{\"statsu\":500}");
	WANT(400, NOBODY, "POST", "/sandbox/faults", "nonsense");
}

/* What could not be sent, or would match no request, is refused instead of ignored. */
static void wrong_faults_are_refused(void)
{
	static const char *const wrong[] = {
		"{\"method\":\"post\",\"status\":500}",
		"{\"method\":\"PSOT\",\"status\":500}",
		"{\"status\":503,\"headers\":{\"A\":\"b\\r\\nC: d\"}}",
		"{\"status\":503,\"headers\":{\"A b\":\"c\"}}",
		"{\"status\":503,\"headers\":{\"\":\"c\"}}",
		"{\"status\":503,\"headers\":{\"A\":\"\"}}",
		"{\"status\":503,\"headers\":{\"A\":\"b\\tc\"}}",
		"{\"status\":503,\"headers\":{\"content-length\":\"7\"}}",
		"{\"status\":503,\"contentType\":\"text/plain\\n\"}",
		"{\"retryAfter\":-5}",
		"{\"retryAfter\":1.5}",
		"{\"retryAfter\":\"5\\nA: b\"}",
		"{\"empty\":true,\"body\":\"x\"}",
		"{\"invalidJson\":true,\"xmlError\":true}",
	};

	for (size_t i = 0; i < COUNT_OF(wrong); i++) {
		CHECK_CASE(ask(&server, NOBODY, "POST", "/sandbox/faults", wrong[i]).status == 400,
			"%s", wrong[i]);
		CHECK_CASE(faulty(wrong[i]).status == 400, "%s", wrong[i]);
	}
	CHECK_INT(number(WANT(200, NOBODY, "GET", "/sandbox/faults", NULL), "items"), 0);
}

static void faults_by_chance(void)
{
	int failed = 0;

	WANT(201, NOBODY, "POST", "/sandbox/faults",
		"{\"times\":0,\"status\":500,\"probability\":0.5}");
	for (int i = 0; i < 60; i++)
		failed += try_once() == 500;
	WANT(204, NOBODY, "DELETE", "/sandbox/faults", NULL);
	CHECK_CASE(failed > 10 && failed < 50, "%d of 60", failed);
}

static void reset_empties_the_world(void)
{
	const char *session = new_session(&server, "");

	publish(&server, session);
	WANT(201, NOBODY, "POST", "/sandbox/credentials",
		"{\"apiKey\":\"888\",\"apiSecret\":\"eight\"}");
	WANT(204, NOBODY, "POST", "/sandbox/reset", NULL);
	WANT(404, NOBODY, "GET", text("/sandbox/session/%s", session), NULL);
	CHECK_INT(sessions(), 0);
	CHECK_INT(number(WANT(200, NOBODY, "GET", "/sandbox/requests", NULL), "items"), 0);
	/* Credentials stay. */
	new_session(&server, "");
	CHECK_INT(ask_with(&server, "GET", "/v2/project/888/archive", NULL,
			  text("X-OPENTOK-AUTH: %s",
				  jwt(&server, "eight",
					  text("{\"iss\":\"888\",\"ist\":\"project\",\"iat\":%ld,"
					       "\"exp\":%ld}",
						  (long)time(NULL), (long)time(NULL) + 9))),
			  NULL)
			  .status,
		200);
}

static void session_with_a_given_id(void)
{
	const char *id = "1_MX4xMjM0NTZ-flNhdCBNYXIgMTUgMTQ6NDI6MjMgUERUIDIwMTR-MC40OTAxMzAyNX4";
	json_object *seen = WANT(201, NOBODY, "POST", "/sandbox/session",
		text("{\"sessionId\":\"%s\",\"p2p.preference\":\"enabled\"}", id));

	CHECK_STR(member(seen, "sessionId"), id);
	seen = WANT(409, NOBODY, "POST", "/sandbox/session",
		text("{\"sessionId\":\"%s\",\"p2p.preference\":\"disabled\"}", id));
	CHECK_HAS(member(seen, "message"), "There is a session");
	seen = WANT(201, NOBODY, "POST", text("/sandbox/session/%s/connection", id),
		"{\"connectionId\":\"c1\",\"data\":\"d\"}");
	CHECK_STR(member(seen, "connectionId"), "c1");
	seen = WANT(201, NOBODY, "POST", text("/sandbox/session/%s/stream", id),
		"{\"connectionId\":\"c1\",\"streamId\":\"s1\"}");
	CHECK_STR(member(seen, "streamId"), "s1");
	seen = WANT(409, NOBODY, "POST", text("/sandbox/session/%s/stream", id),
		"{\"connectionId\":\"c1\",\"streamId\":\"s1\"}");
	CHECK_HAS(member(seen, "message"), "There is a stream");
	seen = WANT(200, NOBODY, "GET", text("/sandbox/session/%s", id), NULL);
	CHECK_STR(member(seen, "mediaMode"), "relayed");
	CHECK_STR(member(seen, "streams.0.connectionId"), "c1");
	WANT(404, NOBODY, "POST", text("/sandbox/session/%s/stream", id),
		"{\"connectionId\":\"unknown\"}");
}

/* The rules of session creation hold here as well. */
static void sessions_that_cannot_be(void)
{
	static const char *const wrong[] = {
		"{\"archiveMode\":\"always\",\"p2p.preference\":\"enabled\"}",
		"{\"e2ee\":true,\"archiveMode\":\"always\"}",
		"{\"e2ee\":true,\"p2p.preference\":\"enabled\"}",
		"{\"archiveName\":\"without always\"}",
		"{\"location\":\"Berlin\"}",
		"{\"location\":\"1.2.3\"}",
	};

	for (size_t i = 0; i < COUNT_OF(wrong); i++)
		CHECK_CASE(ask(&server, NOBODY, "POST", "/sandbox/session", wrong[i]).status == 400,
			"%s", wrong[i]);
	WANT(400, NOBODY, "POST", "/sandbox/session",
		text("{\"archiveMode\":\"always\",\"archiveName\":\"%081d\"}", 0));
	WANT(201, NOBODY, "POST", "/sandbox/session",
		text("{\"archiveMode\":\"always\",\"archiveName\":\"%080d\"}", 0));
}

int main(void)
{
	static const otk_test tests[] = {
		TEST(shows_name_and_version),
		TEST(the_clock_moves),
		TEST(the_wall_clock_can_be_wrong),
		TEST(connections_are_counted),
		TEST(faults_by_header),
		TEST(dropped_before_or_after),
		TEST(cut_off_in_the_body),
		TEST(delayed_and_slow_responses),
		TEST(a_skewed_date),
		TEST(faults_by_rule),
		TEST(wrong_faults_are_refused),
		TEST(faults_by_chance),
		TEST(reset_empties_the_world),
		TEST(session_with_a_given_id),
		TEST(sessions_that_cannot_be),
	};

	return box_test_main("sandbox control", tests, COUNT_OF(tests), &server);
}

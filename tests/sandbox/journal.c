/* SPDX-License-Identifier: MIT */
/* The journal of requests: entries, filters, waiting for a request, and the log. */
#include "config.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/sandbox/box.h"

static test_box server;

static void requests_are_recorded(void)
{
	json_object *seen, *last;
	const char *session;

	WANT(204, NOBODY, "DELETE", "/sandbox/requests", NULL);
	session = new_session(&server, "location=1.2.3.4");
	WANT(404, PROJECT, "POST", PROJECT_PATH "/archive?a=b%20c",
		text("{\"sessionId\":\"%s\"}", session));
	seen = WANT(200, NOBODY, "GET", "/sandbox/requests", NULL);
	CHECK_INT(number(seen, "items"), 2);
	CHECK_STR(member(seen, "items.0.body"), "location=1.2.3.4");
	CHECK_STR(member(seen, "items.0.contentType"), "application/x-www-form-urlencoded");
	last = part(seen, "items.1");
	CHECK_STR(member(last, "method"), "POST");
	CHECK_STR(member(last, "path"), PROJECT_PATH "/archive");
	CHECK_STR(member(last, "query.a"), "b c");
	CHECK_INT(number(last, "status"), 404);
	CHECK_STR(member(last, "operation"), "archives.start");
	CHECK_STR(member(last, "sessionId"), session);
	CHECK(number(last, "responseBytes") > 100);
	CHECK(part(last, "elapsedUs") && number(last, "elapsedUs") >= 0);
	CHECK(number(last, "connection") > 0);
	CHECK_STR(member(last, "headers.accept"), "application/json");
	CHECK_STR(member(last, "headers.x-opentok-auth.payload.iss"), KEY);
	CHECK(!strstr(json_object_to_json_string(seen), "eyJ"));
	seen = WANT(200, NOBODY, "GET",
		text("/sandbox/requests?since=%d", (int)number(last, "seq")), NULL);
	CHECK_INT(number(seen, "items"), 0);
}

/* A header that is not a token has no claims to show. */
static void signatures_that_are_not_tokens(void)
{
	static const char *const wrong[] = {"eyJhbGciOiJIUzI1NiJ9", "e30.e30", "e30.e30.x.y",
		".e30.x", "e30..x", "MQ.e30.x", "e30.MQ.x", "e30.e30.?"};

	for (size_t i = 0; i < COUNT_OF(wrong); i++) {
		json_object *seen;

		WANT(204, NOBODY, "DELETE", "/sandbox/requests", NULL);
		ask_with(&server, "GET", PROJECT_PATH "/archive", NULL,
			text("X-OPENTOK-AUTH: %s", wrong[i]), NULL);
		seen = WANT(200, NOBODY, "GET", "/sandbox/requests", NULL);
		seen = part(seen, "items.0.headers.x-opentok-auth");
		CHECK_CASE(json_object_is_type(seen, json_type_object) &&
				   !json_object_object_length(seen),
			"%s: %s", wrong[i], json_object_to_json_string(seen));
	}
}

static bool is_valid_json(box_response seen)
{
	json_tokener *tokener = json_tokener_new();
	json_object *tree;

	json_tokener_set_flags(tokener, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
	tree = json_tokener_parse_ex(tokener, seen.body, (int)seen.size + 1);
	json_object_put(tree);
	json_tokener_free(tokener);
	return tree;
}

/* What a client has sent may not be UTF-8; the journal is JSON, and such entries are found. */
static void bytes_that_are_not_text(void)
{
	char body[65536 + 2];
	box_response seen;
	json_object *last;

	WANT(204, NOBODY, "DELETE", "/sandbox/requests", NULL);
	memset(body, 'a', sizeof(body) - 1);
	body[sizeof(body) - 1] = '\0';
	memcpy(body + 65535, "\xc3\xa9", 2); /* a character across the end of what is kept */
	ask_with(&server, "GET", "/x?%c0%80=%f5&a=%e2%82&b=%ed%a0%80", NULL,
		"User-Agent: a\xff\xc3\xa9", "X-Odd\xff: b");
	ask_with(&server, "POST", "/x", body, NULL, NULL);
	seen = ask_with(&server, "GET", "/sandbox/requests", NULL, NULL, NULL);
	CHECK(is_valid_json(seen));
	last = part(seen.json, "items.0");
	CHECK_STR(member(last, "headers.user-agent"), "a\uFFFD\u00e9");
	CHECK_STR(member(last, "query.\uFFFD\uFFFD"), "\uFFFD");
	CHECK_STR(member(last, "query.a"), "\uFFFD\uFFFD");
	CHECK_STR(member(last, "query.b"), "\uFFFD\uFFFD\uFFFD");
	CHECK_INT(
		number(WANT(200, NOBODY, "GET", "/sandbox/expect?path=/x*&count=2", NULL), "count"),
		2);
	seen = ask_with(&server, "GET", "/sandbox/requests", NULL, "Host: \xff", NULL);
	CHECK_INT(seen.status, 403);
	CHECK(is_valid_json(seen));
}

static int64_t count_with(const char *query)
{
	return number(WANT(200, NOBODY, "GET", text("/sandbox/requests?%s", query), NULL), "items");
}

static void entries_are_filtered(void)
{
	const char *first, *second;

	WANT(204, NOBODY, "DELETE", "/sandbox/requests", NULL);
	first = new_session(&server, "");
	second = new_session(&server, "");
	publish(&server, second);
	WANT(404, PROJECT, "GET", text(PROJECT_PATH "/session/%s/stream", first), NULL);
	WANT(200, PROJECT, "GET", text(PROJECT_PATH "/session/%s/connection", second), NULL);
	WANT(403, NOBODY, "GET", "/v2/unknown", NULL);
	CHECK_INT(count_with(""), 5);
	CHECK_INT(count_with("operation=session.create"), 2);
	CHECK_INT(count_with("operation=streams.list"), 1);
	CHECK_INT(count_with("operation=streams.list&status=200"), 0);
	CHECK_INT(count_with("status=200"), 3);
	CHECK_INT(count_with("status=403"), 1);
	CHECK_INT(count_with(text("session=%s", first)), 1);
	CHECK_INT(count_with(text("session=%s&operation=connections.list", second)), 1);
	CHECK_INT(count_with("session=unknown"), 0);
	CHECK_INT(count_with("limit=2"), 2);
	/* The limit counts entries that fit. */
	CHECK_INT(count_with("status=403&limit=1"), 1);
}

/* A page of the newest entries is as quick as one of the oldest, however many there are. */
static void lists_begin_with_the_newest(void)
{
	json_object *seen;
	int64_t last;

	WANT(204, NOBODY, "DELETE", "/sandbox/requests", NULL);
	for (int i = 0; i < 5; i++)
		WANT(i % 2 ? 403 : 404, i % 2 ? NOBODY : PROJECT, "GET",
			text(PROJECT_PATH "/archive/%d", i), NULL);
	seen = WANT(200, NOBODY, "GET", "/sandbox/requests?order=newest&limit=2", NULL);
	CHECK_INT(number(seen, "items"), 2);
	last = number(seen, "items.0.seq");
	CHECK_STR(member(seen, "items.0.path"), PROJECT_PATH "/archive/4");
	CHECK_STR(member(seen, "items.1.path"), PROJECT_PATH "/archive/3");
	seen = WANT(200, NOBODY, "GET",
		text("/sandbox/requests?order=newest&status=404&before=%d", (int)last), NULL);
	CHECK_INT(number(seen, "items"), 2);
	CHECK_STR(member(seen, "items.0.path"), PROJECT_PATH "/archive/2");
	CHECK_STR(member(seen, "items.1.path"), PROJECT_PATH "/archive/0");
	seen = WANT(200, NOBODY, "GET",
		text("/sandbox/requests?since=%d&before=%d", (int)last - 4, (int)last - 1), NULL);
	CHECK_INT(number(seen, "items"), 2);
	CHECK_STR(member(seen, "items.0.path"), PROJECT_PATH "/archive/1");
	CHECK_INT(count_with(text("order=newest&since=%d", (int)last - 2)), 2);
	CHECK_INT(count_with("order=newest&before=1"), 0);
	CHECK_INT(count_with("order=newest&before=9223372036854775807"), 5);
	CHECK_INT(count_with("order=newest&since=9223372036854775806"), 0);
	CHECK_INT(count_with(text("order=newest&since=%d&before=%d", (int)last, (int)last)), 0);
}

static void wrong_filters_are_refused(void)
{
	static const char *const wrong[] = {"operation=archive.start", "operation=", "status=ok",
		"status=-1", "status=1000", "since=-1", "limit=x", "wait=300001", "wait=-1",
		"wait=", "path=x", "order=oldest", "order=", "before=-1", "before=x"};

	for (size_t i = 0; i < COUNT_OF(wrong); i++)
		WANT(400, NOBODY, "GET", text("/sandbox/requests?%s", wrong[i]), NULL);
	WANT(200, NOBODY, "GET", "/sandbox/requests?wait=300000&limit=1", NULL);
}

/* A child waits for a request with a status that only the last one has. */
static void waits_for_a_request(void)
{
	const char *wait = "/sandbox/requests?status=404&wait=120000";
	int ended = 1;
	pid_t child;

	WANT(204, NOBODY, "DELETE", "/sandbox/requests", NULL);
	child = box_fork();
	if (child == 0) {
		box_response response = ask_with(&server, "GET", wait, NULL, NULL, NULL);

		_exit(response.status == 200 && number(response.json, "items") == 1 ? 0 : 1);
	}
	new_session(&server, "");
	WANT(404, PROJECT, "GET", PROJECT_PATH "/archive/none", NULL);
	CHECK(waitpid(child, &ended, 0) == child);
	CHECK_INT(ended, 0);
}

static void waits_no_longer_than_asked(void)
{
	WANT(204, NOBODY, "DELETE", "/sandbox/requests", NULL);
	CHECK_INT(count_with("wait=0"), 0);
	CHECK_INT(count_with("wait=30"), 0);
	new_session(&server, "");
	CHECK_INT(count_with("wait=120000"), 1);
	CHECK_INT(count_with("since=999999999&wait=30"), 0);
}

/* ---- the log */

static const char *log_file;

static void print_into_file(void)
{
	const int file = open(log_file, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	dup2(file, STDOUT_FILENO);
	close(file);
}

/* Returns what a server with these options prints for two requests. */
static const char *log_of(const char *const *options)
{
	test_box other = {0};
	char *read;
	const char *said;
	bool started;

	log_file = text("%s/log", server.folder);
	started = box_start_prepared(&other, options, print_into_file);
	if (!CHECK(started))
		return "";
	new_session(&other, "location=1.2.3.4");
	ask_with(&other, "GET", "/v2/x", NULL, "User-Agent: a\x1b[31mb\xc2\x9bz", NULL);
	ask_with(&other, "G\x1b[31mT", "/v2/x", NULL, NULL, NULL);
	box_end(&other, SIGTERM);
	read = otk_test_read(log_file, NULL);
	said = text("%s", read ? read : "");
	free(read);
	return said;
}

static void logs_lines(void)
{
	const char *said = log_of((const char *[]){"--quiet", "--log", NULL});

	CHECK_HAS(said, " POST /session/create 200 ");
	CHECK_HAS(said, " session.create by ");
	CHECK_HAS(said, " GET /v2/x 403 ");
	CHECK_HAS(said, " by a?[31mb?z\n");
	CHECK_HAS(said, " G?[31mT /v2/x ");
	CHECK(!strstr(said, "location"));
	CHECK(!strchr(said, '\x1b'));
	CHECK_STR(log_of((const char *[]){"--quiet", NULL}), "");
}

static int log_pipe[2];

static void print_into_pipe(void)
{
	dup2(log_pipe[1], STDOUT_FILENO);
}

/* A reader that does not read, such as a stopped process, must not stop the server. */
static void an_unread_log_stops_nothing(void)
{
	const char *path = text("/v2/%01000d", 0);
	char got[65536 + 1];
	test_box other = {0};
	ssize_t size;

	if (!CHECK_INT(pipe2(log_pipe, O_CLOEXEC), 0))
		return;
	if (CHECK(box_start_prepared(
		    &other, (const char *[]){"--quiet", "--log=json", NULL}, print_into_pipe))) {
		for (int i = 0; i < 100; i++)
			CHECK_INT(ask_with(&other, "GET", path, NULL, NULL, NULL).status, 403);
		size = read(log_pipe[0], got, sizeof(got) - 1);
		CHECK(size > 30000);
		ask_with(&other, "GET", "/v2/last", NULL, NULL, NULL);
		CHECK_INT(box_end(&other, SIGTERM), 0);
		close(log_pipe[1]);
		/* What was lost is counted. */
		size = read(log_pipe[0], got, sizeof(got) - 1);
		got[size > 0 ? size : 0] = '\0';
		CHECK_HAS(got, "{\"lost\":");
		CHECK_HAS(got, "\"path\":\"/v2/last\"");
	}
	close(log_pipe[0]);
}

static void logs_bodies(void)
{
	CHECK_HAS(log_of((const char *[]){"--quiet", "-v", NULL}), "\n    location=1.2.3.4");
}

static void logs_json(void)
{
	const char *said = log_of((const char *[]){"--quiet", "--log=json", "--verbose", NULL});
	json_object *entry = keep_tree(json_tokener_parse(said));

	CHECK_STR(member(entry, "operation"), "session.create");
	CHECK_STR(member(entry, "headers.x-opentok-auth.payload.iss"), KEY);
	CHECK_STR(member(entry, "body"), "location=1.2.3.4");
	CHECK(!strstr(said, "eyJ"));
}

int main(void)
{
	static const otk_test tests[] = {
		TEST(requests_are_recorded),
		TEST(signatures_that_are_not_tokens),
		TEST(bytes_that_are_not_text),
		TEST(entries_are_filtered),
		TEST(lists_begin_with_the_newest),
		TEST(wrong_filters_are_refused),
		TEST(waits_for_a_request),
		TEST(waits_no_longer_than_asked),
		TEST(logs_lines),
		TEST(an_unread_log_stops_nothing),
		TEST(logs_bodies),
		TEST(logs_json),
	};

	return box_test_main("sandbox journal", tests, COUNT_OF(tests), &server);
}

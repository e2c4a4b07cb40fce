/* SPDX-License-Identifier: MIT */
/* The stream of events, the history of objects, and what the journal keeps of responses. */
#include "config.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/sandbox/box.h"

enum { DEADLINE_MS = 20000, STREAMS = 32 };

static test_box server;

/* ---- a reader of streams */

/* Opens a connection and sends a GET. -1: failure. */
static int open_stream(const char *target)
{
	struct sockaddr_in address = {.sin_family = AF_INET};
	const char *request = text("GET %s HTTP/1.1\r\nHost: localhost:%s\r\n\r\n", target,
		strrchr(server.url, ':') + 1);
	const int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	address.sin_port = htons((uint16_t)strtol(strrchr(server.url, ':') + 1, NULL, 10));
	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (connect(descriptor, (struct sockaddr *)&address, sizeof(address)) != 0 ||
		send(descriptor, request, strlen(request), MSG_NOSIGNAL) !=
			(ssize_t)strlen(request))
		return -1;
	return descriptor;
}

/* Reads until the text has come. Returns all that came; "": it did not come in time. */
static const char *read_until(int descriptor, const char *wanted)
{
	const char *all = "";
	struct pollfd poller = {.fd = descriptor, .events = POLLIN};
	char piece[4096];

	while (!strstr(all, wanted)) {
		ssize_t got;

		if (poll(&poller, 1, DEADLINE_MS) <= 0)
			return "";
		got = recv(descriptor, piece, sizeof(piece) - 1, 0);
		if (got <= 0)
			return "";
		piece[got] = '\0';
		all = text("%s%s", all, piece);
	}
	return all;
}

static void events_come_as_they_happen(void)
{
	const int stream = open_stream("/sandbox/events");
	const char *session, *seen;

	CHECK_HAS(read_until(stream, "retry:"), "text/event-stream");
	session = new_session(&server, "");
	seen = read_until(stream, "event: request");
	CHECK_HAS(seen, "event: object");
	CHECK_HAS(seen, session);
	publish(&server, session);
	seen = read_until(stream, "\"publishing\"");
	CHECK_HAS(seen, "\"kind\":\"stream\"");
	WANT(404, PROJECT, "GET", PROJECT_PATH "/archive/none", NULL);
	seen = read_until(stream, "\"status\":404");
	CHECK_HAS(seen, "\"operation\":\"archives.get\"");
	CHECK(!strstr(seen, "\"headers\""));
	close(stream);
}

/* The numbers of the query say what was seen already. */
static void streams_go_on_where_they_ended(void)
{
	const char *all, *rest;
	json_object *list;
	int last;

	WANT(204, NOBODY, "DELETE", "/sandbox/requests", NULL);
	new_session(&server, "");
	WANT(404, PROJECT, "GET", PROJECT_PATH "/archive/one", NULL);
	WANT(404, PROJECT, "GET", PROJECT_PATH "/archive/two", NULL);
	list = WANT(200, NOBODY, "GET", "/sandbox/requests?view=summary", NULL);
	last = (int)number(list, "items.2.seq");
	all = ask_with(&server, "GET", "/sandbox/events?requests=0&wait=0", NULL, NULL, NULL).body;
	CHECK_HAS(all, "/archive/one");
	CHECK_HAS(all, "/archive/two");
	rest = ask_with(&server, "GET", text("/sandbox/events?requests=%d&wait=0", last - 1), NULL,
		NULL, NULL)
		       .body;
	CHECK(!strstr(rest, "/archive/one"));
	CHECK_HAS(rest, "/archive/two");
	/* A number from before a restart. */
	rest = ask_with(&server, "GET", "/sandbox/events?requests=9999999&wait=0", NULL, NULL, NULL)
		       .body;
	CHECK_HAS(rest, "/archive/one");
	/* Without numbers: from now on. */
	rest = ask_with(&server, "GET", "/sandbox/events?wait=0", NULL, NULL, NULL).body;
	CHECK(!strstr(rest, "event:"));
}

static void dropped_entries_are_reported(void)
{
	const char *seen;
	json_object *list;
	int last;

	WANT(404, PROJECT, "GET", PROJECT_PATH "/archive/one", NULL);
	list = WANT(200, NOBODY, "GET", "/sandbox/requests", NULL);
	last = (int)number(list, text("items.%d.seq", (int)number(list, "items") - 1));
	new_session(&server, "");
	WANT(204, NOBODY, "DELETE", "/sandbox/requests", NULL);
	WANT(404, PROJECT, "GET", PROJECT_PATH "/archive/three", NULL);
	seen = ask_with(
		&server, "GET", text("/sandbox/events?requests=%d&wait=0", last), NULL, NULL, NULL)
		       .body;
	CHECK_HAS(seen, "event: lost\ndata: {\"what\":\"requests\",\"count\":1}");
	CHECK_HAS(seen, "/archive/three");
}

static void streams_are_limited(void)
{
	int streams[STREAMS];

	for (size_t i = 0; i < STREAMS; i++) {
		streams[i] = open_stream("/sandbox/events");
		CHECK_HAS(read_until(streams[i], "retry:"), "200 OK");
	}
	CHECK_INT(ask_with(&server, "GET", "/sandbox/events?wait=0", NULL, NULL, NULL).status, 503);
	/* The server still works. */
	new_session(&server, "");
	CHECK_HAS(read_until(streams[STREAMS - 1], "event: request"), "session.create");
	/* An event makes the server notice that a reader is gone. */
	for (size_t i = 0; i < STREAMS; i++)
		close(streams[i]);
	for (int i = 0; i < 1000; i++) {
		new_session(&server, "");
		if (ask_with(&server, "GET", "/sandbox/events?wait=0", NULL, NULL, NULL).status ==
			200)
			break;
	}
	CHECK_INT(ask_with(&server, "GET", "/sandbox/events?wait=0", NULL, NULL, NULL).status, 200);
}

static void wrong_numbers_are_refused(void)
{
	static const char *const wrong[] = {
		"requests=-1", "requests=x", "objects=", "wait=300001", "wait=-1", "since=1"};

	for (size_t i = 0; i < COUNT_OF(wrong); i++)
		WANT(400, NOBODY, "GET", text("/sandbox/events?%s", wrong[i]), NULL);
}

/* ---- history */

static bool had_state(json_object *items, const char *kind, const char *state)
{
	for (size_t i = 0; i < json_object_array_length(items); i++)
		if (strcmp(member(items, text("%zu.kind", i)), kind) == 0 &&
			strcmp(member(items, text("%zu.state", i)), state) == 0)
			return true;
	return false;
}

static void states_are_remembered(void)
{
	const char *session = new_session(&server, ""), *stream = publish(&server, session);
	json_object *archive = WANT(200, PROJECT, "POST", PROJECT_PATH "/archive",
		text("{\"sessionId\":\"%s\"}", session));
	json_object *items;

	WANT(200, PROJECT, "POST", text(PROJECT_PATH "/session/%s/stream/%s/mute", session, stream),
		NULL);
	WANT(200, PROJECT, "POST", text(PROJECT_PATH "/archive/%s/stop", member(archive, "id")),
		NULL);
	WANT(200, NOBODY, "POST", "/sandbox/clock", "{\"advance\":10}");
	WANT(204, NOBODY, "DELETE",
		text("/sandbox/session/%s/stream/%s?reason=networkDisconnected", session, stream),
		NULL);
	items = part(WANT(200, NOBODY, "GET", text("/sandbox/session/%s/history", session), NULL),
		"items");
	CHECK(had_state(items, "session", "open"));
	CHECK(had_state(items, "connection", "connected"));
	CHECK(had_state(items, "stream", "publishing"));
	CHECK(had_state(items, "stream", "muted"));
	CHECK(had_state(items, "stream", "gone"));
	CHECK(had_state(items, "archive", "started"));
	CHECK(had_state(items, "archive", "stopped"));
	CHECK(had_state(items, "archive", "available"));
	CHECK(!had_state(items, "broadcast", "started"));
	WANT(404, NOBODY, "GET", "/sandbox/session/1_MX4xMjM0NTZ-fjB-dGVzdH5-/history", NULL);
}

/* A refused request leaves no trace. */
static void refused_changes_are_forgotten(void)
{
	const char *session = new_session(&server, "");
	const char *history = text("/sandbox/session/%s/history", session);
	const int64_t before = number(WANT(200, NOBODY, "GET", history, NULL), "items");

	/* A connection is added for the stream before the request is refused. */
	WANT(400, PROJECT, "PUT", text(PROJECT_PATH "/session/%s/stream", session),
		text("{\"items\":[{\"id\":\"%s\",\"layoutClassList\":[\"a\"]},"
		     "{\"id\":\"none\",\"layoutClassList\":[\"a\"]}]}",
			publish(&server, session)));
	CHECK_INT(number(WANT(200, NOBODY, "GET", history, NULL), "items"), before + 3);
}

static void sessions_are_counted(void)
{
	const char *session = new_session(&server, "");
	json_object *list;

	publish(&server, session);
	publish(&server, session);
	list = WANT(200, NOBODY, "GET", "/sandbox/sessions?count=2", NULL);
	CHECK_STR(member(list, "items.0.sessionId"), session);
	CHECK_INT(number(list, "items.0.streams"), 2);
	CHECK_INT(number(list, "items.0.connections"), 2);
	CHECK_INT(number(list, "items.0.archives"), 0);
	CHECK_INT(number(list, "items"), 2);
	CHECK(number(list, "count") > 2);
	WANT(400, NOBODY, "GET", "/sandbox/sessions?count=201", NULL);
	WANT(400, NOBODY, "GET", "/sandbox/sessions?offset=-1", NULL);
}

static void credentials_are_listed_without_secrets(void)
{
	const box_response list =
		ask_with(&server, "GET", "/sandbox/credentials", NULL, NULL, NULL);

	CHECK_HAS(list.body, "\"kind\":\"project\",\"id\":\"" KEY "\"");
	CHECK_HAS(list.body, "\"kind\":\"application\",\"id\":\"" APPLICATION "\"");
	CHECK(!strstr(list.body, "ecret"));
	CHECK(!strstr(list.body, "1234567890abcdef"));
	CHECK(!strstr(list.body, "PUBLIC KEY"));
}

/* ---- responses in the journal */

static json_object *latest_entry(void)
{
	json_object *list = WANT(200, NOBODY, "GET", "/sandbox/requests", NULL);
	const int last = (int)number(list, "items") - 1;

	return WANT(200, NOBODY, "GET",
		text("/sandbox/requests/%d", (int)number(list, text("items.%d.seq", last))), NULL);
}

static void responses_are_kept(void)
{
	json_object *entry;

	WANT(404, PROJECT, "GET", PROJECT_PATH "/archive/none", NULL);
	entry = latest_entry();
	CHECK_INT(number(entry, "status"), 404);
	CHECK_STR(member(entry, "response.contentType"), "application/json");
	CHECK_HAS(member(entry, "response.body"), "invalid archive ID");
	CHECK_INT(number(entry, "response.bytes"), number(entry, "responseBytes"));
	ask(&server, PROJECT, "PATCH", PROJECT_PATH "/archive", NULL);
	entry = latest_entry();
	CHECK_HAS(member(entry, "response.headers.Allow"), "GET");
	CHECK_INT(
		ask_with(&server, "GET", PROJECT_PATH "/archive", NULL,
			signature_of(&server, PROJECT), "X-Otk-Sandbox-Fault: {\"drop\":\"after\"}")
			.status,
		0);
	entry = latest_entry();
	CHECK_INT(number(entry, "status"), 0);
	CHECK(!part(entry, "response"));
	CHECK(part(entry, "hasFault") != NULL);
	WANT(404, NOBODY, "GET", "/sandbox/requests/0", NULL);
	WANT(404, NOBODY, "GET", "/sandbox/requests/x", NULL);
	WANT(404, NOBODY, "GET", "/sandbox/requests/99999999", NULL);
}

/* The bytes of a download are made while it is sent. */
static void downloads_have_no_body(void)
{
	const char *session = new_session(&server, "");
	json_object *archive, *entry;

	publish(&server, session);
	archive = WANT(200, PROJECT, "POST", PROJECT_PATH "/archive",
		text("{\"sessionId\":\"%s\"}", session));
	archive = WANT(200, NOBODY, "POST", text("/sandbox/archive/%s", member(archive, "id")),
		"{\"status\":\"available\",\"size\":2000}");
	archive = WANT(
		200, PROJECT, "GET", text(PROJECT_PATH "/archive/%s", member(archive, "id")), NULL);
	CHECK_INT(ask_with(&server, "GET", strstr(member(archive, "url"), "/sandbox/"), NULL, NULL,
			  NULL)
			  .size,
		2000);
	entry = latest_entry();
	CHECK_INT(number(entry, "response.bytes"), 2000);
	CHECK(!part(entry, "response.body"));
}

static void secrets_are_hidden(void)
{
	json_object *project = WANT(200, ACCOUNT, "POST", "/v2/project", "{}");
	const char *secret = member(project, "secret");
	json_object *entry = latest_entry();

	CHECK(strlen(secret) > 10);
	CHECK(!strstr(json_object_to_json_string(entry), secret));
	CHECK_HAS(member(entry, "response.body"), "(hidden)");
}

/* Deeper JSON than the sandbox parses, and text that looks like the end of a summary. */
static void odd_entries_are_shown(void)
{
	const char *odd = "/v2/x%22,%22query%22:1?query=%22,%22query%22:";
	json_object *entry, *list;

	CHECK_INT(ask_with(&server, "GET", odd, NULL, "User-Agent: \"query\":\\\",\"query\":", NULL)
			  .status,
		403);
	entry = latest_entry();
	CHECK_STR(member(entry, "path"), "/v2/x%22,%22query%22:1");
	list = WANT(200, NOBODY, "GET", "/sandbox/requests?view=summary", NULL);
	entry = part(list, text("items.%d", (int)number(list, "items") - 1));
	CHECK_STR(member(entry, "user-agent"), "\"query\":\\\",\"query\":");
	CHECK(!part(entry, "query"));
	CHECK(!part(entry, "headers"));
	CHECK(!part(entry, "body"));
	WANT(400, NOBODY, "GET", "/sandbox/requests?view=full", NULL);
}

int main(void)
{
	static const otk_test tests[] = {
		TEST(events_come_as_they_happen),
		TEST(streams_go_on_where_they_ended),
		TEST(dropped_entries_are_reported),
		TEST(streams_are_limited),
		TEST(wrong_numbers_are_refused),
		TEST(states_are_remembered),
		TEST(refused_changes_are_forgotten),
		TEST(sessions_are_counted),
		TEST(credentials_are_listed_without_secrets),
		TEST(responses_are_kept),
		TEST(downloads_have_no_body),
		TEST(secrets_are_hidden),
		TEST(odd_entries_are_shown),
	};

	return box_test_main("sandbox events", tests, COUNT_OF(tests), &server);
}

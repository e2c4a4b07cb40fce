/* SPDX-License-Identifier: MIT */
/* What the server bounds: connections, bodies, values, memory, the database; and that it counts as
 * the service counts. */
#include "config.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tests/sandbox/box.h"

static test_box server;

static int connect_to(const test_box *box)
{
	struct sockaddr_in address = {.sin_family = AF_INET,
		.sin_port = htons((uint16_t)strtoul(strrchr(box->url, ':') + 1, NULL, 10))};
	int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	inet_pton(AF_INET, "127.0.0.1", &address.sin_addr);
	if (connect(descriptor, (struct sockaddr *)(void *)&address, sizeof(address)) != 0) {
		close(descriptor);
		return -1;
	}
	return descriptor;
}

/* Reads until `wanted` occurs or nothing comes for some seconds. */
static const char *read_until(int descriptor, const char *wanted)
{
	char data[8192] = "";
	size_t size = 0;

	while (size < sizeof(data) - 1 && !strstr(data, wanted)) {
		struct pollfd wait = {.fd = descriptor, .events = POLLIN};
		ssize_t got;

		if (poll(&wait, 1, 5000) != 1)
			break;
		got = recv(descriptor, data + size, sizeof(data) - 1 - size, 0);
		if (got <= 0)
			break;
		size += (size_t)got;
		data[size] = '\0';
	}
	return text("%s", data);
}

static const char *talk(const char *bytes, const char *wanted)
{
	int descriptor = connect_to(&server);
	const char *response = "";

	if (descriptor >= 0 &&
		send(descriptor, bytes, strlen(bytes), MSG_NOSIGNAL) == (ssize_t)strlen(bytes))
		response = read_until(descriptor, wanted);
	close(descriptor);
	return response;
}

static double seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* The largest memory of the server so far, in KiB. */
static long peak_memory(const test_box *box)
{
	char *status = otk_test_read(text("/proc/%d/status", (int)box->pid), NULL);
	const char *at = status ? strstr(status, "VmHWM:") : NULL;
	long peak = at ? strtol(at + 6, NULL, 10) : 0;

	free(status);
	return peak;
}

/* With a sanitizer the server takes several times as much memory and time, so neither is checked,
 * and steps that only repeat a check are left out. */
static bool sanitized(void)
{
	const char *sanitize = getenv("OTK_TEST_SANITIZE");

	return sanitize && *sanitize;
}

static void few_descriptors(void)
{
	const struct rlimit limit = {128, 128};

	setrlimit(RLIMIT_NOFILE, &limit);
}

/* Opens and closes this number of connections; then the server must respond at once. */
static void fill_connections(const test_box *box, size_t count)
{
	int descriptors[140];
	double start;

	for (size_t i = 0; i < count; i++)
		descriptors[i] = connect_to(box);
	for (size_t i = 0; i < count; i++)
		close(descriptors[i]);
	start = seconds();
	CHECK_INT(ask_with(box, "GET", "/sandbox", NULL, "Connection: close", NULL).status, 200);
	CHECK_CASE(seconds() - start < 4, "%zu connections: deaf for %.1f s", count,
		seconds() - start);
}

/* With 128 descriptors the limit is 64 connections: reached exactly, passed, passed by far. */
static void it_listens_again_after_its_connection_limit(void)
{
	static const size_t counts[] = {64, 65, 66, 140};
	test_box one;

	if (!CHECK(box_start_prepared(&one, NULL, few_descriptors)))
		return;
	for (int round = 0; round < 8; round++)
		for (size_t i = 0; i < COUNT_OF(counts); i++)
			fill_connections(&one, counts[i]);
	CHECK_INT(box_end(&one, SIGTERM), 0);
}

/* Sends a request on this number of connections, waits until the server has all of them, and closes
 * them; then the server must respond. */
static void leave_waiting(const test_box *box, const char *target, const char *rest, size_t count)
{
	const char *request =
		text("%s HTTP/1.1\r\nHost: %s\r\n%s", target, strrchr(box->url, '/') + 1, rest);
	int descriptors[80];
	double start;

	for (size_t i = 0; i < count; i++) {
		descriptors[i] = connect_to(box);
		CHECK(send(descriptors[i], request, strlen(request), MSG_NOSIGNAL) > 0);
	}
	for (size_t i = 0; i < count; i++)
		close(descriptors[i]);
	start = seconds();
	CHECK_INT(ask_with(box, "GET", "/sandbox", NULL, "Connection: close", NULL).status, 200);
	CHECK_CASE(seconds() - start < 15, "%s: deaf for %.1f s", target, seconds() - start);
}

/* Nobody reads the responses any more, so they are not waited for. */
static void clients_that_have_gone_do_not_count(void)
{
	test_box one;

	if (!CHECK(box_start_prepared(&one, NULL, few_descriptors)))
		return;
	want(&one, NOBODY, "POST", "/sandbox/faults",
		"{\"path\":\"/late\",\"delayMs\":60000,\"times\":100}", 201);
	for (int round = sanitized(); round < 2; round++) {
		leave_waiting(&one, "GET /sandbox/requests?wait=60000&since=1000000", "\r\n", 64);
		leave_waiting(&one, "GET /sandbox/events", "\r\n", 64);
		leave_waiting(&one, "GET /late", "\r\n", 40);
		leave_waiting(&one, "GET /late", "\r\n", 40);
		/* Requests that are not complete. */
		leave_waiting(&one, "POST /late", "Content-Length: 100\r\n\r\nabc", 64);
		leave_waiting(&one, "POST /late", "Content-Length: 100\r\n\r\nabc", 64);
		leave_waiting(&one, "GET /late", "", 64);
		leave_waiting(&one, "GET /late", "", 64);
	}
	CHECK_INT(box_end(&one, SIGTERM), 0);
}

/* Replaces each "%s" by the port. */
static const char *with_port(const char *form, const char *port)
{
	const char *at = strstr(form, "%s");

	return at ? text("%.*s%s%s", (int)(at - form), form, port, with_port(at + 2, port)) : form;
}

/* What decides whether a web page may use the server is not to be read in two ways. */
static void ambiguous_requests_are_refused(void)
{
	const char *port = strrchr(server.url, ':') + 1;
	const struct {
		const char *target, *headers, *status;
	} rows[] = {
		{"/sandbox", "Host: 127.0.0.1:%s\r\nHost: evil.example\r\n", "400"},
		{"/sandbox", "Host: evil.example\r\nHost: 127.0.0.1:%s\r\n", "400"},
		{"/sandbox", "Host: 127.0.0.1:%s\r\nhost: 127.0.0.1:80\r\n", "400"},
		{"/", "Host: 127.0.0.1:%s\r\nOrigin: http://127.0.0.1:%s\r\nOrigin: http://evil.example\r\n",
			"400"},
		{"/v2/project/" KEY "/archive", "Host: 127.0.0.1:%s\r\nHost: x\r\n", "400"},
		/* A whole URL takes the place of Host. */
		{"http://evil.example/sandbox", "Host: 127.0.0.1:%s\r\n", "403"},
		{"http://evil.example", "Host: 127.0.0.1:%s\r\n", "403"},
		{"HTTP://evil.example/", "Host: 127.0.0.1:%s\r\n", "403"},
		{"https://evil.example/v2/project/" KEY "/archive", "Host: 127.0.0.1:%s\r\n",
			"403"},
		{"http://127.0.0.1@evil.example/sandbox", "Host: 127.0.0.1:%s\r\n", "403"},
		{"http:///sandbox", "Host: 127.0.0.1:%s\r\n", "403"},
		{"//evil.example/sandbox", "Host: 127.0.0.1:%s\r\n", "404"},
	};

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		const char *seen = talk(text("GET %s HTTP/1.1\r\n%s\r\n", rows[i].target,
						with_port(rows[i].headers, port)),
			"\r\n\r\n");

		CHECK_CASE(strncmp(seen, "HTTP/1.1 ", 9) == 0 &&
				   strncmp(seen + 9, rows[i].status, 3) == 0,
			"%s %s: %.40s", rows[i].target, rows[i].headers, seen);
	}
	CHECK_HAS(
		talk(text("GET http://127.0.0.1:%s/sandbox/health?x HTTP/1.1\r\nHost: other\r\n\r\n",
			     port),
			"\r\n\r\n"),
		"HTTP/1.1 400"); /* an unknown parameter: the path was found */
	CHECK_HAS(
		talk(text("GET http://localhost:%s/sandbox/health HTTP/1.1\r\nHost: other\r\n\r\n",
			     port),
			"\r\n\r\n"),
		"HTTP/1.1 200");
}

/* The response comes although the body never does. */
static void a_body_that_is_too_large_is_refused_before_it_is_read(void)
{
	CHECK_HAS(talk("POST /v2/project/" KEY "/archive HTTP/1.1\r\nHost: localhost\r\n"
		       "Content-Type: application/json\r\nContent-Length: 10000000\r\n\r\n{\"a\":",
			  "\r\n\r\n"),
		"HTTP/1.1 413");
	CHECK_HAS(talk("PUT /sandbox/hooks HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\n"
		       "Content-Length: 2097153\r\n\r\n",
			  "\r\n\r\n"),
		"HTTP/1.1 4");
	/* With a client that sends all of it, the response arrives all the same. */
	for (int i = 0; i < 10; i++) {
		const size_t large = 6 * 1024 * 1024;
		char *body = calloc(1, large + 1);

		memset(body, 'x', large);
		CHECK_INT(ask(&server, PROJECT, "POST", PROJECT_PATH "/archive", body).status, 413);
		free(body);
	}
}

/* A client that reads only after it has sent everything: it can send all of it, and the response is
 * still there. */
static void response_is_kept_until_the_body_ends(void)
{
	const char *head = "POST /session/create HTTP/1.1\r\nHost: localhost\r\n"
			   "Content-Length: 5000000\r\n\r\n";
	const size_t size = 5000000;
	char *body = calloc(1, size);

	for (int round = 0; round < 5; round++) {
		int descriptor = connect_to(&server);
		size_t sent = 0;
		ssize_t step = 1;

		memset(body, 'x', size);
		send(descriptor, head, strlen(head), MSG_NOSIGNAL);
		while (sent < size && step > 0) {
			step = send(descriptor, body + sent, size - sent, MSG_NOSIGNAL);
			sent += step > 0 ? (size_t)step : 0;
		}
		CHECK_CASE(sent == size, "only %zu bytes could be sent", sent);
		CHECK_HAS(read_until(descriptor, "\r\n\r\n"), "HTTP/1.1 413");
		close(descriptor);
	}
	free(body);
}

/* The length of a chunked body is not known in advance. */
static void a_chunked_body_that_is_too_large(void)
{
	int descriptor = connect_to(&server);
	const char *head = "POST /session/create HTTP/1.1\r\nHost: localhost\r\n"
			   "Transfer-Encoding: chunked\r\n\r\n";
	char *chunk = calloc(1, 0x10000 + 16);

	memset(chunk, 'x', 0x10000 + 16);
	memcpy(chunk, "10000\r\n", 7);
	memcpy(chunk + 7 + 0x10000, "\r\n", 3);
	send(descriptor, head, strlen(head), MSG_NOSIGNAL);
	for (int i = 0; i < 40; i++)
		if (send(descriptor, chunk, 0x10000 + 9, MSG_NOSIGNAL) < 0)
			break;
	send(descriptor, "0\r\n\r\n", 5, MSG_NOSIGNAL);
	CHECK_HAS(read_until(descriptor, "\r\n\r\n"), "HTTP/1.1 413");
	close(descriptor);
	free(chunk);
}

static void requests_in_one_piece(void)
{
	const char *one = "GET /sandbox/stats HTTP/1.1\r\nHost: ";
	const char *host = strrchr(server.url, '/') + 1;
	const char *response =
		talk(text("%s%s\r\n\r\n%s%s\r\n\r\n%s%s\r\nConnection: close\r\n\r\n", one, host,
			     one, host, one, host),
			"never");
	int count = 0;

	for (const char *at = response; (at = strstr(at, "HTTP/1.1 200")); at++)
		count++;
	CHECK_INT(count, 3);
}

/* Tiny values make a tree of several hundred bytes each. */
static void many_values_are_refused_at_once(void)
{
	static const char *const items[] = {"{}", "[]", "0", "{\"a\":1}", "\"\""};

	for (size_t i = 0; i < COUNT_OF(items); i++) {
		const size_t length = strlen(items[i]) + 1;
		const size_t count = 2000000 / length;
		char *body = calloc(1, count * length + 32);
		double start = seconds();

		memcpy(body, "{\"a\":[", 6);
		for (size_t n = 0; n < count; n++) {
			memcpy(body + 6 + n * length, items[i], length - 1);
			body[6 + (n + 1) * length - 1] = n + 1 < count ? ',' : ']';
		}
		body[6 + count * length] = '}';
		CHECK_INT(ask(&server, PROJECT, "POST", PROJECT_PATH "/archive", body).status, 400);
		CHECK_CASE(seconds() - start < 1.5, "%s: %.2f s", items[i], seconds() - start);
		free(body);
	}
	if (!sanitized())
		CHECK_CASE(peak_memory(&server) < 120 * 1024, "%ld KiB", peak_memory(&server));
}

/* A character inside of a string does not separate. */
static void text_is_not_counted_as_values(void)
{
	char commas[30001];

	memset(commas, ',', sizeof(commas) - 1);
	commas[sizeof(commas) - 1] = '\0';
	WANT(200, PROJECT, "POST", "/graphql", text("{\"query\":\"{project} \\\" %s\"}", commas));
	WANT(200, PROJECT, "POST", "/graphql", text("{\"query\":\"{project} \\\\ %s\"}", commas));
}

static void many_pairs_are_refused(void)
{
	char form[4 * 1001 + 1];

	for (size_t i = 0; i < 1001; i++)
		memcpy(form + 4 * i, "a=b&", 4);
	form[sizeof(form) - 1] = '\0';
	WANT(400, PROJECT, "POST", "/session/create", form);
	form[4 * 1000] = '\0';
	WANT(200, PROJECT, "POST", "/session/create", form);
}

/* Rules and stubs choose the headers of responses. */
static void headers_of_responses_count_in_the_journal(void)
{
	enum { REQUESTS = 1500, LONG = 4000 };
	char *value = calloc(1, LONG + 1);
	int64_t kept;
	int refused = 0;

	memset(value, 'v', LONG);
	WANT(201, NOBODY, "POST", "/sandbox/faults",
		text("{\"path\":\"/long\",\"times\":%d,\"status\":500,\"headers\":"
		     "{\"X-Long\":\"%s\",\"X-Longer\":\"%s\"}}",
			REQUESTS, value, value));
	free(value);
	for (int i = 0; i < REQUESTS; i++) {
		const box_place mark = box_mark();

		refused += ask(&server, PROJECT, "GET", "/long", NULL).status == 500;
		box_release(mark);
	}
	CHECK_INT(refused, REQUESTS);
	kept = number(WANT(200, NOBODY, "GET", "/sandbox/requests", NULL), "items");
	/* An entry has the rule as well. */
	CHECK_CASE(kept > 750 && kept < 1050, "%d entries", (int)kept);
	WANT(204, NOBODY, "DELETE", "/sandbox/requests", NULL);
}

static void the_journal_is_bounded(void)
{
	const char *path = PROJECT_PATH "/archive";
	char *body = calloc(1, 65537);
	box_response response;

	memset(body, '\n', 65536);
	for (int i = 0; i < 400; i++) {
		const box_place mark = box_mark();

		ask(&server, PROJECT, "POST", path, body);
		box_release(mark);
	}
	free(body);
	response = ask(&server, NOBODY, "GET", "/sandbox/requests", NULL);
	CHECK_CASE(response.size > 12 * 1024 * 1024 && response.size < 17 * 1024 * 1024,
		"%zu bytes", response.size);
	CHECK(number(response.json, "items") < 400);
	response = ask(&server, NOBODY, "GET", "/sandbox/requests?limit=2", NULL);
	CHECK_INT(number(response.json, "items"), 2);
	response = ask(&server, NOBODY, "GET",
		text("/sandbox/requests?since=%d&limit=9",
			(int)number(response.json, "items.1.seq")),
		NULL);
	CHECK_INT(number(response.json, "items"), 9);
	WANT(400, NOBODY, "GET", "/sandbox/requests?since=x", NULL);
	WANT(400, NOBODY, "GET", "/sandbox/requests?limit=-1", NULL);
	WANT(204, NOBODY, "DELETE", "/sandbox/requests", NULL);
	CHECK_INT(number(WANT(200, NOBODY, "GET", "/sandbox/requests", NULL), "items"), 0);
	if (!sanitized())
		CHECK_CASE(peak_memory(&server) < 160 * 1024, "%ld KiB", peak_memory(&server));
}

/* Puts a session "full" into the database: with 10 more objects it has its limit of 10 000. */
static void seed_session(const test_box *box)
{
	enum { CONNECTIONS = 9990 };
	char *seed = NULL;
	size_t size = 0;
	FILE *stream = open_memstream(&seed, &size);

	fputs("{\"sessions\":[{\"sessionId\":\"full\",\"connections\":["
	      "{\"connectionId\":\"first\"}",
		stream);
	for (int i = 1; i < CONNECTIONS; i++)
		fputs(",{}", stream);
	fputs("]}]}", stream);
	fclose(stream);
	want(box, NOBODY, "POST", "/sandbox/seed", seed, 204);
	free(seed);
}

/* Adds signals to it until it is full, and returns their number. */
static int fill_session(const test_box *box)
{
	long status = 204;
	int sent = 0;

	for (; status == 204 && sent < 100; sent += status == 204)
		status = ask(box, PROJECT, "POST", PROJECT_PATH "/session/full/signal",
			"{\"data\":\"x\"}")
				 .status;
	CHECK_INT(status, 507);
	want(box, NOBODY, "POST", "/sandbox/session/full/connection", "{}", 507);
	return sent;
}

static void a_full_session_is_refused(void)
{
	const char *const options[] = {"--db", text("%s/full.db", otk_test_folder()), NULL};
	test_box own;

	if (!CHECK(box_start(&own, options)))
		return;
	seed_session(&own);
	CHECK_INT(fill_session(&own), 10);
	/* Others are served. */
	publish(&own, new_session(&own, ""));
	want(&own, PROJECT, "DELETE", PROJECT_PATH "/session/full/connection/first", NULL, 204);
	CHECK_INT(fill_session(&own), 1);
	CHECK_INT(box_end(&own, SIGTERM), 0);

	/* The number is that of the database, not of the process. */
	if (!CHECK(box_start(&own, options)))
		return;
	CHECK_INT(fill_session(&own), 0);
	if (!sanitized()) {
		want(&own, NOBODY, "POST", "/sandbox/reset", NULL, 204);
		seed_session(&own);
		CHECK_INT(fill_session(&own), 10);
	}
	CHECK_INT(box_end(&own, SIGTERM), 0);
}

static const char *repeat(const char *what, size_t count)
{
	char *made = calloc(1, strlen(what) * count + 1);
	const char *kept;

	for (size_t i = 0; i < count; i++)
		memcpy(made + i * strlen(what), what, strlen(what));
	kept = text("%s", made);
	free(made);
	return kept;
}

/* Sets the largest memory so far to the present one; returns it, in KiB. */
static long reset_peak(const test_box *box)
{
	FILE *file = fopen(text("/proc/%d/clear_refs", (int)box->pid), "we");

	CHECK(file && fputs("5", file) >= 0);
	if (file)
		fclose(file);
	return peak_memory(box);
}

/* Processor time of the server so far, in seconds. */
static double processor_time(const test_box *box)
{
	char *read = otk_test_read(text("/proc/%d/schedstat", (int)box->pid), NULL);
	const double used = read ? strtod(read, NULL) / 1e9 : 0;

	free(read);
	return used;
}

enum { LARGE_OBJECTS = 40, LARGE_VALUES = 15000 };

/* Returns a snapshot with a session that has many objects of many values: 30 KiB of text each, and
 * more than 1 MiB as a tree. */
static char *large_snapshot(void)
{
	static const struct {
		const char *kind, *status;
	} kinds[] = {{"connection", ""}, {"stream", ""}, {"archive", "started"},
		{"broadcast", "started"}, {"call", "active"}, {"signal", ""}, {"callback", ""}};
	char *values = calloc(1, 2 * LARGE_VALUES + 1), *all = NULL;
	size_t size = 0;
	FILE *to = open_memstream(&all, &size);

	for (size_t i = 0; i < LARGE_VALUES; i++)
		memcpy(values + 2 * i, i ? ",0" : " 0", 2);
	fputs("{\"otkSandboxSnapshot\":1}\n{\"kind\":\"project\",\"document\":{\"id\":\"" KEY
	      "\",\"secret\":\"1234567890abcdef1234567890abcdef1234567890\"}}\n"
	      "{\"kind\":\"session\",\"document\":{\"id\":\"1_large\",\"_owner\":\"" KEY
	      "\",\"_published\":true}}\n",
		to);
	for (size_t i = 0; i < LARGE_OBJECTS * COUNT_OF(kinds); i++)
		fprintf(to,
			"{\"kind\":\"%s\",\"document\":{\"id\":\"%s-%zu\",\"_owner\":\"" KEY
			"\",\"sessionId\":\"1_large\",\"status\":\"%s\",\"createdAt\":1,"
			"\"_refused\":true,\"connectionId\":\"connection-0\",\"data\":[%s]}}\n",
			kinds[i % COUNT_OF(kinds)].kind, kinds[i % COUNT_OF(kinds)].kind,
			i / COUNT_OF(kinds), kinds[i % COUNT_OF(kinds)].status, values);
	fputs("{\"end\":true}\n", to);
	fclose(to);
	free(values);
	return all;
}

/* What a request does is done to one object after another, so it takes little memory besides the
 * text of its response. */
static void a_large_session_takes_no_memory_again(void)
{
	static const struct {
		const char *method, *path;
		box_who who;
	} rows[] = {
		{"GET", "/sandbox/session/1_large", NOBODY},
		{"HEAD", "/sandbox/session/1_large", NOBODY},
		{"GET", "/sandbox/snapshot", NOBODY},
		{"GET", "/sandbox/callbacks", NOBODY},
		{"GET", "/sandbox/archive/archive-0/layout", NOBODY},
		{"GET", PROJECT_PATH "/archive?count=1000", PROJECT},
		{"GET", PROJECT_PATH "/broadcast?count=1000", PROJECT},
		{"GET", PROJECT_PATH "/session/1_large/connection", PROJECT},
		{"GET", PROJECT_PATH "/session/1_large/stream", PROJECT},
		{"POST", PROJECT_PATH "/session/1_large/mute", PROJECT},
		{"DELETE", PROJECT_PATH "/session/1_large/connection/connection-0", PROJECT},
		{"POST", "/sandbox/session/1_large/fail", NOBODY},
	};
	char *snapshot;
	test_box one;

	if (sanitized())
		SKIP("memory is not checked with a sanitizer");
	if (!CHECK(box_start(&one, NULL)))
		return;
	snapshot = large_snapshot();
	one.respond_ms = (int)otk_test_ms(60000);
	CHECK_INT(ask_with(&one, "PUT", "/sandbox/snapshot", snapshot,
			  "Content-Type: application/x-ndjson", NULL)
			  .status,
		204);
	free(snapshot);
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		const box_place mark = box_mark();
		const long before = reset_peak(&one);
		const box_response response = ask(&one, rows[i].who, rows[i].method, rows[i].path,
			rows[i].method[0] != 'P' ? NULL
			: rows[i].who == NOBODY  ? "{}"
						 : "{\"active\":true}");
		const long limit = (long)(2 * response.size / 1024) + 24 * 1024;

		CHECK_CASE(response.status / 100 == 2, "%s %s: %ld", rows[i].method, rows[i].path,
			response.status);
		CHECK_CASE(peak_memory(&one) - before < limit, "%s %s: %ld KiB more",
			rows[i].method, rows[i].path, peak_memory(&one) - before);
		box_release(mark);
	}
	CHECK_INT(box_end(&one, SIGTERM), 0);
}

/* The object is exactly what the database has, whether it is sent in one piece or in several. */
static void a_session_is_shown_in_pieces(void)
{
	const char *session = new_session(&server, "p2p.preference=disabled");
	const char *path = text("/sandbox/session/%s", session);
	const char *data = repeat("d", 8000);
	json_object *shown;

	shown = WANT(200, NOBODY, "GET", path, NULL);
	CHECK_STR(member(shown, "id"), session);
	CHECK_INT(number(shown, "renders"), 0);
	CHECK(part(shown, "connections") && part(shown, "audioConnectors"));
	for (int i = 0; i < 100; i++)
		WANT(201, NOBODY, "POST", text("%s/connection", path),
			text("{\"connectionId\":\"piece-%d\",\"data\":\"%s\"}", i, data));
	shown = WANT(200, NOBODY, "GET", path, NULL);
	CHECK_INT(number(shown, "connections"), 100);
	for (int i = 0; i < 100; i++)
		CHECK_STR(member(shown, text("connections.%d.id", i)), text("piece-%d", i));
	CHECK_STR(member(shown, "connections.99.data"), data);
	CHECK_HAS(ask(&server, NOBODY, "HEAD", path, NULL).headers,
		text("Content-Length: %zu\r\n", ask(&server, NOBODY, "GET", path, NULL).size));
	WANT(204, NOBODY, "POST", "/sandbox/reset", NULL);
}

/* Seeds a session with this number of streams and, if wanted, an archive with a file for each. */
static const char *seed_streams(size_t count, const char *archives)
{
	const char *session = text("1_streams_%zu_%zu", count, strlen(archives));
	const char *streams = repeat("{},", count - 1);

	WANT(204, NOBODY, "POST", "/sandbox/seed",
		text("{\"sessions\":[{\"sessionId\":\"%s\",\"streams\":[%s{}],\"archives\":[%s]}]}",
			session, streams, archives));
	return session;
}

/* An archive with more files than a request may have values. */
static void documents_may_grow_beyond_a_request(void)
{
	const char *session = seed_streams(3000,
		"{\"archiveId\":\"grown\",\"status\":\"started\",\"outputMode\":\"individual\"}");
	json_object *shown = WANT(200, NOBODY, "GET", "/sandbox/archive/grown", NULL);
	box_response snapshot;

	CHECK_INT(number(shown, "_files"), 3000);
	WANT(201, NOBODY, "POST", text("/sandbox/session/%s/stream", session), "{}");
	shown = WANT(200, NOBODY, "GET", "/sandbox/archive/grown", NULL);
	CHECK_INT(number(shown, "_files"), 3001);
	snapshot = ask(&server, NOBODY, "GET", "/sandbox/snapshot", NULL);
	CHECK_INT(ask_with(&server, "PUT", "/sandbox/snapshot", snapshot.body,
			  "Content-Type: application/x-ndjson", NULL)
			  .status,
		204);
	WANT(200, PROJECT, "POST", PROJECT_PATH "/archive/grown/stop", NULL);
	WANT(204, NOBODY, "POST", "/sandbox/reset", NULL);
}

/* A report is one document, and there may be more archives than one can hold. */
static void reports_are_bounded(void)
{
	const char *before = ask(&server, NOBODY, "GET", "/sandbox/snapshot", NULL).body;
	const int64_t now = number(WANT(200, NOBODY, "GET", "/sandbox/clock", NULL), "now");
	const char *path;
	char *snapshot = NULL;
	size_t size = 0;
	FILE *to = open_memstream(&snapshot, &size);

	fprintf(to, "%.*s", (int)(strstr(before, "{\"end\"") - before), before);
	for (int i = 0; i < 35000; i++)
		fprintf(to,
			"{\"kind\":\"archive\",\"document\":{\"id\":\"r%d\",\"_owner\":\"" APPLICATION
			"\",\"sessionId\":\"s\",\"createdAt\":%lld}}\n",
			i, (long long)now - 1000);
	fputs("{\"end\":true}\n", to);
	fclose(to);
	CHECK_INT(ask_with(&server, "PUT", "/sandbox/snapshot", snapshot,
			  "Content-Type: application/x-ndjson", NULL)
			  .status,
		204);
	free(snapshot);
	path = text("/v2/reports/%s",
		member(WANT(200, VONAGE_ACCOUNT, "POST", "/v2/reports",
			       "{\"account_id\":\"abcd1234\",\"product\":\"VIDEO-API\"}"),
			"request_id"));
	WANT(200, NOBODY, "POST", "/sandbox/clock", "{\"advance\":60}");
	CHECK_INT(number(wait_for(&server, VONAGE_ACCOUNT, path, "request_status", "SUCCESS"),
			  "items_count"),
		20000);
	path = member(WANT(200, VONAGE_ACCOUNT, "GET", path, NULL), "_links.download_report.href");
	CHECK_INT(ask(&server, VONAGE_ACCOUNT, "GET", strstr(path, "/v3/"), NULL).status, 200);
	WANT(204, NOBODY, "POST", "/sandbox/reset", NULL);
}

static double time_of(const char *path, const char *body, long status, int times)
{
	const double before = processor_time(&server);

	for (int i = 0; i < times; i++)
		WANT(status, NOBODY, "POST", path, body);
	return processor_time(&server) - before;
}

/* With four times as many objects: linear time is 4 times as long, quadratic time 16 times. */
static void time_grows_with_the_number_of_objects(void)
{
	static const char archive[] = "{\"status\":\"started\",\"outputMode\":\"individual\"}";
	double few, many;

	if (sanitized())
		SKIP("time is not checked with a sanitizer");
	few = time_of(text("/sandbox/session/%s/fail", seed_streams(500, "")), "{}", 204, 1);
	many = time_of(text("/sandbox/session/%s/fail", seed_streams(2000, "")), "{}", 204, 1);
	CHECK_CASE(many < 11 * few, "fail: %.3f s and %.3f s", few, many);
	few = time_of(text("/sandbox/session/%s/stream", seed_streams(500, archive)), "{}", 201, 5);
	many = time_of(
		text("/sandbox/session/%s/stream", seed_streams(2000, archive)), "{}", 201, 5);
	CHECK_CASE(many < 11 * few, "join: %.3f s and %.3f s", few, many);
	WANT(204, NOBODY, "POST", "/sandbox/reset", NULL);
}

static void fill_database(const char *const *options, const char *says)
{
	const char *form = "archiveName=x&archiveMode=always&p2p.preference=disabled";
	box_response response = {.status = 200};
	test_box one;

	if (!CHECK(box_start(&one, options)))
		return;
	for (int i = 0; i < 20000 && response.status == 200; i++)
		response = ask(&one, PROJECT, "POST", "/session/create", form);
	CHECK_INT(response.status, 507);
	CHECK_HAS(response.body, says);
	want(&one, PROJECT, "GET", PROJECT_PATH "/archive", NULL, 200);
	want(&one, NOBODY, "POST", "/sandbox/reset", NULL, 204);
	want(&one, PROJECT, "POST", "/session/create", form, 200);
	CHECK_INT(box_end(&one, SIGTERM), 0);
}

/* SQLite reports a full disk and its own limit alike. */
static void a_full_database_says_so(void)
{
	if (!sanitized())
		fill_database((const char *const[]){"--db-limit", "1", NULL},
			"limit of 1 MiB: POST /sandbox/reset");
	fill_database((const char *const[]){"--db-limit", "1", "--db",
			      text("%s/small.db", otk_test_folder()), NULL},
		"limit of 1 MiB, or the disk of --db is full: POST /sandbox/reset");
}

static void small_files(void)
{
	const struct rlimit limit = {512 * 1024, 512 * 1024};

	setrlimit(RLIMIT_FSIZE, &limit);
}

/* The system would end a process that writes beyond its limit of the size of files. */
static void a_limit_of_files_is_a_full_disk(void)
{
	const char *form = "archiveName=x&archiveMode=always&p2p.preference=disabled";
	const char *const options[] = {"--db", text("%s/limited.db", otk_test_folder()), NULL};
	box_response response = {.status = 200};
	test_box one;

	if (!CHECK(box_start_prepared(&one, options, small_files)))
		return;
	for (int i = 0; i < 20000 && response.status == 200; i++)
		response = ask(&one, PROJECT, "POST", "/session/create", form);
	CHECK_INT(response.status, 507);
	CHECK_HAS(response.body, "disk of --db is full");
	want(&one, PROJECT, "GET", PROJECT_PATH "/archive", NULL, 200);
	CHECK_INT(box_end(&one, SIGTERM), 0);
}

static void one_database_one_server(void)
{
	const char *db = text("%s/one.db", server.folder);
	const char *const options[] = {"--db", db, NULL};
	const char *said;
	test_box one;

	if (!CHECK(box_start(&one, options)))
		return;
	CHECK_INT(box_run((const char *const[]){"--port", "0", "--db", db, NULL}, &said), 1);
	CHECK_HAS(said, "is in use by another otk-sandbox");
	/* With a second name as well. */
	CHECK_INT(symlink(db, text("%s-link", db)), 0);
	CHECK_INT(box_run((const char *const[]){"--port", "0", "--db", text("%s-link", db), NULL},
			  &said),
		1);
	want(&one, PROJECT, "POST", "/session/create", "", 200);
	CHECK_INT(box_end(&one, SIGKILL), -SIGKILL);
	if (CHECK(box_start(&one, options)))
		CHECK_INT(box_end(&one, SIGTERM), 0);
}

/* Waits for the end of a process for some seconds; its exit status, or -1000. */
static int wait_for_end(pid_t pid)
{
	int status;

	for (int waited = 0; waited < 8000; waited += 5) {
		if (waitpid(pid, &status, WNOHANG) == pid)
			return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
		poll(NULL, 0, 5);
	}
	kill(pid, SIGKILL);
	waitpid(pid, &status, 0);
	return -1000;
}

static pid_t start_with_pipe(const char *fifo)
{
	char *program = otk_test_build("otk-sandbox");
	pid_t pid = fork();

	if (pid == 0) {
		execl(program, program, "--port", "0", "--quiet", "--port-file", fifo,
			(char *)NULL);
		_exit(127);
	}
	free(program);
	return pid;
}

/* Whether the process takes signals itself by now. */
static bool blocks_signals(pid_t pid)
{
	char *status = otk_test_read(text("/proc/%d/status", (int)pid), NULL);
	const char *at = status ? strstr(status, "SigBlk:") : NULL;
	/* Before exec() the child is still this program, which Valgrind makes block signals. */
	const bool is_sandbox = status && strncmp(status, "Name:\totk-sandbox", 17) == 0;
	const bool blocks = is_sandbox && at && strtoull(at + 7, NULL, 16) & 1ull << (SIGTERM - 1);

	free(status);
	return blocks;
}

static void signals_end_it_while_a_pipe_has_no_reader(void)
{
	const char *fifo = text("%s/pipe", server.folder);
	static const int signals[] = {SIGTERM, SIGINT};
	char port[16] = "";
	int descriptor;
	pid_t pid;

	CHECK_INT(mkfifo(fifo, 0600), 0);
	for (size_t i = 0; i < COUNT_OF(signals); i++) {
		pid = start_with_pipe(fifo);
		while (!blocks_signals(pid) && kill(pid, 0) == 0)
			poll(NULL, 0, 5);
		kill(pid, signals[i]);
		CHECK_INT(wait_for_end(pid), 0);
	}
	pid = start_with_pipe(fifo);
	descriptor = open(fifo, O_RDONLY | O_CLOEXEC);
	CHECK(read(descriptor, port, sizeof(port) - 1) > 1);
	close(descriptor);
	CHECK(strtol(port, NULL, 10) > 0);
	kill(pid, SIGTERM);
	CHECK_INT(wait_for_end(pid), 0);
}

static void close_standard_descriptors(void)
{
	close(STDIN_FILENO);
	close(STDOUT_FILENO);
	close(STDERR_FILENO);
}

static void standard_descriptors_may_be_closed(void)
{
	const char *db = text("%s/closed.db", server.folder);
	const char *const options[] = {"--db", db, NULL};
	test_box one;

	if (!CHECK(box_start_prepared(&one, options, close_standard_descriptors)))
		return;
	for (int i = 0; i <= STDERR_FILENO; i++) {
		char target[64] = "";

		CHECK(readlink(text("/proc/%d/fd/%d", (int)one.pid, i), target,
			      sizeof(target) - 1) > 0);
		CHECK_STR(target, "/dev/null");
	}
	want(&one, PROJECT, "POST", "/session/create", "", 200);
	CHECK_INT(box_end(&one, SIGTERM), 0);
	if (CHECK(box_start(&one, options)))
		CHECK_INT(box_end(&one, SIGTERM), 0);
}

#define UE         "\xc3\xbc"
#define UE_ENCODED "%C3%BC"
#define CLEF       "\xf0\x9d\x84\x9e"

/* Characters where the service says characters, bytes where it says bytes. */
static void lengths_are_counted_as_the_service_counts(void)
{
	const char *form = "p2p.preference=disabled&archiveMode=always&archiveName=";
	const char *session = new_session(&server, "p2p.preference=disabled");
	const char *signal_path = text(PROJECT_PATH "/session/%s/signal", session);

	WANT(200, PROJECT, "POST", "/session/create", text("%s%s", form, repeat(UE_ENCODED, 80)));
	WANT(400, PROJECT, "POST", "/session/create", text("%s%s", form, repeat(UE_ENCODED, 81)));
	WANT(202, PROJECT, "POST", PROJECT_PATH "/render",
		text("{\"sessionId\":\"%s\",\"token\":\"%s\",\"url\":\"https://example.com/\","
		     "\"properties\":{\"name\":\"%s\"}}",
			session, client_token(&server, session, "publisher", 600),
			repeat(CLEF, 200)));
	CHECK_INT(number(WANT(400, PROJECT, "POST", PROJECT_PATH "/render",
				 text("{\"sessionId\":\"%s\",\"token\":\"%s\",\"url\":"
				      "\"https://example.com/\",\"properties\":{\"name\":\"%s\"}}",
					 session, client_token(&server, session, "publisher", 600),
					 repeat(CLEF, 201))),
			  "code"),
		50007);
	WANT(202, PROJECT, "POST", PROJECT_PATH "/render",
		text("{\"sessionId\":\"%s\",\"token\":\"%s\",\"url\":\"https://example.com/%s\"}",
			session, client_token(&server, session, "publisher", 600),
			repeat(UE, 2048 - 20)));
	WANT(400, PROJECT, "POST", PROJECT_PATH "/render",
		text("{\"sessionId\":\"%s\",\"token\":\"%s\",\"url\":\"https://example.com/%s\"}",
			session, client_token(&server, session, "publisher", 600),
			repeat(UE, 2048 - 19)));
	publish(&server, session);
	WANT(204, PROJECT, "POST", signal_path,
		text("{\"type\":\"%s\",\"data\":\"%s\"}", repeat(UE, 64), repeat(UE, 4096)));
	WANT(413, PROJECT, "POST", signal_path,
		text("{\"type\":\"%sx\",\"data\":\"\"}", repeat(UE, 64)));
	WANT(413, PROJECT, "POST", signal_path, text("{\"data\":\"%sx\"}", repeat(UE, 4096)));
	/* Too long for "/", half of a surrogate pair, beyond U+10FFFF. */
	WANT(400, PROJECT, "POST", signal_path, "{\"data\":\"\xc0\xaf\"}");
	WANT(400, PROJECT, "POST", signal_path, "{\"data\":\"\xed\xa0\x80\"}");
	WANT(400, PROJECT, "POST", signal_path, "{\"data\":\"\xf4\x90\x80\x80\"}");
	WANT(400, PROJECT, "POST", PROJECT_PATH "/connect",
		text("{\"sessionId\":\"%s\",\"token\":\"%s\",\"websocket\":{\"uri\":\"ws://a\","
		     "\"headers\":{\"k\":\"%s\"}}}",
			session, client_token(&server, session, "publisher", 600),
			repeat(UE, 255)));
}

int main(void)
{
	static const otk_test tests[] = {
		TEST(many_values_are_refused_at_once),
		TEST(text_is_not_counted_as_values),
		TEST(many_pairs_are_refused),
		TEST(headers_of_responses_count_in_the_journal),
		TEST(the_journal_is_bounded),
		TEST(it_listens_again_after_its_connection_limit),
		TEST(clients_that_have_gone_do_not_count),
		TEST(ambiguous_requests_are_refused),
		TEST(a_body_that_is_too_large_is_refused_before_it_is_read),
		TEST(response_is_kept_until_the_body_ends),
		TEST(a_chunked_body_that_is_too_large),
		TEST(requests_in_one_piece),
		TEST(a_full_session_is_refused),
		TEST(a_large_session_takes_no_memory_again),
		TEST(a_session_is_shown_in_pieces),
		TEST(documents_may_grow_beyond_a_request),
		TEST(reports_are_bounded),
		TEST(time_grows_with_the_number_of_objects),
		TEST(a_full_database_says_so),
		TEST(a_limit_of_files_is_a_full_disk),
		TEST(one_database_one_server),
		TEST(signals_end_it_while_a_pipe_has_no_reader),
		TEST(standard_descriptors_may_be_closed),
		TEST(lengths_are_counted_as_the_service_counts),
	};

	return box_test_main("sandbox limits", tests, COUNT_OF(tests), &server);
}

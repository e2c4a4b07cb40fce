/* SPDX-License-Identifier: MIT */
/* The program: its options, its database, HTTPS, and malformed input. */
#include "config.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <json-c/json.h>
#include <poll.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/sandbox/box.h"

static test_box server;

#define RUN(status, part, ...) run_with((const char *const[]){__VA_ARGS__, NULL}, status, part)

static void run_with(const char *const *options, int status, const char *part)
{
	const char *said;
	int ended = box_run(options, &said);

	CHECK_CASE(ended == status, "%s: %d", options[0], ended);
	CHECK_HAS(said, part);
}

/* A file of `size` letters and what follows them; NULL: it cannot be written. */
static const char *secret_file(const char *name, size_t size, const char *end)
{
	const char *path = text("%s/%s", otk_test_folder(), name);
	FILE *file = fopen(path, "w");

	if (!CHECK(file))
		return NULL;
	for (size_t i = 0; i < size; i++)
		fputc('s', file);
	fputs(end, file);
	return fclose(file) == 0 ? path : NULL;
}

/* A secret is used whole or refused. */
static void secrets_are_not_cut(void)
{
	test_box other;
	const char *longest = secret_file("longest", 1024, "\nnext line\n");

	RUN(2, "a first line of more than 1024 bytes", "--callback-secret-file",
		secret_file("long", 1025, "\n"));
	RUN(2, "a first line of more than 1024 bytes", "--callback-secret-file",
		secret_file("longer", 5000, ""));
	RUN(2, "no secret in its first line", "--callback-secret-file",
		secret_file("empty", 0, "\nsecret\n"));
	if (CHECK(longest) &&
		CHECK(box_start(&other, (const char *[]){"--callback-secret-file", longest, NULL})))
		CHECK_INT(box_end(&other, SIGTERM), 0);
}

static void wrong_use(void)
{
	RUN(2, "'--nonsense'", "--nonsense");
	RUN(2, "\"word\": only options are expected", "word");
	RUN(2, "--port: \"65536\" is not a number from 0 to 65535", "--port", "65536");
	RUN(2, "--port: \"x\" is not", "--port", "x");
	RUN(2, "is not a loopback address", "--bind", "0.0.0.0");
	RUN(2, "is not a loopback address", "--bind", "192.168.0.1");
	RUN(2, "is not a loopback address", "--bind", "::");
	RUN(2, "is not an IP address", "--bind", "127.example.com");
	RUN(2, "is not unix:PATH", "--listen", "127.0.0.1:80");
	RUN(2, "is not unix:PATH", "--listen", "unix:");
	RUN(2, "is not a file mode", "--socket-mode", "1777");
	RUN(2, "is not a file mode", "--socket-mode", "0x7");
	RUN(2, "is not the address of a server", "--url", "sandbox:4950");
	RUN(2, "is not the address of a server", "--url", "http://sandbox/path");
	RUN(2, "a Unix socket has no port", "--listen", "unix:/tmp/x", "--port-file", "/tmp/y");
	RUN(2, "from 0 to 86400000", "--settle-ms", "-1");
	RUN(2, "the kinds are", "--callback-url", "nothing=http://a/");
	RUN(2, "http or https", "--callback-url", "archive=ftp://a/");
	RUN(2, "http or https", "--callback-url", "http://");
	RUN(2, "http or https", "--callback-url", "archive=http://a b/");
	RUN(2, "is not the address of a server", "--url", "http://sandbox:99999");
	RUN(1, "No such file or directory", "--snapshot", "/nonexistent/state");
	RUN(2, "needs --https", "--cert-file", "/tmp/x");
	RUN(2, "cannot be read", "--callback-secret-file", "/nonexistent");
	RUN(0, "", "--help");
	RUN(0, "", "--version");
	RUN(1, "\"/nonexistent/db\" cannot be opened", "--port", "0", "--db", "/nonexistent/db");
	RUN(1, "\"/nonexistent/port\" cannot be written", "--port", "0", "--quiet", "--port-file",
		"/nonexistent/port");
	RUN(1, "cannot listen on 127.0.0.1 port", "--port", strrchr(server.url, ':') + 1);
	RUN(1, "holds no RSA private key", "--port", "0", "--app-key-file",
		text("%s/port", server.folder));
}

/* A pipe or a device is not replaced by a file. */
static void files_replace_only_files(void)
{
	const char *path = text("%s/no-file", server.folder);
	struct stat status;

	CHECK_INT(mkfifo(path, 0600), 0);
	RUN(1, "is not a regular file", "--port", "0", "--db", path);
	RUN(1, "is not a regular file", "--port", "0", "--snapshot", path);
	RUN(1, "is not a regular file", "--port", "0", "--https", "--cert-file", path);
	CHECK(lstat(path, &status) == 0 && S_ISFIFO(status.st_mode));
	CHECK(access(text("%s-journal", path), F_OK) != 0);
	RUN(2, "--db: \"\" is empty", "--db", "");
	RUN(2, "--snapshot: \"\" is empty", "--snapshot", "");
}

static void the_key_file_is_private(void)
{
	struct stat status;

	CHECK_INT(stat(text("%s/application.pem", otk_test_folder()), &status), 0);
	CHECK_INT(status.st_mode & 0777, 0600);
	CHECK_HAS(server.private_key, "BEGIN PRIVATE KEY");
}

static void signals_end_it_cleanly(void)
{
	test_box other;

	if (CHECK(box_start(&other, NULL)))
		CHECK_INT(box_end(&other, SIGINT), 0);
	if (CHECK(box_start(&other, NULL)))
		CHECK_INT(box_end(&other, SIGTERM), 0);
}

static void state_survives_a_kill(void)
{
	const char *db = text("%s/state.db", server.folder);
	const char *const options[] = {"--db", db, NULL};
	const char *session, *archive, *stream;
	json_object *seen;
	test_box one, two;
	int64_t then;

	if (!CHECK(box_start(&one, options)))
		return;
	session = new_session(&one, "p2p.preference=disabled");
	stream = publish(&one, session);
	archive = member(want(&one, PROJECT, "POST", PROJECT_PATH "/archive",
				 text("{\"sessionId\":\"%s\",\"name\":\"kept\"}", session), 200),
		"id");
	want(&one, NOBODY, "POST", "/sandbox/clock", "{\"advance\":20}", 200);
	then = number(want(&one, NOBODY, "GET", "/sandbox/clock", NULL, 200), "now");
	want(&one, NOBODY, "PUT", "/sandbox/hooks",
		"{\"session\":{\"url\":\"http://127.0.0.1:9/\"}}", 200);
	want(&one, NOBODY, "POST", "/sandbox/credentials",
		"{\"apiKey\":\"999\",\"apiSecret\":\"nine\"}", 201);
	CHECK_INT(box_end(&one, SIGKILL), -SIGKILL);
	if (!CHECK(box_start(&two, options)))
		return;
	seen = want(&two, PROJECT, "GET", text(PROJECT_PATH "/archive/%s", archive), NULL, 200);
	CHECK_STR(member(seen, "name"), "kept");
	CHECK_STR(member(seen, "status"), "started");
	seen = want(
		&two, PROJECT, "GET", text(PROJECT_PATH "/session/%s/stream", session), NULL, 200);
	CHECK_STR(member(seen, "items.0.id"), stream);
	CHECK(number(want(&two, NOBODY, "GET", "/sandbox/clock", NULL, 200), "now") >= then);
	seen = want(&two, NOBODY, "GET", "/sandbox/hooks", NULL, 200);
	CHECK_STR(member(seen, "session.url"), "http://127.0.0.1:9/");
	/* Its life continues. */
	want(&two, PROJECT, "POST", text(PROJECT_PATH "/archive/%s/stop", archive), NULL, 200);
	wait_for(&two, PROJECT, text(PROJECT_PATH "/archive/%s", archive), "status", "available");
	CHECK_INT(box_end(&two, SIGTERM), 0);
}

static void write_db(const char *path, const char *sql)
{
	sqlite3 *db = NULL;

	CHECK_INT(sqlite3_open(path, &db), SQLITE_OK);
	CHECK_INT(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
}

static void strange_databases_are_refused(void)
{
	const char *db = text("%s/strange.db", server.folder);
	const char *const options[] = {"--db", db, NULL};
	test_box one;

	write_db(db, "CREATE TABLE mine(a)");
	RUN(1, "is a database of another program", "--port", "0", "--db", db);
	unlink(db);
	if (!CHECK(box_start(&one, options)))
		return;
	CHECK_INT(box_end(&one, SIGTERM), 0);
	write_db(db, "PRAGMA user_version=999");
	RUN(1, "another version of otk-sandbox (schema 999", "--port", "0", "--db", db);
	RUN(1, "cannot be used as a database", "--port", "0", "--db",
		text("%s/application.pem", otk_test_folder()));
}

/* A table that cannot be written acts like a full disk. */
static void a_database_that_fails_is_an_error_of_the_server(void)
{
	const char *db = text("%s/failing.db", server.folder);
	const char *const options[] = {"--db", db, NULL};
	const char *session, *path;
	json_object *seen;
	test_box one;

	if (!CHECK(box_start(&one, options)))
		return;
	new_session(&one, "");
	write_db(db, "CREATE TRIGGER full BEFORE INSERT ON object WHEN new.kind = 'session' "
		     "BEGIN SELECT raise(ABORT, 'database or disk is full'); END");
	seen = want(&one, PROJECT, "POST", "/session/create", "", 500);
	CHECK_HAS(member(seen, "message"), "could not store");
	want(&one, PROJECT, "GET", PROJECT_PATH "/archive", NULL, 200);
	write_db(db, "DROP TRIGGER full");
	session = new_session(&one, "p2p.preference=disabled");
	publish(&one, session);
	/* A due object that cannot be stored waits and advances when it can. */
	path = text(PROJECT_PATH "/archive/%s",
		member(want(&one, PROJECT, "POST", PROJECT_PATH "/archive",
			       text("{\"sessionId\":\"%s\"}", session), 200),
			"id"));
	want(&one, PROJECT, "POST", text("%s/stop", path), NULL, 200);
	write_db(db, "CREATE TRIGGER full BEFORE UPDATE ON object WHEN new.status = 'available' "
		     "BEGIN SELECT raise(ABORT, 'database or disk is full'); END");
	want(&one, NOBODY, "POST", "/sandbox/clock", "{\"advance\":1}", 200);
	CHECK_STR(member(want(&one, PROJECT, "GET", path, NULL, 200), "status"), "stopped");
	write_db(db, "DROP TRIGGER full");
	wait_for(&one, PROJECT, path, "status", "available");
	CHECK_INT(box_end(&one, SIGTERM), 0);
}

static void https(void)
{
	const char *certificate = text("%s/certificate.pem", server.folder);
	const char *const options[] = {"--https", "--cert-file", certificate, NULL};
	const char *session;
	test_box one;

	if (!CHECK(box_start(&one, options)))
		return;
	CHECK(strncmp(one.url, "https://", 8) == 0);
	CHECK_INT(ask(&one, PROJECT, "GET", PROJECT_PATH "/archive", NULL).status, 0);
	one.ca_file = certificate;
	session = new_session(&one, "p2p.preference=disabled");
	publish(&one, session);
	for (int i = 0; i < 20; i++)
		want(&one, PROJECT, "GET", text(PROJECT_PATH "/session/%s/stream", session), NULL,
			200);
	CHECK_INT(ask_with(&one, "GET", PROJECT_PATH "/archive", NULL, signature_of(&one, PROJECT),
			  "X-Otk-Sandbox-Fault: {\"slowBodyMs\":20}")
			  .status,
		200);
	CHECK_INT(box_end(&one, SIGTERM), 0);
}

static void switches_change_responses(void)
{
	const char *const options[] = {"--unknown-members", "--project-id-string",
		"--lenient-tokens", "--bind", "localhost", NULL};
	const char *session;
	json_object *archive;
	test_box one;

	if (!CHECK(box_start(&one, options)))
		return;
	session = new_session(&one, "p2p.preference=disabled");
	publish(&one, session);
	archive = want(&one, PROJECT, "POST", PROJECT_PATH "/archive",
		text("{\"sessionId\":\"%s\"}", session), 200);
	CHECK_STR(member(archive, "projectId"), KEY);
	CHECK(part(archive, "futureMember") != NULL);
	want(&one, PROJECT, "POST", PROJECT_PATH "/dial",
		text("{\"sessionId\":\"%s\",\"token\":\"any\",\"sip\":{\"uri\":\"sip:a@b\"}}",
			session),
		200);
	CHECK_INT(box_end(&one, SIGTERM), 0);
}

static void hostile_targets(void)
{
	static const char *const targets[] = {
		PROJECT_PATH "/archive/%zz",
		PROJECT_PATH "/archive/%",
		PROJECT_PATH "/archive/a%00b",
		PROJECT_PATH "/archive?count=%0",
		PROJECT_PATH "/archive?a%00=1",
		"/a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p",
	};

	for (size_t i = 0; i < COUNT_OF(targets); i++) {
		box_response response = ask(&server, PROJECT, "GET", targets[i], NULL);

		CHECK_CASE(response.status == 400, "%s: %ld", targets[i], response.status);
	}
	WANT(404, PROJECT, "GET", PROJECT_PATH "/archive/..%2f..%2fx", NULL);
	WANT(404, PROJECT, "GET", PROJECT_PATH "/archive/%27%3b--", NULL);
}

static void hostile_bodies(void)
{
	const char *path = PROJECT_PATH "/archive";
	const size_t large = 3 * 1024 * 1024;
	char *body = calloc(1, large + 1);
	static const char *const bodies[] = {"{", "[]", "null", "7", "\"a\"", "{\"a\":}", "{'a':1}",
		"{\"sessionId\":[]}", "{\"sessionId\":{}}", "{\"sessionId\":\"\\ud800\"}",
		"{\"sessionId\":\"\xff\xfe\"}", "{}{}", "{\"a\":NaN}"};

	for (size_t i = 0; i < COUNT_OF(bodies); i++) {
		box_response response = ask(&server, PROJECT, "POST", path, bodies[i]);

		CHECK_CASE(response.status == 400, "%s: %ld", bodies[i], response.status);
	}
	for (size_t i = 0; i < 100000; i++)
		memcpy(body + i * 5, "{\"a\":", 5);
	CHECK_INT(ask(&server, PROJECT, "POST", path, body).status, 400);
	memset(body, '[', 100000);
	body[100000] = '\0';
	CHECK_INT(ask(&server, PROJECT, "POST", path, body).status, 400);
	memset(body, 'x', large);
	CHECK_INT(ask(&server, PROJECT, "POST", path, body).status, 413);
	free(body);
	WANT(200, PROJECT, "GET", path, NULL);
}

static void hostile_headers(void)
{
	char *header = calloc(1, 200001);
	box_response response;

	memset(header, 'h', 200000);
	memcpy(header, "X-A: ", 5);
	response = ask_with(&server, "GET", "/sandbox", NULL, header, NULL);
	CHECK_CASE(response.status >= 400 || !response.status, "%ld", response.status);
	memcpy(header, "X-OPENTOK-AUTH: ", 16);
	header[20000] = '\0';
	response = ask_with(&server, "GET", PROJECT_PATH "/archive", NULL, header, NULL);
	CHECK_INT(response.status, 403);
	free(header);
	WANT(200, PROJECT, "GET", PROJECT_PATH "/archive", NULL);
}

/* Sends bytes and reads the beginning of the response. */
static const char *raw(const char *bytes, size_t size)
{
	struct sockaddr_in address = {.sin_family = AF_INET,
		.sin_port = htons((uint16_t)strtoul(strrchr(server.url, ':') + 1, NULL, 10))};
	int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	struct pollfd wait = {.fd = descriptor, .events = POLLIN};
	char response[2048] = "";
	ssize_t got = 0;

	inet_pton(AF_INET, "127.0.0.1", &address.sin_addr);
	if (!connect(descriptor, (struct sockaddr *)(void *)&address, sizeof(address)) &&
		send(descriptor, bytes, size, MSG_NOSIGNAL) == (ssize_t)size &&
		poll(&wait, 1, 5000) == 1)
		got = recv(descriptor, response, sizeof(response) - 1, 0);
	close(descriptor);
	return text("%.*s", got > 0 ? (int)got : 0, response);
}

#define RAW(bytes) raw(bytes, sizeof(bytes) - 1)

static void hostile_bytes(void)
{
	CHECK_HAS(RAW("nonsense /x\r\n\r\n"), "HTTP/1.1 400");
	CHECK_HAS(RAW("GET / HTTP/9.9\r\n\r\n"), "HTTP/1.1 505");
	CHECK_HAS(RAW("GET /v2/x HTTP/1.1\r\nHost: localhost\r\n\r\n"), "HTTP/1.1 403");
	CHECK_HAS(RAW("GET http://a/sandbox HTTP/1.1\r\nHost: localhost\r\n\r\n"), "HTTP/1.1 403");
	CHECK_HAS(
		RAW("POST /session/create HTTP/1.1\r\nHost: localhost\r\nContent-Length: -5\r\n\r\n"),
		"HTTP/1.1 400");
	CHECK_HAS(
		RAW("POST /x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999999999999999\r\n\r\n"),
		"HTTP/1.1 413");
	CHECK_HAS(
		RAW("POST /session/create HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n"
		    "\r\n3\r\na=b\r\n0\r\n\r\n"),
		"HTTP/1.1 403");
	WANT(200, PROJECT, "GET", PROJECT_PATH "/archive", NULL);
}

int main(void)
{
	static const otk_test tests[] = {
		TEST(wrong_use),
		TEST(secrets_are_not_cut),
		TEST(files_replace_only_files),
		TEST(the_key_file_is_private),
		TEST(signals_end_it_cleanly),
		TEST(state_survives_a_kill),
		TEST(strange_databases_are_refused),
		TEST(a_database_that_fails_is_an_error_of_the_server),
		TEST(https),
		TEST(switches_change_responses),
		TEST(hostile_targets),
		TEST(hostile_bodies),
		TEST(hostile_headers),
		TEST(hostile_bytes),
	};

	return box_test_main("sandbox server", tests, COUNT_OF(tests), &server);
}

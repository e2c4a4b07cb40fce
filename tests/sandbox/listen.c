/* SPDX-License-Identifier: MIT */
/* Where the server listens: a Unix socket, and a socket that the service manager has opened. */
#include "config.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "tests/sandbox/box.h"

/* ---- Unix sockets */

static const char *socket_path(const char *name)
{
	return text("%s/%s", otk_test_folder(), name);
}

static mode_t mode_of(const char *path)
{
	struct stat status = {0};

	return stat(path, &status) == 0 && S_ISSOCK(status.st_mode) ? status.st_mode & 0777 : 0;
}

static void a_unix_socket_serves(void)
{
	const char *path = socket_path("one");
	test_box box;
	json_object *about;

	if (!CHECK(box_start(&box, (const char *const[]){"--listen", text("unix:%s", path), NULL})))
		return;
	CHECK_INT(mode_of(path), 0600);
	new_session(&box, "p2p.preference=disabled");
	about = want(&box, NOBODY, "GET", "/sandbox", NULL, 200);
	CHECK_STR(member(about, "url"), "http://localhost");
	CHECK_INT(ask_with(&box, "GET", "/sandbox", NULL, "Host: evil.example", NULL).status, 403);
	CHECK_INT(
		ask_with(&box, "POST", "/sandbox/reset", NULL, "Origin: http://evil.example", NULL)
			.status,
		403);
	CHECK_INT(box_end(&box, SIGTERM), 0);
	CHECK(access(path, F_OK) != 0); /* removed at the end */
}

static void a_stale_socket_is_replaced(void)
{
	const char *path = socket_path("stale");
	const char *const options[] = {
		"--listen", text("unix:%s", path), "--socket-mode", "0660", NULL};
	test_box box;

	if (!CHECK(box_start(&box, options)))
		return;
	CHECK_INT(box_end(&box, SIGKILL), -SIGKILL);
	CHECK(access(path, F_OK) == 0);
	if (!CHECK(box_start(&box, options)))
		return;
	CHECK_INT(mode_of(path), 0660);
	want(&box, NOBODY, "GET", "/sandbox/health", NULL, 200);
	CHECK_INT(box_end(&box, SIGTERM), 0);
}

static void said_of(const char *path, const char *part)
{
	const char *said;

	CHECK_INT(
		box_run((const char *const[]){"--listen", text("unix:%s", path), NULL}, &said), 1);
	CHECK_HAS(said, part);
}

static void paths_in_use_are_refused(void)
{
	const char *path = socket_path("used"), *file = socket_path("file");
	const int descriptor = open(file, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
	char name[200];
	test_box box;

	close(descriptor);
	said_of(file, "the path exists and is not a socket");
	CHECK(access(file, F_OK) == 0);
	memset(name, 'x', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	said_of(socket_path(name), "at most 107 bytes");
	said_of("/nonexistent/socket", "create its folder");
	if (!CHECK(box_start(&box, (const char *const[]){"--listen", text("unix:%s", path), NULL})))
		return;
	said_of(path, "another server uses this path");
	want(&box, NOBODY, "GET", "/sandbox/health", NULL, 200);
	/* A socket that another server has put there meanwhile stays. */
	unlink(path);
	CHECK(symlink("elsewhere", path) == 0);
	CHECK_INT(box_end(&box, SIGTERM), 0);
	CHECK(readlink(path, name, sizeof(name)) > 0);
}

/* ---- a socket that is handed over */

static void hand_over(uint32_t address, int type, bool listens, const char *count)
{
	struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(address)};
	const int descriptor = socket(AF_INET, type, 0);

	if (bind(descriptor, (struct sockaddr *)(void *)&at, sizeof(at)) != 0 ||
		(listens && listen(descriptor, 16) != 0) || dup2(descriptor, 3) != 3)
		_exit(126);
	setenv("LISTEN_PID", text("%ld", (long)getpid()), 1);
	setenv("LISTEN_FDS", count, 1);
}

static void hand_over_good(void)
{
	hand_over(INADDR_LOOPBACK, SOCK_STREAM, true, "1");
}

static void hand_over_two(void)
{
	hand_over(INADDR_LOOPBACK, SOCK_STREAM, true, "2");
}

static void hand_over_word(void)
{
	hand_over(INADDR_LOOPBACK, SOCK_STREAM, true, "x");
}

static void hand_over_negative(void)
{
	hand_over(INADDR_LOOPBACK, SOCK_STREAM, true, "-1");
}

static void hand_over_too_many(void)
{
	hand_over(INADDR_LOOPBACK, SOCK_STREAM, true, "99999999999999999999");
}

static void hand_over_blank(void)
{
	hand_over(INADDR_LOOPBACK, SOCK_STREAM, true, "");
}

static void hand_over_closed(void)
{
	hand_over(INADDR_LOOPBACK, SOCK_STREAM, true, "1");
	close(3);
}

static void hand_over_file(void)
{
	const int file = open("/dev/null", O_RDWR | O_CLOEXEC);

	hand_over(INADDR_LOOPBACK, SOCK_STREAM, true, "1");
	dup2(file, 3);
}

static void hand_over_datagrams(void)
{
	hand_over(INADDR_LOOPBACK, SOCK_DGRAM, false, "1");
}

static void hand_over_silent(void)
{
	hand_over(INADDR_LOOPBACK, SOCK_STREAM, false, "1");
}

static void hand_over_connected(void)
{
	struct sockaddr_in at;
	socklen_t size = sizeof(at);
	const int client = socket(AF_INET, SOCK_STREAM, 0);

	hand_over(INADDR_LOOPBACK, SOCK_STREAM, true, "1");
	if (getsockname(3, (struct sockaddr *)(void *)&at, &size) != 0 ||
		connect(client, (struct sockaddr *)(void *)&at, size) != 0 || dup2(client, 3) != 3)
		_exit(126);
}

static void hand_over_to_word(void)
{
	hand_over(INADDR_LOOPBACK, SOCK_STREAM, true, "1");
	setenv("LISTEN_PID", "x", 1);
}

static void hand_over_to_none(void)
{
	hand_over(INADDR_LOOPBACK, SOCK_STREAM, true, "1");
	setenv("LISTEN_PID", "0", 1);
}

/* Every address, so that other machines could reach it. Nothing is ever sent there. */
static void hand_over_public(void)
{
	hand_over(INADDR_ANY, SOCK_STREAM, true, "1");
}

/* Variables for another process do not count. */
static void hand_over_to_another(void)
{
	hand_over(INADDR_LOOPBACK, SOCK_STREAM, true, "1");
	setenv("LISTEN_PID", "1", 1);
	close(3);
}

static void an_inherited_socket_serves(void)
{
	test_box box;

	if (!CHECK(box_start_prepared(&box, NULL, hand_over_good)))
		return;
	new_session(&box, "");
	CHECK_STR(member(want(&box, NOBODY, "GET", "/sandbox", NULL, 200), "url"), box.url);
	CHECK_INT(box_end(&box, SIGTERM), 0);
	if (CHECK(box_start_prepared(&box, NULL, hand_over_to_another))) {
		want(&box, NOBODY, "GET", "/sandbox/health", NULL, 200);
		CHECK_INT(box_end(&box, SIGTERM), 0);
	}
}

static void wrong_sockets_are_refused(void)
{
	static const struct {
		void (*prepare)(void);
		const char *says;
	} rows[] = {
		{hand_over_two, "there are several; keep one ListenStream="},
		{hand_over_word, "LISTEN_FDS: \"x\" is not a number of at least 0"},
		{hand_over_negative, "LISTEN_FDS: \"-1\" is not a number"},
		{hand_over_too_many, "LISTEN_FDS: \"99999999999999999999\" is not a number"},
		{hand_over_blank, "LISTEN_FDS: \"\" is not a number"},
		{hand_over_to_word,
			"LISTEN_PID: \"x\" is not a number of at least 1; unset LISTEN_FDS"},
		{hand_over_to_none, "LISTEN_PID: \"0\" is not a number of at least 1"},
		{hand_over_closed, "it is not a stream socket that listens"},
		{hand_over_file, "it is not a stream socket that listens"},
		{hand_over_datagrams, "it is not a stream socket that listens"},
		{hand_over_silent, "it is not a stream socket that listens"},
		{hand_over_connected, "it is not a stream socket that listens"},
		{hand_over_public, "the socket of LISTEN_FDS: other machines can reach it"},
	};
	test_box box;

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		const char *said = "";

		CHECK_INT(box_run_prepared((const char *const[]){"--port", "0", NULL},
				  rows[i].prepare, &said),
			1);
		CHECK_HAS(said, rows[i].says);
	}
	/* The last one, a public address, is accepted with other than the published credentials. */
	if (CHECK(box_start_prepared(
		    &box, (const char *const[]){"--generate-credentials", NULL}, hand_over_public)))
		CHECK_INT(box_end(&box, SIGTERM), 0);
}

static void said_of_address(const char *address, const char *port, int status, const char *part)
{
	const char *said;

	CHECK_INT(box_run((const char *const[]){"--bind", address, "--port", port, NULL}, &said),
		status);
	CHECK_HAS(said, part);
}

/* A message says what to do, which differs: a port in use, an address of another machine. */
static void addresses_that_cannot_be_used(void)
{
	const char *said, *port;
	test_box box;

	said_of_address("[::1]", "0", 2, "write it as 127.0.0.1 or ::1");
	said_of_address("localhost:80", "0", 2, "and the port with --port");
	said_of_address("", "0", 2, "\"\" is not an IP address");
	said_of_address("127.0.0.1", "65536", 2, "is not a number from 0 to 65535");
	said_of_address("127.0.0.1", "-1", 2, "is not a number from 0 to 65535");
	/* 192.0.2.0/24 is reserved for documentation. */
	CHECK_INT(box_run((const char *const[]){"--bind", "192.0.2.1", "--port", "0",
				  "--generate-credentials", NULL},
			  &said),
		1);
	CHECK_HAS(said, "this machine does not have the address");
	if (!CHECK(box_start(&box, NULL)))
		return;
	port = strrchr(box.url, ':') + 1;
	said_of_address("127.0.0.1", port, 1, "another server uses this port; --port 0");
	want(&box, NOBODY, "GET", "/sandbox/health", NULL, 200);
	CHECK_INT(box_end(&box, SIGTERM), 0);
}

/* What belongs to another option may be a secret. */
static void secrets_are_not_quoted(void)
{
	static const char *const values[] = {"line\nSECRET", "-----BEGIN PRIVATE KEY----- SECRET",
		"http://user:SECRET@host/", "\033]0;SECRET"};
	const char *said;

	for (size_t i = 0; i < COUNT_OF(values); i++) {
		CHECK_INT(box_run((const char *const[]){"--port", values[i], NULL}, &said), 2);
		CHECK_HAS(said, "--port: the value is not a number");
		CHECK_LACKS(said, "SECRET");
	}
}

static int stop(void)
{
	box_release((box_place){0});
	return 0;
}

int main(void)
{
	static const otk_test tests[] = {
		TEST(a_unix_socket_serves),
		TEST(a_stale_socket_is_replaced),
		TEST(paths_in_use_are_refused),
		TEST(an_inherited_socket_serves),
		TEST(wrong_sockets_are_refused),
		TEST(addresses_that_cannot_be_used),
		TEST(secrets_are_not_quoted),
	};

	return otk_test_main("sandbox listen", tests, COUNT_OF(tests), NULL, stop);
}

/* SPDX-License-Identifier: MIT */
/*
 * otk-sandbox --db, killed again and again while it writes: it starts again, and every object whose
 * request it responded to is there. A request without a response was carried out, or was not.
 */
#include "config.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/sandbox/box.h"

#define WRITERS 4 /* requests in flight when the server is killed */

static test_box server;
static const char *db;

/* Sends a request and does not wait for the response. Returns the connection; -1: none. */
static int send_only(const char *path, const char *body)
{
	const char *port = strrchr(server.url, ':') + 1;
	const struct sockaddr_in address = {.sin_family = AF_INET,
		.sin_port = htons((in_port_t)strtoul(port, NULL, 10)),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	const char *request =
		text("POST %s HTTP/1.1\r\nHost: 127.0.0.1:%s\r\n%s\r\n"
		     "Content-Type: application/json\r\nContent-Length: %zu\r\n\r\n%s",
			path, port, signature_of(&server, PROJECT), strlen(body), body);

	if (fd < 0)
		return -1;
	if (connect(fd, (const struct sockaddr *)&address, sizeof(address)) ||
		send(fd, request, strlen(request), MSG_NOSIGNAL) != (ssize_t)strlen(request)) {
		close(fd);
		return -1;
	}
	return fd;
}

/* Reads the response if there is one. True: the server has responded with 200. */
static bool got_response(int fd)
{
	char head[16] = "";
	const bool got = recv(fd, head, sizeof(head) - 1, MSG_DONTWAIT) >= 12;

	close(fd);
	return got && strncmp(head, "HTTP/1.1 200", 12) == 0;
}

static const char *archive_body(const char *session, const char *tag)
{
	return text("{\"sessionId\":\"%s\",\"name\":\"%s\",\"multiArchiveTag\":\"%s\"}", session,
		tag, tag);
}

/* Whether one of the archives of the list has the name. */
static bool is_listed(json_object *list, const char *name)
{
	const int64_t count = number(list, "items");

	for (int64_t i = 0; i < count; i++)
		if (strcmp(member(list, text("items.%d.name", (int)i)), name) == 0)
			return true;
	return false;
}

/* Kills the server while requests are in flight, after a pause that differs from round to round. */
static void kill_while_it_writes(int round, const char *session, bool responded[WRITERS])
{
	const struct timespec pause = {.tv_nsec = (round * 7919L) % 4000 * 1000};
	int fds[WRITERS];

	for (int i = 0; i < WRITERS; i++)
		fds[i] = send_only(PROJECT_PATH "/archive",
			archive_body(session, text("flight-%d-%d", round, i)));
	ppoll(NULL, 0, &pause, NULL);
	CHECK_INT(box_end(&server, SIGKILL), -SIGKILL);
	for (int i = 0; i < WRITERS; i++)
		responded[i] = fds[i] >= 0 && got_response(fds[i]);
}

static bool one_round(int round, int *in_flight)
{
	bool responded[WRITERS];
	const char *session, *kept = text("kept-%d", round);
	json_object *list;

	if (!CHECK(box_start(&server, (const char *const[]){"--db", db, NULL})))
		return false;
	session = new_session(&server, "p2p.preference=disabled");
	publish(&server, session);
	want(&server, PROJECT, "POST", PROJECT_PATH "/archive", archive_body(session, kept), 200);
	kill_while_it_writes(round, session, responded);
	if (!CHECK(box_start(&server, (const char *const[]){"--db", db, NULL})))
		return false;
	list = want(&server, PROJECT, "GET",
		text(PROJECT_PATH "/archive?count=100&sessionId=%s", session), NULL, 200);
	CHECK_CASE(is_listed(list, kept), "round %d: a stored archive is missing", round);
	for (int i = 0; i < WRITERS; i++) {
		CHECK_CASE(!responded[i] || is_listed(list, text("flight-%d-%d", round, i)),
			"round %d: the archive of a good response is missing", round);
		*in_flight += !responded[i];
	}
	/* It goes on with the objects that it found. */
	want(&server, PROJECT, "POST",
		text(PROJECT_PATH "/archive/%s/stop", member(list, "items.0.id")), NULL, 200);
	return CHECK_INT(box_end(&server, SIGTERM), 0);
}

static void stored_objects_survive_every_kill(void)
{
	const int all = getenv("OTK_TEST_LONG") ? 200 : 12;
	int round = 0, in_flight = 0;

	db = text("%s/kills.db", otk_test_folder());
	for (; round < all; round++) {
		const box_place mark = box_mark();
		const bool good = one_round(round, &in_flight);

		box_release(mark);
		if (!good)
			break;
	}
	CHECK_INT(round, all);
	CHECK(in_flight > 0);
	printf("  %d kills survived, %d requests without a response\n", round, in_flight);
}

static int stop(void)
{
	box_release((box_place){0});
	return 0;
}

int main(void)
{
	static const otk_test tests[] = {TEST(stored_objects_survive_every_kill)};

	return otk_test_main("sandbox kills", tests, COUNT_OF(tests), NULL, stop);
}

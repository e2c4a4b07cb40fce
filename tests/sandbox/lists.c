/* SPDX-License-Identifier: MIT */
/* Lists are kept as text between requests: they show every change at once nevertheless. */
#include "config.h"

#include <string.h>

#include "tests/sandbox/box.h"

#define LIST PROJECT_PATH "/archive"

static test_box server;

static json_object *list(const char *query)
{
	return WANT(200, PROJECT, "GET", text(LIST "%s", query), NULL);
}

static const char *start_archive(const char *session, const char *tag)
{
	return member(
		WANT(200, PROJECT, "POST", LIST,
			text("{\"sessionId\":\"%s\",\"multiArchiveTag\":\"%s\"}", session, tag)),
		"id");
}

static void every_change_is_shown(void)
{
	const char *session = new_session(&server, "p2p.preference=disabled"), *first, *second;

	publish(&server, session);
	CHECK_INT(number(list(""), "count"), 0);
	first = start_archive(session, "a");
	CHECK_INT(number(list(""), "count"), 1);
	CHECK_STR(member(list(""), "items.0.id"), first);
	second = start_archive(session, "b");
	CHECK_STR(member(list(""), "items.0.id"), second);
	CHECK_STR(member(list("?count=1&offset=1"), "items.0.id"), first);
	CHECK_INT(number(list("?count=1&offset=2"), "items"), 0);
	CHECK_INT(number(list(text("?sessionId=%s", session)), "count"), 2);
	WANT(200, PROJECT, "POST", text(LIST "/%s/stop", second), NULL);
	CHECK_STR(member(list(""), "items.0.status"), "stopped");
	/* A change that comes by time. */
	WANT(200, NOBODY, "POST", "/sandbox/clock", "{\"advance\":1}");
	CHECK_STR(member(list(""), "items.0.status"), "available");
	WANT(200, NOBODY, "POST", text("/sandbox/archive/%s", first), "{\"name\":\"new\"}");
	CHECK_STR(member(list(""), "items.1.name"), "new");
	WANT(204, PROJECT, "DELETE", text(LIST "/%s", second), NULL);
	CHECK_INT(number(list(""), "count"), 1);
	WANT(204, NOBODY, "POST", "/sandbox/reset", NULL);
	CHECK_INT(number(list(""), "count"), 0);
}

static void projects_have_lists_of_their_own(void)
{
	const char *session = new_session(&server, "p2p.preference=disabled");

	publish(&server, session);
	start_archive(session, "");
	CHECK_INT(number(list(""), "count"), 1);
	CHECK_INT(number(WANT(200, OTHER_PROJECT, "GET", "/v2/project/654321/archive", NULL),
			  "count"),
		0);
	CHECK_INT(number(list(""), "count"), 1);
	WANT(200, PROJECT, "GET", PROJECT_PATH "/broadcast", NULL);
	CHECK_INT(number(list(text("?sessionId=%s", session)), "count"), 1);
	CHECK_INT(number(list("?sessionId="), "count"), 1);
	WANT(204, NOBODY, "POST", "/sandbox/reset", NULL);
}

/* The address of a download is good for ten minutes from each list on. */
static void addresses_are_fresh(void)
{
	const char *session = new_session(&server, "p2p.preference=disabled"), *archive, *url;

	publish(&server, session);
	archive = start_archive(session, "");
	WANT(200, PROJECT, "POST", text(LIST "/%s/stop", archive), NULL);
	WANT(200, NOBODY, "POST", "/sandbox/clock", "{\"advance\":1}");
	for (int i = 0; i < 3; i++) {
		url = strstr(member(list(""), "items.0.url"), "/sandbox/");
		CHECK_INT(ask_with(&server, "GET", url ? url : "/", NULL, NULL, NULL).status, 200);
		WANT(200, NOBODY, "POST", "/sandbox/clock", "{\"advance\":598}");
		CHECK_INT(ask_with(&server, "GET", url ? url : "/", NULL, NULL, NULL).status, 200);
		WANT(200, NOBODY, "POST", "/sandbox/clock", "{\"advance\":3}");
		CHECK_INT(ask_with(&server, "GET", url ? url : "/", NULL, NULL, NULL).status, 403);
	}
	WANT(204, NOBODY, "POST", "/sandbox/reset", NULL);
}

int main(void)
{
	static const otk_test tests[] = {
		TEST(every_change_is_shown),
		TEST(projects_have_lists_of_their_own),
		TEST(addresses_are_fresh),
	};

	return box_test_main("sandbox lists", tests, COUNT_OF(tests), &server);
}

/* SPDX-License-Identifier: MIT */
/* Members that the service does not know: marked in journal and log, refused with --strict. */
#include "config.h"

#include <signal.h>
#include <string.h>

#include "tests/sandbox/box.h"

static test_box server, strict;

/* Returns the last entry of the journal. */
static json_object *last_entry(const test_box *box)
{
	json_object *items =
		part(want(box, NOBODY, "GET", "/sandbox/requests", NULL, 200), "items");

	return json_object_array_get_idx(items, json_object_array_length(items) - 1);
}

static void unknown_members_are_marked(void)
{
	const char *session = new_session(&server, "p2p.preference=disabled&archiveModus=always");
	json_object *entry = last_entry(&server), *archive;

	CHECK_INT(number(entry, "unknownMembers"), 1);
	CHECK_STR(member(entry, "unknownMembers.0"), "archiveModus");
	publish(&server, session);
	archive = WANT(200, PROJECT, "POST", PROJECT_PATH "/archive",
		text("{\"sessionId\":\"%s\",\"nmae\":\"x\",\"layout\":{\"type\":\"pip\","
		     "\"tpye\":1}}",
			session));
	entry = last_entry(&server);
	CHECK_STR(member(entry, "unknownMembers.0"), "nmae");
	CHECK_STR(member(entry, "unknownMembers.1"), "layout.tpye");
	CHECK_INT(number(entry, "unknownMembers"), 2);
	/* A body where the service expects none. */
	WANT(200, PROJECT, "POST", text(PROJECT_PATH "/archive/%s/stop", member(archive, "id")),
		"{\"force\":true}");
	CHECK_STR(member(last_entry(&server), "unknownMembers.0"), "force");
}

static void items_of_lists_have_their_index(void)
{
	const char *session = new_session(&server, ""), *stream = publish(&server, session);

	WANT(200, PROJECT, "PUT", text(PROJECT_PATH "/session/%s/stream", session),
		text("{\"items\":[{\"id\":\"%s\",\"layoutClassList\":[]},{\"id\":\"%s\","
		     "\"layoutClassList\":[],\"x\":1}]}",
			stream, stream));
	CHECK_STR(member(last_entry(&server), "unknownMembers.0"), "items[1].x");
	WANT(400, PROJECT, "PUT", text(PROJECT_PATH "/session/%s/stream", session),
		"{\"items\":[{\"id\":\"a\"}]}");
}

static void known_members_are_not_marked(void)
{
	const char *session = new_session(&server, "e2ee=false");

	CHECK(part(last_entry(&server), "unknownMembers") == NULL);
	publish(&server, session);
	/* An alias, and a member that a table of its own reads. */
	WANT(200, PROJECT, "POST", text(PROJECT_PATH "/session/%s/mute", session),
		"{\"active\":true,\"excludedStreams\":[]}");
	CHECK(part(last_entry(&server), "unknownMembers") == NULL);
	WANT(200, PROJECT, "PUT", PROJECT_PATH "/archive/storage",
		"{\"type\":\"azure\",\"config\":{\"accountName\":\"a\",\"accountKey\":\"b\","
		"\"container\":\"c\",\"more\":1}}");
	CHECK_INT(number(last_entry(&server), "unknownMembers"), 1);
	CHECK_STR(member(last_entry(&server), "unknownMembers.0"), "config.more");
	/* The author of a stub knows its members. */
	WANT(201, NOBODY, "POST", "/sandbox/stubs",
		"{\"method\":\"POST\",\"path\":\"/v2/project/{project}/thing\"}");
	WANT(200, PROJECT, "POST", PROJECT_PATH "/thing", "{\"any\":1}");
	CHECK(part(last_entry(&server), "unknownMembers") == NULL);
}

/* A hostile body makes neither a large entry nor a slow one. */
static void marks_are_bounded(void)
{
	const char *members = "\"sessionId\":\"x\"";

	for (int i = 0; i < 200; i++)
		members = text("%s,\"m%d%0200d\":1", members, i, 0);
	ask(&server, PROJECT, "POST", PROJECT_PATH "/archive", text("{%s}", members));
	CHECK_INT(number(last_entry(&server), "unknownMembers"), 32);
	CHECK_INT(strlen(member(last_entry(&server), "unknownMembers.0")), 100);
}

static void strict_refuses_them(void)
{
	const char *session;
	json_object *seen;

	seen = want(&strict, PROJECT, "POST", "/session/create", "location=&x=1", 400);
	CHECK_HAS(member(seen, "message"), "Unknown member \"x\"; known are p2p.preference");
	CHECK_STR(member(last_entry(&strict), "unknownMembers.0"), "x");
	session = new_session(&strict, "p2p.preference=disabled");
	publish(&strict, session);
	seen = want(&strict, PROJECT, "POST", PROJECT_PATH "/archive",
		text("{\"sessionId\":\"%s\",\"layout\":{\"type\":\"pip\",\"a\":1}}", session), 400);
	CHECK_HAS(member(seen, "message"), "Unknown member \"layout.a\"; known are type");
	seen = want(&strict, PROJECT, "POST",
		text(PROJECT_PATH "/session/%s/stream/%s/mute", session, publish(&strict, session)),
		"{\"a\":1}", 400);
	CHECK_HAS(member(seen, "message"), "no member is expected");
	want(&strict, PROJECT, "POST", PROJECT_PATH "/archive",
		text("{\"sessionId\":\"%s\"}", session), 200);
}

static int start(void)
{
	return box_start(&server, NULL) &&
			       box_start(&strict, (const char *const[]){"--strict", NULL})
		       ? 0
		       : 1;
}

static int stop(void)
{
	const int status = box_end(&strict, SIGTERM);

	return box_stop(&server, SIGTERM) || status;
}

int main(void)
{
	static const otk_test tests[] = {
		TEST(unknown_members_are_marked),
		TEST(items_of_lists_have_their_index),
		TEST(known_members_are_not_marked),
		TEST(marks_are_bounded),
		TEST(strict_refuses_them),
	};

	return otk_test_main("sandbox strict", tests, COUNT_OF(tests), start, stop);
}

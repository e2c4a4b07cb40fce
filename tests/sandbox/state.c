/* SPDX-License-Identifier: MIT */
/* Seeds and snapshots: the state that a sandbox begins with, and the state that it has. */
#include "config.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/sandbox/box.h"

static test_box server;

static const char *read_file(const char *path)
{
	char *read = otk_test_read(path, NULL);
	const char *kept = text("%s", read ? read : "");

	free(read);
	return kept;
}

static const char *snapshot(void)
{
	box_response response = ask_with(&server, "GET", "/sandbox/snapshot", NULL, NULL, NULL);

	CHECK_INT(response.status, 200);
	return response.body;
}

static box_response restore(const char *body)
{
	return ask_with(&server, "PUT", "/sandbox/snapshot", body,
		"Content-Type: application/x-ndjson", NULL);
}

/* ---- seeds */

#define SEED                                                                                     \
	"{\"projects\":[{\"apiKey\":\"77\",\"apiSecret\":\"seven\"}],"                           \
	"\"hooks\":{\"session\":{\"url\":\"http://127.0.0.1:9/\"}},"                             \
	"\"sessions\":[{\"sessionId\":\"1_seeded\",\"archiveMode\":\"manual\",\"connections\":[" \
	"{\"connectionId\":\"c1\",\"data\":\"alice\"}],\"streams\":[{\"streamId\":\"s1\","       \
	"\"connectionId\":\"c1\",\"layoutClassList\":[\"focus\"]},{}],\"archives\":["            \
	"{\"archiveId\":\"a1\",\"name\":\"old\",\"duration\":60,\"createdAt\":1700000000000},"   \
	"{\"archiveId\":\"a2\",\"status\":\"failed\",\"reason\":\"disk\"},"                      \
	"{\"archiveId\":\"a3\",\"status\":\"started\"}]},{\"projectId\":\"77\"}],"               \
	"\"faults\":[{\"path\":\"/nothing\",\"status\":503}],"                                   \
	"\"stubs\":[{\"path\":\"/v2/project/{project}/thing\",\"body\":[1]}]}"

static void check_seeded(const test_box *box)
{
	json_object *seen = want(box, NOBODY, "GET", "/sandbox/session/1_seeded", NULL, 200);

	CHECK_STR(member(seen, "_owner"), KEY);
	CHECK_STR(member(seen, "connections.0.data"), "alice");
	CHECK_INT(number(seen, "connections"), 2);
	CHECK_STR(member(seen, "streams.0.layoutClassList.0"), "focus");
	seen = want(box, PROJECT, "GET", PROJECT_PATH "/archive/a1", NULL, 200);
	CHECK_STR(member(seen, "status"), "available");
	CHECK_INT(number(seen, "duration"), 60);
	CHECK(number(seen, "createdAt") == INT64_C(1700000000000));
	CHECK(number(seen, "size") > 900000);
	CHECK(strstr(member(seen, "url"), "/sandbox/download/a1/") != NULL);
	CHECK_INT(ask_with(box, "GET", strstr(member(seen, "url"), "/sandbox"), NULL, NULL, NULL)
			  .size,
		number(seen, "size"));
	CHECK_STR(
		member(want(box, PROJECT, "GET", PROJECT_PATH "/archive/a2", NULL, 200), "reason"),
		"disk");
	want(box, PROJECT, "POST", PROJECT_PATH "/archive/a3/stop", NULL, 200);
	want(box, PROJECT, "GET", PROJECT_PATH "/thing", NULL, 200);
	CHECK_INT(number(want(box, NOBODY, "GET", "/sandbox/faults", NULL, 200), "items"), 1);
}

static void a_seed_fills_the_sandbox(void)
{
	WANT(204, NOBODY, "POST", "/sandbox/seed", SEED);
	/* The state was there before: it sends no callbacks. */
	CHECK_INT(number(WANT(200, NOBODY, "GET", "/sandbox/callbacks", NULL), "items"), 0);
	check_seeded(&server);
	WANT(409, NOBODY, "POST", "/sandbox/seed", "{\"sessions\":[{\"sessionId\":\"1_seeded\"}]}");
}

static void a_file_seeds_a_database_once(void)
{
	const char *const options[] = {"--seed", box_file("seed.json", SEED), "--db",
		text("%s/db", otk_test_folder()), NULL};
	test_box box;

	if (!CHECK(box_start(&box, options)))
		return;
	check_seeded(&box);
	want(&box, PROJECT, "DELETE", PROJECT_PATH "/archive/a1", NULL, 204);
	CHECK_INT(box_end(&box, SIGKILL), -SIGKILL);
	if (!CHECK(box_start(&box, options)))
		return;
	CHECK_STR(
		member(want(&box, PROJECT, "GET", PROJECT_PATH "/archive/a1", NULL, 200), "status"),
		"deleted");
	CHECK_INT(box_end(&box, SIGTERM), 0);
}

/* A mistake is named by its place, and nothing of the seed is left. */
static void wrong_seeds_are_refused_whole(void)
{
	static const struct {
		const char *seed, *words;
	} rows[] = {
		{"{\"session\":[]}", "Unknown member \"session\"; known are clock"},
		{"{\"sessions\":{}}", "sessions: a list is expected"},
		{"{\"sessions\":[{},7]}", "sessions[1]: an object is expected"},
		{"{\"sessions\":[{},{\"sessionId\":5}]}", "sessions[1]: Invalid sessionId"},
		{"{\"sessions\":[{\"projectId\":\"999\"}]}", "sessions[0]: Invalid projectId"},
		{"{\"sessions\":[{\"streams\":[{},{\"nmae\":\"x\"}]}]}",
			"sessions[0].streams[1]: Unknown member \"nmae\""},
		{"{\"sessions\":[{\"streams\":[{\"connectionId\":\"x\"}]}]}",
			"sessions[0].streams[0]: There is no such connection"},
		{"{\"sessions\":[{\"archives\":[{\"duration\":-1}]}]}",
			"sessions[0].archives[0]: Invalid duration"},
		{"{\"hooks\":{\"session\":{\"url\":\"x\"}}}", "hooks: Invalid session.url"},
		{"{\"clock\":{\"set\":-1}}", "clock: Invalid set"},
		{"{\"hooks\":{},\"clock\":{\"set\":1700000000000},\"sessions\":[{}],\"faults\":[{},"
		 "{\"statsu\":1}]}",
			"faults[1]: Unknown member \"statsu\""},
		{"{\"sessions\":[{}],\"faults\":[{}],\"stubs\":[{\"path\":\"/a\"},{\"path\":\"b\"}]}",
			"stubs[1]: Invalid path"},
	};
	const char *before = snapshot();

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		box_response response = ask(&server, NOBODY, "POST", "/sandbox/seed", rows[i].seed);

		CHECK_CASE(response.status == 400 || response.status == 404, "%s: %ld",
			rows[i].seed, response.status);
		CHECK_HAS(member(response.json, "message"), rows[i].words);
	}
	CHECK_STR(snapshot(), before);
}

/* An id of a session may have characters that a path cannot have as they are. */
static void seeds_take_any_session_id(void)
{
	static const char *const ids[][2] = {{"a/b", "a%2Fb"}, {"a?b=c", "a%3Fb%3Dc"},
		{"a%zz", "a%25zz"}, {"a%41", "a%2541"}, {"a b#\u00fc", "a%20b%23%C3%BC"}};

	for (size_t i = 0; i < COUNT_OF(ids); i++) {
		json_object *seen;

		WANT(204, NOBODY, "POST", "/sandbox/seed",
			text("{\"sessions\":[{\"sessionId\":\"%s\",\"connections\":[{}],"
			     "\"streams\":[{}],\"archives\":[{\"archiveId\":\"%s\"}]}]}",
				ids[i][0], ids[i][0]));
		seen = WANT(200, NOBODY, "GET", text("/sandbox/session/%s", ids[i][1]), NULL);
		CHECK_INT(number(seen, "connections"), 2);
		CHECK_INT(number(seen, "streams"), 1);
		seen = WANT(200, PROJECT, "GET", text(PROJECT_PATH "/archive/%s", ids[i][1]), NULL);
		CHECK_INT(ask_with(&server, "GET", member(seen, "url") + strlen(server.url), NULL,
				  NULL, NULL)
				  .status,
			200);
	}
	WANT(204, NOBODY, "POST", "/sandbox/reset", NULL);
}

static void wrong_files_end_the_start(void)
{
	const char *said;

	CHECK_INT(box_run((const char *const[]){"--port", "0", "--seed",
				  box_file("bad.json", "{\n \"sessions\": [\n  {]}\n"), NULL},
			  &said),
		1);
	CHECK_HAS(said, "line 3, column 4: it is not a JSON object");
	CHECK_INT(box_run((const char *const[]){"--port", "0", "--seed",
				  box_file("bad.json", "{\"sessions\":[{\"a\":1}]}"), NULL},
			  &said),
		1);
	CHECK_HAS(said, "sessions[0]: Unknown member \"a\"");
	CHECK_INT(box_run((const char *const[]){"--port", "0", "--seed", "/nonexistent", NULL},
			  &said),
		1);
	CHECK_HAS(said, "--seed: \"/nonexistent\": No such file");
}

/* ---- snapshots */

static void a_round_trip_is_exact(void)
{
	const char *before, *session;

	WANT(204, NOBODY, "POST", "/sandbox/reset", NULL);
	/* The callbacks are refused; one that was being sent would change between two snapshots. */
	WANT(200, NOBODY, "PUT", "/sandbox/hooks",
		"{\"session\":{\"url\":\"https://example.com/\",\"secret\":\"s\"}}");
	session = new_session(&server, "p2p.preference=disabled");
	publish(&server, session);
	WANT(200, PROJECT, "POST", PROJECT_PATH "/archive",
		text("{\"sessionId\":\"%s\",\"name\":\"a \\\"b\\\" \\u00e9\\n\"}", session));
	WANT(201, NOBODY, "POST", "/sandbox/faults",
		"{\"path\":\"/x*\",\"status\":503,\"times\":5,\"after\":1,\"probability\":0.5}");
	for (int i = 0; i < 5; i++)
		ask(&server, PROJECT, "GET", "/x", NULL);
	WANT(200, NOBODY, "POST", "/sandbox/clock", "{\"advance\":100,\"skew\":7}");
	WANT(200, NOBODY, "GET", "/sandbox/snapshot", NULL);
	before = snapshot();
	CHECK_HAS(before, session);
	CHECK_HAS(before, "not sent: ");
	WANT(204, NOBODY, "POST", "/sandbox/reset", NULL);
	WANT(204, NOBODY, "DELETE", "/sandbox/faults", NULL);
	WANT(204, NOBODY, "DELETE", "/sandbox/stubs", NULL);
	new_session(&server, "");
	CHECK(strcmp(snapshot(), before) != 0);
	CHECK_STR(restore(before).body, "");
	CHECK_STR(snapshot(), before);
	/* The restored objects can be used. */
	WANT(200, PROJECT, "GET", text(PROJECT_PATH "/session/%s/stream", session), NULL);
	CHECK_INT(number(WANT(200, PROJECT, "GET", PROJECT_PATH "/archive", NULL), "count"), 1);
	CHECK_INT(number(WANT(200, NOBODY, "GET", "/sandbox/clock", NULL), "skew"), 7);
	WANT(200, NOBODY, "POST", "/sandbox/clock", "{\"skew\":0}");
}

/* Each line of a good snapshot replaced by a wrong one. */
static void wrong_snapshots_are_refused_whole(void)
{
	static const struct {
		const char *lines, *words;
	} rows[] = {
		{"", "Line 0: the end is missing"},
		{"{}\n", "Line 1: this is not a snapshot"},
		{"{\"otkSandboxSnapshot\":2}\n", "Line 1: this is not a snapshot"},
		{"{\"otkSandboxSnapshot\":1}\n", "the end is missing"},
		{"{\"otkSandboxSnapshot\":1}\nnonsense\n", "Line 2: it is not a JSON object"},
		{"{\"otkSandboxSnapshot\":1}\n{\"x\":1}\n{\"end\":true}",
			"Line 2: it is not a line"},
		{"{\"otkSandboxSnapshot\":1}\n{\"end\":true}\n{\"end\":true}",
			"Line 3: nothing may"},
		{"{\"otkSandboxSnapshot\":1}\n{\"kind\":\"sesion\",\"document\":{\"id\":\"1\"}}\n",
			"Line 2: kind is unknown"},
		{"{\"otkSandboxSnapshot\":1}\n{\"kind\":\"session\",\"document\":{}}\n",
			"must be an object with an id"},
		{"{\"otkSandboxSnapshot\":1}\n{\"kind\":\"session\",\"document\":[]}\n",
			"must be an object with an id"},
		{"{\"otkSandboxSnapshot\":1}\n{\"kind\":\"session\"}\n", "Line 2: its members"},
		{"{\"otkSandboxSnapshot\":1}\n{\"kind\":\"stream\",\"document\":{\"id\":\"1\","
		 "\"sessionId\":5}}\n",
			"are texts"},
		{"{\"otkSandboxSnapshot\":1}\n{\"kind\":\"signal\",\"document\":{\"id\":\"1\","
		 "\"_due\":1}}\n",
			"_due"},
		{"{\"otkSandboxSnapshot\":1}\n{\"kind\":\"archive\",\"document\":{\"id\":\"1\","
		 "\"_due\":-1}}\n",
			"_due"},
		{"{\"otkSandboxSnapshot\":1}\n{\"kind\":\"archive\",\"document\":{\"id\":\"1\","
		 "\"duration\":9223372036854775807}}\n",
			"too large"},
		{"{\"otkSandboxSnapshot\":1}\n{\"clock\":{\"offset\":0,\"skew\":31536000001}}\n",
			"clock"},
		{"{\"otkSandboxSnapshot\":1}\n{\"setting\":\"tls_key\",\"value\":\"x\"}\n",
			"setting"},
		{"{\"otkSandboxSnapshot\":1}\n{\"clock\":{\"offset\":1e300,\"skew\":0}}\n",
			"clock"},
		{"{\"otkSandboxSnapshot\":1}\n{\"hooks\":{\"x\":{\"url\":\"http://a/\"}}}\n",
			"Line 2: Unknown member \"x\""},
		{"{\"otkSandboxSnapshot\":1}\n{\"fault\":{\"statsu\":1}}\n",
			"Line 2: Unknown member"},
		{"{\"otkSandboxSnapshot\":1}\n{\"fault\":{\"status\":503}}\n",
			"Line 2: Invalid id"},
		{"{\"otkSandboxSnapshot\":1}\n{\"stub\":{\"path\":\"x\"}}\n",
			"Line 2: Invalid path"},
	};
	const char *before;

	WANT(204, NOBODY, "POST", "/sandbox/reset", NULL);
	new_session(&server, "");
	before = snapshot();
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		box_response response = restore(rows[i].lines);

		CHECK_CASE(response.status == 400, "%s: %ld", rows[i].lines, response.status);
		CHECK_HAS(member(response.json, "message"), rows[i].words);
	}
	CHECK_INT(ask_with(&server, "PUT", "/sandbox/snapshot", before, "Content-Type: text/plain",
			  NULL)
			  .status,
		415);
	CHECK_STR(snapshot(), before);
}

/* The clock ends with the year 2099 also if a snapshot sets it. */
static void the_restored_clock_is_bounded(void)
{
	static const struct {
		const char *offset;
		int64_t now;
	} rows[] = {{"4102444800000", INT64_C(4102444800000)}, {"-4102444800000", 0}};

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		int64_t now;

		CHECK_INT(restore(text("{\"otkSandboxSnapshot\":1}\n{\"clock\":{\"offset\":%s,"
				       "\"skew\":0}}\n{\"end\":true}\n",
					  rows[i].offset))
				  .status,
			204);
		now = number(WANT(200, NOBODY, "GET", "/sandbox/clock", NULL), "now");
		CHECK(now >= rows[i].now && now < rows[i].now + 60000);
	}
	WANT(204, NOBODY, "POST", "/sandbox/reset", NULL);
}

/* A snapshot may be written by hand: members that it lacks get their defaults. */
static void defaults_of_restored_items(void)
{
	static const char lines[] =
		"{\"otkSandboxSnapshot\":1}\n"
		"{\"stub\":{\"id\":\"4e1f0f4c-3c3e-4d54-8f5e-0a5d6d9c0a11\",\"path\":\"/v2/kept\"}}\n"
		"{\"fault\":{\"id\":\"4e1f0f4c-3c3e-4d54-8f5e-0a5d6d9c0a12\",\"path\":\"/f\","
		"\"status\":\"503\"}}\n{\"end\":true}\n";
	json_object *list;

	CHECK_INT(restore(lines).status, 204);
	list = WANT(200, NOBODY, "GET", "/sandbox/stubs", NULL);
	CHECK_STR(member(list, "items.0.method"), "GET");
	CHECK_STR(member(list, "items.0.auth"), "project");
	WANT(200, PROJECT, "GET", "/v2/kept", NULL);
	CHECK_INT(ask_with(&server, "GET", "/v2/kept", NULL, NULL, NULL).status, 403);
	list = WANT(200, NOBODY, "GET", "/sandbox/faults", NULL);
	CHECK(json_object_is_type(part(list, "items.0.status"), json_type_int));
	WANT(503, PROJECT, "GET", "/f", NULL);
}

/* Documents whose members have other types than the service gives them, all of them due. */
static void strange_documents_do_no_harm(void)
{
	static const char *const due[] = {
		"archive", "broadcast", "render", "caption", "call", "callback"};
	static const char *const statuses[] = {"", "odd", "started", "stopped", "available"};
	static const char *const bodies[] = {"", ",\"streams\":7,\"_layout\":[],\"url\":{}",
		",\"createdAt\":\"x\",\"_recorded\":{},\"broadcastUrls\":[],\"settings\":5",
		",\"_since\":\"now\",\"outputs\":\"x\",\"_secret\":4,\"attempts\":{}"};
	const char *lines = "{\"otkSandboxSnapshot\":1}\n";
	int id = 0;

	for (size_t i = 0; i < COUNT_OF(due); i++)
		for (size_t k = 0; k < COUNT_OF(statuses); k++)
			for (size_t m = 0; m < COUNT_OF(bodies); m++, id++)
				lines = text("%s{\"kind\":\"%s\",\"document\":{\"id\":\"x%d\","
					     "\"_owner\":\"" KEY "\",\"sessionId\":\"s%d\","
					     "\"status\":\"%s\",\"_due\":1%s}}\n",
					lines, due[i], id, id % 3, statuses[k], bodies[m]);
	lines = text("%s{\"kind\":\"session\",\"document\":{\"id\":\"s1\",\"_owner\":\"" KEY
		     "\",\"streams\":1}}\n{\"end\":true}\n",
		lines);
	CHECK_INT(restore(lines).status, 204);
	WANT(200, NOBODY, "POST", "/sandbox/clock", "{\"advance\":864000}");
	/* s0 does not exist. */
	for (id = 0; id < 120; id++) {
		box_response seen =
			ask(&server, PROJECT, "GET", text(PROJECT_PATH "/render/x%d", id), NULL);

		CHECK_CASE(seen.status == 404 || id % 3 == 1 ||
				   strcmp(member(seen.json, "status"), "failed") == 0 ||
				   strcmp(member(seen.json, "status"), "stopped") == 0,
			"x%d: %s", id, member(seen.json, "status"));
	}
	ask(&server, PROJECT, "GET", PROJECT_PATH "/archive", NULL);
	ask(&server, PROJECT, "GET", PROJECT_PATH "/broadcast", NULL);
	ask(&server, PROJECT, "GET", PROJECT_PATH "/render", NULL);
	ask(&server, NOBODY, "GET", "/sandbox/session/s1", NULL);
	ask(&server, NOBODY, "GET", "/sandbox/callbacks", NULL);
	WANT(204, NOBODY, "POST", "/sandbox/reset", NULL);
	WANT(200, PROJECT, "GET", PROJECT_PATH "/archive", NULL);
}

static void a_file_keeps_the_state(void)
{
	const char *path = text("%s/snapshot", otk_test_folder()), *first, *said;
	const char *const options[] = {"--snapshot", path, NULL};
	const char *session;
	test_box box;

	if (!CHECK(box_start(&box, options)))
		return;
	session = new_session(&box, "");
	CHECK_INT(box_end(&box, SIGTERM), 0);
	first = read_file(path);
	CHECK_HAS(first, session);
	if (!CHECK(box_start(&box, options)))
		return;
	want(&box, NOBODY, "GET", text("/sandbox/session/%s", session), NULL, 200);
	CHECK_INT(box_end(&box, SIGTERM), 0);
	CHECK_STR(read_file(path), first);
	/* A file that is cut: it is reported, and stays as it is. */
	first = text("%.*s", (int)strlen(first) / 2, first);
	box_file("snapshot", first);
	CHECK_INT(
		box_run((const char *const[]){"--port", "0", options[0], options[1], NULL}, &said),
		1);
	CHECK_HAS(said, "--snapshot: ");
	CHECK_HAS(said, "Line ");
	CHECK_STR(read_file(path), first);
	CHECK_INT(box_run((const char *const[]){"--snapshot", path, "--db", path, NULL}, &said), 2);
	CHECK_HAS(said, "--db keeps the state already");
}

/* A snapshot of a sandbox with the published credentials does not bring them into another one. */
static void published_credentials_stay_away(void)
{
	const char *const options[] = {"--credentials-file",
		box_file("own.json", "{\"controlToken\":\"0123456789abcdef\",\"projects\":"
				     "[{\"apiKey\":\"5\",\"apiSecret\":\"five five\"}]}"),
		NULL};
	const char *token = "X-Otk-Sandbox-Token: 0123456789abcdef";
	const char *taken = snapshot();
	test_box box;

	if (!CHECK(box_start(&box, options)))
		return;
	CHECK_INT(ask_with(&box, "PUT", "/sandbox/snapshot", taken,
			  "Content-Type: application/x-ndjson", NULL)
			  .status,
		401);
	CHECK_INT(ask_with(&box, "PUT", "/sandbox/snapshot", taken,
			  "Content-Type: application/x-ndjson", token)
			  .status,
		204);
	want(&box, PROJECT, "GET", PROJECT_PATH "/archive", NULL, 403);
	CHECK_INT(ask_with(&box, "GET", "/v2/project/5/archive", NULL, NULL, NULL).status, 403);
	CHECK_INT(ask_with(&box, "POST", "/sandbox/session", "{}", token, NULL).status, 201);
	CHECK_INT(box_end(&box, SIGTERM), 0);
}

/* A snapshot may be larger than the bodies of other requests. */
static void large_snapshots_are_read(void)
{
	const size_t count = 12000, pad = 400;
	char *body = calloc(1, count * (pad + 200) + 100), *at = body;

	at += snprintf(at, 100, "{\"otkSandboxSnapshot\":1}\n");
	for (size_t i = 0; i < count; i++)
		at += snprintf(at, pad + 200,
			"{\"kind\":\"signal\",\"document\":{\"id\":\"%zu\",\"data\":\"%0400d\"}}\n",
			i, 0);
	snprintf(at, 100, "{\"end\":true}\n");
	CHECK(strlen(body) > 5000000);
	CHECK_INT(restore(body).status, 204);
	free(body);
	CHECK(strlen(snapshot()) > 5000000);
	WANT(204, NOBODY, "POST", "/sandbox/reset", NULL);
}

int main(void)
{
	static const otk_test tests[] = {
		TEST(a_seed_fills_the_sandbox),
		TEST(a_file_seeds_a_database_once),
		TEST(wrong_seeds_are_refused_whole),
		TEST(seeds_take_any_session_id),
		TEST(wrong_files_end_the_start),
		TEST(a_round_trip_is_exact),
		TEST(wrong_snapshots_are_refused_whole),
		TEST(the_restored_clock_is_bounded),
		TEST(defaults_of_restored_items),
		TEST(strange_documents_do_no_harm),
		TEST(a_file_keeps_the_state),
		TEST(published_credentials_stay_away),
		TEST(large_snapshots_are_read),
	};

	return box_test_main("sandbox state", tests, COUNT_OF(tests), &server);
}

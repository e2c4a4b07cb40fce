/* SPDX-License-Identifier: MIT */
/* Stubs: operations that the service does not have, by the control interface and by a file. */
#include "config.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/sandbox/box.h"

static test_box server;

#define THINGS PROJECT_PATH "/thing"

static const char *add(const char *stub)
{
	return member(WANT(201, NOBODY, "POST", "/sandbox/stubs", stub), "id");
}

static void clear(void)
{
	WANT(204, NOBODY, "DELETE", "/sandbox/stubs", NULL);
}

static void placeholders_take_the_request(void)
{
	json_object *seen;

	add("{\"method\":\"POST\",\"path\":\"/v2/project/{project}/thing/{thingId}\","
	    "\"status\":201,\"headers\":{\"X-Thing\":\"yes\"},\"body\":{"
	    "\"id\":\"{{path.thingId}}\",\"name\":\"<{{body.name}}> of {{path.project}}\","
	    "\"size\":\"{{body.size}}\",\"cover\":\"{{body.cover}}\","
	    "\"title\":\"{{body.cover.title}}\",\"offset\":\"{{query.offset}}\","
	    "\"type\":\"{{header.Content-Type}}\",\"none\":\"{{body.none}}\","
	    "\"empty\":\"a{{nonsense}}b\",\"open\":\"{{body\",\"list\":[\"{{body.flag}}\",1],"
	    "\"createdAt\":\"{{now}}\",\"key\":\"{{uuid}}\"}}");
	seen = WANT(201, PROJECT, "POST", THINGS "/a%20b?offset=7",
		"{\"name\":\"n\",\"size\":12,\"flag\":true,\"cover\":{\"title\":\"t\"}}");
	CHECK_STR(member(seen, "id"), "a b");
	CHECK_STR(member(seen, "name"), "<n> of 123456");
	CHECK_INT(number(seen, "size"), 12);
	CHECK_STR(member(seen, "cover.title"), "t");
	CHECK_STR(member(seen, "title"), "t");
	CHECK_STR(member(seen, "offset"), "7");
	CHECK_STR(member(seen, "type"), "application/json");
	CHECK(part(seen, "none") == NULL);
	CHECK_STR(member(seen, "empty"), "ab");
	CHECK_STR(member(seen, "open"), "{{body");
	CHECK(json_object_get_boolean(part(seen, "list.0")));
	CHECK(number(seen, "createdAt") > INT64_C(1500000000000));
	CHECK_INT(strlen(member(seen, "key")), 36);
	clear();
}

/* Short placeholders that stand for a long body, in one text and as values. */
static void placeholders_are_bounded(void)
{
	char body[200001], texts[8 * 200 + 1] = "", values[11 * 200 + 1] = "";

	memset(body, 'x', sizeof(body) - 1);
	body[sizeof(body) - 1] = '\0';
	for (size_t i = 0; i < 200; i++) {
		memcpy(texts + 8 * i, "{{body}}", 8);
		memcpy(values + 11 * i, ",\"{{body}}\"", 11);
	}
	add(text("{\"path\":\"/texts\",\"method\":\"PUT\",\"auth\":\"none\",\"body\":\"%s\"}",
		texts));
	add(text("{\"path\":\"/values\",\"method\":\"PUT\",\"auth\":\"none\",\"body\":[0%s]}",
		values));
	WANT(507, NOBODY, "PUT", "/texts", text("\"%s\"", body));
	WANT(507, NOBODY, "PUT", "/values", text("\"%s\"", body));
	CHECK_INT(ask_with(&server, "PUT", "/texts", "\"ok\"", NULL, NULL).size, 400);
	CHECK_INT(ask_with(&server, "PUT", "/values", "\"ok\"", NULL, NULL).size, 3 + 200 * 5);
	clear();
}

static void echo_and_plain_bodies(void)
{
	box_response response;

	add("{\"method\":\"PUT\",\"path\":\"/v2/project/{project}/echo\",\"echo\":true}");
	add("{\"path\":\"/v2/project/{project}/text\",\"body\":\"hello\","
	    "\"contentType\":\"text/csv\"}");
	add("{\"method\":\"DELETE\",\"path\":\"/v2/project/{project}/none\",\"status\":204}");
	CHECK_STR(ask(&server, PROJECT, "PUT", PROJECT_PATH "/echo", "{\"a\":[1,2]}").body,
		"{\"a\":[1,2]}");
	response = ask(&server, PROJECT, "GET", PROJECT_PATH "/text", NULL);
	CHECK_STR(response.body, "hello");
	CHECK_HAS(response.headers, "Content-Type: text/csv");
	response = ask(&server, PROJECT, "DELETE", PROJECT_PATH "/none", NULL);
	CHECK_INT(response.status, 204);
	CHECK_STR(response.body, "");
	clear();
}

/* A stub is a route: it needs credentials, other methods get 405, faults and the journal work. */
static void stubs_are_routes(void)
{
	box_response response;
	json_object *seen;

	add("{\"path\":\"/v2/project/{project}/thing\",\"body\":{\"count\":0,\"items\":[]}}");
	WANT(204, NOBODY, "DELETE", "/sandbox/requests", NULL);
	WANT(403, NOBODY, "GET", THINGS, NULL);
	WANT(403, OTHER_PROJECT, "GET", THINGS, NULL);
	WANT(403, ACCOUNT, "GET", THINGS, NULL);
	WANT(200, PROJECT, "GET", THINGS, NULL);
	CHECK_INT(ask(&server, PROJECT, "HEAD", THINGS, NULL).status, 200);
	response = ask(&server, PROJECT, "POST", THINGS, "{}");
	CHECK_INT(response.status, 405);
	CHECK_HAS(response.headers, "Allow: GET, HEAD");
	WANT(404, PROJECT, "GET", THINGS "/1", NULL);
	WANT(201, NOBODY, "POST", "/sandbox/faults", "{\"path\":\"" THINGS "\",\"status\":503}");
	WANT(503, PROJECT, "GET", THINGS, NULL);
	WANT(200, PROJECT, "GET", THINGS, NULL);
	seen = WANT(200, NOBODY, "GET", "/sandbox/requests", NULL);
	CHECK_STR(member(seen, "items.0.path"), THINGS);
	seen = WANT(200, NOBODY, "GET", "/sandbox/stubs", NULL);
	CHECK_INT(number(seen, "items.0.hits"), 3);
	CHECK_STR(member(seen, "items.0.path"), "/v2/project/{project}/thing");
	/* Other credentials. */
	add("{\"path\":\"/open\",\"auth\":\"none\",\"body\":{}}");
	add("{\"path\":\"/account\",\"auth\":\"account\",\"body\":{}}");
	add("{\"path\":\"/basic\",\"auth\":\"basic\",\"body\":{}}");
	add("{\"path\":\"/either\",\"auth\":\"either\",\"body\":{}}");
	WANT(200, NOBODY, "GET", "/open", NULL);
	WANT(200, ACCOUNT, "GET", "/account", NULL);
	WANT(403, PROJECT, "GET", "/account", NULL);
	WANT(200, VONAGE_ACCOUNT, "GET", "/basic", NULL);
	WANT(401, NOBODY, "GET", "/basic", NULL);
	WANT(200, ACCOUNT, "GET", "/either", NULL);
	WANT(200, PROJECT, "GET", "/either", NULL);
	clear();
}

/* The newest one counts, before the routes of the service, until it is removed. */
static void newest_first(void)
{
	const char *path = PROJECT_PATH "/archive", *id;

	add("{\"path\":\"/v2/project/{id}/archive\",\"status\":410}");
	id = add("{\"path\":\"/v2/project/{id}/archive\",\"status\":411}");
	WANT(411, PROJECT, "GET", path, NULL);
	WANT(204, NOBODY, "DELETE", text("/sandbox/stubs/%s", id), NULL);
	WANT(410, PROJECT, "GET", path, NULL);
	WANT(404, NOBODY, "DELETE", text("/sandbox/stubs/%s", id), NULL);
	WANT(204, NOBODY, "POST", "/sandbox/reset", NULL);
	WANT(410, PROJECT, "GET", path, NULL);
	clear();
	WANT(200, PROJECT, "GET", path, NULL);
}

static void wrong_stubs_are_refused(void)
{
	static const struct {
		const char *stub, *words;
	} rows[] = {
		{"{}", "path"},
		{"{\"path\":\"/a\",\"statsu\":1}", "statsu"},
		{"{\"path\":\"/a\",\"method\":\"get\"}", "method"},
		{"{\"path\":\"/a\",\"auth\":\"any\"}", "auth"},
		{"{\"path\":\"/a\",\"status\":99}", "status"},
		{"{\"path\":\"a\"}", "must begin with /"},
		{"{\"path\":\"/sandbox/faults\"}", "control interface"},
		{"{\"path\":\"/a?b=c\"}", "without query"},
		{"{\"path\":\"/a[/{b}]\"}", "without query, [ ] and *"},
		{"{\"path\":\"/a/x{b}\"}", "whole part between slashes"},
		{"{\"path\":\"/a/{}\"}", "whole part between slashes"},
		{"{\"path\":\"/a/{b\"}", "whole part between slashes"},
		{"{\"path\":\"/a\",\"echo\":true,\"body\":{}}", "are mutually exclusive"},
		{"{\"path\":\"/a\",\"headers\":{\"A\":\"b\\nC: d\"}}", "headers of one line"},
		{"{\"path\":\"/a\",\"headers\":{\"A:\":\"b\"}}", "headers of one line"},
		{"{\"path\":\"/a\",\"headers\":{\"A\":\"\"}}", "has no value"},
		{"{\"path\":\"/a\",\"headers\":{\"Content-Length\":\"1\"}}", "Content-Length"},
		{"{\"path\":\"/a\",\"contentType\":\"a\\rb\"}", "contentType"},
	};

	for (size_t i = 0; i < COUNT_OF(rows); i++)
		CHECK_HAS(member(WANT(400, NOBODY, "POST", "/sandbox/stubs", rows[i].stub),
				  "message"),
			rows[i].words);
	CHECK_INT(number(WANT(200, NOBODY, "GET", "/sandbox/stubs", NULL), "items"), 0);
}

static const char *file_of(const char *contents)
{
	const char *path = text("%s/stubs.json", otk_test_folder());
	FILE *file = fopen(path, "w");

	if (CHECK(file != NULL)) {
		fputs(contents, file);
		fclose(file);
	}
	return path;
}

static void stubs_of_a_file(void)
{
	const char *const options[] = {"--stubs",
		file_of("[{\"path\":\"/v2/project/{project}/thing\",\"body\":[1]}]"), NULL};
	test_box one;
	const char *said;

	if (CHECK(box_start(&one, options))) {
		CHECK_STR(ask(&one, PROJECT, "GET", THINGS, NULL).body, "[1]");
		box_end(&one, SIGTERM);
	}
	file_of("{}");
	CHECK_INT(
		box_run((const char *const[]){"--port", "0", options[0], options[1], NULL}, &said),
		1);
	CHECK_HAS(said, "is not a JSON array of stubs");
	file_of("[{\"path\":\"/a\"},{\"path\":\"b\"}]");
	CHECK_INT(
		box_run((const char *const[]){"--port", "0", options[0], options[1], NULL}, &said),
		1);
	CHECK_HAS(said, "item 1: Invalid path: it must begin with /");
	CHECK_INT(box_run((const char *const[]){"--port", "0", "--stubs", "/nonexistent", NULL},
			  &said),
		1);
	CHECK_HAS(said, "--stubs: \"/nonexistent\": No such file");
}

/* A request that is delayed keeps its stub, although the stub is removed meanwhile. */
static void removed_while_in_use(void)
{
	const char *id = add("{\"path\":\"/late\",\"auth\":\"none\",\"body\":{\"id\":\"x\"}}");
	int ended = 1;
	pid_t child;

	WANT(204, NOBODY, "DELETE", "/sandbox/requests", NULL);
	WANT(201, NOBODY, "POST", "/sandbox/faults", "{\"path\":\"/late\",\"delayMs\":200}");
	child = box_fork();
	if (child == 0)
		_exit(ask_with(&server, "GET", "/late", NULL, NULL, NULL).status != 200);
	wait_for(&server, NOBODY, "/sandbox/requests", "items.0.path", "/late");
	WANT(204, NOBODY, "DELETE", text("/sandbox/stubs/%s", id), NULL);
	CHECK(waitpid(child, &ended, 0) == child);
	CHECK_INT(ended, 0);
	WANT(404, NOBODY, "GET", "/late", NULL);
}

int main(void)
{
	static const otk_test tests[] = {
		TEST(placeholders_take_the_request),
		TEST(placeholders_are_bounded),
		TEST(echo_and_plain_bodies),
		TEST(stubs_are_routes),
		TEST(newest_first),
		TEST(wrong_stubs_are_refused),
		TEST(stubs_of_a_file),
		TEST(removed_while_in_use),
	};

	return box_test_main("sandbox stubs", tests, COUNT_OF(tests), &server);
}

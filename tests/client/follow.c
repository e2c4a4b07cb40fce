/* SPDX-License-Identifier: MIT */
/* The second request of a call: the result of finished work is fetched, a new object adopted. */
#include "config.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/base/clock.h"
#include "tests/client/fixture.h"

static const otk_reply lost = {.status = -1, .then = OTK_THEN_CLOSE};

/* ------------------------------------------------------------------- settle */

static void shown_when_done_before(void)
{
	otk_server *server = otk_server_new(NULL);
	otk_client *client = test_client(server, NULL);
	otk_error error = OTK_ERROR_INIT;
	otk_archive *archive = NULL;
	char *json = NULL;

	for (int i = 0; i < 2; i++) {
		otk_server_reply(server, &lost);
		otk_server_reply(server, &(otk_reply){.status = 409});
		otk_server_reply(
			server, &(otk_reply){.body = "{\"id\":\"a1\",\"status\":\"stopped\"}"});
	}
	if (client) {
		CHECK_STATUS(otk_archives_stop(client, "a1", &archive, &error), OTK_OK, &error);
		if (CHECK(archive != NULL))
			CHECK_STR(archive->status, "stopped");
		CHECK_INT(otk_server_request_count(server), 3);
		CHECK_STR(otk_server_request(server, 2)->method, "GET");
		CHECK_STR(
			otk_server_request(server, 2)->path, "/v2/project/" TEST_KEY "/archive/a1");
		CHECK_STATUS(otk_invoke(client, "archives.stop", "{\"archiveId\":\"a1\"}", &json,
				     &error),
			OTK_OK, &error);
		CHECK_STR(json, "{\"id\":\"a1\",\"status\":\"stopped\"}");
	}
	otk_free(archive);
	otk_free(json);
	otk_client_free(client);
	otk_server_free(server);
}

/* After a single attempt a 409 is a normal error. */
static void not_repeated(void)
{
	otk_server *server = otk_server_new(NULL);
	otk_client *client = test_client(server, NULL);
	otk_error error = OTK_ERROR_INIT;
	otk_archive *archive = NULL;

	otk_server_default(server, &(otk_reply){.status = 409});
	if (client) {
		CHECK_INT(otk_archives_stop(client, "a1", &archive, &error), OTK_E_CONFLICT);
		CHECK(archive == NULL);
		CHECK_INT(otk_server_request_count(server), 1);
	}
	otk_client_free(client);
	otk_server_free(server);
}

static void done_but_not_shown(void)
{
	otk_server *server = otk_server_new(NULL);
	otk_client *client = test_client(server, NULL);
	otk_error error = OTK_ERROR_INIT;
	otk_archive *archive = NULL;

	otk_server_reply(server, &lost);
	otk_server_reply(server, &(otk_reply){.status = 404});
	otk_server_default(server, &(otk_reply){.status = 404});
	if (client) {
		CHECK_INT(otk_archives_stop(client, "a1", &archive, &error), OTK_E_NOT_FOUND);
		CHECK(archive == NULL);
		CHECK_HAS(error.message,
			"archives.stop: the operation had succeeded earlier, but fetching its result "
			"failed: archives.get: 404");
		/* No result to fetch: the call succeeds. */
		otk_server_reset(server);
		otk_server_reply(server, &lost);
		CHECK_STATUS(otk_archives_delete(client, "a1", &error), OTK_OK, &error);
		CHECK_INT(otk_server_request_count(server), 2);
	}
	otk_client_free(client);
	otk_server_free(server);
}

/* -------------------------------------------------------------------- adopt */

typedef struct scene {
	otk_server *server;
	otk_client *client;
	test_log log;
} scene;

static bool open_scene(scene *s, otk_flag adopt)
{
	*s = (scene){.server = otk_server_new(NULL)};
	s->client = test_client(s->server, &OTK_CLIENT_OPTIONS(.adopt = adopt,
						   .log = test_log_event, .log_userdata = &s->log));
	return s->client != NULL;
}

static void close_scene(scene *s)
{
	otk_client_free(s->client);
	otk_server_free(s->server);
	test_log_free(&s->log);
}

/* One archive of a list; age: seconds since it was made. */
static int item(char *out, size_t size, const char *id, const char *status, const char *session,
	int64_t age)
{
	return snprintf(out, size,
		"{\"id\":\"%s\",\"status\":\"%s\",\"sessionId\":\"%s\",\"createdAt\":%" PRId64 "}",
		id, status, session, (otk_clock_seconds() - age) * 1000);
}

static void list(otk_server *server, const char *first, const char *second)
{
	char body[2048];

	snprintf(body, sizeof(body), "{\"count\":%d,\"items\":[%s%s%s]}", !!first[0] + !!second[0],
		first, first[0] && second[0] ? "," : "", second);
	otk_server_reply(server, &(otk_reply){.body = body});
}

static otk_status start(scene *s, otk_archive **archive, otk_error *error)
{
	return otk_archives_start(
		s->client, &OTK_ARCHIVE_OPTIONS(.session_id = TEST_SESSION), archive, error);
}

static void adopted(void)
{
	otk_error error = OTK_ERROR_INIT;
	otk_archive *archive = NULL;
	char ours[512], other[512], *json = NULL;
	scene s;

	item(ours, sizeof(ours), "new", "started", TEST_SESSION, 0);
	item(other, sizeof(other), "old", "stopped", TEST_SESSION, 0);
	if (open_scene(&s, OTK_YES)) {
		for (int i = 0; i < 2; i++) {
			otk_server_reply(s.server, &lost);
			list(s.server, other, ours);
		}
		CHECK_STATUS(start(&s, &archive, &error), OTK_OK, &error);
		if (CHECK(archive != NULL))
			CHECK_STR(archive->id, "new");
		CHECK_INT(otk_server_request_count(s.server), 2);
		CHECK_STR(otk_server_request(s.server, 1)->method, "GET");
		CHECK_HAS(otk_server_request(s.server, 1)->path, "sessionId=" TEST_SESSION);
		CHECK_HAS(s.log.text, "what the call made was found and adopted");
		CHECK_STATUS(otk_invoke(s.client, "archives.start",
				     "{\"sessionId\":\"" TEST_SESSION "\"}", &json, &error),
			OTK_OK, &error);
		CHECK_STR(json, ours);
	}
	otk_free(archive);
	otk_free(json);
	close_scene(&s);
}

/* Rows: the items of the list that is looked at, and the end of the message. */
static void not_adopted(void)
{
	char ours[512], again[512], old[512], recent[512], foreign[512];
	const struct {
		const char *what, *first, *second, *words;
	} rows[] = {
		{"nothing", "", "", "; nothing that it made exists yet"},
		{"two", ours, again, "; several objects exist that it may have made"},
		{"one of before", old, "", "; nothing that it made exists yet"},
		{"one of a minute before", recent, "", "; nothing that it made exists yet"},
		{"another session's", foreign, "", "; nothing that it made exists yet"},
	};
	scene s;

	item(ours, sizeof(ours), "new", "started", TEST_SESSION, 0);
	item(again, sizeof(again), "new2", "started", TEST_SESSION, 0);
	item(old, sizeof(old), "old", "started", TEST_SESSION, 3600);
	item(recent, sizeof(recent), "recent", "started", TEST_SESSION, 60);
	item(foreign, sizeof(foreign), "foreign", "started", "2_MX4xMjM0NTZ-", 0);
	for (size_t i = 0; i < OTK_COUNT_OF(rows); i++) {
		otk_error error = OTK_ERROR_INIT;
		otk_archive *archive = NULL;

		if (!open_scene(&s, OTK_YES))
			return;
		otk_server_reply(s.server, &lost);
		list(s.server, rows[i].first, rows[i].second);
		CHECK_CASE(start(&s, &archive, &error) == OTK_E_UNKNOWN_OUTCOME, "%s: %d %s",
			rows[i].what, (int)error.status, error.message);
		CHECK(archive == NULL);
		CHECK_CASE(strstr(error.message, rows[i].words) != NULL, "%s: %s", rows[i].what,
			error.message);
		otk_free(archive);
		close_scene(&s);
	}
}

static void looking_fails(void)
{
	otk_error error = OTK_ERROR_INIT;
	otk_archive *archive = NULL;
	scene s;

	if (open_scene(&s, OTK_YES)) {
		otk_server_reply(s.server, &lost);
		otk_server_default(s.server, &(otk_reply){.status = 403});
		CHECK_INT(start(&s, &archive, &error), OTK_E_UNKNOWN_OUTCOME);
		CHECK_HAS(error.message,
			"; looking for what it made failed as well: archives.list: ");
	}
	close_scene(&s);
	if (open_scene(&s, OTK_UNSET)) {
		otk_server_reply(s.server, &lost);
		CHECK_INT(start(&s, &archive, &error), OTK_E_UNKNOWN_OUTCOME);
		CHECK_INT(otk_server_request_count(s.server), 1);
	}
	close_scene(&s);
}

/* Every unknown outcome makes adopt look, not only a lost response. */
static void adopted_after(void)
{
	static const otk_reply replies[] = {{.status = 504}, {.status = 408},
		{.status = 502, .type = "text/html", .body = "<title>Bad gateway</title>"},
		{.body = "{\"id\":\"a1\",\"sta"}, {.body = " "}, {.body = "{}"},
		{.type = "text/html", .body = "<html>Sign in</html>"}};
	char ours[512];
	scene s;

	item(ours, sizeof(ours), "new", "started", TEST_SESSION, 0);
	for (size_t i = 0; i < OTK_COUNT_OF(replies); i++) {
		otk_error error = OTK_ERROR_INIT;
		otk_archive *archive = NULL;
		char *json = NULL;

		if (!open_scene(&s, OTK_YES))
			return;
		for (int k = 0; k < 2; k++) {
			otk_server_reply(s.server, &replies[i]);
			list(s.server, ours, "");
		}
		CHECK_STATUS(start(&s, &archive, &error), OTK_OK, &error);
		if (CHECK(archive != NULL))
			CHECK_STR(archive->id, "new");
		CHECK_STATUS(otk_invoke(s.client, "archives.start",
				     "{\"sessionId\":\"" TEST_SESSION "\"}", &json, &error),
			OTK_OK, &error);
		CHECK_STR(json, ours);
		otk_free(json);
		otk_free(archive);
		close_scene(&s);
	}
}

/* The time limit of the call includes the look-up. */
static void whole_time(void)
{
	const int64_t limit = otk_test_ms(400), begin = otk_clock_monotonic_ms();
	otk_error error = OTK_ERROR_INIT;
	otk_archive *archive = NULL;
	otk_call *call;
	void *result = NULL;
	scene s;

	if (!open_scene(&s, OTK_YES))
		return;
	otk_server_default(s.server, &(otk_reply){.hold = true});
	call = otk_archives_start_call(
		s.client, &OTK_ARCHIVE_OPTIONS(.session_id = TEST_SESSION), &error);
	CHECK_STATUS(otk_call_set_timeout(call, limit, &error), OTK_OK, &error);
	CHECK_INT(otk_call_perform(call, &result, &error), OTK_E_UNKNOWN_OUTCOME);
	CHECK_INT(otk_server_request_count(s.server), 2);
	CHECK(otk_clock_monotonic_ms() - begin < limit + otk_test_ms(300));
	CHECK_HAS(error.message, "looking for what it made failed as well");
	otk_free(archive);
	close_scene(&s);
}

/* A part of the time is reserved for the look-up. */
static void looks_in_time(void)
{
	otk_error error = OTK_ERROR_INIT;
	char ours[512];
	void *result = NULL;
	otk_call *call;
	scene s;

	item(ours, sizeof(ours), "new", "started", TEST_SESSION, 0);
	if (!open_scene(&s, OTK_YES))
		return;
	otk_server_reply(s.server, &(otk_reply){.hold = true});
	list(s.server, ours, "");
	call = otk_archives_start_call(
		s.client, &OTK_ARCHIVE_OPTIONS(.session_id = TEST_SESSION), &error);
	CHECK_STATUS(otk_call_set_timeout(call, otk_test_ms(1200), &error), OTK_OK, &error);
	CHECK_STATUS(otk_call_perform(call, &result, &error), OTK_OK, &error);
	otk_free(result);
	close_scene(&s);
}

static void note(otk_call *call, otk_status status, const void *result, const otk_error *error,
	void *userdata)
{
	int *seen = userdata;

	(void)call;
	(void)result;
	(void)error;
	CHECK_INT(*seen, -1);
	*seen = (int)status;
}

/* Cancelled or dropped while the second request is in flight. */
static void cancelled_while_looking(void)
{
	otk_error error = OTK_ERROR_INIT;
	otk_call *call;
	scene s;

	for (int drop = 0; drop < 2; drop++) {
		int seen = -1;

		if (!open_scene(&s, OTK_YES))
			return;
		otk_server_reply(s.server, &lost);
		otk_server_default(s.server, &(otk_reply){.hold = true});
		call = otk_archives_start_call(
			s.client, &OTK_ARCHIVE_OPTIONS(.session_id = TEST_SESSION), &error);
		CHECK_STATUS(otk_call_submit(call, note, &seen, &error), OTK_OK, &error);
		for (int i = 0; i < 200 && !otk_server_held_count(s.server); i++)
			CHECK_STATUS(otk_client_run(s.client, 10, NULL, &error), OTK_OK, &error);
		CHECK_INT(otk_server_request_count(s.server), 2);
		if (drop)
			otk_call_free(call);
		else
			otk_call_cancel(call);
		CHECK(test_run_until(s.client, 0));
		CHECK_INT(seen, drop ? -1 : (int)OTK_E_CANCELLED);
		close_scene(&s);
	}
}

int main(void)
{
	return OTK_TEST_MAIN("follow", TEST(shown_when_done_before), TEST(not_repeated),
		TEST(done_but_not_shown), TEST(adopted), TEST(adopted_after), TEST(whole_time),
		TEST(looks_in_time), TEST(not_adopted), TEST(looking_fails),
		TEST(cancelled_while_looking));
}

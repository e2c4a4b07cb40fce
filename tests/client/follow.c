/* SPDX-License-Identifier: MIT */
/* The second request of a call: the result of finished work is fetched, a new object adopted. */
#include "config.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/base/clock.h"
#include "tests/client/fixture.h"

static const otk_reply lost = {.status = -1, .then = OTK_THEN_CLOSE};

/* ---- settle */

static void shown_when_done_before(otk_fixture *f)
{
	otk_archive *archive = NULL;
	char *json = NULL;

	for (int i = 0; i < 2; i++) {
		otk_server_reply(f->server, &lost);
		otk_server_reply(f->server, &(otk_reply){.status = 409});
		otk_server_reply(
			f->server, &(otk_reply){.body = "{\"id\":\"a1\",\"status\":\"stopped\"}"});
	}
	CHECK_STATUS(otk_archives_stop(f->client, "a1", &archive, &f->error), OTK_OK, &f->error);
	if (CHECK(archive != NULL))
		CHECK_STR(archive->status, "stopped");
	CHECK_INT(otk_server_request_count(f->server), 3);
	CHECK_STR(otk_server_request(f->server, 2)->method, "GET");
	CHECK_STR(otk_server_request(f->server, 2)->path, "/v2/project/" TEST_KEY "/archive/a1");
	CHECK_STATUS(
		otk_invoke(f->client, "archives.stop", "{\"archiveId\":\"a1\"}", &json, &f->error),
		OTK_OK, &f->error);
	CHECK_STR(json, "{\"id\":\"a1\",\"status\":\"stopped\"}");
	otk_free(archive);
	otk_free(json);
}

/* After a single attempt a 409 is a normal error. */
static void conflict_at_the_first_attempt(otk_fixture *f)
{
	otk_archive *archive = NULL;

	otk_server_default(f->server, &(otk_reply){.status = 409});
	CHECK_INT(otk_archives_stop(f->client, "a1", &archive, &f->error), OTK_E_CONFLICT);
	CHECK(archive == NULL);
	CHECK_INT(otk_server_request_count(f->server), 1);
}

static void done_but_not_shown(otk_fixture *f)
{
	otk_archive *archive = NULL;

	otk_server_reply(f->server, &lost);
	otk_server_reply(f->server, &(otk_reply){.status = 404});
	otk_server_default(f->server, &(otk_reply){.status = 404});
	CHECK_INT(otk_archives_stop(f->client, "a1", &archive, &f->error), OTK_E_NOT_FOUND);
	CHECK(archive == NULL);
	CHECK_HAS(f->error.message,
		"archives.stop: the operation had succeeded, but fetching its result "
		"failed: archives.get: 404");
	/* No result to fetch: the call succeeds. */
	otk_server_reset(f->server);
	otk_server_reply(f->server, &lost);
	CHECK_STATUS(otk_archives_delete(f->client, "a1", &f->error), OTK_OK, &f->error);
	CHECK_INT(otk_server_request_count(f->server), 2);
}

typedef struct thing {
	size_t struct_size;
	const char *id;
} thing;

OTK_ASSERT_NO_TAIL(thing, id);

static const otk_field thing_fields[] = {OTK_FIELD(thing, id, "id", .required = 1)};
static const otk_type thing_type = OTK_TYPE(thing, "thing", thing_fields);

/* A stranger's table may name an operation that this client's key cannot call. */
static const otk_operation thing_operations[] = {
	OTK_OPERATION("stop", .summary = "Stop", .method = OTK_METHOD_POST, .path = "/thing/{id}",
		.result = &thing_type, .shape = OTK_SHAPE_OBJECT, .repeat = OTK_REPEAT_SETTLE,
		.settle_by = "get"),
	OTK_OPERATION("get", .summary = "Get", .method = OTK_METHOD_GET, .path = "/thing/{id}",
		.result = &thing_type, .shape = OTK_SHAPE_OBJECT, .repeat = OTK_REPEAT_SAFE,
		.backends = OTK_BACKEND_VONAGE)};
static const otk_interface thing_interfaces[] = {{.id = "com.example.thing/1",
	.operations = thing_operations,
	.operation_count = OTK_COUNT_OF(thing_operations)}};
static const otk_plugin thing_plugin =
	OTK_PLUGIN_DESCRIPTOR("com.example.thing", .version = "1", .license = "MIT",
		.summary = "stops things", .interfaces = thing_interfaces, .interface_count = 1);

static const otk_plugin *thing_entry(uint32_t host_abi)
{
	(void)host_abi;
	return &thing_plugin;
}

/* Adopts by a name, which the items of the list do not have. */
typedef struct thing_options {
	size_t struct_size;
	const char *name;
	const char *extra_json;
} thing_options;

OTK_ASSERT_NO_TAIL(thing_options, extra_json);

typedef struct thing_list {
	size_t struct_size;
	const thing *const *items;
	size_t item_count;
} thing_list;

static const otk_field options_fields[] = {OTK_FIELD(thing_options, name, "name")};
static const otk_type options_type =
	OTK_OPTIONS_TYPE(thing_options, "thing_options", options_fields, OTK_NO_RULES);
static const otk_field list_fields[] = {
	OTK_LIST(thing_list, items, item_count, &thing_type, "items")};
static const otk_type list_type = OTK_TYPE(thing_list, "thing_list", list_fields);
static const otk_adopts by_name = {.list = "list", .match = "name"};
static const otk_operation nameless_operations[] = {
	OTK_OPERATION("make", .summary = "Make", .method = OTK_METHOD_POST, .path = "/thing",
		.body = OTK_BODY_JSON, .options = &options_type, .result = &thing_type,
		.shape = OTK_SHAPE_OBJECT, .adopts = &by_name),
	OTK_OPERATION("list", .summary = "List", .method = OTK_METHOD_GET, .path = "/thing",
		.result = &list_type, .shape = OTK_SHAPE_LIST, .repeat = OTK_REPEAT_SAFE)};
static const otk_interface nameless_interfaces[] = {{.id = "com.example.nameless/1",
	.operations = nameless_operations,
	.operation_count = OTK_COUNT_OF(nameless_operations)}};
static const otk_plugin nameless_plugin =
	OTK_PLUGIN_DESCRIPTOR("com.example.nameless", .version = "1", .license = "MIT",
		.summary = "makes things", .interfaces = nameless_interfaces, .interface_count = 1);

static const otk_plugin *nameless_entry(uint32_t host_abi)
{
	(void)host_abi;
	return &nameless_plugin;
}

/* Without its result the call must not succeed: its caller would use a record that is NULL. */
static void result_that_cannot_be_fetched(otk_fixture *f)
{
	static const char *const ids[] = {"t1", NULL};
	void *record = NULL;

	REQUIRE_OK(otk_client_add_plugin(f->client, thing_entry, &f->error), &f->error);
	otk_server_reply(f->server, &lost);
	otk_server_reply(f->server, &(otk_reply){.status = 409});
	CHECK_INT(
		otk_perform(f->client, "com.example.thing.stop", 0, ids, NULL, &record, &f->error),
		OTK_E_UNSUPPORTED);
	CHECK(record == NULL);
	CHECK_HAS(f->error.message,
		"com.example.thing.stop: the operation had succeeded, but fetching its "
		"result failed: com.example.thing.get: ");
}

/* ---- adopt */

/* A new client, which looks for what it may have made; the server starts again as well. */
static void use_adopt(otk_fixture *f, otk_flag adopt)
{
	otk_server_reset(f->server);
	otk_server_default(f->server, &(otk_reply){.status = 200});
	test_log_free(&f->log);
	test_use_client(f, &OTK_CLIENT_OPTIONS(.adopt = adopt, .log = test_log_event,
				   .log_userdata = &f->log));
}

/* One archive of a list; age: seconds since it was made. */
static int write_archive(char *out, size_t size, const char *id, const char *status,
	const char *session, int64_t age)
{
	return snprintf(out, size,
		"{\"id\":\"%s\",\"status\":\"%s\",\"sessionId\":\"%s\",\"createdAt\":%" PRId64 "}",
		id, status, session, (otk_clock_seconds() - age) * 1000);
}

static void reply_list(otk_server *server, const char *first, const char *second)
{
	char body[2048];

	snprintf(body, sizeof(body), "{\"count\":%d,\"items\":[%s%s%s]}", !!first[0] + !!second[0],
		first, first[0] && second[0] ? "," : "", second);
	otk_server_reply(server, &(otk_reply){.body = body});
}

static otk_status start_archive(otk_fixture *f, otk_archive **archive, otk_error *error)
{
	return otk_archives_start(
		f->client, &OTK_ARCHIVE_OPTIONS(.session_id = TEST_SESSION), archive, error);
}

static void adopted(otk_fixture *f)
{
	otk_archive *archive = NULL;
	char ours[512], other[512], *json = NULL;

	write_archive(ours, sizeof(ours), "new", "started", TEST_SESSION, 0);
	write_archive(other, sizeof(other), "old", "stopped", TEST_SESSION, 0);
	use_adopt(f, OTK_YES);
	for (int i = 0; i < 2; i++) {
		otk_server_reply(f->server, &lost);
		reply_list(f->server, other, ours);
	}
	CHECK_STATUS(start_archive(f, &archive, &f->error), OTK_OK, &f->error);
	if (CHECK(archive != NULL))
		CHECK_STR(archive->id, "new");
	CHECK_INT(otk_server_request_count(f->server), 2);
	CHECK_STR(otk_server_request(f->server, 1)->method, "GET");
	CHECK_HAS(otk_server_request(f->server, 1)->path, "sessionId=" TEST_SESSION);
	CHECK_HAS(f->log.text, "what the call made was found and adopted");
	CHECK_STATUS(otk_invoke(f->client, "archives.start", "{\"sessionId\":\"" TEST_SESSION "\"}",
			     &json, &f->error),
		OTK_OK, &f->error);
	CHECK_STR(json, ours);
	otk_free(archive);
	otk_free(json);
}

/* Rows: the items of the list that is looked at, and the end of the message. */
static void not_adopted(otk_fixture *f)
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

	write_archive(ours, sizeof(ours), "new", "started", TEST_SESSION, 0);
	write_archive(again, sizeof(again), "new2", "started", TEST_SESSION, 0);
	write_archive(old, sizeof(old), "old", "started", TEST_SESSION, 3600);
	write_archive(recent, sizeof(recent), "recent", "started", TEST_SESSION, 60);
	write_archive(foreign, sizeof(foreign), "foreign", "started", "2_MX4xMjM0NTZ-", 0);
	for (size_t i = 0; i < OTK_COUNT_OF(rows); i++) {
		otk_error error = OTK_ERROR_INIT;
		otk_archive *archive = NULL;

		use_adopt(f, OTK_YES);
		otk_server_reply(f->server, &lost);
		reply_list(f->server, rows[i].first, rows[i].second);
		CHECK_CASE(start_archive(f, &archive, &error) == OTK_E_UNKNOWN_OUTCOME, "%s: %d %s",
			rows[i].what, (int)error.status, error.message);
		CHECK(archive == NULL);
		CHECK_CASE(strstr(error.message, rows[i].words) != NULL, "%s: %s", rows[i].what,
			error.message);
		otk_free(archive);
	}
}

/* What cannot be compared is not equal: another caller's object is never taken for ours. */
static void items_without_the_field(otk_fixture *f)
{
	const thing_options options = {.struct_size = sizeof(options), .name = "mine"};
	void *record = NULL;

	use_adopt(f, OTK_YES);
	REQUIRE_OK(otk_client_add_plugin(f->client, nameless_entry, &f->error), &f->error);
	otk_server_reply(f->server, &lost);
	otk_server_reply(
		f->server, &(otk_reply){.body = "{\"count\":1,\"items\":[{\"id\":\"t\"}]}"});
	CHECK_INT(otk_perform(f->client, "com.example.nameless.make", 0, NULL, &options, &record,
			  &f->error),
		OTK_E_UNKNOWN_OUTCOME);
	CHECK(record == NULL);
	CHECK_INT(otk_server_request_count(f->server), 2);
	CHECK_HAS(f->error.message, "nothing that it made exists yet");
}

static void looking_fails(otk_fixture *f)
{
	otk_archive *archive = NULL;

	use_adopt(f, OTK_YES);
	otk_server_reply(f->server, &lost);
	otk_server_default(f->server, &(otk_reply){.status = 403});
	CHECK_INT(start_archive(f, &archive, &f->error), OTK_E_UNKNOWN_OUTCOME);
	CHECK_HAS(f->error.message, "; looking for what it made failed as well: archives.list: ");
	use_adopt(f, OTK_UNSET);
	otk_server_reply(f->server, &lost);
	CHECK_INT(start_archive(f, &archive, &f->error), OTK_E_UNKNOWN_OUTCOME);
	CHECK_INT(otk_server_request_count(f->server), 1);
}

/* Every unknown outcome makes adopt look, not only a lost response. */
static void adopted_after_each_unknown_outcome(otk_fixture *f)
{
	static const otk_reply replies[] = {{.status = 504}, {.status = 408},
		{.status = 502, .type = "text/html", .body = "<title>Bad gateway</title>"},
		{.body = "{\"id\":\"a1\",\"sta"}, {.body = " "}, {.body = "{}"},
		{.type = "text/html", .body = "<html>Sign in</html>"}};
	char ours[512];

	write_archive(ours, sizeof(ours), "new", "started", TEST_SESSION, 0);
	for (size_t i = 0; i < OTK_COUNT_OF(replies); i++) {
		otk_error error = OTK_ERROR_INIT;
		otk_archive *archive = NULL;
		char *json = NULL;

		use_adopt(f, OTK_YES);
		for (int k = 0; k < 2; k++) {
			otk_server_reply(f->server, &replies[i]);
			reply_list(f->server, ours, "");
		}
		CHECK_STATUS(start_archive(f, &archive, &error), OTK_OK, &error);
		if (CHECK(archive != NULL))
			CHECK_STR(archive->id, "new");
		CHECK_STATUS(otk_invoke(f->client, "archives.start",
				     "{\"sessionId\":\"" TEST_SESSION "\"}", &json, &error),
			OTK_OK, &error);
		CHECK_STR(json, ours);
		otk_free(json);
		otk_free(archive);
	}
}

/* The time limit of the call includes the look-up. */
static void timeout_includes_the_look_up(otk_fixture *f)
{
	const int64_t limit = otk_test_ms(400), begin = otk_clock_monotonic_ms();
	otk_archive *archive = NULL;
	otk_call *call;
	void *result = NULL;

	use_adopt(f, OTK_YES);
	otk_server_default(f->server, &(otk_reply){.hold = true});
	call = otk_archives_start_call(
		f->client, &OTK_ARCHIVE_OPTIONS(.session_id = TEST_SESSION), &f->error);
	CHECK_STATUS(otk_call_set_timeout(call, limit, &f->error), OTK_OK, &f->error);
	CHECK_INT(otk_call_perform(call, &result, &f->error), OTK_E_UNKNOWN_OUTCOME);
	CHECK_INT(otk_server_request_count(f->server), 2);
	CHECK(otk_clock_monotonic_ms() - begin < limit + otk_test_ms(300));
	CHECK_HAS(f->error.message, "looking for what it made failed as well");
	otk_free(archive);
}

static void note_status(otk_call *call, otk_status status, const void *result,
	const otk_error *error, void *userdata)
{
	int *seen = userdata;

	(void)call;
	(void)result;
	(void)error;
	CHECK_INT(*seen, -1);
	*seen = (int)status;
}

/* A part of the time is reserved for the look-up. */
static void time_is_reserved_for_the_look_up(otk_fixture *f)
{
	static int seen;
	char ours[512], body[1024];
	otk_call *call;

	seen = -1;
	write_archive(ours, sizeof(ours), "new", "started", TEST_SESSION, 0);
	snprintf(body, sizeof(body), "{\"count\":1,\"items\":[%s]}", ours);
	use_adopt(f, OTK_YES);
	otk_server_reply(f->server, &(otk_reply){.status = -1, .then = OTK_THEN_HOLD});
	otk_server_reply(f->server, &(otk_reply){.body = body, .hold = true});
	call = otk_archives_start_call(
		f->client, &OTK_ARCHIVE_OPTIONS(.session_id = TEST_SESSION), &f->error);
	CHECK_STATUS(otk_call_set_timeout(call, otk_test_ms(1200), &f->error), OTK_OK, &f->error);
	CHECK_STATUS(otk_call_submit(call, note_status, &seen, &f->error), OTK_OK, &f->error);
	/* The first request runs out of its time; the second one is still waited for. */
	TEST_RUN_WHILE(f->client, otk_server_request_count(f->server) < 2);
	CHECK(otk_server_wait_held(f->server, 1));
	CHECK_INT(seen, -1);
	otk_server_release(f->server);
	CHECK(test_run_until(f->client, 0));
	CHECK_INT(seen, OTK_OK);
}

/* No time is left for the look-up: it ends at once, not after the timeout of the client. */
static void no_time_for_the_look_up(otk_fixture *f)
{
	const int64_t begin = otk_clock_monotonic_ms();
	void *result = NULL;
	otk_call *call;

	use_adopt(f, OTK_YES);
	otk_server_default(f->server, &(otk_reply){.hold = true});
	call = otk_archives_start_call(
		f->client, &OTK_ARCHIVE_OPTIONS(.session_id = TEST_SESSION), &f->error);
	/* A quarter of it, the reserve, is 0 ms. */
	CHECK_STATUS(otk_call_set_timeout(call, 3, &f->error), OTK_OK, &f->error);
	CHECK(otk_call_perform(call, &result, &f->error) != OTK_OK);
	CHECK(otk_clock_monotonic_ms() - begin < 5000);
}

/* The age of an archive is measured by the clock of the service. */
static void age_by_the_clock_of_the_service(otk_fixture *f)
{
	static const struct {
		int64_t age;
		otk_status status;
	} rows[] = {{0, OTK_OK}, {600, OTK_E_UNKNOWN_OUTCOME}};

	for (size_t i = 0; i < OTK_COUNT_OF(rows); i++) {
		char date[64], archive_text[512], body[1024];
		otk_archive *archive = NULL;

		use_adopt(f, OTK_YES);
		/* The clock of the service is two hours ahead. */
		write_archive(archive_text, sizeof(archive_text), "new", "started", TEST_SESSION,
			rows[i].age - 7200);
		snprintf(body, sizeof(body), "{\"count\":1,\"items\":[%s]}", archive_text);
		otk_server_reply(f->server, &lost);
		otk_server_reply(f->server,
			&(otk_reply){.body = body, .headers = test_date(7200, date, sizeof(date))});
		CHECK_CASE(start_archive(f, &archive, &f->error) == rows[i].status, "row %zu: %s",
			i, f->error.message);
		otk_free(archive);
	}
}

static void end_while_looking(otk_fixture *f, void (*end)(otk_call *call), int expected)
{
	static int seen;
	otk_call *call;

	seen = -1;
	use_adopt(f, OTK_YES);
	otk_server_reply(f->server, &lost);
	otk_server_default(f->server, &(otk_reply){.hold = true});
	call = otk_archives_start_call(
		f->client, &OTK_ARCHIVE_OPTIONS(.session_id = TEST_SESSION), &f->error);
	CHECK_STATUS(otk_call_submit(call, note_status, &seen, &f->error), OTK_OK, &f->error);
	TEST_RUN_WHILE(f->client, !otk_server_held_count(f->server));
	CHECK_INT(otk_server_request_count(f->server), 2);
	end(call);
	CHECK(test_run_until(f->client, 0));
	CHECK_INT(seen, expected);
}

static void cancelled_while_looking(otk_fixture *f)
{
	end_while_looking(f, otk_call_cancel, OTK_E_CANCELLED);
}

static void freed_while_looking(otk_fixture *f)
{
	end_while_looking(f, otk_call_free, -1);
}

int main(void)
{
	return OTK_TEST_MAIN("follow", CLIENT_TEST(shown_when_done_before),
		CLIENT_TEST(conflict_at_the_first_attempt), CLIENT_TEST(done_but_not_shown),
		CLIENT_TEST(result_that_cannot_be_fetched), CLIENT_TEST(adopted),
		CLIENT_TEST(adopted_after_each_unknown_outcome),
		CLIENT_TEST(timeout_includes_the_look_up),
		CLIENT_TEST(time_is_reserved_for_the_look_up), CLIENT_TEST(not_adopted),
		CLIENT_TEST(items_without_the_field), CLIENT_TEST(looking_fails),
		CLIENT_TEST(no_time_for_the_look_up), CLIENT_TEST(age_by_the_clock_of_the_service),
		CLIENT_TEST(cancelled_while_looking), CLIENT_TEST(freed_while_looking));
}

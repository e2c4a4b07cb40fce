/* SPDX-License-Identifier: MIT */
/* Waiting for a status: requests with growing pauses until it is reached or impossible. */
#include "config.h"

#include <otk/broadcasts.h>
#include <otk/plugin.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/base/clock.h"
#include "tests/client/fixture.h"

static void reply_status(otk_server *server, const char *status)
{
	char body[128];

	snprintf(body, sizeof(body), "{\"id\":\"a1\",\"status\":\"%s\"}", status);
	otk_server_reply(server, &(otk_reply){.body = body});
}

static void until_any_final_status(otk_fixture *f)
{
	otk_archive *archive = NULL;
	int64_t begin = otk_clock_monotonic_ms();

	reply_status(f->server, "started");
	reply_status(f->server, "stopped");
	reply_status(f->server, "stopped");
	reply_status(f->server, "available");
	CHECK_STATUS(otk_archives_wait(f->client, "a1", &OTK_WAIT_OPTIONS(.interval_ms = 20),
			     &archive, &f->error),
		OTK_OK, &f->error);
	if (CHECK(archive != NULL))
		CHECK_STR(archive->status, "available");
	CHECK_INT(otk_server_request_count(f->server), 4);
	/* 20, 40 and 80 ms of pause */
	CHECK(otk_clock_monotonic_ms() - begin >= 135);
	otk_free(archive);
}

static void until_a_status(otk_fixture *f)
{
	otk_archive *archive = NULL;

	reply_status(f->server, "started");
	reply_status(f->server, "stopped");
	CHECK_STATUS(otk_archives_wait(f->client, "a1",
			     &OTK_WAIT_OPTIONS(.until = OTK_ARCHIVE_STOPPED, .interval_ms = 1),
			     &archive, &f->error),
		OTK_OK, &f->error);
	if (CHECK(archive != NULL))
		CHECK_STR(archive->status, "stopped");
	CHECK_INT(otk_server_request_count(f->server), 2);
	otk_free(archive);
}

/* The record is returned as well, so that its reason can be read. */
static void another_final_status(otk_fixture *f)
{
	otk_archive *archive = NULL;

	reply_status(f->server, "failed");
	CHECK_INT(otk_archives_wait(f->client, "a1",
			  &OTK_WAIT_OPTIONS(.until = OTK_ARCHIVE_AVAILABLE), &archive, &f->error),
		OTK_E_STATE);
	CHECK_HAS(f->error.message, "the status is final (\"failed\"");
	CHECK_HAS(f->error.message, "it will never become \"available\"");
	if (CHECK(archive != NULL))
		CHECK_STR(archive->status, "failed");
	otk_free(archive);
	reply_status(f->server, "failed");
	CHECK_INT(otk_archives_wait(f->client, "a1",
			  &OTK_WAIT_OPTIONS(.until = OTK_ARCHIVE_AVAILABLE), NULL, NULL),
		OTK_E_STATE);
}

/* A wait for the end fails if the object failed; the record is returned as well. */
static void ends_in_failure(otk_fixture *f)
{
	static const char *const failures[] = {"failed", "expired", "deleted"};

	for (size_t i = 0; i < OTK_COUNT_OF(failures); i++) {
		otk_error error = OTK_ERROR_INIT;
		otk_archive *archive = NULL;

		reply_status(f->server, failures[i]);
		CHECK_INT(otk_archives_wait(f->client, "a1", NULL, &archive, &error), OTK_E_STATE);
		CHECK_HAS(error.message, "means failure: \"");
		if (CHECK(archive != NULL))
			CHECK_STR(archive->status, failures[i]);
		otk_free(archive);
		/* A wait for exactly this status succeeds. */
		reply_status(f->server, failures[i]);
		CHECK_STATUS(otk_archives_wait(f->client, "a1",
				     &OTK_WAIT_OPTIONS(.until = failures[i]), NULL, &error),
			OTK_OK, &error);
	}
}

/* The message names the status that decided, not the first one of the record. */
static void the_status_that_decides(otk_fixture *f)
{
	otk_error error = OTK_ERROR_INIT;

	otk_server_reply(f->server, &(otk_reply){.body = "{\"id\":\"b1\",\"status\":\"started\","
							 "\"broadcastUrls\":{\"hlsStatus\":"
							 "\"error\"}}"});
	CHECK_INT(otk_broadcasts_wait(f->client, "b1", NULL, NULL, &error), OTK_E_STATE);
	CHECK_HAS(error.message, "means failure: \"error\"");
	otk_server_reply(f->server, &(otk_reply){.body = "{\"id\":\"b1\",\"status\":\"started\","
							 "\"broadcastUrls\":{\"hlsStatus\":"
							 "\"ended\"}}"});
	CHECK_INT(otk_broadcasts_wait(
			  f->client, "b1", &OTK_WAIT_OPTIONS(.until = "live"), NULL, &error),
		OTK_E_STATE);
	CHECK_HAS(error.message, "the status is final (\"ended\")");
}

static void unknown_status(otk_fixture *f)
{
	const otk_wait_options wait = OTK_WAIT_OPTIONS(.until = "strted");

	test_use_client(f, &OTK_CLIENT_OPTIONS(.log = test_log_event, .log_userdata = &f->log));
	reply_status(f->server, "stopped");
	reply_status(f->server, "available");
	CHECK_INT(otk_archives_wait(f->client, "a1", &wait, NULL, &f->error), OTK_E_STATE);
	CHECK_HAS(f->log.text, "warning|archives.get|until: \"strted\" is not a known status; use "
			       "one of \"");
	CHECK_HAS(f->log.text, "\"started\"");
	test_use_client(f, &OTK_CLIENT_OPTIONS(.checks = OTK_CHECKS_STRICT));
	otk_server_reset(f->server);
	CHECK_INT(otk_archives_wait(f->client, "a1", &wait, NULL, &f->error), OTK_E_ARGUMENT);
	CHECK_HAS(f->error.message, "archives.get: until: \"strted\"");
	CHECK_INT(otk_server_request_count(f->server), 0);
}

static void runs_out_of_time(otk_fixture *f)
{
	otk_archive *archive = NULL;
	int64_t begin, time = 50;

	/* With a request at the end of the time; a slow machine needs more time for three. */
	do {
		time *= 2;
		begin = otk_clock_monotonic_ms();
		otk_server_reset(f->server);
		otk_server_default(f->server, &(otk_reply){.body = TEST_ARCHIVE});
		CHECK_INT(otk_archives_wait(f->client, "a1",
				  &OTK_WAIT_OPTIONS(.timeout_ms = time, .interval_ms = 30),
				  &archive, &f->error),
			OTK_E_TIMEOUT);
		CHECK(archive == NULL);
		CHECK(otk_clock_monotonic_ms() - begin >= time - 5);
		CHECK(otk_clock_monotonic_ms() - begin < time + 5000);
	} while (otk_server_request_count(f->server) < 3 && time < 4000);
	CHECK(otk_server_request_count(f->server) >= 3);
	CHECK_HAS(f->error.message, "the status is still \"started\", not a final one");
	/* An archive that was not transcribed has no status of a transcription. */
	otk_server_default(f->server, &(otk_reply){.body = TEST_ARCHIVE});
	CHECK_INT(otk_wait(f->client, "archives.transcript", 0, (const char *const[]){"a1", NULL},
			  &OTK_WAIT_OPTIONS(.timeout_ms = otk_test_ms(100), .interval_ms = 10),
			  NULL, &f->error),
		OTK_E_TIMEOUT);
	CHECK_HAS(f->error.message, "the status is still \"(not set)\", not a final one");
	/* A service that does not respond does not prolong the wait. */
	otk_server_default(f->server, &(otk_reply){.hold = true});
	begin = otk_clock_monotonic_ms();
	CHECK_INT(otk_archives_wait(f->client, "a1",
			  &OTK_WAIT_OPTIONS(.timeout_ms = otk_test_ms(100)), &archive, &f->error),
		OTK_E_TIMEOUT);
	CHECK(otk_clock_monotonic_ms() - begin < 5000);
}

/* The status before a request during which the time ends is the reason, not that request. */
static void time_ends_during_a_request(otk_fixture *f)
{
	otk_archive *archive = NULL;
	int64_t time = 50;

	/* A slow machine needs more time for two requests. */
	do {
		time *= 2;
		otk_server_reset(f->server);
		reply_status(f->server, "started");
		otk_server_default(f->server, &(otk_reply){.hold = true});
		CHECK_INT(otk_archives_wait(f->client, "a1",
				  &OTK_WAIT_OPTIONS(.timeout_ms = time, .interval_ms = 1,
					  .until = "stopped"),
				  &archive, &f->error),
			OTK_E_TIMEOUT);
		CHECK(archive == NULL);
	} while (otk_server_request_count(f->server) < 2 && time < 4000);
	CHECK_HAS(f->error.message, "the status is still \"started\", not stopped");
}

/* ---- a plugin whose second request is refused */

typedef struct thing {
	size_t struct_size;
	const char *status;
} thing;

static const char *const thing_final[] = {"ready", NULL};
static const otk_field thing_fields[] = {OTK_FIELD(thing, status, "status")};
static const otk_type thing_type = OTK_TYPE(thing, "thing", thing_fields);
static const otk_settles thing_settles = {.status = "status", .final_values = thing_final};
static int thing_requests;

static otk_status refuse_second(
	const otk_host *host, otk_call *call, void *options, otk_error *error)
{
	(void)call;
	(void)options;
	return ++thing_requests == 1 ? OTK_OK : host->fail(error, OTK_E_STATE, "not again");
}

static const otk_operation thing_rows[] = {
	OTK_OPERATION("get", .summary = "Get", .method = OTK_METHOD_GET, .path = "/thing",
		.result = &thing_type, .shape = OTK_SHAPE_OBJECT, .repeat = OTK_REPEAT_SAFE,
		.settles = &thing_settles, .prepare = refuse_second)};
static const otk_interface thing_interfaces[] = {
	{.id = "com.example.thing/1", .operations = thing_rows, .operation_count = 1}};
static const otk_plugin thing_plugin = OTK_PLUGIN_DESCRIPTOR("com.example.thing", .version = "1",
	.license = "MIT", .summary = "things with a status", .interfaces = thing_interfaces,
	.interface_count = 1);

static const otk_plugin *thing_entry(uint32_t host_abi)
{
	(void)host_abi;
	return &thing_plugin;
}

/* OTK_E_STATE with a record means a final status. A request that fails so has no record. */
static void request_fails_with_state(otk_fixture *f)
{
	static const char *const ids[] = {NULL};
	void *record = &f->error;

	REQUIRE_OK(otk_client_add_plugin(f->client, thing_entry, &f->error), &f->error);
	reply_status(f->server, "begun");
	CHECK_INT(otk_wait(f->client, "com.example.thing.get", 0, ids,
			  &OTK_WAIT_OPTIONS(.interval_ms = 1), &record, &f->error),
		OTK_E_STATE);
	CHECK_HAS(f->error.message, "not again");
	CHECK_INT(thing_requests, 2);
	CHECK(record == NULL);
}

/* A wait for a transcript looks at its own status, and fails when the archive has failed. */
static void transcript_of_an_archive(otk_fixture *f)
{
	static const struct {
		const char *members; /* of the archive, after id */
		otk_status status;
		const char *words;
	} rows[] = {
		{"\"status\":\"available\",\"transcription\":{\"status\":\"available\"}", OTK_OK,
			""},
		{"\"status\":\"expired\",\"transcription\":{\"status\":\"uploaded\"}", OTK_OK, ""},
		{"\"transcription\":{\"status\":\"completed\"},\"status\":\"available\"", OTK_OK,
			""},
		{"\"status\":\"available\",\"transcription\":{\"status\":\"failed\"}", OTK_E_STATE,
			"means failure: \"failed\""},
		{"\"status\":\"failed\",\"transcription\":{\"status\":\"requested\"}", OTK_E_STATE,
			"means failure: \"failed\""},
		{"\"status\":\"failed\"", OTK_E_STATE, "means failure: \"failed\""},
		{"\"status\":\"expired\",\"transcription\":{\"status\":\"started\"}", OTK_E_STATE,
			"means failure: \"expired\""},
		{"\"status\":\"deleted\",\"transcription\":null", OTK_E_STATE,
			"means failure: \"deleted\""},
		{"\"status\":\"available\"", OTK_E_STATE,
			"the status is \"available\", without transcription.status"},
		{"\"status\":\"uploaded\",\"transcription\":{}", OTK_E_STATE,
			"the status is \"uploaded\", without"},
		{"\"status\":\"available\",\"transcription\":{\"status\":\"started\"}",
			OTK_E_TIMEOUT, "the status is still \"started\""},
		{"\"status\":\"stopped\"", OTK_E_TIMEOUT, "the status is still \"(not set)\""},
	};
	char body[256];

	for (size_t i = 0; i < OTK_COUNT_OF(rows); i++) {
		otk_archive_transcript *transcript = NULL;
		otk_error error = OTK_ERROR_INIT;

		snprintf(body, sizeof(body), "{\"id\":\"a1\",%s}", rows[i].members);
		otk_server_default(f->server, &(otk_reply){.body = body});
		CHECK_CASE(otk_archives_transcript_wait(f->client, "a1",
				   &OTK_WAIT_OPTIONS(.interval_ms = 10, .timeout_ms = 100),
				   &transcript, &error) == rows[i].status,
			"%s: %s", body, error.message);
		CHECK_HAS(error.message, rows[i].words);
		CHECK((transcript != NULL) == (rows[i].status != OTK_E_TIMEOUT));
		otk_free(transcript);
	}
	/* The archive's own status is not the one that is waited for. */
	snprintf(body, sizeof(body), "{\"id\":\"a1\",%s}", rows[10].members);
	otk_server_default(f->server, &(otk_reply){.body = body});
	CHECK_INT(otk_archives_transcript_wait(f->client, "a1",
			  &OTK_WAIT_OPTIONS(.until = "available", .interval_ms = 10,
				  .timeout_ms = 100),
			  NULL, &f->error),
		OTK_E_TIMEOUT);
}

static void request_fails(otk_fixture *f)
{
	otk_archive *archive = NULL;

	reply_status(f->server, "started");
	otk_server_default(f->server, &(otk_reply){.status = 404});
	CHECK_INT(otk_archives_wait(f->client, "a1", &OTK_WAIT_OPTIONS(.interval_ms = 1), &archive,
			  &f->error),
		OTK_E_NOT_FOUND);
	CHECK(archive == NULL);
	CHECK_INT(f->error.http_status, 404);
}

typedef struct other {
	int times;
	int more; /* calls that follow, one after the other */
	bool frees;
	otk_client *client;
} other;

static void submit_other(otk_client *client, other *o);

static void other_done(otk_call *call, otk_status status, const void *result,
	const otk_error *error, void *userdata)
{
	other *o = userdata;

	(void)call;
	(void)result;
	(void)error;
	o->times++;
	if (o->more-- > 0)
		submit_other(o->client, o);
	else if (o->frees)
		otk_client_free(o->client);
	else
		CHECK_INT(status, OTK_OK);
}

static void submit_other(otk_client *client, other *o)
{
	otk_error error = OTK_ERROR_INIT;
	otk_call *call = otk_archives_get_call(client, "b1", &error);

	o->client = client;
	CHECK_STATUS(otk_call_submit(call, other_done, o, &error), OTK_OK, &error);
}

static void other_calls_complete(otk_fixture *f)
{
	static other o;

	otk_server_default(f->server, &(otk_reply){.body = TEST_ARCHIVE});
	for (int i = 0; i < 5; i++)
		submit_other(f->client, &o);
	CHECK_INT(otk_archives_wait(f->client, "a1",
			  &OTK_WAIT_OPTIONS(.timeout_ms = otk_test_ms(60), .interval_ms = 20), NULL,
			  &f->error),
		OTK_E_TIMEOUT);
	CHECK_INT(o.times, 5);
}

static void client_freed_meanwhile(otk_fixture *f)
{
	otk_archive *archive = NULL;
	static other o = {.frees = true};

	otk_server_default(f->server, &(otk_reply){.body = TEST_ARCHIVE});
	submit_other(f->client, &o);
	CHECK_INT(otk_archives_wait(f->client, "a1", &OTK_WAIT_OPTIONS(.timeout_ms = 5000),
			  &archive, &f->error),
		OTK_E_CANCELLED);
	f->client = NULL;
	CHECK(archive == NULL);
	CHECK_INT(o.times, 1);
}

/* After several calls in turn, when the first request is over and its status is waited for. */
static void client_freed_between_two_requests(otk_fixture *f)
{
	otk_archive *archive = NULL;
	static other o = {.more = 7, .frees = true};

	otk_server_default(f->server, &(otk_reply){.body = TEST_ARCHIVE});
	submit_other(f->client, &o);
	CHECK_INT(otk_archives_wait(f->client, "a1",
			  &OTK_WAIT_OPTIONS(.timeout_ms = otk_test_ms(60000),
				  .interval_ms = otk_test_ms(30000)),
			  &archive, &f->error),
		OTK_E_CANCELLED);
	f->client = NULL;
	CHECK(archive == NULL);
	CHECK_INT(o.times, 8);
}

static void wrong_use(otk_fixture *f)
{
	const char *const ids[] = {NULL};

	CHECK_INT(otk_archives_wait(
			  f->client, "a1", &OTK_WAIT_OPTIONS(.timeout_ms = -1), NULL, &f->error),
		OTK_E_ARGUMENT);
	CHECK_INT(otk_archives_wait(
			  f->client, "a1", &(otk_wait_options){.until = "x"}, NULL, &f->error),
		OTK_E_ARGUMENT);
	CHECK_HAS(f->error.message, "struct_size");
	CHECK_INT(otk_wait(f->client, "archives.list", 0, ids, NULL, NULL, &f->error),
		OTK_E_UNSUPPORTED);
	CHECK_HAS(f->error.message, "archives.list: objects of this kind have no status");
	CHECK_INT(otk_archives_wait(f->client, "a/1", NULL, NULL, &f->error), OTK_E_ARGUMENT);
	CHECK_INT(otk_wait(f->client, NULL, 0, ids, NULL, NULL, &f->error), OTK_E_ARGUMENT);
	CHECK_INT(otk_archives_wait(NULL, "a1", NULL, NULL, &f->error), OTK_E_ARGUMENT);
	CHECK_INT(otk_server_request_count(f->server), 0);
}

/* The last request gets the time that is left, and a pause does not exceed it. */
static void last_request_has_a_limit(otk_fixture *f)
{
	const int64_t begin = otk_clock_monotonic_ms();

	otk_server_reply(f->server, &(otk_reply){.body = TEST_ARCHIVE});
	otk_server_default(f->server, &(otk_reply){.hold = true});
	CHECK_INT(otk_archives_wait(f->client, "a1",
			  &OTK_WAIT_OPTIONS(.timeout_ms = otk_test_ms(100), .interval_ms = 20000),
			  NULL, &f->error),
		OTK_E_TIMEOUT);
	CHECK(otk_clock_monotonic_ms() - begin < otk_test_ms(100) + 5000);
}

/* Without checks a status that no table knows is not mentioned. */
static void unknown_status_without_checks(otk_fixture *f)
{
	test_use_client(f, &OTK_CLIENT_OPTIONS(.checks = OTK_CHECKS_OFF, .log = test_log_event,
				   .log_userdata = &f->log));
	reply_status(f->server, "strted");
	CHECK_STATUS(otk_archives_wait(f->client, "a1", &OTK_WAIT_OPTIONS(.until = "strted"), NULL,
			     &f->error),
		OTK_OK, &f->error);
	CHECK(f->log.text == NULL);
}

int main(void)
{
	return OTK_TEST_MAIN("wait", CLIENT_TEST(until_any_final_status),
		CLIENT_TEST(until_a_status), CLIENT_TEST(another_final_status),
		CLIENT_TEST(ends_in_failure), CLIENT_TEST(transcript_of_an_archive),
		CLIENT_TEST(the_status_that_decides), CLIENT_TEST(unknown_status),
		CLIENT_TEST(runs_out_of_time), CLIENT_TEST(time_ends_during_a_request),
		CLIENT_TEST(request_fails), CLIENT_TEST(request_fails_with_state),
		CLIENT_TEST(other_calls_complete), CLIENT_TEST(client_freed_meanwhile),
		CLIENT_TEST(client_freed_between_two_requests),
		CLIENT_TEST(last_request_has_a_limit), CLIENT_TEST(unknown_status_without_checks),
		CLIENT_TEST(wrong_use));
}

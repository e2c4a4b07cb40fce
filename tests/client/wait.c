/* SPDX-License-Identifier: MIT */
/* Waiting for a status: requests with growing pauses until it is reached or impossible. */
#include "config.h"

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

static void any_final(void)
{
	otk_server *server = otk_server_new(NULL);
	otk_client *client = test_client(server, NULL);
	otk_error error = OTK_ERROR_INIT;
	otk_archive *archive = NULL;
	int64_t begin = otk_clock_monotonic_ms();

	reply_status(server, "started");
	reply_status(server, "stopped");
	reply_status(server, "stopped");
	reply_status(server, "available");
	if (client) {
		CHECK_STATUS(otk_archives_wait(client, "a1", &OTK_WAIT_OPTIONS(.interval_ms = 20),
				     &archive, &error),
			OTK_OK, &error);
		if (CHECK(archive != NULL))
			CHECK_STR(archive->status, "available");
		CHECK_INT(otk_server_request_count(server), 4);
		/* 20, 40 and 80 ms of pause */
		CHECK(otk_clock_monotonic_ms() - begin >= 135);
	}
	otk_free(archive);
	otk_client_free(client);
	otk_server_free(server);
}

static void a_status(void)
{
	otk_server *server = otk_server_new(NULL);
	otk_client *client = test_client(server, NULL);
	otk_error error = OTK_ERROR_INIT;
	otk_archive *archive = NULL;

	reply_status(server, "started");
	reply_status(server, "stopped");
	if (client) {
		CHECK_STATUS(
			otk_archives_wait(client, "a1",
				&OTK_WAIT_OPTIONS(.until = OTK_ARCHIVE_STOPPED, .interval_ms = 1),
				&archive, &error),
			OTK_OK, &error);
		if (CHECK(archive != NULL))
			CHECK_STR(archive->status, "stopped");
		CHECK_INT(otk_server_request_count(server), 2);
	}
	otk_free(archive);
	otk_client_free(client);
	otk_server_free(server);
}

/* The record is returned as well, so that its reason can be read. */
static void another_final(void)
{
	otk_server *server = otk_server_new(NULL);
	otk_client *client = test_client(server, NULL);
	otk_error error = OTK_ERROR_INIT;
	otk_archive *archive = NULL;

	reply_status(server, "failed");
	if (client) {
		CHECK_INT(otk_archives_wait(client, "a1",
				  &OTK_WAIT_OPTIONS(.until = OTK_ARCHIVE_AVAILABLE), &archive,
				  &error),
			OTK_E_STATE);
		CHECK_HAS(error.message, "the status is final (\"failed\"");
		CHECK_HAS(error.message, "it will never become \"available\"");
		if (CHECK(archive != NULL))
			CHECK_STR(archive->status, "failed");
		otk_free(archive);
		reply_status(server, "failed");
		CHECK_INT(otk_archives_wait(client, "a1",
				  &OTK_WAIT_OPTIONS(.until = OTK_ARCHIVE_AVAILABLE), NULL, NULL),
			OTK_E_STATE);
	}
	otk_client_free(client);
	otk_server_free(server);
}

/* A wait for the end fails if the object failed; the record is returned as well. */
static void ends_in_failure(void)
{
	static const char *const failures[] = {"failed", "expired", "deleted"};
	otk_server *server = otk_server_new(NULL);
	otk_client *client = test_client(server, NULL);

	for (size_t i = 0; client && i < OTK_COUNT_OF(failures); i++) {
		otk_error error = OTK_ERROR_INIT;
		otk_archive *archive = NULL;

		reply_status(server, failures[i]);
		CHECK_INT(otk_archives_wait(client, "a1", NULL, &archive, &error), OTK_E_STATE);
		CHECK_HAS(error.message, "means failure: \"");
		if (CHECK(archive != NULL))
			CHECK_STR(archive->status, failures[i]);
		otk_free(archive);
		/* A wait for exactly this status succeeds. */
		reply_status(server, failures[i]);
		CHECK_STATUS(otk_archives_wait(client, "a1",
				     &OTK_WAIT_OPTIONS(.until = failures[i]), NULL, &error),
			OTK_OK, &error);
	}
	otk_client_free(client);
	otk_server_free(server);
}

static void misspelt(void)
{
	const otk_wait_options wait = OTK_WAIT_OPTIONS(.until = "strted");
	otk_server *server = otk_server_new(NULL);
	test_log log = {0};
	otk_error error = OTK_ERROR_INIT;
	otk_client *client = test_client(
		server, &OTK_CLIENT_OPTIONS(.log = test_log_event, .log_userdata = &log));

	reply_status(server, "stopped");
	reply_status(server, "available");
	if (client) {
		CHECK_INT(otk_archives_wait(client, "a1", &wait, NULL, &error), OTK_E_STATE);
		CHECK_HAS(log.text,
			"warning|archives.get|until: \"strted\" is not a known status; use "
			"one of \"");
		CHECK_HAS(log.text, "\"started\"");
	}
	otk_client_free(client);
	client = test_client(server, &OTK_CLIENT_OPTIONS(.checks = OTK_CHECKS_STRICT));
	otk_server_reset(server);
	if (client) {
		CHECK_INT(otk_archives_wait(client, "a1", &wait, NULL, &error), OTK_E_ARGUMENT);
		CHECK_HAS(error.message, "archives.get: until: \"strted\"");
		CHECK_INT(otk_server_request_count(server), 0);
	}
	otk_client_free(client);
	otk_server_free(server);
	test_log_free(&log);
}

static void runs_out_of_time(void)
{
	otk_server *server = otk_server_new(NULL);
	otk_client *client = test_client(server, NULL);
	otk_error error = OTK_ERROR_INIT;
	otk_archive *archive = NULL;
	int64_t begin = otk_clock_monotonic_ms();

	otk_server_default(server, &(otk_reply){.body = TEST_ARCHIVE});
	if (client) {
		CHECK_INT(otk_archives_wait(client, "a1",
				  &OTK_WAIT_OPTIONS(.timeout_ms = otk_test_ms(100),
					  .interval_ms = 30),
				  &archive, &error),
			OTK_E_TIMEOUT);
		CHECK(archive == NULL);
		CHECK_HAS(error.message, "the status is still \"started\", not a final one");
		CHECK(otk_clock_monotonic_ms() - begin >= 95);
		CHECK(otk_clock_monotonic_ms() - begin < 5000);
		/* One last request at the end of the time. */
		CHECK(otk_server_request_count(server) >= 3);
	}
	/* A service that does not respond does not prolong the wait. */
	otk_server_default(server, &(otk_reply){.hold = true});
	begin = otk_clock_monotonic_ms();
	if (client) {
		CHECK_INT(otk_archives_wait(client, "a1",
				  &OTK_WAIT_OPTIONS(.timeout_ms = otk_test_ms(100)), &archive,
				  &error),
			OTK_E_TIMEOUT);
		CHECK(otk_clock_monotonic_ms() - begin < 5000);
	}
	otk_client_free(client);
	otk_server_free(server);
}

static void fails(void)
{
	otk_server *server = otk_server_new(NULL);
	otk_client *client = test_client(server, NULL);
	otk_error error = OTK_ERROR_INIT;
	otk_archive *archive = NULL;

	reply_status(server, "started");
	otk_server_default(server, &(otk_reply){.status = 404});
	if (client) {
		CHECK_INT(otk_archives_wait(client, "a1", &OTK_WAIT_OPTIONS(.interval_ms = 1),
				  &archive, &error),
			OTK_E_NOT_FOUND);
		CHECK(archive == NULL);
		CHECK_INT(error.http_status, 404);
	}
	otk_client_free(client);
	otk_server_free(server);
}

typedef struct other {
	int times;
	bool frees;
	otk_client *client;
} other;

static void other_done(otk_call *call, otk_status status, const void *result,
	const otk_error *error, void *userdata)
{
	other *o = userdata;

	(void)call;
	(void)result;
	(void)error;
	o->times++;
	if (o->frees)
		otk_client_free(o->client);
	else
		CHECK_INT(status, OTK_OK);
}

static void submit(otk_client *client, other *o)
{
	otk_error error = OTK_ERROR_INIT;
	otk_call *call = otk_archives_get_call(client, "b1", &error);

	o->client = client;
	CHECK_STATUS(otk_call_submit(call, other_done, o, &error), OTK_OK, &error);
}

static void others_go_on(void)
{
	otk_server *server = otk_server_new(NULL);
	otk_client *client = test_client(server, NULL);
	otk_error error = OTK_ERROR_INIT;
	other o = {0};

	otk_server_default(server, &(otk_reply){.body = TEST_ARCHIVE});
	if (client) {
		for (int i = 0; i < 5; i++)
			submit(client, &o);
		CHECK_INT(
			otk_archives_wait(client, "a1",
				&OTK_WAIT_OPTIONS(.timeout_ms = otk_test_ms(60), .interval_ms = 20),
				NULL, &error),
			OTK_E_TIMEOUT);
		CHECK_INT(o.times, 5);
	}
	otk_client_free(client);
	otk_server_free(server);
}

static void client_freed_meanwhile(void)
{
	otk_server *server = otk_server_new(NULL);
	otk_client *client = test_client(server, NULL);
	otk_error error = OTK_ERROR_INIT;
	otk_archive *archive = NULL;
	other o = {.frees = true};

	otk_server_default(server, &(otk_reply){.body = TEST_ARCHIVE});
	if (client) {
		submit(client, &o);
		CHECK_INT(otk_archives_wait(client, "a1", &OTK_WAIT_OPTIONS(.timeout_ms = 5000),
				  &archive, &error),
			OTK_E_CANCELLED);
		CHECK(archive == NULL);
		CHECK_INT(o.times, 1);
	}
	otk_server_free(server);
}

static void wrong_use(void)
{
	otk_server *server = otk_server_new(NULL);
	otk_client *client = test_client(server, NULL);
	otk_error error = OTK_ERROR_INIT;
	const char *const ids[] = {NULL};

	if (client) {
		CHECK_INT(otk_archives_wait(
				  client, "a1", &OTK_WAIT_OPTIONS(.timeout_ms = -1), NULL, &error),
			OTK_E_ARGUMENT);
		CHECK_INT(otk_archives_wait(
				  client, "a1", &(otk_wait_options){.until = "x"}, NULL, &error),
			OTK_E_ARGUMENT);
		CHECK_HAS(error.message, "struct_size");
		CHECK_INT(otk_wait(client, "archives.list", 0, ids, NULL, NULL, &error),
			OTK_E_UNSUPPORTED);
		CHECK_HAS(error.message, "archives.list: objects of this kind have no status");
		CHECK_INT(otk_archives_wait(client, "a/1", NULL, NULL, &error), OTK_E_ARGUMENT);
		CHECK_INT(otk_wait(client, NULL, 0, ids, NULL, NULL, &error), OTK_E_ARGUMENT);
		CHECK_INT(otk_archives_wait(NULL, "a1", NULL, NULL, &error), OTK_E_ARGUMENT);
		CHECK_INT(otk_server_request_count(server), 0);
	}
	otk_client_free(client);
	otk_server_free(server);
}

int main(void)
{
	return OTK_TEST_MAIN("wait", TEST(any_final), TEST(a_status), TEST(another_final),
		TEST(ends_in_failure), TEST(misspelt), TEST(runs_out_of_time), TEST(fails),
		TEST(others_go_on), TEST(client_freed_meanwhile), TEST(wrong_use));
}

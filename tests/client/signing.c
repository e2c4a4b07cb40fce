/* SPDX-License-Identifier: MIT */
/* The limits of the signed header: its renewal, the clock it uses, the key it needs. */
#include "config.h"

#include <otk/plugin.h>
#include <otk/plugins.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/base/clock.h"
#include "core/client/auth_header.h"
#include "core/client/client.h"
#include "core/client/clock_skew.h"
#include "core/client/host.h"
#include "tests/client/fixture.h"

#define DAY_S 86400

/* Renewed this long before it expires: a sixth of its life, at least 1 s, at most 30 s. */
static void margin_of_renewal(otk_fixture *f)
{
	static const struct {
		int64_t life, margin;
	} rows[] = {{300, 30}, {180, 30}, {60, 10}, {5, 1}, {1, 1}};

	for (size_t i = 0; i < OTK_COUNT_OF(rows); i++) {
		const int64_t expected = rows[i].life - rows[i].margin;
		int64_t before = otk_clock_seconds(), left;
		const char *line = NULL;
		uint64_t generation;
		bool fresh = false;

		test_use_client(f, &OTK_CLIENT_OPTIONS(.request_ttl = rows[i].life));
		CHECK_STATUS(otk_auth_line(f->client, OTK_AUTH_PROJECT, &line, &generation, &fresh,
				     &f->error),
			OTK_OK, &f->error);
		CHECK(fresh && line);
		left = f->client->project_auth.renew_at - before;
		CHECK_CASE(left >= expected && left <= expected + 1 + otk_clock_seconds() - before,
			"%d: %d", (int)rows[i].life, (int)left);
	}
}

/* A clock that was set back does not keep a header for long. */
static void clock_set_back(otk_fixture *f)
{
	const char *line = NULL;
	uint64_t generation;
	bool fresh = false;

	CHECK_INT(otk_auth_line(f->client, OTK_AUTH_PROJECT, &line, &generation, &fresh, NULL),
		OTK_OK);
	CHECK_INT(otk_auth_line(f->client, OTK_AUTH_PROJECT, &line, &generation, &fresh, NULL),
		OTK_OK);
	CHECK(!fresh);
	f->client->project_auth.renew_at += DAY_S;
	CHECK_INT(otk_auth_line(f->client, OTK_AUTH_PROJECT, &line, &generation, &fresh, NULL),
		OTK_OK);
	CHECK(fresh);
	CHECK(f->client->project_auth.renew_at < otk_clock_seconds() + 1000);
}

/* The clock is corrected by at most a day, in either direction. */
static void limits_of_the_correction(otk_fixture *f)
{
	otk_client *client = f->client;

	CHECK(otk_clock_may_correct(client, DAY_S) && otk_clock_may_correct(client, -DAY_S));
	CHECK(!otk_clock_may_correct(client, DAY_S + 1));
	CHECK(!otk_clock_may_correct(client, -DAY_S - 1));
	client->clock_offset = DAY_S / 2;
	CHECK(otk_clock_may_correct(client, DAY_S / 2) && otk_clock_may_correct(client, -DAY_S));
	CHECK(!otk_clock_may_correct(client, DAY_S / 2 + 1));
	CHECK(otk_clock_may_correct(client, -DAY_S - DAY_S / 2));
	CHECK(!otk_clock_may_correct(client, -DAY_S - DAY_S / 2 - 1));
}

static int64_t issued_at(otk_server *server, int index)
{
	char claims[4096];
	const char *at = strstr(
		test_claims(otk_server_request(server, index), claims, sizeof(claims)), "\"iat\":");

	return at ? strtoll(at + 6, NULL, 10) : -1;
}

/* A clock that drifts: a later correction is added to the earlier one. */
static void corrected_twice(otk_fixture *f)
{
	char date[64];
	int64_t first;

	test_use_client(f, &OTK_CLIENT_OPTIONS(.correct_clock = OTK_YES, .log = test_log_event,
				   .log_userdata = &f->log));
	for (int i = 1; i <= 2; i++) {
		otk_server_reply(
			f->server, &(otk_reply){.status = 403,
					   .headers = test_date(i * 5000, date, sizeof(date))});
		otk_server_reply(f->server, &(otk_reply){.body = TEST_ARCHIVE});
		test_get(f->client, OTK_OK, &f->error);
	}
	CHECK_INT(otk_server_request_count(f->server), 4);
	first = issued_at(f->server, 0);
	CHECK(llabs(issued_at(f->server, 1) - first - 5000) <= 10);
	CHECK(llabs(issued_at(f->server, 3) - first - 10000) <= 10);
}

/* A service whose clock differs in each response: one call believes it once. */
static void corrected_once_for_each_call(otk_fixture *f)
{
	const char *first;
	char date[64];

	test_use_client(f, &OTK_CLIENT_OPTIONS(.correct_clock = OTK_YES, .log = test_log_event,
				   .log_userdata = &f->log));
	for (int i = 1; i <= 3; i++)
		otk_server_reply(
			f->server, &(otk_reply){.status = 403,
					   .headers = test_date(i * 5000, date, sizeof(date))});
	test_get(f->client, OTK_E_AUTH, &f->error);
	CHECK_INT(otk_server_request_count(f->server), 2);
	first = f->log.text ? strstr(f->log.text, "the clock of this machine is wrong") : NULL;
	CHECK(first && !strstr(first + 1, "the clock of this machine is wrong"));
}

/* ---- the kind of the key */

static const otk_operation operations[] = {
	OTK_OPERATION("project", .summary = "Get", .method = OTK_METHOD_GET, .path = "/p",
		.repeat = OTK_REPEAT_SAFE, .auth = OTK_AUTH_PROJECT),
	OTK_OPERATION("account", .summary = "Get", .method = OTK_METHOD_GET, .path = "/a",
		.repeat = OTK_REPEAT_SAFE, .auth = OTK_AUTH_ACCOUNT),
	OTK_OPERATION("basic", .summary = "Get", .method = OTK_METHOD_GET, .path = "/b",
		.repeat = OTK_REPEAT_SAFE, .auth = OTK_AUTH_BASIC),
	OTK_OPERATION("either", .summary = "Get", .method = OTK_METHOD_GET, .path = "/e",
		.repeat = OTK_REPEAT_SAFE, .auth = OTK_AUTH_EITHER),
};
static const otk_interface interfaces[] = {{.id = "com.example.auth/1",
	.operations = operations,
	.operation_count = OTK_COUNT_OF(operations)}};
static const otk_plugin auth_plugin = OTK_PLUGIN_DESCRIPTOR("com.example.auth", .version = "1",
	.license = "MIT", .summary = "an operation for each kind of key", .interfaces = interfaces,
	.interface_count = 1);

static const otk_plugin *auth_entry(uint32_t host_abi)
{
	(void)host_abi;
	return &auth_plugin;
}

static void use_key(otk_fixture *f, otk_flag account)
{
	static otk_plugin_entry_fn *const plugins[] = {auth_entry};

	otk_key_free(f->key);
	f->key = otk_key_new(&OTK_KEY_OPTIONS(.api_key = TEST_KEY, .api_secret = TEST_SECRET,
				     .account = account),
		&f->error);
	REQUIRE(f->key != NULL);
	test_use_client(
		f, &OTK_CLIENT_OPTIONS(.key = f->key, .plugins = plugins, .plugin_count = 1,
			   .log = test_log_event, .log_userdata = &f->log, .max_attempts = 1));
}

static void key_of_a_project(otk_fixture *f)
{
	use_key(f, OTK_NO);
	CHECK_INT(otk_invoke(f->client, "com.example.auth.account", NULL, NULL, &f->error),
		OTK_E_ARGUMENT);
	CHECK_HAS(f->error.message, "com.example.auth.account needs the key of the account");
	CHECK_INT(otk_server_request_count(f->server), 0);
	CHECK_STATUS(otk_invoke(f->client, "com.example.auth.project", NULL, NULL, &f->error),
		OTK_OK, &f->error);
	CHECK_STATUS(otk_invoke(f->client, "com.example.auth.either", NULL, NULL, &f->error),
		OTK_OK, &f->error);
}

static void key_of_an_account(otk_fixture *f)
{
	use_key(f, OTK_YES);
	CHECK_INT(otk_invoke(f->client, "com.example.auth.project", NULL, NULL, &f->error),
		OTK_E_ARGUMENT);
	CHECK_HAS(f->error.message, "com.example.auth.project needs the key of a project");
	CHECK_INT(otk_server_request_count(f->server), 0);
	CHECK_STATUS(otk_invoke(f->client, "com.example.auth.account", NULL, NULL, &f->error),
		OTK_OK, &f->error);
	CHECK_STATUS(otk_invoke(f->client, "com.example.auth.either", NULL, NULL, &f->error),
		OTK_OK, &f->error);
}

/* A Basic header stays the same, so a second request with it is of no use. */
static void basic_is_refused_once(otk_fixture *f)
{
	use_key(f, OTK_NO);
	CHECK_STATUS(otk_invoke(f->client, "com.example.auth.basic", NULL, NULL, &f->error), OTK_OK,
		&f->error);
	CHECK_HAS(otk_server_request(f->server, 0)->headers, "Authorization: Basic ");
	otk_server_default(f->server, &(otk_reply){.status = 401});
	CHECK_INT(
		otk_invoke(f->client, "com.example.auth.basic", NULL, NULL, &f->error), OTK_E_AUTH);
	CHECK_INT(otk_server_request_count(f->server), 2);
}

/* The client hides what it sent, in both forms, wherever the service or a plugin repeats it. */
static void own_headers_are_hidden(otk_fixture *f)
{
	static const char *const names[] = {"project", "basic"};
	char operation[64], value[2048], body[4096];

	for (size_t i = 0; i < OTK_COUNT_OF(names); i++) {
		const char *token;

		use_key(f, OTK_NO);
		otk_server_reset(f->server);
		snprintf(operation, sizeof(operation), "com.example.auth.%s", names[i]);
		CHECK_STATUS(
			otk_invoke(f->client, operation, NULL, NULL, &f->error), OTK_OK, &f->error);
		otk_seen_header(otk_server_request(f->server, 0),
			i ? "Authorization" : "X-OPENTOK-AUTH", value, sizeof(value));
		/* A part of it is not recognised by its form. */
		token = i ? strchr(value, ' ') + 1 : value;
		REQUIRE(strlen(token) > 20);
		snprintf(body, sizeof(body), "{\"code\":-1,\"message\":\"we got |%s|\"}", token);
		otk_server_reply(f->server,
			&(otk_reply){
				.status = 409, .body = body, .headers = "X-Opentok-Trace: t\r\n"});
		CHECK_INT(otk_invoke(f->client, operation, NULL, NULL, &f->error), OTK_E_CONFLICT);
		CHECK_LACKS(f->error.message, token);
		CHECK_LACKS(f->error.service_message, token);
		CHECK_LACKS(f->error.body, token);
		test_log_free(&f->log);
		otk_host_table.log(f->client, OTK_LOG_WARNING, "warning", token,
			&(otk_map)OTK_PAIRS({"a", token}));
		CHECK_HAS(f->log.text, "warning||");
		CHECK_LACKS(f->log.text, token);
	}
}

int main(void)
{
	return OTK_TEST_MAIN("signing", CLIENT_TEST(margin_of_renewal), CLIENT_TEST(clock_set_back),
		CLIENT_TEST(limits_of_the_correction), CLIENT_TEST(corrected_twice),
		CLIENT_TEST(corrected_once_for_each_call), CLIENT_TEST(key_of_a_project),
		CLIENT_TEST(key_of_an_account), CLIENT_TEST(basic_is_refused_once),
		CLIENT_TEST(own_headers_are_hidden));
}

/* SPDX-License-Identifier: MIT */
/* Settings of a call at their limits before it is sent, and refused after that. */
#include "config.h"

#include <otk/plugin.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/client/call/call.h"
#include "core/client/call/follow.h"
#include "tests/client/fixture.h"

#define DAY_MS 86400000

static void limits_of_the_timeout(otk_fixture *f)
{
	otk_call *call = otk_archives_get_call(f->client, "a1", &f->error);

	REQUIRE(call != NULL);
	CHECK_INT(otk_call_set_timeout(call, DAY_MS, &f->error), OTK_OK);
	CHECK_INT(otk_call_timeout(call), DAY_MS);
	CHECK_INT(otk_call_set_timeout(call, DAY_MS + 1, &f->error), OTK_E_ARGUMENT);
	CHECK_HAS(f->error.message, "timeout_ms: 86400001");
	CHECK_INT(otk_call_set_timeout(NULL, 1, &f->error), OTK_E_ARGUMENT);
	/* 0: the timeout of the client. */
	CHECK_INT(otk_call_set_timeout(call, 0, &f->error), OTK_OK);
	CHECK_INT(otk_call_timeout(call), OTK_TIMEOUT_MS_DEFAULT);
	otk_call_free(call);
}

static void limits_of_headers(otk_fixture *f)
{
	otk_call *call = otk_archives_get_call(f->client, "a1", &f->error);
	char name[130], *value = malloc(8194);

	REQUIRE(call != NULL);
	memset(name, 'n', sizeof(name));
	name[127] = '\0';
	CHECK_INT(otk_call_set_header(call, name, "v", &f->error), OTK_OK);
	name[127] = 'n';
	name[128] = '\0';
	CHECK_INT(otk_call_set_header(call, name, "v", &f->error), OTK_E_ARGUMENT);
	memset(value, 'v', 8194);
	value[8192] = '\0';
	CHECK_INT(otk_call_set_header(call, "X-A", value, &f->error), OTK_OK);
	value[8192] = 'v';
	value[8193] = '\0';
	CHECK_INT(otk_call_set_header(call, "X-A", value, &f->error), OTK_E_ARGUMENT);
	CHECK_HAS(f->error.message, "longer than 8192 bytes");
	CHECK_INT(otk_call_set_header(call, "X-A", "a\tb", &f->error), OTK_OK);
	CHECK_INT(otk_call_set_header(call, "X-A", "a\x7f", &f->error), OTK_E_ARGUMENT);
	free(value);
	otk_call_free(call);
}

/* Headers that otk or libcurl sends. */
static void reserved_headers(otk_fixture *f)
{
	static const char *const names[] = {"Authorization", "X-OpenTok-Auth", "Accept",
		"Accept-Encoding", "Content-Type", "Content-Length", "User-Agent", "Host",
		"Transfer-Encoding", "Connection", "Expect", "Range", "Proxy-Authorization", "TE",
		"Upgrade"};
	otk_call *call = otk_archives_get_call(f->client, "a1", &f->error);

	REQUIRE(call != NULL);
	for (size_t i = 0; i < OTK_COUNT_OF(names); i++) {
		CHECK_CASE(otk_call_set_header(call, names[i], "v", &f->error) == OTK_E_ARGUMENT,
			"%s", names[i]);
		CHECK_HAS(f->error.message, "otk sets the header");
	}
	CHECK_INT(otk_call_set_header(call, "X-Host", "v", &f->error), OTK_OK);
	otk_call_free(call);
}

static otk_call *kept_call;
static int completions;

static void keep_it(otk_call *call, otk_status status, const void *result, const otk_error *error,
	void *userdata)
{
	(void)status, (void)result, (void)error, (void)userdata;
	completions++;
	CHECK_INT(otk_call_set_header(call, "X-A", "v", NULL), OTK_E_STATE);
	otk_call_keep(call);
	kept_call = call;
}

static void settings_of_a_completed_call(otk_fixture *f)
{
	otk_call *call = otk_archives_get_call(f->client, "a1", &f->error);

	otk_server_default(f->server, &(otk_reply){.body = TEST_ARCHIVE});
	CHECK_STATUS(otk_call_submit(call, keep_it, NULL, &f->error), OTK_OK, &f->error);
	CHECK(test_run_until(f->client, 0));
	REQUIRE(kept_call == call);
	CHECK_INT(otk_call_set_header(call, "X-A", "v", &f->error), OTK_E_STATE);
	CHECK_HAS(f->error.message, "archives.get: the call has completed");
	CHECK_INT(otk_call_set_timeout(call, 5, &f->error), OTK_E_STATE);
	otk_call_free(call);
}

static void keep_and_free(otk_call *call, otk_status status, const void *result,
	const otk_error *error, void *userdata)
{
	(void)status, (void)result, (void)error, (void)userdata;
	completions++;
	otk_call_keep(call);
	otk_call_free(call);
}

/* Freed although it was kept: leak checkers see when it is not. */
static void kept_and_freed(otk_fixture *f)
{
	completions = 0;
	otk_server_default(f->server, &(otk_reply){.body = TEST_ARCHIVE});
	CHECK_STATUS(otk_call_submit(otk_archives_get_call(f->client, "a1", &f->error),
			     keep_and_free, NULL, &f->error),
		OTK_OK, &f->error);
	CHECK(test_run_until(f->client, 0));
	CHECK_INT(completions, 1);
}

/* A blocking function frees its call in every case. */
static void submitted_and_performed(otk_fixture *f)
{
	otk_call *call = otk_archives_get_call(f->client, "a1", &f->error);

	completions = 0;
	otk_server_default(f->server, &(otk_reply){.body = TEST_ARCHIVE});
	CHECK_STATUS(otk_call_submit(call, keep_and_free, NULL, &f->error), OTK_OK, &f->error);
	CHECK_INT(otk_call_perform(call, NULL, &f->error), OTK_E_STATE);
	CHECK_HAS(f->error.message, "was submitted already");
	CHECK(test_run_until(f->client, 0));
	CHECK_INT(completions, 0);
}

/* ---- names in messages */

static const char *message_of(otk_fixture *f, otk_error_names names, bool by_json)
{
	otk_call *call;

	test_use_client(f, &OTK_CLIENT_OPTIONS(.error_names = names));
	call = by_json ? otk_call_new_json(f->client, "archives.start",
				 "{\"sessionId\":\"x\",\"outputMode\":\"no\"}", &f->error)
		       : otk_archives_start_call(f->client,
				 &OTK_ARCHIVE_OPTIONS(.session_id = "x", .output_mode = "no"),
				 &f->error);
	CHECK(call == NULL);
	otk_call_free(call);
	return f->error.message;
}

static void names_in_messages(otk_fixture *f)
{
	CHECK_HAS(message_of(f, OTK_ERROR_NAMES_AUTO, false), "session_id");
	CHECK_HAS(message_of(f, OTK_ERROR_NAMES_AUTO, true), "sessionId");
	CHECK_HAS(message_of(f, OTK_ERROR_NAMES_C, true), "session_id");
	CHECK_HAS(message_of(f, OTK_ERROR_NAMES_WIRE, false), "sessionId");
	CHECK_HAS(message_of(f, OTK_ERROR_NAMES_OPTIONS, false), "--session-id");
	CHECK_HAS(message_of(f, OTK_ERROR_NAMES_OPTIONS, true), "--session-id");
}

static void json_that_is_refused(otk_fixture *f)
{
	CHECK(otk_call_new_json(f->client, "archives.start", "{\"sessionId\":", &f->error) == NULL);
	CHECK_INT(f->error.status, OTK_E_ARGUMENT);
	CHECK_INT(strncmp(f->error.message, "archives.start: ", 16), 0);
}

/* ---- rows of another plugin */

typedef struct plain_options {
	size_t struct_size;
	const char *word;
} plain_options;

OTK_ASSERT_NO_TAIL(plain_options, word);

static const otk_field plain_fields[] = {
	OTK_FIELD(plain_options, word, "word", .place = OTK_IN_QUERY)};
static const otk_type plain_type = OTK_TYPE(plain_options, "plain_options", plain_fields);

static const otk_operation plain_operations[] = {
	OTK_OPERATION("get", .summary = "Get", .method = OTK_METHOD_GET, .path = "/plain",
		.repeat = OTK_REPEAT_SAFE),
	OTK_OPERATION("find", .summary = "Find", .method = OTK_METHOD_GET, .path = "/plain",
		.repeat = OTK_REPEAT_SAFE, .options = &plain_type)};
static const otk_interface plain_interfaces[] = {{.id = "com.example.plain/1",
	.operations = plain_operations,
	.operation_count = OTK_COUNT_OF(plain_operations)}};
static const otk_plugin plain_plugin = OTK_PLUGIN_DESCRIPTOR("com.example.plain", .version = "1",
	.license = "MIT", .summary = "takes no options", .interfaces = plain_interfaces,
	.interface_count = 1);

static const otk_plugin *plain_entry(uint32_t host_abi)
{
	(void)host_abi;
	return &plain_plugin;
}

static void operation_without_options(otk_fixture *f)
{
	otk_call *call;

	REQUIRE_OK(otk_client_add_plugin(f->client, plain_entry, &f->error), &f->error);
	call = otk_call_new(f->client, "com.example.plain.get", 0, NULL,
		&OTK_LIST_OPTIONS(.count = 1), &f->error);
	CHECK(call == NULL);
	CHECK_INT(f->error.status, OTK_E_ARGUMENT);
	CHECK_STR(f->error.message, "com.example.plain.get takes no options");
	otk_call_free(call);
}

/* A quarter of the time, but never more than 5 s, is kept for the look-up of what was made. */
static void time_that_is_reserved(otk_fixture *f)
{
	static const struct {
		int64_t timeout_ms, reserve_ms;
	} rows[] = {{4000, 1000}, {20000, 5000}, {DAY_MS, 5000}};
	otk_call *call;

	test_use_client(f, &OTK_CLIENT_OPTIONS(.adopt = OTK_YES));
	call = otk_archives_start_call(
		f->client, &OTK_ARCHIVE_OPTIONS(.session_id = TEST_SESSION), &f->error);
	REQUIRE(call != NULL);
	for (size_t i = 0; i < OTK_COUNT_OF(rows); i++) {
		CHECK_INT(otk_call_set_timeout(call, rows[i].timeout_ms, NULL), OTK_OK);
		CHECK_INT(otk_follow_reserve(call), rows[i].reserve_ms);
	}
	otk_call_free(call);
	call = otk_archives_get_call(f->client, "a1", &f->error);
	CHECK_INT(otk_follow_reserve(call), 0);
	otk_call_free(call);
}

/* ---- the view of a request */

static void view_of_an_older_program(otk_fixture *f)
{
	otk_request_view view = {.struct_size = offsetof(otk_request_view, path)};
	otk_call *call = otk_archives_get_call(f->client, "a1", &f->error);

	REQUIRE(call != NULL);
	memset((char *)&view + view.struct_size, 'x', sizeof(view) - view.struct_size);
	CHECK_INT(otk_call_request(call, &view), OTK_OK);
	CHECK_STR(view.method, "GET");
	CHECK_INT(view.struct_size, offsetof(otk_request_view, path));
	for (size_t i = view.struct_size; i < sizeof(view); i++)
		CHECK(((const char *)&view)[i] == 'x');
	otk_call_free(call);
}

static void query_without_values(otk_fixture *f)
{
	static const struct {
		const char *json, *query;
	} rows[] = {{"{}", ""}, {"{\"word\":\"a b\"}", "word=a%20b"}};

	REQUIRE_OK(otk_client_add_plugin(f->client, plain_entry, &f->error), &f->error);
	for (size_t i = 0; i < OTK_COUNT_OF(rows); i++) {
		otk_request_view view = {.struct_size = sizeof(view)};
		otk_call *call = otk_call_new_json(
			f->client, "com.example.plain.find", rows[i].json, &f->error);

		if (!CHECK_CASE(call != NULL, "%s", f->error.message))
			continue;
		CHECK_INT(otk_call_request(call, &view), OTK_OK);
		CHECK((strchr(view.url, '?') != NULL) == (i > 0));
		CHECK_STR(view.query, rows[i].query);
		CHECK_STR(view.path, "/plain");
		otk_call_free(call);
	}
}

static void json_of_a_record(otk_fixture *f)
{
	otk_archive *archive = NULL;
	size_t size = 7;

	otk_server_default(f->server, &(otk_reply){.body = TEST_ARCHIVE});
	CHECK_STATUS(otk_archives_get(f->client, "a1", &archive, &f->error), OTK_OK, &f->error);
	CHECK_STR(otk_record_json(archive, &size), TEST_ARCHIVE);
	CHECK_INT(size, strlen(TEST_ARCHIVE));
	CHECK(otk_record_json(archive, NULL) == NULL);
	otk_free(archive);
	CHECK(otk_record_json(NULL, &size) == NULL);
	CHECK_INT(size, 0);
	CHECK(otk_record_json(NULL, NULL) == NULL);
}

int main(void)
{
	return OTK_TEST_MAIN("call_settings", CLIENT_TEST(limits_of_the_timeout),
		CLIENT_TEST(limits_of_headers), CLIENT_TEST(reserved_headers),
		CLIENT_TEST(settings_of_a_completed_call), CLIENT_TEST(kept_and_freed),
		CLIENT_TEST(submitted_and_performed), CLIENT_TEST(names_in_messages),
		CLIENT_TEST(json_that_is_refused), CLIENT_TEST(operation_without_options),
		CLIENT_TEST(time_that_is_reserved), CLIENT_TEST(view_of_an_older_program),
		CLIENT_TEST(query_without_values), CLIENT_TEST(json_of_a_record));
}

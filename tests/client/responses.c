/* SPDX-License-Identifier: MIT */
/* Responses at the limit between a record and an error, and the words of their errors. */
#include "config.h"

#include <otk/plugin.h>
#include <otk/plugins.h>
#include <stdio.h>

#include "tests/client/fixture.h"

static otk_status start_archive(otk_fixture *f)
{
	otk_archive *archive = NULL;
	const otk_status status = otk_archives_start(
		f->client, &OTK_ARCHIVE_OPTIONS(.session_id = TEST_SESSION), &archive, &f->error);

	CHECK((archive != NULL) == (status == OTK_OK));
	otk_free(archive);
	return status;
}

static void set_up_one_attempt(otk_fixture *f)
{
	test_client_set_up(f);
	test_use_client(f, &OTK_CLIENT_OPTIONS(.max_attempts = 1));
}

static const otk_fixture_type with_one_attempt = {
	sizeof(otk_fixture), set_up_one_attempt, test_client_clean_up};
#define RESPONSE_TEST(function) TEST_WITH(&with_one_attempt, function)

/* A code that says nothing is not shown. */
static void codes_in_messages(otk_fixture *f)
{
	static const struct {
		const char *body, *end;
	} rows[] = {
		{"{\"code\":15,\"message\":\"m\"}", ": \"m\" (code 15)"},
		{"{\"code\":1,\"message\":\"m\"}", ": \"m\" (code 1)"},
		{"{\"code\":0,\"message\":\"m\"}", ": \"m\""},
		{"{\"code\":-1,\"message\":\"m\"}", ": \"m\""},
		{"{\"code\":15}", ": 409 conflict (code 15)"},
	};

	for (size_t i = 0; i < OTK_COUNT_OF(rows); i++) {
		const char *end;

		otk_server_reply(f->server, &(otk_reply){.status = 409, .body = rows[i].body});
		test_get(f->client, OTK_E_CONFLICT, &f->error);
		end = f->error.message + strlen(f->error.message) - strlen(rows[i].end);
		CHECK_STR(end, rows[i].end);
	}
}

/* The status of an error object in a 200 is that of its code, when that is one of HTTP. */
static void codes_of_http(otk_fixture *f)
{
	static const struct {
		const char *body;
		otk_status status;
	} rows[] = {
		{"{\"code\":399,\"message\":\"m\"}", OTK_E_REQUEST},
		{"{\"code\":404,\"message\":\"m\"}", OTK_E_NOT_FOUND},
		{"{\"code\":500,\"message\":\"m\"}", OTK_E_SERVER},
		{"{\"code\":599,\"message\":\"m\"}", OTK_E_SERVER},
		{"{\"code\":600,\"message\":\"m\"}", OTK_E_REQUEST},
	};

	for (size_t i = 0; i < OTK_COUNT_OF(rows); i++) {
		otk_server_reply(f->server, &(otk_reply){.body = rows[i].body});
		test_get(f->client, rows[i].status, &f->error);
		CHECK_HAS(f->error.message, "the service reports an error: \"m\"");
	}
}

/* A login page of the network by its status, 511 (RFC 6585, 6). */
static void login_of_the_network(otk_fixture *f)
{
	otk_server_reply(f->server, &(otk_reply){.status = 511,
					    .type = "text/html",
					    .body = "<html><title>Sign in</title></html>"});
	test_get(f->client, OTK_E_SERVER, &f->error);
	CHECK_HAS(f->error.message, "a proxy or gateway responded");
	otk_server_reply(f->server,
		&(otk_reply){.status = 500, .type = "text/html", .body = "<title>x</title>"});
	test_get(f->client, OTK_E_SERVER, &f->error);
	CHECK_HAS(f->error.message, "try again later");
}

/* JSON is read as such, whatever type the service calls it. */
static void json_with_another_type(otk_fixture *f)
{
	static const char *const types[] = {"text/html", "text/xml", "application/xml; charset=x"};

	for (size_t i = 0; i < OTK_COUNT_OF(types); i++) {
		otk_server_reply(f->server, &(otk_reply){.type = types[i], .body = TEST_ARCHIVE});
		test_get(f->client, OTK_OK, &f->error);
		otk_server_reply(
			f->server, &(otk_reply){.type = types[i], .body = "Please log in"});
		test_get(f->client, OTK_E_PROTOCOL, &f->error);
		CHECK_HAS(f->error.message, i ? "the response is XML" : "the response is HTML");
	}
}

/* A response that is too large says that a request arrived. */
static void responses_that_are_too_large(otk_fixture *f)
{
	static char lines[300 * 8 + 1];

	for (size_t i = 0; i < 300; i++)
		memcpy(lines + i * 8, "A: bcd\r\n", 8);
	otk_server_reply(f->server, &(otk_reply){.headers = lines});
	CHECK_INT(start_archive(f), OTK_E_UNKNOWN_OUTCOME);
	otk_server_reply(f->server, &(otk_reply){.headers = lines});
	test_get(f->client, OTK_E_TOO_LARGE, &f->error);
	test_use_client(f, &OTK_CLIENT_OPTIONS(.max_attempts = 1, .max_response_bytes = 20));
	otk_server_reply(f->server, &(otk_reply){.body = TEST_ARCHIVE});
	CHECK_INT(start_archive(f), OTK_E_UNKNOWN_OUTCOME);
}

/* A body is cut also when what is left of it after redaction would fit. */
static void body_cut_in_a_secret(otk_fixture *f)
{
	static char body[6000];

	snprintf(body, sizeof(body), "{\"password\":\"%*s\"}", 5000, "x");
	otk_server_reply(f->server, &(otk_reply){.status = 409, .body = body});
	test_get(f->client, OTK_E_CONFLICT, &f->error);
	CHECK_INT(f->error.body_cut, 1);
	CHECK(strlen(f->error.body) < 500);
}

/* An error whose record was read already: the caller does not get it. */
static void error_after_a_record(otk_fixture *f)
{
	otk_archive_list *list = NULL;
	char *json = NULL;

	otk_server_reply(f->server, &(otk_reply){.body = "{\"code\":-1,\"message\":\"m\"}"});
	CHECK_INT(otk_invoke(f->client, "archives.list", NULL, &json, &f->error), OTK_E_REQUEST);
	CHECK(json == NULL);
	CHECK_HAS(f->error.message, ": \"m\"");
	otk_server_reply(f->server, &(otk_reply){.body = "{\"code\":-1,\"message\":\"m\"}"});
	CHECK_INT(otk_archives_list(f->client, NULL, &list, &f->error), OTK_E_REQUEST);
	CHECK(list == NULL);
}

/* ---- a record that has a message of its own */

typedef struct note {
	size_t struct_size;
	const char *message;
} note;

OTK_ASSERT_NO_TAIL(note, message);

static const otk_field note_fields[] = {OTK_FIELD(note, message, "message")};
static const otk_type note_type = OTK_TYPE(note, "note", note_fields);
static const otk_operation operations[] = {
	OTK_OPERATION("get", .summary = "Get", .method = OTK_METHOD_GET, .path = "/note",
		.repeat = OTK_REPEAT_SAFE, .result = &note_type, .shape = OTK_SHAPE_OBJECT)};
static const otk_interface interfaces[] = {{.id = "com.example.notes/1",
	.operations = operations,
	.operation_count = OTK_COUNT_OF(operations)}};
static const otk_plugin notes = OTK_PLUGIN_DESCRIPTOR("com.example.notes", .version = "1",
	.license = "MIT", .summary = "records with a message", .interfaces = interfaces,
	.interface_count = 1);

static const otk_plugin *notes_entry(uint32_t host_abi)
{
	(void)host_abi;
	return &notes;
}

static void message_of_a_record(otk_fixture *f)
{
	void *record = NULL;

	REQUIRE_OK(otk_client_add_plugin(f->client, notes_entry, &f->error), &f->error);
	otk_server_reply(f->server, &(otk_reply){.body = "{\"code\":-1,\"message\":\"m\"}"});
	CHECK_STATUS(
		otk_perform(f->client, "com.example.notes.get", 0, NULL, NULL, &record, &f->error),
		OTK_OK, &f->error);
	if (CHECK(record != NULL))
		CHECK_STR(((const note *)record)->message, "m");
	otk_free(record);
}

/* A NUL byte inside a string is U+FFFD in the record and in the JSON text. */
static void nul_in_the_text(otk_fixture *f)
{
	static const char body[] = "{\"count\":2,\"items\":[{\"id\":\"a\0\0b\"},{\"id\":\"\0\"}]}";
	static const char outside[] = "{\"count\":0,\0\"items\":[]}";
	char *json = NULL;

	otk_server_reply(f->server, &(otk_reply){.body = body, .body_size = sizeof(body) - 1});
	CHECK_STATUS(
		otk_invoke(f->client, "archives.list", NULL, &json, &f->error), OTK_OK, &f->error);
	CHECK_STR(json, "{\"count\":2,\"items\":[{\"id\":\"a\xef\xbf\xbd\xef\xbf\xbd"
			"b\"},{\"id\":\"\xef\xbf\xbd\"}]}");
	otk_free(json);
	otk_server_reply(
		f->server, &(otk_reply){.body = outside, .body_size = sizeof(outside) - 1});
	CHECK_STATUS(otk_invoke(f->client, "archives.list", NULL, &json, &f->error), OTK_E_PROTOCOL,
		&f->error);
}

int main(void)
{
	return OTK_TEST_MAIN("responses", RESPONSE_TEST(codes_in_messages),
		RESPONSE_TEST(codes_of_http), RESPONSE_TEST(login_of_the_network),
		RESPONSE_TEST(json_with_another_type), RESPONSE_TEST(responses_that_are_too_large),
		RESPONSE_TEST(body_cut_in_a_secret), RESPONSE_TEST(error_after_a_record),
		RESPONSE_TEST(message_of_a_record), RESPONSE_TEST(nul_in_the_text));
}

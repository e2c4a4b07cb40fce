/* SPDX-License-Identifier: MIT */
/* Error responses of the service, and the errors that the caller gets. */
#include "config.h"

#include <otk/plugin.h>
#include <otk/plugins.h>
#include <stdio.h>
#include <stdlib.h>

#include "tests/client/fixture.h"

/* ---- statuses */

static void statuses(otk_fixture *f)
{
	static const struct {
		int http;
		otk_status status;
		const char *words;
	} rows[] = {
		{400, OTK_E_REQUEST, "archives.get: 400 bad request"},
		{401, OTK_E_AUTH, "check the credentials"},
		{403, OTK_E_AUTH, "that the feature is enabled"},
		{404, OTK_E_NOT_FOUND, "404 not found"},
		{405, OTK_E_REQUEST, "405 method not allowed"},
		{408, OTK_E_REQUEST, "408 the service timed out"},
		{409, OTK_E_CONFLICT, "409 conflict"},
		{413, OTK_E_REQUEST, "413 too large"},
		{415, OTK_E_REQUEST, "415 wrong content type"},
		{418, OTK_E_REQUEST, "418 refused"},
		{429, OTK_E_RATE_LIMIT, "try again later"},
		{500, OTK_E_SERVER, "500 failure at the service"},
		{502, OTK_E_SERVER, "502 bad gateway"},
		{503, OTK_E_SERVER, "503 service unavailable"},
		{504, OTK_E_SERVER, "504 gateway timeout"},
		{599, OTK_E_SERVER, "599 failure at the service"},
		{302, OTK_E_PROTOCOL, "302 a redirection, which is never followed"},
		{700, OTK_E_PROTOCOL, "700 unexpected status"},
	};

	test_use_client(f, &OTK_CLIENT_OPTIONS(.max_attempts = 1));
	for (size_t i = 0; i < OTK_COUNT_OF(rows); i++) {
		otk_error error = OTK_ERROR_INIT;

		otk_server_reset(f->server);
		otk_server_default(
			f->server, &(otk_reply){.status = rows[i].http,
					   .headers = "Location: http://127.0.0.1:1/\r\n"});
		if (!test_get(f->client, rows[i].status, &error))
			printf("  (HTTP %d)\n", rows[i].http);
		CHECK_INT(error.http_status, rows[i].http);
		CHECK_INT(error.status, rows[i].status);
		CHECK_HAS(error.message, rows[i].words);
		CHECK_INT(error.retry_after_ms, -1);
		CHECK_INT(error.service_code, OTK_NO_SERVICE_CODE);
	}
}

/* ---- unusual rows */

static otk_status refuses(const otk_host *host, otk_call *call, void *options, otk_error *error)
{
	(void)call;
	(void)options;
	return host->fail(error, OTK_E_REFUSED, "not on a %s", "Sunday");
}

static otk_status refuses_without_reason(
	const otk_host *host, otk_call *call, void *options, otk_error *error)
{
	(void)host;
	(void)call;
	(void)options;
	(void)error;
	return OTK_E_REFUSED;
}

static const otk_operation odd_operations[] = {
	OTK_OPERATION("get", .summary = "Get", .method = OTK_METHOD_GET, .path = "/odd",
		.repeat = OTK_REPEAT_SAFE, .read_status_as = "408=404"),
	OTK_OPERATION("refuse", .summary = "Refuse", .method = OTK_METHOD_GET, .path = "/odd",
		.repeat = OTK_REPEAT_SAFE, .prepare = refuses),
	OTK_OPERATION("silent", .summary = "Refuse", .method = OTK_METHOD_GET, .path = "/odd",
		.repeat = OTK_REPEAT_SAFE, .prepare = refuses_without_reason),
};
static const otk_interface odd_interfaces[] = {
	{.id = "com.example.odd/1",
		.operations = odd_operations,
		.operation_count = OTK_COUNT_OF(odd_operations)},
};
static const otk_plugin odd_plugin = OTK_PLUGIN_DESCRIPTOR("com.example.odd", .version = "1",
	.license = "MIT", .summary = "unusual operations", .interfaces = odd_interfaces,
	.interface_count = OTK_COUNT_OF(odd_interfaces));

static const otk_plugin *odd_entry(uint32_t host_abi)
{
	(void)host_abi;
	return &odd_plugin;
}

static void expect_of_operation(
	otk_client *client, const char *operation, otk_status status, const char *words)
{
	otk_error error;

	memset(&error, '#', sizeof(error));
	error.struct_size = sizeof(error);
	CHECK_STATUS(otk_invoke(client, operation, "", NULL, &error), status, &error);
	CHECK_INT(error.status, status);
	CHECK_STR(error.message, words);
	memset(&error, '#', sizeof(error));
	error.struct_size = sizeof(error);
	CHECK_STATUS(otk_perform(client, operation, 0, NULL, NULL, NULL, &error), status, &error);
	CHECK_INT(error.status, status);
	CHECK_STR(error.message, words);
}

static void rows_of_another_plugin(otk_fixture *f)
{
	otk_server_default(f->server, &(otk_reply){.status = 408});
	REQUIRE_OK(otk_client_add_plugin(f->client, odd_entry, &f->error), &f->error);
	expect_of_operation(f->client, "com.example.odd.refuse", OTK_E_REFUSED,
		"com.example.odd.refuse: not on a Sunday");
	expect_of_operation(f->client, "com.example.odd.silent", OTK_E_REFUSED,
		"com.example.odd.silent: the plugin gave no reason");
	CHECK_INT(otk_server_request_count(f->server), 0);
	expect_of_operation(f->client, "com.example.odd.get", OTK_E_NOT_FOUND,
		"com.example.odd.get: 408 not found");
	/* Not retried, as the status is final: one request for each of the two ways. */
	CHECK_INT(otk_server_request_count(f->server), 2);
}

/* ---- shapes */

typedef struct shape {
	const char *what;
	const char *type;
	const char *body;
	int64_t code;
	const char *words;
} shape;

#define NONE OTK_NO_SERVICE_CODE

static void shapes(otk_fixture *f)
{
	static const shape shapes[] = {
		{"envelope", "application/json;charset=utf-8",
			"{\"code\":15004,\"message\":\"You can only\",\"description\":\"D\"}",
			15004, "You can only"},
		{"minus one", "application/json", "{\"code\":-1,\"message\":\"No\"}", -1, "No"},
		{"code as text", "application/json", "{\"code\":\"77\",\"message\":\"m\"}", 77,
			"m"},
		{"the word null", "application/json",
			"{\"message\":\"null\",\"description\":\"Real words\"}", NONE,
			"Real words"},
		{"null", "application/json", "{\"message\":null,\"code\":null}", NONE, ""},
		{"description first", "application/json",
			"{\"description\":\"second\",\"message\":\"first\"}", NONE, "first"},
		{"nested", "application/json",
			"{\"x\":{\"message\":\"inner\"},\"message\":\"outer\"}", NONE, "outer"},
		{"problem document", "application/problem+json",
			"{\"type\":\"https://x\",\"title\":\"Forbidden\",\"detail\":\"Wrong id\","
			"\"instance\":\"i\"}",
			NONE, "Wrong id"},
		{"old gateway", "application/json", "{\"error_title\":\"Unauthorized\"}", NONE,
			"Unauthorized"},
		{"escapes", "application/json", "{\"message\":\"a\\u00e9\\\"b\"}", NONE,
			"a\xc3\xa9\"b"},
		{"cut off", "application/json", "{\"code\":12,\"message\":\"half", 12, ""},
		{"an array", "application/json", "[1,2]", NONE, ""},
		{"empty", "application/json", " ", NONE, ""},
		{"XML", "text/xml",
			"<?xml version=\"1.0\"?><errorPayload><code>-1</code><message>No auth"
			"</message></errorPayload>",
			-1, "No auth"},
		{"oldest XML", "text/xml",
			"<Errors><error code=\"404\"><itemNotFound "
			"message=\"Gone\"/></error></Errors>",
			404, "Gone"},
		{"HTML", "text/html",
			"<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head></html>",
			NONE, "502 Bad Gateway"},
		{"HTML without title", "text/html", "<html><h1 class=\"x\">Down</h1></html>", NONE,
			"Down"},
		{"broken XML", "text/xml", "<error code=\"1", NONE, ""},
		{"open tag", "text/xml", "<message", NONE, ""},
		{"text", "text/plain", "upstream failed\nsecond line", NONE, "upstream failed"},
	};

	for (size_t i = 0; i < OTK_COUNT_OF(shapes); i++) {
		otk_error error = OTK_ERROR_INIT;

		otk_server_reset(f->server);
		otk_server_default(
			f->server, &(otk_reply){.status = 409,
					   .type = shapes[i].type,
					   .body = shapes[i].body,
					   .headers = "X-Opentok-Trace: f=unknown&s=x&u=1\r\n"});
		test_get(f->client, OTK_E_CONFLICT, &error);
		CHECK_CASE(error.service_code == shapes[i].code, "%s: code %lld", shapes[i].what,
			(long long)error.service_code);
		CHECK_CASE(strcmp(error.service_message, shapes[i].words) == 0, "%s: \"%s\"",
			shapes[i].what, error.service_message);
		CHECK_CASE(!shapes[i].words[0] || strstr(error.message, shapes[i].words), "%s: %s",
			shapes[i].what, error.message);
		CHECK_STR(error.trace_id, "f=unknown&s=x&u=1");
		CHECK_INT(error.attempts, 1);
		CHECK_INT(error.body_cut, 0);
	}
}

static void empty_refusal(otk_fixture *f)
{
	otk_server_reply(f->server, &(otk_reply){.raw = "HTTP/1.1 404 Not Found\r\n"
							"Content-Type: application/json\r\n"
							"Content-Length: 0\r\n\r\n"});
	test_get(f->client, OTK_E_NOT_FOUND, &f->error);
	CHECK_STR(f->error.body, "");
	CHECK_STR(f->error.service_message, "");
}

static void long_body_is_cut_and_clean(otk_fixture *f)
{
	char body[3000];

	memset(body, '7', sizeof(body) - 1);
	body[sizeof(body) - 1] = '\0';
	memcpy(body, "{\"password\":\"hunter2hunter2\",\"x\":\"", 34);
	otk_server_reply(f->server, &(otk_reply){.status = 409, .body = body});
	test_get(f->client, OTK_E_CONFLICT, &f->error);
	CHECK_INT(f->error.body_cut, 1);
	CHECK(strlen(f->error.body) > 400);
	CHECK_LACKS(f->error.body, "hunter2");
	CHECK_HAS(f->error.body, "777");
}

static void retry_after(otk_fixture *f)
{
	test_use_client(f, &OTK_CLIENT_OPTIONS(.max_attempts = 1));
	otk_server_reply(f->server, &(otk_reply){.status = 429, .headers = "Retry-After: 7\r\n"});
	test_get(f->client, OTK_E_RATE_LIMIT, &f->error);
	CHECK_INT(f->error.retry_after_ms, 7000);
	CHECK_HAS(f->error.message, "(in 7 s)");
	otk_server_reply(
		f->server, &(otk_reply){.status = 429, .headers = "Retry-After: 3600\r\n"});
	test_get(f->client, OTK_E_RATE_LIMIT, &f->error);
	CHECK_INT(f->error.retry_after_ms, 3600000);
	CHECK_HAS(f->error.message, "(in 3600 s)");
}

/* ---- unusable responses */

static void unusable_responses(otk_fixture *f)
{
	static const struct {
		const char *what;
		otk_reply reply;
		otk_status status;
		const char *words;
	} rows[] = {
		{"not JSON", {.body = "hello"}, OTK_E_PROTOCOL, "archives.get: "},
		{"XML", {.type = "text/xml", .body = "<sessions><x/></sessions>"}, OTK_E_PROTOCOL,
			"the response is XML, not JSON: \"<sessions><x/></sessions>\"; "},
		{"XML error in a 200",
			{.type = "text/xml",
				.body = "<e><error code=\"5\"><b message=\"Bad\"/></error></e>"},
			OTK_E_PROTOCOL, "not JSON: \"Bad\""},
		{"HTML", {.type = "text/html", .body = "<html><title>Login</title></html>"},
			OTK_E_PROTOCOL, "the response is HTML, not JSON: \"Login\""},
		{"empty", {.body = " "}, OTK_E_PROTOCOL, "archives.get: "},
		{"no id", {.body = "{\"status\":\"started\"}"}, OTK_E_PROTOCOL, "id"},
		{"array", {.body = "[]"}, OTK_E_PROTOCOL, "archives.get: "},
		{"cut JSON", {.body = "{\"id\":\"a1\",\"sta"}, OTK_E_PROTOCOL, "archives.get: "},
		{"id of a wrong type", {.body = "{\"createdAt\":1,\"id\":{}}"}, OTK_E_PROTOCOL,
			"id: a string is expected, not an object"},
		{"garbage", {.raw = "\x01\x02garbage\r\n\r\n", .then = OTK_THEN_CLOSE},
			OTK_E_PROTOCOL, "archives.get: "},
	};

	test_use_client(f, &OTK_CLIENT_OPTIONS(.max_attempts = 1));
	for (size_t i = 0; i < OTK_COUNT_OF(rows); i++) {
		otk_error error = OTK_ERROR_INIT;

		otk_server_reset(f->server);
		otk_server_default(f->server, &rows[i].reply);
		if (!test_get(f->client, rows[i].status, &error))
			printf("  (%s)\n", rows[i].what);
		CHECK_CASE(strstr(error.message, rows[i].words) != NULL, "%s: %s", rows[i].what,
			error.message);
	}
}

/* ---- a 2xx response that is not one, for every kind of operation */

typedef otk_status perform_fn(otk_client *client, otk_error *error);

static otk_status remove_one(otk_client *client, otk_error *error)
{
	return otk_archives_delete(client, "a1", error);
}

static otk_status set_layout(otk_client *client, otk_error *error)
{
	return otk_archives_set_layout(client, "a1", &OTK_LAYOUT(.type = "bestFit"), error);
}

static otk_status list_all(otk_client *client, otk_error *error)
{
	otk_archive_list *list = NULL;
	const otk_status status = otk_archives_list(client, NULL, &list, error);

	otk_free(list);
	return status;
}

static otk_status get_one(otk_client *client, otk_error *error)
{
	otk_archive *archive = NULL;
	const otk_status status = otk_archives_get(client, "a1", &archive, error);

	otk_free(archive);
	return status;
}

static otk_status start_one(otk_client *client, otk_error *error)
{
	otk_archive *archive = NULL;
	const otk_status status = otk_archives_start(
		client, &OTK_ARCHIVE_OPTIONS(.session_id = TEST_SESSION), &archive, error);

	otk_free(archive);
	return status;
}

static otk_status create_session(otk_client *client, otk_error *error)
{
	otk_session *session = NULL;
	const otk_status status = otk_session_create(client, NULL, &session, error);

	otk_free(session);
	return status;
}

static const struct {
	const char *name;
	perform_fn *perform;
	bool is_unsafe;
} operations[] = {{"archives.delete", remove_one, false},
	{"archives.set_layout", set_layout, false}, {"archives.list", list_all, false},
	{"archives.get", get_one, false}, {"session.create", create_session, false},
	{"archives.start", start_one, true}};

/* Calls every operation with this response; checks its status and its message. */
static void expect_of_all_operations(otk_server *server, otk_client *client, const otk_reply *reply,
	otk_status safe, otk_status unsafe, const char *words)
{
	for (size_t i = 0; i < OTK_COUNT_OF(operations); i++) {
		const otk_status expected = operations[i].is_unsafe ? unsafe : safe;
		otk_error error = OTK_ERROR_INIT;
		otk_status status;

		otk_server_reset(server);
		otk_server_default(server, reply);
		status = operations[i].perform(client, &error);
		CHECK_CASE(status == expected, "%s of %s: %d %s", operations[i].name,
			reply->body ? reply->body : "", (int)status, error.message);
		CHECK_CASE(!status || strstr(error.message, words), "%s: %s", operations[i].name,
			error.message);
		CHECK(strchr(error.message, '\n') == NULL);
	}
}

static void pages_of_a_portal(otk_fixture *f)
{
	static const char little[] =
		"\xff\xfe<\0h\0t\0m\0l\0>\0<\0h\0001\0>\0S\0i\0g\0n\0 \0i\0n\0";
	static const char big[] = "\xfe\xff\0<\0h\0001\0>\0S\0i\0g\0n\0 \0i\0n";
	static const otk_reply pages[] = {
		{.type = "text/html", .body = "<!DOCTYPE html><title>Sign in to Wi-Fi</title>"},
		{.type = "application/json", .body = "  \n<html><body>Sign in</body></html>"},
		{.type = "text/plain", .body = "\xef\xbb\xbf<HTML><h1>Sign in</h1>"},
		{.type = "application/xhtml+xml; charset=utf-8", .body = "Please Sign in"},
		{.type = "text/xml",
			.body = "<?xml version=\"1.0\"?><a><message>Sign in</message></a>"},
		/* UTF-16, in both orders and without a byte order mark. */
		{.body = little, .body_size = sizeof(little) - 1},
		{.type = "", .body = big, .body_size = sizeof(big) - 1},
		{.type = "", .body = little + 2, .body_size = sizeof(little) - 3},
	};

	test_use_client(f, &OTK_CLIENT_OPTIONS(.max_attempts = 1));
	for (size_t i = 0; i < OTK_COUNT_OF(pages); i++) {
		otk_reply reply = pages[i];

		expect_of_all_operations(f->server, f->client, &reply, OTK_E_PROTOCOL,
			OTK_E_UNKNOWN_OUTCOME, "Sign in");
		reply.status = 201;
		expect_of_all_operations(f->server, f->client, &reply, OTK_E_PROTOCOL,
			OTK_E_UNKNOWN_OUTCOME, "a login page");
	}
}

static void errors_with_status_200(otk_fixture *f)
{
	static const struct {
		const char *body, *words;
		otk_status status;
	} rows[] = {
		{"{\"code\":-1,\"message\":\"no luck\"}", "no luck", OTK_E_REQUEST},
		{"{\"code\":404,\"message\":\"no luck\"}", "no luck", OTK_E_NOT_FOUND},
		{"\xef\xbb\xbf{\"code\":15008,\"message\":\"no luck\"}", "no luck\" (code 15008)",
			OTK_E_REQUEST},
		{"{\"error\":\"no luck\"}", "no luck", OTK_E_REQUEST},
		{"{\"error\":{\"code\":77,\"message\":\"no luck\"}}", "no luck\" (code 77)",
			OTK_E_REQUEST},
		{"{\"errorTitle\":\"no luck\"}", "no luck", OTK_E_REQUEST},
		{"{\"error_title\":\"no luck\",\"x\":1}", "no luck", OTK_E_REQUEST},
		{"{\"errors\":[{\"message\":\"no luck\"},{\"message\":\"two\"}]}", "no luck",
			OTK_E_REQUEST},
		{"{\"type\":\"about:blank\",\"title\":\"Nope\",\"status\":409,"
		 "\"detail\":\"no luck\"}",
			"no luck", OTK_E_CONFLICT},
		{"{\"type\":\"about:blank\",\"title\":\"Forbidden\",\"detail\":\"no luck\"}",
			"no luck", OTK_E_REQUEST},
		{"{\"code\":\"E_FORBIDDEN\",\"message\":\"no luck\"}", "no luck", OTK_E_REQUEST},
		{"{\"message\":\"no luck\",\"error\":\"Forbidden\",\"statusCode\":403}", "no luck",
			OTK_E_AUTH},
		{"[{\"code\":-1,\"message\":\"no luck\"}]", "no luck", OTK_E_REQUEST},
	};

	test_use_client(f, &OTK_CLIENT_OPTIONS(.max_attempts = 1));
	for (size_t i = 0; i < OTK_COUNT_OF(rows); i++)
		expect_of_all_operations(f->server, f->client, &(otk_reply){.body = rows[i].body},
			rows[i].status, rows[i].status, rows[i].words);
}

/* A copy of the status 408, 500, 502 or 504 leaves the outcome open, as the status itself does. */
static void doubt_with_status_200(otk_fixture *f)
{
	static const char *const bodies[] = {"{\"code\":408,\"message\":\"no luck\"}",
		"{\"error\":{\"code\":504,\"message\":\"no luck\"}}",
		"{\"code\":500,\"message\":\"no luck\"}",
		"{\"title\":\"Gateway Timeout\",\"status\":504,\"detail\":\"no luck\"}"};

	test_use_client(f, &OTK_CLIENT_OPTIONS(.max_attempts = 1, .adopt = OTK_YES));
	for (size_t i = 0; i < OTK_COUNT_OF(bodies); i++) {
		otk_server_reset(f->server);
		otk_server_default(f->server, &(otk_reply){.body = bodies[i]});
		CHECK_INT(start_one(f->client, &f->error), OTK_E_UNKNOWN_OUTCOME);
		CHECK_HAS(f->error.message, "\"no luck\"");
		CHECK_HAS(f->error.message, "; it may have been carried out");
		/* What the call may have made is looked for. */
		CHECK_INT(otk_server_request_count(f->server), 2);
		CHECK(get_one(f->client, &f->error) != OTK_E_UNKNOWN_OUTCOME);
	}
	otk_server_reset(f->server);
	otk_server_default(f->server, &(otk_reply){.body = "{\"code\":503,\"message\":\"x\"}"});
	CHECK_INT(start_one(f->client, &f->error), OTK_E_SERVER);
}

/* Bodies that resemble errors but are not errors. */
static void responses_that_are_not_errors(otk_fixture *f)
{
	static const char *const bodies[] = {"", "{}", "{\"message\":\"Archive deleted\"}",
		"{\"code\":0,\"message\":\"OK\"}", "{\"code\":200,\"message\":\"OK\"}",
		"{\"error\":null}", "{\"errors\":[]}", "{\"error\":false}", "OK", "[]",
		"{\"type\":\"error\",\"data\":\"no\"}", "{\"addStream\":\"s1\",\"hasAudio\":false}",
		"{\"id\":\"a1\",\"name\":\"n\",\"status\":\"failed\",\"reason\":\"no\"}"};
	otk_archive *archive = NULL;

	for (size_t i = 0; i < OTK_COUNT_OF(bodies); i++) {
		otk_server_reply(f->server, &(otk_reply){.body = bodies[i]});
		CHECK_CASE(otk_archives_delete(f->client, "a1", &f->error) == OTK_OK, "%s: %s",
			bodies[i], f->error.message);
	}
	/* Words are not a list, though an empty object is an empty list. */
	otk_server_reply(f->server, &(otk_reply){.body = "{\"message\":\"no luck\"}"});
	CHECK_INT(list_all(f->client, &f->error), OTK_E_REQUEST);
	CHECK_HAS(f->error.message, "no luck");
	otk_server_reply(
		f->server, &(otk_reply){.body = "{\"items\":[],\"message\":\"none yet\"}"});
	CHECK_STATUS(list_all(f->client, &f->error), OTK_OK, &f->error);
	/* A record with its id is a record, also with members of an error. */
	otk_server_reply(f->server, &(otk_reply){.body = "{\"id\":\"a1\",\"status\":\"failed\","
							 "\"code\":-1,\"error\":\"x\"}"});
	CHECK_STATUS(otk_archives_get(f->client, "a1", &archive, &f->error), OTK_OK, &f->error);
	otk_free(archive);
}

/* An unsafe call whose outcome is unknown, with all that was received. */
static void outcome_is_unknown(otk_fixture *f)
{
	static const otk_reply replies[] = {{.status = 408,
						    .body = "{\"code\":-1,"
							    "\"message\":\"Request timed out.\"}"},
		{.status = 500}, {.status = 502},
		{.status = 504, .type = "text/html", .body = "<title>nginx</title>"},
		{.status = 524}, {.body = "{\"id\":\"a1\",\"sta"}, {.body = " "}, {.body = "[]"},
		{.body = "{\"status\":\"started\"}"}, {.body = "hello"}, {.status = 204}};
	static const otk_reply clear[] = {
		{.status = 400}, {.status = 403}, {.status = 409}, {.status = 501}};

	test_use_client(f, &OTK_CLIENT_OPTIONS(.max_attempts = 1));
	for (size_t i = 0; i < OTK_COUNT_OF(replies); i++) {
		otk_server_reply(f->server, &replies[i]);
		CHECK_CASE(start_one(f->client, &f->error) == OTK_E_UNKNOWN_OUTCOME, "%d %s: %s",
			replies[i].status, replies[i].body ? replies[i].body : "",
			f->error.message);
		CHECK_INT(f->error.http_status, replies[i].status ? replies[i].status : 200);
		CHECK_HAS(f->error.message,
			"; it may have been carried out; check with archives.list");
		if (replies[i].status == 408)
			CHECK_STR(f->error.service_message, "Request timed out.");
		/* The same for a call that may be retried. */
		otk_server_reply(f->server, &replies[i]);
		CHECK(get_one(f->client, &f->error) != OTK_E_UNKNOWN_OUTCOME);
	}
	for (size_t i = 0; i < OTK_COUNT_OF(clear); i++) {
		otk_server_reset(f->server);
		otk_server_default(f->server, &clear[i]);
		CHECK(start_one(f->client, &f->error) != OTK_E_UNKNOWN_OUTCOME);
	}
}

static void response_is_too_large(otk_fixture *f)
{
	test_use_client(f, &OTK_CLIENT_OPTIONS(.max_attempts = 1, .max_response_bytes = 20));
	otk_server_default(f->server, &(otk_reply){.body = TEST_ARCHIVE});
	CHECK_INT(start_one(f->client, &f->error), OTK_E_UNKNOWN_OUTCOME);
	CHECK_HAS(f->error.message, "max_response_bytes");
	CHECK_INT(get_one(f->client, &f->error), OTK_E_TOO_LARGE);
}

/* Hints are given only for the server that responded. */
static void hints(otk_fixture *f)
{
	static const struct {
		otk_reply reply;
		const char *has, *lacks;
	} rows[] = {
		{{.status = 409, .body = "{\"code\":15008,\"message\":\"Session is relayed\"}"},
			"create a session with media mode \"routed\"", "the credentials"},
		{{.status = 403, .body = "{\"code\":-1,\"message\":\"no\"}"},
			"check the credentials of the project", "proxy"},
		{{.status = 403, .type = "text/html", .body = "<title>Blocked</title>"},
			"a proxy or gateway responded", "the credentials"},
		{{.status = 403, .type = "text/html", .body = "Please sign in"},
			"a proxy or gateway responded", "the credentials"},
		{{.status = 403, .type = "text/html", .body = "{\"code\":-1,\"message\":\"no\"}"},
			"check the credentials of the project", "proxy"},
		{{.status = 302}, "check api_url", "the credentials"},
	};

	test_use_client(f, &OTK_CLIENT_OPTIONS(.max_attempts = 1));
	for (size_t i = 0; i < OTK_COUNT_OF(rows); i++) {
		otk_error error = OTK_ERROR_INIT;

		otk_server_reply(f->server, &rows[i].reply);
		otk_server_reply(f->server, &rows[i].reply);
		CHECK(start_one(f->client, &error) != OTK_OK);
		CHECK_HAS(error.message, rows[i].has);
		CHECK(strstr(error.message, rows[i].lacks) == NULL);
		otk_server_reset(f->server);
	}
}

/* A secret that the client sent is hidden in every form in which the service repeats it. */
static void own_secrets(otk_fixture *f)
{
	static const char *const bodies[] = {"{\"code\":-1,\"message\":\"bad " TEST_SECRET
					     " here\"}",
		"{\"code\":-1,\"message\":\"x\",\"seen\":[\"" TEST_SECRET "\"]}",
		"Wrong: 1234567890%61bcdef is fine, " TEST_SECRET,
		"<title>" TEST_SECRET "</title>"};

	test_use_client(f, &OTK_CLIENT_OPTIONS(.max_attempts = 1, .log = test_log_event,
				   .log_userdata = &f->log, .log_level = OTK_LOG_DEBUG));
	for (size_t i = 0; i < OTK_COUNT_OF(bodies); i++) {
		otk_error error = OTK_ERROR_INIT;

		otk_server_reply(
			f->server, &(otk_reply){.status = 400,
					   .body = bodies[i],
					   .headers = "X-Opentok-Trace: " TEST_SECRET "\r\n"});
		CHECK(get_one(f->client, &error) != OTK_OK);
		CHECK(strstr(error.message, TEST_SECRET) == NULL);
		CHECK(strstr(error.service_message, TEST_SECRET) == NULL);
		CHECK(strstr(error.body, TEST_SECRET) == NULL);
		CHECK(strstr(error.trace_id, TEST_SECRET) == NULL);
		CHECK_HAS(error.trace_id, "***");
	}
	CHECK(f->log.text && !strstr(f->log.text, TEST_SECRET));
}

static void body_cut_off(otk_fixture *f)
{
	test_use_client(f, &OTK_CLIENT_OPTIONS(.max_attempts = 1));
	otk_server_default(f->server,
		&(otk_reply){.body = TEST_ARCHIVE, .cut_body = 10, .then = OTK_THEN_CLOSE});
	test_get(f->client, OTK_E_NETWORK, &f->error);
	CHECK_HAS(f->error.message, "archives.get: ");
	CHECK_INT(f->error.attempts, 1);
}

static void no_server(otk_fixture *f)
{
	char url[64];

	snprintf(url, sizeof(url), "http://127.0.0.1:%d", otk_refusing_port());
	test_use_client(f, &OTK_CLIENT_OPTIONS(.api_url = url, .max_attempts = 1));
	test_get(f->client, OTK_E_NETWORK, &f->error);
	CHECK_INT(f->error.http_status, 0);
	CHECK_HAS(f->error.message, "127.0.0.1");
}

int main(void)
{
	return OTK_TEST_MAIN("errors", CLIENT_TEST(statuses), CLIENT_TEST(shapes),
		CLIENT_TEST(empty_refusal), CLIENT_TEST(long_body_is_cut_and_clean),
		CLIENT_TEST(retry_after), CLIENT_TEST(rows_of_another_plugin),
		CLIENT_TEST(unusable_responses), CLIENT_TEST(pages_of_a_portal),
		CLIENT_TEST(errors_with_status_200), CLIENT_TEST(doubt_with_status_200),
		CLIENT_TEST(responses_that_are_not_errors), CLIENT_TEST(outcome_is_unknown),
		CLIENT_TEST(response_is_too_large), CLIENT_TEST(hints), CLIENT_TEST(own_secrets),
		CLIENT_TEST(body_cut_off), CLIENT_TEST(no_server));
}

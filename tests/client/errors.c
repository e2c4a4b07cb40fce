/* SPDX-License-Identifier: MIT */
/* What the service says when it refuses, and what the caller hears. */
#include "config.h"

#include <otk/plugin.h>
#include <otk/plugins.h>
#include <stdio.h>
#include <stdlib.h>

#include "tests/client/fixture.h"

/* ------------------------------------------------------------------ statuses */

static void statuses(void)
{
	static const struct {
		int http;
		otk_status status;
		const char *words;
	} rows[] = {
		{400, OTK_E_REQUEST, "archives.get: 400 bad request"},
		{401, OTK_E_AUTH, "check key and secret"},
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
		{504, OTK_E_SERVER, "504 gateway time-out"},
		{599, OTK_E_SERVER, "599 failure at the service"},
		{302, OTK_E_PROTOCOL, "302 a redirection, which is never followed"},
		{700, OTK_E_PROTOCOL, "700 unexpected status"},
	};
	otk_server *server = otk_server_new(NULL);
	otk_client *client = test_client(server, &OTK_CLIENT_OPTIONS(.max_attempts = 1));

	for (size_t i = 0; client && i < sizeof(rows) / sizeof(rows[0]); i++) {
		otk_error error = OTK_ERROR_INIT;

		otk_server_reset(server);
		otk_server_default(server, &(otk_reply){.status = rows[i].http,
						   .headers = "Location: http://127.0.0.1:1/\r\n"});
		if (!test_get(client, rows[i].status, &error))
			printf("  (HTTP %d)\n", rows[i].http);
		CHECK_INT(error.http_status, rows[i].http);
		CHECK_INT(error.status, rows[i].status);
		CHECK_HAS(error.message, rows[i].words);
		CHECK_INT(error.retry_after_ms, -1);
		CHECK_INT(error.service_code, OTK_NO_SERVICE_CODE);
	}
	otk_client_free(client);
	otk_server_free(server);
}

/* --------------------------------------------------- rows that are not usual */

static otk_status refuses(const otk_host *host, otk_call *call, void *options, otk_error *error)
{
	(void)call;
	(void)options;
	return host->fail(error, OTK_E_REFUSED, "not on a %s", "Sunday");
}

static otk_status refuses_mutely(
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
	OTK_OPERATION("mute", .summary = "Refuse", .method = OTK_METHOD_GET, .path = "/odd",
		.repeat = OTK_REPEAT_SAFE, .prepare = refuses_mutely),
};
static const otk_interface odd_interfaces[] = {
	{.id = "com.example.odd/1",
		.operations = odd_operations,
		.operation_count = OTK_COUNT_OF(odd_operations)},
};
static const otk_plugin odd_plugin = OTK_PLUGIN_DESCRIPTOR("com.example.odd", .version = "1",
	.license = "MIT", .summary = "what tables may ask for", .interfaces = odd_interfaces,
	.interface_count = OTK_COUNT_OF(odd_interfaces));

static const otk_plugin *odd_entry(uint32_t host_abi)
{
	(void)host_abi;
	return &odd_plugin;
}

static void expect(otk_client *client, const char *operation, otk_status status, const char *words)
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

static void rows_with_a_will_of_their_own(void)
{
	otk_server *server = otk_server_new(NULL);
	otk_client *client = test_client(server, NULL);
	otk_error error = OTK_ERROR_INIT;

	otk_server_default(server, &(otk_reply){.status = 408});
	if (client &&
		CHECK_STATUS(otk_client_add_plugin(client, odd_entry, &error), OTK_OK, &error)) {
		expect(client, "com.example.odd.refuse", OTK_E_REFUSED,
			"com.example.odd.refuse: not on a Sunday");
		expect(client, "com.example.odd.mute", OTK_E_REFUSED,
			"com.example.odd.mute: the plugin refuses it and gives no reason");
		CHECK_INT(otk_server_request_count(server), 0);
		expect(client, "com.example.odd.get", OTK_E_NOT_FOUND,
			"com.example.odd.get: 408 not found");
		/* Not repeated, as it has a meaning: one request for each of the two ways. */
		CHECK_INT(otk_server_request_count(server), 2);
	}
	otk_client_free(client);
	otk_server_free(server);
}

/* ------------------------------------------------------------------- shapes */

typedef struct shape {
	const char *what;
	const char *type;
	const char *body;
	int64_t code;
	const char *words;
} shape;

#define NONE OTK_NO_SERVICE_CODE

static void shapes(void)
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
	otk_server *server = otk_server_new(NULL);
	otk_client *client = test_client(server, NULL);

	for (size_t i = 0; client && i < sizeof(shapes) / sizeof(shapes[0]); i++) {
		otk_error error = OTK_ERROR_INIT;

		otk_server_reset(server);
		otk_server_default(
			server, &(otk_reply){.status = 409,
					.type = shapes[i].type,
					.body = shapes[i].body,
					.headers = "X-Opentok-Trace: f=unknown&s=x&u=1\r\n"});
		test_get(client, OTK_E_CONFLICT, &error);
		CHECK_CASE(error.service_code == shapes[i].code, "%s: code %lld", shapes[i].what,
			(long long)error.service_code);
		CHECK_CASE(!strcmp(error.service_message, shapes[i].words), "%s: \"%s\"",
			shapes[i].what, error.service_message);
		CHECK_CASE(!shapes[i].words[0] || strstr(error.message, shapes[i].words), "%s: %s",
			shapes[i].what, error.message);
		CHECK_STR(error.trace_id, "f=unknown&s=x&u=1");
		CHECK_INT(error.attempts, 1);
		CHECK_INT(error.body_cut, 0);
	}
	otk_client_free(client);
	otk_server_free(server);
}

static void empty_refusal(void)
{
	otk_server *server = otk_server_new(NULL);
	otk_client *client = test_client(server, NULL);
	otk_error error = OTK_ERROR_INIT;

	otk_server_reply(server, &(otk_reply){.raw = "HTTP/1.1 404 Not Found\r\n"
						     "Content-Type: application/json\r\n"
						     "Content-Length: 0\r\n\r\n"});
	if (client) {
		test_get(client, OTK_E_NOT_FOUND, &error);
		CHECK_STR(error.body, "");
		CHECK_STR(error.service_message, "");
	}
	otk_client_free(client);
	otk_server_free(server);
}

static void long_body_is_cut_and_clean(void)
{
	otk_server *server = otk_server_new(NULL);
	otk_client *client = test_client(server, NULL);
	otk_error error = OTK_ERROR_INIT;
	char body[3000];

	memset(body, 'x', sizeof(body) - 1);
	body[sizeof(body) - 1] = '\0';
	memcpy(body, "{\"password\":\"hunter2hunter2\",\"x\":\"", 34);
	otk_server_reply(server, &(otk_reply){.status = 409, .body = body});
	if (client) {
		test_get(client, OTK_E_CONFLICT, &error);
		CHECK_INT(error.body_cut, 1);
		CHECK(strlen(error.body) > 400);
		CHECK_LACKS(error.body, "hunter2");
		CHECK_HAS(error.body, "xxx");
	}
	otk_client_free(client);
	otk_server_free(server);
}

static void retry_after(void)
{
	otk_server *server = otk_server_new(NULL);
	otk_client *client = test_client(server, &OTK_CLIENT_OPTIONS(.max_attempts = 1));
	otk_error error = OTK_ERROR_INIT;

	otk_server_reply(server, &(otk_reply){.status = 429, .headers = "Retry-After: 7\r\n"});
	if (client) {
		test_get(client, OTK_E_RATE_LIMIT, &error);
		CHECK_INT(error.retry_after_ms, 7000);
		CHECK_HAS(error.message, "(in 7 s)");
	}
	otk_client_free(client);
	otk_server_free(server);
}

/* ------------------------------------------------------- answers of no use */

static void useless_answers(void)
{
	static const struct {
		const char *what;
		otk_reply reply;
		otk_status status;
		const char *words;
	} rows[] = {
		{"not JSON", {.body = "hello"}, OTK_E_PROTOCOL, "archives.get: "},
		{"XML", {.type = "text/xml", .body = "<sessions><x/></sessions>"}, OTK_E_PROTOCOL,
			"the answer is XML, not JSON: \"<sessions><x/></sessions>\"; check "
			"api_url"},
		{"XML error in a 200",
			{.type = "text/xml",
				.body = "<e><error code=\"5\"><b message=\"Bad\"/></error></e>"},
			OTK_E_PROTOCOL, "not JSON: \"Bad\""},
		{"HTML", {.type = "text/html", .body = "<html><title>Login</title></html>"},
			OTK_E_PROTOCOL, "the answer is HTML, not JSON: \"Login\""},
		{"empty", {.body = " "}, OTK_E_PROTOCOL, "archives.get: "},
		{"no id", {.body = "{\"status\":\"started\"}"}, OTK_E_PROTOCOL, "id"},
		{"array", {.body = "[]"}, OTK_E_PROTOCOL, "archives.get: "},
		{"cut JSON", {.body = "{\"id\":\"a1\",\"sta"}, OTK_E_PROTOCOL, "archives.get: "},
		{"wrong type", {.body = "{\"id\":\"a1\",\"createdAt\":{}}"}, OTK_E_PROTOCOL,
			"createdAt"},
		{"garbage", {.raw = "\x01\x02garbage\r\n\r\n", .then = OTK_THEN_CLOSE},
			OTK_E_PROTOCOL, "archives.get: "},
	};
	otk_server *server = otk_server_new(NULL);
	otk_client *client = test_client(server, &OTK_CLIENT_OPTIONS(.max_attempts = 1));

	for (size_t i = 0; client && i < sizeof(rows) / sizeof(rows[0]); i++) {
		otk_error error = OTK_ERROR_INIT;

		otk_server_reset(server);
		otk_server_default(server, &rows[i].reply);
		if (!test_get(client, rows[i].status, &error))
			printf("  (%s)\n", rows[i].what);
		CHECK_CASE(strstr(error.message, rows[i].words) != NULL, "%s: %s", rows[i].what,
			error.message);
	}
	otk_client_free(client);
	otk_server_free(server);
}

static void body_cut_off(void)
{
	otk_server *server = otk_server_new(NULL);
	otk_client *client = test_client(server, &OTK_CLIENT_OPTIONS(.max_attempts = 1));
	otk_error error = OTK_ERROR_INIT;

	otk_server_default(
		server, &(otk_reply){.body = TEST_ARCHIVE, .cut_body = 10, .then = OTK_THEN_CLOSE});
	if (client) {
		test_get(client, OTK_E_NETWORK, &error);
		CHECK_HAS(error.message, "archives.get: ");
		CHECK_INT(error.attempts, 1);
	}
	otk_client_free(client);
	otk_server_free(server);
}

static void no_server(void)
{
	char url[64];
	otk_error error = OTK_ERROR_INIT;
	otk_client *client;

	snprintf(url, sizeof(url), "http://127.0.0.1:%d", otk_unused_port());
	client = test_client(NULL, &OTK_CLIENT_OPTIONS(.api_url = url, .max_attempts = 1));
	if (client) {
		test_get(client, OTK_E_NETWORK, &error);
		CHECK_INT(error.http_status, 0);
		CHECK_HAS(error.message, "127.0.0.1");
	}
	otk_client_free(client);
}

int main(void)
{
	return OTK_TEST_MAIN("errors", TEST(statuses), TEST(shapes), TEST(empty_refusal),
		TEST(long_body_is_cut_and_clean), TEST(retry_after),
		TEST(rows_with_a_will_of_their_own), TEST(useless_answers), TEST(body_cut_off),
		TEST(no_server));
}

/* SPDX-License-Identifier: MIT */
/* Calls without a table, and results in normal form. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>

#include "tests/client/fixture.h"

/* The status and response of one raw call; the error is that of the fixture. */
static otk_status raw(otk_fixture *f, const otk_raw_options *options, char **response)
{
	otk_call *call = otk_call_new_raw(f->client, options, &f->error);

	*response = NULL;
	return call ? otk_call_perform_json(call, NULL, response, &f->error) : f->error.status;
}

static void any_path_of_the_service(otk_fixture *f)
{
	const otk_seen *seen;
	char *response, value[64];

	otk_server_reply(f->server, &(otk_reply){.body = "{\"new\": [1, 2]}"});
	CHECK_STATUS(raw(f,
			     &OTK_RAW_OPTIONS(.method = "POST",
				     .path = "/v9/project/{project}/new?a=%0a&b={project}",
				     .body = "{\"x\":1}"),
			     &response),
		OTK_OK, &f->error);
	CHECK_STR(response, "{\"new\": [1, 2]}");
	otk_free(response);
	seen = otk_server_request(f->server, 0);
	REQUIRE(seen != NULL);
	CHECK_STR(seen->method, "POST");
	CHECK_STR(seen->path, "/v9/project/" TEST_KEY "/new?a=%0a&b=" TEST_KEY);
	CHECK_STR(seen->body, "{\"x\":1}");
	CHECK_STR(otk_seen_header(seen, "Content-Type", value, sizeof(value)), "application/json");
	CHECK(strlen(otk_seen_header(seen, "X-OPENTOK-AUTH", value, sizeof(value))) > 40);
	/* A form, and a body with a length. */
	CHECK_STATUS(raw(f,
			     &OTK_RAW_OPTIONS(.method = "PUT", .path = "/a", .body = "a=1&b=2",
				     .body_size = 3, .form = OTK_YES),
			     &response),
		OTK_OK, &f->error);
	CHECK_STR(response, "{}");
	otk_free(response);
	seen = otk_server_request(f->server, 1);
	REQUIRE(seen != NULL);
	CHECK_STR(seen->body, "a=1");
	CHECK_STR(otk_seen_header(seen, "Content-Type", value, sizeof(value)),
		"application/x-www-form-urlencoded");
	/* No body. */
	CHECK_STATUS(raw(f, &OTK_RAW_OPTIONS(.method = "DELETE", .path = "/a/%C3%A4"), &response),
		OTK_OK, &f->error);
	otk_free(response);
	seen = otk_server_request(f->server, 2);
	REQUIRE(seen != NULL);
	CHECK_STR(seen->method, "DELETE");
	CHECK_STR(seen->path, "/a/%C3%A4");
	CHECK_INT(seen->body_size, 0);
}

static void as_it_will_be_sent(otk_fixture *f)
{
	otk_call *call = otk_call_new_raw(f->client,
		&OTK_RAW_OPTIONS(.method = "PATCH", .path = "/v2/{project}?q=1", .body = "{}"),
		&f->error);
	otk_request_view view = {.struct_size = sizeof(view)};

	REQUIRE(call != NULL);
	CHECK_INT(otk_call_request(call, &view), OTK_OK);
	CHECK_STR(view.method, "PATCH");
	CHECK_STR(view.path, "/v2/" TEST_KEY);
	CHECK_STR(view.query, "q=1");
	CHECK_STR(view.body, "{}");
	CHECK_INT(otk_call_set_header(call, "traceparent", "00", &f->error), OTK_OK);
	otk_call_free(call);
	call = otk_call_new_raw(
		f->client, &OTK_RAW_OPTIONS(.method = "GET", .path = "/v2"), &f->error);
	REQUIRE(call != NULL);
	CHECK_INT(otk_call_request(call, &view), OTK_OK);
	CHECK_STR(view.query, "");
	CHECK_STR(view.body, "");
	CHECK(!view.content_type);
	otk_call_free(call);
}

/* Repeated by the stated class, and its outcome unknown by it as well. */
static void by_its_repeat_class(otk_fixture *f)
{
	char *response;

	otk_server_reply(f->server, &(otk_reply){.status = -1, .then = OTK_THEN_RESET});
	CHECK_STATUS(raw(f,
			     &OTK_RAW_OPTIONS(.method = "PUT", .path = "/a?secret=1", .body = "{}",
				     .repeat = OTK_REPEAT_SAFE),
			     &response),
		OTK_OK, &f->error);
	CHECK_INT(otk_server_request_count(f->server), 2);
	otk_free(response);
	otk_server_reset(f->server);
	otk_server_reply(f->server, &(otk_reply){.status = -1, .then = OTK_THEN_RESET});
	CHECK_STATUS(raw(f, &OTK_RAW_OPTIONS(.method = "GET", .path = "/a"), &response), OTK_OK,
		&f->error);
	CHECK_INT(otk_server_request_count(f->server), 2);
	otk_free(response);
	otk_server_reset(f->server);
	otk_server_reply(f->server, &(otk_reply){.status = 504});
	CHECK_INT(raw(f, &OTK_RAW_OPTIONS(.method = "POST", .path = "/a?secret=1", .body = "{}"),
			  &response),
		OTK_E_UNKNOWN_OUTCOME);
	CHECK_HAS(f->error.message, "POST /a: 504");
	CHECK_HAS(f->error.message, "it may have been carried out; check before repeating it");
	CHECK_LACKS(f->error.message, "secret");
	CHECK(!response);
	CHECK_INT(otk_server_request_count(f->server), 1);
}

static void errors_of_the_service(otk_fixture *f)
{
	char *response;

	otk_server_reply(
		f->server, &(otk_reply){.status = 404,
				   .headers = "X-Opentok-Trace: t1\r\n",
				   .body = "{\"code\": 404, \"message\": \"no such thing\"}"});
	CHECK_INT(raw(f, &OTK_RAW_OPTIONS(.method = "GET", .path = "/a"), &response),
		OTK_E_NOT_FOUND);
	CHECK_INT(f->error.http_status, 404);
	CHECK_INT(f->error.service_code, 404);
	CHECK_STR(f->error.trace_id, "t1");
	CHECK_HAS(f->error.message, "GET /a: 404");
	CHECK_HAS(f->error.message, "no such thing");
}

/* Nothing that could lead to another host or path, or into the header of the request. */
/* A raw call has no result but the text, so a text that is left out is an error. */
static void responses_that_are_not_json(otk_fixture *f)
{
	static char deep[2000];
	static const struct {
		const char *body;
		size_t size;
		bool good;
	} cases[] = {{"done", 4, false}, {"{\"a\":", 5, false}, {"{\"a\":\"\0\"}", 9, true},
		{deep, sizeof(deep), false}, {"", 0, true}, {" \n", 2, true}, {"null", 4, true},
		{"[]", 2, true}};
	char *response;

	memset(deep, '[', sizeof(deep) / 2);
	memset(deep + sizeof(deep) / 2, ']', sizeof(deep) / 2);
	for (size_t i = 0; i < OTK_COUNT_OF(cases); i++) {
		const otk_status wanted = cases[i].good ? OTK_OK : OTK_E_PROTOCOL;
		const otk_status unsafe = cases[i].good ? OTK_OK : OTK_E_UNKNOWN_OUTCOME;

		otk_server_default(
			f->server, &(otk_reply){.body = cases[i].body, .body_size = cases[i].size});
		CHECK_CASE(raw(f,
				   &OTK_RAW_OPTIONS(.method = "GET", .path = "/a",
					   .repeat = OTK_REPEAT_SAFE),
				   &response) == wanted,
			"%zu: %s", i, f->error.message);
		if (!cases[i].good)
			CHECK_HAS(f->error.message, "GET /a: the response is not JSON");
		otk_free(response);
		CHECK_CASE(raw(f, &OTK_RAW_OPTIONS(.method = "POST", .path = "/a"), &response) ==
				   unsafe,
			"%zu: %s", i, f->error.message);
		otk_free(response);
	}
}

static void paths_that_are_refused(otk_fixture *f)
{
	static const struct {
		const char *path, *message;
	} cases[] = {
		{NULL, "path: it is missing"},
		{"", "path: it must begin with one slash"},
		{"a", "path: it must begin with one slash"},
		{"https://other.example/a", "path: it must begin with one slash"},
		{"@other.example/a", "path: it must begin with one slash"},
		{"//other.example/a", "path: it must begin with one slash"},
		{"/\\other.example", "path: it holds a character that must be percent-encoded"},
		{"/a b", "path: it holds a character"},
		{"/a\r\nX-A: b", "path: it holds a character"},
		{"/a#b", "path: it holds a character"},
		{"/{projects}", "path: it holds a character"},
		{"/\xc3\xa4", "path: it holds a character"},
		{"/\x7f", "path: it holds a character"},
		{"/a?b c", "path: it holds a character"},
		{"/a%", "path: a percent sign"},
		{"/a%2", "path: a percent sign"},
		{"/a%g0", "path: a percent sign"},
		{"/a?%zz", "path: a percent sign"},
		{"/a%00", "path: a percent sign"},
		{"/a%0d%0aX", "path: a percent sign"},
		{"/a%7F", "path: a percent sign"},
		{"/..", "path: a segment of dots"},
		{"/a/../b", "path: a segment of dots"},
		{"/a/./b", "path: a segment of dots"},
		{"/a/..?b", "path: a segment of dots"},
		{"/a/%2e%2E/b", "path: a segment of dots"},
		{"/a%2f..%2Fb", "path: a segment of dots"},
		{"/a/.%2e", "path: a segment of dots"},
		{"/a%5c..%5cb", "path: a segment of dots"},
	};
	static const char *const good[] = {"/", "/...", "/a..b", "/..a", "/a/?..", "/a?/../b",
		"/a?b=%2e%2e/%00", "/a/", "/a//b", "/v2/project/{project}/x:y;z=1,2(3)*!'$&+@~_-."};
	char *response, longest[9000];

	for (size_t i = 0; i < OTK_COUNT_OF(cases); i++) {
		f->error.message[0] = '\0';
		CHECK_CASE(raw(f, &OTK_RAW_OPTIONS(.method = "GET", .path = cases[i].path),
				   &response) == OTK_E_ARGUMENT,
			"path %zu", i);
		CHECK_CASE(
			strncmp(f->error.message, cases[i].message, strlen(cases[i].message)) == 0,
			"path %zu: %s", i, f->error.message);
	}
	CHECK_INT(otk_server_request_count(f->server), 0);
	for (size_t i = 0; i < OTK_COUNT_OF(good); i++) {
		CHECK_STATUS(raw(f, &OTK_RAW_OPTIONS(.method = "GET", .path = good[i]), &response),
			OTK_OK, &f->error);
		otk_free(response);
	}
	memset(longest, 'a', sizeof(longest));
	longest[0] = '/';
	longest[8999] = '\0';
	CHECK_INT(raw(f, &OTK_RAW_OPTIONS(.method = "GET", .path = longest), &response),
		OTK_E_ARGUMENT);
	CHECK_HAS(f->error.message, "path: the address has more than 8192 bytes");
}

static void other_options_that_are_refused(otk_fixture *f)
{
	static const struct {
		otk_raw_options options;
		const char *message;
	} cases[] = {
		{OTK_RAW_OPTIONS(.path = "/a"), "method: \"\" is not one of GET"},
		{OTK_RAW_OPTIONS(.method = "get", .path = "/a"), "method: \"get\""},
		{OTK_RAW_OPTIONS(.method = "TRACE", .path = "/a"), "method: \"TRACE\""},
		{OTK_RAW_OPTIONS(.method = "GET", .path = "/a", .body = ""), "body: GET has none"},
		{OTK_RAW_OPTIONS(.method = "POST", .path = "/a", .repeat = 3), "repeat: is not"},
		{OTK_RAW_OPTIONS(.method = "POST", .path = "/a", .auth = OTK_AUTH_EITHER + 1),
			"auth: is not"},
		{OTK_RAW_OPTIONS(.method = "POST", .path = "/a", .auth = OTK_AUTH_ACCOUNT),
			"POST /a needs the key of the account"},
		{OTK_RAW_OPTIONS(.method = "POST", .path = "/a", .body = "a=1", .form = 3),
			"form: is not"},
		{OTK_RAW_OPTIONS(.method = "GET", .path = "/a", .reserved = 1), "reserved: is not"},
		{{.struct_size = 8}, "otk_raw_options"},
	};
	char *response, *json = NULL;

	for (size_t i = 0; i < OTK_COUNT_OF(cases); i++) {
		CHECK_CASE(raw(f, &cases[i].options, &response) == OTK_E_ARGUMENT, "case %zu", i);
		CHECK_HAS(f->error.message, cases[i].message);
	}
	CHECK(!otk_call_new_raw(NULL, &cases[0].options, &f->error));
	CHECK_HAS(f->error.message, "client: is NULL");
	CHECK(!otk_call_new_raw(f->client, NULL, &f->error));
	CHECK_INT(otk_call_perform_json(NULL, &json, &response, &f->error), OTK_E_ARGUMENT);
	CHECK_INT(otk_call_result_json(NULL, &json, &f->error), OTK_E_ARGUMENT);
}

/* ---- normal form */

#define ODD_ARCHIVE                                                                           \
	"{\"id\":\"a1\",\"status\":\"new\",\"partnerId\":123456,\"createdAt\":1700000000,"    \
	"\"hasAudio\":\"true\",\"unknown\":{\"x\":1},\"name\":\"a\\u2028b\",\"reason\":null," \
	"\"size\":\"12\"}"
#define NORMAL_ARCHIVE                                                                       \
	"{\"id\":\"a1\",\"status\":\"new\",\"name\":\"a\\u2028b\",\"projectId\":\"123456\"," \
	"\"createdAt\":1700000000000,\"size\":12,\"hasAudio\":true,\"streams\":[]}"

static void records_in_normal_form(otk_fixture *f)
{
	otk_call *call = otk_archives_get_call(f->client, "a1", &f->error);
	char *json = NULL, *response = NULL;

	REQUIRE(call != NULL);
	otk_server_reply(f->server, &(otk_reply){.body = ODD_ARCHIVE});
	CHECK_STATUS(otk_call_perform_json(call, &json, &response, &f->error), OTK_OK, &f->error);
	CHECK_STR(response, ODD_ARCHIVE);
	CHECK_STR(json, NORMAL_ARCHIVE);
	otk_free(json);
	otk_free(response);
	/* Without a result, and without a wish. */
	call = otk_archives_delete_call(f->client, "a1", &f->error);
	otk_server_reply(f->server, &(otk_reply){.status = 204});
	CHECK_STATUS(otk_call_perform_json(call, &json, &response, &f->error), OTK_OK, &f->error);
	CHECK_STR(json, "");
	CHECK_STR(response, "");
	otk_free(json);
	otk_free(response);
	call = otk_archives_get_call(f->client, "a1", &f->error);
	otk_server_reply(f->server, &(otk_reply){.body = ODD_ARCHIVE});
	CHECK_STATUS(otk_call_perform_json(call, NULL, NULL, &f->error), OTK_OK, &f->error);
	call = otk_archives_get_call(f->client, "a1", &f->error);
	otk_server_reply(f->server, &(otk_reply){.status = 404});
	json = response = (char *)(uintptr_t)1;
	CHECK_INT(otk_call_perform_json(call, &json, &response, &f->error), OTK_E_NOT_FOUND);
	CHECK(!json && !response);
	CHECK_STR(f->error.trace_id, "");
}

static char *kept[3];
static otk_status kept_status;

static void keep_result(otk_call *call, otk_status status, const void *result,
	const otk_error *error, void *userdata)
{
	(void)result;
	(void)error;
	if (!status)
		status = otk_call_result_json(call, (char **)userdata, NULL);
	kept_status = status;
}

static void results_in_completions(otk_fixture *f)
{
	otk_call *calls[2] = {otk_archives_get_call(f->client, "a1", &f->error),
		otk_call_new_raw(
			f->client, &OTK_RAW_OPTIONS(.method = "GET", .path = "/a"), &f->error)};

	CHECK_INT(otk_call_result_json(calls[0], &kept[2], &f->error), OTK_E_STATE);
	for (size_t i = 0; i < OTK_COUNT_OF(calls); i++) {
		REQUIRE(calls[i] != NULL);
		otk_server_reply(f->server, &(otk_reply){.body = ODD_ARCHIVE});
		CHECK_STATUS(otk_call_submit(calls[i], keep_result, &kept[i], &f->error), OTK_OK,
			&f->error);
		CHECK(test_run_until(f->client, 0));
		CHECK_INT(kept_status, OTK_OK);
	}
	CHECK_HAS(kept[0], "\"projectId\":\"123456\"");
	CHECK_STR(kept[1], ODD_ARCHIVE);
	otk_free(kept[0]);
	otk_free(kept[1]);
}

int main(void)
{
	return OTK_TEST_MAIN("raw", CLIENT_TEST(any_path_of_the_service),
		CLIENT_TEST(as_it_will_be_sent), CLIENT_TEST(by_its_repeat_class),
		CLIENT_TEST(errors_of_the_service), CLIENT_TEST(responses_that_are_not_json),
		CLIENT_TEST(paths_that_are_refused), CLIENT_TEST(other_options_that_are_refused),
		CLIENT_TEST(records_in_normal_form), CLIENT_TEST(results_in_completions));
}

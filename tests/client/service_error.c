/* SPDX-License-Identifier: MIT */
/* Errors of the service in every shape, and what HTTP statuses and codes mean. */
#include "config.h"

#include "core/client/call/service_error.h"

#include <otk/plugin.h>
#include <otk/service_codes.h>
#include <string.h>

#include "core/base/text/text.h"
#include "core/client/call/meaning.h"
#include "tests/harness.h"

#define NONE OTK_NO_SERVICE_CODE

static void words_of_json(void)
{
	static const struct {
		const char *text;
		const char *message;
		int64_t code;
		bool is_error;
	} rows[] = {
		{"{\"message\":\"first\",\"message\":\"second\"}", "first", NONE, false},
		{"{\"title\":\"third\",\"detail\":\"second\",\"message\":\"first\"}", "first", NONE,
			true},
		{"{\"code\":7,\"message\":\"m\"}", "m", 7, true},
		{"{\"code\":0,\"message\":\"m\"}", "m", 0, false},
		{"{\"code\":200,\"message\":\"OK\"}", "OK", 200, false},
		{"{\"code\":299,\"message\":\"OK\"}", "OK", 299, false},
		{"{\"code\":300,\"message\":\"m\"}", "m", 300, true},
		{"{\"code\":7}", "", 7, false},
		{"{\"code\":\"forbidden\",\"error_code\":\"other\"}", "forbidden", NONE, false},
		{"{\"error\":true,\"message\":\"m\"}", "m", NONE, true},
		{"{\"error\":false,\"message\":\"m\"}", "m", NONE, false},
		{"{\"error\":\"m\"}", "m", NONE, true},
		{"{\"status\":400,\"title\":\"m\"}", "m", NONE, true},
		{"{\"status\":399,\"title\":\"m\"}", "m", NONE, false},
		{"{\"error\":{\"message\":\"m\",\"code\":9}}", "m", 9, true},
		/* Three objects, one in the other, are read; the fourth is not. */
		{"{\"error\":{\"error\":{\"message\":\"m\"}}}", "m", NONE, true},
		{"{\"error\":{\"error\":{\"error\":{\"message\":\"m\"}}}}", "", NONE, true},
		/* The first entry of a list counts. */
		{"{\"errors\":[{\"message\":\"one\",\"code\":1},{\"message\":\"two\",\"code\":2}]}",
			"one", 1, true},
		{"{\"errors\":[\"one\",\"two\"]}", "one", NONE, true},
		{"{\"errors\":[]}", "", NONE, false},
		{"{\"errors\":\"m\"}", "m", NONE, true},
		{"{\"data\":null,\"errors\":\"\"}", "", NONE, false},
		{"{\"message\":\"null\"}", "", NONE, false},
		/* Problem documents, with and without a status. */
		{"{\"type\":\"about:blank\",\"title\":\"t\",\"detail\":\"m\"}", "m", NONE, true},
		{"{\"title\":\"m\",\"type\":\"https://e.example/x\"}", "m", NONE, true},
		{"{\"title\":\"t\",\"status\":200,\"detail\":\"m\"}", "m", NONE, false},
		{"{\"title\":\"m\"}", "m", NONE, false},
		{"{\"detail\":\"m\"}", "m", NONE, false},
		{"{\"type\":\"chat\",\"data\":\"d\"}", "", NONE, false},
		{"{\"title\":\"m\",\"status\":\"403\"}", "m", NONE, true},
		{"{\"statusCode\":403,\"message\":\"m\"}", "m", NONE, true},
		{"{\"statusCode\":201,\"message\":\"m\"}", "m", NONE, false},
		{"{\"status\":\"error\",\"message\":\"m\"}", "m", NONE, true},
		{"{\"status\":\"failed\",\"reason\":\"m\"}", "", NONE, false},
		/* Codes. */
		{"{\"code\":\"E_FORBIDDEN\",\"message\":\"m\"}", "m", NONE, true},
		{"{\"code\":\"OK\",\"message\":\"m\"}", "m", NONE, false},
		{"{\"code\":\"Success\",\"message\":\"m\"}", "m", NONE, false},
		{"{\"code\":\"200\",\"message\":\"m\"}", "m", 200, false},
		{"{\"code\":403}", "", 403, true},
		{"{\"code\":-1}", "", -1, true},
		{"{\"error\":403}", "", 403, true},
		{"{\"error\":0,\"message\":\"m\"}", "m", 0, false},
		/* Names, in every way of writing, beside a message that ranks higher. */
		{"{\"message\":\"m\",\"error\":\"x\"}", "m", NONE, true},
		{"{\"message\":\"m\",\"errors\":[\"x\"]}", "m", NONE, true},
		{"{\"error\":\"x\",\"error_description\":\"m\"}", "m", NONE, true},
		{"{\"error-code\":\"401\",\"error-code-label\":\"m\"}", "m", 401, true},
		{"{\"Error\":{\"Code\":\"Denied\",\"Message\":\"m\"}}", "m", NONE, true},
		{"{\"errorPayload\":{\"code\":-1,\"message\":\"m\"}}", "m", -1, true},
		{"{\"err\\u006fr\":\"m\"}", "m", NONE, true},
		{"{\"message\":\"m\",\"description\":\"m\"}", "m", NONE, true},
		{"{\"code\":0,\"message\":\"m\",\"description\":\"m\"}", "m", 0, false},
		{"{\"name\":\"n\",\"description\":\"m\"}", "m", NONE, false},
		{"{\"success\":false,\"message\":\"m\"}", "m", NONE, true},
		{"{\"success\":true,\"message\":\"m\"}", "m", NONE, false},
		{"{\"ok\":false}", "", NONE, true},
		{"{\"error\":{}}", "", NONE, false},
		{"{\"error\":\"\"}", "", NONE, false},
		{"{\"extensions\":{\"message\":\"m\"}}", "m", NONE, false},
		{"{\"mirror\":\"m\",\"terror\":{\"message\":\"m\"}}", "", NONE, false},
		/* The first item of an array. */
		{"[{\"code\":-1,\"message\":\"m\"},{\"message\":\"two\"}]", "m", -1, true},
		{"[{\"message\":\"m\"}]", "m", NONE, false},
		{"[\"m\"]", "m", NONE, false},
		{"[]", "", NONE, false},
	};

	for (size_t i = 0; i < OTK_COUNT_OF(rows); i++) {
		otk_service_words words;

		otk_service_words_read(&words, rows[i].text, strlen(rows[i].text));
		CHECK_CASE(strcmp(words.message, rows[i].message) == 0 &&
				   words.code == rows[i].code && words.is_error == rows[i].is_error,
			"%s: \"%s\", %lld, %d", rows[i].text, words.message, (long long)words.code,
			words.is_error);
	}
}

static void words_of_markup(void)
{
	static const struct {
		const char *text;
		const char *message;
		int64_t code;
	} rows[] = {
		{"<a><message>m</message></a>", "m", NONE},
		{"<a><messages>other</messages><message>m</message></a>", "m", NONE},
		{"<a><message\n>m</message></a>", "m", NONE},
		{"<html><title>t</title><h1>h</h1></html>", "t", NONE},
		{"<html><h1>h</h1></html>", "h", NONE},
		{"<a><code>12</code><message>m</message></a>", "m", 12},
		{"<Errors><error code=\"404\"><x message=\"m\"/></error></Errors>", "m", 404},
		{"<Errors><error code='404'><x message='m'/></error></Errors>", "m", 404},
		{"<Errors><error code=404><x message=m/></error></Errors>", "", NONE},
		{"<a>", "", NONE},
	};

	for (size_t i = 0; i < OTK_COUNT_OF(rows); i++) {
		otk_service_words words;

		otk_service_words_read(&words, rows[i].text, strlen(rows[i].text));
		CHECK_CASE(
			strcmp(words.message, rows[i].message) == 0 && words.code == rows[i].code,
			"%s: \"%s\", %lld", rows[i].text, words.message, (long long)words.code);
	}
}

static void kinds_of_markup(void)
{
	static const struct {
		const char text[32]; /* UTF-16 has zero bytes */
		const char *kind;
	} rows[] = {{"<html>", "HTML"}, {" \n<!DOCTYPE html>", "HTML"}, {"<?xml?>", "XML"},
		{"\xef\xbb\xbf<html>", "HTML"}, {"\xef\xbb\xbf{}", NULL}, {"{}", NULL}, {"", NULL},
		{"<", "XML"}, {"\xff\xfe<\0h\0t\0m\0l\0>\0", "HTML"}, {"\xff\xfe<\0a\0>\0", "XML"},
		{"\xfe\xff\0<\0!\0D\0O\0C\0T\0Y\0P\0E", "HTML"}, {"<\0H\0T\0M\0L\0", "HTML"},
		{"\xff\xfe\0\0<\0\0\0?\0\0\0", "XML"}, {"\xc2\xa0\xef\xbb\xbf \f<html>", "HTML"},
		{"\xff\xfe{\0}\0", NULL}, {"a<html>", NULL}};

	for (size_t i = 0; i < OTK_COUNT_OF(rows); i++) {
		const char *kind = otk_looks_like_markup(rows[i].text, sizeof(rows[i].text));

		CHECK_CASE(kind == rows[i].kind ||
				   (kind && rows[i].kind && strcmp(kind, rows[i].kind) == 0),
			"%s: %s", rows[i].text, kind ? kind : "(NULL)");
	}
}

/* An object without a member of errors is not an error; an empty list neither. */
static void members_of_errors(void)
{
	static const struct {
		const char *text;
		bool is_error;
	} rows[] = {{"{\"data\":null,\"errors\":[{\"message\":\"m\"}]}", true},
		{"{\"errors\":{\"message\":\"m\"}}", true}, {"{\"errors\":[]}", false},
		{"{\"errors\":null}", false},
		{"{\"data\":{\"errors\":[{\"message\":\"m\"}]}}", false},
		{"{\"error\":[{\"message\":\"m\"}]}", false}, {"[]", false}, {"", false}};

	for (size_t i = 0; i < OTK_COUNT_OF(rows); i++) {
		otk_service_words words;
		const bool is_error = otk_service_errors_read(
			&words, rows[i].text, strlen(rows[i].text), "errors");

		CHECK_CASE(is_error == rows[i].is_error, "%s: %d", rows[i].text, is_error);
		CHECK_STR(words.message, rows[i].is_error ? "m" : "");
	}
}

/* ---- statuses and codes */

static void meanings_of_statuses(void)
{
	static const struct {
		int32_t http_status;
		otk_status status;
		bool in_doubt;
	} rows[] = {{100, OTK_E_PROTOCOL, true}, {299, OTK_E_PROTOCOL, true},
		{300, OTK_E_PROTOCOL, false}, {302, OTK_E_PROTOCOL, false},
		{399, OTK_E_PROTOCOL, false}, {400, OTK_E_REQUEST, false}, {401, OTK_E_AUTH, false},
		{402, OTK_E_REQUEST, false}, {403, OTK_E_AUTH, false},
		{404, OTK_E_NOT_FOUND, false}, {408, OTK_E_REQUEST, true},
		{409, OTK_E_CONFLICT, false}, {429, OTK_E_RATE_LIMIT, false},
		{499, OTK_E_REQUEST, false}, {500, OTK_E_SERVER, true}, {501, OTK_E_SERVER, false},
		{502, OTK_E_SERVER, true}, {503, OTK_E_SERVER, false}, {504, OTK_E_SERVER, true},
		{505, OTK_E_SERVER, false}, {511, OTK_E_SERVER, false}, {520, OTK_E_SERVER, true},
		{599, OTK_E_SERVER, true}, {600, OTK_E_PROTOCOL, true}};
	const otk_operation operation = {.name = "get"}, other = {.read_status_as = "408=404"};

	for (size_t i = 0; i < OTK_COUNT_OF(rows); i++) {
		const otk_meaning meaning = otk_meaning_of(&operation, rows[i].http_status);

		CHECK_CASE(meaning.status == rows[i].status && meaning.in_doubt == rows[i].in_doubt,
			"%d: %d, %d", (int)rows[i].http_status, (int)meaning.status,
			meaning.in_doubt);
	}
	CHECK_INT(otk_meaning_of(&other, 408).status, OTK_E_NOT_FOUND);
	CHECK_INT(otk_meaning_of(&other, 409).status, OTK_E_CONFLICT);
}

static void hints(void)
{
	static const struct {
		otk_auth auth;
		int64_t code;
		otk_status status;
		const char *hint;
	} rows[] = {
		{OTK_AUTH_PROJECT, OTK_CODE_NOT_ROUTED, OTK_E_CONFLICT,
			"create a session with media mode \"routed\" and without e2ee"},
		{OTK_AUTH_PROJECT, OTK_CODE_TOKEN_EXPIRED, OTK_E_AUTH, "of the project"},
		{OTK_AUTH_PROJECT, NONE, OTK_E_PROTOCOL, "check api_url"},
		{OTK_AUTH_PROJECT, NONE, OTK_E_RATE_LIMIT, "try again later"},
		{OTK_AUTH_PROJECT, NONE, OTK_E_SERVER, "try again later"},
		{OTK_AUTH_PROJECT, NONE, OTK_E_AUTH, "of the project"},
		{OTK_AUTH_EITHER, NONE, OTK_E_AUTH, "of the project"},
		{OTK_AUTH_ACCOUNT, NONE, OTK_E_AUTH, "of the account"},
		{OTK_AUTH_BASIC, NONE, OTK_E_AUTH, "of the account"},
	};
	const otk_operation operation = {.name = "get"};

	for (size_t i = 0; i < OTK_COUNT_OF(rows); i++) {
		const otk_operation own = {.auth = (uint8_t)rows[i].auth};

		CHECK_HAS(otk_meaning_hint(&own, rows[i].code, rows[i].status), rows[i].hint);
	}
	CHECK(otk_meaning_hint(&operation, NONE, OTK_E_REQUEST) == NULL);
	CHECK(otk_meaning_hint(&operation, NONE, OTK_E_NOT_FOUND) == NULL);
}

/* The codes of tokens are about the client token only if the operation sends one. */
static void hints_of_client_tokens(void)
{
	typedef struct options {
		size_t struct_size;
		const char *token;
		const char *extra_json;
	} options;
	static const otk_field fields[] = {
		OTK_FIELD(options, token, "token", .format = OTK_FORMAT_TOKEN)};
	static const otk_type type = OTK_OPTIONS_TYPE(options, "options", fields, OTK_NO_RULES);
	const otk_operation sends = {.name = "dial", .options = &type}, other = {.name = "get"};
	static const struct {
		int64_t code;
		const char *hint;
	} rows[] = {
		{OTK_CODE_TOKEN_INVALID, "check the client token"},
		{OTK_CODE_TOKEN_NOT_AUTHORISED, "role of the client token"},
		{OTK_CODE_TOKEN_OTHER_SESSION, "use a client token of this session"},
		{OTK_CODE_TOKEN_EXPIRED, "make a new client token"},
	};

	for (size_t i = 0; i < OTK_COUNT_OF(rows); i++) {
		CHECK_HAS(otk_meaning_hint(&sends, rows[i].code, OTK_E_AUTH), rows[i].hint);
		CHECK_HAS(otk_meaning_hint(&other, rows[i].code, OTK_E_AUTH),
			"check the credentials of the project");
	}
	CHECK_HAS(otk_meaning_hint(&sends, NONE, OTK_E_AUTH), "check the credentials");
}

int main(void)
{
	return OTK_TEST_MAIN("service_error", TEST(words_of_json), TEST(words_of_markup),
		TEST(kinds_of_markup), TEST(members_of_errors), TEST(meanings_of_statuses),
		TEST(hints), TEST(hints_of_client_tokens));
}

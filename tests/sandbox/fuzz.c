/* SPDX-License-Identifier: MIT */
/*
 * No request ends or hangs the server: every member of every request with values of every type, odd
 * claims in signed tokens, broken text, odd paths. All requests are generated in the same order in
 * every run. The server must respond to each of them, and never with 500.
 */
#include "config.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "tests/sandbox/route_cases.h"

static test_box server;
static int requests;

static const char *const values[] = {
	"null",
	"true",
	"0",
	"-1",
	"1.5",
	"1e308",
	"9223372036854775807",
	"-9223372036854775808",
	"18446744073709551616",
	"\"\"",
	"\" \"",
	"\"x\\u0000y\"",
	"\"\\ud83d\\ude00\\r\\n\\u202e\"",
	"\"-9223372036854775808\"",
	"[]",
	"[[],{},null,\"\"]",
	"{}",
	"{\"\":[{}],\"a\":{\"paths\":[1]}}",
};

/* Sent when the value of a member is replaced by a long text. */
static const char *long_text(void)
{
	char letters[70001];

	memset(letters, 'x', sizeof(letters) - 1);
	letters[sizeof(letters) - 1] = '\0';
	return text("\"%s\"", letters);
}

static void check_response(const route_case *one, const char *what, box_response response)
{
	requests++;
	CHECK_CASE(response.status >= 200 && response.status != 500 && response.status < 510,
		"%s with %.200s: %ld %.200s", one->route, what, response.status, response.body);
}

static void send_body(route_world *world, const route_case *one, const char *body)
{
	const box_place mark = box_mark();
	const char *path = route_expand(world, one->path);
	const char *method = text("%.*s", (int)strcspn(one->route, " "), one->route);

	check_response(one, body, ask(world->server, one->who, method, path, body));
	box_release(mark);
}

/* Replaces one member after the other by each value. `root` is the whole body, `object` the part
 * whose members are replaced. */
static void replace_members(
	route_world *world, const route_case *one, json_object *root, json_object *object)
{
	const char *names[64];
	size_t count = 0;
	json_object_iter each;

	json_object_object_foreachC(object, each) {
		if (count < COUNT_OF(names))
			names[count++] = text("%s", each.key);
	}
	for (size_t i = 0; i < count; i++) {
		json_object *kept = NULL;

		json_object_object_get_ex(object, names[i], &kept);
		json_object_get(kept);
		for (size_t v = 0; v <= COUNT_OF(values); v++) {
			const char *value = v < COUNT_OF(values) ? values[v] : long_text();

			json_object_object_add(object, names[i], json_tokener_parse(value));
			send_body(world, one, json_object_to_json_string(root));
		}
		json_object_object_add(object, names[i], kept);
		if (json_object_is_type(kept, json_type_object))
			replace_members(world, one, root, kept);
		if (json_object_is_type(kept, json_type_array) &&
			json_object_is_type(json_object_array_get_idx(kept, 0), json_type_object))
			replace_members(world, one, root, json_object_array_get_idx(kept, 0));
	}
}

/* Makes sure that the objects exist before parts of the memory are released. */
static const char *prepare(route_world *world, const route_case *one)
{
	route_expand(world, one->path);
	return one->body ? route_expand(world, one->body) : NULL;
}

static void every_member_of_every_type(void)
{
	for (size_t i = 0; i < route_case_count; i++) {
		const box_place mark = box_mark();
		const route_case *one = &route_cases[i];
		route_world world = {.server = &server};
		const char *body = prepare(&world, one);
		json_object *root = body && *body == '{' ? json_tokener_parse(body) : NULL;

		for (size_t v = 0; v < COUNT_OF(values); v++)
			send_body(&world, one, values[v]);
		if (root)
			replace_members(&world, one, root, root);
		json_object_put(root);
		box_release(mark);
		/* A rule or a leap of the clock must not disturb the next case. */
		WANT(204, NOBODY, "DELETE", "/sandbox/faults", NULL);
		WANT(204, NOBODY, "POST", "/sandbox/reset", NULL);
	}
	printf("     %d requests\n", requests);
	CHECK(requests > 5000);
}

static uint32_t drawn = 1;

static uint32_t draw(uint32_t below)
{
	drawn = drawn * 1664525u + 1013904223u;
	return (drawn >> 8) % below;
}

/* Bodies with bytes removed, doubled or replaced. */
static const char *damage(const char *body)
{
	static const char letters[] = "{}[]\",:\\ntrue0-.e+%&=\x01\xff\xc3";
	const size_t length = strlen(body);
	const size_t at = length ? draw((uint32_t)length) : 0;
	const char *inserted = text("%c", letters[draw(sizeof(letters) - 1)]);

	switch (draw(3)) {
	case 0:
		return text("%.*s%s%s", (int)at, body, inserted, body + at);
	case 1:
		return text("%.*s%s", (int)at, body, length ? body + at + 1 : "");
	default:
		return text("%.*s%s%s", (int)at, body, inserted, length ? body + at + 1 : "");
	}
}

static void damaged_bodies(void)
{
	for (size_t i = 0; i < route_case_count; i++) {
		const box_place mark = box_mark();
		const route_case *one = &route_cases[i];
		route_world world = {.server = &server};
		const char *body = prepare(&world, one);

		for (int round = 0; body && round < 40; round++) {
			body = damage(body);
			send_body(&world, one, body);
		}
		box_release(mark);
		WANT(204, NOBODY, "DELETE", "/sandbox/faults", NULL);
	}
}

static void odd_paths_and_queries(void)
{
	static const char *const odd[] = {"%", "%0", "%zz", "%00", "%2f..%2f", "..", "*", "'", ";",
		"%ff%fe", "\xc3\xa4", "{id}", "-1", "99999999999999999999"};
	static const char *const queries[] = {"count", "count=", "count=-1", "count=1e9",
		"count=9223372036854775807", "offset=9223372036854775807&count=1000",
		"offset=-9223372036854775808", "sessionId=%00", "sessionId=x&sessionId=y", "&&&=&",
		"page=9223372036854775807&page_size=9223372036854775807", "since=-1", "limit=0",
		"expires=9223372036854775807&signature=x", "=", "%=%"};

	for (size_t i = 0; i < route_case_count; i++) {
		const box_place mark = box_mark();
		const route_case *one = &route_cases[i];
		const char *method = text("%.*s", (int)strcspn(one->route, " "), one->route);
		route_world world = {.server = &server};
		const char *path = text("%.*s", (int)strcspn(one->path, "?"), one->path);

		path = route_expand(&world, path);
		for (size_t o = 0; o < COUNT_OF(odd); o++) {
			const size_t cut = (size_t)(strrchr(path, '/') - path) + 1;

			check_response(one, odd[o],
				ask(&server, one->who, method,
					text("%.*s%s", (int)cut, path, odd[o]), one->body));
		}
		for (size_t q = 0; q < COUNT_OF(queries); q++)
			check_response(one, queries[q],
				ask(&server, one->who, method, text("%s?%s", path, queries[q]),
					NULL));
		box_release(mark);
	}
}

/* The claims of a token that is right but for one of them. */
static const char *odd_claims(bool application, const char *name, const char *value)
{
	const long now = (long)time(NULL);
	json_object *claims = json_object_new_object();
	const char *made;

	json_object_object_add(claims, application ? "application_id" : "iss",
		json_object_new_string(application ? APPLICATION : KEY));
	json_object_object_add(claims, "ist", json_object_new_string("project"));
	json_object_object_add(claims, "iat", json_object_new_int64(now));
	json_object_object_add(claims, "exp", json_object_new_int64(now + 60));
	json_object_object_add(claims, name, json_tokener_parse(value));
	made = text("%s", json_object_to_json_string_ext(claims, JSON_C_TO_STRING_PLAIN));
	json_object_put(claims);
	return made;
}

static void try_claims(bool application, const char *name, const char *value)
{
	const box_place mark = box_mark();
	const char *claims = odd_claims(application, name, value);
	const char *token = jwt(
		&server, application ? NULL : "1234567890abcdef1234567890abcdef1234567890", claims);
	box_response response = ask_with(&server, "GET",
		application ? "/v2/project/" APPLICATION "/archive" : PROJECT_PATH "/archive", NULL,
		text("%s%s", application ? "Authorization: Bearer " : "X-OPENTOK-AUTH: ", token),
		NULL);

	CHECK_CASE(response.status == 200 || response.status == 403, "%s: %ld %.200s", claims,
		response.status, response.body);
	box_release(mark);
}

static void signed_tokens_with_odd_claims(void)
{
	static const char *const names[] = {
		"iss", "ist", "iat", "exp", "nbf", "jti", "acl", "application_id", "sub", "extra"};
	static const char *const acls[] = {"{\"paths\":[\"/**\"]}", "{\"paths\":\"/**\"}",
		"{\"paths\":1}", "{\"paths\":null}", "{\"paths\":{\"/**\":[]}}",
		"{\"paths\":{\"\":{}}}", "{\"paths\":{\"*\":{}}}", "[{\"paths\":{}}]",
		"{\"paths\":{\"/**\":{\"filters\":[[]]}}}", "\"/**\"", "{\"path\":[]}"};

	for (int application = 0; application < 2; application++) {
		for (size_t n = 0; n < COUNT_OF(names); n++)
			for (size_t v = 0; v < COUNT_OF(values); v++)
				try_claims(application, names[n], values[v]);
		for (size_t i = 0; i < COUNT_OF(acls); i++)
			try_claims(application, "acl", acls[i]);
	}
}

/* The same for client tokens in bodies. */
static void client_tokens_with_odd_claims(void)
{
	static const char *const names[] = {"iss", "iat", "exp", "role", "session_id",
		"connection_data", "scope", "nonce", "initial_layout_class_list"};
	const char *session = new_session(&server, "p2p.preference=disabled");

	for (size_t n = 0; n < COUNT_OF(names); n++)
		for (size_t v = 0; v < COUNT_OF(values); v++) {
			const box_place mark = box_mark();
			const char *token =
				jwt(&server, "1234567890abcdef1234567890abcdef1234567890",
					odd_claims(false, names[n], values[v]));
			box_response response = ask(&server, PROJECT, "POST", PROJECT_PATH "/dial",
				text("{\"sessionId\":\"%s\",\"token\":\"%s\",\"sip\":{\"uri\":"
				     "\"sip:a@b\"}}",
					session, token));

			CHECK_CASE(response.status == 403, "%s %s: %ld", names[n], values[v],
				response.status);
			box_release(mark);
		}
}

static void odd_headers(void)
{
	static const char *const headers[] = {"Authorization: Basic",
		"Authorization: Basic ====", "Authorization: Basic Og==", "Authorization: Bearer",
		"Authorization: Bearer ...", "X-OPENTOK-AUTH: ..", "X-OPENTOK-AUTH: e30.e30.",
		"X-TB-PARTNER-AUTH: :", "Range: bytes=9223372036854775807-9223372036854775807",
		"Range: bytes=--", "Accept: */xml;q=,", "Content-Type: ;", "Expect: 100-continue",
		"X-Otk-Sandbox-Fault: [1]", "X-Otk-Sandbox-Fault: {\"status\":[]}",
		"X-Otk-Sandbox-Fault: {\"delayMs\":9223372036854775807}",
		"X-Otk-Sandbox-Fault: {\"dateSkew\":9223372036854775807}",
		"X-Otk-Sandbox-Fault: {\"headers\":{\"a\":[]}}",
		"X-Otk-Sandbox-Fault: {\"headers\":{\"Content-Length\":\"7\",\"a b\":\"\\r\\n\"}}"};
	const char *signature = signature_of(&server, PROJECT);

	for (size_t i = 0; i < COUNT_OF(headers); i++) {
		box_response response = ask_with(&server, "GET", PROJECT_PATH "/archive", NULL,
			headers[i], strchr(headers[i], ':')[-1] == 'H' ? NULL : signature);

		CHECK_CASE(response.status >= 200 && response.status < 500, "%s: %ld", headers[i],
			response.status);
		/* Faults are checked before anything is done for them. */
		if (strstr(headers[i], "Fault") && !strstr(headers[i], "Content-Length"))
			CHECK_CASE(response.status == 400, "%s: %ld", headers[i], response.status);
	}
}

static void extremes_of_the_clock(void)
{
	static const char *const refused[] = {"{\"set\":9223372036854775807}", "{\"set\":-1}",
		"{\"set\":-9223372036854775808}", "{\"set\":1.5}", "{\"set\":4102444800001}",
		"{\"advance\":9223372036854775807}", "{\"advance\":0.5}", "{\"advance\":-1}",
		"{\"advance\":4102444800}", "{\"set\":4102444800000,\"advance\":1}",
		"{\"skew\":9223372036854775807}", "{\"set\":\"soon\"}", "{\"set\":[1]}"};
	const char *session = new_session(&server, "p2p.preference=disabled&archiveMode=always");
	json_object *seen;

	for (size_t i = 0; i < COUNT_OF(refused); i++)
		CHECK_CASE(ask(&server, NOBODY, "POST", "/sandbox/clock", refused[i]).status == 400,
			"%s", refused[i]);
	/* Decades of automatic archives, a new one every four hours: the work of one request is
	 * bounded, and others are served meanwhile. */
	publish(&server, session);
	seen = WANT(200, NOBODY, "POST", "/sandbox/clock", "{\"set\":4102444800000}");
	CHECK_INT(number(seen, "now") / 1000000, 4102444);
	CHECK(part(seen, "settled") != NULL);
	for (int i = 0; i < 5; i++)
		WANT(200, PROJECT, "GET", PROJECT_PATH "/archive?count=1", NULL);
	seen = WANT(200, NOBODY, "POST", "/sandbox/clock", "{\"set\":0}");
	CHECK(number(seen, "now") < 60000);
	WANT(204, NOBODY, "POST", "/sandbox/reset", NULL);
	WANT(200, PROJECT, "GET", PROJECT_PATH "/archive", NULL);
}

int main(void)
{
	static const otk_test tests[] = {
		TEST(every_member_of_every_type),
		TEST(damaged_bodies),
		TEST(odd_paths_and_queries),
		TEST(signed_tokens_with_odd_claims),
		TEST(client_tokens_with_odd_claims),
		TEST(odd_headers),
		TEST(extremes_of_the_clock),
	};

	return box_test_main("sandbox fuzz", tests, COUNT_OF(tests), &server);
}

/* SPDX-License-Identifier: MIT */
/* Credentials, their permissions, and sessions: the checks before every route. */
#include "config.h"

#include <string.h>
#include <time.h>

#include "tests/sandbox/box.h"

static test_box server;

static long status_with(const char *header)
{
	return ask_with(&server, "GET", PROJECT_PATH "/archive", NULL, header, NULL).status;
}

static box_response signed_by(const char *secret, const char *claims)
{
	return ask_with(&server, "GET", PROJECT_PATH "/archive", NULL,
		text("X-OPENTOK-AUTH: %s", jwt(&server, secret, claims)), NULL);
}

static const char *claims(const char *iss, const char *ist, long from, long to)
{
	const long now = (long)time(NULL);

	return text("{\"iss\":\"%s\",\"ist\":\"%s\",\"iat\":%ld,\"exp\":%ld}", iss, ist, now + from,
		now + to);
}

#define SECRET "1234567890abcdef1234567890abcdef1234567890"

static void valid_credentials_are_accepted(void)
{
	CHECK_INT(status_with(signature_of(&server, PROJECT)), 200);
	WANT(200, VONAGE_APPLICATION, "GET", "/v2/project/" APPLICATION "/archive", NULL);
	WANT(200, OTHER_PROJECT, "GET", "/v2/project/654321/archive", NULL);
	WANT(200, ACCOUNT, "GET", "/v2/project", NULL);
	WANT(200, VONAGE_ACCOUNT, "GET", "/v2/applications", NULL);
}

static void bad_tokens_are_refused(void)
{
	static const struct {
		const char *secret;
		const char *iss;
		long from, to;
		const char *message;
		int code;
	} cases[] = {
		{"wrong", KEY, 0, 180, "signature", 10001},
		{SECRET, "999", 0, 180, "Issuer not found", -1},
		{SECRET, KEY, -400, -200, "expired", 10012},
		{SECRET, KEY, 0, 301, "too long", 10001},
		{SECRET, KEY, 400, 500, "future", 10001},
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		box_response response = signed_by(cases[i].secret,
			claims(cases[i].iss, "project", cases[i].from, cases[i].to));

		CHECK_CASE(response.status == 403, "case %zu: %ld", i, response.status);
		CHECK_HAS(response.body, cases[i].message);
		CHECK_INT(number(response.json, "code"), cases[i].code);
	}
	CHECK_INT(signed_by(SECRET, "{\"iss\":\"" KEY "\",\"ist\":\"project\"}").status, 403);
}

static void missing_and_invalid_headers_are_refused(void)
{
	box_response response = ask(&server, NOBODY, "GET", PROJECT_PATH "/archive", NULL);

	CHECK_INT(response.status, 403);
	CHECK_STR(member(response.json, "message"), "No suitable authentication found");
	CHECK_INT(status_with("X-OPENTOK-AUTH: nonsense"), 403);
	CHECK_INT(status_with("X-OPENTOK-AUTH: a.b.c"), 403);
	CHECK_INT(status_with("Authorization: Basic YTpi"), 403);
	response = ask_with(&server, "GET", PROJECT_PATH "/archive", NULL,
		"X-TB-PARTNER-AUTH: " KEY ":" SECRET, NULL);
	CHECK_INT(response.status, 403);
	CHECK_INT(number(response.json, "code"), 10004);
	response = ask_with(
		&server, "GET", PROJECT_PATH "/archive", NULL, "X-TB-PARTNER-AUTH: " KEY, NULL);
	CHECK_INT(number(response.json, "code"), 10003);
	/* alg none, no signature */
	CHECK_INT(status_with("X-OPENTOK-AUTH: eyJhbGciOiJub25lIn0.eyJpc3MiOiIxMjM0NTYifQ."), 403);
}

static void tokens_of_other_kinds_are_refused(void)
{
	box_response response = signed_by(SECRET, claims(KEY, "account", 0, 180));

	CHECK_INT(response.status, 403);
	WANT(403, ACCOUNT, "GET", PROJECT_PATH "/archive", NULL);
	WANT(403, PROJECT, "GET", "/v2/project", NULL);
	WANT(403, VONAGE_ACCOUNT, "GET", PROJECT_PATH "/archive", NULL);
	WANT(401, PROJECT, "GET", "/v2/applications", NULL);
	response = ask(&server, OTHER_PROJECT, "GET", PROJECT_PATH "/archive", NULL);
	CHECK_INT(response.status, 403);
	CHECK_HAS(response.body, "Id in the token does not match");
	WANT(403, VONAGE_APPLICATION, "GET", PROJECT_PATH "/archive", NULL);
}

static box_response ist_in_header(
	const char *iss, const char *ist, const char *secret, const char *path)
{
	const long now = (long)time(NULL);

	return ask_with(&server, "GET", path, NULL,
		text("X-OPENTOK-AUTH: %s",
			jwt_of(&server, text("{\"alg\":\"HS256\",\"ist\":\"%s\"}", ist), secret,
				text("{\"iss\":\"%s\",\"iat\":%ld,\"exp\":%ld}", iss, now,
					now + 300))),
		NULL);
}

static long without_ist(const char *header, const char *more)
{
	const long now = (long)time(NULL);

	return ask_with(&server, "GET", PROJECT_PATH "/archive", NULL,
		text("X-OPENTOK-AUTH: %s",
			jwt_of(&server, header, SECRET,
				text("{\"iss\":\"" KEY "\",\"iat\":%ld,\"exp\":%ld%s}", now,
					now + 60, more))),
		NULL)
		.status;
}

/* In the payload or in the JOSE header; it is required, and one of two words. */
static void ist_is_required(void)
{
	static const char *const wrong[] = {"", ",\"ist\":null", ",\"ist\":1", ",\"ist\":\"\"",
		",\"ist\":\"Project\"", ",\"ist\":[\"project\"]"};

	for (size_t i = 0; i < COUNT_OF(wrong); i++)
		CHECK_CASE(without_ist("{\"alg\":\"HS256\"}", wrong[i]) == 403, "%s", wrong[i]);
	CHECK_INT(without_ist("{\"alg\":\"HS256\",\"ist\":\"other\"}", ""), 403);
	CHECK_INT(without_ist("{\"alg\":\"HS256\",\"ist\":\"project\"}", ""), 200);
	CHECK_INT(without_ist("{\"alg\":\"HS256\"}", ",\"ist\":\"project\""), 200);
}

/* Times whose sums would overflow. */
static void extreme_times_are_refused(void)
{
	static const char *const cases[] = {
		"\"iat\":9223372036854775807,\"exp\":9223372036854775807",
		"\"iat\":-9223372036854775808,\"exp\":9223372036854775807",
		"\"iat\":1,\"exp\":9223372036854775807", "\"iat\":0,\"exp\":1e300",
		"\"iat\":1e18,\"exp\":1e18", "\"iat\":\"1\",\"exp\":\"2\""};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		box_response response = signed_by(
			SECRET, text("{\"iss\":\"" KEY "\",\"ist\":\"project\",%s}", cases[i]));

		CHECK_CASE(response.status == 403, "%s: %ld", cases[i], response.status);
	}
}

static void partner_paths_are_withdrawn(void)
{
	static const char *const paths[] = {
		"/v2/partner/" KEY "/archive", "/v2/partner/", "/v2/partner/x"};

	for (size_t i = 0; i < COUNT_OF(paths); i++) {
		CHECK_INT(number(WANT(403, PROJECT, "GET", paths[i], NULL), "code"), 10004);
		WANT(403, NOBODY, "POST", paths[i], "{}");
		WANT(403, VONAGE_APPLICATION, "DELETE", paths[i], NULL);
	}
}

/* The form of the Ruby SDK. */
static void ist_is_accepted_in_the_header(void)
{
	const char *secret = "abcdef1234567890abcdef1234567890abcdef12";

	CHECK_INT(ist_in_header(KEY, "project", SECRET, PROJECT_PATH "/archive").status, 200);
	CHECK_INT(ist_in_header("100100", "account", secret, "/v2/project").status, 200);
	CHECK_INT(ist_in_header("100100", "project", secret, "/v2/project").status, 403);
}

static void an_acl_restricts(void)
{
	static const char *const odd[] = {"{\"paths\":[\"/**\"]}", "{\"paths\":\"/**\"}",
		"{\"paths\":7}", "[]", "\"/**\"", "true"};
	const long now = (long)time(NULL);
	const char *path = "/v2/project/" APPLICATION "/archive";
	box_response response = ask_with(&server, "GET", path, NULL,
		text("Authorization: Bearer %s",
			jwt(&server, NULL,
				text("{\"application_id\":\"" APPLICATION
				     "\",\"iat\":%ld,\"exp\":%ld,"
				     "\"acl\":{\"paths\":{\"/session/**\":{}}}}",
					now, now + 60))),
		NULL);

	CHECK_INT(response.status, 403);
	CHECK_INT(number(response.json, "code"), 10002);
	/* An acl that is not an object of patterns permits nothing. */
	for (size_t i = 0; i < COUNT_OF(odd); i++)
		CHECK_CASE(ask_with(&server, "GET", path, NULL,
				   text("Authorization: Bearer %s",
					   jwt(&server, NULL,
						   text("{\"application_id\":\"" APPLICATION
							"\",\"iat\":%ld,\"exp\":%ld,\"acl\":%s}",
							   now, now + 60, odd[i]))),
				   NULL)
					   .status == 403,
			"%s", odd[i]);
	/* The PHP SDK puts the RS256 token into the other header. */
	response = ask_with(&server, "GET", path, NULL,
		text("X-OPENTOK-AUTH: %s",
			strrchr(signature_of(&server, VONAGE_APPLICATION), ' ') + 1),
		NULL);
	CHECK_INT(response.status, 200);
}

/* "*" takes no slash, "**" takes any number of segments. */
static void an_acl_has_patterns(void)
{
	static const struct {
		const char *paths;
		bool read, write;
	} rows[] = {
		{"{\"/**\":{}}", true, true},
		{"{\"**\":{}}", true, true},
		{"{\"/*/rtc/**\":{}}", false, false},
		{"{\"/*/project/**\":{}}", true, true},
		{"{\"/v2/project/*\":{}}", false, false},
		{"{\"/v2/project/*/archive\":{}}", true, true},
		{"{\"/v2/project/*/archive/**\":{}}", true, true},
		{"{\"/v2/project/*/archive/*\":{}}", false, false},
		{"{\"/v2/project/*/broadcast\":{}}", false, false},
		{"{\"/**/archive\":{}}", true, true},
		{"{\"/**/arch*e\":{}}", true, true},
		{"{\"/**/arch*x\":{}}", false, false},
		{"{\"/session/**\":{},\"/v2/**\":{}}", true, true},
		{"{\"/**\":{\"methods\":[\"GET\"]}}", true, false},
		{"{\"/**\":{\"methods\":[\"POST\",\"PUT\"]}}", false, true},
		{"{\"/**\":{\"methods\":[]}}", false, false},
		{"{\"/**\":{\"methods\":\"GET\"}}", false, false},
		{"{}", false, false},
	};
	const char *path = "/v2/project/" APPLICATION "/archive";
	const long now = (long)time(NULL);

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		const char *claims = text("{\"application_id\":\"" APPLICATION
					  "\",\"iat\":%ld,\"exp\":%ld,\"acl\":{\"paths\":%s}}",
			now, now + 60, rows[i].paths);
		const char *header = text("Authorization: Bearer %s", jwt(&server, NULL, claims));

		CHECK_CASE(ask_with(&server, "GET", path, NULL, header, NULL).status ==
				   (rows[i].read ? 200 : 403),
			"GET %s", rows[i].paths);
		CHECK_CASE(ask_with(&server, "POST", path, "{}", header, NULL).status ==
				   (rows[i].write ? 400 : 403),
			"POST %s", rows[i].paths);
	}
}

static void refusals_are_xml_if_accepted(void)
{
	box_response response = ask_with(&server, "POST", "/session/create", "a=b", NULL, NULL);

	CHECK_INT(response.status, 403);
	CHECK_HAS(response.body, "<errorPayload><code>-1</code>");
	CHECK_HAS(response.headers, "application/xml");
	response = ask_with(
		&server, "POST", "/session/create", "a=b", "Accept: application/json", NULL);
	CHECK_STR(member(response.json, "message"), "No suitable authentication found");
}

static void sessions_in_json_and_xml(void)
{
	box_response response = ask_with(&server, "POST", "/session/create",
		"p2p.preference=disabled", "Accept: */*", signature_of(&server, PROJECT));
	json_object *json;

	CHECK_INT(response.status, 200);
	CHECK_HAS(response.body, "<sessions><Session><session_id>2_");
	CHECK_HAS(response.headers, "application/xml");
	CHECK_HAS(response.headers, "X-Opentok-Trace: f=unknown&s=otk-sandbox&u=");
	json = WANT(200, PROJECT, "POST", "/session/create", "");
	CHECK(json_object_is_type(json, json_type_array));
	CHECK_STR(member(json, "0.project_id"), KEY);
	json = WANT(200, VONAGE_APPLICATION, "POST", "/session/create", "");
	CHECK_STR(member(json, "0.application_id"), APPLICATION);
	CHECK(strncmp(member(json, "0.session_id"), "1_MX4yOWY3NjBm", 14) == 0);
}

static void session_options_are_kept(void)
{
	const char *id = new_session(&server,
		"p2p.preference=disabled&archiveMode=always&archiveName=a-b_c~d&"
		"archiveResolution=1280x720&location=12.34.56.78&api_key=1&e2ee=False");
	json_object *seen = WANT(200, NOBODY, "GET", text("/sandbox/session/%s", id), NULL);

	CHECK_STR(member(seen, "mediaMode"), "routed");
	CHECK_STR(member(seen, "archiveMode"), "always");
	CHECK_STR(member(seen, "archiveName"), "a:b:c:d");
	CHECK_STR(member(seen, "archiveResolution"), "1280x720");
	CHECK_STR(member(seen, "location"), "12.34.56.78");
	CHECK_INT(number(seen, "e2ee"), 0);
	seen = WANT(200, NOBODY, "GET",
		text("/sandbox/session/%s", new_session(&server, "p2p.preference=enabled")), NULL);
	CHECK_STR(member(seen, "mediaMode"), "relayed");
}

static void bad_session_options_are_refused(void)
{
	static const char *const forms[] = {
		"p2p.preference=maybe",
		"p2p.preference=enabled&archiveMode=always",
		"p2p.preference=enabled&e2ee=true",
		"p2p.preference=disabled&e2ee=true&archiveMode=always",
		"archiveName=x",
		"archiveMode=manual&archiveResolution=640x480",
		"p2p.preference=disabled&archiveMode=always&archiveResolution=1x1",
		"location=1.2.3",
		"location=::1",
		"e2ee=perhaps",
		"broken=%zz",
	};

	for (size_t i = 0; i < COUNT_OF(forms); i++)
		CHECK_CASE(ask(&server, PROJECT, "POST", "/session/create", forms[i]).status == 400,
			"%s", forms[i]);
	CHECK_INT(ask_with(&server, "POST", "/v2/project/" KEY "/archive?/session/create", "a=b",
			  signature_of(&server, PROJECT), NULL)
			  .status,
		415);
}

static void unknown_routes(void)
{
	WANT(404, PROJECT, "GET", PROJECT_PATH "/nothing", NULL);
	WANT(405, PROJECT, "PATCH", PROJECT_PATH "/archive", "{}");
	WANT(403, NOBODY, "GET", PROJECT_PATH "/nothing", NULL);
	WANT(404, PROJECT, "POST", PROJECT_PATH "/connect/x/stop", NULL);
	WANT(404, NOBODY, "GET", "/elsewhere", NULL);
	WANT(404, VONAGE_APPLICATION, "PUT", "/v2/project/" APPLICATION "/archive/storage", "{}");
}

static void sessions_of_other_projects_are_refused(void)
{
	const char *mine = new_session(&server, "");
	const char *path = text("/v2/project/654321/session/%s/stream", mine);

	WANT(403, OTHER_PROJECT, "GET", path, NULL);
	WANT(403, OTHER_PROJECT, "GET", text("/v2/project/654321/archive?sessionId=%s", mine),
		NULL);
	WANT(400, PROJECT, "GET", PROJECT_PATH "/session/nonsense/stream", NULL);
	WANT(404, PROJECT, "GET",
		PROJECT_PATH "/session/2_MX4xMjM0NTZ-fjE3OTUzNTAzNjM3MzJ-YWJjfn5-/stream", NULL);
}

static void added_credentials_are_accepted(void)
{
	box_response response;

	WANT(201, NOBODY, "POST", "/sandbox/credentials",
		"{\"apiKey\":\"777\",\"apiSecret\":\"seven\"}");
	response = ask_with(&server, "GET", "/v2/project/777/archive", NULL,
		text("X-OPENTOK-AUTH: %s", jwt(&server, "seven", claims("777", "project", 0, 60))),
		NULL);
	CHECK_INT(response.status, 200);
	WANT(400, NOBODY, "POST", "/sandbox/credentials", "{\"apiKey\":\"777\"}");
	WANT(400, NOBODY, "POST", "/sandbox/credentials",
		"{\"applicationId\":\"x\",\"publicKey\":\"y\"}");
}

/* A hyphen marks an application id, and a slash splits the path. */
static void added_keys_have_a_form(void)
{
	static const char *const keys[] = {"", " ", "a b", "a/b", "..", "a-b", "7\\n", "7\\u0000",
		"\\u202e7", "\xc3\xbc", "%37", "7:7",
		"00000000000000000000000000000000000000000000000000000000000000065"};
	static const char *const ids[] = {"x", "29f760f8-7ce1-46c9-ade3-f2dedee4ed5",
		"29f760f8-7ce1-46c9-ade3-f2dedee4ed5/", "29f760f8-7ce1-46c9-ade3-f2dedee4ed5g",
		"29f760f8-7ce1-46c9-ade3-f2dedee4ed5ff"};

	for (size_t i = 0; i < COUNT_OF(keys); i++)
		WANT(400, NOBODY, "POST", "/sandbox/credentials",
			text("{\"apiKey\":\"%s\",\"apiSecret\":\"secret\"}", keys[i]));
	WANT(400, NOBODY, "POST", "/sandbox/credentials",
		"{\"apiKey\":\"778\",\"apiSecret\":\"a\\nb\"}");
	WANT(201, NOBODY, "POST", "/sandbox/credentials",
		"{\"apiKey\":\"my_Key1\",\"apiSecret\":\"secret\"}");
	for (size_t i = 0; i < COUNT_OF(ids); i++)
		CHECK_HAS(member(WANT(400, NOBODY, "POST", "/sandbox/credentials",
					 text("{\"applicationId\":\"%s\",\"publicKey\":\"y\"}",
						 ids[i])),
				  "message"),
			"Invalid applicationId: ");
}

static void added_credentials_change_what_they_name(void)
{
	json_object *seen;
	const char *key, *application, *pem;

	seen = WANT(200, ACCOUNT, "POST", "/v2/project", "{\"name\":\"a name\"}");
	key = text("%lld", (long long)number(seen, "id"));
	WANT(201, NOBODY, "POST", "/sandbox/credentials",
		text("{\"apiKey\":\"%s\",\"apiSecret\":\"other\"}", key));
	seen = WANT(200, ACCOUNT, "GET", text("/v2/project/%s", key), NULL);
	CHECK_STR(member(seen, "name"), "a name");
	CHECK_STR(member(seen, "secret"), "other");
	seen = WANT(201, VONAGE_ACCOUNT, "POST", "/v2/applications",
		"{\"name\":\"an application\",\"capabilities\":{\"video\":{\"webhooks\":{"
		"\"connection_created\":{\"address\":\"http://127.0.0.1:9/\"}}}}}");
	application = member(seen, "id");
	pem = json_object_to_json_string(part(seen, "keys.public_key"));
	WANT(201, NOBODY, "POST", "/sandbox/credentials",
		text("{\"applicationId\":\"%s\",\"publicKey\":%s}", application, pem));
	seen = WANT(200, VONAGE_ACCOUNT, "GET", text("/v2/applications/%s", application), NULL);
	CHECK_STR(member(seen, "name"), "an application");
	CHECK_STR(member(seen, "capabilities.video.webhooks.connection_created.address"),
		"http://127.0.0.1:9/");
}

int main(void)
{
	static const otk_test tests[] = {
		TEST(valid_credentials_are_accepted),
		TEST(bad_tokens_are_refused),
		TEST(missing_and_invalid_headers_are_refused),
		TEST(tokens_of_other_kinds_are_refused),
		TEST(ist_is_accepted_in_the_header),
		TEST(ist_is_required),
		TEST(extreme_times_are_refused),
		TEST(partner_paths_are_withdrawn),
		TEST(an_acl_restricts),
		TEST(an_acl_has_patterns),
		TEST(refusals_are_xml_if_accepted),
		TEST(sessions_in_json_and_xml),
		TEST(session_options_are_kept),
		TEST(bad_session_options_are_refused),
		TEST(unknown_routes),
		TEST(sessions_of_other_projects_are_refused),
		TEST(added_credentials_are_accepted),
		TEST(added_keys_have_a_form),
		TEST(added_credentials_change_what_they_name),
	};

	return box_test_main("sandbox access", tests, COUNT_OF(tests), &server);
}

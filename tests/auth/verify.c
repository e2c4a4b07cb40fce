/* SPDX-License-Identifier: MIT */
/* Inspecting and verifying tokens: round trips, forgeries, damaged and hostile texts. */
#include "config.h"

#include <gnutls/crypto.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/buffer.h"
#include "core/base/text/base64.h"
#include "core/base/text/encode.h"
#include "tests/auth/keys.h"
#include "tests/harness.h"

#define NOW 1400000000

/* header and payload as JSON, signed by HMAC-SHA256 with any secret; malloc'd. */
static char *forge(const char *header, const char *payload, const char *secret, size_t secret_size)
{
	uint8_t digest[32];
	otk_buffer out;

	otk_buffer_init(&out, 1 << 20);
	otk_base64url_encode(&out, header, strlen(header));
	otk_buffer_add_char(&out, '.');
	otk_base64url_encode(&out, payload, strlen(payload));
	gnutls_hmac_fast(GNUTLS_MAC_SHA256, secret, secret_size, out.data, out.size, digest);
	otk_buffer_add_char(&out, '.');
	otk_base64url_encode(&out, digest, sizeof(digest));
	return otk_buffer_take(&out);
}

#define HS256 "{\"alg\":\"HS256\",\"typ\":\"JWT\"}"
#define CLAIMS                                                                              \
	"{\"iss\":\"123456\",\"iat\":1400000000,\"exp\":1400000100,\"role\":\"publisher\"," \
	"\"scope\":\"session.connect\",\"session_id\":\"" SESSION "\"}"

static void check_jwt(
	const char *header, const char *payload, otk_status status, const char *message, int line)
{
	otk_error error = OTK_ERROR_INIT;
	char *jwt = forge(header, payload, API_SECRET, strlen(API_SECRET));
	char *claims = NULL;

	CHECK_CASE(otk_jwt_verify(test_opentok_key(), jwt, 0, NOW, &claims, &error) == status,
		"line %d: %d: %s", line, (int)error.status, error.message);
	CHECK_HAS(status ? error.message : payload, status ? message : payload);
	CHECK((claims != NULL) == (status == OTK_OK));
	otk_free(claims);
	free(jwt);
}
#define JWT(header, payload, status, message) check_jwt(header, payload, status, message, __LINE__)

static void headers_and_claims(void)
{
	JWT(HS256, "{}", OTK_OK, "");
	JWT("{\"typ\":1,\"x\":[{}],\"alg\":\"HS256\"}", "{}", OTK_OK, "");
	JWT("{\"\\u0061lg\":\"HS\\u003256\"}", "{}", OTK_OK, "");
	JWT("{\"alg\":\"none\"}", "{}", OTK_E_TOKEN, "accepts only HS256");
	JWT("{\"alg\":\"NONE\"}", "{}", OTK_E_TOKEN, "accepts only HS256");
	JWT("{\"alg\":\"hs256\"}", "{}", OTK_E_TOKEN, "accepts only HS256");
	JWT("{\"alg\":\"HS384\"}", "{}", OTK_E_TOKEN, "accepts only HS256");
	JWT("{\"alg\":\"RS256\"}", "{}", OTK_E_TOKEN, "accepts only HS256");
	JWT("{\"alg\":\"a-name-that-is-too-long\"}", "{}", OTK_E_TOKEN, "algorithm is unknown");
	JWT("{\"alg\":\"\"}", "{}", OTK_E_TOKEN, "names no algorithm");
	JWT("{}", "{}", OTK_E_TOKEN, "names no algorithm");
	JWT("{\"alg\":256}", "{}", OTK_E_TOKEN, "not a JSON object");
	JWT("[]", "{}", OTK_E_TOKEN, "not a JSON object");
	JWT("", "{}", OTK_E_TOKEN, "not a JSON object");
	JWT("{\"alg\":\"HS256\",\"crit\":[\"x\"]}", "{}", OTK_E_TOKEN, "crit");
	JWT(HS256, "", OTK_E_TOKEN, "payload is not a JSON object");
	JWT(HS256, "[]", OTK_E_TOKEN, "payload is not a JSON object");
	JWT(HS256, "{\"a\":1} ", OTK_OK, "");
	JWT(HS256, "{\"a\":1}x", OTK_E_TOKEN, "payload is not a JSON object");
	JWT(HS256, "{\"a\":\"\xff\"}", OTK_E_TOKEN, "not UTF-8");
	JWT(HS256, "{\"exp\":\"1500000000\"}", OTK_E_TOKEN, "\"exp\" is of a wrong type");
	JWT(HS256, "{\"exp\":-1}", OTK_E_TOKEN, "\"exp\" is of a wrong type");
	JWT(HS256, "{\"exp\":1e30}", OTK_E_TOKEN, "\"exp\" is of a wrong type");
	JWT(HS256, "{\"exp\":2305843009213693951,\"iat\":0}", OTK_OK, "");
	JWT(HS256, "{\"exp\":2305843009213693952}", OTK_E_TOKEN, "\"exp\" is of a wrong type");
	JWT(HS256, "{\"nbf\":2305843009213693951}", OTK_E_TOKEN_EXPIRED, "is not valid for");
	JWT(HS256, "{\"iss\":1}", OTK_E_TOKEN, "\"iss\" is of a wrong type");
	JWT(HS256, "{\"exp\":null}", OTK_OK, "");
	JWT(HS256, "{\"exp\":1400000001}", OTK_OK, "");
	JWT(HS256, "{\"exp\":1400000000.9}", OTK_E_TOKEN_EXPIRED, "expired 0 s ago");
	JWT(HS256, "{\"exp\":1399999990}", OTK_E_TOKEN_EXPIRED, "expired 10 s ago");
	JWT(HS256, "{\"nbf\":1400000000}", OTK_OK, "");
	JWT(HS256, "{\"nbf\":1400000007}", OTK_E_TOKEN_EXPIRED, "for another 7 s");
}

/* A known attack: a token signed by HS256 with the public key as its secret. */
static void algorithms_are_not_confused(void)
{
	otk_error error = OTK_ERROR_INIT;
	const char *pem = test_public_pem();
	char *jwt = forge(HS256, "{\"application_id\":\"" APP_ID "\"}", pem, strlen(pem));
	char *unsigned_jwt;
	otk_buffer out;

	CHECK_STATUS(
		otk_jwt_verify(test_vonage_key(), jwt, 0, NOW, NULL, &error), OTK_E_TOKEN, &error);
	CHECK_HAS(error.message, "accepts only RS256");
	free(jwt);
	jwt = forge("{\"alg\":\"RS256\"}", "{}", pem, strlen(pem));
	CHECK_STATUS(
		otk_jwt_verify(test_vonage_key(), jwt, 0, NOW, NULL, &error), OTK_E_TOKEN, &error);
	free(jwt);
	/* alg none, and no signature at all. */
	otk_buffer_init(&out, 1000);
	otk_base64url_encode(&out, "{\"alg\":\"none\"}", 14);
	otk_buffer_add_text(&out, ".e30.");
	unsigned_jwt = otk_buffer_take(&out);
	CHECK_STATUS(otk_jwt_verify(test_opentok_key(), unsigned_jwt, 0, NOW, NULL, &error),
		OTK_E_TOKEN, &error);
	CHECK_STATUS(otk_jwt_verify(test_vonage_key(), unsigned_jwt, 0, NOW, NULL, &error),
		OTK_E_TOKEN, &error);
	free(unsigned_jwt);
	/* A correct header with an empty or a short signature. */
	CHECK_STATUS(otk_jwt_verify(test_opentok_key(), "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.e30.",
			     0, NOW, NULL, &error),
		OTK_E_TOKEN, &error);
	CHECK_STATUS(otk_jwt_verify(test_opentok_key(),
			     "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.e30.AAAA", 0, NOW, NULL, &error),
		OTK_E_TOKEN, &error);
}

/* No character of a token may be changed, lost or added. */
static void every_change_is_noticed(otk_key *key, const char *session, otk_token_kind kind)
{
	otk_error error = OTK_ERROR_INIT;
	char *token = NULL, *changed;
	size_t size, step;
	int unnoticed = 0;

	CHECK_STATUS(otk_token_create(key, session,
			     &OTK_TOKEN_OPTIONS(.kind = kind, .issued_at = NOW), &token, &error),
		OTK_OK, &error);
	if (!token)
		return;
	size = strlen(token);
	changed = malloc(size + 2);
	CHECK_STATUS(otk_token_verify(key, token, session, 0, NOW, &error), OTK_OK, &error);
	step = size > 600 ? 7 : 1; /* RSA is slow */
	for (size_t i = 0; i < size; i += step) {
		memcpy(changed, token, size + 1);
		changed[i] = changed[i] == 'A' ? 'B' : 'A';
		unnoticed += otk_token_verify(key, changed, session, 0, NOW, &error) != OTK_E_TOKEN;
		memcpy(changed, token, i);
		memcpy(changed + i, token + i + 1, size - i);
		/* The padding is optional. */
		if (token[i] != '=')
			unnoticed += otk_token_verify(key, changed, session, 0, NOW, &error) !=
				     OTK_E_TOKEN;
	}
	CHECK_INT(unnoticed, 0);
	memcpy(changed, token, size);
	memcpy(changed + size, "A", 2);
	CHECK_STATUS(otk_token_verify(key, changed, session, 0, NOW, &error), OTK_E_TOKEN, &error);
	free(changed);
	otk_free(token);
}

static void changed_hs256(void)
{
	every_change_is_noticed(test_opentok_key(), SESSION, OTK_TOKEN_JWT);
}

static void changed_t1(void)
{
	every_change_is_noticed(test_opentok_key(), SESSION, OTK_TOKEN_T1);
}

static void changed_rs256(void)
{
	every_change_is_noticed(test_vonage_key(), APP_SESSION, OTK_TOKEN_JWT);
}

static void check_parts(otk_key *key, const char *session, otk_token_kind kind,
	const char *algorithm, const char *project)
{
	otk_error error = OTK_ERROR_INIT;
	otk_token *parts = NULL;
	char *token = NULL;

	CHECK_STATUS(otk_token_create(key, session,
			     &OTK_TOKEN_OPTIONS(.kind = kind, .issued_at = NOW, .ttl = 100,
				     .role = "moderator", .nonce = "77", .data = "a=1&b=\"é\" +%~",
				     .layout_classes = OTK_STRINGS("full", "focus")),
			     &token, &error),
		OTK_OK, &error);
	CHECK_STATUS(otk_token_inspect(key, token, NOW + 99, &parts, &error), OTK_OK, &error);
	if (!parts)
		return;
	CHECK_INT(parts->struct_size, sizeof(*parts));
	CHECK_INT(parts->kind, kind);
	CHECK_STR(parts->algorithm, algorithm);
	CHECK_STR(parts->project_id, project);
	CHECK_STR(parts->session_id, session);
	CHECK_STR(parts->role, "moderator");
	CHECK_STR(parts->data, "a=1&b=\"é\" +%~");
	CHECK_STR(parts->nonce, "77");
	CHECK_STR(parts->scope, kind == OTK_TOKEN_T1 ? NULL : "session.connect");
	CHECK_STR(parts->subject, otk_key_backend(key) == OTK_BACKEND_VONAGE ? "video" : NULL);
	CHECK_INT(parts->layout_classes.count, 2);
	CHECK_STR(parts->layout_classes.items[0], "full");
	CHECK_STR(parts->layout_classes.items[1], "focus");
	CHECK_INT(parts->issued_at, NOW);
	CHECK_INT(parts->expires_at, NOW + 100);
	CHECK_INT(parts->signature, OTK_TOKEN_VALID);
	CHECK_INT(parts->expired, OTK_NO);
	CHECK((parts->claims_json != NULL) == (kind == OTK_TOKEN_JWT));
	otk_free(parts);
	CHECK_STATUS(otk_token_inspect(NULL, token, NOW + 100, &parts, &error), OTK_OK, &error);
	CHECK_INT(parts->signature, OTK_TOKEN_NOT_CHECKED);
	CHECK_INT(parts->expired, OTK_YES);
	otk_free(parts);
	otk_free(token);
}

static void parts(void)
{
	check_parts(test_opentok_key(), SESSION, OTK_TOKEN_T1, "HMAC-SHA1", API_KEY);
	check_parts(test_opentok_key(), SESSION, OTK_TOKEN_JWT, "HS256", API_KEY);
	check_parts(test_vonage_key(), APP_SESSION, OTK_TOKEN_JWT, "RS256", APP_ID);
}

static void inspect_as(otk_key *key, const char *token, otk_token_check signature)
{
	otk_error error = OTK_ERROR_INIT;
	otk_token *token_parts = NULL;

	CHECK_STATUS(otk_token_inspect(key, token, NOW, &token_parts, &error), OTK_OK, &error);
	if (token_parts)
		CHECK_INT(token_parts->signature, signature);
	otk_free(token_parts);
}

static void wrong_keys(void)
{
	otk_error error = OTK_ERROR_INIT;
	otk_key *other_secret =
		otk_key_new(&OTK_KEY_OPTIONS(.api_key = API_KEY, .api_secret = "another"), &error);
	otk_key *other_project = otk_key_new(
		&OTK_KEY_OPTIONS(.api_key = "654321", .api_secret = API_SECRET), &error);
	otk_key *no_public_half = otk_key_new(
		&OTK_KEY_OPTIONS(.application_id = APP_ID,
			.signer = &OTK_SIGNER(.sign = (otk_status(*)(void *, const uint8_t *,
						      size_t, uint8_t *, size_t *))(uintptr_t)1)),
		&error);
	char *jwt = NULL, *t1 = NULL, *rs = NULL;

	CHECK_STATUS(otk_token_create(test_opentok_key(), SESSION,
			     &OTK_TOKEN_OPTIONS(.issued_at = NOW), &jwt, &error),
		OTK_OK, &error);
	CHECK_STATUS(
		otk_token_create(test_opentok_key(), SESSION,
			&OTK_TOKEN_OPTIONS(.issued_at = NOW, .kind = OTK_TOKEN_T1), &t1, &error),
		OTK_OK, &error);
	CHECK_STATUS(otk_token_create(test_vonage_key(), APP_SESSION,
			     &OTK_TOKEN_OPTIONS(.issued_at = NOW), &rs, &error),
		OTK_OK, &error);
	inspect_as(other_secret, jwt, OTK_TOKEN_WRONG);
	inspect_as(other_project, jwt, OTK_TOKEN_WRONG);
	inspect_as(test_vonage_key(), jwt, OTK_TOKEN_WRONG);
	inspect_as(other_secret, t1, OTK_TOKEN_WRONG);
	inspect_as(other_project, t1, OTK_TOKEN_WRONG);
	inspect_as(test_vonage_key(), t1, OTK_TOKEN_WRONG);
	inspect_as(test_opentok_key(), rs, OTK_TOKEN_WRONG);
	inspect_as(no_public_half, rs, OTK_TOKEN_NOT_CHECKED);
	CHECK_STATUS(
		otk_token_verify(other_secret, jwt, NULL, 0, NOW, &error), OTK_E_TOKEN, &error);
	CHECK_HAS(error.message, "not by this key");
	CHECK_STATUS(
		otk_token_verify(other_project, t1, NULL, 0, NOW, &error), OTK_E_TOKEN, &error);
	CHECK_HAS(error.message, "another project");
	CHECK_STATUS(otk_token_verify(no_public_half, rs, NULL, 0, NOW, &error), OTK_E_UNSUPPORTED,
		&error);
	otk_free(jwt);
	otk_free(t1);
	otk_free(rs);
	otk_key_free(other_secret);
	otk_key_free(other_project);
	otk_key_free(no_public_half);
}

static void verify_as(const char *payload, const char *session, int64_t leeway, int64_t now,
	otk_status status, const char *message)
{
	otk_error error = OTK_ERROR_INIT;
	char *token = forge(HS256, payload, API_SECRET, strlen(API_SECRET));

	CHECK_STATUS(otk_token_verify(test_opentok_key(), token, session, leeway, now, &error),
		status, &error);
	if (status)
		CHECK_HAS(error.message, message);
	free(token);
}

/* Inspecting shows values that cannot be put into a new token; verifying refuses them. */
static void problems(void)
{
#define OF(more) "{\"iss\":\"123456\",\"session_id\":\"" SESSION "\"" more "}"
#define TIMES    ",\"iat\":1400000000,\"exp\":1400000100"
	static const struct {
		const char *payload;
		const char *problem; /* NULL: none */
	} cases[] = {
		{CLAIMS, NULL},
		{OF(TIMES), NULL},
		{OF(",\"iat\":1400000000"), NULL},
		{OF(",\"exp\":1400000100"), NULL},
		{OF(TIMES ",\"ist\":\"project\",\"nonce\":1"), NULL},
		{OF(""), "exp: is missing, and so is iat; the token has no end"},
		{OF(",\"iat\":1400000000,\"exp\":1400000100000"),
			"exp: 1400000100000 is in milliseconds; seconds since the epoch are expected"},
		{OF(",\"exp\":1400000100000000000"), "exp: 1400000100000000000 is in milli"},
		{OF(",\"iat\":1400000000000,\"exp\":1400000100"), "iat: 1400000000000 is in milli"},
		{OF(",\"iat\":1400000000,\"exp\":1715360000"), "exp: the token lives 315360000 s"},
		{OF(",\"exp\":1715360000"), "exp: the token lives 315359990 s"},
		{OF(",\"iat\":1400000000,\"exp\":1402592001"), "lives 2592001 s; at most 2592000"},
		{OF(",\"iat\":1400000000,\"exp\":1399999000"),
			"expires 1000 s before it is issued"},
		{OF(",\"iat\":1400000000,\"exp\":1400000000"), "expires when it is issued"},
		{OF(TIMES ",\"role\":\"Moderator\""),
			"known are subscriber, publisher, publisheronly and moderator"},
		{OF(TIMES ",\"role\":\"\""), "role: \"\" is not a known role"},
		{OF(TIMES ",\"role\":\"a\\nb\""), "role: (not shown: it has several lines)"},
		{OF(TIMES ",\"ist\":\"account\""), "ist: is \"account\""},
		{OF(TIMES ",\"scope\":\"session\""), "scope: is \"session\""},
		{OF(",\"iat\":1400000040"), NULL},
		{OF(",\"iat\":1400000041"), "iat: the token was made 31 s in the future"},
		{OF(TIMES ",\"nbf\":1400000010"), NULL},
		{OF(TIMES ",\"nbf\":1400000090"), "nbf: the token is not valid for another 80 s"},
		{OF(TIMES ",\"initial_layout_class_list\":[\"a b\"]"), "[0]: holds a blank"},
		{OF(TIMES ",\"initial_layout_class_list\":[\"\"]"), "[0]: is empty"},
		{"{\"iss\":\"123456\"" TIMES "}", "session_id: is missing"},
		{"{\"session_id\":\"" SESSION "\"" TIMES "}", "iss: is missing"},
		{"{\"iss\":\"123456\",\"session_id\":\"s\"" TIMES "}", "session_id: must begin"},
		{"{\"iss\":\"123456\",\"session_id\":\"" FOREIGN "\"" TIMES "}",
			"session_id: belongs to project \"654321\", but the token to project \"123456\""},
	};
#undef OF
#undef TIMES

	for (size_t i = 0; i < OTK_COUNT_OF(cases); i++) {
		char *token = forge(HS256, cases[i].payload, API_SECRET, strlen(API_SECRET));
		otk_error error = OTK_ERROR_INIT;
		otk_token *parts = NULL;

		CHECK_STATUS(
			otk_token_inspect(NULL, token, NOW + 10, &parts, &error), OTK_OK, &error);
		CHECK_CASE(parts && parts->problems.count == (cases[i].problem != NULL), "%s: %zu",
			cases[i].payload, parts ? parts->problems.count : 99);
		if (cases[i].problem && parts && parts->problems.count)
			CHECK_HAS(parts->problems.items[0], cases[i].problem);
		CHECK_CASE((otk_token_verify(test_opentok_key(), token, NULL, 30, NOW + 10, NULL) ==
				   OTK_OK) == !cases[i].problem,
			"%s", cases[i].payload);
		otk_free(parts);
		free(token);
	}
}

static void problems_of_t1_and_many(void)
{
	otk_error error = OTK_ERROR_INIT;
	otk_token *parts = NULL;
	char *token = NULL;

	CHECK_STATUS(otk_token_create(test_opentok_key(), SESSION,
			     &OTK_TOKEN_OPTIONS(.kind = OTK_TOKEN_T1, .role = "PUBLISHER",
				     .expire_at = INT64_C(1400000000000), .issued_at = NOW,
				     .layout_classes = OTK_STRINGS("ok"), .checks = OTK_CHECKS_OFF),
			     &token, &error),
		OTK_OK, &error);
	CHECK_STATUS(
		otk_token_inspect(test_opentok_key(), token, NOW, &parts, &error), OTK_OK, &error);
	CHECK_INT(parts->problems.count, 2);
	CHECK_HAS(parts->problems.items[0], "exp: 1400000000000 is in milliseconds");
	CHECK_HAS(parts->problems.items[1], "role: \"PUBLISHER\"");
	CHECK_INT(parts->signature, OTK_TOKEN_VALID);
	CHECK_STATUS(otk_token_verify(test_opentok_key(), token, SESSION, 0, NOW, &error),
		OTK_E_TOKEN, &error);
	otk_free(parts);
	otk_free(token);
}

/* A token with odd text can be inspected, but is never valid. */
static void odd_text_in_tokens(void)
{
	static const char payload[] = "{\"iss\":\"123456\",\"iat\":1400000000,\"session_id\":"
				      "\"" SESSION "\",\"connection_data\":\"a\\u0000b\\ud800\"}";
	char *token = forge(HS256, payload, API_SECRET, strlen(API_SECRET));
	otk_error error = OTK_ERROR_INIT;
	otk_token *parts = NULL;

	CHECK_STATUS(otk_token_inspect(NULL, token, NOW, &parts, &error), OTK_OK, &error);
	CHECK_STR(parts ? parts->data : NULL, "a\xef\xbf\xbd"
					      "b\xef\xbf\xbd");
	CHECK_STATUS(otk_jwt_verify(test_opentok_key(), token, 0, NOW, NULL, &error), OTK_E_TOKEN,
		&error);
	otk_free(parts);
	free(token);
}

static void claims_that_occur_twice(void)
{
	otk_error error = OTK_ERROR_INIT;
	otk_token *parts = NULL;
	char *token = forge(HS256,
		"{\"iss\":\"123456\",\"iat\":1400000000,\"session_id\":\"" SESSION
		"\",\"role\":\"subscriber\",\"r\\u006fle\":\"moderator\"}",
		API_SECRET, strlen(API_SECRET));

	CHECK_STATUS(otk_token_inspect(NULL, token, NOW, &parts, &error), OTK_E_TOKEN, &error);
	CHECK_HAS(error.message, "\"role\" occurs twice");
	free(token);
	token = forge(
		"{\"alg\":\"none\",\"alg\":\"HS256\"}", CLAIMS, API_SECRET, strlen(API_SECRET));
	CHECK_STATUS(otk_token_verify(test_opentok_key(), token, SESSION, 0, NOW, &error),
		OTK_E_TOKEN, &error);
	CHECK_HAS(error.message, "two algorithms");
	free(token);
}

static void verdicts(void)
{
	char request[1024];
	size_t size = sizeof(request);
	otk_error error = OTK_ERROR_INIT;

	verify_as(CLAIMS, SESSION, 0, NOW + 99, OTK_OK, "");
	verify_as(CLAIMS, NULL, 0, NOW, OTK_OK, "");
	verify_as(CLAIMS, FOREIGN, 0, NOW, OTK_E_TOKEN, "another session");
	verify_as(CLAIMS, SESSION, 0, NOW + 100, OTK_E_TOKEN_EXPIRED, "expired 0 s ago");
	verify_as(CLAIMS, SESSION, 10, NOW + 109, OTK_OK, "");
	verify_as(CLAIMS, SESSION, 10, NOW + 110, OTK_E_TOKEN_EXPIRED, "expired 10 s ago");
	verify_as(CLAIMS, SESSION, -1, NOW, OTK_E_ARGUMENT, "not below 0");
	verify_as(CLAIMS, SESSION, 0, -1, OTK_E_ARGUMENT, "since the epoch");
	verify_as(CLAIMS, SESSION, 0, 0, OTK_E_TOKEN_EXPIRED, "expired");
	verify_as("{\"iss\":\"123456\",\"session_id\":\"s\",\"nbf\":1400000050}", NULL, 0, NOW,
		OTK_E_TOKEN_EXPIRED, "for another 50 s");
	verify_as("{\"iss\":\"123456\",\"session_id\":\"s\",\"scope\":\"other\"}", NULL, 0, NOW,
		OTK_E_TOKEN, "not for a client");
	/* Without exp the platform grants 24 hours. */
	verify_as("{\"iss\":\"123456\",\"session_id\":\"" SESSION "\",\"iat\":1400000000}", NULL, 0,
		NOW + 86399, OTK_OK, "");
	verify_as("{\"iss\":\"123456\",\"session_id\":\"" SESSION "\",\"iat\":1400000000,"
		  "\"nbf\":1400000050}",
		NULL, 50, NOW, OTK_OK, "");
	verify_as("{\"iss\":\"123456\",\"session_id\":\"" SESSION "\",\"iat\":1400000000,"
		  "\"nbf\":1400000050}",
		NULL, 49, NOW, OTK_E_TOKEN_EXPIRED, "for another 50 s");
	/* Values that cannot be put into a new token. */
	verify_as("{\"iss\":\"123456\",\"session_id\":\"" SESSION "\",\"iat\":1400000000,"
		  "\"role\":\"PUBLISHER\"}",
		NULL, 0, NOW, OTK_E_TOKEN, "known are subscriber, publisher, publisheronly");
	/* Extreme times cause no overflow; UBSan would report it. */
	verify_as(CLAIMS, SESSION, INT64_MAX, NOW, OTK_E_ARGUMENT, "leeway");
	verify_as(CLAIMS, SESSION, 0, INT64_MAX, OTK_E_ARGUMENT, "now");
	verify_as(CLAIMS, SESSION, INT64_MAX / 4, INT64_MAX / 4, OTK_OK, "");
	verify_as(CLAIMS, SESSION, 0, INT64_MAX / 4, OTK_E_TOKEN_EXPIRED, "expired");
	verify_as("{\"iss\":\"123456\",\"session_id\":\"" SESSION "\",\"iat\":2305843009213693951}",
		NULL, INT64_MAX / 4, 1, OTK_E_TOKEN, "milliseconds");
	verify_as("{\"iss\":\"123456\",\"exp\":9223372036854775807}", NULL, 0, 1, OTK_E_TOKEN,
		"out of range");
	verify_as("{\"iss\":\"123456\",\"session_id\":\"s\",\"iat\":1400000000}", NULL, 0,
		NOW + 86400, OTK_E_TOKEN_EXPIRED, "expired");
	/* A token that signs requests must not be accepted for a session. */
	CHECK_STATUS(otk_jwt_request(test_opentok_key(), 0, NOW, request, &size, &error), OTK_OK,
		&error);
	CHECK_STATUS(otk_token_verify(test_opentok_key(), request, NULL, 0, NOW, &error),
		OTK_E_TOKEN, &error);
	CHECK_STATUS(otk_token_verify(NULL, request, NULL, 0, NOW, &error), OTK_E_ARGUMENT, &error);
	CHECK_STATUS(otk_token_verify(test_opentok_key(), NULL, NULL, 0, NOW, &error),
		OTK_E_ARGUMENT, &error);
}

static void other_writers(void)
{
	otk_error error = OTK_ERROR_INIT;
	char *token = forge(HS256,
		"{\"iss\":\"123456\",\"session_id\":\"s\",\"nonce\":0.74489093195432,"
		"\"subject\":\"video\",\"initial_layout_class_list\":[\"a\\u0062\",\"c d\"],"
		"\"connection_data\":null,\"acl\":{\"paths\":{}}}",
		API_SECRET, strlen(API_SECRET));
	otk_token *token_parts = NULL;

	CHECK_STATUS(otk_token_inspect(test_opentok_key(), token, NOW, &token_parts, &error),
		OTK_OK, &error);
	if (token_parts) {
		CHECK_STR(token_parts->nonce, "0.74489093195432");
		CHECK_STR(token_parts->subject, "video");
		CHECK(token_parts->data == NULL && token_parts->role == NULL);
		CHECK_INT(token_parts->layout_classes.count, 2);
		CHECK_STR(token_parts->layout_classes.items[0], "ab");
		CHECK_STR(token_parts->layout_classes.items[1], "c d");
		CHECK_INT(token_parts->issued_at, -1);
		CHECK_INT(token_parts->expires_at, -1);
		CHECK_INT(token_parts->expired, OTK_UNSET);
	}
	otk_free(token_parts);
	free(token);
}

/* Returns a malloc'd T1 token with any text before the signature and this data, signed. */
static char *forge_t1(const char *front, const char *data, bool url)
{
	uint8_t digest[20];
	otk_buffer raw, out;

	gnutls_hmac_fast(
		GNUTLS_MAC_SHA1, API_SECRET, strlen(API_SECRET), data, strlen(data), digest);
	otk_buffer_init(&raw, 10000);
	otk_buffer_add_text(&raw, front);
	otk_hex_encode(&raw, digest, sizeof(digest));
	otk_buffer_add_char(&raw, ':');
	otk_buffer_add_text(&raw, data);
	otk_buffer_init(&out, 10000);
	otk_buffer_add_text(&out, "T1==");
	if (url)
		otk_base64url_encode(&out, raw.data, raw.size);
	else
		otk_base64_encode(&out, raw.data, raw.size);
	otk_buffer_free(&raw);
	return otk_buffer_take(&out);
}

static void t1_of_other_writers(void)
{
	static const char data[] =
		"create_time=1400000000.5&session_id=s:1&nonce=-5&role=x&scope=session.connect"
		"&initial_layout_class_list=a b&connection_data=%c3%a9+%2b&unknown=1&empty&=";
	char *token = forge_t1("partner_id=123456&sig=", data, true);
	otk_error error = OTK_ERROR_INIT;
	otk_token *token_parts = NULL;

	CHECK_STATUS(otk_token_inspect(test_opentok_key(), token, NOW, &token_parts, &error),
		OTK_OK, &error);
	if (token_parts) {
		CHECK_INT(token_parts->signature, OTK_TOKEN_VALID);
		CHECK_STR(token_parts->session_id, "s:1");
		CHECK_STR(token_parts->data, "é +");
		CHECK_STR(token_parts->nonce, "-5");
		CHECK_INT(token_parts->layout_classes.count, 2);
		CHECK_INT(token_parts->issued_at, NOW);
		CHECK_INT(token_parts->expires_at, NOW + 86400);
	}
	otk_free(token_parts);
	free(token);
}

/* Only an expiry that is absent is computed: 0 lies in the past. */
static void t1_expired_since_1970(void)
{
	char *token = forge_t1("partner_id=123456&sig=",
		"create_time=1400000000&session_id=s&expire_time=0", false);
	otk_error error = OTK_ERROR_INIT;
	otk_token *token_parts = NULL;

	CHECK_STATUS(otk_token_inspect(test_opentok_key(), token, NOW, &token_parts, &error),
		OTK_OK, &error);
	if (token_parts)
		CHECK_INT(token_parts->expires_at, 0);
	otk_free(token_parts);
	free(token);
}

static void refuse_t1(const char *front, const char *data, const char *message)
{
	char *token = forge_t1(front, data, false);
	otk_error error = OTK_ERROR_INIT;
	otk_token *token_parts = NULL;

	CHECK_STATUS(
		otk_token_inspect(NULL, token, NOW, &token_parts, &error), OTK_E_TOKEN, &error);
	CHECK_HAS(error.message, message);
	CHECK(token_parts == NULL);
	free(token);
}

static void broken_t1(void)
{
	static const char front[] = "partner_id=1&sig=";

	refuse_t1("sig=", "session_id=s&create_time=1", "is missing");
	refuse_t1(front, "create_time=1", "is missing");
	refuse_t1(front, "session_id=s", "is missing");
	refuse_t1(front, "session_id=s&create_time=x", "not a number of seconds");
	refuse_t1(front, "session_id=s&create_time=-1", "not a number of seconds");
	refuse_t1(front, "session_id=s&create_time=1&expire_time=1e300", "not a number of seconds");
	refuse_t1(front, "session_id=a&session_id=b&create_time=1", "a field twice");
	refuse_t1(front, "session_id=%00&create_time=1", "form-encoded UTF-8");
	refuse_t1(front, "session_id=%zz&create_time=1", "form-encoded UTF-8");
	refuse_t1(front, "session_id=%ff&create_time=1", "form-encoded UTF-8");
	/* A field is valid only on its side of the colon. */
	refuse_t1("partner_id=1&session_id=s&sig=", "create_time=1", "is missing");
}

static void texts_that_are_no_tokens(void)
{
	static const char *const texts[] = {"", "T1==", "T1==!", "T1==AAAA", "T1=", ".", "..",
		"...", "a.b.c", "eyJhbGciOiJIUzI1NiJ9", "eyJhbGciOiJIUzI1NiJ9..",
		"eyJhbGciOiJIUzI1NiJ9.e30.!", "eyJhbGciOiJIUzI1NiJ9.e30=.AAAA",
		"eyJhbGciOiJIUzI1NiJ9.e30.AAAA.AAAA", "eyJhbGciOiJIUzI1NiJ9.e30.AAAA ",
		" eyJhbGciOiJIUzI1NiJ9.e30.AAAA", "eyJhbGciOiJIUzI1NiJ9.e3+.AAAA",
		"\xff\xfe.\x01.\x02"};
	otk_error error = OTK_ERROR_INIT;
	otk_token *token_parts = NULL;
	char *large = malloc(200001);

	for (size_t i = 0; i < OTK_COUNT_OF(texts); i++) {
		CHECK_STATUS(
			otk_token_inspect(test_opentok_key(), texts[i], NOW, &token_parts, &error),
			OTK_E_TOKEN, &error);
		CHECK_STATUS(otk_jwt_verify(test_opentok_key(), texts[i], 0, NOW, NULL, &error),
			OTK_E_TOKEN, &error);
	}
	memset(large, 'A', 200000);
	large[200000] = '\0';
	CHECK_STATUS(
		otk_token_inspect(NULL, large, NOW, &token_parts, &error), OTK_E_TOKEN, &error);
	CHECK_HAS(error.message, "more than 131072 bytes");
	memcpy(large, "T1==", 4);
	CHECK_STATUS(
		otk_token_inspect(NULL, large, NOW, &token_parts, &error), OTK_E_TOKEN, &error);
	memcpy(large, "A.A.", 4);
	CHECK_STATUS(otk_jwt_verify(test_opentok_key(), large, 0, NOW, NULL, &error), OTK_E_TOKEN,
		&error);
	CHECK_STATUS(
		otk_token_inspect(NULL, NULL, NOW, &token_parts, &error), OTK_E_ARGUMENT, &error);
	CHECK_STATUS(otk_token_inspect(NULL, "x", NOW, NULL, &error), OTK_E_ARGUMENT, &error);
	free(large);
}

/* Claims that otk_jwt_sign() takes and refuses. */
static void signing(void)
{
	otk_error error = OTK_ERROR_INIT;
	char *jwt = NULL, *large = malloc(140000);
	char buffer[256];
	size_t size = sizeof(buffer);

	memset(large, ' ', 139999);
	memcpy(large, "{}", 2);
	large[139999] = '\0';
	CHECK_STATUS(otk_jwt_sign(test_opentok_key(), large, &jwt, &error), OTK_E_ARGUMENT, &error);
	CHECK_STATUS(otk_jwt_sign(test_opentok_key(), "[]", &jwt, &error), OTK_E_ARGUMENT, &error);
	CHECK_STATUS(
		otk_jwt_sign(test_opentok_key(), "{\"a\"}", &jwt, &error), OTK_E_ARGUMENT, &error);
	CHECK_HAS(error.message, "at byte 4: expected a colon");
	CHECK_STATUS(otk_jwt_sign(test_opentok_key(), NULL, &jwt, &error), OTK_E_ARGUMENT, &error);
	CHECK_STATUS(otk_jwt_sign(NULL, "{}", &jwt, &error), OTK_E_ARGUMENT, &error);
	CHECK_STATUS(otk_jwt_request(test_opentok_key(), 301, NOW, buffer, &size, &error),
		OTK_E_ARGUMENT, &error);
	CHECK_HAS(error.message, "ttl: 301 s is out of range; the service takes 1 to 300");
	CHECK_STATUS(otk_jwt_request(test_vonage_key(), 86401, NOW, buffer, &size, &error),
		OTK_E_ARGUMENT, &error);
	CHECK_STATUS(otk_jwt_request(test_opentok_key(), -1, NOW, buffer, &size, &error),
		OTK_E_ARGUMENT, &error);
	CHECK_STATUS(otk_jwt_request(test_opentok_key(), 1, INT64_MAX, buffer, &size, &error),
		OTK_E_ARGUMENT, &error);
	CHECK_STATUS(otk_jwt_request(test_opentok_key(), 1, NOW, NULL, NULL, &error),
		OTK_E_ARGUMENT, &error);
	size = 10;
	CHECK_STATUS(otk_jwt_request(test_opentok_key(), 1, NOW, buffer, &size, &error),
		OTK_E_ARGUMENT, &error);
	CHECK(size > 200 && size <= sizeof(buffer));
	CHECK_STATUS(
		otk_jwt_request(test_opentok_key(), 1, NOW, buffer, &size, &error), OTK_OK, &error);
	CHECK_INT(size, strlen(buffer));
	free(large);
}

static int clean_up(void)
{
	test_keys_free();
	return 0;
}

int main(void)
{
	static const otk_test tests[] = {TEST(headers_and_claims),
		TEST(algorithms_are_not_confused), TEST(changed_hs256), TEST(changed_t1),
		TEST(changed_rs256), TEST(parts), TEST(wrong_keys), TEST(verdicts), TEST(problems),
		TEST(problems_of_t1_and_many), TEST(odd_text_in_tokens),
		TEST(claims_that_occur_twice), TEST(other_writers), TEST(t1_of_other_writers),
		TEST(t1_expired_since_1970), TEST(broken_t1), TEST(texts_that_are_no_tokens),
		TEST(signing)};

	return otk_test_main("auth/verify", tests, OTK_COUNT_OF(tests), NULL, clean_up);
}

/* SPDX-License-Identifier: MIT */
/* Signed callbacks: the vector of doc/contract.md, and every reason for a refusal. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/auth/keys.h"
#include "tests/harness.h"

#define SECRET "callback-signature-secret"
#define BODY                                                                                      \
	"{\"sessionId\":\"2_MX4xMzExMjU3MX5-MTQ3MDI1NzY3OTkxOH45QXRr\",\"projectId\":\"123456\"," \
	"\"event\":\"connectionCreated\",\"timestamp\":1470257688309,\"connection\":{\"id\":"     \
	"\"c053fcc8-c681-41d5-8ec2-7a9e1434a21e\",\"createdAt\":1470257688143,"                   \
	"\"data\":\"TOKENDATA\"}}"
#define IAT 1470257688

/* The vector with a valid signature, before it expires. */
static otk_callback_check good(void)
{
	return OTK_CALLBACK_CHECK(.authorization = "Bearer " CALLBACK_JWT, .body = BODY,
		.body_size = strlen(BODY), .now = IAT + 5);
}

static const char *const one_secret[] = {SECRET};

static void check(otk_callback_check callback, otk_status status, int32_t expected_http_status,
	const char *message, int line)
{
	otk_error error = OTK_ERROR_INIT;
	int32_t http_status = -1;

	CHECK_CASE(otk_callback_verify(&callback, &http_status, &error) == status,
		"line %d: %d: %s", line, (int)error.status, error.message);
	CHECK_CASE(http_status == expected_http_status, "line %d: HTTP status %d", line,
		(int)http_status);
	if (status)
		CHECK_HAS(error.message, message);
	CHECK_INT(otk_callback_verify(&callback, NULL, NULL), status);
}
#define CALLBACK(status, http_status, message, ...)               \
	do {                                                      \
		otk_callback_check c = good();                    \
		c.secrets = (otk_strings){one_secret, 1};         \
		__VA_ARGS__;                                      \
		check(c, status, http_status, message, __LINE__); \
	} while (0)

static void the_vector(void)
{
	CALLBACK(OTK_OK, 200, "");
	CALLBACK(OTK_OK, 200, "", c.require_hash = OTK_YES);
	CALLBACK(OTK_OK, 200, "", c.authorization = " bearer \t" CALLBACK_JWT "\r\n");
	CALLBACK(OTK_OK, 200, "", c.application_id = "any: the claim is not there");
}

static void no_signature(void)
{
	CALLBACK(OTK_E_UNSIGNED, 503, "no Authorization header", c.authorization = NULL);
	CALLBACK(OTK_E_UNSIGNED, 503, "no Authorization header", c.authorization = "");
	CALLBACK(OTK_E_UNSIGNED, 503, "no Authorization header", c.authorization = "  ");
	CALLBACK(OTK_E_TOKEN, 401, "not of the scheme Bearer", c.authorization = CALLBACK_JWT);
	CALLBACK(OTK_E_TOKEN, 401, "not of the scheme Bearer", c.authorization = "Basic YTpi");
	CALLBACK(OTK_E_TOKEN, 401, "not of the scheme Bearer",
		c.authorization = "Bearer" CALLBACK_JWT);
	CALLBACK(OTK_E_TOKEN, 401, "", c.authorization = "Bearer ");
	CALLBACK(OTK_E_TOKEN, 401, "", c.authorization = "Bearer a.b");
	CALLBACK(OTK_E_TOKEN, 401, "", c.authorization = "Bearer a.b.c.d");
	/* alg none, and RS256 */
	CALLBACK(OTK_E_TOKEN, 401, "another algorithm than HS256",
		c.authorization = "Bearer eyJhbGciOiJub25lIn0.e30.");
	CALLBACK(OTK_E_TOKEN, 401, "another algorithm than HS256",
		c.authorization = "Bearer eyJhbGciOiJSUzI1NiJ9.e30.AAAA");
}

static void secrets(void)
{
	static const char *const rotated[] = {"the-new-one", SECRET, "an-older-one"};
	static const char *const wrong[] = {"the-new-one", "an-older-one"};
	static const char *const empty[] = {SECRET, ""};
	static const char *const null[] = {NULL};

	CALLBACK(OTK_OK, 200, "", c.secrets = (otk_strings){rotated, 3});
	CALLBACK(OTK_E_TOKEN, 401, "none of the 2 configured secrets",
		c.secrets = (otk_strings){wrong, 2});
	CALLBACK(OTK_E_ARGUMENT, 500, "secrets[1]: is empty", c.secrets = (otk_strings){empty, 2});
	CALLBACK(OTK_E_ARGUMENT, 500, "secrets[0]: is empty", c.secrets = (otk_strings){null, 1});
	CALLBACK(OTK_E_ARGUMENT, 500, "secrets: are missing", c.secrets = (otk_strings){NULL, 0});
}

static void ages(void)
{
	CALLBACK(OTK_OK, 200, "", c.now = IAT + 300);
	CALLBACK(OTK_E_TOKEN_EXPIRED, 401, "301 s ago; at most 300", c.now = IAT + 301);
	CALLBACK(OTK_OK, 200, "", c.now = IAT + 900, c.max_age = 900);
	CALLBACK(OTK_E_TOKEN_EXPIRED, 401, "11 s ago", c.now = IAT + 11, c.max_age = 10);
	CALLBACK(OTK_OK, 200, "", c.now = IAT - 30);
	CALLBACK(OTK_E_TOKEN_EXPIRED, 401, "31 s in the future", c.now = IAT - 31);
	CALLBACK(OTK_E_TOKEN_EXPIRED, 401, "1 s in the future", c.now = IAT - 1, c.leeway = -1);
	CALLBACK(OTK_E_TOKEN_EXPIRED, 401, "s ago", c.now = 0);
	CALLBACK(OTK_E_ARGUMENT, 500, "not below 0", c.max_age = -1);
	CALLBACK(OTK_E_ARGUMENT, 500, "not below 0", c.leeway = -2);
	CALLBACK(OTK_E_ARGUMENT, 500, "not below 0", c.now = INT64_MAX);
}

static void bodies(void)
{
	CALLBACK(OTK_E_HASH, 400, "raw bytes", c.body_size = strlen(BODY) - 1);
	CALLBACK(OTK_E_HASH, 400, "raw bytes", c.body = BODY "\n", c.body_size = strlen(BODY) + 1);
	CALLBACK(OTK_E_HASH, 400, "raw bytes", c.body = NULL, c.body_size = 0);
	CALLBACK(OTK_E_ARGUMENT, 500, "body: is NULL", c.body = NULL);
}

/* Returns "Bearer " and a malloc'd JWT of these claims, signed with the secret. */
static char *signed_with(const char *claims)
{
	otk_error error = OTK_ERROR_INIT;
	otk_key *key = otk_key_new(&OTK_KEY_OPTIONS(.api_key = "1", .api_secret = SECRET), &error);
	char *jwt = NULL, *header = NULL;

	CHECK_STATUS(otk_jwt_sign(key, claims, &jwt, &error), OTK_OK, &error);
	if (jwt && asprintf(&header, "Bearer %s", jwt) < 0)
		header = NULL;
	otk_free(jwt);
	otk_key_free(key);
	return header;
}

static void with_claims(const char *claims, otk_status status, int32_t http_status,
	const char *message, otk_flag require_hash, const char *application_id)
{
	otk_callback_check callback = good();
	char *header = signed_with(claims);

	callback.secrets = (otk_strings){one_secret, 1};
	callback.authorization = header;
	callback.require_hash = require_hash;
	callback.application_id = application_id;
	check(callback, status, http_status, message, __LINE__);
	free(header);
}

/* Header values that an HTTP server may pass on for two headers or a folded one. */
static void odd_headers(void)
{
	CALLBACK(OTK_OK, 200, "", c.authorization = " \tbearer\t " CALLBACK_JWT " \r\n");
	CALLBACK(OTK_E_TOKEN, 401, "",
		c.authorization = "Bearer " CALLBACK_JWT ", Bearer " CALLBACK_JWT);
	CALLBACK(OTK_E_TOKEN, 401, "", c.authorization = "Bearer " CALLBACK_JWT "," CALLBACK_JWT);
	CALLBACK(OTK_E_TOKEN, 401, "", c.authorization = "Bearer\r\n " CALLBACK_JWT);
	CALLBACK(OTK_E_TOKEN, 401, "", c.authorization = "Bearer " CALLBACK_JWT "\r\n x");
	CALLBACK(OTK_E_TOKEN, 401, "", c.authorization = "Bearer Bearer " CALLBACK_JWT);
	CALLBACK(OTK_E_TOKEN, 401, "", c.authorization = "Bearer");
	CALLBACK(OTK_E_TOKEN, 401, "", c.authorization = "Bearer ");
	CALLBACK(OTK_E_TOKEN, 401, "", c.authorization = CALLBACK_JWT);
	CALLBACK(OTK_E_UNSIGNED, 503, "", c.authorization = " ");
}

/* White space or quotes around a secret are the usual reason for an invalid signature. */
static void wrapped_secrets(void)
{
	static const char *const wrapped[] = {"other", SECRET "\n"};
	static const char *const both[] = {SECRET "\n", SECRET};

	CALLBACK(OTK_E_TOKEN, 401, "secrets[1] ends with a line end",
		c.secrets = (otk_strings){wrapped, 2});
	CALLBACK(OTK_OK, 200, "", c.secrets = (otk_strings){both, 2});
}

static void extreme_options(void)
{
	static const int64_t extreme[] = {INT64_MAX, INT64_MIN, INT64_MAX / 4 + 1, -2};

	for (size_t i = 0; i < OTK_COUNT_OF(extreme); i++) {
		CALLBACK(OTK_E_ARGUMENT, 500, "max_age: is out of range", c.max_age = extreme[i]);
		CALLBACK(OTK_E_ARGUMENT, 500, "leeway: is out of range", c.leeway = extreme[i]);
		CALLBACK(OTK_E_ARGUMENT, 500, "now: is out of range", c.now = extreme[i]);
	}
	CALLBACK(OTK_OK, 200, "", c.max_age = INT64_MAX / 4);
	CALLBACK(OTK_OK, 200, "", c.leeway = INT64_MAX / 4);
	CALLBACK(OTK_E_TOKEN_EXPIRED, 401, "", c.now = INT64_MAX / 4);
}

/* A program that was compiled with an older header knows fewer members. */
static void older_callers(void)
{
	CALLBACK(OTK_OK, 200, "", c.struct_size -= 8);
	CALLBACK(OTK_OK, 200, "", c.struct_size = offsetof(otk_callback_check, application_id);
		 c.seen = (otk_flag(*)(void *, const char *, int64_t))(uintptr_t)1);
	CALLBACK(OTK_E_ARGUMENT, 500, "struct_size", c.struct_size = sizeof(size_t));
	CALLBACK(OTK_E_ARGUMENT, 500, "struct_size", c.struct_size -= sizeof(size_t) / 2);
	CALLBACK(OTK_E_ARGUMENT, 500, "struct_size", c.struct_size = SIZE_MAX);
}

static void claims(void)
{
	with_claims("{\"iat\":1470257688}", OTK_OK, 200, "", OTK_NO, NULL);
	with_claims("{\"iat\":1470257688}", OTK_E_HASH, 400, "no payload_hash", OTK_YES, NULL);
	with_claims("{\"iat\":1470257688}", OTK_E_HASH, 400, "no payload_hash", (otk_flag)3, NULL);
	with_claims("{\"iat\":1470257688}", OTK_OK, 200, "", OTK_UNSET, NULL);
	with_claims("{}", OTK_E_TOKEN, 401, "(iat)", OTK_NO, NULL);
	with_claims("{\"iat\":\"x\"}", OTK_E_TOKEN, 401, "\"iat\"", OTK_NO, NULL);
	with_claims("{\"iat\":1470257688,\"exp\":1470257663}", OTK_E_TOKEN_EXPIRED, 401,
		"expired 30 s ago", OTK_NO, NULL);
	with_claims("{\"iat\":1470257688,\"exp\":1470257664}", OTK_OK, 200, "", OTK_NO, NULL);
	with_claims("{\"iat\":1470257688,\"nbf\":1470257724}", OTK_E_TOKEN_EXPIRED, 401,
		"not valid for another 31 s", OTK_NO, NULL);
	with_claims("{\"iat\":1470257688,\"payload_hash\":\"BA5AA1C049D5660A8E1C2512B36482471DF953"
		    "36DE9442D1E8EAF702E3D23571\"}",
		OTK_OK, 200, "", OTK_YES, NULL);
	with_claims("{\"iat\":1470257688,\"payload_hash\":\"\"}", OTK_E_HASH, 400, "raw bytes",
		OTK_NO, NULL);
	with_claims("{\"iat\":1470257688,\"payload_hash\":\"ba5a\"}", OTK_E_HASH, 400, "raw bytes",
		OTK_NO, NULL);
	with_claims("{\"iat\":1470257688,\"application_id\":\"" APP_ID "\"}", OTK_OK, 200, "",
		OTK_NO, APP_ID);
	/* Ids are compared without regard to case. */
	with_claims(
		"{\"iat\":1470257688,\"application_id\":\"29F760F8-7CE1-46C9-ADE3-F2DEDEE4ED5F\"}",
		OTK_OK, 200, "", OTK_NO, APP_ID);
	with_claims("{\"iat\":1470257688,\"application_id\":\"" APP_ID "\"}", OTK_OK, 200, "",
		OTK_NO, "29F760F8-7CE1-46C9-ADE3-F2DEDEE4ED5F");
	/* No message contains a line end. */
	with_claims("{\"iat\":1470257688,\"application_id\":\"x\"}", OTK_E_TOKEN, 401,
		"not shown: it has several lines", OTK_NO, "a\nb");
	/* Two JSON readers might use different values. */
	with_claims("{\"iat\":1,\"iat\":1470257688}", OTK_E_TOKEN, 401, "\"iat\" occurs twice",
		OTK_NO, NULL);
	with_claims("{\"iat\":1470257688,\"payload_hash\":\"x\",\"payload\\u005fhash\":null}",
		OTK_E_TOKEN, 401, "\"payload_hash\" occurs twice", OTK_NO, NULL);
	/* No arithmetic overflows; UBSan would report it. */
	with_claims("{\"iat\":2305843009213693951}", OTK_E_TOKEN_EXPIRED, 401, "in the future",
		OTK_NO, NULL);
	with_claims(
		"{\"iat\":2305843009213693952}", OTK_E_TOKEN, 401, "out of range", OTK_NO, NULL);
	with_claims("{\"iat\":-1}", OTK_E_TOKEN, 401, "out of range", OTK_NO, NULL);
	with_claims("{\"iat\":1470257688,\"exp\":-9223372036854775808}", OTK_E_TOKEN, 401,
		"out of range", OTK_NO, NULL);
	with_claims("{\"iat\":1470257688,\"nbf\":1470257723}", OTK_OK, 200, "", OTK_NO, NULL);
	with_claims("{\"iat\":1470257688,\"application_id\":\"other\"}", OTK_E_TOKEN, 401,
		"another application", OTK_NO, APP_ID);
}

/* A guard that remembers one jti. */
typedef struct guard {
	char jti[64];
	int64_t forget_at;
	int asked;
	bool out_of_order;
} guard;

static otk_flag seen(void *userdata, const char *jti, int64_t forget_at)
{
	guard *keeper = userdata;

	keeper->asked++;
	if (keeper->out_of_order)
		return OTK_UNSET;
	if (strcmp(keeper->jti, jti) == 0)
		return OTK_YES;
	snprintf(keeper->jti, sizeof(keeper->jti), "%s", jti);
	keeper->forget_at = forget_at;
	return OTK_NO;
}

static void replays(void)
{
	otk_callback_check callback = good();
	otk_error error = OTK_ERROR_INIT;
	guard keeper = {.asked = 0};
	int32_t http_status = 0;
	char *header;

	callback.secrets = (otk_strings){one_secret, 1};
	callback.seen = seen;
	callback.userdata = &keeper;
	CHECK_STATUS(otk_callback_verify(&callback, &http_status, &error), OTK_OK, &error);
	CHECK_STR(keeper.jti, "00000000-0000-4000-8000-000000000002");
	/* A jti must be remembered while its token would be accepted. */
	CHECK_INT(keeper.forget_at, IAT + 301);
	CHECK_STATUS(otk_callback_verify(&callback, &http_status, &error), OTK_E_REPLAYED, &error);
	CHECK_INT(http_status, 200);
	CHECK_INT(keeper.asked, 2);
	/* A callback that is refused for another reason does not use up its jti. */
	callback.body_size--;
	CHECK_STATUS(otk_callback_verify(&callback, &http_status, &error), OTK_E_HASH, &error);
	CHECK_INT(keeper.asked, 2);
	callback.body_size++;
	keeper.out_of_order = true;
	CHECK_STATUS(otk_callback_verify(&callback, &http_status, &error), OTK_E_STATE, &error);
	CHECK_INT(http_status, 503);
	header = signed_with("{\"iat\":1470257688}");
	callback.authorization = header;
	CHECK_STATUS(otk_callback_verify(&callback, &http_status, &error), OTK_E_TOKEN, &error);
	CHECK_HAS(error.message, "no jti");
	free(header);
}

/* A jti of this size; "" beside it. */
static void check_jti(size_t size, otk_status expected)
{
	otk_callback_check callback = good();
	otk_error error = OTK_ERROR_INIT;
	guard keeper = {.asked = 0};
	char claims[400], *header;

	snprintf(claims, sizeof(claims), "{\"iat\":1470257688,\"jti\":\"%0*d\"}", (int)size, 0);
	header = signed_with(size ? claims : "{\"iat\":1470257688,\"jti\":\"\"}");
	callback.secrets = (otk_strings){one_secret, 1};
	callback.seen = seen;
	callback.userdata = &keeper;
	callback.authorization = header;
	CHECK_STATUS(otk_callback_verify(&callback, NULL, &error), expected, &error);
	CHECK_INT(keeper.asked, expected == OTK_OK);
	free(header);
}

static void sizes_of_jti(void)
{
	check_jti(0, OTK_E_TOKEN);
	check_jti(1, OTK_OK);
	check_jti(256, OTK_OK);
	check_jti(257, OTK_E_TOKEN);
}

static void options_of_other_versions(void)
{
	CALLBACK(OTK_E_ARGUMENT, 500, "struct_size", c.struct_size = sizeof(size_t));
	CHECK_INT(otk_callback_verify(NULL, NULL, NULL), OTK_E_ARGUMENT);
}

int main(void)
{
	return OTK_TEST_MAIN("auth/callback", TEST(the_vector), TEST(no_signature), TEST(secrets),
		TEST(ages), TEST(bodies), TEST(claims), TEST(odd_headers), TEST(wrapped_secrets),
		TEST(extreme_options), TEST(older_callers), TEST(replays), TEST(sizes_of_jti),
		TEST(options_of_other_versions));
}

/* SPDX-License-Identifier: MIT */
/* The vectors of doc/contract.md, byte for byte, and round trips of both products. */
#include "config.h"

#include <gnutls/abstract.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/text/base64.h"
#include "tests/auth/keys.h"
#include "tests/harness.h"

#define T1_VECTOR                                                                                  \
	"T1==cGFydG5lcl9pZD0xMjM0NTYmc2lnPTIxNDI4YjAzMTMzZGM1MzUyMDNkMDJmOWRlODVlMDZmYTQyN2U5Y2U6" \
	"c2Vzc2lvbl9pZD0xX01YNHhNak0wTlRaLWZsTmhkQ0JOWVhJZ01UVWdNVFE2TkRJNk1qTWdVRVJVSURJd01UUi1N" \
	"QzQwT1RBeE16QXlOWDQmY3JlYXRlX3RpbWU9MTQwMDAwMDAwMCZub25jZT04MTIzNDUmcm9sZT1wdWJsaXNoZXIm" \
	"ZXhwaXJlX3RpbWU9MTQwMDA4NjQwMA=="
#define REQUEST_CLAIMS                                                \
	"{\"iss\":\"123456\",\"ist\":\"project\",\"iat\":1400000000," \
	"\"exp\":1400000180,\"jti\":\"00000000-0000-4000-8000-000000000001\"}"
#define REQUEST_VECTOR                                                                       \
	"eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiIxMjM0NTYiLCJpc3QiOiJwcm9qZWN0Iiwi"  \
	"aWF0IjoxNDAwMDAwMDAwLCJleHAiOjE0MDAwMDAxODAsImp0aSI6IjAwMDAwMDAwLTAwMDAtNDAwMC04MD" \
	"AwLTAwMDAwMDAwMDAwMSJ9.9zFjjmm_5Q4BUHQDGuf3zyZ8ZGh5S_YXzdN9SWTzfYw"
#define CLIENT_VECTOR                                                                              \
	"eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9."                                                    \
	"eyJpc3MiOiIxMjM0NTYiLCJpc3QiOiJwcm9qZWN0IiwiaWF0Ijox"                                     \
	"NDAwMDAwMDAwLCJleHAiOjE0MDAwODY0MDAsIm5vbmNlIjo4MTIzNDUsInJvbGUiOiJtb2RlcmF0b3IiLCJzY29w" \
	"ZSI6InNlc3Npb24uY29ubmVjdCIsInNlc3Npb25faWQiOiIxX01YNHhNak0wTlRaLWZsTmhkQ0JOWVhJZ01UVWdN" \
	"VFE2TkRJNk1qTWdVRVJVSURJd01UUi1NQzQwT1RBeE16QXlOWDQiLCJjb25uZWN0aW9uX2RhdGEiOiJuYW1lPUpv" \
	"aG5ueSIsImluaXRpYWxfbGF5b3V0X2NsYXNzX2xpc3QiOiJmb2N1cyBpbmFjdGl2ZSJ9.6GlnUVSltT17ECmGLWN" \
	"S4dzPVJWvSxTlZZcyftySXaU"

static void t1_vector_1(void)
{
	otk_error error = OTK_ERROR_INIT;
	char *token = NULL;

	CHECK_STATUS(otk_token_create(test_opentok_key(), SESSION,
			     &OTK_TOKEN_OPTIONS(.kind = OTK_TOKEN_T1, .issued_at = 1400000000,
				     .nonce = "812345"),
			     &token, &error),
		OTK_OK, &error);
	CHECK_STR(token, T1_VECTOR);
	otk_free(token);
}

static void t1_vector_2(void)
{
	otk_error error = OTK_ERROR_INIT;
	char *token = NULL, *text;

	CHECK_STATUS(otk_token_create(test_opentok_key(), SESSION,
			     &OTK_TOKEN_OPTIONS(.kind = OTK_TOKEN_T1, .issued_at = 1400000000,
				     .expire_at = 1400086400, .nonce = "812345",
				     .data = "name=Johnny&id=7 é+",
				     .layout_classes = OTK_STRINGS("focus", "inactive")),
			     &token, &error),
		OTK_OK, &error);
	text = token ? test_token_text(token) : NULL;
	CHECK_STR(text,
		"partner_id=123456&sig=cebb5a30a01e9641510b8700eea7b4be9658384b:session_id=" SESSION
		"&create_time=1400000000&nonce=812345&role=publisher&expire_time=1400086400"
		"&connection_data=name%3DJohnny%26id%3D7+%C3%A9%2B"
		"&initial_layout_class_list=focus+inactive");
	free(text);
	otk_free(token);
}

static void hs256_request_vector(void)
{
	otk_error error = OTK_ERROR_INIT;
	char *jwt = NULL, *claims = NULL;

	CHECK_STATUS(
		otk_jwt_sign(test_opentok_key(), REQUEST_CLAIMS, &jwt, &error), OTK_OK, &error);
	CHECK_STR(jwt, REQUEST_VECTOR);
	CHECK_STATUS(
		otk_jwt_verify(test_opentok_key(), REQUEST_VECTOR, 0, 1400000100, &claims, &error),
		OTK_OK, &error);
	CHECK_STR(claims, REQUEST_CLAIMS);
	otk_free(claims);
	otk_free(jwt);
}

static void hs256_client_vector(void)
{
	otk_error error = OTK_ERROR_INIT;
	char *token = NULL;

	CHECK_STATUS(otk_token_create(test_opentok_key(), SESSION,
			     &OTK_TOKEN_OPTIONS(.role = OTK_ROLE_MODERATOR, .issued_at = 1400000000,
				     .nonce = "812345", .data = "name=Johnny",
				     .layout_classes = OTK_STRINGS("focus", "inactive")),
			     &token, &error),
		OTK_OK, &error);
	CHECK_STR(token, CLIENT_VECTOR);
	otk_free(token);
}

/* Verifies the token by an independent implementation of RFC 7515. */
static bool verifies_independently(const char *jwt, const char *public_pem)
{
	gnutls_datum_t pem = {.data = (unsigned char *)(uintptr_t)public_pem,
		.size = (unsigned)strlen(public_pem)};
	const char *dot = strrchr(jwt, '.');
	gnutls_datum_t data = {
		.data = (unsigned char *)(uintptr_t)jwt, .size = (unsigned)(dot - jwt)};
	gnutls_datum_t signature;
	gnutls_pubkey_t key;
	otk_buffer bytes;
	int code;

	otk_buffer_init(&bytes, 4096);
	if (!otk_base64_decode(&bytes, dot + 1, strlen(dot + 1)))
		return false;
	signature.data = (unsigned char *)bytes.data;
	signature.size = (unsigned)bytes.size;
	gnutls_pubkey_init(&key);
	gnutls_pubkey_import(key, &pem, GNUTLS_X509_FMT_PEM);
	code = gnutls_pubkey_verify_data2(key, GNUTLS_SIGN_RSA_SHA256, 0, &data, &signature);
	gnutls_pubkey_deinit(key);
	otk_buffer_free(&bytes);
	return code >= 0;
}

static void rs256_client_token(void)
{
	otk_error error = OTK_ERROR_INIT;
	char *token = NULL, *text;

	CHECK_STATUS(
		otk_token_create(test_vonage_key(), APP_SESSION,
			&OTK_TOKEN_OPTIONS(.issued_at = 1400000000, .ttl = 60, .nonce = "an-id",
				.data = "d\"1", .layout_classes = OTK_STRINGS("a", "b")),
			&token, &error),
		OTK_OK, &error);
	text = token ? test_token_text(token) : NULL;
	CHECK_STR(text,
		"{\"application_id\":\"" APP_ID "\",\"iat\":1400000000,\"exp\":1400000060,"
		"\"jti\":\"an-id\",\"sub\":\"video\",\"acl\":{\"paths\":{\"/session/**\":{}}},"
		"\"scope\":\"session.connect\",\"session_id\":\"" APP_SESSION "\","
		"\"role\":\"publisher\",\"connection_data\":\"d\\\"1\","
		"\"initial_layout_class_list\":\"a b\"}");
	CHECK(token && verifies_independently(token, test_public_pem()));
	CHECK_STATUS(otk_token_verify(test_vonage_key(), token, APP_SESSION, 0, 1400000059, &error),
		OTK_OK, &error);
	free(text);
	otk_free(token);
}

static void request_tokens(void)
{
	static const struct {
		otk_key *(*key)(void);
		const char *begin;
		int64_t ttl, exp;
	} cases[] = {
		{test_opentok_key,
			"{\"iss\":\"123456\",\"ist\":\"project\",\"iat\":1500000000,\"exp\":"
			"1500000180,"
			"\"jti\":\"",
			0, 1500000180},
		{test_opentok_key,
			"{\"iss\":\"123456\",\"ist\":\"project\",\"iat\":1500000000,\"exp\":"
			"1500000300,"
			"\"jti\":\"",
			300, 1500000300},
		{test_vonage_key,
			"{\"application_id\":\"" APP_ID
			"\",\"iat\":1500000000,\"exp\":1500000900,\"jti\":\"",
			0, 1500000900},
	};
	otk_error error = OTK_ERROR_INIT;
	char buffer[2048], *text, *claims;
	size_t size;

	for (size_t i = 0; i < OTK_COUNT_OF(cases); i++) {
		size = sizeof(buffer);
		CHECK_STATUS(otk_jwt_request(cases[i].key(), cases[i].ttl, 1500000000, buffer,
				     &size, &error),
			OTK_OK, &error);
		CHECK_INT(size, strlen(buffer));
		text = test_token_text(buffer);
		CHECK(text && strncmp(text, cases[i].begin, strlen(cases[i].begin)) == 0);
		CHECK(text && strlen(text) == strlen(cases[i].begin) + 36 + 2);
		CHECK_STATUS(otk_jwt_verify(
				     cases[i].key(), buffer, 0, cases[i].exp - 1, &claims, &error),
			OTK_OK, &error);
		CHECK_STR(claims, text);
		otk_free(claims);
		CHECK_STATUS(otk_jwt_verify(cases[i].key(), buffer, 0, cases[i].exp, NULL, &error),
			OTK_E_TOKEN_EXPIRED, &error);
		CHECK_STATUS(
			otk_jwt_verify(cases[i].key(), buffer, 10, cases[i].exp + 9, NULL, &error),
			OTK_OK, &error);
		free(text);
	}
}

/* Two of them are never the same: jti. */
static void request_tokens_differ(void)
{
	otk_error error = OTK_ERROR_INIT;
	char first[1024], second[1024];
	size_t size = sizeof(first);

	CHECK_STATUS(otk_jwt_request(test_opentok_key(), 0, 1500000000, first, &size, &error),
		OTK_OK, &error);
	size = sizeof(second);
	CHECK_STATUS(otk_jwt_request(test_opentok_key(), 0, 1500000000, second, &size, &error),
		OTK_OK, &error);
	CHECK(strcmp(first, second) != 0);
}

static int clean_up(void)
{
	test_keys_free();
	return 0;
}

int main(void)
{
	static const otk_test tests[] = {TEST(t1_vector_1), TEST(t1_vector_2),
		TEST(hs256_request_vector), TEST(hs256_client_vector), TEST(rs256_client_token),
		TEST(request_tokens), TEST(request_tokens_differ)};

	return otk_test_main("auth/vectors", tests, OTK_COUNT_OF(tests), NULL, clean_up);
}

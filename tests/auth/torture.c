/* SPDX-License-Identifier: MIT */
/*
 * Calls every function of libotk-auth while each of its allocations and library calls fails in
 * turn.
 */
#include "config.h"

#include <gnutls/gnutls.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/auth/keys.h"
#include "tests/harness.h"
#include "tests/torture.h"

#define NOW 1400000000

static char *key_file;
static char *tokens[3]; /* HS256, T1, RS256 */

/* The status of what failed: memory, GnuTLS or a file. */
static bool said_why(otk_status status, const otk_error *error)
{
	const char *failed = otk_failed_call();
	otk_status expected = OTK_E_NOMEM;

	if (failed)
		expected = strncmp(failed, "gnutls_", 7) == 0 ? OTK_E_CRYPTO : OTK_E_IO;
	if (status) {
		CHECK_CASE(status == expected, "%s: %s: %s", failed ? failed : "malloc",
			otk_status_name(status), error->message);
		CHECK(error->message[0]);
	}
	return status == OTK_OK;
}

static bool make_key(const otk_key_options *options)
{
	otk_error error = OTK_ERROR_INIT;
	otk_key *key = otk_key_new(options, &error);

	otk_key_free(key);
	return said_why(key ? OTK_OK : error.status, &error);
}

static bool opentok_key(void *context)
{
	(void)context;
	return make_key(&OTK_KEY_OPTIONS(.api_key = API_KEY, .api_secret = API_SECRET));
}

static bool vonage_key(void *context)
{
	(void)context;
	return make_key(
		&OTK_KEY_OPTIONS(.application_id = APP_ID, .private_key_pem = test_private_pem()));
}

static bool file_key(void *context)
{
	(void)context;
	return make_key(&OTK_KEY_OPTIONS(.application_id = APP_ID, .private_key_file = key_file,
		.public_key_pem = test_public_pem()));
}

static bool create(otk_key *key, const char *session, otk_token_kind kind)
{
	otk_error error = OTK_ERROR_INIT;
	char *token = NULL;
	otk_status status = otk_token_create(key, session,
		&OTK_TOKEN_OPTIONS(.kind = kind, .data = "data",
			.layout_classes = OTK_STRINGS("a", "b")),
		&token, &error);

	CHECK((token != NULL) == (status == OTK_OK));
	otk_free(token);
	return said_why(status, &error);
}

static bool create_jwt(void *context)
{
	return create(context, SESSION, OTK_TOKEN_JWT);
}

static bool create_t1(void *context)
{
	return create(context, SESSION, OTK_TOKEN_T1);
}

static bool create_rs256(void *context)
{
	return create(context, APP_SESSION, OTK_TOKEN_JWT);
}

static bool inspect(void *context)
{
	otk_error error = OTK_ERROR_INIT;
	otk_token *parts = NULL;
	otk_status status = otk_token_inspect(NULL, context, NOW, &parts, &error);

	CHECK((parts != NULL) == (status == OTK_OK));
	otk_free(parts);
	return said_why(status, &error);
}

static bool verify(void *context)
{
	otk_error error = OTK_ERROR_INIT;
	otk_key *key = context == tokens[2] ? test_vonage_key() : test_opentok_key();

	return said_why(otk_token_verify(key, context, NULL, 0, NOW, &error), &error);
}

static bool sign_and_verify(void *context)
{
	otk_error error = OTK_ERROR_INIT;
	char *jwt = NULL, *claims = NULL;
	otk_status status = otk_jwt_sign(context, "{\"a\":1}", &jwt, &error);

	if (!status)
		status = otk_jwt_verify(context, jwt, 0, NOW, &claims, &error);
	CHECK((claims != NULL) == (status == OTK_OK));
	otk_free(jwt);
	otk_free(claims);
	return said_why(status, &error);
}

static bool session_id(void *context)
{
	otk_error error = OTK_ERROR_INIT;
	otk_session_id *parsed = NULL;
	otk_status status = otk_session_id_parse(SESSION, &parsed, &error);

	(void)context;
	CHECK((parsed != NULL) == (status == OTK_OK));
	otk_free(parsed);
	return said_why(status, &error);
}

static bool callback(void *context)
{
	otk_error error = OTK_ERROR_INIT;
	int32_t http_status = 0;
	otk_status status = otk_callback_verify(
		&OTK_CALLBACK_CHECK(.authorization = "Bearer " CALLBACK_JWT, .now = 1470257688,
			.secrets = OTK_STRINGS("callback-signature-secret")),
		&http_status, &error);

	(void)context;
	/* The hash of the body differs, but only a call that has memory can detect it. */
	if (status == OTK_E_HASH)
		return true;
	CHECK_INT(http_status, 500);
	return said_why(status, &error);
}

static void keys(void)
{
	otk_torture("an OpenTok key", opentok_key, NULL);
	otk_torture("a Vonage key", vonage_key, NULL);
	otk_torture("a key file", file_key, NULL);
}

static void creating(void)
{
	CHECK_INT(otk_torture("HS256", create_jwt, test_opentok_key()), 1);
	CHECK_INT(otk_torture("T1", create_t1, test_opentok_key()), 1);
	otk_torture("RS256", create_rs256, test_vonage_key());
}

static bool write_token(void *context)
{
	const otk_token_options *options = context;
	char buffer[1024];
	size_t size = sizeof(buffer);

	return otk_token_write(test_opentok_key(), SESSION, options, buffer, &size, NULL) == OTK_OK;
}

static bool request_token(void *context)
{
	char buffer[1024];
	size_t size = sizeof(buffer);

	return otk_jwt_request(context, 0, 0, buffer, &size, NULL) == OTK_OK;
}

static void into_a_buffer_without_allocation(void)
{
	otk_token_options jwt = OTK_TOKEN_OPTIONS(.data = "data");
	otk_token_options t1 = OTK_TOKEN_OPTIONS(.kind = OTK_TOKEN_T1, .data = "data");

	CHECK_INT(otk_torture("HS256 write", write_token, &jwt), 0);
	CHECK_INT(otk_torture("T1 write", write_token, &t1), 0);
	CHECK_INT(otk_torture("request token", request_token, test_opentok_key()), 0);
}

static void reading(void)
{
	for (size_t i = 0; i < 3; i++) {
		otk_torture("inspect", inspect, tokens[i]);
		otk_torture("verify", verify, tokens[i]);
	}
	otk_torture("HS256 sign", sign_and_verify, test_opentok_key());
	otk_torture("RS256 sign", sign_and_verify, test_vonage_key());
	otk_torture("session id", session_id, NULL);
	otk_torture("callback", callback, NULL);
}

static int set_up(void)
{
	static const otk_token_kind kinds[] = {OTK_TOKEN_JWT, OTK_TOKEN_T1, OTK_TOKEN_JWT};
	FILE *file;

	for (int i = 0; i < 3; i++)
		if (otk_token_create(i == 2 ? test_vonage_key() : test_opentok_key(),
			    i == 2 ? APP_SESSION : SESSION,
			    &OTK_TOKEN_OPTIONS(.kind = kinds[i], .issued_at = NOW, .data = "\n"),
			    &tokens[i], NULL))
			return 1;
	if (asprintf(&key_file, "%s/key.pem", otk_test_folder()) < 0)
		return 1;
	file = fopen(key_file, "w");
	if (!file)
		return 1;
	fputs(test_private_pem(), file);
	return fclose(file);
}

static int clean_up(void)
{
	for (int i = 0; i < 3; i++)
		otk_free(tokens[i]);
	free(key_file);
	test_keys_free();
	return 0;
}

static void library_calls(void)
{
	/*
	 * A token of PKCS#11 need not show its public half: then the key signs and cannot verify. A
	 * file that was only read may be closed with any result.
	 */
	static const char *const no_public_half[] = {
		"gnutls_pubkey_init", "gnutls_pubkey_import_privkey", "close", NULL};
	size_t points = 0;

	points += otk_torture_calls("an OpenTok key", opentok_key, NULL, NULL);
	points += otk_torture_calls("a Vonage key", vonage_key, NULL, no_public_half);
	points += otk_torture_calls("a key file", file_key, NULL, no_public_half);
	otk_torture_interrupts("a key file", file_key, NULL);
	points += otk_torture_calls("HS256", create_jwt, test_opentok_key(), NULL);
	points += otk_torture_calls("T1", create_t1, test_opentok_key(), NULL);
	points += otk_torture_calls("RS256", create_rs256, test_vonage_key(), NULL);
	for (size_t i = 0; i < 3; i++)
		points += otk_torture_calls("verify", verify, tokens[i], NULL);
	points += otk_torture_calls("HS256 sign", sign_and_verify, test_opentok_key(), NULL);
	points += otk_torture_calls("RS256 sign", sign_and_verify, test_vonage_key(), NULL);
	points += otk_torture_calls("callback", callback, NULL, NULL);
	CHECK(points > 20);
}

int main(void)
{
	static const otk_test tests[] = {TEST(keys), TEST(creating),
		TEST(into_a_buffer_without_allocation), TEST(reading), TEST(library_calls)};

	return otk_test_main("auth/torture", tests, OTK_COUNT_OF(tests), set_up, clean_up);
}

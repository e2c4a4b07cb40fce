/* SPDX-License-Identifier: MIT */
/* Keys: every credential that is accepted, and the messages about refused ones. */
#include "config.h"

#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "core/auth/key/key.h"
#include "core/auth/key/key_vonage.h"
#include "tests/auth/keys.h"
#include "tests/harness.h"

static void check_refused(
	const otk_key_options *options, otk_status status, const char *message, int line)
{
	otk_error error = OTK_ERROR_INIT;
	otk_key *key = otk_key_new(options, &error);

	CHECK_CASE(key == NULL, "line %d: a key was made", line);
	CHECK_STATUS(error.status, status, &error);
	CHECK_HAS(error.message, message);
	CHECK_LACKS(error.message, "geheim");
	/* The same without an error record. */
	CHECK(otk_key_new(options, NULL) == NULL);
	otk_key_free(key);
}
#define REFUSED(status, message, ...) \
	check_refused(&OTK_KEY_OPTIONS(__VA_ARGS__), status, message, __LINE__)

static void opentok_keys(void)
{
	otk_error error = OTK_ERROR_INIT;
	otk_key *key = otk_key_new(
		&OTK_KEY_OPTIONS(.api_key = "1", .api_secret = "x", .account = OTK_YES), &error);

	CHECK(key != NULL && otk_key_backend(key) == OTK_BACKEND_OPENTOK);
	CHECK_STR(otk_key_id(key), "1");
	otk_key_free(key);
	/* The API key of a Vonage account contains letters. */
	key = otk_key_new(
		&OTK_KEY_OPTIONS(.api_key = "abcd1234", .api_secret = "x", .account = OTK_YES),
		&error);
	CHECK(key != NULL);
	CHECK_STR(otk_key_id(key), "abcd1234");
	CHECK_INT(otk_key_account(key), OTK_YES);
	CHECK_INT(otk_key_account(test_opentok_key()), OTK_NO);
	CHECK_STR(otk_version(), OTK_VERSION);
	otk_key_free(key);
	otk_key_free(NULL);
	CHECK(!otk_key_ref(NULL) && !otk_key_id(NULL) && !otk_key_backend(NULL));
	CHECK_INT(otk_key_account(NULL), OTK_UNSET);
}

static void credentials_that_cannot_be_right(void)
{
	char long_key[40], long_secret[300];

	memset(long_key, '1', sizeof(long_key));
	long_key[33] = '\0';
	memset(long_secret, 's', sizeof(long_secret));
	long_secret[257] = '\0';
	check_refused(NULL, OTK_E_ARGUMENT, "NULL", __LINE__);
	check_refused(&(otk_key_options){0}, OTK_E_ARGUMENT, "struct_size", __LINE__);
	REFUSED(OTK_E_ARGUMENT, "no credential", .pin = "1");
	REFUSED(OTK_E_ARGUMENT, "both kinds", .api_key = "1", .api_secret = "geheim",
		.application_id = APP_ID);
	REFUSED(OTK_E_ARGUMENT, "both kinds", .api_key = "1", .private_key_pem = "x");
	REFUSED(OTK_E_ARGUMENT, "both kinds", .api_key = "1", .private_key_file = "x");
	REFUSED(OTK_E_ARGUMENT, "both kinds", .api_key = "1", .private_key_uri = "pkcs11:x");
	REFUSED(OTK_E_ARGUMENT, "both kinds", .api_key = "1", .public_key_pem = "x");
	REFUSED(OTK_E_ARGUMENT, "api_secret: is missing", .api_key = "1");
	REFUSED(OTK_E_ARGUMENT, "digits and letters", .api_key = "abcd-1234",
		.api_secret = "geheim", .account = OTK_YES);
	REFUSED(OTK_E_ARGUMENT, "decimal digits", .api_key = "abcd1234", .api_secret = "geheim");
	REFUSED(OTK_E_ARGUMENT, "api_key: is missing", .api_secret = "geheim");
	REFUSED(OTK_E_ARGUMENT, "is empty", .api_key = "", .api_secret = "geheim");
	REFUSED(OTK_E_ARGUMENT, "decimal digits", .api_key = "12a", .api_secret = "geheim");
	REFUSED(OTK_E_ARGUMENT, "decimal digits", .api_key = APP_ID, .api_secret = "geheim");
	REFUSED(OTK_E_ARGUMENT, "more than 32", .api_key = long_key, .api_secret = "geheim");
	REFUSED(OTK_E_ARGUMENT, "is missing", .api_key = "1", .api_secret = "");
	REFUSED(OTK_E_ARGUMENT, "more than 256", .api_key = "1", .api_secret = long_secret);
	REFUSED(OTK_E_ARGUMENT, "line end", .api_key = "1", .api_secret = "geheim\n");
	REFUSED(OTK_E_ARGUMENT, "blank", .api_key = "1", .api_secret = "gehe im");
	REFUSED(OTK_E_ARGUMENT, "pin", .api_key = "1", .api_secret = "geheim", .pin = "1");
	REFUSED(OTK_E_ARGUMENT, "must be a UUID", .application_id = "test",
		.private_key_pem = test_private_pem());
	REFUSED(OTK_E_ARGUMENT, "application_id: is missing",
		.private_key_pem = test_private_pem());
	REFUSED(OTK_E_ARGUMENT, "private key is missing", .application_id = APP_ID);
	REFUSED(OTK_E_ARGUMENT, "set in two ways", .application_id = APP_ID,
		.private_key_pem = "geheim", .private_key_file = "x");
	REFUSED(OTK_E_ARGUMENT, "set in two ways", .application_id = APP_ID,
		.private_key_pem = "geheim", .id_only = OTK_YES);
	REFUSED(OTK_E_ARGUMENT, "must be OTK_UNSET, OTK_YES or OTK_NO", .api_key = "1",
		.api_secret = "geheim", .account = 3);
	REFUSED(OTK_E_ARGUMENT, "must be OTK_UNSET, OTK_YES or OTK_NO", .api_key = "1",
		.api_secret = "geheim", .id_only = 3);
	REFUSED(OTK_E_ARGUMENT, "id_only: excludes api_secret", .api_key = "1",
		.api_secret = "geheim", .id_only = OTK_YES);
	REFUSED(OTK_E_ARGUMENT, "account level", .application_id = APP_ID,
		.private_key_pem = test_private_pem(), .account = OTK_YES);
	REFUSED(OTK_E_ARGUMENT, "pkcs11:", .application_id = APP_ID, .private_key_uri = "/a/path");
}

/*
 * A key with the passphrase "geheim". GnuTLS would derive the key of a new file in 600 000 rounds,
 * for which Valgrind takes half a minute each time; this one has a single round:
 * openssl genrsa 2048 | openssl pkcs8 -topk8 -v2 aes-128-cbc -iter 1 -passout pass:geheim
 */
static char *read_encrypted(void)
{
	char *path = otk_test_source("tests/auth/encrypted.pem");
	char *text = path ? otk_test_read(path, NULL) : NULL;

	REQUIRE(text != NULL);
	free(path);
	return text;
}

static void texts_that_are_not_pem(void)
{
	char *encrypted = read_encrypted();
	char *small = test_make_pem(GNUTLS_PK_RSA, 1024, GNUTLS_PKCS_PLAIN, NULL);
	char *curve = test_make_pem(GNUTLS_PK_ECDSA, 256, GNUTLS_PKCS_PLAIN, NULL);
	char *cut = strdup(test_private_pem()), *large = malloc(20000);

	cut[strlen(cut) / 2] = '\0';
	memset(large, 'x', 19999);
	large[19999] = '\0';
	REFUSED(OTK_E_CRYPTO, "not a PEM", .application_id = APP_ID,
		.private_key_pem = "/a/key.pem");
	REFUSED(OTK_E_ARGUMENT, "is empty", .application_id = APP_ID, .private_key_pem = "");
	REFUSED(OTK_E_CRYPTO, "line ends", .application_id = APP_ID,
		.private_key_pem = "-----BEGIN PRIVATE KEY-----\\nMII\\n-----END PRIVATE KEY-----");
	REFUSED(OTK_E_CRYPTO, "cannot be read", .application_id = APP_ID, .private_key_pem = cut);
	REFUSED(OTK_E_CRYPTO, "not a private key", .application_id = APP_ID,
		.private_key_pem = test_public_pem());
	REFUSED(OTK_E_CRYPTO, "pin is not set to its passphrase", .application_id = APP_ID,
		.private_key_pem = encrypted);
	REFUSED(OTK_E_CRYPTO, "does not fit", .application_id = APP_ID,
		.private_key_pem = encrypted, .pin = "wrong");
	REFUSED(OTK_E_CRYPTO, "1024 bits; 2048 to 8192", .application_id = APP_ID,
		.private_key_pem = small);
	REFUSED(OTK_E_CRYPTO, "not an RSA key", .application_id = APP_ID, .private_key_pem = curve);
	REFUSED(OTK_E_ARGUMENT, "larger than 16384", .application_id = APP_ID,
		.private_key_pem = large);
	REFUSED(OTK_E_ARGUMENT, "larger than 16384", .application_id = APP_ID,
		.public_key_pem = large);
	REFUSED(OTK_E_CRYPTO, "public_key_pem", .application_id = APP_ID, .public_key_pem = "x");
	free(encrypted);
	free(small);
	free(curve);
	free(cut);
	free(large);
}

/* PKCS #8, PKCS #1 and encrypted keys sign; the public half of each verifies. */
static void pem_of_every_kind(void)
{
	char *encrypted = read_encrypted();
	char *pkcs1 = test_make_pem(GNUTLS_PK_RSA, 2048, -1, NULL);
	const otk_key_options cases[] = {
		{.struct_size = sizeof(otk_key_options),
			.application_id = APP_ID,
			.private_key_pem = pkcs1},
		{.struct_size = sizeof(otk_key_options),
			.application_id = APP_ID,
			.private_key_pem = encrypted,
			.pin = "geheim"},
	};
	otk_error error = OTK_ERROR_INIT;

	CHECK_HAS(pkcs1, "BEGIN RSA PRIVATE KEY");
	for (size_t i = 0; i < OTK_COUNT_OF(cases); i++) {
		otk_key *key = otk_key_new(&cases[i], &error);
		char *jwt = NULL;

		CHECK_CASE(key != NULL, "%zu: %s", i, error.message);
		if (!key)
			continue;
		CHECK_STATUS(otk_jwt_sign(key, "{}", &jwt, &error), OTK_OK, &error);
		CHECK_STATUS(otk_jwt_verify(key, jwt, 0, 0, NULL, &error), OTK_OK, &error);
		otk_free(jwt);
		otk_key_free(key);
	}
	free(pkcs1);
	free(encrypted);
}

/* The message names the characters around a credential, never the credential. */
static void wrapped_credentials(void)
{
	static const struct {
		const char *value;
		const char *problem;
	} cases[] = {
		{"\"geheim\"", "wrapped in quotes"},
		{"'geheim'", "wrapped in quotes"},
		{"\"geheim", "wrapped in quotes"},
		{"`geheim`", "wrapped in quotes"},
		{"\xe2\x80\x9cgeheim\xe2\x80\x9d", "wrapped in quotes"},
		{"geheim\n", "line end"},
		{"geheim\r\n", "line end"},
		{"geheim\r", "line end"},
		{" geheim", "blanks around"},
		{"geheim\t", "blanks around"},
		{"\ngeheim", "blanks around"},
		{"\xef\xbb\xbfgeheim", "byte order mark"},
		{"API_SECRET=geheim", "name of a setting"},
		{"OTK_API_KEY=geheim", "name of a setting"},
		{"secret=geheim", "name of a setting"},
		{"export OTK_API_SECRET=geheim", "name of a setting"},
		{"VONAGE_PRIVATE_KEY_PATH=geheim", "name of a setting"},
		{"API_SECRET=geheim\n", "name of a setting"},
	};

	for (size_t i = 0; i < OTK_COUNT_OF(cases); i++) {
		const char *value = cases[i].value, *problem = cases[i].problem;

		REFUSED(OTK_E_ARGUMENT, problem, .api_key = "1", .api_secret = value);
		REFUSED(OTK_E_ARGUMENT, problem, .api_key = value, .api_secret = "x");
		REFUSED(OTK_E_ARGUMENT, problem, .application_id = value,
			.private_key_pem = test_private_pem());
		REFUSED(OTK_E_ARGUMENT, problem, .application_id = APP_ID,
			.private_key_file = value);
		REFUSED(OTK_E_ARGUMENT, problem, .application_id = APP_ID,
			.private_key_uri = value);
	}
	REFUSED(OTK_E_ARGUMENT, "pin: is wrapped in quotes", .application_id = APP_ID,
		.private_key_pem = test_private_pem(), .pin = "'geheim'");
	REFUSED(OTK_E_ARGUMENT, "pin: holds a line end", .application_id = APP_ID,
		.private_key_pem = test_private_pem(), .pin = "geheim\n");
	REFUSED(OTK_E_ARGUMENT, "private_key_pem: is wrapped in quotes", .application_id = APP_ID,
		.private_key_pem = "\"-----BEGIN PRIVATE KEY-----\ngeheim\"");
	REFUSED(OTK_E_ARGUMENT, "private_key_pem: begins with the name of a setting",
		.application_id = APP_ID, .private_key_pem = "PRIVATE_KEY=-----BEGIN PRIVATE KEY");
	REFUSED(OTK_E_ARGUMENT, "private_key_pem: begins with the name of a setting",
		.application_id = APP_ID,
		.private_key_pem = "PRIVATE_KEY=-----BEGIN PRIVATE KEY-----\ngeheim\n");
	REFUSED(OTK_E_ARGUMENT, "pin: begins with the name of a setting", .application_id = APP_ID,
		.private_key_pem = test_private_pem(), .pin = "KEY_PIN=geheim\n");
	REFUSED(OTK_E_ARGUMENT, "control character", .api_key = "1", .api_secret = "gehe\x01im");
}

static void unusual_secrets(void)
{
	static const char *const good[] = {"a=b", "pass'word", "x\"y", "0=1", "=", "key:value",
		"\xc3\xa9t\xc3\xa9", "MII", "abcKEY"};

	for (size_t i = 0; i < OTK_COUNT_OF(good); i++) {
		otk_error error = OTK_ERROR_INIT;
		otk_key *key = otk_key_new(
			&OTK_KEY_OPTIONS(.api_key = "1", .api_secret = good[i]), &error);

		CHECK_CASE(key != NULL, "%s: %s", good[i], error.message);
		otk_key_free(key);
	}
}

/* The text of the key given instead of its file name, in any one-line form. */
static void key_text_as_file_name(void)
{
	const char *pem = test_private_pem();
	char *texts[] = {strdup(pem), strdup(pem), strdup(strchr(pem, '\n') + 1), NULL, NULL, NULL,
		strdup("-----BEGIN RSA PRIVATE KEY-----geheim")};

	/* On one line; only its base64; with \n as two characters; quoted; indented. */
	for (char *at = texts[1]; (at = strchr(at, '\n')); at++)
		*at = ' ';
	*strstr(texts[2], "-----END") = '\0';
	CHECK(asprintf(&texts[3], "%.27s\\nMIIEgeheim\\n-----END PRIVATE KEY-----\\n", pem) > 0);
	CHECK(asprintf(&texts[4], "\"%s\"", pem) > 0);
	CHECK(asprintf(&texts[5], "\xef\xbb\xbf  %s", pem) > 0);
	for (size_t i = 0; i < OTK_COUNT_OF(texts); i++) {
		REFUSED(OTK_E_ARGUMENT, "looks like the key itself, not a file name",
			.application_id = APP_ID, .private_key_file = texts[i]);
		REFUSED(OTK_E_ARGUMENT, "looks like the key itself", .application_id = APP_ID,
			.private_key_uri = texts[i]);
		REFUSED(OTK_E_ARGUMENT, "looks like the key itself", .application_id = APP_ID,
			.private_key_pem = pem, .pin = texts[i]);
		REFUSED(OTK_E_ARGUMENT, "key", .api_key = "1", .api_secret = texts[i]);
		REFUSED(OTK_E_ARGUMENT, "key", .application_id = texts[i], .private_key_pem = pem);
		free(texts[i]);
	}
	REFUSED(OTK_E_ARGUMENT, "public_key_pem: this looks like the private key",
		.application_id = APP_ID, .public_key_pem = pem);
	REFUSED(OTK_E_CRYPTO, "the name of a file belongs in private_key_file",
		.application_id = APP_ID, .private_key_pem = "/etc/otk/geheim.pem");
}

/* Application ids are compared without regard to case. */
static void ids_in_capitals(void)
{
	static const char *const ids[] = {APP_ID, "29F760F8-7CE1-46C9-ADE3-F2DEDEE4ED5F",
		"29f760f8-7CE1-46c9-ADE3-f2dedee4ED5F"};

	for (size_t i = 0; i < OTK_COUNT_OF(ids); i++) {
		otk_error error = OTK_ERROR_INIT;
		char *token = NULL;
		otk_key *key = otk_key_new(&OTK_KEY_OPTIONS(.application_id = ids[i],
						   .private_key_pem = test_private_pem()),
			&error);

		if (!CHECK_CASE(key != NULL, "%s", error.message))
			continue;
		CHECK_STR(otk_key_id(key), APP_ID);
		CHECK_STATUS(otk_session_id_check(key, APP_SESSION, &error), OTK_OK, &error);
		CHECK_STATUS(
			otk_session_id_check(key, APP_SESSION_CAPITALS, &error), OTK_OK, &error);
		CHECK_STATUS(otk_token_create(key, APP_SESSION_CAPITALS, NULL, &token, &error),
			OTK_OK, &error);
		CHECK_STATUS(otk_token_verify(test_vonage_key(), token, NULL, 0, 0, &error), OTK_OK,
			&error);
		otk_free(token);
		token = NULL;
		/* The form that other software writes. */
		CHECK_STATUS(otk_jwt_sign(key,
				     "{\"application_id\":\"29F760F8-7CE1-46C9-ADE3-F2DEDEE4ED5F\","
				     "\"iat\":1,\"exp\":100000,\"session_id\":\"" APP_SESSION "\"}",
				     &token, &error),
			OTK_OK, &error);
		CHECK_STATUS(
			otk_token_verify(key, token, APP_SESSION, 0, 50, &error), OTK_OK, &error);
		otk_free(token);
		otk_key_free(key);
	}
}

static void secrets_are_hidden(void)
{
	char text[] = "401: bad secret " API_SECRET ", header Basic "
		      "MTIzNDU2OjEyMzQ1Njc4OTBhYmNkZWYxMjM0NTY3ODkwYWJjZGVmMTIzNDU2Nzg5MA==";
	char other[] = "nothing of " APP_ID;

	otk_key_redact(test_opentok_key(), text);
	CHECK_STR(text, "401: bad secret ***, header Basic ***");
	otk_key_redact(test_vonage_key(), other);
	CHECK_STR(other, "nothing of " APP_ID);
}

static void key_files_that_others_can_read(void)
{
	static const struct {
		mode_t mode;
		otk_flag exposed;
	} cases[] = {{0600, OTK_NO}, {0400, OTK_NO}, {0644, OTK_YES}, {0604, OTK_YES},
		{0640, OTK_YES}, {0602, OTK_YES}, {0620, OTK_YES}};
	char *path = test_write_file("mode.pem", "x");

	for (size_t i = 0; i < OTK_COUNT_OF(cases); i++) {
		CHECK_INT(chmod(path, cases[i].mode), 0);
		CHECK_CASE(otk_key_file_exposed(path) == cases[i].exposed, "%o",
			(unsigned)cases[i].mode);
	}
	CHECK_INT(otk_key_file_exposed("/nowhere/key.pem"), OTK_NO);
	CHECK_INT(otk_key_file_exposed(otk_test_folder()), OTK_NO);
	free(path);
}

/* A program that was compiled with an older header knows fewer members. */
static void older_callers(void)
{
	static const size_t garbage[] = {0, 1, sizeof(size_t), 3 * sizeof(size_t) / 2,
		5 * sizeof(size_t) / 2, 4000, SIZE_MAX};
	otk_key_options options =
		OTK_KEY_OPTIONS(.api_key = "1", .api_secret = "x", .pin = "beyond what is known");
	otk_error error = OTK_ERROR_INIT;
	otk_key *key;

	options.struct_size = offsetof(otk_key_options, application_id);
	key = otk_key_new(&options, &error);
	CHECK_CASE(key != NULL, "%s", error.message);
	otk_key_free(key);
	for (size_t i = 0; i < OTK_COUNT_OF(garbage); i++) {
		options.struct_size = garbage[i];
		check_refused(&options, OTK_E_ARGUMENT, "struct_size", __LINE__);
	}
}

static void key_files(void)
{
	char *good = test_write_file("good.pem", test_private_pem());
	char *empty = test_write_file("empty.pem", "");
	otk_error error = OTK_ERROR_INIT;
	otk_key *key = otk_key_new(
		&OTK_KEY_OPTIONS(.application_id = APP_ID, .private_key_file = good), &error);

	CHECK_CASE(key != NULL, "%s", error.message);
	otk_key_free(key);
	REFUSED(OTK_E_IO, "No such file", .application_id = APP_ID,
		.private_key_file = "/nowhere/key.pem");
	REFUSED(OTK_E_IO, "directory", .application_id = APP_ID,
		.private_key_file = otk_test_folder());
	REFUSED(OTK_E_ARGUMENT, "empty.pem\" is empty", .application_id = APP_ID,
		.private_key_file = empty);
	REFUSED(OTK_E_ARGUMENT, "larger than 16384", .application_id = APP_ID,
		.private_key_file = "/dev/zero");
	free(good);
	free(empty);
}

typedef struct elsewhere {
	otk_key *key;
	int signed_count;
	int released;
	otk_status status;
	size_t claimed;
} elsewhere;

/* A key service that has the private key; otk has only the public half. */
static otk_status sign_elsewhere(
	void *context, const uint8_t *digest, size_t digest_size, uint8_t *signature, size_t *size)
{
	elsewhere *service = context;
	otk_status status = service->status;

	service->signed_count++;
	if (!status)
		status = service->key->signer.sign(
			service->key->signer.context, digest, digest_size, signature, size);
	if (service->claimed)
		*size = service->claimed;
	return status;
}

static void release_elsewhere(void *context)
{
	((elsewhere *)context)->released++;
}

static void caller_owned_signers(void)
{
	elsewhere service = {.key = test_vonage_key()};
	otk_signer signer = OTK_SIGNER(.sign = sign_elsewhere, .release = release_elsewhere,
		.context = &service);
	otk_error error = OTK_ERROR_INIT;
	char *jwt = NULL;
	otk_key *key =
		otk_key_new(&OTK_KEY_OPTIONS(.application_id = APP_ID, .signer = &signer), &error);
	otk_key *verifying =
		otk_key_new(&OTK_KEY_OPTIONS(.application_id = APP_ID, .signer = &signer,
				    .public_key_pem = test_public_pem()),
			&error);

	CHECK(key && verifying);
	CHECK_STATUS(otk_jwt_sign(key, "{\"a\":1}", &jwt, &error), OTK_OK, &error);
	CHECK_INT(service.signed_count, 1);
	CHECK_STATUS(otk_jwt_verify(test_vonage_key(), jwt, 0, 0, NULL, &error), OTK_OK, &error);
	CHECK_STATUS(otk_jwt_verify(verifying, jwt, 0, 0, NULL, &error), OTK_OK, &error);
	CHECK_STATUS(otk_jwt_verify(key, jwt, 0, 0, NULL, &error), OTK_E_UNSUPPORTED, &error);
	CHECK_HAS(error.message, "public_key_pem");
	otk_free(jwt);
	service.status = OTK_E_CRYPTO;
	CHECK_STATUS(otk_jwt_sign(key, "{}", &jwt, &error), OTK_E_CRYPTO, &error);
	CHECK(jwt == NULL);
	service.status = OTK_OK;
	service.claimed = OTK_SIGNATURE_MAX + 1;
	CHECK_STATUS(otk_jwt_sign(key, "{}", &jwt, &error), OTK_E_CRYPTO, &error);
	CHECK_HAS(error.message, "1025 bytes");
	CHECK_INT(service.released, 0);
	otk_key_free(otk_key_ref(key));
	CHECK_INT(service.released, 0);
	otk_key_free(key);
	CHECK_INT(service.released, 1);
	otk_key_free(verifying);
	CHECK_INT(service.released, 2);
	/* If the constructor fails, release() is not called. */
	REFUSED(OTK_E_CRYPTO, "public_key_pem", .application_id = APP_ID, .signer = &signer,
		.public_key_pem = "x");
	CHECK_INT(service.released, 2);
	signer.sign = NULL;
	REFUSED(OTK_E_ARGUMENT, "sign function", .application_id = APP_ID, .signer = &signer);
}

static void public_half_alone(void)
{
	otk_error error = OTK_ERROR_INIT;
	otk_key *key = otk_key_new(
		&OTK_KEY_OPTIONS(.application_id = APP_ID, .public_key_pem = test_public_pem()),
		&error);
	char *jwt = NULL;

	CHECK_CASE(key != NULL, "%s", error.message);
	CHECK_STATUS(otk_jwt_sign(key, "{}", &jwt, &error), OTK_E_UNSUPPORTED, &error);
	CHECK_STATUS(otk_jwt_sign(test_vonage_key(), "{}", &jwt, &error), OTK_OK, &error);
	CHECK_STATUS(otk_jwt_verify(key, jwt, 0, 0, NULL, &error), OTK_OK, &error);
	otk_free(jwt);
	otk_key_free(key);
}

static int clean_up(void)
{
	test_keys_free();
	return 0;
}

static void signed_claims_are_one_object(void)
{
	static const char *const refused[] = {"", "[1]", "1", "{\"a\":1} 2", "{\"a\":1", "{\"a\"}",
		"{\"a\":[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]}"};
	otk_error error = OTK_ERROR_INIT;
	char *jwt = NULL;

	for (size_t i = 0; i < OTK_COUNT_OF(refused); i++) {
		CHECK_STATUS(otk_jwt_sign(test_opentok_key(), refused[i], &jwt, &error),
			OTK_E_ARGUMENT, &error);
		CHECK_HAS(error.message, "claims_json: must be a JSON object");
		CHECK(jwt == NULL);
	}
	CHECK_STATUS(otk_jwt_sign(test_opentok_key(), " {\"a\":[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]} ",
			     &jwt, &error),
		OTK_OK, &error);
	otk_free(jwt);
}

/* RFC 7617, 2: the id, a colon and the secret in base64. */
#define BASIC                                                                \
	"Basic MTIzNDU2OjEyMzQ1Njc4OTBhYmNkZWYxMjM0NTY3ODkwYWJjZGVmMTIzNDU2" \
	"Nzg5MA=="

static void basic_needs_a_buffer(void)
{
	otk_error error = OTK_ERROR_INIT;
	char buffer[200];
	size_t size = sizeof(buffer);

	CHECK_STATUS(otk_key_basic(test_opentok_key(), buffer, &size, &error), OTK_OK, &error);
	CHECK_STR(buffer, BASIC);
	CHECK_INT(size, strlen(BASIC));
	/* Its NUL needs a byte, too. */
	CHECK_STATUS(
		otk_key_basic(test_opentok_key(), buffer, &size, &error), OTK_E_ARGUMENT, &error);
	CHECK_INT(size, sizeof(BASIC));
	CHECK_STATUS(otk_key_basic(test_opentok_key(), buffer, &size, &error), OTK_OK, &error);
	CHECK_STR(buffer, BASIC);

	CHECK_STATUS(
		otk_key_basic(test_opentok_key(), NULL, &size, &error), OTK_E_ARGUMENT, &error);
	CHECK_STR(error.message, "buffer: is NULL");
	CHECK_STATUS(
		otk_key_basic(test_opentok_key(), buffer, NULL, &error), OTK_E_ARGUMENT, &error);
	CHECK_STR(error.message, "size: is NULL");
	CHECK_STATUS(
		otk_key_basic(test_vonage_key(), buffer, &size, &error), OTK_E_UNSUPPORTED, &error);
}

int main(void)
{
	static const otk_test tests[] = {TEST(opentok_keys), TEST(credentials_that_cannot_be_right),
		TEST(texts_that_are_not_pem), TEST(pem_of_every_kind), TEST(key_files),
		TEST(wrapped_credentials), TEST(unusual_secrets), TEST(key_text_as_file_name),
		TEST(ids_in_capitals), TEST(secrets_are_hidden),
		TEST(key_files_that_others_can_read), TEST(older_callers),
		TEST(caller_owned_signers), TEST(signed_claims_are_one_object),
		TEST(basic_needs_a_buffer), TEST(public_half_alone)};

	return otk_test_main("auth/key", tests, OTK_COUNT_OF(tests), NULL, clean_up);
}

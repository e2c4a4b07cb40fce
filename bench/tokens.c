/* SPDX-License-Identifier: MIT */
/* Tokens of libotk-auth compared with hand-written code over the same primitives. */
#include "config.h"

#include <gnutls/abstract.h>
#include <gnutls/x509.h>
#include <nettle/hmac.h>
#include <otk/auth.h>
#include <otk/types.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "bench/frame.h"
#include "bench/samples.h"

#define DATA "{\"name\":\"Johnny\",\"level\":\"42\"}" /* 31 bytes */

static otk_key *opentok_key, *vonage_key;
static gnutls_privkey_t bare_key;
static struct hmac_sha1_ctx sha1;
static struct hmac_sha256_ctx sha256;
static char token[4096];

/* ---- by hand */

static char *put(char *to, const char *text)
{
	size_t size = strlen(text);

	memcpy(to, text, size);
	return to + size;
}

static char *put_number(char *to, uint64_t number)
{
	char digits[20];
	size_t at = sizeof(digits);

	do
		digits[--at] = (char)('0' + number % 10);
	while (number /= 10);
	memcpy(to, digits + at, sizeof(digits) - at);
	return to + sizeof(digits) - at;
}

static char *put_form(char *to, const char *text)
{
	static const char hex[] = "0123456789ABCDEF";

	for (; *text; text++) {
		unsigned char c = (unsigned char)*text;

		if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
			c == '-' || c == '_' || c == '.') {
			*to++ = (char)c;
		} else {
			*to++ = '%';
			*to++ = hex[c >> 4];
			*to++ = hex[c & 15];
		}
	}
	return to;
}

static char *put_json(char *to, const char *text)
{
	*to++ = '"';
	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			*to++ = '\\';
		*to++ = *text;
	}
	*to++ = '"';
	return to;
}

static char *put_base64(char *to, const void *data, size_t size, const char *last, bool pad)
{
	char digits[65];
	const unsigned char *from = data;

	memcpy(digits, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", 62);
	memcpy(digits + 62, last, 2);
	for (; size >= 3; size -= 3, from += 3) {
		*to++ = digits[from[0] >> 2];
		*to++ = digits[(from[0] & 3) << 4 | from[1] >> 4];
		*to++ = digits[(from[1] & 15) << 2 | from[2] >> 6];
		*to++ = digits[from[2] & 63];
	}
	if (size) {
		*to++ = digits[from[0] >> 2];
		*to++ = digits[(from[0] & 3) << 4 | (size == 2 ? from[1] >> 4 : 0)];
		if (size == 2)
			*to++ = digits[(from[1] & 15) << 2];
		for (; pad && size < 3; size++)
			*to++ = '=';
	}
	return to;
}

static uint64_t next_nonce(void)
{
	static uint64_t nonce = 100000000;

	return nonce++;
}

static bool bare_t1(void *context)
{
	static const char hex[] = "0123456789abcdef";
	char text[2048], *signature, *data, *at;
	uint8_t digest[SHA1_DIGEST_SIZE];
	uint64_t now = (uint64_t)time(NULL);

	(void)context;
	signature = put(put(put(text, "partner_id="), API_KEY), "&sig=");
	data = signature + 2 * sizeof(digest);
	*data++ = ':';
	at = put(put(put(data, "session_id="), SESSION), "&create_time=");
	at = put_number(at, now);
	at = put_number(put(at, "&nonce="), next_nonce());
	at = put_number(put(at, "&role=publisher&expire_time="), now + 86400);
	at = put_form(put(at, "&connection_data="), DATA);
	hmac_sha1_update(&sha1, (size_t)(at - data), (const uint8_t *)data);
	hmac_sha1_digest(&sha1, sizeof(digest), digest);
	for (size_t i = 0; i < sizeof(digest); i++) {
		signature[2 * i] = hex[digest[i] >> 4];
		signature[2 * i + 1] = hex[digest[i] & 15];
	}
	at = put_base64(put(token, "T1=="), text, (size_t)(at - text), "+/", true);
	*at = '\0';
	return true;
}

static bool bare_hs256(void *context)
{
	char claims[2048], *at;
	uint8_t digest[SHA256_DIGEST_SIZE];
	uint64_t now = (uint64_t)time(NULL);

	(void)context;
	at = put(put(put(claims, "{\"iss\":\""), API_KEY), "\",\"ist\":\"project\",\"iat\":");
	at = put_number(put(put_number(at, now), ",\"exp\":"), now + 86400);
	at = put_number(put(at, ",\"nonce\":"), next_nonce());
	at = put(at, ",\"role\":\"publisher\",\"scope\":\"session.connect\",\"session_id\":\"");
	at = put_json(put(put(at, SESSION), "\",\"connection_data\":"), DATA);
	*at++ = '}';
	at = put_base64(put(token, "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9."), claims,
		(size_t)(at - claims), "-_", false);
	hmac_sha256_update(&sha256, (size_t)(at - token), (const uint8_t *)token);
	hmac_sha256_digest(&sha256, sizeof(digest), digest);
	*at++ = '.';
	at = put_base64(at, digest, sizeof(digest), "-_", false);
	*at = '\0';
	return true;
}

static bool make_rsa(void);

static bool bare_rs256(void *context)
{
	char claims[2048], *at;
	uint64_t now = (uint64_t)time(NULL);
	gnutls_datum_t data = {.data = (unsigned char *)token}, signature = {NULL, 0};

	(void)context;
	if (!bare_key && !make_rsa())
		return false;
	at = put(put(put(claims, "{\"application_id\":\""), APP_ID), "\",\"iat\":");
	at = put_number(put(put_number(at, now), ",\"exp\":"), now + 86400);
	at = put_number(put(at, ",\"jti\":\"00000000-0000-4000-8000-000"), next_nonce());
	at = put(at, "\",\"sub\":\"video\",\"acl\":{\"paths\":{\"/session/**\":{}}},"
		     "\"scope\":\"session.connect\",\"session_id\":\"" APP_SESSION
		     "\",\"role\":\"publisher\",\"connection_data\":");
	at = put_json(at, DATA);
	*at++ = '}';
	at = put_base64(put(token, "eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9."), claims,
		(size_t)(at - claims), "-_", false);
	data.size = (unsigned)(at - token);
	if (gnutls_privkey_sign_data(bare_key, GNUTLS_DIG_SHA256, 0, &data, &signature) < 0)
		return false;
	*at++ = '.';
	at = put_base64(at, signature.data, signature.size, "-_", false);
	*at = '\0';
	gnutls_free(signature.data);
	return true;
}

/* ---- libotk-auth */

static bool write_token(const otk_key *key, const char *session, otk_token_kind kind)
{
	size_t size = sizeof(token);

	return otk_token_write(key, session, &OTK_TOKEN_OPTIONS(.kind = kind, .data = DATA), token,
		       &size, NULL) == OTK_OK;
}

static bool otk_t1(void *context)
{
	(void)context;
	return write_token(opentok_key, SESSION, OTK_TOKEN_T1);
}

static bool otk_hs256(void *context)
{
	(void)context;
	return write_token(opentok_key, SESSION, OTK_TOKEN_JWT);
}

static bool otk_rs256(void *context)
{
	(void)context;
	if (!vonage_key && !make_rsa())
		return false;
	return write_token(vonage_key, APP_SESSION, OTK_TOKEN_JWT);
}

static bool otk_hs256_string(void *context)
{
	char *made = NULL;
	bool good = otk_token_create(opentok_key, SESSION, &OTK_TOKEN_OPTIONS(.data = DATA), &made,
			    NULL) == OTK_OK;

	(void)context;
	otk_free(made);
	return good;
}

static bool otk_verify(void *context)
{
	return otk_token_verify(opentok_key, context, SESSION, 0, 1500000000, NULL) == OTK_OK;
}

/* ---- */

/* The RSA key of this run, generated at first use and shared by both cases. */
static bool make_rsa(void)
{
	gnutls_x509_privkey_t made;
	gnutls_datum_t pem = {NULL, 0};
	bool good;

	if (gnutls_x509_privkey_init(&made) < 0)
		return false;
	good = gnutls_x509_privkey_generate(made, GNUTLS_PK_RSA, 2048, 0) >= 0 &&
	       gnutls_x509_privkey_export2_pkcs8(
		       made, GNUTLS_X509_FMT_PEM, NULL, GNUTLS_PKCS_PLAIN, &pem) >= 0 &&
	       gnutls_privkey_init(&bare_key) >= 0 &&
	       gnutls_privkey_import_x509(bare_key, made, GNUTLS_PRIVKEY_IMPORT_COPY) >= 0;
	if (good)
		vonage_key = otk_key_new(&OTK_KEY_OPTIONS(.application_id = APP_ID,
						 .private_key_pem = (const char *)pem.data),
			NULL);
	gnutls_free(pem.data);
	gnutls_x509_privkey_deinit(made);
	return vonage_key != NULL;
}

/*
 * Checks that the baselines produce valid tokens of the same length; nonces may differ in digits.
 */
static bool same_kind(bool (*base)(void *context), bool (*ours)(void *context))
{
	size_t size;

	if (!ours(NULL))
		return false;
	size = strlen(token);
	if (!base(NULL) || otk_token_verify(opentok_key, token, SESSION, 0, 0, NULL))
		return false;
	return size <= strlen(token) + 16 && strlen(token) <= size + 16;
}

int main(int argc, char **argv)
{
	static char *verified;
	bench_case cases[] = {
		{"T1 nettle", NULL, bare_t1, NULL},
		{"T1 otk", "T1 nettle", otk_t1, NULL},
		{"HS256 nettle", NULL, bare_hs256, NULL},
		{"HS256 otk", "HS256 nettle", otk_hs256, NULL},
		{"HS256 string", "HS256 nettle", otk_hs256_string, NULL},
		{"HS256 verify", "HS256 nettle", otk_verify, NULL},
		{"RS256 gnutls", NULL, bare_rs256, NULL},
		{"RS256 otk", "RS256 gnutls", otk_rs256, NULL},
	};
	int result;

	opentok_key = otk_key_new(&OTK_KEY_OPTIONS(.api_key = API_KEY, .api_secret = SECRET), NULL);
	hmac_sha1_set_key(&sha1, strlen(SECRET), (const uint8_t *)SECRET);
	hmac_sha256_set_key(&sha256, strlen(SECRET), (const uint8_t *)SECRET);
	if (!opentok_key || otk_token_create(opentok_key, SESSION,
				    &OTK_TOKEN_OPTIONS(.issued_at = 1500000000, .data = DATA),
				    &verified, NULL)) {
		fputs("no keys\n", stderr);
		return 1;
	}
	if (!same_kind(bare_t1, otk_t1) || !same_kind(bare_hs256, otk_hs256)) {
		fputs("the bases make other tokens\n", stderr);
		return 1;
	}
	cases[5].context = verified;
	result = bench_main(argc, argv, cases, OTK_COUNT_OF(cases));
	otk_free(verified);
	otk_key_free(opentok_key);
	otk_key_free(vonage_key);
	if (bare_key)
		gnutls_privkey_deinit(bare_key);
	return result;
}

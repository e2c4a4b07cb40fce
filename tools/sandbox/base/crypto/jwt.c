/* SPDX-License-Identifier: MIT */
/* JSON web tokens: parsing, verifying HS256 and RS256, signing HS256. */
#include "config.h"

#include <gnutls/abstract.h>
#include <stdlib.h>
#include <string.h>

#include "tools/sandbox/base/crypto/jwt.h"
#include "tools/sandbox/base/ids.h"
#include "tools/sandbox/base/json.h"
#include "tools/sandbox/base/text.h"

static json_object *parse_jwt_part(const char *text, size_t length)
{
	sandbox_bytes plain = {0};
	json_object *object = NULL;

	if (length && sandbox_base64_decode(text, length, &plain))
		object = sandbox_json_parse(plain.data, plain.size);
	sandbox_bytes_free(&plain);
	if (json_object_is_type(object, json_type_object))
		return object;
	json_object_put(object);
	return NULL;
}

bool sandbox_jwt_parse(sandbox_jwt *jwt, const char *text)
{
	const char *claims = strchr(text, '.');
	const char *signature = claims ? strchr(claims + 1, '.') : NULL;

	*jwt = (sandbox_jwt){.text = text};
	if (!signature || strchr(signature + 1, '.'))
		return false;
	jwt->signed_length = (size_t)(signature - text);
	jwt->header = parse_jwt_part(text, (size_t)(claims - text));
	jwt->claims = parse_jwt_part(claims + 1, (size_t)(signature - claims - 1));
	if (jwt->header && jwt->claims &&
		sandbox_base64_decode(signature + 1, strlen(signature + 1), &jwt->signature))
		return true;
	sandbox_jwt_clear(jwt);
	return false;
}

void sandbox_jwt_clear(sandbox_jwt *jwt)
{
	json_object_put(jwt->header);
	json_object_put(jwt->claims);
	sandbox_bytes_free(&jwt->signature);
	*jwt = (sandbox_jwt){0};
}

bool sandbox_jwt_is(const sandbox_jwt *jwt, const char *algorithm)
{
	return sandbox_json_is(jwt->header, "alg", algorithm);
}

bool sandbox_jwt_verify_secret(const sandbox_jwt *jwt, const char *secret)
{
	unsigned char digest[32] = {0};

	sandbox_hmac_sha256(secret, jwt->text, jwt->signed_length, digest);
	return jwt->signature.size == sizeof(digest) &&
	       sandbox_same_bytes(digest, jwt->signature.data, sizeof(digest));
}

static gnutls_datum_t make_datum(const void *data, size_t size)
{
	return (gnutls_datum_t){
		.data = (unsigned char *)(uintptr_t)data, .size = (unsigned int)size};
}

bool sandbox_jwt_verify_key(const sandbox_jwt *jwt, const char *public_pem)
{
	gnutls_datum_t pem = make_datum(public_pem, strlen(public_pem));
	gnutls_datum_t data = make_datum(jwt->text, jwt->signed_length);
	gnutls_datum_t signature = make_datum(jwt->signature.data, jwt->signature.size);
	gnutls_pubkey_t key;
	bool good;

	if (gnutls_pubkey_init(&key))
		return false;
	good = gnutls_pubkey_import(key, &pem, GNUTLS_X509_FMT_PEM) >= 0 &&
	       gnutls_pubkey_verify_data2(key, GNUTLS_SIGN_RSA_SHA256, 0, &data, &signature) >= 0;
	gnutls_pubkey_deinit(key);
	return good;
}

char *sandbox_jwt_sign(json_object *claims, const char *secret)
{
	static const char header[] = "{\"alg\":\"HS256\",\"typ\":\"JWT\"}";
	const char *plain = sandbox_json_print(claims, NULL);
	char *left = sandbox_base64url(header, sizeof(header) - 1);
	char *right = sandbox_base64url(plain, strlen(plain));
	char *text = sandbox_print("%s.%s", left, right);
	unsigned char digest[32] = {0};
	char *signature;
	char *token;

	sandbox_hmac_sha256(secret, text, strlen(text), digest);
	signature = sandbox_base64url(digest, sizeof(digest));
	token = sandbox_print("%s.%s", text, signature);
	free(left);
	free(right);
	free(text);
	free(signature);
	return token;
}

json_object *sandbox_jwt_redact(const char *value)
{
	const char *token = strchr(value, ' ');
	json_object *shown = sandbox_new_object();
	sandbox_jwt jwt;

	if (token)
		sandbox_json_set(
			shown, "scheme", sandbox_new_string_len(value, (int)(token - value)));
	if (sandbox_jwt_parse(&jwt, token ? token + 1 : value)) {
		sandbox_json_set(shown, "header", json_object_get(jwt.header));
		sandbox_json_set(shown, "payload", json_object_get(jwt.claims));
	}
	sandbox_jwt_clear(&jwt);
	return shown;
}

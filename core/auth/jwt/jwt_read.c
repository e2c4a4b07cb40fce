/* SPDX-License-Identifier: MIT */
/* Parses a JWT and checks its signature with a key. */
#include "config.h"

#include "core/auth/jwt/jwt_read.h"

#include <gnutls/crypto.h>
#include <string.h>

#include "core/auth/crypto.h"
#include "core/auth/key/key.h"
#include "core/base/error/status.h"
#include "core/base/json/json_read.h"
#include "core/base/json/json_string.h"
#include "core/base/text/base64.h"

#include "core/base/cold.h"

#define HEADER_MAX 1024

void otk_jwt_clear(otk_jwt *jwt)
{
	otk_buffer_free(&jwt->payload);
}

/* The member "alg". A second one would let two readers see two algorithms. */
static otk_status read_algorithm(otk_jwt *jwt, otk_json_reader *reader, otk_error *error)
{
	otk_slice value;

	if (jwt->algorithm[0])
		return otk_fail(error, OTK_E_TOKEN, "JWT: the header names two algorithms");
	if (!otk_json_read_string(reader, &value))
		return OTK_OK; /* the reader has a problem now */
	if (value.size >= sizeof(jwt->algorithm))
		return otk_fail(error, OTK_E_TOKEN, "JWT: the algorithm is unknown");
	jwt->algorithm[otk_json_unescape(&value, jwt->algorithm, sizeof(jwt->algorithm) - 1)] =
		'\0';
	return OTK_OK;
}

/* Reads the algorithm; refuses a header that demands an extension ("crit", RFC 7515, 4.1.11). */
static otk_status read_header(otk_jwt *jwt, const char *json, size_t size, otk_error *error)
{
	otk_status status = OTK_OK;
	otk_json_reader reader;
	bool critical = false;
	otk_slice key;

	otk_json_reader_init(&reader, json, size, 4);
	for (bool more = otk_json_enter_object(&reader, &key); more && !status;
		more = otk_json_next_member(&reader, &key)) {
		critical = critical || otk_slice_is(&key, "crit");
		if (otk_slice_is(&key, "alg"))
			status = read_algorithm(jwt, &reader, error);
		else if (!otk_json_skip(&reader, NULL))
			break;
	}
	if (status)
		return status;
	if (!otk_json_finish(&reader))
		return otk_fail(error, OTK_E_TOKEN, "JWT: the header is not a JSON object (%s)",
			reader.problem);
	if (critical)
		return otk_fail(error, OTK_E_TOKEN,
			"JWT: the header demands an extension (\"crit\"), which is not supported");
	if (!jwt->algorithm[0])
		return otk_fail(error, OTK_E_TOKEN, "JWT: the header names no algorithm");
	return OTK_OK;
}

static otk_status decode_header(otk_jwt *jwt, const char *text, size_t size, otk_error *error)
{
	char json[HEADER_MAX];
	otk_buffer header;

	otk_buffer_init_fixed(&header, json, sizeof(json));
	if (!otk_base64url_decode(&header, text, size))
		return otk_fail(error, OTK_E_TOKEN, "JWT: the header is %s",
			header.status ? "too long" : "not base64url");
	return read_header(jwt, header.data, header.size, error);
}

static otk_status decode_signature(otk_jwt *jwt, const char *text, size_t size, otk_error *error)
{
	char bytes[OTK_SIGNATURE_MAX + 1];
	otk_buffer signature;

	otk_buffer_init_fixed(&signature, bytes, sizeof(bytes));
	if (!otk_base64url_decode(&signature, text, size))
		return otk_fail(error, OTK_E_TOKEN, "JWT: the signature is %s",
			signature.status ? "too long" : "not base64url");
	memcpy(jwt->signature, bytes, signature.size);
	jwt->signature_size = signature.size;
	return OTK_OK;
}

otk_status otk_jwt_decode(otk_jwt *jwt, const char *text, size_t size, otk_error *error)
{
	const char *end = text + size, *first, *second;
	otk_status status;

	memset(jwt, 0, sizeof(*jwt));
	otk_buffer_init(&jwt->payload, OTK_JWT_MAX);
	if (size > OTK_JWT_MAX)
		return otk_fail(error, OTK_E_TOKEN, "JWT: has more than %d bytes", OTK_JWT_MAX);
	first = memchr(text, '.', size);
	second = first ? memchr(first + 1, '.', (size_t)(end - first) - 1) : NULL;
	if (!second || memchr(second + 1, '.', (size_t)(end - second) - 1))
		return otk_fail(error, OTK_E_TOKEN,
			"token: is neither a T1 token nor a JWT, which has three parts separated by dots");
	jwt->signed_text = text;
	jwt->signed_size = (size_t)(second - text);
	status = decode_header(jwt, text, (size_t)(first - text), error);
	if (!status)
		status = decode_signature(jwt, second + 1, (size_t)(end - second) - 1, error);
	if (status)
		return status;
	if (otk_base64url_decode(&jwt->payload, first + 1, (size_t)(second - first) - 1))
		return OTK_OK;
	if (jwt->payload.status == OTK_E_NOMEM)
		return otk_fail_nomem(error);
	return otk_fail(error, OTK_E_TOKEN, "JWT: the payload is not base64url");
}

static otk_token_check check_rs256(const otk_jwt *jwt, const otk_key *key)
{
	gnutls_datum_t data = {.data = (unsigned char *)(uintptr_t)jwt->signed_text,
		.size = (unsigned)jwt->signed_size};
	gnutls_datum_t signature = {.data = (unsigned char *)(uintptr_t)jwt->signature,
		.size = (unsigned)jwt->signature_size};
	const int code = gnutls_pubkey_verify_data2(
		key->public_half, GNUTLS_SIGN_RSA_SHA256, 0, &data, &signature);

	if (code == GNUTLS_E_PK_SIG_VERIFY_FAILED)
		return OTK_TOKEN_WRONG;
	return code < 0 ? OTK_TOKEN_NOT_CHECKED : OTK_TOKEN_VALID;
}

otk_token_check otk_jwt_check(const otk_jwt *jwt, const otk_key *key)
{
	const bool opentok = key->backend == OTK_BACKEND_OPENTOK;
	const char *secret;
	int fits;

	/* The key decides about the algorithm, never the token. */
	if (strcmp(jwt->algorithm, opentok ? "HS256" : "RS256") != 0)
		return OTK_TOKEN_WRONG;
	if (!opentok)
		return key->public_half ? check_rs256(jwt, key) : OTK_TOKEN_NOT_CHECKED;
	secret = otk_macs_secret(key->macs);
	if (!*secret)
		return OTK_TOKEN_NOT_CHECKED;
	fits = otk_hmac_sha256_is(secret, strlen(secret), jwt->signed_text, jwt->signed_size,
		jwt->signature, jwt->signature_size);
	if (fits < 0)
		return OTK_TOKEN_NOT_CHECKED;
	return fits ? OTK_TOKEN_VALID : OTK_TOKEN_WRONG;
}

otk_status otk_jwt_fail_unchecked(const otk_key *key, otk_error *error)
{
	if (key->public_half || (key->macs && *otk_macs_secret(key->macs)))
		return otk_fail(error, OTK_E_CRYPTO, "GnuTLS could not check the signature");
	return otk_fail(error, OTK_E_UNSUPPORTED, "key: has no %s to verify with",
		key->macs ? "api_secret" : "public half (public_key_pem)");
}

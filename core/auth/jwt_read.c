/* SPDX-License-Identifier: MIT */
/* Taking a JWT apart, and its signature against a key. */
#include "config.h"

#include <gnutls/crypto.h>
#include <string.h>

#include "core/auth/crypto.h"
#include "core/auth/jwt_text.h"
#include "core/base/status.h"
#include "core/base/base64.h"

#define HEADER_MAX 1024

void otk_jwt_clear(otk_jwt *jwt)
{
	otk_buffer_free(&jwt->payload);
}

/* The algorithm, and nothing that would have to be understood but is not ("crit", RFC 7515). */
static otk_status read_header(otk_jwt *jwt, const char *json, size_t size, otk_error *error)
{
	otk_json_reader reader;
	otk_slice key, value;
	bool more, critical = false;

	otk_json_reader_init(&reader, json, size, 4);
	for (more = otk_json_enter_object(&reader, &key); more;
		more = otk_json_next_member(&reader, &key)) {
		if (otk_slice_is(&key, "crit"))
			critical = true;
		if (!otk_slice_is(&key, "alg")) {
			if (!otk_json_skip(&reader, &value))
				break;
			continue;
		}
		if (!otk_json_read_string(&reader, &value))
			break;
		if (value.size >= sizeof(jwt->algorithm))
			return otk_fail(error, OTK_E_TOKEN, "JWT: its algorithm is unknown");
		jwt->algorithm[otk_json_unescape(
			&value, jwt->algorithm, sizeof(jwt->algorithm) - 1)] = '\0';
	}
	if (!otk_json_finish(&reader))
		return otk_fail(error, OTK_E_TOKEN, "JWT: its header is no JSON object (%s)",
			reader.problem);
	if (critical)
		return otk_fail(error, OTK_E_TOKEN,
			"JWT: its header demands an extension (\"crit\") that nobody here knows");
	if (!jwt->algorithm[0])
		return otk_fail(error, OTK_E_TOKEN, "JWT: its header names no algorithm");
	return OTK_OK;
}

static otk_status decode_header(otk_jwt *jwt, const char *text, size_t size, otk_error *error)
{
	char json[HEADER_MAX];
	otk_buffer header;

	otk_buffer_init_fixed(&header, json, sizeof(json));
	if (!otk_base64url_decode(&header, text, size))
		return otk_fail(error, OTK_E_TOKEN, "JWT: its header is %s",
			header.status ? "too long" : "not base64url");
	return read_header(jwt, header.data, header.size, error);
}

static otk_status decode_signature(otk_jwt *jwt, const char *text, size_t size, otk_error *error)
{
	char bytes[OTK_SIGNATURE_MAX + 1];
	otk_buffer signature;

	otk_buffer_init_fixed(&signature, bytes, sizeof(bytes));
	if (!otk_base64url_decode(&signature, text, size))
		return otk_fail(error, OTK_E_TOKEN, "JWT: its signature is %s",
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
			"no token: neither \"T1==\" and base64 nor three parts with dots between");
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
	return otk_fail(error, OTK_E_TOKEN, "JWT: its payload is not base64url");
}

static otk_token_check check_rs256(const otk_jwt *jwt, const otk_key *key)
{
	gnutls_datum_t data = {.data = (unsigned char *)(uintptr_t)jwt->signed_text,
		.size = (unsigned)jwt->signed_size};
	gnutls_datum_t signature = {.data = (unsigned char *)(uintptr_t)jwt->signature,
		.size = (unsigned)jwt->signature_size};

	return gnutls_pubkey_verify_data2(
		       key->public_half, GNUTLS_SIGN_RSA_SHA256, 0, &data, &signature) >= 0
		       ? OTK_TOKEN_VALID
		       : OTK_TOKEN_WRONG;
}

otk_token_check otk_jwt_check(const otk_jwt *jwt, const otk_key *key)
{
	bool opentok = key->backend == OTK_BACKEND_OPENTOK;

	/* The key says which algorithm it is, never the token. */
	if (strcmp(jwt->algorithm, opentok ? "HS256" : "RS256") != 0)
		return OTK_TOKEN_WRONG;
	if (opentok)
		return otk_hmac_sha256_is(key->secret, key->secret_size, jwt->signed_text,
			       jwt->signed_size, jwt->signature, jwt->signature_size)
			       ? OTK_TOKEN_VALID
			       : OTK_TOKEN_WRONG;
	return key->public_half ? check_rs256(jwt, key) : OTK_TOKEN_NOT_CHECKED;
}

/* SPDX-License-Identifier: MIT */
/* Writing and signing a JWT in place. */
#include "config.h"

#include "core/auth/jwt/jwt_write.h"

#include "core/auth/crypto.h"
#include "core/auth/key/key.h"
#include "core/auth/key/key_vonage.h"
#include "core/base/error/status.h"
#include "core/base/text/base64.h"

#include "core/base/cold.h"

/* {"alg":"HS256","typ":"JWT"} and {"alg":"RS256","typ":"JWT"}, encoded, with the dot after it. */
static const char header_hs256[] = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.";
static const char header_rs256[] = "eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.";
#define HEADER_SIZE (sizeof(header_hs256) - 1)
_Static_assert(sizeof(header_hs256) == sizeof(header_rs256), "both headers have one size");

/* Bytes of a signature; that of a signer is known only once it has made one. */
static size_t signature_size(const otk_key *key)
{
	if (key->backend == OTK_BACKEND_OPENTOK)
		return OTK_SHA256_SIZE;
	return key->signature_size ? key->signature_size : OTK_SIGNATURE_MAX;
}

size_t otk_jwt_max(const otk_key *key, size_t claims_size)
{
	return HEADER_SIZE + otk_base64_size(claims_size, false) + 1 +
	       otk_base64_size(signature_size(key), false) + 1;
}

void otk_jwt_begin(otk_buffer *out, const otk_key *key)
{
	otk_buffer_add(out, key->backend == OTK_BACKEND_OPENTOK ? header_hs256 : header_rs256,
		HEADER_SIZE);
}

otk_status otk_jwt_end(otk_buffer *out, const otk_key *key, otk_error *error)
{
	uint8_t signature[OTK_SIGNATURE_MAX];
	size_t size = signature_size(key);
	otk_status status;

	otk_base64url_encode_end(out, HEADER_SIZE);
	if (out->status) {
		otk_buffer_extend(out, 1 + otk_base64_size(size, false));
		return OTK_OK;
	}
	if (key->backend == OTK_BACKEND_OPENTOK)
		status = otk_macs_sign(
			key->macs, OTK_MAC_SHA256, out->data, out->size, signature, error);
	else
		status = otk_key_sign_rs256(key, out->data, out->size, signature, &size, error);
	if (status)
		return status;
	otk_buffer_add_char(out, '.');
	otk_base64url_encode(out, signature, size);
	return OTK_OK;
}

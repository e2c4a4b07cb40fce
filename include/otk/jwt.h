/* SPDX-License-Identifier: MIT */
/* JSON web tokens as the service uses them: HS256 and RS256, as the key decides. */
#ifndef OTK_JWT_H
#define OTK_JWT_H

#include <otk/key.h>

OTK_BEGIN_DECLS

/* Life of a request token in s (doc/contract.md, 2.1 and 2.3). */
#define OTK_REST_TTL_DEFAULT_OPENTOK 180
#define OTK_REST_TTL_MAX_OPENTOK     300
#define OTK_REST_TTL_DEFAULT_VONAGE  900
#define OTK_REST_TTL_MAX_VONAGE      86400

/*
 * Writes the token of a REST request: the value of X-OPENTOK-AUTH, or the text after "Bearer ".
 * ttl: s, at most OTK_REST_TTL_MAX_…; 0: the default. now: s since the epoch; 0: the clock. buffer
 * is caller-owned; *size as in otk_token_write(); 2048 bytes are enough for a key of 2048 bits.
 *
 * Errors: OTK_E_ARGUMENT, OTK_E_CRYPTO, OTK_E_UNSUPPORTED (the key has a public half or an id
 * only). [any thread]
 */
OTK_API OTK_MUST_CHECK otk_status otk_jwt_request(
	const otk_key *key, int64_t ttl, int64_t now, char *buffer, size_t *size, otk_error *error);

/*
 * Signs any claims. claims_json: a JSON object, which is copied into the JWT as it is; the JWT may
 * have at most 131072 bytes. *jwt is a NUL-terminated string, NULL on failure; the caller frees it
 * with otk_free().
 *
 * Errors: OTK_E_ARGUMENT (not a JSON object, or too large), OTK_E_CRYPTO, OTK_E_UNSUPPORTED (the
 * key has a public half or an id only), OTK_E_NOMEM. [any thread]
 */
OTK_API OTK_MUST_CHECK otk_status otk_jwt_sign(
	const otk_key *key, const char *claims_json, char **jwt, otk_error *error);

/*
 * Verifies a JWT with the key. The header must name the algorithm of the key; any other, such as
 * "none", is refused. Then exp and nbf are compared with the clock. leeway: s that the clocks may
 * differ, not below 0. now: s since the epoch; 0: the clock. *claims_json (may be NULL) gets the
 * payload, NULL on failure; the caller frees it with otk_free().
 *
 * Errors: OTK_E_TOKEN (malformed, not by this key, or a claim occurs twice), OTK_E_TOKEN_EXPIRED,
 * OTK_E_UNSUPPORTED (the key has nothing to verify with), OTK_E_ARGUMENT, OTK_E_NOMEM. [any
 * thread]
 */
OTK_API OTK_MUST_CHECK otk_status otk_jwt_verify(const otk_key *key, const char *jwt,
	int64_t leeway, int64_t now, char **claims_json, otk_error *error);

OTK_END_DECLS

#endif

/* SPDX-License-Identifier: MIT */
/* JSON web tokens, the narrow part that the platform uses: HS256 and RS256, bound to the key. */
#ifndef OTK_JWT_H
#define OTK_JWT_H

#include <otk/key.h>

OTK_BEGIN_DECLS

#define OTK_REST_TTL_DEFAULT_OPENTOK 180 /* s; the platform refuses more than 300 */
#define OTK_REST_TTL_MAX_OPENTOK     300
#define OTK_REST_TTL_DEFAULT_VONAGE  900
#define OTK_REST_TTL_MAX_VONAGE      86400

/*
 * The token of a REST request: value of X-OPENTOK-AUTH, or what follows "Bearer ". ttl in s, 0 =
 * default; now in s since the epoch, 0 = the clock. Written into the caller's buffer; *size as in
 * otk_token_write(). [any thread]
 */
OTK_API OTK_MUST_CHECK otk_status otk_jwt_request(
	const otk_key *key, int64_t ttl, int64_t now, char *buffer, size_t *size, otk_error *error);

/* Sign any claims: a JSON object, taken as it is. *jwt is freed with otk_free(). [any thread] */
OTK_API OTK_MUST_CHECK otk_status otk_jwt_sign(
	const otk_key *key, const char *claims_json, char **jwt, otk_error *error);

/*
 * Check a JWT against the key: the algorithm is the key's own, whatever the header says ("none" and
 * any other is refused); then exp and nbf with leeway seconds. *claims_json gets the payload, free
 * with otk_free(); may be NULL. OTK_E_TOKEN, OTK_E_TOKEN_EXPIRED. [any thread]
 */
OTK_API OTK_MUST_CHECK otk_status otk_jwt_verify(const otk_key *key, const char *jwt,
	int64_t leeway, int64_t now, char **claims_json, otk_error *error);

OTK_END_DECLS

#endif

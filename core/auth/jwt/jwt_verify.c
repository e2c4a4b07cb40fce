/* SPDX-License-Identifier: MIT */
/* Verifies a JWT: its signature, then its times. */
#include "config.h"

#include <otk/jwt.h>
#include <string.h>

#include "core/auth/jwt/claims.h"
#include "core/auth/jwt/jwt_read.h"
#include "core/auth/key/key.h"
#include "core/base/arena.h"
#include "core/base/error/status.h"

#include "core/base/cold.h"

static otk_status check_jwt_signature(const otk_jwt *jwt, const otk_key *key, otk_error *error)
{
	switch (otk_jwt_check(jwt, key)) {
	case OTK_TOKEN_VALID:
		return OTK_OK;
	case OTK_TOKEN_NOT_CHECKED:
		return otk_jwt_fail_unchecked(key, error);
	case OTK_TOKEN_WRONG:
		break;
	}
	return otk_fail(error, OTK_E_TOKEN,
		"JWT: the signature does not match this key, which accepts only %s",
		key->backend == OTK_BACKEND_OPENTOK ? "HS256" : "RS256");
}

static otk_status verify_jwt(
	const otk_jwt *jwt, const otk_key *key, int64_t leeway, int64_t now, otk_error *error)
{
	otk_claims claims;
	otk_status status = check_jwt_signature(jwt, key, error);

	if (!status)
		status = otk_claims_read(
			&claims, jwt->payload.data, jwt->payload.size, OTK_CLAIMS_STRICT, error);
	return status ? status : otk_claims_check_times(&claims, leeway, now, error);
}

otk_status otk_jwt_verify(const otk_key *key, const char *jwt, int64_t leeway, int64_t now,
	char **claims_json, otk_error *error)
{
	otk_jwt parts;
	otk_status status;

	if (claims_json)
		*claims_json = NULL;
	if (!key || !jwt)
		return otk_fail(error, OTK_E_ARGUMENT, "%s: is NULL", key ? "jwt" : "key");
	status = otk_jwt_decode(&parts, jwt, strlen(jwt), error);
	if (!status)
		status = verify_jwt(&parts, key, leeway, now, error);
	if (!status && claims_json) {
		*claims_json = otk_string_new(parts.payload.data, parts.payload.size);
		if (!*claims_json)
			status = otk_fail_nomem(error);
	}
	otk_jwt_clear(&parts);
	return status;
}

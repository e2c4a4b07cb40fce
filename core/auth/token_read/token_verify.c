/* SPDX-License-Identifier: MIT */
/* Verifying a client token: signature, purpose, times, and what it says. */
#include "config.h"

#include <string.h>

#include "core/auth/jwt/claims.h"
#include "core/auth/jwt/jwt_read.h"
#include "core/auth/key/key.h"
#include "core/auth/token_read/token_read.h"
#include "core/base/error/status.h"

#include "core/base/cold.h"

static otk_status check_token_signature(
	const otk_token *token, const otk_key *key, otk_error *error)
{
	if (token->project_id && !otk_key_is_project(key, token->project_id))
		return otk_fail(error, OTK_E_TOKEN,
			"token: was made for another project, not for %s", key->id);
	if (token->signature == OTK_TOKEN_NOT_CHECKED)
		return otk_jwt_fail_unchecked(key, error);
	if (token->signature == OTK_TOKEN_WRONG)
		return otk_fail(error, OTK_E_TOKEN, "token: the signature is not by this key");
	return OTK_OK;
}

/* A request token, or anything else that this key signed, is not a client token. */
static otk_status check_purpose(const otk_token *token, const char *session_id, otk_error *error)
{
	if (!token->session_id || (token->scope && strcmp(token->scope, "session.connect") != 0))
		return otk_fail(error, OTK_E_TOKEN,
			"token: is not for a client: it names no session, or another scope");
	if (session_id && strcmp(session_id, token->session_id) != 0)
		return otk_fail(error, OTK_E_TOKEN, "token: is for another session");
	return OTK_OK;
}

/* Refuses values that otk would have refused when making the token. */
static otk_status check_problems(const otk_token *token, otk_error *error)
{
	if (!token->problems.count)
		return OTK_OK;
	return otk_fail(error, OTK_E_TOKEN, "token: %s", token->problems.items[0]);
}

static otk_status check_token_owner(const otk_token_reading *reading, const char *session_id,
	int64_t leeway, int64_t now, otk_error *error)
{
	const otk_token *token = reading->token;
	otk_claims times = {.issued_at = OTK_NO_TIME};
	otk_status status = check_token_signature(token, reading->key, error);

	if (!status)
		status = check_purpose(token, session_id, error);
	times.expires_at = token->expires_at < 0 ? OTK_NO_TIME : token->expires_at;
	times.not_before = reading->not_before < 0 ? OTK_NO_TIME : reading->not_before;
	if (!status)
		status = otk_claims_check_times(&times, leeway, now, error);
	if (!status)
		status = check_problems(token, error);
	/* An iat in the future is treated as nbf. One in milliseconds was refused above. */
	times.not_before = token->issued_at < 0 ? OTK_NO_TIME : token->issued_at;
	return status ? status : otk_claims_check_times(&times, leeway, now, error);
}

otk_status otk_token_verify(const otk_key *key, const char *token, const char *session_id,
	int64_t leeway, int64_t now, otk_error *error)
{
	otk_token_reading reading = {.key = key};
	otk_status status;

	if (!key || !token)
		return otk_fail(error, OTK_E_ARGUMENT, "%s: is NULL", key ? "token" : "key");
	status = otk_token_read(&reading, token, now, error);
	if (status)
		return status;
	status = check_token_owner(&reading, session_id, leeway, now, error);
	otk_arena_free(reading.arena);
	return status;
}

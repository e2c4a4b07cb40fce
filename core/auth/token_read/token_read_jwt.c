/* SPDX-License-Identifier: MIT */
/* Parses JWT client tokens. */
#include "config.h"

#include "core/auth/token_read/token_read_jwt.h"

#include <string.h>

#include "core/auth/jwt/claims.h"
#include "core/auth/jwt/jwt_read.h"
#include "core/auth/key/key.h"
#include "core/auth/token_read/token_classes.h"
#include "core/base/error/status.h"
#include "core/base/json/json_string.h"

#include "core/base/cold.h"

/* Copies a claim into the arena; NULL: absent. false: out of memory. */
static bool copy_claim(otk_arena *arena, const char **text, const otk_slice *slice)
{
	if (!slice->text)
		return true;
	*text = otk_json_string_copy(arena, slice);
	return *text != NULL;
}

/* The Python SDK writes an array of names where the others write one string. */
static bool copy_class_array(otk_arena *arena, otk_strings *classes, const otk_slice *array)
{
	otk_json_reader reader;
	otk_slice item;
	const char **items;
	const size_t most = array->size / 3 + 1; /* "a", takes four bytes, the last one three */

	items = otk_arena_alloc(arena, most * sizeof(*items));
	if (!items)
		return false;
	classes->items = items;
	otk_json_reader_init_tolerant(&reader, array->text, array->size, 2);
	for (bool more = otk_json_enter_array(&reader); more; more = otk_json_next_item(&reader)) {
		if (!otk_json_read_string(&reader, &item))
			break;
		if (!copy_claim(arena, &items[classes->count++], &item))
			return false;
	}
	return true;
}

static bool copy_classes(otk_arena *arena, otk_strings *classes, const otk_claims *claims)
{
	const char *joined = NULL;

	if (claims->layout_class_array.text)
		return copy_class_array(arena, classes, &claims->layout_class_array);
	if (!claims->layout_classes.text)
		return true;
	return copy_claim(arena, &joined, &claims->layout_classes) &&
	       otk_token_classes_split(arena, classes, joined, strlen(joined));
}

static bool copy_claims(otk_token_reading *reading, const otk_jwt *jwt, const otk_claims *claims)
{
	otk_arena *arena = reading->arena;
	otk_token *token = reading->token;

	token->algorithm = otk_arena_text(arena, jwt->algorithm, strlen(jwt->algorithm));
	token->claims_json = otk_arena_text(arena, jwt->payload.data, jwt->payload.size);
	return token->algorithm && token->claims_json &&
	       copy_claim(arena, &token->project_id,
		       claims->application_id.text ? &claims->application_id : &claims->issuer) &&
	       copy_claim(arena, &token->session_id, &claims->session_id) &&
	       copy_claim(arena, &token->role, &claims->role) &&
	       copy_claim(arena, &token->data, &claims->connection_data) &&
	       copy_claim(
		       arena, &token->nonce, claims->nonce.text ? &claims->nonce : &claims->jti) &&
	       copy_claim(arena, &reading->issuer_type, &claims->issuer_type) &&
	       copy_claim(arena, &token->scope, &claims->scope) &&
	       copy_claim(arena, &token->subject, &claims->subject) &&
	       copy_classes(arena, &token->layout_classes, claims);
}

static otk_token_check check_token_jwt_signature(
	const otk_key *key, const otk_jwt *jwt, const otk_token *token)
{
	if (!key)
		return OTK_TOKEN_NOT_CHECKED;
	if (!token->project_id || !otk_key_is_project(key, token->project_id))
		return OTK_TOKEN_WRONG;
	return otk_jwt_check(jwt, key);
}

static otk_status read_payload(otk_token_reading *reading, const otk_jwt *jwt, otk_error *error)
{
	otk_token *token = reading->token;
	otk_claims claims;
	const otk_status status = otk_claims_read(
		&claims, jwt->payload.data, jwt->payload.size, OTK_CLAIMS_TOLERANT, error);

	if (status)
		return status;
	if (!copy_claims(reading, jwt, &claims))
		return otk_fail_nomem(error);
	token->kind = OTK_TOKEN_JWT;
	token->issued_at = claims.issued_at == OTK_NO_TIME ? -1 : claims.issued_at;
	token->expires_at = claims.expires_at == OTK_NO_TIME ? -1 : claims.expires_at;
	reading->not_before = claims.not_before == OTK_NO_TIME ? -1 : claims.not_before;
	if (token->expires_at < 0 && token->issued_at >= 0)
		token->expires_at = token->issued_at + OTK_TOKEN_TTL_DEFAULT;
	token->signature = check_token_jwt_signature(reading->key, jwt, token);
	return OTK_OK;
}

otk_status otk_token_read_jwt(
	otk_token_reading *reading, const char *text, size_t size, otk_error *error)
{
	otk_jwt jwt;
	otk_status status = otk_jwt_decode(&jwt, text, size, error);

	if (!status)
		status = read_payload(reading, &jwt, error);
	otk_jwt_clear(&jwt);
	return status;
}

/* SPDX-License-Identifier: MIT */
/* A client token to be made: options checked, defaults filled in. */
#ifndef OTK_AUTH_TOKEN_PLAN_H
#define OTK_AUTH_TOKEN_PLAN_H

#include <otk/token.h>

#include "core/auth/crypto.h"
#include "core/auth/jwt_text.h"

#define OTK_TOKEN_WORD_MAX  64 /* bytes of a role or nonce */
#define OTK_TOKEN_EXTRA_MAX 65536

typedef struct otk_token_plan {
	const otk_key *key;
	const char *session_id;
	otk_token_options options;
	const char *role;
	const char *nonce;
	int64_t issued_at;
	int64_t expires_at;
	size_t data_size;
	size_t classes_size; /* joined */
	otk_slice extra;     /* the members of extra_json, without the braces */
	uint32_t replaced;   /* bit n: the n-th claim stands in extra_json */
	char random[OTK_UUID_SIZE];
} otk_token_plan;

/* options may be NULL. What the plan points to must live as long as it does. */
otk_status otk_token_plan_make(otk_token_plan *plan, const otk_key *key, const char *session_id,
	const otk_token_options *options, otk_error *error);

/* The two formats: append the whole token. */
otk_status otk_token_write_t1(const otk_token_plan *plan, otk_buffer *out, otk_error *error);
otk_status otk_token_write_jwt(const otk_token_plan *plan, otk_buffer *out, otk_error *error);
/* At least as many bytes as the token takes, NUL included. */
size_t otk_token_bound_t1(const otk_token_plan *plan);
size_t otk_token_bound_jwt(const otk_token_plan *plan);
/* Do the members of extra_json and ours get along? Fills plan->extra and plan->replaced. */
otk_status otk_token_plan_extra(otk_token_plan *plan, otk_error *error);

#endif

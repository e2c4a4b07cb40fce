/* SPDX-License-Identifier: MIT */
/* A client token to be made: options checked, defaults filled in. */
#ifndef OTK_AUTH_TOKEN_PLAN_H
#define OTK_AUTH_TOKEN_PLAN_H

#include <otk/token.h>

#include "core/auth/crypto.h"
#include "core/auth/jwt_text.h"

#define OTK_TOKEN_WORD_MAX  64 /* bytes of a role or nonce */
#define OTK_TOKEN_EXTRA_MAX 65536

/* What a token can say. */
typedef enum otk_token_value {
	OTK_TOKEN_NOTHING, /* always said, and empty */
	OTK_TOKEN_PROJECT,
	OTK_TOKEN_SESSION,
	OTK_TOKEN_ISSUED,
	OTK_TOKEN_EXPIRES,
	OTK_TOKEN_NONCE,
	OTK_TOKEN_ROLE,
	OTK_TOKEN_DATA,
	OTK_TOKEN_CLASSES, /* text: are there any; size: joined. The names stand in the options */
	OTK_TOKEN_VALUES
} otk_token_value;

typedef struct otk_token_word {
	const char *text; /* NULL: not said */
	size_t size;
	bool plain; /* only A-Z a-z 0-9 - _ .: stands in any format as it is */
} otk_token_word;

typedef struct otk_token_plan {
	const otk_key *key;
	otk_token_options options;
	otk_token_word words[OTK_TOKEN_VALUES];
	otk_slice extra;   /* the members of extra_json, without the braces */
	uint32_t replaced; /* bit n: the n-th claim stands in extra_json */
	char issued[OTK_INT_SIZE];
	char expires[OTK_INT_SIZE];
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

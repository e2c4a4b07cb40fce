/* SPDX-License-Identifier: MIT */
/* The content of a client token to be made: checked options with their defaults. */
#ifndef OTK_AUTH_TOKEN_CONTENT_H
#define OTK_AUTH_TOKEN_CONTENT_H

#include <otk/token.h>
#include <stdbool.h>

#include "core/auth/crypto.h"
#include "core/base/buffer.h"
#include "core/base/json/json_read.h"

/* The values of a token. */
typedef enum otk_token_value {
	OTK_TOKEN_CONSTANT, /* always present, and empty: its text is all in the template */
	OTK_TOKEN_PROJECT,
	OTK_TOKEN_SESSION,
	OTK_TOKEN_ISSUED,
	OTK_TOKEN_EXPIRES,
	OTK_TOKEN_NONCE,
	OTK_TOKEN_ROLE,
	OTK_TOKEN_DATA,
	OTK_TOKEN_CLASSES, /* "", of the size of the joined names, which are in the options */
	OTK_TOKEN_VALUES
} otk_token_value;

typedef struct otk_token_text {
	const char *text; /* NULL: the token lacks this value */
	size_t size;
	bool plain; /* only A-Z a-z 0-9 - _ .: the same in every escaping */
} otk_token_text;

typedef struct otk_token_content {
	const otk_key *key;
	otk_token_options options;
	otk_token_text values[OTK_TOKEN_VALUES];
	otk_slice extra;   /* the members of extra_json, without the braces */
	uint32_t replaced; /* bit n: claim n of the key's template is in extra_json */
	char issued[OTK_INT_SIZE];
	char expires[OTK_INT_SIZE];
	char random[OTK_UUID_SIZE];
} otk_token_content;

/* options may be NULL. What the content points to must live as long as it does. */
otk_status otk_token_content_make(otk_token_content *content, const otk_key *key,
	const char *session_id, const otk_token_options *options, otk_error *error);

#endif

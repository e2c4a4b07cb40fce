/* SPDX-License-Identifier: MIT */
/* The state of the parser of client tokens, for both formats. */
#ifndef OTK_AUTH_TOKEN_READING_H
#define OTK_AUTH_TOKEN_READING_H

#include <otk/token.h>

#include "core/base/arena.h"

typedef struct otk_token_reading {
	const otk_key *key; /* may be NULL: the signature is not checked */
	otk_arena *arena;
	otk_token *token;        /* the arena's root */
	const char *issuer_type; /* the claim "ist"; NULL: absent */
	int64_t not_before;      /* the claim "nbf"; -1: absent */
} otk_token_reading;

#endif

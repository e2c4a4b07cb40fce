/* SPDX-License-Identifier: MIT */
/* Client tokens taken apart: what the two formats have in common. */
#ifndef OTK_AUTH_TOKEN_READ_H
#define OTK_AUTH_TOKEN_READ_H

#include <otk/token.h>

#include "core/auth/keys.h"
#include "core/base/arena.h"

typedef struct otk_token_reading {
	const otk_key *key; /* may be NULL */
	otk_arena *arena;
	otk_token *token;   /* the arena's root */
	int64_t not_before; /* -1: none */
} otk_token_reading;

/* Fill reading->token from the text; expired is the caller's business. */
otk_status otk_token_read_t1(
	otk_token_reading *reading, const char *text, size_t size, otk_error *error);
otk_status otk_token_read_jwt(
	otk_token_reading *reading, const char *text, size_t size, otk_error *error);

/* "a b c" as a list in the arena; false when out of memory. */
bool otk_token_read_classes(
	otk_arena *arena, otk_strings *classes, const char *joined, size_t size);

/* Either format, with `expired` said. reading->key is set by the caller. */
otk_status otk_token_read(
	otk_token_reading *reading, const char *text, int64_t now, otk_error *error);

#endif

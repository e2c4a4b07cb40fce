/* SPDX-License-Identifier: MIT */
/* JSON web tokens as text: written in place, taken apart, checked against a key. */
#ifndef OTK_AUTH_JWT_TEXT_H
#define OTK_AUTH_JWT_TEXT_H

#include <otk/token.h>

#include "core/auth/keys.h"
#include "core/base/json_read.h"
#include "core/base/json_write.h"

#define OTK_JWT_MAX 131072 /* bytes that are looked at */

/*
 * Writing: begin, the claims as JSON text, end. All in one buffer: what the caller wrote becomes
 * its own encoding. In a fixed buffer that is too small the size goes on counting and nothing is
 * signed.
 */
void otk_jwt_begin(otk_buffer *out, const otk_key *key);
otk_status otk_jwt_end(otk_buffer *out, const otk_key *key, otk_error *error);
/* The most bytes, NUL included, that a JWT of so many bytes of claims can take. */
size_t otk_jwt_bound(const otk_key *key, size_t claims_size);

/*
 * Writing into the caller's memory, as otk_token_write() and otk_jwt_request() promise it: sets
 * *size and says how much is needed.
 */
otk_status otk_text_written(const otk_buffer *out, size_t *size, otk_error *error);

/* A JWT taken apart. */
typedef struct otk_jwt {
	char algorithm[16];
	otk_buffer payload; /* JSON, not yet looked at */
	const char *signed_text;
	size_t signed_size;
	uint8_t signature[OTK_SIGNATURE_MAX];
	size_t signature_size;
} otk_jwt;

/* OTK_E_TOKEN with what is wrong. Always leaves something for otk_jwt_clear(). */
otk_status otk_jwt_decode(otk_jwt *jwt, const char *text, size_t size, otk_error *error);
void otk_jwt_clear(otk_jwt *jwt);
/* NOT_CHECKED: the key cannot verify. WRONG also when the algorithm is not the key's own. */
otk_token_check otk_jwt_check(const otk_jwt *jwt, const otk_key *key);

#endif

/* SPDX-License-Identifier: MIT */
/* Parses a JWT and checks its signature with a key. */
#ifndef OTK_AUTH_JWT_READ_H
#define OTK_AUTH_JWT_READ_H

#include <otk/token.h>

#include "core/auth/key/key_vonage.h"
#include "core/base/buffer.h"

#define OTK_JWT_MAX 131072 /* bytes of a token; longer ones are refused */

typedef struct otk_jwt {
	char algorithm[16];
	otk_buffer payload; /* JSON, not parsed yet */
	const char *signed_text;
	size_t signed_size;
	uint8_t signature[OTK_SIGNATURE_MAX];
	size_t signature_size;
} otk_jwt;

/* OTK_E_TOKEN says what is wrong. Call otk_jwt_clear() also after a failure. */
otk_status otk_jwt_decode(otk_jwt *jwt, const char *text, size_t size, otk_error *error);
void otk_jwt_clear(otk_jwt *jwt);
/*
 * NOT_CHECKED: the key cannot verify, or GnuTLS failed. WRONG also if the algorithm is not the
 * key's own.
 */
otk_token_check otk_jwt_check(const otk_jwt *jwt, const otk_key *key);
/* Says why a signature was not checked with this key. */
otk_status otk_jwt_fail_unchecked(const otk_key *key, otk_error *error);

#endif

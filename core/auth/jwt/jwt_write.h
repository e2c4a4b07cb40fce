/* SPDX-License-Identifier: MIT */
/* Writing and signing a JWT in place. */
#ifndef OTK_AUTH_JWT_WRITE_H
#define OTK_AUTH_JWT_WRITE_H

#include <otk/key.h>

#include "core/base/buffer.h"

/*
 * Begin, then append the claims as JSON text, then end: what was appended is replaced by its
 * encoding. In a fixed buffer that is too small the size is still counted and nothing is signed.
 */
void otk_jwt_begin(otk_buffer *out, const otk_key *key);
otk_status otk_jwt_end(otk_buffer *out, const otk_key *key, otk_error *error);
/* The most bytes, NUL included, that a JWT with claims of this size takes. */
size_t otk_jwt_max(const otk_key *key, size_t claims_size);

#endif

/* SPDX-License-Identifier: MIT */
/* Writing and signing a JWT in place. */
#ifndef OTK_AUTH_JWT_WRITE_H
#define OTK_AUTH_JWT_WRITE_H

#include <otk/key.h>

#include "core/base/buffer.h"

/*
 * Call otk_jwt_begin(), append the claims as JSON text, then call otk_jwt_end(): it replaces the
 * text by the encoded and signed JWT. If a fixed buffer is too small, nothing is signed, and
 * out->size is the size of the whole JWT.
 */
void otk_jwt_begin(otk_buffer *out, const otk_key *key);
otk_status otk_jwt_end(otk_buffer *out, const otk_key *key, otk_error *error);
/* Returns the maximum size of a JWT with claims of this size, in bytes with its NUL. */
size_t otk_jwt_max(const otk_key *key, size_t claims_size);

#endif

/* SPDX-License-Identifier: MIT */
/* JWT client tokens: doc/contract.md, 6.3 and 6.4. */
#ifndef OTK_AUTH_TOKEN_WRITE_JWT_H
#define OTK_AUTH_TOKEN_WRITE_JWT_H

#include "core/auth/token_make/token_content.h"

/* Appends the whole token. */
otk_status otk_token_write_jwt(const otk_token_content *content, otk_buffer *out, otk_error *error);
/* Returns an upper bound of the token's size in bytes, with its NUL. */
size_t otk_token_max_jwt(const otk_token_content *content);

#endif

/* SPDX-License-Identifier: MIT */
/* T1 client tokens: doc/contract.md, 6.2. */
#ifndef OTK_AUTH_TOKEN_WRITE_T1_H
#define OTK_AUTH_TOKEN_WRITE_T1_H

#include "core/auth/token_make/token_content.h"

/* Appends the whole token. */
otk_status otk_token_write_t1(const otk_token_content *content, otk_buffer *out, otk_error *error);
/* Returns an upper bound of the token's size in bytes, with its NUL. */
size_t otk_token_max_t1(const otk_token_content *content);

#endif

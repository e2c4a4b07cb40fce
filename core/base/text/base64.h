/* SPDX-License-Identifier: MIT */
/* base64url without padding (JWT) and standard base64 with padding (T1 tokens, HTTP Basic). */
#ifndef OTK_BASE_BASE64_H
#define OTK_BASE_BASE64_H

#include "core/base/buffer.h"

void otk_base64url_encode(otk_buffer *out, const void *data, size_t size);
void otk_base64_encode(otk_buffer *out, const void *data, size_t size);
/* Digits that `size` bytes take, padding included if `padded`. */
size_t otk_base64_size(size_t size, bool padded);
/* Replaces the end of the buffer, from offset `from` on, with its encoding, in place. */
void otk_base64url_encode_end(otk_buffer *out, size_t from);
void otk_base64_encode_end(otk_buffer *out, size_t from);
/* Appends the bytes. Takes both alphabets, padding is optional. false: not base64. */
bool otk_base64_decode(otk_buffer *out, const char *text, size_t size);
/* Takes only what RFC 7515 allows: the url alphabet, no padding. */
bool otk_base64url_decode(otk_buffer *out, const char *text, size_t size);
/* Value of a digit of either alphabet; -1: not a digit. */
int otk_base64_value(char c);
/* Whether a character is such a digit or '='. */
bool otk_is_base64(char c);

#endif

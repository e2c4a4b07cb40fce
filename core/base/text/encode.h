/* SPDX-License-Identifier: MIT */
/* Text inside URLs and forms, and bytes as hexadecimal digits. */
#ifndef OTK_BASE_ENCODE_H
#define OTK_BASE_ENCODE_H

#include "core/base/buffer.h"

/* One path segment or query value: every byte but A-Z a-z 0-9 - . _ ~ becomes %XX. */
void otk_percent_encode(otk_buffer *out, const char *text, size_t size);
/* application/x-www-form-urlencoded: a space becomes '+', A-Z a-z 0-9 - . _ stay. */
void otk_form_encode(otk_buffer *out, const char *text, size_t size);
/* false: a '%' without two hexadecimal digits, or the buffer failed. */
bool otk_form_decode(otk_buffer *out, const char *text, size_t size);

/* Lower-case digits. */
void otk_hex_encode(otk_buffer *out, const void *data, size_t size);
/* Writes 2 * size digits to `to`, without a NUL. */
void otk_hex_write(char *to, const void *data, size_t size);
/* Value of a hexadecimal digit; -1: not one. */
int otk_hex_digit(char c);

#endif

/* SPDX-License-Identifier: MIT */
/* Results that are written into the caller's memory. */
#ifndef OTK_AUTH_TEXT_RESULT_H
#define OTK_AUTH_TEXT_RESULT_H

#include "core/base/buffer.h"

/*
 * Returns the result of writing to a fixed buffer, as otk_token_write() documents it: *size gets
 * the length, or with OTK_E_ARGUMENT the size that is needed. what: the text in messages: "token".
 */
otk_status otk_text_result(const otk_buffer *out, const char *what, size_t *size, otk_error *error);

#endif

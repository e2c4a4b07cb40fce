/* SPDX-License-Identifier: MIT */
/* Results that are written into the caller's memory. */
#ifndef OTK_AUTH_TEXT_RESULT_H
#define OTK_AUTH_TEXT_RESULT_H

#include "core/base/buffer.h"

/*
 * The outcome of writing into a fixed buffer, as otk_token_write() documents it: *size gets the
 * length, or the size that is needed (OTK_E_ARGUMENT). what: "token" or the like, for the message.
 */
otk_status otk_text_result(const otk_buffer *out, const char *what, size_t *size, otk_error *error);

#endif

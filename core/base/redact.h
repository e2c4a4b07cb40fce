/* SPDX-License-Identifier: MIT */
/* Taking secrets out of text that leaves the library: logs, errors, --dry-run. */
#ifndef OTK_BASE_REDACT_H
#define OTK_BASE_REDACT_H

#include "core/base/buffer.h"
#include "core/base/status.h"

/*
 * Append text without: anything that looks like a JWT (eyJ….….…) or a T1 token, and the values of
 * JSON members and form fields called secret, token, password, secretKey, accountKey, streamName,
 * authorization and their like (one table). Invalid UTF-8 and control characters become '?'.
 */
void otk_redact(otk_buffer *out, const char *text, size_t size) OTK_COLD;

#endif

/* SPDX-License-Identifier: MIT */
/* Texts that may not be UTF-8, such as what a client has sent. */
#ifndef OTK_SANDBOX_UTF8_H
#define OTK_SANDBOX_UTF8_H

#include <stdbool.h>
#include <stddef.h>

#include "tools/sandbox/base/memory.h"

bool sandbox_is_utf8(const char *text, size_t size);

/* Appends the text with U+FFFD instead of each byte that is not part of a character. */
void sandbox_utf8_repair(sandbox_bytes *to, const char *text, size_t size);

#endif

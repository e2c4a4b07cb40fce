/* SPDX-License-Identifier: MIT */
/* Contents of files, computed on demand: the same seed always gives the same bytes. */
#ifndef OTK_SANDBOX_CONTENT_H
#define OTK_SANDBOX_CONTENT_H

#include <stddef.h>
#include <stdint.h>

/* Returns the hexadecimal SHA-256 of the first `size` bytes; free() it. */
char *sandbox_content_sum(const char *seed, int64_t size);

/* Writes `size` bytes of the content, starting at `offset`. */
void sandbox_content_bytes(const char *seed, int64_t offset, void *bytes, size_t size);

#endif

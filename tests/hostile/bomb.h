/* SPDX-License-Identifier: MIT */
/* Compressed data that becomes large when it is unpacked. */
#ifndef OTK_TESTS_HOSTILE_BOMB_H
#define OTK_TESTS_HOSTILE_BOMB_H

#include <stdbool.h>
#include <stddef.h>

/* Makes size blanks, packed 158 times smaller. Returns malloc'd bytes; gzip: else zlib's form. */
char *bomb_make(bool gzip, size_t size, size_t *packed);

#endif

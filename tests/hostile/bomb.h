/* SPDX-License-Identifier: MIT */
/* Compressed data that becomes large when it is unpacked. */
#ifndef OTK_TESTS_HOSTILE_BOMB_H
#define OTK_TESTS_HOSTILE_BOMB_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Returns about `size` blanks in compressed form, malloc'd; *packed gets the compressed size, about
 * size / 158. gzip: the format is gzip, otherwise zlib.
 */
char *bomb_make(bool gzip, size_t size, size_t *packed);

#endif

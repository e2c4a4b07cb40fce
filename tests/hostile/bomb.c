/* SPDX-License-Identifier: MIT */
/*
 * DEFLATE (RFC 1951) by hand: one block with fixed codes, which holds a blank and then copies of
 * it, 258 bytes each. The checksum at the end is left out: no client should read that far.
 */
#include "config.h"

#include "tests/hostile/bomb.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

typedef struct bits {
	unsigned char *out;
	size_t count;
} bits;

/* Appends a code, its highest bit first. */
static void put(bits *to, uint32_t code, int length)
{
	for (int i = length - 1; i >= 0; i--, to->count++)
		if (code >> i & 1)
			to->out[to->count / 8] |= (unsigned char)(1u << to->count % 8);
}

char *bomb_make(bool gzip, size_t size, size_t *packed)
{
	static const unsigned char gzip_head[] = {0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3};
	static const unsigned char zlib_head[] = {0x78, 0x9c};
	const size_t copies = size / 258, head = gzip ? sizeof(gzip_head) : sizeof(zlib_head);
	bits made = {.out = calloc(1, copies * 13 / 8 + 64), .count = head * 8};

	if (!made.out)
		return NULL;
	memcpy(made.out, gzip ? gzip_head : zlib_head, head);
	put(&made, 1, 1);          /* this block is the last one */
	put(&made, 2, 2);          /* fixed codes: the number 01, its lowest bit first */
	put(&made, 0x30 + ' ', 8); /* a blank */
	for (size_t i = 0; i < copies; i++) {
		put(&made, 0xc5, 8); /* copy 258 bytes */
		put(&made, 0, 5);    /* that begin one byte before */
	}
	put(&made, 0, 7);
	*packed = (made.count + 7) / 8 + 8;
	return (char *)made.out;
}

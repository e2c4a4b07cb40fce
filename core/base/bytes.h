/* SPDX-License-Identifier: MIT */
/*
 * Loads and tests eight bytes at a time. Each test returns a word in which the high bit of byte n
 * is set if byte n matches. Lower bits are undefined, so combine results with | and apply
 * OTK_BYTES_HIGH at the end. A borrow may also set the bit of a byte above one that matches (in
 * memory order: after it, on little-endian machines), but never of one below. So "no byte matches"
 * is exact, and so is the first byte that matches.
 */
#ifndef OTK_BASE_BYTES_H
#define OTK_BASE_BYTES_H

#include <stdint.h>
#include <string.h>

#define OTK_BYTES_ONES UINT64_C(0x0101010101010101)
#define OTK_BYTES_HIGH UINT64_C(0x8080808080808080)

static inline uint64_t otk_bytes_load(const void *from)
{
	uint64_t word;

	memcpy(&word, from, sizeof(word));
	return word;
}

/* Loads eight bytes, the first one as the highest. Compilers turn this into a single load. */
static inline uint64_t otk_bytes_load_big(const unsigned char *from)
{
	return (uint64_t)from[0] << 56 | (uint64_t)from[1] << 48 | (uint64_t)from[2] << 40 |
	       (uint64_t)from[3] << 32 | (uint64_t)from[4] << 24 | (uint64_t)from[5] << 16 |
	       (uint64_t)from[6] << 8 | from[7];
}

/* Matches bytes equal to c; if c is ASCII, also bytes that are not ASCII. */
static inline uint64_t otk_bytes_equal(uint64_t word, char c)
{
	return (word ^ OTK_BYTES_ONES * (unsigned char)c) - OTK_BYTES_ONES;
}

/* Matches bytes below c; if c is ASCII, also bytes that are not ASCII. */
static inline uint64_t otk_bytes_below(uint64_t word, char c)
{
	return word - OTK_BYTES_ONES * (unsigned char)c;
}

/* Matches bytes that are not ASCII. */
static inline uint64_t otk_bytes_not_ascii(uint64_t word)
{
	return word;
}

#endif

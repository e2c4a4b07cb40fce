/* SPDX-License-Identifier: MIT */
/*
 * Eight bytes at a time: loads, and tests. Each test returns a word whose byte n has its high bit
 * set if byte n fits; lower bits are noise, so combine results with | and apply OTK_BYTES_HIGH at
 * the end. Borrows may set the bit of a byte above one that fits (in memory order: after it, on
 * little-endian machines), never one below: "none fits" is exact, and so is the first byte that
 * fits.
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

/* The first of the eight bytes becomes the highest. Compilers make one load of it. */
static inline uint64_t otk_bytes_load_big(const unsigned char *from)
{
	return (uint64_t)from[0] << 56 | (uint64_t)from[1] << 48 | (uint64_t)from[2] << 40 |
	       (uint64_t)from[3] << 32 | (uint64_t)from[4] << 24 | (uint64_t)from[5] << 16 |
	       (uint64_t)from[6] << 8 | from[7];
}

/* Bytes equal to c; also bytes that are not ASCII, if c is ASCII. */
static inline uint64_t otk_bytes_equal(uint64_t word, char c)
{
	return (word ^ OTK_BYTES_ONES * (unsigned char)c) - OTK_BYTES_ONES;
}

/* Bytes below c; also bytes that are not ASCII, if c is ASCII. */
static inline uint64_t otk_bytes_below(uint64_t word, char c)
{
	return word - OTK_BYTES_ONES * (unsigned char)c;
}

/* Bytes that are not ASCII. */
static inline uint64_t otk_bytes_not_ascii(uint64_t word)
{
	return word;
}

#endif

/* SPDX-License-Identifier: MIT */
/* Random-looking ids without a system call each. */
#ifndef OTK_PLUGIN_TYPES_SPREAD_BITS_H
#define OTK_PLUGIN_TYPES_SPREAD_BITS_H

#include <stdint.h>

/* splitmix64: spreads a counter over 64 bits. */
static inline uint64_t otk_spread_bits(uint64_t x)
{
	x += UINT64_C(0x9e3779b97f4a7c15);
	x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
	return x ^ (x >> 31);
}

#endif

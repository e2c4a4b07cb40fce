/* SPDX-License-Identifier: MIT */
/* A hash of short texts for tables in memory (FNV-1a, 64 bits); not for texts of an attacker. */
#ifndef OTK_BASE_HASH_H
#define OTK_BASE_HASH_H

#include <stdint.h>

/* The high half is folded into the low one, so that a mask of the low bits is enough. */
static inline uint64_t otk_hash_text(const char *text)
{
	uint64_t hash = UINT64_C(14695981039346656037);

	while (*text)
		hash = (hash ^ (uint8_t)*text++) * UINT64_C(1099511628211);
	return hash ^ (hash >> 32);
}

#endif

/* SPDX-License-Identifier: MIT */
/* Random numbers that spread pauses and shares; not for secrets. */
#ifndef OTK_PLUGIN_TYPES_RANDOM_H
#define OTK_PLUGIN_TYPES_RANDOM_H

#include <stdint.h>
#include <unistd.h>

/* Returns a state for otk_random_below(). now, place: used if the system has no random number. */
static inline uint64_t otk_random_seed(int64_t now, const void *place)
{
	uint64_t seed;

	if (getentropy(&seed, sizeof(seed)))
		seed = (uint64_t)now ^ (uint64_t)(uintptr_t)place;
	return seed | 1;
}

/* xorshift64*. Returns a number below limit, which is at most 2^31. *state is not 0. */
static inline uint32_t otk_random_below(uint64_t *state, uint32_t limit)
{
	uint64_t x = *state;

	x ^= x >> 12;
	x ^= x << 25;
	x ^= x >> 27;
	*state = x;
	return (uint32_t)((x * UINT64_C(2685821657736338717) >> 33) % limit);
}

#endif

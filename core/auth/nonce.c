/* SPDX-License-Identifier: MIT */
/*
 * Nonces of OpenTok tokens. They tell tokens apart and need not be secret, so a counter that begins
 * at a random place, scattered, does; asking GnuTLS each time costs a third of a token. The time
 * keeps the processes apart that a fork left with the same counter.
 */
#include "config.h"

#include "core/auth/keys.h"

#include <time.h>

#ifdef CLOCK_MONOTONIC_COARSE /* a fifth of the other's price */
#	define NONCE_CLOCK CLOCK_MONOTONIC_COARSE
#else
#	define NONCE_CLOCK CLOCK_MONOTONIC
#endif

/* The mixing function of splitmix64. */
static uint64_t scatter(uint64_t x)
{
	x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
	return x ^ (x >> 31);
}

int32_t otk_nonce_next(const otk_key *key)
{
	struct timespec now = {0};
	uint64_t turn = atomic_fetch_add_explicit(
		&key->macs->nonce, UINT64_C(0x9e3779b97f4a7c15), memory_order_relaxed);

	clock_gettime(NONCE_CLOCK, &now);
	return (int32_t)(scatter(turn ^ (uint64_t)now.tv_nsec) & INT32_MAX);
}

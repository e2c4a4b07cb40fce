/* SPDX-License-Identifier: MIT */
/* Random numbers that a seed repeats. */
#include "config.h"

#include "tools/otk/plugin/check/generate/random.h"

/* splitmix64: a short generator without bad seeds. */
static uint64_t next_number(otk_cli_check *check)
{
	uint64_t z = check->random += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

uint64_t otk_cli_check_seed(uint64_t seed, const char *test)
{
	for (; *test; test++)
		seed = seed * 31 + (unsigned char)*test;
	return seed;
}

size_t otk_cli_check_below(otk_cli_check *check, size_t count)
{
	return count ? (size_t)(next_number(check) % count) : 0;
}

size_t otk_cli_check_between(otk_cli_check *check, size_t min, size_t max)
{
	return min >= max ? min : min + otk_cli_check_below(check, max - min + 1);
}

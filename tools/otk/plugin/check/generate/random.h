/* SPDX-License-Identifier: MIT */
/* Random numbers that a seed repeats. */
#ifndef OTK_CLI_CHECK_RANDOM_H
#define OTK_CLI_CHECK_RANDOM_H

#include "tools/otk/plugin/check/context/context.h"

/* Returns the first state of the generator: each test has its own sequence of random numbers. */
uint64_t otk_cli_check_seed(uint64_t seed, const char *test);
/* Returns a number from 0 to count - 1. */
size_t otk_cli_check_below(otk_cli_check *check, size_t count);
/* Returns a number from min to max. */
size_t otk_cli_check_between(otk_cli_check *check, size_t min, size_t max);

#endif

/* SPDX-License-Identifier: MIT */
/* The clock for time limits and durations. */
#include "config.h"

#include <time.h>

#include "tools/otk/clock.h"

int64_t otk_cli_now_ms(void)
{
	struct timespec now = {0};

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* SPDX-License-Identifier: MIT */
/* The two clocks. */
#include "config.h"

#include "core/base/clock.h"

#include <time.h>

int64_t otk_clock_seconds(void)
{
	/* Takes a tenth of the time of clock_gettime(), and tokens hold whole seconds. */
	return (int64_t)time(NULL);
}

int64_t otk_clock_monotonic_ms(void)
{
	struct timespec now = {0};

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + (int64_t)now.tv_nsec / 1000000;
}

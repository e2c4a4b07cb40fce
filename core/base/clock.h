/* SPDX-License-Identifier: MIT */
/* The two clocks, and the limit of times. */
#ifndef OTK_BASE_CLOCK_H
#define OTK_BASE_CLOCK_H

#include <stdint.h>

/*
 * Limit of every time and time span that a caller or a peer may give, in seconds: sums of a few of
 * them, and their values in milliseconds, fit 64 bits. The year 36 million.
 */
#define OTK_TIME_MAX (INT64_MAX / 8000)

int64_t otk_clock_seconds(void);      /* s since the epoch */
int64_t otk_clock_monotonic_ms(void); /* for deadlines */

#endif

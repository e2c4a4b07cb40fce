/* SPDX-License-Identifier: MIT */
/* The two clocks, and the limit of times. */
#ifndef OTK_BASE_CLOCK_H
#define OTK_BASE_CLOCK_H

#include <stdint.h>

/*
 * Limit of every time and time span in seconds that a caller or a peer gives, so that the sum of
 * two of them fits 64 bits.
 */
#define OTK_TIME_MAX (INT64_MAX / 4)

int64_t otk_clock_seconds(void);      /* s since the epoch */
int64_t otk_clock_monotonic_ms(void); /* for deadlines */

#endif

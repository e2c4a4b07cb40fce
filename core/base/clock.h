/* SPDX-License-Identifier: MIT */
/* The two clocks. */
#ifndef OTK_BASE_CLOCK_H
#define OTK_BASE_CLOCK_H

#include <stdint.h>

int64_t otk_clock_seconds(void);      /* s since the epoch */
int64_t otk_clock_monotonic_ms(void); /* for deadlines */

#endif

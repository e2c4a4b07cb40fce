/* SPDX-License-Identifier: MIT */
/* The clock for time limits and durations. */
#ifndef OTK_CLI_CLOCK_H
#define OTK_CLI_CLOCK_H

#include <stdint.h>

/* Monotonic ms. */
int64_t otk_cli_now_ms(void);

#endif

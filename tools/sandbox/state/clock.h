/* SPDX-License-Identifier: MIT */
/*
 * Three clocks, all in milliseconds: the clock of the sandbox, which tests can set; the wall clock,
 * for request tokens and the Date header; the monotonic clock, for delays.
 */
#ifndef OTK_SANDBOX_CLOCK_H
#define OTK_SANDBOX_CLOCK_H

#include "tools/sandbox/state/sandbox.h"

/* The last time that the clock of the sandbox can show: the beginning of the year 2100. */
#define SANDBOX_CLOCK_MAX INT64_C(4102444800000)

int64_t sandbox_now(const sandbox *box);
int64_t sandbox_wall(const sandbox *box);
int64_t sandbox_monotonic(void);
/* The monotonic clock in microseconds, for measurements. */
int64_t sandbox_monotonic_us(void);

void sandbox_clock_load(sandbox *box);
/* Returns the offset, or the nearest one with which the clock of the sandbox shows a time from 1970
 * to SANDBOX_CLOCK_MAX. */
int64_t sandbox_clock_bound(int64_t offset);
void sandbox_clock_set_offset(sandbox *box, int64_t offset);

#endif

/* SPDX-License-Identifier: MIT */
/* Advances documents whose time has come, in the order of the times. */
#ifndef OTK_SANDBOX_LIFE_H
#define OTK_SANDBOX_LIFE_H

#include <stdbool.h>
#include <stdint.h>

#include "tools/sandbox/state/sandbox.h"

/* Advances what is due, in the order of the times, until budget_ms have passed. Returns whether
 * nothing is left. */
bool sandbox_life_run(sandbox *box, int64_t budget_ms);

/* Returns the milliseconds until the next document is due; -1: none is. */
int64_t sandbox_life_wait(sandbox *box);

#endif

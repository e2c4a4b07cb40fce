/* SPDX-License-Identifier: MIT */
/* Advances documents that are due (store.h), such as an archive from "stopped" to "available". */
#ifndef OTK_SANDBOX_LIFE_H
#define OTK_SANDBOX_LIFE_H

#include <stdbool.h>
#include <stdint.h>

#include "tools/sandbox/state/sandbox.h"

/* Advances due documents, the earliest first, for at most budget_ms. Returns true if no due
 * document is left. */
bool sandbox_life_run(sandbox *box, int64_t budget_ms);

/* Returns the milliseconds until the next document is due; -1: none is. */
int64_t sandbox_life_wait(sandbox *box);

#endif

/* SPDX-License-Identifier: MIT */
/* Lets the documents live on whose moment has come, in the order of those moments. */
#ifndef OTK_SANDBOX_LIFE_H
#define OTK_SANDBOX_LIFE_H

#include "tools/sandbox/state/sandbox.h"

void sandbox_life_run(sandbox *box);

/* Milliseconds until the next moment; -1: there is none. */
int64_t sandbox_life_wait(sandbox *box);

#endif

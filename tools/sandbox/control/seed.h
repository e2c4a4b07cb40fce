/* SPDX-License-Identifier: MIT */
/* Fills the sandbox from one JSON object. */
#ifndef OTK_SANDBOX_SEED_H
#define OTK_SANDBOX_SEED_H

#include "tools/sandbox/state/sandbox.h"

/* Adds the objects of the file, unless an earlier run has stored them in the database. False:
 * the reason was printed. */
bool sandbox_seed_load(sandbox *box, const char *path);

#endif

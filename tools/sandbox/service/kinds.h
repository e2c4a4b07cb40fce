/* SPDX-License-Identifier: MIT */
/* The list of all kinds of documents that react to events. */
#ifndef OTK_SANDBOX_SERVICE_KINDS_H
#define OTK_SANDBOX_SERVICE_KINDS_H

#include "tools/sandbox/state/kinds.h"

/* Ends with NULL. Events reach the kinds in this order. */
extern const sandbox_kind *const sandbox_kinds[];

/* The names of all kinds of documents that are stored; the list ends with NULL. */
extern const char *const sandbox_stored_kinds[];

#endif

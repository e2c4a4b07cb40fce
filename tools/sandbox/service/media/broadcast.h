/* SPDX-License-Identifier: MIT */
/* Broadcasts: routes and life. */
#ifndef OTK_SANDBOX_BROADCAST_H
#define OTK_SANDBOX_BROADCAST_H

#include "tools/sandbox/state/kinds.h"

extern const sandbox_kind sandbox_broadcast_kind;

#endif

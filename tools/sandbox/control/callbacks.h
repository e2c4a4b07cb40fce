/* SPDX-License-Identifier: MIT */
/* The members of the hooks, for snapshots as well. */
#ifndef OTK_SANDBOX_CONTROL_CALLBACKS_H
#define OTK_SANDBOX_CONTROL_CALLBACKS_H

#include "tools/sandbox/request/fields.h"

extern const sandbox_field sandbox_hooks_fields[];

#endif

/* SPDX-License-Identifier: MIT */
/* Experience Composer renders. */
#ifndef OTK_SANDBOX_RENDER_H
#define OTK_SANDBOX_RENDER_H

#include "tools/sandbox/state/kinds.h"

extern const sandbox_kind sandbox_render_kind;

#endif

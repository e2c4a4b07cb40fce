/* SPDX-License-Identifier: MIT */
/* Live captions. */
#ifndef OTK_SANDBOX_CAPTIONS_H
#define OTK_SANDBOX_CAPTIONS_H

#include "tools/sandbox/state/kinds.h"

extern const sandbox_kind sandbox_captions_kind;

#endif

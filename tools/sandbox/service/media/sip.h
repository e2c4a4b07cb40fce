/* SPDX-License-Identifier: MIT */
/* SIP calls. */
#ifndef OTK_SANDBOX_SIP_H
#define OTK_SANDBOX_SIP_H

#include "tools/sandbox/state/kinds.h"

extern const sandbox_kind sandbox_call_kind;

#endif

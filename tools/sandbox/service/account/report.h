/* SPDX-License-Identifier: MIT */
/* Reports of an account, and their files. */
#ifndef OTK_SANDBOX_REPORT_H
#define OTK_SANDBOX_REPORT_H

#include "tools/sandbox/state/kinds.h"

extern const sandbox_kind sandbox_report_kind;
extern const sandbox_kind sandbox_media_kind;

#endif

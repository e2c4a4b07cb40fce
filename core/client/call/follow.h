/* SPDX-License-Identifier: MIT */
/* The second request of a call, when the first response is not its result. */
#ifndef OTK_CLIENT_FOLLOW_H
#define OTK_CLIENT_FOLLOW_H

#include <otk/call.h>
#include <stdbool.h>

#include "core/base/status.h"

/* true: the call continues and completes with its second request. */
bool otk_follow_settled(otk_call *call) OTK_COLD;
bool otk_follow_adopt(otk_call *call) OTK_COLD;
/* ms of the deadline that are kept back for otk_follow_adopt(); 0: the call never adopts. */
int64_t otk_follow_reserve(const otk_call *call);

#endif

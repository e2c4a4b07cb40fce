/* SPDX-License-Identifier: MIT */
/* The second request of a call, when the first response is not its result. */
#ifndef OTK_CLIENT_FOLLOW_H
#define OTK_CLIENT_FOLLOW_H

#include <otk/call.h>
#include <stdbool.h>

#include "core/base/error/status.h"

/*
 * Both return true if the call continues, and completes with its second request.
 * otk_follow_settled(): a retry found the work done; reads its result.
 * otk_follow_adopt(): the outcome is unknown; looks in the list for the object that was created.
 */
bool otk_follow_settled(otk_call *call) OTK_COLD;
bool otk_follow_adopt(otk_call *call) OTK_COLD;
/* Returns the part of the call's timeout, in ms, reserved for otk_follow_adopt(); 0: not used. */
int64_t otk_follow_reserve(const otk_call *call);

#endif

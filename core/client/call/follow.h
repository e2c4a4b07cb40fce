/* SPDX-License-Identifier: MIT */
/* The second request of a call, when the first response is not its result. */
#ifndef OTK_CLIENT_FOLLOW_H
#define OTK_CLIENT_FOLLOW_H

#include "core/base/status.h"
#include "core/transport/transport.h"

/* true: the call goes on and completes with its second request. */
bool otk_follow_settled(otk_call *call) OTK_COLD;
bool otk_follow_adopt(otk_call *call, const otk_response *response) OTK_COLD;

#endif

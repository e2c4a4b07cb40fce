/* SPDX-License-Identifier: MIT */
/* Responses that do not end: server-sent events about requests and objects. */
#ifndef OTK_SANDBOX_FOLLOW_H
#define OTK_SANDBOX_FOLLOW_H

#include "tools/sandbox/http/send/sleep.h"
#include "tools/sandbox/request/request.h"

/* Streams that may be open at the same time. */
enum { SANDBOX_FOLLOWERS = 32 };

/* Returns the response for request->reply.follow, NULL: out of memory. */
struct MHD_Response *sandbox_follow_response(sandbox_request *request, sandbox_sleepers *sleepers);

#endif

/* SPDX-License-Identifier: MIT */
/* Sends responses, with the faults that the request or a rule has chosen. */
#ifndef OTK_SANDBOX_SEND_H
#define OTK_SANDBOX_SEND_H

#include <microhttpd.h>

#include "tools/sandbox/http/send/sleep.h"
#include "tools/sandbox/request/request.h"

/* Sends the response of a request, which may suspend its connection. */
enum MHD_Result sandbox_send(sandbox_request *request, sandbox_sleepers *sleepers);

#endif

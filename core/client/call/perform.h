/* SPDX-License-Identifier: MIT */
/* Blocking use of a call by the helpers of the client. */
#ifndef OTK_CLIENT_PERFORM_H
#define OTK_CLIENT_PERFORM_H

#include <otk/call.h>

#include "core/base/error/status.h"

/* Performs and consumes the call. The client has been entered already (otk_client_enter()). */
otk_status otk_call_run(otk_call *call, void **result, otk_error *error);

#endif

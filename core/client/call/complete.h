/* SPDX-License-Identifier: MIT */
/* Starting and completing a call. */
#ifndef OTK_CLIENT_COMPLETE_H
#define OTK_CLIENT_COMPLETE_H

#include <otk/call.h>

#include "core/base/error/status.h"

otk_status otk_call_start(otk_call *call, otk_done_fn *done, void *userdata, otk_error *error);
/* Calls the owner's completion, then frees the call. Uses call->record and call->error. */
void otk_call_finish(otk_call *call, otk_status status);

#endif

/* SPDX-License-Identifier: MIT */
/* Turns a response into a record or an error. */
#ifndef OTK_CLIENT_RESPONSE_H
#define OTK_CLIENT_RESPONSE_H

#include "core/base/error/status.h"
#include "core/transport/transport.h"

/* Decodes the body of a 2xx response into call->record. */
otk_status otk_response_read(otk_call *call, otk_response *response);
/* Fills call->error from a response that is a refusal, or from an exchange that failed. */
otk_status otk_response_failed(otk_call *call, const otk_response *response) OTK_COLD;
/*
 * Returns the status that the call would have if this were its last attempt, and fills call->error
 * unless it is OTK_OK. The body of a 2xx is not looked at.
 */
otk_status otk_response_judge(otk_call *call, const otk_response *response) OTK_COLD;

#endif

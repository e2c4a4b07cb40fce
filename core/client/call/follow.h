/* SPDX-License-Identifier: MIT */
/*
 * The second request of a call, when the first response is not its result: makes it, and reads what
 * it found.
 */
#ifndef OTK_CLIENT_FOLLOW_H
#define OTK_CLIENT_FOLLOW_H

#include <otk/call.h>

#include "core/base/error/status.h"
#include "core/client/call/call.h"

/* Returns the second request of a call, to be started; NULL: there is none. */
otk_call *otk_follow_make(otk_call *call, otk_follow_kind kind) OTK_COLD;
/*
 * Returns the status of a call that an earlier attempt has carried out and that has no second
 * request: success only if the operation has no result to fetch.
 */
otk_status otk_follow_without(otk_call *call) OTK_COLD;
/*
 * Returns the status of the call whose second request has completed, and sets its record and error.
 * The other arguments are those of the completion of the second request.
 */
otk_status otk_follow_read(otk_call *call, otk_call *follow, otk_status status, const void *result,
	const otk_error *error) OTK_COLD;
/*
 * Returns the part of the call's timeout, in ms, reserved for a look-up of the object; 0: not used.
 */
int64_t otk_follow_reserve(const otk_call *call);

#endif

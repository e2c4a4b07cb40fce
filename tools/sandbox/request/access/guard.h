/* SPDX-License-Identifier: MIT */
/* Keeps web pages away: a browser on this machine can reach the sandbox, whose credentials
 * everybody knows. */
#ifndef OTK_SANDBOX_GUARD_H
#define OTK_SANDBOX_GUARD_H

#include "tools/sandbox/request/request.h"

/* Refuses requests that name a foreign host (one that was made to point here) or come from a page
 * of another origin. request->route is set by then. False: refused. */
bool sandbox_guard_check(sandbox_request *request);

#endif

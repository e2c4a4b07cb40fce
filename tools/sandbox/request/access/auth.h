/* SPDX-License-Identifier: MIT */
/* Authenticates a request and checks that its credential permits the route. */
#ifndef OTK_SANDBOX_AUTH_H
#define OTK_SANDBOX_AUTH_H

#include "tools/sandbox/request/request.h"

/* Sets owner, project and claims. False: refused. */
bool sandbox_auth_check(sandbox_request *request);

#endif

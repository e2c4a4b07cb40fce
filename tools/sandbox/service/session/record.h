/* SPDX-License-Identifier: MIT */
/* Things done to a session that only leave a record: all members of the request's body, and when.
 */
#ifndef OTK_SANDBOX_RECORD_H
#define OTK_SANDBOX_RECORD_H

#include "tools/sandbox/request/request.h"

/* A stored document of the kind with a fresh id, the checked body, and connectionId if the path
 * names one. put() it. */
json_object *sandbox_record_new(sandbox_request *request, const char *kind);

#endif

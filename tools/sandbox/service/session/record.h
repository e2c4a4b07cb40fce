/* SPDX-License-Identifier: MIT */
/* Stores requests whose only effect is a record. */
#ifndef OTK_SANDBOX_RECORD_H
#define OTK_SANDBOX_RECORD_H

#include "tools/sandbox/request/request.h"

/* Stores a document of the kind: a new id, the checked body, the time, and the connectionId of the
 * path if it has one. json_object_put() it. */
json_object *sandbox_record_new(sandbox_request *request, const char *kind);

#endif

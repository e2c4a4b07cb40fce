/* SPDX-License-Identifier: MIT */
/* Prints a line for each request, if the options say so. */
#ifndef OTK_SANDBOX_LOG_H
#define OTK_SANDBOX_LOG_H

#include <json-c/json_object.h>

#include "tools/sandbox/state/sandbox.h"

/* Prints an entry of the journal, which holds no credential. */
void sandbox_log_request(sandbox *box, json_object *entry);

#endif

/* SPDX-License-Identifier: MIT */
/* Live captions. */
#ifndef OTK_SANDBOX_CAPTIONS_H
#define OTK_SANDBOX_CAPTIONS_H

#include "sandbox.h"

#include <json-c/json_object.h>

void sandbox_captions_due(sandbox *box, json_object *captions);
/* Another status, from outside; stores and tells. */
void sandbox_captions_force(sandbox *box, json_object *captions);

#endif

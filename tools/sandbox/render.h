/* SPDX-License-Identifier: MIT */
/* Experience Composer renders. */
#ifndef OTK_SANDBOX_RENDER_H
#define OTK_SANDBOX_RENDER_H

#include "sandbox.h"

#include <json-c/json_object.h>

void sandbox_render_due(sandbox *box, json_object *render);
/* Another status, from outside; stores and tells. */
void sandbox_render_force(sandbox *box, json_object *render);

#endif

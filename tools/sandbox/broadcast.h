/* SPDX-License-Identifier: MIT */
/* Broadcasts: routes and life. */
#ifndef OTK_SANDBOX_BROADCAST_H
#define OTK_SANDBOX_BROADCAST_H

#include "sandbox.h"

#include <json-c/json_object.h>

void sandbox_broadcasts_follow(sandbox *box, json_object *session);
void sandbox_broadcast_due(sandbox *box, json_object *broadcast);
/* Another status, from outside; stores and tells. */
void sandbox_broadcast_force(sandbox *box, json_object *broadcast);

#endif

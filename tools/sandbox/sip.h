/* SPDX-License-Identifier: MIT */
/* SIP calls. */
#ifndef OTK_SANDBOX_SIP_H
#define OTK_SANDBOX_SIP_H

#include "sandbox.h"

#include <json-c/json_object.h>

void sandbox_call_due(sandbox *box, json_object *call);

/* A connection is gone: ends the call that it belonged to. */
void sandbox_calls_follow(sandbox *box, json_object *session, const char *connection_id);

/* The session was muted: calls that observe it tell. */
void sandbox_calls_mute(sandbox *box, json_object *session);

#endif

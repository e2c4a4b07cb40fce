/* SPDX-License-Identifier: MIT */
/* Client tokens (T1 and JWT) that are given to SIP, renders, captions and the Audio Connector. */
#ifndef OTK_SANDBOX_CLIENT_TOKEN_H
#define OTK_SANDBOX_CLIENT_TOKEN_H

#include "tools/sandbox/request/request.h"

/* Checks input.token for the session; captions require a moderator. False: refused. */
bool sandbox_client_token_check(sandbox_request *request);

/* Returns the connection data of a token, "" if it has none or cannot be read. free() it. */
char *sandbox_client_token_data(const char *token);

#endif

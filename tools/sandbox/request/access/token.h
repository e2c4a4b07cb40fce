/* SPDX-License-Identifier: MIT */
/* The token of the control interface. It is required unless the credentials are the published
 * ones. */
#ifndef OTK_SANDBOX_TOKEN_H
#define OTK_SANDBOX_TOKEN_H

#include "tools/sandbox/request/request.h"

/*
 * Whether the request may use the control interface: it carries the token in a header or the cookie
 * of a page that has logged in, or no token is needed. Refuses the request otherwise.
 */
bool sandbox_token_check(sandbox_request *request);

/* Whether the header X-Otk-Sandbox-Token is right, or no token is needed. */
bool sandbox_token_in_header(const sandbox_request *request);

/* Whether a text is the token. */
bool sandbox_token_is(const sandbox *box, const char *text);

/* Sets or clears the cookie of a page. */
void sandbox_token_set_cookie(sandbox_request *request, bool clear);

#endif

/* SPDX-License-Identifier: MIT */
/* The text of a request: URL and body. */
#ifndef OTK_CLIENT_REQUEST_H
#define OTK_CLIENT_REQUEST_H

#include <otk/call.h>

#include "core/base/error/status.h"

/* Prepares, checks and encodes a request into call->texts. options: the call's copy, or NULL. */
otk_status otk_request_make(
	otk_call *call, const char *const *ids, const void *options, otk_error *error);
const char *otk_request_content_type(const otk_call *call); /* NULL: no body */
size_t otk_request_body_size(const otk_call *call);

#endif

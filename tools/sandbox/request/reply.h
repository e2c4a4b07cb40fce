/* SPDX-License-Identifier: MIT */
/* Responses: JSON, text, errors in the service's envelope. */
#ifndef OTK_SANDBOX_REPLY_H
#define OTK_SANDBOX_REPLY_H

#include "tools/sandbox/request/request.h"

/* These functions set the response. Only the first call has an effect, so a refusal stays. */
void sandbox_reply_json(sandbox_request *request, unsigned int status, json_object *json);
/* 200 and {"items": items}. */
void sandbox_reply_items(sandbox_request *request, json_object *items);
/* 201 and the id of what was created: {name: id}. */
void sandbox_reply_created(sandbox_request *request, const char *name, const char *id);
void sandbox_reply_empty(sandbox_request *request, unsigned int status);
void sandbox_reply_text(
	sandbox_request *request, unsigned int status, const char *type, const char *text);
/* 200 and bytes, which may hold NUL; takes over their memory. */
void sandbox_reply_bytes(sandbox_request *request, const char *type, sandbox_bytes *bytes);
/* 200 and a body that is made while it is sent; takes over its state. */
void sandbox_reply_pieces(sandbox_request *request, const char *type, sandbox_pieces pieces);
void sandbox_refuse(sandbox_request *request, unsigned int status, int code, const char *format,
	...) __attribute__((format(printf, 4, 5)));
/* Refuses with a problem document (RFC 9457), as the gateway does. sandbox_refuse() does so for the
 * gateway's paths. */
void sandbox_refuse_problem(
	sandbox_request *request, unsigned int status, const char *title, const char *detail);
/* Returns the text of the body and its size (NULL: not asked for); of a download, "" and the
 * size of the download. The JSON of the reply must not be changed afterwards. */
const char *sandbox_reply_body(sandbox_request *request, size_t *size);
void sandbox_reply_header(sandbox_request *request, const char *name, const char *value);
/* Returns which headers the HTTP library does not send; NULL: it sends them all. */
const char *sandbox_headers_problem(json_object *headers);

#endif

/* SPDX-License-Identifier: MIT */
/* Forwards requests to the real service (--upstream) and hands the exchanges to the recorder. */
#ifndef OTK_SANDBOX_RELAY_H
#define OTK_SANDBOX_RELAY_H

#include <microhttpd.h>

#include "tools/sandbox/request/request.h"

typedef struct sandbox_relay sandbox_relay;

/* NULL: the reason was printed. */
sandbox_relay *sandbox_relay_new(sandbox *box);
/* Resumes all connections, before the HTTP server ends. */
void sandbox_relay_end(sandbox_relay *relay);
void sandbox_relay_free(sandbox_relay *relay);

/* Whether the request is for the service, and neither refused nor handled by a stub or a fault. */
bool sandbox_relay_takes(const sandbox_relay *relay, const sandbox_request *request);
/* Forwards the request; called again once the head of the response has arrived. */
enum MHD_Result sandbox_relay_handle(sandbox_relay *relay, sandbox_request *request);

/* Readable when sandbox_relay_run() has something to do. */
int sandbox_relay_descriptor(const sandbox_relay *relay);
/* Returns the milliseconds until sandbox_relay_run() must be called; -1: no limit. */
int64_t sandbox_relay_wait(const sandbox_relay *relay);
/* Returns true if a connection was resumed: the HTTP library must run. */
bool sandbox_relay_run(sandbox_relay *relay);

#endif

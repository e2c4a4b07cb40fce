/* SPDX-License-Identifier: MIT */
/* The HTTP server: one event loop for requests, delayed responses, due objects and callbacks. */
#ifndef OTK_SANDBOX_SERVER_H
#define OTK_SANDBOX_SERVER_H

#include "tools/sandbox/state/sandbox.h"

typedef struct sandbox_server sandbox_server;

/*
 * Starts to listen; sets box->url and box->port. The PEM texts are NULL for plain HTTP. NULL on
 * failure; the reason was printed.
 */
sandbox_server *sandbox_server_new(sandbox *box, const char *key_pem, const char *certificate_pem);

/* Serves requests until the descriptor is readable. */
void sandbox_server_run(sandbox_server *server, int stop_descriptor);
void sandbox_server_free(sandbox_server *server);

#endif

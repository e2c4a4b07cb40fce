/* SPDX-License-Identifier: MIT */
/* HTTP: one event loop for requests, delays, lives and callbacks. */
#ifndef OTK_SANDBOX_SERVER_H
#define OTK_SANDBOX_SERVER_H

#include <stdbool.h>

#include "tools/sandbox/state/sandbox.h"

typedef struct sandbox_server sandbox_server;

/* Listens; sets box->url. NULL: said on stderr. The PEM texts are NULL for plain HTTP. */
sandbox_server *sandbox_server_new(sandbox *box, const char *key_pem, const char *certificate_pem);
unsigned int sandbox_server_port(const sandbox_server *server);

/* Serves until the descriptor can be read. */
void sandbox_server_run(sandbox_server *server, int stop_descriptor);
void sandbox_server_free(sandbox_server *server);

#endif

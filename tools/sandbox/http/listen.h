/* SPDX-License-Identifier: MIT */
/* The socket on which the server listens: TCP, a Unix socket, or one that was inherited. */
#ifndef OTK_SANDBOX_LISTEN_H
#define OTK_SANDBOX_LISTEN_H

#include <stdbool.h>
#include <sys/types.h>

#include "tools/sandbox/state/options.h"

typedef struct sandbox_listener {
	int descriptor;
	bool inherited;    /* it came with LISTEN_FDS */
	unsigned int port; /* 0: a Unix socket */
	char *host;        /* for URLs: "127.0.0.1", "[::1]", "localhost" */
	char *path;        /* of a Unix socket that was made here; NULL: none */
	dev_t device;      /* of that path, */
	ino_t inode;       /* so that no other server's socket is removed at the end */
} sandbox_listener;

/*
 * Opens the socket that LISTEN_FDS hands over, otherwise the one of the options. `published`:
 * everybody knows the credentials, so the socket must not be reachable from other machines. False:
 * the reason was printed. The caller ends it; who takes over the descriptor closes that.
 */
bool sandbox_listen(sandbox_listener *listener, const sandbox_options *options, bool published);

/* Removes the path of a Unix socket and frees the texts. */
void sandbox_listener_end(sandbox_listener *listener);

#endif

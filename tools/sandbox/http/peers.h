/* SPDX-License-Identifier: MIT */
/*
 * The open connections. The HTTP library does not notice that a client has closed its end while the
 * connection is suspended, or if that comes together with an incomplete request; it would keep the
 * connection, which counts towards the limit, for minutes.
 */
#ifndef OTK_SANDBOX_PEERS_H
#define OTK_SANDBOX_PEERS_H

#include <microhttpd.h>
#include <stdbool.h>
#include <stdint.h>

#include "tools/sandbox/request/request.h"

/* The time between two looks at the connections. */
enum { SANDBOX_LOOK_MS = 500 };

/* A connection. */
typedef struct sandbox_peer {
	struct sandbox_peer *next, **link;
	struct MHD_Connection *connection;
	sandbox_request *request; /* the present one; NULL: none */
	uint64_t number;
	bool gone; /* at the last look the client had closed its end */
} sandbox_peer;

typedef struct sandbox_peers {
	sandbox_peer *first;
	int64_t looked; /* monotonic ms */
} sandbox_peers;

/* Adds a connection with this number, and returns it. */
sandbox_peer *sandbox_peer_add(
	sandbox_peers *peers, struct MHD_Connection *connection, uint64_t number);
/* Returns the peer of a connection; NULL: it was not added. */
sandbox_peer *sandbox_peer_of(struct MHD_Connection *connection);
void sandbox_peer_remove(sandbox_peer *peer);

/* Ends the requests that are incomplete and whose clients have gone. */
void sandbox_peers_look(sandbox_peers *peers);

/* Whether the client has closed its end. */
bool sandbox_has_gone(struct MHD_Connection *connection);

#endif

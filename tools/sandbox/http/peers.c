/* SPDX-License-Identifier: MIT */
/* The open connections, and those whose clients have gone. */
#include "config.h"

#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "tools/sandbox/base/memory.h"
#include "tools/sandbox/http/peers.h"
#include "tools/sandbox/state/clock.h"

sandbox_peer *sandbox_peer_add(
	sandbox_peers *peers, struct MHD_Connection *connection, uint64_t number)
{
	sandbox_peer *peer = sandbox_alloc(sizeof(*peer));

	peer->next = peers->first;
	peer->link = &peers->first;
	peer->connection = connection;
	peer->number = number;
	if (peer->next)
		peer->next->link = &peer->next;
	peers->first = peer;
	return peer;
}

sandbox_peer *sandbox_peer_of(struct MHD_Connection *connection)
{
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);

	return info ? info->socket_context : NULL;
}

void sandbox_peer_remove(sandbox_peer *peer)
{
	if (!peer)
		return;
	*peer->link = peer->next;
	if (peer->next)
		peer->next->link = peer->link;
	free(peer);
}

static int descriptor_of(struct MHD_Connection *connection)
{
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);

	return info ? info->connect_fd : -1;
}

bool sandbox_has_gone(struct MHD_Connection *connection)
{
	struct pollfd end = {.fd = descriptor_of(connection), .events = POLLRDHUP};

	return poll(&end, 1, 0) > 0;
}

static bool is_incomplete(const sandbox_peer *peer)
{
	return !peer->request || (!peer->request->executed && !peer->request->forward);
}

/* shutdown() notifies the library once more. The second look gives it time to read what was sent
 * before: a client may have closed only its sending side. */
void sandbox_peers_look(sandbox_peers *peers)
{
	const int64_t now = sandbox_monotonic();

	if (now < peers->looked + SANDBOX_LOOK_MS)
		return;
	peers->looked = now;
	for (sandbox_peer *peer = peers->first; peer; peer = peer->next) {
		const bool before = peer->gone;

		peer->gone = is_incomplete(peer) && sandbox_has_gone(peer->connection);
		if (before && peer->gone)
			shutdown(descriptor_of(peer->connection), SHUT_RD);
	}
}

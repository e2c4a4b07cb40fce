/* SPDX-License-Identifier: MIT */
/* Connections that got a response before their request was read completely. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tools/sandbox/http/linger.h"
#include "tools/sandbox/state/clock.h"

enum { LINGER_MS = 2000, PIECE = 64 * 1024, PIECES = 16 };

void sandbox_linger_add(sandbox_lingerers *lingerers, int descriptor)
{
	int copy;

	if (lingerers->count == SANDBOX_LINGER_MAX)
		return;
	copy = fcntl(descriptor, F_DUPFD_CLOEXEC, 0);
	if (copy < 0)
		return;
	lingerers->list[lingerers->count].descriptor = copy;
	lingerers->list[lingerers->count++].until = sandbox_monotonic() + LINGER_MS;
}

/* Returns whether more may come. Reads a bounded amount, so that a fast client cannot occupy the
 * server. */
static bool discard_input(int descriptor)
{
	char piece[PIECE];

	for (int i = 0; i < PIECES; i++) {
		const ssize_t got = recv(descriptor, piece, sizeof(piece), MSG_DONTWAIT);

		if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR))
			return false;
		if (got < 0)
			return true;
	}
	return true;
}

void sandbox_linger_run(sandbox_lingerers *lingerers)
{
	const int64_t now = sandbox_monotonic();
	size_t kept = 0;

	for (size_t i = 0; i < lingerers->count; i++) {
		const struct sandbox_lingerer one = lingerers->list[i];

		shutdown(one.descriptor, SHUT_WR);
		if (one.until > now && discard_input(one.descriptor))
			lingerers->list[kept++] = one;
		else
			close(one.descriptor);
	}
	lingerers->count = kept;
}

void sandbox_linger_end(sandbox_lingerers *lingerers)
{
	while (lingerers->count)
		close(lingerers->list[--lingerers->count].descriptor);
}

/* SPDX-License-Identifier: MIT */
/*
 * Waiting by poll(): for a few descriptors, for a blocking call inside a host's loop, and on
 * systems without epoll.
 */
#include "config.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/status.h"
#include "core/transport/internal.h"

static void collect(const otk_io_state *io, struct pollfd *fds)
{
	size_t fd, count = 0;

	for (fd = 0; count < io->watched; fd++) {
		const uint8_t what = io->sockets[fd].wanted;

		if (!what)
			continue;
		fds[count].fd = (int)fd;
		fds[count].events = (short)((what & OTK_IO_READ ? POLLIN : 0) |
					    (what & OTK_IO_WRITE ? POLLOUT : 0));
		fds[count].revents = 0;
		count++;
	}
}

otk_status otk_poll_wait(otk_transport *transport, int64_t timeout_ms, otk_error *error)
{
	const size_t count = transport->io.watched;
	struct pollfd few[OTK_POLL_FEW];
	struct pollfd *const more = count > OTK_POLL_FEW ? calloc(count, sizeof(*more)) : NULL;
	struct pollfd *const fds = more ? more : few;
	size_t i;
	int ready;

	if (count > OTK_POLL_FEW && !more)
		return otk_fail_nomem(error);
	collect(&transport->io, fds);
	ready = poll(fds, (nfds_t)count,
		timeout_ms < 0           ? -1
		: timeout_ms > INT32_MAX ? INT32_MAX
					 : (int)timeout_ms);
	if (ready < 0 && errno != EINTR) {
		free(more);
		return otk_fail(error, OTK_E_IO, "waiting failed: %s", strerror(errno));
	}
	for (i = 0; i < count && ready > 0; i++) {
		int what = 0;

		if (fds[i].revents & (POLLIN | POLLHUP))
			what |= CURL_CSELECT_IN;
		if (fds[i].revents & POLLOUT)
			what |= CURL_CSELECT_OUT;
		if (fds[i].revents & (POLLERR | POLLNVAL))
			what |= CURL_CSELECT_ERR;
		if (what)
			otk_transport_act(transport, fds[i].fd, what);
	}
	free(more);
	return OTK_OK;
}

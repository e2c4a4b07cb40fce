/* SPDX-License-Identifier: MIT */
/* Waiting by poll(): on systems without epoll, and for a blocking call inside a host's loop. */
#include "config.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/status.h"
#include "core/transport/internal.h"

static struct pollfd *collect(const otk_io_state *io, size_t *count)
{
	struct pollfd *fds;
	size_t fd, wanted = 0;

	for (fd = 0; fd < io->size; fd++)
		wanted += io->sockets[fd].wanted != 0;
	fds = calloc(wanted + 1, sizeof(*fds));
	*count = 0;
	for (fd = 0; fds && fd < io->size; fd++) {
		const uint8_t what = io->sockets[fd].wanted;

		if (!what)
			continue;
		fds[*count].fd = (int)fd;
		fds[*count].events = (short)((what & OTK_IO_READ ? POLLIN : 0) |
					     (what & OTK_IO_WRITE ? POLLOUT : 0));
		++*count;
	}
	return fds;
}

otk_status otk_poll_wait(otk_transport *transport, int64_t timeout_ms, otk_error *error)
{
	size_t count, i;
	struct pollfd *fds = collect(&transport->io, &count);
	int ready;

	if (!fds)
		return otk_fail_nomem(error);
	ready = poll(fds, (nfds_t)count,
		timeout_ms < 0           ? -1
		: timeout_ms > INT32_MAX ? INT32_MAX
					 : (int)timeout_ms);
	if (ready < 0 && errno != EINTR) {
		free(fds);
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
	free(fds);
	return OTK_OK;
}

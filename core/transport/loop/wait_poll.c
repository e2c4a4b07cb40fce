/* SPDX-License-Identifier: MIT */
/* Waiting with poll(). */
#include "config.h"

#include <curl/curl.h>
#include <errno.h>
#include <string.h>

#include "core/transport/loop/wait_poll.h"

#include "core/base/cold.h"

otk_status otk_poll_wait(struct pollfd *fds, size_t count, int64_t timeout_ms, otk_ready *ready,
	void *userdata, otk_error *error)
{
	const int number = poll(fds, (nfds_t)count, otk_wait_ms(timeout_ms));

	if (number < 0 && errno != EINTR)
		return otk_fail(error, OTK_E_IO, "waiting failed: %s", strerror(errno));
	for (size_t i = 0; i < count && number > 0; i++) {
		int what = 0;

		if (fds[i].revents & (POLLIN | POLLHUP))
			what |= CURL_CSELECT_IN;
		if (fds[i].revents & POLLOUT)
			what |= CURL_CSELECT_OUT;
		if (fds[i].revents & (POLLERR | POLLNVAL))
			what |= CURL_CSELECT_ERR;
		if (what)
			ready(userdata, fds[i].fd, what);
	}
	return OTK_OK;
}

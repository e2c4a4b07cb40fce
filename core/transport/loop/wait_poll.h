/* SPDX-License-Identifier: MIT */
/* Waiting with poll(). */
#ifndef OTK_TRANSPORT_WAIT_POLL_H
#define OTK_TRANSPORT_WAIT_POLL_H

#include <poll.h>
#include <stddef.h>

#include "core/base/error/status.h"
#include "core/transport/loop/wait.h"

otk_status otk_poll_wait(struct pollfd *fds, size_t count, int64_t timeout_ms, otk_ready *ready,
	void *userdata, otk_error *error);

#endif

/* SPDX-License-Identifier: MIT */
/* Waiting with epoll; on other systems nothing can be opened. */
#ifndef OTK_TRANSPORT_WAIT_EPOLL_H
#define OTK_TRANSPORT_WAIT_EPOLL_H

#include <stdbool.h>

#include "core/base/error/status.h"
#include "core/transport/loop/wait.h"

typedef struct otk_epoll {
	int fd;       /* -1: not open */
	int timer_fd; /* watched by fd, so that fd is ready when time is up; -1: not open */
} otk_epoll;

bool otk_epoll_open(otk_epoll *epoll);
bool otk_epoll_open_timer(otk_epoll *epoll);
void otk_epoll_close(otk_epoll *epoll);
/* Changes the watched events (OTK_IO_*) of a descriptor. known: those set before; 0: none. */
void otk_epoll_watch(otk_epoll *epoll, int fd, uint8_t wanted, uint8_t known);
/* at: monotonic ms; INT64_MAX: never. */
void otk_epoll_set_timer(otk_epoll *epoll, int64_t at);
/* *expired: the timer expired, and is not set any more. */
otk_status otk_epoll_wait(otk_epoll *epoll, int64_t timeout_ms, otk_ready *ready, void *userdata,
	bool *expired, otk_error *error);

#endif

/* SPDX-License-Identifier: MIT */
/* Linux: epoll, and with a timer descriptor in it the one descriptor that a host can poll. */
#include "config.h"

#include "core/base/status.h"
#include "core/transport/internal.h"

#ifdef __linux__

#	include <errno.h>
#	include <string.h>
#	include <sys/epoll.h>
#	include <sys/timerfd.h>
#	include <unistd.h>

#	define EVENTS 64

bool otk_epoll_open(otk_io_state *io)
{
	/* What poll() looked after until now is among what is still to be told. */
	if (io->epoll_fd < 0)
		io->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
	return io->epoll_fd >= 0;
}

bool otk_epoll_timer_open(otk_io_state *io)
{
	struct epoll_event event = {.events = EPOLLIN};

	if (io->timer_fd >= 0)
		return true;
	io->timer_fd = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
	event.data.fd = io->timer_fd;
	if (io->timer_fd >= 0 && !epoll_ctl(io->epoll_fd, EPOLL_CTL_ADD, io->timer_fd, &event))
		return true;
	if (io->timer_fd >= 0)
		close(io->timer_fd);
	io->timer_fd = -1;
	return false;
}

void otk_epoll_close(otk_io_state *io)
{
	if (io->timer_fd >= 0)
		close(io->timer_fd);
	if (io->epoll_fd >= 0)
		close(io->epoll_fd);
	io->timer_fd = io->epoll_fd = -1;
}

void otk_epoll_tell(otk_io_state *io, int fd, uint8_t wanted, uint8_t told)
{
	struct epoll_event event = {.data.fd = fd};
	int operation = !wanted ? EPOLL_CTL_DEL : told ? EPOLL_CTL_MOD : EPOLL_CTL_ADD;

	event.events =
		(wanted & OTK_IO_READ ? EPOLLIN : 0) | (wanted & OTK_IO_WRITE ? EPOLLOUT : 0);
	if (!epoll_ctl(io->epoll_fd, operation, fd, &event))
		return;
	/* The number may have gone to another file since. */
	if (operation == EPOLL_CTL_MOD && errno == ENOENT)
		epoll_ctl(io->epoll_fd, EPOLL_CTL_ADD, fd, &event);
	else if (operation == EPOLL_CTL_ADD && errno == EEXIST)
		epoll_ctl(io->epoll_fd, EPOLL_CTL_MOD, fd, &event);
}

void otk_epoll_arm(otk_io_state *io, int64_t at, int64_t now)
{
	struct itimerspec when = {0};

	(void)now;
	if (at != INT64_MAX) {
		when.it_value.tv_sec = (time_t)(at / 1000);
		/* All zero would switch it off. */
		when.it_value.tv_nsec = (long)(at % 1000) * 1000000 + 1;
	}
	timerfd_settime(io->timer_fd, TFD_TIMER_ABSTIME, &when, NULL);
}

static void timer_rang(otk_io_state *io)
{
	uint64_t times;
	ssize_t got = read(io->timer_fd, &times, sizeof(times));

	(void)got;
	io->timer_told = INT64_MAX;
}

otk_status otk_epoll_wait(otk_transport *transport, int64_t timeout_ms, otk_error *error)
{
	otk_io_state *io = &transport->io;
	struct epoll_event events[EVENTS];
	int count, i;

	count = epoll_wait(io->epoll_fd, events, EVENTS,
		timeout_ms < 0           ? -1
		: timeout_ms > INT32_MAX ? INT32_MAX
					 : (int)timeout_ms);
	if (count < 0 && errno != EINTR)
		return otk_fail(error, OTK_E_IO, "waiting failed: %s", strerror(errno));
	for (i = 0; i < count; i++) {
		int what = 0;

		if (events[i].data.fd == io->timer_fd) {
			timer_rang(io);
			continue;
		}
		if (events[i].events & (EPOLLIN | EPOLLHUP))
			what |= CURL_CSELECT_IN;
		if (events[i].events & EPOLLOUT)
			what |= CURL_CSELECT_OUT;
		if (events[i].events & EPOLLERR)
			what |= CURL_CSELECT_ERR;
		otk_transport_act(transport, events[i].data.fd, what);
	}
	return OTK_OK;
}

#else

bool otk_epoll_open(otk_io_state *io)
{
	(void)io;
	return false;
}

bool otk_epoll_timer_open(otk_io_state *io)
{
	(void)io;
	return false;
}

void otk_epoll_close(otk_io_state *io)
{
	(void)io;
}

void otk_epoll_tell(otk_io_state *io, int fd, uint8_t wanted, uint8_t told)
{
	(void)io;
	(void)fd;
	(void)wanted;
	(void)told;
}

void otk_epoll_arm(otk_io_state *io, int64_t at, int64_t now)
{
	(void)io;
	(void)at;
	(void)now;
}

otk_status otk_epoll_wait(otk_transport *transport, int64_t timeout_ms, otk_error *error)
{
	(void)transport;
	(void)timeout_ms;
	return otk_fail(error, OTK_E_UNSUPPORTED, "this system has no epoll");
}

#endif

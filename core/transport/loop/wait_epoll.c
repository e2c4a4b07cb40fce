/* SPDX-License-Identifier: MIT */
/* Waiting with epoll, and a timer descriptor inside it: together one descriptor to poll. */
#include "config.h"

#include "core/transport/loop/wait_epoll.h"

#ifdef __linux__

#	include <curl/curl.h>
#	include <errno.h>
#	include <otk/call.h>
#	include <string.h>
#	include <sys/epoll.h>
#	include <sys/timerfd.h>
#	include <unistd.h>

#	include "core/base/cold.h"

#	define EVENTS 64

bool otk_epoll_open(otk_epoll *epoll)
{
	if (epoll->fd < 0)
		epoll->fd = epoll_create1(EPOLL_CLOEXEC);
	return epoll->fd >= 0;
}

bool otk_epoll_open_timer(otk_epoll *epoll)
{
	struct epoll_event event = {.events = EPOLLIN};

	if (epoll->timer_fd >= 0)
		return true;
	epoll->timer_fd = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
	event.data.fd = epoll->timer_fd;
	if (epoll->timer_fd >= 0 &&
		epoll_ctl(epoll->fd, EPOLL_CTL_ADD, epoll->timer_fd, &event) == 0)
		return true;
	if (epoll->timer_fd >= 0)
		close(epoll->timer_fd);
	epoll->timer_fd = -1;
	return false;
}

void otk_epoll_close(otk_epoll *epoll)
{
	if (epoll->timer_fd >= 0)
		close(epoll->timer_fd);
	if (epoll->fd >= 0)
		close(epoll->fd);
	epoll->timer_fd = epoll->fd = -1;
}

void otk_epoll_watch(otk_epoll *epoll, int fd, uint8_t wanted, uint8_t known)
{
	struct epoll_event event = {.data.fd = fd};
	const int operation = !wanted ? EPOLL_CTL_DEL : known ? EPOLL_CTL_MOD : EPOLL_CTL_ADD;

	event.events =
		(wanted & OTK_IO_READ ? EPOLLIN : 0) | (wanted & OTK_IO_WRITE ? EPOLLOUT : 0);
	if (epoll_ctl(epoll->fd, operation, fd, &event) == 0)
		return;
	/* The number may belong to another file by now. */
	if (operation == EPOLL_CTL_MOD && errno == ENOENT)
		epoll_ctl(epoll->fd, EPOLL_CTL_ADD, fd, &event);
	else if (operation == EPOLL_CTL_ADD && errno == EEXIST)
		epoll_ctl(epoll->fd, EPOLL_CTL_MOD, fd, &event);
}

void otk_epoll_set_timer(otk_epoll *epoll, int64_t at)
{
	struct itimerspec when = {0};

	if (at != INT64_MAX) {
		when.it_value.tv_sec = (time_t)(at / 1000);
		/* Zero in both members would disarm it. */
		when.it_value.tv_nsec = (long)(at % 1000) * 1000000 + 1;
	}
	timerfd_settime(epoll->timer_fd, TFD_TIMER_ABSTIME, &when, NULL);
}

static void read_timer(const otk_epoll *epoll)
{
	uint64_t times;
	const ssize_t got = read(epoll->timer_fd, &times, sizeof(times));

	(void)got;
}

static int to_curl_events(uint32_t events)
{
	int what = 0;

	if (events & (EPOLLIN | EPOLLHUP))
		what |= CURL_CSELECT_IN;
	if (events & EPOLLOUT)
		what |= CURL_CSELECT_OUT;
	if (events & EPOLLERR)
		what |= CURL_CSELECT_ERR;
	return what;
}

otk_status otk_epoll_wait(otk_epoll *epoll, int64_t timeout_ms, otk_ready *ready, void *userdata,
	bool *expired, otk_error *error)
{
	struct epoll_event events[EVENTS];
	const int count = epoll_wait(epoll->fd, events, EVENTS, otk_wait_ms(timeout_ms));

	*expired = false;
	if (count < 0 && errno != EINTR)
		return otk_fail(error, OTK_E_IO, "waiting failed: %s", strerror(errno));
	for (int i = 0; i < count; i++) {
		if (events[i].data.fd == epoll->timer_fd) {
			read_timer(epoll);
			*expired = true;
		} else {
			ready(userdata, events[i].data.fd, to_curl_events(events[i].events));
		}
	}
	return OTK_OK;
}

#else

bool otk_epoll_open(otk_epoll *epoll)
{
	(void)epoll;
	return false;
}

bool otk_epoll_open_timer(otk_epoll *epoll)
{
	(void)epoll;
	return false;
}

void otk_epoll_close(otk_epoll *epoll)
{
	(void)epoll;
}

void otk_epoll_watch(otk_epoll *epoll, int fd, uint8_t wanted, uint8_t known)
{
	(void)epoll;
	(void)fd;
	(void)wanted;
	(void)known;
}

void otk_epoll_set_timer(otk_epoll *epoll, int64_t at)
{
	(void)epoll;
	(void)at;
}

otk_status otk_epoll_wait(otk_epoll *epoll, int64_t timeout_ms, otk_ready *ready, void *userdata,
	bool *expired, otk_error *error)
{
	(void)epoll;
	(void)timeout_ms;
	(void)ready;
	(void)userdata;
	*expired = false;
	return otk_fail(error, OTK_E_UNSUPPORTED, "epoll is not available on this system");
}

#endif

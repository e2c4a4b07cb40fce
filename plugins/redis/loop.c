/* SPDX-License-Identifier: MIT */
/* The plugin's descriptors behind one epoll descriptor. */
#include "plugins/redis/loop.h"

#include <sys/epoll.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include "plugins/types/small.h"

#define EVENTS 8

int64_t otk_redis_loop_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

bool otk_redis_loop_open(event_loop *self)
{
	struct epoll_event event = {.events = EPOLLIN};

	self->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
	self->timer_fd = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
	return self->epoll_fd >= 0 && self->timer_fd >= 0 &&
	       epoll_ctl(self->epoll_fd, EPOLL_CTL_ADD, self->timer_fd, &event) == 0;
}

void otk_redis_loop_close(event_loop *self)
{
	if (self->timer_fd >= 0)
		close(self->timer_fd);
	if (self->epoll_fd >= 0)
		close(self->epoll_fd);
	self->timer_fd = self->epoll_fd = -1;
}

void otk_redis_loop_set_timer(event_loop *self, int64_t at)
{
	struct itimerspec when = {0};

	if (at >= 0) {
		when.it_value.tv_sec = (time_t)(at / 1000);
		/* Zero in both members would disarm it. */
		when.it_value.tv_nsec = (long)(at % 1000) * 1000000 + 1;
	}
	timerfd_settime(self->timer_fd, TFD_TIMER_ABSTIME, &when, NULL);
}

bool otk_redis_loop_watch(event_loop *self, loop_link *link, uint32_t events)
{
	struct epoll_event event = {.events = events, .data.ptr = link};
	const int operation = !link->events ? EPOLL_CTL_ADD
			      : events      ? EPOLL_CTL_MOD
					    : EPOLL_CTL_DEL;

	if (events == link->events)
		return true;
	if (epoll_ctl(self->epoll_fd, operation, link->fd, &event))
		return false;
	link->events = events;
	return true;
}

bool otk_redis_loop_run(event_loop *self)
{
	struct epoll_event events[EVENTS];
	const int count = epoll_wait(self->epoll_fd, events, EVENTS, 0);
	uint64_t times;
	bool expired = false;

	for (int i = 0; i < count; i++) {
		const loop_link *link = events[i].data.ptr;

		if (!link)
			expired = read(self->timer_fd, &times, sizeof(times)) > 0;
		else if (link->events) /* not closed by the callback of another one */
			link->ready(link->userdata, events[i].events);
	}
	return expired;
}

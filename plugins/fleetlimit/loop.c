/* SPDX-License-Identifier: MIT */
/* The plugin's descriptors behind one epoll descriptor. */
#include "plugins/fleetlimit/loop.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#define EVENTS 8

int64_t otk_fleet_loop_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

bool otk_fleet_loop_open(fleet_loop *self)
{
	struct epoll_event event = {.events = EPOLLIN};

	self->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
	self->timer_fd = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
	return self->epoll_fd >= 0 && self->timer_fd >= 0 &&
	       epoll_ctl(self->epoll_fd, EPOLL_CTL_ADD, self->timer_fd, &event) == 0;
}

void otk_fleet_loop_close(fleet_loop *self)
{
	if (self->timer_fd >= 0)
		close(self->timer_fd);
	if (self->epoll_fd >= 0)
		close(self->epoll_fd);
	self->timer_fd = self->epoll_fd = -1;
}

void otk_fleet_loop_set_timer(fleet_loop *self, int64_t at)
{
	struct itimerspec when = {0};

	if (at >= 0) {
		when.it_value.tv_sec = (time_t)(at / 1000);
		/* Zero in both members would disarm it. */
		when.it_value.tv_nsec = (long)(at % 1000) * 1000000 + 1;
	}
	timerfd_settime(self->timer_fd, TFD_TIMER_ABSTIME, &when, NULL);
}

/* ---- connections */

static void change_events(loop_link *link, uint32_t add, uint32_t remove)
{
	const uint32_t events = (link->events | add) & ~remove;
	struct epoll_event event = {.events = events, .data.ptr = link};
	const int operation = !link->events ? EPOLL_CTL_ADD
			      : events      ? EPOLL_CTL_MOD
					    : EPOLL_CTL_DEL;

	if (events == link->events || !link->redis)
		return;
	if (epoll_ctl(link->loop->epoll_fd, operation, link->redis->c.fd, &event) == 0)
		link->events = events;
}

static void add_read(void *link)
{
	change_events(link, EPOLLIN, 0);
}

static void remove_read(void *link)
{
	change_events(link, 0, EPOLLIN);
}

static void add_write(void *link)
{
	change_events(link, EPOLLOUT, 0);
}

static void remove_write(void *link)
{
	change_events(link, 0, EPOLLOUT);
}

/* hiredis closes the connection next. */
static void clean_up(void *userdata)
{
	loop_link *link = userdata;

	change_events(link, 0, EPOLLIN | EPOLLOUT);
	link->redis = NULL;
	link->events = 0;
}

bool otk_fleet_loop_add(fleet_loop *self, loop_link *link, redisAsyncContext *redis)
{
	*link = (loop_link){.loop = self, .redis = redis};
	if (fcntl(redis->c.fd, F_SETFD, FD_CLOEXEC))
		return false;
	redis->ev.data = link;
	redis->ev.addRead = add_read;
	redis->ev.delRead = remove_read;
	redis->ev.addWrite = add_write;
	redis->ev.delWrite = remove_write;
	redis->ev.cleanup = clean_up;
	add_write(link); /* ready when the connection is established */
	return link->events != 0;
}

/*
 * hiredis writes with write(), which raises SIGPIPE if the server has closed the connection. A
 * library changes no handler of the process, so the signal is blocked, and taken back if it came.
 */
static void write_quietly(redisAsyncContext *redis)
{
	const struct timespec no_wait = {0};
	sigset_t pipe_signal, pending, before;
	bool was_pending;

	sigemptyset(&pipe_signal);
	sigaddset(&pipe_signal, SIGPIPE);
	sigpending(&pending);
	was_pending = sigismember(&pending, SIGPIPE) == 1;
	pthread_sigmask(SIG_BLOCK, &pipe_signal, &before);
	redisAsyncHandleWrite(redis);
	if (!was_pending)
		while (sigtimedwait(&pipe_signal, NULL, &no_wait) < 0 && errno == EINTR)
			;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
}

void otk_fleet_loop_flush(loop_link *link)
{
	if (link->redis && (link->redis->c.flags & REDIS_CONNECTED))
		write_quietly(link->redis);
}

bool otk_fleet_loop_run(fleet_loop *self)
{
	struct epoll_event events[EVENTS];
	const int count = epoll_wait(self->epoll_fd, events, EVENTS, 0);
	uint64_t times;
	bool expired = false;

	for (int i = 0; i < count; i++) {
		loop_link *link = events[i].data.ptr;

		if (!link) {
			expired = read(self->timer_fd, &times, sizeof(times)) > 0;
			continue;
		}
		if ((events[i].events & (EPOLLOUT | EPOLLERR | EPOLLHUP)) && link->redis)
			write_quietly(link->redis);
		if ((events[i].events & (EPOLLIN | EPOLLERR | EPOLLHUP)) && link->redis)
			redisAsyncHandleRead(link->redis);
	}
	return expired;
}

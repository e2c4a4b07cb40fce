/* SPDX-License-Identifier: MIT */
/*
 * The sockets and the timer of the client in an epoll loop. Other loops work in the same way: see
 * libuv.c, libev.c and glib.c.
 *
 *   cc epoll_io.c $(pkg-config --cflags --libs otk)
 */
#include <errno.h>
#include <sys/epoll.h>
#include <time.h>
#include <unistd.h>

#include "calls.h"

typedef struct loop {
	int epoll;
	int64_t due_ms; /* -1: no timer */
	int running;
} loop;

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void watch(void *userdata, int fd, int32_t what)
{
	const loop *self = userdata;
	struct epoll_event event = {.data.fd = fd};

	event.events = (what & OTK_IO_READ ? (uint32_t)EPOLLIN : 0) |
		       (what & OTK_IO_WRITE ? (uint32_t)EPOLLOUT : 0);
	if (!what)
		epoll_ctl(self->epoll, EPOLL_CTL_DEL, fd, NULL);
	else if (epoll_ctl(self->epoll, EPOLL_CTL_MOD, fd, &event) && errno == ENOENT)
		epoll_ctl(self->epoll, EPOLL_CTL_ADD, fd, &event);
}

static void timer(void *userdata, int64_t timeout_ms)
{
	loop *self = userdata;

	self->due_ms = timeout_ms < 0 ? -1 : now_ms() + timeout_ms;
}

static void finished(work *all)
{
	((loop *)all->loop)->running = 0;
}

/* One turn of the loop: waits for a socket or the timer and notifies the client. */
static otk_status turn(loop *self, otk_client *client, otk_error *error)
{
	struct epoll_event events[16];
	int64_t rest = self->due_ms < 0 ? -1 : self->due_ms - now_ms();
	int count = epoll_wait(self->epoll, events, 16,
		self->due_ms < 0 ? -1
		: rest < 0       ? 0
				 : (int)rest);
	otk_status status = OTK_OK;

	for (int i = 0; i < count && !status; i++) {
		uint32_t got = events[i].events;
		int32_t what = (got & (EPOLLIN | EPOLLHUP | EPOLLERR) ? OTK_IO_READ : 0) |
			       (got & (EPOLLOUT | EPOLLERR) ? OTK_IO_WRITE : 0);

		status = otk_client_ready(client, events[i].data.fd, what, error);
	}
	if (!status && self->due_ms >= 0 && now_ms() >= self->due_ms) {
		self->due_ms = -1;
		status = otk_client_expired(client, error);
	}
	return status;
}

int main(void)
{
	otk_error error = OTK_ERROR_INIT;
	loop self = {.epoll = epoll_create1(EPOLL_CLOEXEC), .due_ms = -1, .running = 1};
	work all = {.client = make_client(), .finished = finished, .loop = &self};
	const otk_io io = {
		.struct_size = sizeof(io), .watch = watch, .timer = timer, .userdata = &self};

	if (!all.client || self.epoll < 0 || otk_client_set_io(all.client, &io, &error) ||
		submit_all(&all))
		return 1;
	while (self.running && !turn(&self, all.client, &error))
		;
	if (self.running)
		fprintf(stderr, "%s\n", error.message);
	otk_client_free(all.client);
	close(self.epoll);
	return all.failed || self.running;
}

/* SPDX-License-Identifier: MIT */
/*
 * The client in a libev loop.
 *
 *   cc libev.c $(pkg-config --cflags --libs otk) -lev
 */
/* The macros of libev cause some warnings. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wstrict-aliasing"
#include <ev.h>

#include "calls.h"

typedef struct watcher {
	ev_io io;
	struct watcher *next;
	otk_client *client;
} watcher;

typedef struct loop {
	struct ev_loop *ev;
	ev_timer timer;
	otk_client *client;
	watcher *watchers;
	int finished;
} loop;

static void on_socket(struct ev_loop *ev, ev_io *io, int events)
{
	const watcher *w = (const watcher *)io;
	otk_error error = OTK_ERROR_INIT;
	int32_t what =
		(events & EV_READ ? OTK_IO_READ : 0) | (events & EV_WRITE ? OTK_IO_WRITE : 0);

	if (otk_client_ready(w->client, io->fd, what, &error)) {
		fprintf(stderr, "%s\n", error.message);
		ev_break(ev, EVBREAK_ALL);
	}
}

static void on_timer(struct ev_loop *ev, ev_timer *timer, int events)
{
	const loop *self = timer->data;
	otk_error error = OTK_ERROR_INIT;

	(void)events;
	if (otk_client_expired(self->client, &error)) {
		fprintf(stderr, "%s\n", error.message);
		ev_break(ev, EVBREAK_ALL);
	}
}

static void watch(void *userdata, int fd, int32_t what)
{
	loop *self = userdata;
	watcher **link = &self->watchers;
	watcher *w;

	while (*link && (*link)->io.fd != fd)
		link = &(*link)->next;
	w = *link;
	if (w)
		ev_io_stop(self->ev, &w->io);
	if (!what) {
		if (w)
			*link = w->next;
		free(w);
		return;
	}
	if (!w) {
		w = calloc(1, sizeof(*w));
		if (!w)
			return;
		w->client = self->client;
		ev_init(&w->io, on_socket);
		*link = w;
	}
	ev_io_set(&w->io, (int)fd,
		(what & OTK_IO_READ ? EV_READ : 0) | (what & OTK_IO_WRITE ? EV_WRITE : 0));
	ev_io_start(self->ev, &w->io);
}

static void timer(void *userdata, int64_t timeout_ms)
{
	loop *self = userdata;

	ev_timer_stop(self->ev, &self->timer);
	if (timeout_ms < 0)
		return;
	ev_timer_set(&self->timer, (double)timeout_ms / 1000.0, 0.0);
	ev_timer_start(self->ev, &self->timer);
}

static void finished(work *all)
{
	loop *self = all->loop;

	self->finished = 1;
	ev_break(self->ev, EVBREAK_ALL);
}

int main(void)
{
	otk_error error = OTK_ERROR_INIT;
	loop self = {.ev = ev_default_loop(0), .client = make_client()};
	work all = {.client = self.client, .finished = finished, .loop = &self};
	const otk_io io = {
		.struct_size = sizeof(io), .watch = watch, .timer = timer, .userdata = &self};

	ev_init(&self.timer, on_timer);
	self.timer.data = &self;
	if (!self.client || otk_client_set_io(self.client, &io, &error) || submit_all(&all))
		return 1;
	ev_run(self.ev, 0);
	otk_client_free(self.client);
	ev_timer_stop(self.ev, &self.timer);
	return all.failed || !self.finished;
}
#pragma GCC diagnostic pop

/* SPDX-License-Identifier: MIT */
/*
 * The client in a libuv loop.
 *
 *   cc libuv.c $(pkg-config --cflags --libs otk libuv)
 */
#include <uv.h>

#include "calls.h"

/* libuv wants one handle per socket, closed asynchronously: a list of them. */
typedef struct watcher {
	uv_poll_t poll;
	struct watcher *next;
	int fd;
	otk_client *client;
} watcher;

typedef struct loop {
	uv_loop_t uv;
	uv_timer_t timer;
	otk_client *client;
	watcher *watchers;
	int finished;
} loop;

static void stop_if(otk_status status, const otk_error *error, uv_loop_t *uv)
{
	if (status) {
		fprintf(stderr, "%s\n", error->message);
		uv_stop(uv);
	}
}

static void on_socket(uv_poll_t *poll, int status, int events)
{
	const watcher *w = (const watcher *)poll;
	otk_error error = OTK_ERROR_INIT;
	int32_t what = status < 0 ? OTK_IO_READ | OTK_IO_WRITE
				  : (events & UV_READABLE ? OTK_IO_READ : 0) |
					    (events & UV_WRITABLE ? OTK_IO_WRITE : 0);

	stop_if(otk_client_ready(w->client, w->fd, what, &error), &error, poll->loop);
}

static void on_timer(uv_timer_t *timer)
{
	const loop *self = timer->data;
	otk_error error = OTK_ERROR_INIT;

	stop_if(otk_client_expired(self->client, &error), &error, timer->loop);
}

static void free_watcher(uv_handle_t *handle)
{
	free(handle);
}

static void watch(void *userdata, int fd, int32_t what)
{
	loop *self = userdata;
	watcher **link = &self->watchers;

	while (*link && (*link)->fd != fd)
		link = &(*link)->next;
	if (!what) {
		watcher *old = *link;

		if (old) {
			*link = old->next;
			uv_close((uv_handle_t *)&old->poll, free_watcher);
		}
		return;
	}
	if (!*link) {
		watcher *new_one = calloc(1, sizeof(*new_one));

		if (!new_one || uv_poll_init_socket(&self->uv, &new_one->poll, (uv_os_sock_t)fd)) {
			free(new_one);
			return;
		}
		new_one->fd = fd;
		new_one->client = self->client;
		*link = new_one;
	}
	uv_poll_start(&(*link)->poll,
		(what & OTK_IO_READ ? UV_READABLE : 0) | (what & OTK_IO_WRITE ? UV_WRITABLE : 0),
		on_socket);
}

static void timer(void *userdata, int64_t timeout_ms)
{
	loop *self = userdata;

	if (timeout_ms < 0)
		uv_timer_stop(&self->timer);
	else
		uv_timer_start(&self->timer, on_timer, (uint64_t)timeout_ms, 0);
}

static void finished(work *all)
{
	loop *self = all->loop;

	self->finished = 1;
	uv_stop(&self->uv);
}

int main(void)
{
	otk_error error = OTK_ERROR_INIT;
	loop self = {.client = make_client()};
	work all = {.client = self.client, .finished = finished, .loop = &self};
	const otk_io io = {
		.struct_size = sizeof(io), .watch = watch, .timer = timer, .userdata = &self};

	uv_loop_init(&self.uv);
	uv_timer_init(&self.uv, &self.timer);
	self.timer.data = &self;
	if (!self.client || otk_client_set_io(self.client, &io, &error) || submit_all(&all))
		return 1;
	uv_run(&self.uv, UV_RUN_DEFAULT);
	otk_client_free(self.client); /* takes its sockets back through watch() */
	uv_close((uv_handle_t *)&self.timer, NULL);
	uv_run(&self.uv, UV_RUN_DEFAULT);
	uv_loop_close(&self.uv);
	return all.failed || !self.finished;
}

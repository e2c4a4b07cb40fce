/* SPDX-License-Identifier: MIT */
/*
 * The client in a GLib main loop: sockets and timer become sources of the context.
 *
 *   cc glib.c $(pkg-config --cflags --libs otk glib-2.0)
 */
#include <glib-unix.h>

#include "calls.h"

typedef struct loop {
	GMainLoop *glib;
	GHashTable *sources; /* descriptor → source id */
	guint timer;
	otk_client *client;
	int finished;
} loop;

static void stop_if(loop *self, otk_status status, const otk_error *error)
{
	if (status) {
		fprintf(stderr, "%s\n", error->message);
		g_main_loop_quit(self->glib);
	}
}

static gboolean on_socket(gint fd, GIOCondition condition, gpointer userdata)
{
	loop *self = userdata;
	otk_error error = OTK_ERROR_INIT;
	int32_t what = (condition & (G_IO_IN | G_IO_HUP | G_IO_ERR) ? OTK_IO_READ : 0) |
		       (condition & (G_IO_OUT | G_IO_ERR) ? OTK_IO_WRITE : 0);

	stop_if(self, otk_client_ready(self->client, fd, what, &error), &error);
	return G_SOURCE_CONTINUE; /* watch() removes it when it is no longer wanted */
}

static gboolean on_timer(gpointer userdata)
{
	loop *self = userdata;
	otk_error error = OTK_ERROR_INIT;

	self->timer = 0;
	stop_if(self, otk_client_expired(self->client, &error), &error);
	return G_SOURCE_REMOVE;
}

static void watch(void *userdata, int fd, int32_t what)
{
	loop *self = userdata;
	gpointer key = GINT_TO_POINTER((gint)fd);
	guint source = GPOINTER_TO_UINT(g_hash_table_lookup(self->sources, key));
	GIOCondition condition = 0;

	if (source)
		g_source_remove(source);
	g_hash_table_remove(self->sources, key);
	if (what & OTK_IO_READ)
		condition |= G_IO_IN;
	if (what & OTK_IO_WRITE)
		condition |= G_IO_OUT;
	if (condition) {
		source = g_unix_fd_add((gint)fd, condition, on_socket, self);
		g_hash_table_insert(self->sources, key, GUINT_TO_POINTER(source));
	}
}

static void timer(void *userdata, int64_t timeout_ms)
{
	loop *self = userdata;

	if (self->timer)
		g_source_remove(self->timer);
	self->timer = timeout_ms < 0 ? 0 : g_timeout_add((guint)timeout_ms, on_timer, self);
}

static void finished(work *all)
{
	loop *self = all->loop;

	self->finished = 1;
	g_main_loop_quit(self->glib);
}

int main(void)
{
	otk_error error = OTK_ERROR_INIT;
	loop self = {.glib = g_main_loop_new(NULL, FALSE),
		.sources = g_hash_table_new(NULL, NULL),
		.client = make_client()};
	work all = {.client = self.client, .finished = finished, .loop = &self};
	const otk_io io = {
		.struct_size = sizeof(io), .watch = watch, .timer = timer, .userdata = &self};

	if (!self.client || otk_client_set_io(self.client, &io, &error) || submit_all(&all))
		return 1;
	g_main_loop_run(self.glib);
	otk_client_free(self.client);
	g_hash_table_destroy(self.sources);
	g_main_loop_unref(self.glib);
	return all.failed || !self.finished;
}

/* SPDX-License-Identifier: MIT */
/*
 * Descriptors and timer. For each request libcurl stops and starts watching a kept connection.
 * Changes are passed on only before a wait, so that most of them cancel out.
 */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/base/clock.h"
#include "core/transport/loop/io.h"
#include "core/transport/loop/wait_poll.h"
#include "core/transport/state.h"

#include "core/base/cold.h"

#define FIRST_SIZE 64
/* Up to this many descriptors poll() is cheaper than epoll, and needs no allocation. */
#define FEW_DESCRIPTORS 4
/* ms. A call of libcurl takes some ms, or longer if a download writes to a slow disk. */
#define STUCK_MS 5000

void otk_io_init(otk_io_state *io)
{
	*io = (otk_io_state){.epoll = {.fd = -1, .timer_fd = -1}, .timer_at = INT64_MAX};
}

/* ---- descriptors */

/* Returns the head of the list of idle descriptors with this port. */
static int *idle_list(const otk_io_state *io, uint16_t port)
{
	return &io->sockets[port & (io->size - 1)].first_idle;
}

static void list_idle(otk_io_state *io, int fd)
{
	int *first = idle_list(io, io->sockets[fd].port);

	io->sockets[fd].idle = true;
	io->sockets[fd].next_idle = *first;
	*first = fd + 1;
}

static void take_idle(otk_io_state *io, int *at)
{
	otk_socket *socket = &io->sockets[*at - 1];

	socket->idle = false;
	*at = socket->next_idle;
}

/* Lists the idle descriptors again, after the number of lists changed. */
static void list_all_idle(otk_io_state *io)
{
	for (size_t i = 0; i < io->size; i++)
		io->sockets[i].first_idle = 0;
	for (size_t i = 0; i < io->size; i++)
		if (io->sockets[i].idle)
			list_idle(io, (int)i);
}

/* Returns the entry of a descriptor. NULL: out of memory. */
static otk_socket *socket_entry(otk_io_state *io, int fd)
{
	size_t size = io->size ? io->size : FIRST_SIZE;
	otk_socket *sockets;
	int *dirty;

	if (fd < 0)
		return NULL;
	if ((size_t)fd < io->size)
		return &io->sockets[fd];
	while (size <= (size_t)fd)
		size *= 2;
	dirty = realloc(io->dirty, size * sizeof(*dirty));
	if (!dirty)
		return NULL;
	io->dirty = dirty;
	sockets = realloc(io->sockets, size * sizeof(*sockets));
	if (!sockets)
		return NULL;
	memset(sockets + io->size, 0, (size - io->size) * sizeof(*sockets));
	io->sockets = sockets;
	io->size = size;
	list_all_idle(io);
	return &io->sockets[fd];
}

static void set_wanted(otk_io_state *io, otk_socket *socket, uint8_t events)
{
	io->watched += (size_t)(events != 0) - (size_t)(socket->wanted != 0);
	socket->wanted = events;
}

/* The host must not drive the client inside its callbacks; calls submitted there start later. */
static void set_host_timer(otk_transport *transport, int64_t timeout_ms)
{
	transport->calling++;
	transport->io.host.timer(transport->io.host.userdata, timeout_ms);
	transport->calling--;
}

static void watch_by_host(otk_transport *transport, int fd, uint8_t events)
{
	transport->calling++;
	transport->io.host.watch(transport->io.host.userdata, fd, events);
	transport->calling--;
}

/* Passes a changed event mask to the host or to epoll. */
static void pass_on(otk_transport *transport, int fd, otk_socket *socket)
{
	otk_io_state *io = &transport->io;
	const uint8_t known = socket->known;

	if (socket->wanted == known)
		return;
	if (io->driven_by_host)
		watch_by_host(transport, fd, socket->wanted);
	else if (io->epoll.fd >= 0)
		otk_epoll_watch(&io->epoll, fd, socket->wanted, known);
	else
		return;
	socket->known = socket->wanted;
}

/* The changed event mask is passed on before the next wait. */
static void mark_dirty(otk_io_state *io, int fd, otk_socket *socket)
{
	if (socket->dirty)
		return;
	socket->dirty = true;
	io->dirty[io->dirty_count++] = fd;
}

int otk_io_socket_changed(CURL *easy, curl_socket_t fd, int what, void *userdata, void *unused)
{
	otk_transport *transport = userdata;
	otk_io_state *io = &transport->io;
	otk_socket *socket = socket_entry(io, fd);

	(void)easy;
	(void)unused;
	if (!socket) {
		io->failed = true;
		return -1;
	}
	/* CURL_POLL_IN and _OUT are the bits of OTK_IO_READ and _WRITE. */
	set_wanted(io, socket, what == CURL_POLL_REMOVE ? 0 : (uint8_t)what);
	if (!socket->wanted && !socket->ours) {
		/* libcurl may close the descriptor without notice, and its number may be reused. */
		pass_on(transport, fd, socket);
		socket->known = 0;
	} else {
		mark_dirty(io, fd, socket);
	}
	return 0;
}

static int open_close_on_exec(const struct curl_sockaddr *address)
{
#ifdef SOCK_CLOEXEC
	return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
#else
	const int fd = socket(address->family, address->socktype, address->protocol);

	if (fd >= 0)
		fcntl(fd, F_SETFD, FD_CLOEXEC);
	return fd;
#endif
}

curl_socket_t otk_io_open_socket(
	otk_transport *transport, const struct curl_sockaddr *address, bool *out_of_memory)
{
	const int fd = open_close_on_exec(address);
	otk_socket *entry;

	if (fd < 0)
		return CURL_SOCKET_BAD;
	entry = socket_entry(&transport->io, fd);
	if (!entry) {
		close(fd);
		*out_of_memory = true;
		return CURL_SOCKET_BAD;
	}
	transport->io.opened = true;
	entry->ours = true;
	entry->known = 0;
	set_wanted(&transport->io, entry, 0);
	return fd;
}

int otk_io_close_socket(void *userdata, curl_socket_t fd)
{
	otk_transport *transport = userdata;
	otk_io_state *io = &transport->io;

	if (fd >= 0 && (size_t)fd < io->size) {
		otk_socket *socket = &io->sockets[fd];

		set_wanted(io, socket, 0);
		/* epoll forgets a closed descriptor by itself. */
		if (io->driven_by_host)
			pass_on(transport, fd, socket);
		socket->known = 0;
		socket->ours = false;
		if (socket->idle) {
			int *at = idle_list(io, socket->port);

			while (*at != fd + 1)
				at = &io->sockets[*at - 1].next_idle;
			take_idle(io, at);
		}
		socket->port = 0;
	}
	return close(fd);
}

/* Returns the descriptor of the transfer's connection, which libcurl searches for; -1: unknown. */
OTK_COLD static int find_socket(const otk_io_state *io, CURL *easy)
{
	curl_socket_t fd;
	long port;

	if (curl_easy_getinfo(easy, CURLINFO_ACTIVESOCKET, &fd) != CURLE_OK || fd < 0 ||
		(size_t)fd >= io->size || !io->sockets[fd].ours ||
		curl_easy_getinfo(easy, CURLINFO_LOCAL_PORT, &port) != CURLE_OK || port <= 0)
		return -1;
	io->sockets[fd].port = (uint16_t)port;
	return fd;
}

void otk_io_mark_idle(otk_transport *transport, CURL *easy, int fd)
{
	otk_io_state *io = &transport->io;

	/* A connection that was closed, or opened with the same number, has no port. */
	if (fd < 0 || !io->sockets[fd].port)
		fd = find_socket(io, easy);
	if (fd >= 0 && !io->sockets[fd].idle)
		list_idle(io, fd);
}

int otk_io_break_if_astray(otk_transport *transport, int local_port)
{
	otk_io_state *io = &transport->io;
	int found = -1, count = 0, *at = idle_list(io, (uint16_t)local_port);
	char byte;

	while (*at) {
		otk_socket *socket = &io->sockets[*at - 1];

		if (socket->port != local_port) {
			at = &socket->next_idle;
			continue;
		}
		/* Connections to two servers may have the same local port. */
		found = count++ ? -1 : *at - 1;
		/* libcurl then fails to send, and opens another connection. */
		if (recv(*at - 1, &byte, 1, MSG_PEEK | MSG_DONTWAIT) > 0)
			shutdown(*at - 1, SHUT_RDWR);
		take_idle(io, at);
	}
	return found;
}

OTK_COLD bool otk_transport_watch(
	otk_transport *transport, int fd, void (*ready)(void *userdata), void *userdata)
{
	otk_io_state *io = &transport->io;
	otk_socket *entry = socket_entry(io, fd);

	if (!entry || (ready && !entry->watch && !(entry->watch = malloc(sizeof(otk_watch)))))
		return false;
	if (ready) {
		*entry->watch = (otk_watch){ready, userdata};
	} else if (entry->watch) {
		free(entry->watch);
		entry->watch = NULL;
	} else {
		return true;
	}
	io->watches += (size_t)(ready != NULL) - (size_t)(entry->wanted != 0);
	set_wanted(io, entry, ready ? OTK_IO_READ : 0);
	if (ready)
		mark_dirty(io, fd, entry);
	else
		pass_on(transport, fd, entry); /* the descriptor may be closed next */
	return true;
}

OTK_COLD void otk_io_pass_to_host(otk_transport *transport)
{
	for (size_t fd = 0; fd < transport->io.size; fd++) {
		transport->io.sockets[fd].known = 0;
		pass_on(transport, (int)fd, &transport->io.sockets[fd]);
	}
}

static void pass_on_all(otk_transport *transport)
{
	otk_io_state *io = &transport->io;

	for (size_t i = 0; i < io->dirty_count; i++) {
		otk_socket *socket = &io->sockets[io->dirty[i]];

		socket->dirty = false;
		pass_on(transport, io->dirty[i], socket);
	}
	io->dirty_count = 0;
}

/* ---- time */

void otk_io_act(otk_transport *transport, curl_socket_t fd, int what)
{
	const bool stepping = transport->stepping;
	const int64_t begin = otk_clock_monotonic_ms();
	int running;

	if (fd >= 0 && (size_t)fd < transport->io.size && transport->io.sockets[fd].watch) {
		const otk_watch watch = *transport->io.sockets[fd].watch;

		transport->calling++;
		watch.ready(watch.userdata);
		transport->calling--;
		return;
	}
	/* body() is called inside: if it frees the transport, that happens after the step. */
	transport->stepping = true;
	if (curl_multi_socket_action(transport->multi, fd, what, &running) != CURLM_OK)
		transport->io.failed = true;
	transport->stepping = stepping;
	/* Empty HTTP/2 frames can keep libcurl 7.88 inside this call; then HTTP/2 is turned off. */
	if (otk_clock_monotonic_ms() - begin > STUCK_MS)
		transport->options.http2 = false;
}

bool otk_io_has_work(const otk_transport *transport)
{
	return !otk_list_empty(&transport->cancelled) ||
	       (!otk_list_empty(&transport->queue) &&
		       transport->in_flight < (size_t)transport->options.max_in_flight) ||
	       (transport->curl_at >= 0 && transport->curl_at <= transport->now);
}

int64_t otk_io_next_at(const otk_transport *transport)
{
	const otk_timer *first = otk_timers_first(&transport->timers);
	int64_t at = INT64_MAX;

	if (otk_io_has_work(transport))
		return transport->now;
	if (first)
		at = first->at;
	if (transport->curl_at >= 0 && transport->curl_at < at)
		at = transport->curl_at;
	return at;
}

/*
 * A timer that expires too early costs only one step, so it is only moved to an earlier time. It is
 * removed when there is nothing to wait for.
 */
void otk_io_schedule(otk_transport *transport)
{
	otk_io_state *io = &transport->io;
	int64_t at;

	if (transport->stepping || transport->calling ||
		(!io->driven_by_host && io->epoll.timer_fd < 0))
		return;
	pass_on_all(transport);
	/* In a loop, because the host may submit a call inside its callback. */
	while ((at = otk_io_next_at(transport)) < io->timer_at ||
		(at == INT64_MAX && io->timer_at != INT64_MAX)) {
		const int64_t now = otk_clock_monotonic_ms();

		io->timer_at = at;
		if (!io->driven_by_host)
			otk_epoll_set_timer(&io->epoll, at);
		else
			set_host_timer(transport, at == INT64_MAX ? -1 : at > now ? at - now : 0);
	}
}

void otk_io_detach(otk_transport *transport)
{
	for (size_t fd = 0; fd < transport->io.size; fd++)
		if (transport->io.sockets[fd].watch)
			(void)otk_transport_watch(transport, (int)fd, NULL, NULL);
	if (transport->io.driven_by_host && transport->io.timer_at != INT64_MAX)
		set_host_timer(transport, -1);
}

/* ---- waiting */

static void descriptor_ready(void *transport, int fd, int what)
{
	otk_io_act(transport, fd, what);
}

static void collect_watched(const otk_io_state *io, struct pollfd *fds)
{
	size_t count = 0;

	for (size_t fd = 0; count < io->watched; fd++) {
		const uint8_t wanted = io->sockets[fd].wanted;

		if (!wanted)
			continue;
		fds[count].fd = (int)fd;
		fds[count].events = (short)((wanted & OTK_IO_READ ? POLLIN : 0) |
					    (wanted & OTK_IO_WRITE ? POLLOUT : 0));
		fds[count].revents = 0;
		count++;
	}
}

static otk_status wait_with_poll(otk_transport *transport, int64_t timeout_ms, otk_error *error)
{
	const size_t count = transport->io.watched;
	struct pollfd few[FEW_DESCRIPTORS], *many = NULL;
	otk_status status;

	if (count > FEW_DESCRIPTORS) {
		many = calloc(count, sizeof(*many));
		if (!many)
			return otk_fail_nomem(error);
	}
	collect_watched(&transport->io, many ? many : few);
	status = otk_poll_wait(
		many ? many : few, count, timeout_ms, descriptor_ready, transport, error);
	free(many);
	return status;
}

otk_status otk_io_wait(otk_transport *transport, int64_t timeout_ms, otk_error *error)
{
	otk_io_state *io = &transport->io;
	bool expired;
	otk_status status;

	/* A blocking call must not use the host's loop for its wait. */
	if (io->driven_by_host || (io->epoll.fd < 0 && (io->watched <= FEW_DESCRIPTORS ||
							       !otk_epoll_open(&io->epoll))))
		return wait_with_poll(transport, timeout_ms, error);
	pass_on_all(transport);
	status = otk_epoll_wait(
		&io->epoll, timeout_ms, descriptor_ready, transport, &expired, error);
	if (expired)
		io->timer_at = INT64_MAX;
	return status;
}

/* ---- the end */

void otk_io_abandon(otk_transport *transport)
{
	otk_io_state *io = &transport->io;

	for (size_t fd = 0; fd < io->size; fd++)
		if (io->sockets[fd].ours)
			close((int)fd);
}

void otk_io_free(otk_io_state *io)
{
	otk_epoll_close(&io->epoll);
	free(io->sockets);
	free(io->dirty);
	io->sockets = NULL;
	io->dirty = NULL;
	io->size = 0;
}

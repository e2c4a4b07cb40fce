/* SPDX-License-Identifier: MIT */
/*
 * Descriptors: what libcurl wants to hear of, told to whoever waits. libcurl stops and starts
 * watching a kept connection for each request; telling is put off until somebody really waits, so
 * that most of it cancels out.
 */
#include "config.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/base/status.h"
#include "core/transport/internal.h"

#define FIRST_SIZE 64

static otk_socket *entry(otk_io_state *io, int fd)
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
	return &io->sockets[fd];
}

static void want(otk_io_state *io, otk_socket *socket, uint8_t what)
{
	io->watched += (size_t)(what != 0) - (size_t)(socket->wanted != 0);
	socket->wanted = what;
}

/* Nothing may be driven from inside the host's callbacks; what they submit waits for its turn. */
void otk_io_tell_timer(otk_transport *transport, int64_t timeout_ms)
{
	transport->calling++;
	transport->io.host.timer(transport->io.host.userdata, timeout_ms);
	transport->calling--;
}

static void tell_host(otk_transport *transport, int fd, uint8_t wanted)
{
	transport->calling++;
	transport->io.host.watch(transport->io.host.userdata, fd, wanted);
	transport->calling--;
}

static void tell(otk_transport *transport, int fd, otk_socket *socket)
{
	otk_io_state *io = &transport->io;
	const uint8_t told = socket->told;

	if (socket->wanted == told)
		return;
	if (io->driven_by_host)
		tell_host(transport, fd, socket->wanted);
	else if (io->epoll_fd >= 0)
		otk_epoll_tell(io, fd, socket->wanted, told);
	else
		return;
	socket->told = socket->wanted;
}

int otk_io_socket_changed(CURL *easy, curl_socket_t fd, int what, void *userdata, void *unused)
{
	otk_transport *transport = userdata;
	otk_io_state *io = &transport->io;
	otk_socket *socket = entry(io, fd);

	(void)easy;
	(void)unused;
	if (!socket) {
		io->failed = true;
		return -1;
	}
	/* CURL_POLL_IN and _OUT are the bits of OTK_IO_READ and _WRITE. */
	want(io, socket, what == CURL_POLL_REMOVE ? 0 : (uint8_t)what);
	if (!socket->wanted && !socket->ours) {
		/* One that libcurl may close without telling: its number may come again. */
		tell(transport, fd, socket);
		socket->told = 0;
	} else if (!socket->dirty) {
		socket->dirty = true;
		io->dirty[io->dirty_count++] = fd;
	}
	return 0;
}

/* Plain http goes to this machine only, whatever a name or the resolve option says. */
static bool may_connect(const otk_slot *slot, const struct curl_sockaddr *address)
{
	const otk_transport_options *options = &slot->transport->options;
	const struct in6_addr *v6;

	if (!slot->exchange || !otk_url_is_plain(slot->exchange->url) ||
		otk_proxy_is_possible(options))
		return true;
	switch (address->family) {
	case AF_INET:
		return ntohl(((const struct sockaddr_in *)(const void *)&address->addr)
				       ->sin_addr.s_addr) >>
			       24 ==
		       127;
	case AF_INET6:
		v6 = &((const struct sockaddr_in6 *)(const void *)&address->addr)->sin6_addr;
		return IN6_IS_ADDR_LOOPBACK(v6);
	default:
		return false;
	}
}

curl_socket_t otk_io_socket_open(
	void *userdata, curlsocktype purpose, struct curl_sockaddr *address)
{
	otk_slot *slot = userdata;
	otk_socket *mine;
	int fd;

	(void)purpose;
	if (!may_connect(slot, address))
		return CURL_SOCKET_BAD;
#ifdef SOCK_CLOEXEC
	fd = socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
#else
	fd = socket(address->family, address->socktype, address->protocol);
	if (fd >= 0)
		fcntl(fd, F_SETFD, FD_CLOEXEC);
#endif
	if (fd < 0)
		return CURL_SOCKET_BAD;
	mine = entry(&slot->transport->io, fd);
	if (!mine) {
		close(fd);
		slot->out_of_memory = true;
		return CURL_SOCKET_BAD;
	}
	mine->ours = true;
	mine->told = 0;
	want(&slot->transport->io, mine, 0);
	return fd;
}

int otk_io_socket_close(void *userdata, curl_socket_t fd)
{
	otk_transport *transport = userdata;
	otk_io_state *io = &transport->io;

	if (fd >= 0 && (size_t)fd < io->size) {
		otk_socket *socket = &io->sockets[fd];

		want(io, socket, 0);
		/* epoll forgets a closed descriptor by itself. */
		if (io->driven_by_host)
			tell(transport, fd, socket);
		socket->told = 0;
		socket->ours = false;
	}
	return close(fd);
}

void otk_io_flush(otk_transport *transport)
{
	otk_io_state *io = &transport->io;
	size_t i;

	for (i = 0; i < io->dirty_count; i++) {
		otk_socket *socket = &io->sockets[io->dirty[i]];

		socket->dirty = false;
		tell(transport, io->dirty[i], socket);
	}
	io->dirty_count = 0;
}

otk_status otk_io_wait(otk_transport *transport, int64_t timeout_ms, otk_error *error)
{
	otk_io_state *io = &transport->io;

	/*
	 * In a host's loop the descriptors are the host's: wait for them without it. Else poll() is
	 * the cheaper one for a few, so that one call after another never needs epoll.
	 */
	if (io->driven_by_host ||
		(io->epoll_fd < 0 && (io->watched <= OTK_POLL_FEW || !otk_epoll_open(io))))
		return otk_poll_wait(transport, timeout_ms, error);
	otk_io_flush(transport);
	return otk_epoll_wait(transport, timeout_ms, error);
}

void otk_io_abandon(otk_transport *transport)
{
	otk_io_state *io = &transport->io;
	size_t fd;

	for (fd = 0; fd < io->size; fd++)
		if (io->sockets[fd].ours)
			close((int)fd);
}

void otk_io_free(otk_transport *transport)
{
	otk_io_state *io = &transport->io;

	otk_epoll_close(io);
	free(io->sockets);
	free(io->dirty);
	io->sockets = NULL;
	io->dirty = NULL;
	io->size = 0;
}

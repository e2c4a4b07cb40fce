/* SPDX-License-Identifier: MIT */
/* Descriptors and timer of a transport: what libcurl wants watched, and who watches it. */
#ifndef OTK_TRANSPORT_IO_H
#define OTK_TRANSPORT_IO_H

#include <curl/curl.h>

#include "core/transport/http/request.h"
#include "core/transport/loop/wait_epoll.h"

/* A descriptor that is not libcurl's. */
typedef struct otk_watch {
	void (*ready)(void *userdata);
	void *userdata;
} otk_watch;

/* State of one descriptor; indexed by the descriptor. */
typedef struct otk_socket {
	otk_watch *watch; /* NULL: libcurl's */
	int first_idle;   /* list of the idle descriptors whose port has this remainder; 0: empty */
	int next_idle;    /* in its list; 0: the last one. Both are one more than a descriptor */
	uint16_t port;    /* local, once it has served an HTTP/1.1 response; 0: not yet */
	bool idle;        /* nothing may arrive on it until the next request */
	bool ours;        /* opened by otk_io_open_socket(), so its close is seen */
	uint8_t wanted;   /* events that libcurl wants watched, OTK_IO_* */
	uint8_t known;    /* events that the host or epoll watches */
	bool dirty;       /* listed in io->dirty */
} otk_socket;

typedef struct otk_io_state {
	otk_socket *sockets;
	size_t size;
	size_t watched; /* number of sockets with a non-empty event mask */
	size_t watches; /* number of sockets that are not libcurl's */
	int *dirty;     /* descriptors whose mask may have changed */
	size_t dirty_count;
	otk_io host;
	bool driven_by_host;
	bool opened;      /* a connection was opened */
	int64_t timer_at; /* time set at the host or the timer descriptor; INT64_MAX: none */
	otk_epoll epoll;
	bool failed; /* out of memory inside a callback of libcurl */
} otk_io_state;

void otk_io_init(otk_io_state *io);
/* libcurl's CURLMOPT_SOCKETFUNCTION. */
int otk_io_socket_changed(CURL *easy, curl_socket_t fd, int what, void *transport, void *socket);
/* Opens a socket, close-on-exec. CURL_SOCKET_BAD: failed; *out_of_memory says whether by that. */
curl_socket_t otk_io_open_socket(
	otk_transport *transport, const struct curl_sockaddr *address, bool *out_of_memory);
/* libcurl's CURLOPT_CLOSESOCKETFUNCTION. */
int otk_io_close_socket(void *transport, curl_socket_t fd);
/*
 * The connection of a transfer served an HTTP/1.1 response. Between two requests nothing may arrive
 * on it: bytes that do would be read as the next response. fd: what otk_io_break_if_astray()
 * returned for this request.
 */
void otk_io_mark_idle(otk_transport *transport, CURL *easy, int fd);
/*
 * Breaks such a connection, as if it had died, before the next request is sent on it. Returns its
 * descriptor; -1: not known.
 */
int otk_io_break_if_astray(otk_transport *transport, int local_port);
/* Passes all event masks to the host, which was set after some were known. */
void otk_io_pass_to_host(otk_transport *transport);
/* Calls libcurl, or the owner of a watch, for a descriptor, or CURL_SOCKET_TIMEOUT. */
void otk_io_act(otk_transport *transport, curl_socket_t fd, int what);
/* Returns whether there is something to do without waiting. */
bool otk_io_has_work(const otk_transport *transport);
/* Monotonic ms at which something is due even if no descriptor is ready; INT64_MAX: never. */
int64_t otk_io_next_at(const otk_transport *transport);
/* Passes changed event masks and the next due time to the host or the timer descriptor. */
void otk_io_schedule(otk_transport *transport);
/* Waits at most this long and acts on what is ready; -1: no limit. */
otk_status otk_io_wait(otk_transport *transport, int64_t timeout_ms, otk_error *error);
/* In a forked child: closes its copies of the descriptors without informing the peers. */
void otk_io_abandon(otk_transport *transport);
/* Removes the host's timer, and ends all watches, before the transport is freed. */
void otk_io_detach(otk_transport *transport);
void otk_io_free(otk_io_state *io);

#endif

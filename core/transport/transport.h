/* SPDX-License-Identifier: MIT */
/*
 * The transport: exchanges over one curl multi handle. Only this folder uses libcurl; it knows
 * nothing of operations, tables or plugins.
 */
#ifndef OTK_TRANSPORT_H
#define OTK_TRANSPORT_H

#include "core/transport/exchange.h"

/* All members are copied. Times are in ms. The client has filled in the defaults. */
typedef struct otk_transport_options {
	int64_t connect_timeout_ms;
	int64_t max_attempts;
	int64_t max_response_bytes;
	int64_t max_in_flight;
	int64_t max_queued;
	int64_t max_connections;
	const char *user_agent; /* the whole header value */
	const char *proxy;      /* "" or NULL: no proxy */
	const char *proxy_user;
	const char *proxy_password;
	const char *no_proxy;
	const char *ca_file;
	const char *client_cert_file;
	const char *client_key_file;
	const char *local_address;
	otk_strings resolve;
	bool proxy_from_env;
	bool http2;
} otk_transport_options;

/* Returns NULL on failure. */
otk_transport *otk_transport_new(const otk_transport_options *options, otk_error *error) OTK_COLD;
/* Ends every exchange with OTK_E_CANCELLED, then frees. In a forked child: frees memory only. */
void otk_transport_free(otk_transport *transport);

/*
 * Runs the transport; OTK_E_STATE inside a callback. timeout_ms 0: only what can be done now; -1:
 * until no exchange is left. stop (may be NULL): returns early once *stop is true. Completions run
 * inside this function, otk_transport_ready() and otk_transport_expired(), never in submit.
 */
otk_status otk_transport_run(
	otk_transport *transport, int64_t timeout_ms, const bool *stop, otk_error *error);
/* Lets the caller's event loop drive the transport; call it before the first submit. */
otk_status otk_transport_set_io(otk_transport *transport, const otk_io *io, otk_error *error);
/* Call it when the loop finds a descriptor ready. what: OTK_IO_READ, OTK_IO_WRITE or both. */
otk_status otk_transport_ready(otk_transport *transport, int fd, int32_t what, otk_error *error);
/* Call it when the loop's timer expires. */
otk_status otk_transport_expired(otk_transport *transport, otk_error *error);
/*
 * Calls ready(userdata) whenever a descriptor of the caller is readable; NULL: ends that. Returns
 * false if out of memory.
 */
bool otk_transport_watch(
	otk_transport *transport, int fd, void (*ready)(void *userdata), void *userdata) OTK_COLD;
/* Returns a descriptor that is readable when otk_transport_run() has work to do; -1: error. */
int otk_transport_fd(otk_transport *transport, otk_error *error);
/* Returns the number of exchanges that are submitted and not finished. */
size_t otk_transport_pending(const otk_transport *transport);
/* Returns the number of exchanges that libcurl has started and not finished. */
size_t otk_transport_in_flight(const otk_transport *transport);

#endif

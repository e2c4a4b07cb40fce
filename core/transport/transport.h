/* SPDX-License-Identifier: MIT */
/*
 * HTTP: exchanges over one curl multi handle. The only room that knows libcurl. Knows nothing of
 * operations, tables or plugins.
 */
#ifndef OTK_TRANSPORT_H
#define OTK_TRANSPORT_H

#include <otk/plugin.h>

#include "core/base/buffer.h"
#include "core/base/status.h"

typedef struct otk_transport otk_transport;
typedef struct otk_exchange otk_exchange;

/* Everything is copied. Times in ms. Defaults are already filled in by the client. */
typedef struct otk_transport_options {
	int64_t connect_timeout_ms;
	int64_t max_attempts;
	int64_t max_response_bytes;
	int64_t max_in_flight;
	int64_t max_queued;
	int64_t max_connections;
	const char *user_agent; /* the whole header value */
	const char *proxy;      /* "" or NULL: none */
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

/*
 * What goes out. Texts are copied by otk_exchange_new(), the body buffer is taken over; a fixed one
 * stays its owner's, who keeps the storage until done().
 */
typedef struct otk_request {
	otk_method method;
	const char *url;          /* https, or http to loopback; checked */
	const char *content_type; /* NULL: no body */
	otk_buffer *body;         /* emptied; NULL: none */
	otk_repeat repeat;
	bool has_body;            /* POST, PUT, PATCH of an operation with OTK_BODY_* */
	int64_t timeout_ms;       /* the whole of it, retries included; 0: none (downloads) */
	int64_t stall_timeout_ms; /* no byte for so long ends an attempt; 0: none */
	uint32_t no_retry_status; /* a status that is not repeated here though usually it is (408);
				     0 */
	bool plain; /* download: no Accept: application/json, no authorization asked */
} otk_request;

/* What came back, or how it ended. */
typedef struct otk_response {
	otk_status status; /* OTK_OK: an HTTP answer is there, whatever its http_status */
	int32_t http_status;
	int32_t attempts;
	int64_t retry_after_ms; /* -1: none */
	int64_t date;           /* Date header, s since the epoch; 0: none */
	char http_version[8];   /* "1.1", "2"; "": no answer */
	char trace_id[128];
	char content_type[128];
	int64_t content_length; /* of the whole file when a part was asked; -1: unknown */
	otk_buffer body;        /* may be taken by the receiver */
	bool settled;           /* repeat class settle, after a repeat: 404/409 reads as done */
	const char *problem; /* when status is not OTK_OK: for people; good until done() returns */
} otk_response;

/*
 * What the owner of an exchange does at each attempt; all run in the client's thread, none inside a
 * callback of libcurl except body().
 */
typedef struct otk_exchange_events {
	/*
	 * Before each attempt: add headers ("X-OPENTOK-AUTH: …") with otk_exchange_header(); GO,
	 * WAIT
	 * (*wait_ms, asked again) or REFUSE. *error says why.
	 */
	otk_verdict (*before)(void *userdata, otk_exchange *exchange, int64_t attempt,
		int64_t *wait_ms, otk_error *error);
	/*
	 * After each attempt: its outcome (will_retry is set); otk_exchange_measure() adds times
	 * and sizes. *again = true asks for one more attempt at once (a 401 with a kept header);
	 * granted at most once for an exchange.
	 */
	void (*after)(void *userdata, otk_exchange *exchange, otk_attempt *attempt,
		const otk_response *response, bool *again);
	/*
	 * Download: bytes of a 2xx answer, in place of response.body; not OTK_OK: stop with it.
	 * Here too one may cancel, submit and free.
	 */
	otk_status (*body)(void *userdata, const void *data, size_t size);
	/* Once, last; the exchange is freed afterwards. response->body may be taken. */
	void (*done)(void *userdata, otk_exchange *exchange, otk_response *response);
	void (*log)(void *userdata, otk_log_level level, const char *event, const char *text);
	void *userdata;
} otk_exchange_events;

otk_transport *otk_transport_new(const otk_transport_options *options, otk_error *error) OTK_COLD;
/* Every exchange ends with OTK_E_CANCELLED first. In a forked child: frees memory only. */
void otk_transport_free(otk_transport *transport);

/* "GET" … */
const char *otk_method_name(uint8_t method);

/* "libcurl/7.88.1", the library that is running: for the User-Agent. */
const char *otk_transport_library(void);

/* Check a base URL (scheme, host, loopback rule, no user info). */
otk_status otk_url_check(const char *url, const char *what, otk_error *error);

/* events is copied; its userdata outlives the exchange. */
otk_exchange *otk_exchange_new(otk_transport *transport, const otk_request *request,
	const otk_exchange_events *events, otk_error *error);
/* Inside before(): a header of this attempt; "Name:" alone removes one of ours. */
otk_status otk_exchange_header(otk_exchange *exchange, const char *line);
/* Inside after(): times and sizes of the attempt. Not for nothing, so only where somebody looks. */
void otk_exchange_measure(const otk_exchange *exchange, otk_attempt *attempt);
/*
 * Downloads: continue at this byte (Range) from the next attempt on. What body() got within this
 * exchange is counted without being told; an attempt that got on does not count as one. A server
 * that sends the whole again (200): what is there already is dropped; another file under the same
 * URL (ETag) is OTK_E_PROTOCOL.
 */
void otk_exchange_set_offset(otk_exchange *exchange, int64_t offset);
/* Queue it. Fails with OTK_E_STATE when max_queued is reached or after a fork; still the caller's
 * then. */
otk_status otk_exchange_submit(otk_exchange *exchange, otk_error *error);
/* done() is called with OTK_E_CANCELLED from the next turn. */
void otk_exchange_cancel(otk_exchange *exchange);
/* Not submitted ones only. */
void otk_exchange_free(otk_exchange *exchange);

/*
 * Drive, except inside an event (OTK_E_STATE). 0: what can be done now; -1: until nothing is left.
 * stop (may be NULL): end early once *stop is true. Completions run from here (or from
 * ready/expired), never from submit.
 */
otk_status otk_transport_run(
	otk_transport *transport, int64_t timeout_ms, const bool *stop, otk_error *error);
otk_status otk_transport_set_io(otk_transport *transport, const otk_io *io, otk_error *error);
otk_status otk_transport_ready(
	otk_transport *transport, int64_t fd, int32_t what, otk_error *error);
otk_status otk_transport_expired(otk_transport *transport, otk_error *error);
int otk_transport_fd(otk_transport *transport, otk_error *error);
size_t otk_transport_pending(const otk_transport *transport);
size_t otk_transport_in_flight(const otk_transport *transport);
/* OTK_E_STATE in a process that is not the one which made the transport. */
otk_status otk_transport_check_process(const otk_transport *transport, otk_error *error);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * Exchanges: one request and its response, retries included. The first part is for core/client,
 * the second for the other files of the transport.
 */
#ifndef OTK_TRANSPORT_EXCHANGE_H
#define OTK_TRANSPORT_EXCHANGE_H

#include <otk/plugin.h>

#include "core/base/buffer.h"
#include "core/base/status.h"
#include "core/transport/http/date.h"

typedef struct otk_transport otk_transport;
typedef struct otk_exchange otk_exchange;

/*
 * A request. otk_exchange_new() copies the texts and takes over the body buffer; the storage of a
 * fixed buffer stays the caller's and must live until done().
 */
typedef struct otk_request {
	otk_method method;
	const char *url;          /* https, or http to loopback; checked */
	const char *content_type; /* NULL: application/json if there is a body */
	otk_buffer *body;         /* emptied; NULL: none */
	otk_repeat repeat;
	bool has_body;            /* POST, PUT, PATCH of an operation with OTK_BODY_* */
	int64_t timeout_ms;       /* limit for all attempts and pauses together; 0: no limit */
	int64_t stall_timeout_ms; /* an attempt without a byte for this time ends; 0: no limit */
	/* HTTP statuses that are never retried, 0 at the end; must outlive the exchange; NULL: none */
	const uint16_t *no_retry_statuses;
	bool plain; /* a download: accepts any type, sends no authorization */
	/* Connects to no address of this machine or the local link; not checked with a proxy. */
	bool public_only;
} otk_request;

/* The response, or why there is none. */
typedef struct otk_response {
	otk_status status; /* OTK_OK: there is an HTTP response, whatever its http_status */
	int32_t http_status;
	int32_t attempts;
	int64_t retry_after_ms;   /* -1: not sent */
	char date[OTK_DATE_SIZE]; /* Date header, for otk_http_date(); "": not sent */
	char http_version[8];     /* "1.1", "2"; "": no response */
	char trace_id[128];
	char content_type[128];
	int64_t content_length; /* of the whole file if a range was requested; -1: unknown */
	otk_buffer body;        /* done() may take it */
	bool settled;           /* repeat class settle, after a retry: 404 or 409 means done */
	const char *problem;    /* message if status is not OTK_OK; valid until done() returns */
} otk_response;

/*
 * Callbacks of the exchange's owner. All run in the client's thread; only body() runs inside a
 * callback of libcurl.
 */
typedef struct otk_exchange_events {
	/*
	 * Before each attempt: adds headers ("X-OPENTOK-AUTH: …") with otk_exchange_header(), and
	 * returns GO, WAIT (called again after *wait_ms) or REFUSE (with the reason in *error).
	 */
	otk_verdict (*before)(void *userdata, otk_exchange *exchange, int64_t attempt,
		int64_t *wait_ms, otk_error *error);
	/*
	 * After each attempt. will_retry is set; otk_exchange_measure() adds times and sizes.
	 * *again = true requests one more attempt at once (after a 401 with a cached header);
	 * granted once per exchange.
	 */
	void (*after)(void *userdata, otk_exchange *exchange, otk_attempt *attempt,
		const otk_response *response, bool *again);
	/*
	 * Downloads: receives the body of a 2xx response instead of response.body. A status other
	 * than OTK_OK ends the exchange. May cancel, submit and free.
	 */
	otk_status (*body)(void *userdata, const void *data, size_t size);
	/* Once, last. The exchange is freed afterwards. */
	void (*done)(void *userdata, otk_exchange *exchange, otk_response *response);
	void (*log)(void *userdata, otk_log_level level, const char *event, const char *text);
	void *userdata;
} otk_exchange_events;

/* "GET", "POST" … */
const char *otk_method_name(uint8_t method);

/* Copies events; their userdata must outlive the exchange. NULL on failure. */
otk_exchange *otk_exchange_new(otk_transport *transport, const otk_request *request,
	const otk_exchange_events *events, otk_error *error);
/* Inside before(): adds a header to this attempt. "Name:" alone removes a standard header. */
otk_status otk_exchange_header(otk_exchange *exchange, const char *line);
/* Inside after(): fills the times and sizes of the attempt. Costs time: only if they are used. */
void otk_exchange_measure(const otk_exchange *exchange, otk_attempt *attempt);
/*
 * Downloads: continues at this byte (Range) from the next attempt on. What body() receives in this
 * exchange is counted by itself; an attempt that received something does not count against
 * max_attempts. If the server sends the whole file (200), the part already received is skipped;
 * another file under the same URL (by its ETag) gives OTK_E_PROTOCOL.
 */
void otk_exchange_set_offset(otk_exchange *exchange, int64_t offset);
/*
 * Queues the exchange. On failure (OTK_E_STATE: max_queued is reached, or after a fork) it remains
 * the caller's.
 */
otk_status otk_exchange_submit(otk_exchange *exchange, otk_error *error);
/* done() is called with OTK_E_CANCELLED in the next step. */
void otk_exchange_cancel(otk_exchange *exchange);
/* Frees an exchange that was not submitted. */
void otk_exchange_free(otk_exchange *exchange);

/* ---- for the other files of the transport */

/* Sets the one timer of the exchange to the earliest time at which something is due. */
void otk_exchange_set_timer(otk_exchange *exchange);
/* Adds the exchange to the queue, at its head or at its end. */
void otk_exchange_enqueue(otk_exchange *exchange, bool first);
/* Queues the exchange after a delay; 0: now. */
void otk_exchange_enqueue_in(otk_exchange *exchange, int64_t delay_ms);
/* Calls done() and frees the exchange. */
void otk_exchange_finish(otk_exchange *exchange, otk_response *response);
/* Finishes an exchange without a response, whatever its state. */
void otk_exchange_end(otk_exchange *exchange, otk_status status, const char *problem);
/* Frees memory only; no callback is called. */
void otk_exchange_destroy(otk_exchange *exchange);

#endif

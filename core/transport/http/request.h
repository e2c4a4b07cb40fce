/* SPDX-License-Identifier: MIT */
/* A request, its response and its callbacks, as they pass between core/client and the transport. */
#ifndef OTK_TRANSPORT_REQUEST_H
#define OTK_TRANSPORT_REQUEST_H

#include <otk/plugin.h>

#include "core/base/buffer.h"
#include "core/base/error/status.h"
#include "core/transport/http/date.h"

typedef struct otk_transport otk_transport;
typedef struct otk_exchange otk_exchange;

/*
 * A request. otk_exchange_new() copies the texts and takes over the body buffer. The storage of a
 * fixed buffer stays caller-owned and must exist until done() is called.
 */
typedef struct otk_request {
	otk_method method;
	const char *url;          /* https, or http to loopback; checked */
	const char *content_type; /* NULL: application/json if there is a body */
	otk_buffer *body;         /* otk_exchange_new() empties it; NULL: no body */
	otk_repeat repeat;
	bool has_body;            /* POST, PUT, PATCH of an operation with OTK_BODY_* */
	int64_t timeout_ms;       /* limit for all attempts and pauses together; 0: no limit */
	int64_t stall_timeout_ms; /* limit of the time in which no byte arrives; 0: no limit */
	/*
	 * HTTP statuses that are never retried, 0 at the end; must outlive the exchange; NULL: none
	 */
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
	int64_t retry_after_ms;   /* Retry-After header; -1: not sent */
	char date[OTK_DATE_SIZE]; /* Date header, for otk_http_date(); "": not sent */
	char http_version[8];     /* "1.1", "2"; "": no response */
	char trace_id[128];
	char content_type[128];
	int64_t content_length; /* of the whole file if a range was requested; -1: unknown */
	otk_buffer body;        /* done() may take it */
	bool settled;           /* settle: 404 or 409 to a retry means that it was carried out */
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

#endif

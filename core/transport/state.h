/* SPDX-License-Identifier: MIT */
/* The two structs that exchange.c, exchange_attempt.c, handle.c, io.c and transport.c share. */
#ifndef OTK_TRANSPORT_STATE_H
#define OTK_TRANSPORT_STATE_H

#include <curl/curl.h>
#include <sys/types.h>

#include "core/base/arena.h"
#include "core/transport/handle.h"
#include "core/transport/loop/io.h"
#include "core/transport/loop/list.h"
#include "core/transport/loop/timers.h"
#include "core/transport/retry.h"
#include "core/transport/setup/proxy.h"
#include "core/transport/transport.h"

typedef enum otk_exchange_state {
	OTK_EXCHANGE_NEW = 0,
	OTK_EXCHANGE_QUEUED,    /* in transport->queue */
	OTK_EXCHANGE_WAITING,   /* for its timer: back-off, or a hook returned WAIT */
	OTK_EXCHANGE_CALLING,   /* a callback of its owner runs */
	OTK_EXCHANGE_IN_FLIGHT, /* libcurl works on it */
	OTK_EXCHANGE_DONE
} otk_exchange_state;

struct otk_exchange {
	otk_transport *transport;
	otk_exchange_events events;
	otk_link all;       /* in transport->all, from submission to completion */
	otk_link queue;     /* in transport->queue or transport->cancelled */
	otk_handle *handle; /* while an attempt is prepared, in flight or judged */
	otk_timer timer;
	int64_t deadline;   /* monotonic ms; 0: none */
	int64_t not_before; /* monotonic ms, if WAITING */
	int64_t timeout_ms;
	int64_t stall_timeout_ms;
	int32_t attempts;  /* started */
	int32_t fruitless; /* attempts since a download last received something */
	int32_t last_http_status;
	const uint16_t *no_retry_statuses;
	otk_buffer body;
	const char *content_type; /* points into text */
	const char *url;          /* points into text */
	otk_download_state download;
	uint8_t method; /* otk_method */
	uint8_t repeat; /* otk_repeat */
	uint8_t state;  /* otk_exchange_state */
	bool has_body;
	bool plain;       /* as in otk_request */
	bool public_only; /* as in otk_request */
	bool cancelled;
	bool again_used;  /* after() was granted its one additional attempt */
	bool sent_before; /* an earlier attempt may have been carried out */
	char text[];      /* the URL and the content type, each NUL-terminated */
};

struct otk_transport {
	otk_transport_options options; /* texts are in `texts` */
	otk_arena *texts;
	otk_proxies proxies;
	struct curl_slist *resolve;
	CURLM *multi;
	pid_t process;
	int64_t now;        /* monotonic ms at the start of the step */
	int64_t curl_at;    /* monotonic ms of libcurl's next timeout; -1: none */
	otk_link all;       /* exchanges */
	otk_link queue;     /* ready to be sent, in order of arrival */
	otk_link cancelled; /* to be finished in the next step */
	otk_timers timers;
	otk_io_state io;
	otk_retry_budget budget;
	otk_header_list json_headers; /* common to all requests but downloads */
	otk_handle *handles;
	otk_handle *free_handles;
	otk_response scratch;                 /* of exchanges that end without an attempt */
	char problem[OTK_ERROR_MESSAGE_SIZE]; /* of the attempt that is being judged */
	size_t pending;                       /* exchanges in `all` */
	size_t in_flight;                     /* exchanges that libcurl works on */
	uint32_t calling;                     /* nesting depth of callbacks of the owner or host */
	bool stepping;                        /* inside a step, or libcurl is being called */
	bool alternate;       /* which of two generations of connections new requests use */
	int64_t responded_at; /* monotonic ms of the last HTTP/2 response */
	bool freed;           /* by a callback; carried out at the end of the step */
};

/* Every callback of an exchange's owner runs between these two. */
static inline void otk_callback_begin(otk_transport *transport, otk_exchange *exchange)
{
	transport->calling++;
	exchange->state = OTK_EXCHANGE_CALLING;
}

static inline void otk_callback_end(otk_transport *transport)
{
	transport->calling--;
}

#endif

/* SPDX-License-Identifier: MIT */
/* One request that is forwarded to the real service. */
#ifndef OTK_SANDBOX_FORWARD_H
#define OTK_SANDBOX_FORWARD_H

#include <curl/curl.h>
#include <microhttpd.h>

#include "tools/sandbox/record/exchange.h"
#include "tools/sandbox/request/request.h"

typedef struct sandbox_relay sandbox_relay;

/* Belongs to its sandbox_request. */
typedef struct sandbox_forward {
	struct sandbox_forward *next;
	sandbox_relay *relay;
	sandbox_request *request;
	CURL *easy; /* NULL: ended */
	struct curl_slist *lines;
	sandbox_exchange exchange;
	sandbox_bytes buffer; /* what the client has not read */
	size_t read;          /* bytes of the buffer that it has read */
	size_t header_bytes;
	int64_t length; /* of the body; -1: unknown */
	int64_t active; /* monotonic ms: start of the request or head, or last byte of the body */
	bool in_head;   /* between a status line and the empty line after its headers */
	bool has_head;  /* the response can be sent */
	bool failed;    /* after the head: the response is cut */
	bool paused;    /* the client does not read */
	bool suspended; /* its connection waits */
	bool journaled;
} sandbox_forward;

struct sandbox_relay {
	sandbox *box;
	CURLM *multi;
	sandbox_forward *forwards;
	int descriptor; /* epoll */
	int64_t due;    /* monotonic ms when libcurl wants to run; -1: not */
	bool resumed;
};

/* Forwards a request; the connection of the client waits. */
enum MHD_Result sandbox_forward_start(sandbox_relay *relay, sandbox_request *request);
/* Sends the client what is there of the response. */
enum MHD_Result sandbox_forward_send(sandbox_forward *forward);
/* Ends a transfer that has completed. too_late: the service sent nothing for too long. */
void sandbox_forward_end(sandbox_forward *forward, CURLcode code, bool too_late);
/* Ends a transfer that has not completed. */
void sandbox_forward_abort(sandbox_forward *forward, const char *why);
/* Resumes the connection of the client. */
void sandbox_forward_resume(sandbox_forward *forward);

#endif

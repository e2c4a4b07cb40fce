/* SPDX-License-Identifier: MIT */
/* Handles: a libcurl easy handle with everything that one attempt needs. */
#ifndef OTK_TRANSPORT_HANDLE_H
#define OTK_TRANSPORT_HANDLE_H

#include <curl/curl.h>

#include "core/transport/http/header_list.h"
#include "core/transport/http/receiver.h"
#include "core/transport/setup/proxy.h"

typedef struct otk_handle otk_handle;

struct otk_handle {
	otk_transport *transport;
	otk_exchange *exchange; /* NULL: free */
	otk_handle *next_free;
	otk_handle *next; /* in transport->handles */
	CURL *easy;
	CURLU *url;          /* parsed from url_text */
	otk_buffer url_text; /* "": not set */
	otk_header_list headers;
	otk_receiver receiver;
	/* libcurl options as they are set now, so that unchanged ones are not set again */
	uint8_t method;
	bool with_body;
	bool http2;
	bool kept;      /* the connection may be used again (HTTP/2) */
	bool alternate; /* value of transport->alternate when the options were set */
	const otk_proxy *proxy;
	/* the attempt */
	bool in_flight;       /* added to the multi handle */
	bool out_of_memory;   /* a callback of libcurl failed to allocate memory */
	bool address_refused; /* public_only: the host name leads to this machine */
	bool deadline_passed;
	bool stalled;
	bool repeat_refused; /* libcurl wanted to send the request a second time */
	bool unprocessed;    /* the server refused the HTTP/2 stream without processing it */
	bool preview;        /* CURLOPT_HEADER is set */
	bool spoiled;        /* the handle must not be reused */
	int64_t stream_id;   /* of HTTP/2; 0: not known */
	uint32_t requests;   /* number that a connection got in this attempt, 0 or 1 */
	int fd;              /* of its connection, if that was idle; -1: not known */
	int64_t started_at;
	char problem[CURL_ERROR_SIZE];
};

/* Creates a configured handle and adds it to transport->handles. NULL on failure. */
otk_handle *otk_handle_new(otk_transport *transport, otk_error *error);
/* Takes a free handle for the exchange, or creates one. Its response is empty. */
otk_handle *otk_handle_take(otk_transport *transport, otk_exchange *exchange, otk_error *error);
/* Makes the handle free for the next exchange, or frees its memory if it is spoiled. */
void otk_handle_give_back(otk_handle *handle);
/* Frees all handles; close_connections false: does not touch libcurl's memory (after a fork). */
void otk_handles_free(otk_transport *transport, bool close_connections);
/* Lets the connection be used again, or closes it after this request (HTTP/2). */
void otk_handle_keep_connection(otk_handle *handle, bool keep);
/* Lets libcurl pass header lines to the function for the body first. false: out of memory. */
bool otk_handle_preview_head(otk_handle *handle, bool preview);
/* Call it when the attempt ran out of time: its connection is not reused. */
void otk_handle_distrust(otk_handle *handle);
/* Adds the handle to the multi handle, which begins the transfer. */
bool otk_handle_start(otk_handle *handle);
/* Removes the handle from the multi handle if it is in flight. */
void otk_handle_stop(otk_handle *handle);

#endif

/* SPDX-License-Identifier: MIT */
/* What one attempt receives: response head and body, within limits. */
#ifndef OTK_TRANSPORT_RECEIVER_H
#define OTK_TRANSPORT_RECEIVER_H

#include "core/transport/http/request.h"

/* The state of a download, kept from attempt to attempt. */
typedef struct otk_download_state {
	int64_t offset; /* bytes received so far */
	char etag[64];  /* of the first part; "": not sent, or weak */
} otk_download_state;

typedef struct otk_receiver {
	otk_response response;
	const otk_exchange_events *events; /* body() may be set */
	otk_download_state *download;
	bool watched;       /* heard_at must be updated */
	int64_t heard_at;   /* monotonic ms: when the last byte was received */
	bool status_line;   /* the next line is a status line */
	bool head_complete; /* the head of a final response was received to its end */
	bool limit_reached; /* too many header lines or bytes */
	bool odd_head;      /* the first header line begins with a blank */
	bool odd_encoding;  /* a Content-Encoding that was not requested */
	bool range_asked;
	bool wrong_range; /* a 206 with another range than requested */
	bool file_changed;
	bool page;  /* a web page came instead of a download */
	bool begun; /* the first byte of a download was checked */
	otk_status sink_status;
	size_t header_lines;
	size_t header_bytes;
	char retry_at[OTK_DATE_SIZE]; /* Retry-After, if it may be a date; "": not sent */
	int64_t range_start;
	int64_t range_total; /* -1: unknown */
	int64_t skip;        /* bytes of a 200 that were received in an earlier attempt */
	int64_t delivered;
	char etag[64];
} otk_receiver;

/* Prepares for the next attempt. Keeps the memory of a small body. */
void otk_receiver_begin(otk_receiver *receiver, const otk_exchange_events *events,
	otk_download_state *download, size_t max_response_bytes);
/* libcurl's CURLOPT_WRITEFUNCTION. */
size_t otk_receiver_body(char *data, size_t size, size_t count, void *receiver);

#endif

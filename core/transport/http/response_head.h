/* SPDX-License-Identifier: MIT */
/* Status line and header lines of a response. */
#ifndef OTK_TRANSPORT_RESPONSE_HEAD_H
#define OTK_TRANSPORT_RESPONSE_HEAD_H

#include <stddef.h>
#include <stdint.h>

#include "core/transport/http/receiver.h"

/* Limits for one attempt, interim responses and trailers included. */
#define OTK_HEADER_LINES_MAX 256
#define OTK_HEADER_BYTES_MAX ((size_t)64 * 1024)
/* Longer pauses in Retry-After are reported as this one, in seconds (300 years). */
#define OTK_RETRY_AFTER_MAX_S INT64_C(9999999999)

/* A request is sent: the next line is a status line. */
void otk_response_head_expect(otk_receiver *receiver);
/* libcurl's CURLOPT_HEADERFUNCTION. */
size_t otk_response_head_line(char *line, size_t size, size_t count, void *receiver);

#endif

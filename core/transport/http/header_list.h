/* SPDX-License-Identifier: MIT */
/* The header list of a request, in one buffer that the next request of the handle reuses. */
#ifndef OTK_TRANSPORT_HEADER_LIST_H
#define OTK_TRANSPORT_HEADER_LIST_H

#include <curl/curl.h>
#include <stdint.h>

#include "core/base/buffer.h"

/* Limits for one request. */
#define OTK_REQUEST_LINES_MAX 48
#define OTK_REQUEST_BYTES_MAX ((size_t)64 * 1024)

typedef struct otk_header_list {
	otk_buffer text;          /* the lines, each ending in NUL */
	struct curl_slist *nodes; /* array of node_count, linked by otk_header_list_link() */
	size_t node_count;
	size_t count;
	uint16_t offset[OTK_REQUEST_LINES_MAX]; /* of each line in text */
} otk_header_list;

_Static_assert(OTK_REQUEST_BYTES_MAX - 1 <= UINT16_MAX, "an offset reaches every line");

void otk_header_list_init(otk_header_list *list);
/* Empties the list and wipes its text, which held a token. */
void otk_header_list_clear(otk_header_list *list);
void otk_header_list_free(otk_header_list *list);
/* Adds Accept, Accept-Encoding and User-Agent. plain: for a download. */
bool otk_header_list_add_standard(otk_header_list *list, const char *user_agent, bool plain);
/* Copies all lines of another list into an empty one. */
void otk_header_list_copy(otk_header_list *list, const otk_header_list *from);
/*
 * Adds a line, or replaces the line with the same name. name: ends in a colon; value: is appended
 * to it, may be NULL. OTK_E_ARGUMENT: not a header line; OTK_E_TOO_LARGE: over a limit.
 */
otk_status otk_header_list_add(otk_header_list *list, const char *name, const char *value);
/* Builds the list for CURLOPT_HTTPHEADER, which begins at nodes[0]. */
otk_status otk_header_list_link(otk_header_list *list);

#endif

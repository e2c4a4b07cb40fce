/* SPDX-License-Identifier: MIT */
/* `read_status_as` of an operation: HTTP statuses that are read as other ones. */
#ifndef OTK_SCHEMA_STATUS_LIST_H
#define OTK_SCHEMA_STATUS_LIST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define OTK_STATUS_PAIRS_MAX 8

typedef struct otk_status_list {
	size_t count;
	struct otk_status_pair {
		uint16_t from;
		uint16_t to;
	} pairs[OTK_STATUS_PAIRS_MAX];
} otk_status_list;

/* Parses "408=404|500=404"; text NULL: an empty list. false: not of this form, or too many. */
bool otk_status_list_parse(const char *text, otk_status_list *list);
/* Returns the status that the list maps this one to, or itself. A mapped status is not retried. */
int32_t otk_status_list_read(const otk_status_list *list, int32_t http_status);
bool otk_status_list_has(const otk_status_list *list, int32_t http_status);

#endif

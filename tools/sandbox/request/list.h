/* SPDX-License-Identifier: MIT */
/* Paged lists of a project's documents. */
#ifndef OTK_SANDBOX_LIST_H
#define OTK_SANDBOX_LIST_H

#include "tools/sandbox/request/request.h"

/*
 * Sends {"count","items"} for offset, count and sessionId of the query. status NULL: any. `view`
 * must depend only on the document and the second of the clock, because lists are cached.
 */
void sandbox_list_reply(sandbox_request *request, const char *kind, const char *status,
	json_object *(*view)(sandbox *box, json_object *document));

#endif

/* SPDX-License-Identifier: MIT */
/* Lists of documents. */
#ifndef OTK_SANDBOX_LIST_H
#define OTK_SANDBOX_LIST_H

#include "tools/sandbox/request/request.h"

/*
 * Sends {"count","items"} for offset, count and sessionId of the query. status NULL: any. `view`
 * must depend only on the document and the second of the clock, because lists are cached.
 */
void sandbox_list_reply(sandbox_request *request, const char *kind, const char *status,
	json_object *(*view)(sandbox *box, json_object *document));

/*
 * Append a JSON array of the views of the documents that match. The text and one document are in
 * memory, not a tree of them all. view: NULL: the document is left out. The second function writes
 * an object: the members of head, which it frees, and "items".
 */
void sandbox_list_write(sandbox_bytes *text, sandbox *box, const sandbox_query *query,
	json_object *(*view)(sandbox *box, json_object *document));
void sandbox_list_write_items(sandbox_bytes *text, sandbox *box, json_object *head,
	const sandbox_query *query, json_object *(*view)(sandbox *box, json_object *document));

#endif

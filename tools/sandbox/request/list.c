/* SPDX-License-Identifier: MIT */
/* Paged lists of a project's documents. */
#include "config.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "tools/sandbox/base/ids.h"
#include "tools/sandbox/base/json.h"
#include "tools/sandbox/base/text.h"
#include "tools/sandbox/request/list.h"
#include "tools/sandbox/request/pages.h"
#include "tools/sandbox/request/reply.h"
#include "tools/sandbox/state/clock.h"

static bool read_query_number(
	sandbox_request *request, const char *name, int64_t min, int64_t max, int64_t *number)
{
	const char *text = sandbox_json_text(request->query, name, NULL);

	if (!text || !*text)
		return true;
	if (sandbox_number(text, number) && *number >= min && *number <= max)
		return true;
	sandbox_refuse(request, 400, 400, "Invalid %s: %" PRId64 " to %" PRId64 " is expected",
		name, min, max);
	return false;
}

static bool read_page(sandbox_request *request, sandbox_query *query)
{
	query->offset = 0;
	query->count = 50;
	if (!read_query_number(request, "offset", 0, INT64_MAX, &query->offset) ||
		!read_query_number(request, "count", 0, 1000, &query->count))
		return false;
	if (!query->count) /* four official SDKs send 0 for the default */
		query->count = 50;
	return true;
}

static bool check_session_filter(sandbox_request *request, const char *session)
{
	char *project = sandbox_session_project(session);
	json_object *document = sandbox_store_get(request->box->store, "session", session);
	bool foreign = document ? !sandbox_json_is(document, "_owner", request->owner)
				: project && strcmp(project, request->owner) != 0;

	if (foreign)
		sandbox_refuse(request, 403, -1, "The session belongs to another project");
	json_object_put(document);
	free(project);
	return !foreign;
}

void sandbox_list_write(sandbox_bytes *text, sandbox *box, const sandbox_query *query,
	json_object *(*view)(sandbox *box, json_object *document))
{
	sandbox_walk walk = sandbox_store_walk(box->store, query);
	json_object *document;
	const char *separator = "";

	sandbox_bytes_add_text(text, "[");
	while ((document = sandbox_walk_next(&walk))) {
		json_object *item = view(box, document);

		if (item) {
			sandbox_bytes_add_text(text, separator);
			sandbox_bytes_add_text(text, sandbox_json_print(item, NULL));
			separator = ",";
		}
		json_object_put(item);
		json_object_put(document);
	}
	sandbox_bytes_add_text(text, "]");
}

void sandbox_list_write_items(sandbox_bytes *text, sandbox *box, json_object *head,
	const sandbox_query *query, json_object *(*view)(sandbox *box, json_object *document))
{
	size_t size;
	const char *printed = sandbox_json_print(head, &size);

	sandbox_bytes_add(text, printed, size - 1);
	sandbox_bytes_add_text(text, size > 2 ? ",\"items\":" : "\"items\":");
	sandbox_list_write(text, box, query, view);
	sandbox_bytes_add_text(text, "}");
	json_object_put(head);
}

/* Writes {"count","items"}. */
static void write_list(sandbox_bytes *text, sandbox *box, const sandbox_query *query,
	json_object *(*view)(sandbox *box, json_object *document))
{
	json_object *head = sandbox_new_object();

	sandbox_json_set_int(head, "count", sandbox_store_count(box->store, query));
	sandbox_list_write_items(text, box, head, query, view);
}

/* The session is the last part of the key, because it may hold any text. */
static char *key_of(const sandbox_query *query)
{
	return sandbox_print("%s %s %s %" PRId64 " %" PRId64 " %s", query->kind, query->owner,
		query->status ? query->status : "", query->offset, query->count,
		query->session ? query->session : "");
}

static void reply_list(sandbox_request *request, const sandbox_query *query,
	json_object *(*view)(sandbox *box, json_object *document))
{
	sandbox *box = request->box;
	const sandbox_page_state state = {
		sandbox_store_generation(box->store, query->kind), sandbox_now(box) / 1000};
	char *key = key_of(query);
	const char *kept = sandbox_pages_find(box->pages, key, state);

	if (kept) {
		sandbox_reply_text(request, 200, "application/json", kept);
	} else {
		sandbox_bytes text = {0};

		write_list(&text, box, query, view);
		sandbox_pages_keep(box->pages, key, state, text.data);
		sandbox_reply_bytes(request, "application/json", &text);
	}
	free(key);
}

void sandbox_list_reply(sandbox_request *request, const char *kind, const char *status,
	json_object *(*view)(sandbox *box, json_object *document))
{
	sandbox_query query = {.kind = kind, .owner = request->owner, .status = status};
	const char *session = sandbox_json_text(request->query, "sessionId", "");

	if (!read_page(request, &query))
		return;
	if (*session) {
		if (!check_session_filter(request, session))
			return;
		query.session = session;
	}
	reply_list(request, &query, view);
}

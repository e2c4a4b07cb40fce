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

/* Returns {"count","items"}. json_object_put() it. */
static json_object *build_list(sandbox *box, const sandbox_query *query,
	json_object *(*view)(sandbox *box, json_object *document))
{
	json_object *response = sandbox_new_object(), *items = sandbox_new_array();
	int64_t total;
	json_object *documents = sandbox_store_list(box->store, query, &total);

	for (size_t i = 0; i < sandbox_json_list_size(documents); i++)
		sandbox_json_append(items, view(box, json_object_array_get_idx(documents, i)));
	json_object_put(documents);
	sandbox_json_set_int(response, "count", total);
	sandbox_json_set(response, "items", items);
	return response;
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
		sandbox_reply_json(request, 200, build_list(box, query, view));
		sandbox_pages_keep(box->pages, key, state, sandbox_reply_body(request, NULL));
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

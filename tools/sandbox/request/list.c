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
#include "tools/sandbox/request/reply.h"

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

void sandbox_list_reply(sandbox_request *request, const char *kind, const char *status,
	json_object *(*view)(sandbox *box, json_object *document))
{
	sandbox_query query = {.kind = kind, .owner = request->owner, .status = status};
	const char *session = sandbox_json_text(request->query, "sessionId", "");
	json_object *response;
	json_object *documents;
	json_object *items;
	int64_t total;

	if (!read_page(request, &query))
		return;
	if (*session) {
		if (!check_session_filter(request, session))
			return;
		query.session = session;
	}
	documents = sandbox_store_list(request->box->store, &query, &total);
	items = sandbox_new_array();
	for (size_t i = 0; i < sandbox_json_list_size(documents); i++)
		sandbox_json_append(
			items, view(request->box, json_object_array_get_idx(documents, i)));
	json_object_put(documents);
	response = sandbox_new_object();
	sandbox_json_set_int(response, "count", total);
	sandbox_json_set(response, "items", items);
	sandbox_reply_json(request, 200, response);
}

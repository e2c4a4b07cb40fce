/* SPDX-License-Identifier: MIT */
/* Paged lists of a project's documents. */
#include "config.h"

#include "list.h"

#include "ids.h"
#include "json.h"
#include "route.h"

#include <stdlib.h>
#include <string.h>

static bool own_session(sandbox_request *request, const char *session)
{
	char *project = sandbox_session_project(session);
	json_object *document = sandbox_store_get(request->box->store, "session", session);
	bool foreign = document ? !sandbox_json_is(document, "_owner", request->owner)
				: project && strcmp(project, request->owner);

	if (foreign)
		sandbox_refuse(request, 403, -1, "The session belongs to another project");
	json_object_put(document);
	free(project);
	return !foreign;
}

void sandbox_list_answer(sandbox_request *request, const char *kind, const char *status,
	json_object *(*view)(sandbox *box, json_object *document))
{
	sandbox_query query = {.kind = kind, .owner = request->owner, .status = status};
	const char *session = sandbox_json_text(request->query, "sessionId", "");
	json_object *answer;
	json_object *documents;
	json_object *items;
	int64_t total;

	if (!sandbox_page(request, &query))
		return;
	if (*session) {
		if (!own_session(request, session))
			return;
		query.session = session;
	}
	documents = sandbox_store_list(request->box->store, &query, &total);
	items = json_object_new_array();
	for (size_t i = 0; i < sandbox_json_list_size(documents); i++)
		json_object_array_add(
			items, view(request->box, json_object_array_get_idx(documents, i)));
	json_object_put(documents);
	answer = json_object_new_object();
	sandbox_json_set_int(answer, "count", total);
	sandbox_json_set(answer, "items", items);
	sandbox_answer(request, 200, answer);
}

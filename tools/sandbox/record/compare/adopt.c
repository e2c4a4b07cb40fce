/* SPDX-License-Identifier: MIT */
/* Joins sessions and publishes streams as browsers did when the recording was made. */
#include "config.h"

#include "tools/sandbox/record/compare/adopt.h"

#include <stdlib.h>
#include <string.h>

#include "tools/sandbox/base/ids.h"
#include "tools/sandbox/base/json.h"
#include "tools/sandbox/request/route.h"
#include "tools/sandbox/request/route_find.h"
#include "tools/sandbox/service/session/session.h"
#include "tools/sandbox/service/session/world.h"

static json_object *find_session(sandbox_comparison *c, sandbox_request *request)
{
	const char *id = sandbox_parameter(request, "sessionId");
	json_object *body =
		*id ? NULL
		    : sandbox_json_parse(request->body.data ? request->body.data : "null",
			      request->body.data ? request->body.size : 4);
	json_object *session = NULL, *object = NULL;
	char *project;

	id = *id ? id : sandbox_json_text(body, "sessionId", "");
	if (!*id && request->route->object) {
		object = sandbox_store_get(c->box->store, request->route->object,
			sandbox_parameter(request, request->route->parameter));
		id = sandbox_json_text(object, "sessionId", "");
	}
	session = sandbox_store_get(c->box->store, "session", id);
	project = session ? NULL : sandbox_session_project(id);
	if (project && (sandbox_is_stored(c, "project", project) ||
			       sandbox_is_stored(c, "application", project))) {
		json_object *options = sandbox_new_object();

		/* It was created before the recording. */
		sandbox_json_set_text(options, "p2p.preference", "disabled");
		session = sandbox_session_new(c->box, project, id, options);
		json_object_put(options);
	}
	free(project);
	json_object_put(body);
	json_object_put(object);
	return session;
}

static void add_client(sandbox_comparison *c, json_object *session, const char *id)
{
	json_object_put(sandbox_connection_add(c->box, session, id, "client", NULL));
}

/* like: a stream as the service shows it; NULL: unknown. */
static void add_stream_like(
	sandbox_comparison *c, json_object *session, const char *id, const json_object *like)
{
	static const char *const known[] = {"name", "videoType", "layoutClassList", NULL};
	json_object *spec = sandbox_new_object(), *connection;

	sandbox_json_take(spec, like, known);
	if (id)
		sandbox_json_set_text(spec, "streamId", id);
	connection = sandbox_connection_add(c->box, session, NULL, "client", NULL);
	json_object_put(
		sandbox_stream_add(c->box, session, sandbox_json_text(connection, "id", ""), spec));
	json_object_put(connection);
	json_object_put(spec);
}

static void add_stream(sandbox_comparison *c, json_object *session, const char *id)
{
	add_stream_like(c, session, id, NULL);
}

/* Clients and streams that a list of the service shows. */
static void adopt_items(
	sandbox_comparison *c, json_object *session, const sandbox_recorded *item, const char *kind)
{
	json_object *json =
		sandbox_json_member(sandbox_json_member(item->response, "body"), "json");
	json_object *items = sandbox_json_member(json, "items");

	for (size_t i = 0; i < sandbox_json_list_size(items); i++) {
		json_object *one = json_object_array_get_idx(items, i);
		const char *id =
			sandbox_json_text(one, "id", sandbox_json_text(one, "connectionId", NULL));

		if (!id || sandbox_is_stored(c, kind, sandbox_own_id(c, id)))
			continue;
		if (strcmp(kind, "stream") == 0)
			add_stream_like(c, session, id, one);
		else
			add_client(c, session, id);
	}
}

static const struct {
	const char *operation, *kind;
} adopted_lists[] = {{"streams.list", "stream"}, {"connections.list", "connection"}};

static const struct {
	const char *parameter, *kind;
	void (*add)(sandbox_comparison *c, json_object *session, const char *id);
} adopted_objects[] = {
	{"connectionId", "connection", add_client}, {"streamId", "stream", add_stream}};

/* The stream that a request adds to an archive or a broadcast. */
static void adopt_added_stream(
	sandbox_comparison *c, sandbox_request *request, json_object *session)
{
	json_object *body = request->body.data
				    ? sandbox_json_parse(request->body.data, request->body.size)
				    : NULL;
	const char *id = sandbox_json_text(body, "addStream", NULL);

	if (id && !sandbox_is_stored(c, "stream", id))
		add_stream(c, session, id);
	json_object_put(body);
}

void sandbox_adopt_world(
	sandbox_comparison *c, sandbox_request *request, const sandbox_recorded *item)
{
	json_object *session = find_session(c, request);

	if (!session)
		return;
	if (request->route->flags & SANDBOX_CLIENTS &&
		!sandbox_session_has(c->box, session, "stream"))
		add_stream(c, session, NULL);
	for (size_t i = 0; i < COUNT_OF(adopted_objects); i++) {
		const char *id = sandbox_parameter(request, adopted_objects[i].parameter);

		if (*id && !sandbox_is_stored(c, adopted_objects[i].kind, id))
			adopted_objects[i].add(c, session, id);
	}
	adopt_added_stream(c, request, session);
	for (size_t i = 0; i < COUNT_OF(adopted_lists); i++)
		if (item->operation && strcmp(item->operation, adopted_lists[i].operation) == 0)
			adopt_items(c, session, item, adopted_lists[i].kind);
	json_object_put(session);
}

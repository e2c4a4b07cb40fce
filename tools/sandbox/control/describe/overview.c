/* SPDX-License-Identifier: MIT */
/* The control interface: the sessions with the number of their objects, and the credentials. */
#include "config.h"

#include <string.h>

#include "tools/sandbox/base/json.h"
#include "tools/sandbox/base/memory.h"
#include "tools/sandbox/base/text.h"
#include "tools/sandbox/request/list.h"
#include "tools/sandbox/request/reply.h"
#include "tools/sandbox/service/routes.h"
#include "tools/sandbox/service/session/world.h"
#include "tools/sandbox/state/project.h"

enum { PAGE = 50, LARGEST_PAGE = 200 };

static const char *const sessions_query[] = {"offset", "count", NULL};

/* Kinds that are counted, and the names of their numbers. */
static const char *const counted[][2] = {{"connection", "connections"}, {"stream", "streams"},
	{"archive", "archives"}, {"broadcast", "broadcasts"}, {"call", "calls"},
	{"render", "renders"}, {"caption", "captions"}, {"audio", "audioConnectors"}};

/* Reads a number of the query. False: refused. */
static bool read_number(
	sandbox_request *request, const char *name, int64_t min, int64_t max, int64_t *number)
{
	const char *text = sandbox_json_text(request->query, name, NULL);

	if (!text || (sandbox_number(text, number) && *number >= min && *number <= max))
		return true;
	sandbox_refuse(request, 400, -1, "Invalid %s: a number from %d to %lld is expected", name,
		(int)min, (long long)max);
	return false;
}

static json_object *count_objects(sandbox *box, json_object *session)
{
	static const char *const shown[] = {"createdAt", "mediaMode", "archiveMode", "muted", NULL};
	json_object *item = sandbox_new_object();

	sandbox_json_set_text(item, "sessionId", sandbox_json_text(session, "id", ""));
	sandbox_json_set_text(item, "projectId", sandbox_json_text(session, "_owner", ""));
	sandbox_json_take(item, session, shown);
	for (size_t i = 0; i < COUNT_OF(counted); i++)
		sandbox_json_set_int(
			item, counted[i][1], sandbox_session_count(box, session, counted[i][0]));
	return item;
}

static void list_sessions(sandbox_request *request)
{
	sandbox_query query = {.kind = "session", .count = PAGE};
	json_object *head;
	sandbox_bytes text = {0};

	if (!read_number(request, "offset", 0, INT64_MAX, &query.offset) ||
		!read_number(request, "count", 1, LARGEST_PAGE, &query.count))
		return;
	head = sandbox_new_object();
	sandbox_json_set_int(head, "count", sandbox_store_count(request->box->store, &query));
	sandbox_list_write_items(&text, request->box, head, &query, count_objects);
	sandbox_reply_bytes(request, "application/json", &text);
}

/* Credentials without their secrets. */
static void list_credentials(sandbox_request *request)
{
	static const char *const kinds[] = {"project", "account", "application", "vonage-account"};
	static const char *const shown[] = {"id", "name", "status", "createdAt", NULL};
	json_object *items = sandbox_new_array();

	for (size_t i = 0; i < COUNT_OF(kinds); i++) {
		const sandbox_query query = {.kind = kinds[i], .oldest_first = true};
		sandbox_walk walk = sandbox_store_walk(request->box->store, &query);
		json_object *credential;

		while ((credential = sandbox_walk_next(&walk))) {
			json_object *item = sandbox_new_object();

			sandbox_json_set_text(item, "kind", kinds[i]);
			sandbox_json_take(item, credential, shown);
			if (strcmp(kinds[i], "application") == 0)
				sandbox_json_set_flag(item, "hasKey",
					sandbox_json_member(credential, "_publicKey") != NULL);
			sandbox_json_append(items, item);
			json_object_put(credential);
		}
	}
	sandbox_reply_items(request, items);
}

const sandbox_route sandbox_control_overview_routes[] = {
	{
		.method = "GET",
		.path = "/sandbox/sessions",
		.summary = "lists sessions, newest first, with the number of their objects",
		.auth = SANDBOX_AUTH_CONTROL,
		.query = sessions_query,
		.handle = list_sessions,
	},
	{
		.method = "GET",
		.path = "/sandbox/credentials",
		.summary = "lists projects, accounts and applications, without secrets",
		.auth = SANDBOX_AUTH_CONTROL,
		.handle = list_credentials,
	},
	{0},
};

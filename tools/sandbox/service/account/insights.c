/* SPDX-License-Identifier: MIT */
/*
 * Insights: the lists of a project, page by page. Queries are not evaluated: the name of the list
 * in the text decides, and entries have all their members, asked for or not.
 */
#include "config.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "tools/sandbox/base/json.h"
#include "tools/sandbox/base/memory.h"
#include "tools/sandbox/base/text.h"
#include "tools/sandbox/request/fields.h"
#include "tools/sandbox/request/reply.h"
#include "tools/sandbox/service/routes.h"

enum { PAGE = 50, MEETINGS_PAGE = 10, LARGEST_PAGE = 1000 };

static const sandbox_field fields[] = {
	{.name = "query", .kind = SANDBOX_TEXT, .max = 65536},
	{.name = "variables", .kind = SANDBOX_ANY},
	{.name = NULL},
};

/* GraphQL sends errors with status 200. */
static void refuse_query(sandbox_request *request, int code, const char *message)
{
	json_object *response = sandbox_new_object();
	json_object *errors = sandbox_new_array();
	json_object *error = sandbox_new_object();

	sandbox_json_set_text(error, "message", message);
	sandbox_json_set(error, "path", sandbox_new_array());
	sandbox_json_set_int(error, "errorCode", code);
	sandbox_json_append(errors, error);
	sandbox_json_set(response, "errors", errors);
	sandbox_reply_json(request, 200, response);
}

/* ---- entries */

static json_object *daily_usage(sandbox_request *request)
{
	json_object *days = sandbox_new_array();

	(void)request;
	for (int day = 1; day <= 3; day++) {
		char *text = sandbox_print(
			"{\"intervalStart\":\"2020-01-%02dT00:00:00.000Z\","
			"\"intervalEnd\":\"2020-01-%02dT00:00:00.000Z\",\"country\":\"DE\","
			"\"region\":\"\",\"sdkType\":\"JS\",\"sdkVersion\":\"2.30.0\","
			"\"browser\":\"Firefox\",\"browserVersion\":\"140\","
			"\"usage\":{\"streamedPublishedMinutes\":12.5,"
			"\"streamedSubscribedMinutes\":25.0,\"hlsMinutes\":0,\"sipUserMinutes\":1,"
			"\"individualArchiveMinutes\":2,\"sdArchiveComposedMinutes\":3,"
			"\"hdArchiveComposedMinutes\":4},"
			"\"errors\":{\"connect\":{\"attempts\":10,\"failures\":%d},"
			"\"publish\":{\"attempts\":8,\"failures\":0},"
			"\"subscribe\":{\"attempts\":16,\"failures\":1}}}",
			day, day + 1, day);

		sandbox_json_append(days, sandbox_json_parse(text, strlen(text)));
		free(text);
	}
	return days;
}

static json_object *session_entry(json_object *session)
{
	json_object *entry = sandbox_new_object();

	sandbox_json_set_text(entry, "sessionId", sandbox_json_text(session, "id", ""));
	sandbox_json_set_text(
		entry, "mediaMode", sandbox_json_text(session, "mediaMode", "routed"));
	sandbox_json_set_int(entry, "publisherMinutes", 2);
	sandbox_json_set_int(entry, "subscriberMinutes", 3);
	return entry;
}

/* The sessions of the project; an account sees those of none. */
static json_object *session_entries(sandbox_request *request)
{
	const sandbox_query query = {
		.kind = "session", .owner = request->owner, .oldest_first = true};
	sandbox_walk walk = sandbox_store_walk(request->box->store, &query);
	json_object *entries = sandbox_new_array();
	json_object *session;

	while ((session = sandbox_walk_next(&walk))) {
		sandbox_json_append(entries, session_entry(session));
		json_object_put(session);
	}
	return entries;
}

static json_object *meeting_entries(sandbox_request *request)
{
	json_object *entries = sandbox_new_array();

	(void)request;
	for (int i = 1; i <= MEETINGS_PAGE + 2; i++) {
		json_object *entry = sandbox_new_object();
		char *id = sandbox_print("meeting-%d", i);

		sandbox_json_set_text(entry, "meetingId", id);
		sandbox_json_set_text(entry, "createdAt", "2020-01-01T10:00:00.000Z");
		sandbox_json_set_text(entry, "destroyedAt", "2020-01-01T11:00:00.000Z");
		sandbox_json_set_int(entry, "publisherMinutes", 60);
		sandbox_json_set_int(entry, "subscriberMinutes", 120);
		sandbox_json_append(entries, entry);
		free(id);
	}
	return entries;
}

/* ---- lists */

/* A list of the schema: the word that asks for it, and the path to it from the project. */
static const struct list {
	const char *word;
	const char *path[4];
	int64_t page;
	json_object *(*entries)(sandbox_request *request);
} lists[] = {
	{"meetings(", {"sessionData", "sessions", "resources", "meetings"}, MEETINGS_PAGE,
		meeting_entries},
	{"sessionSummaries", {"sessionData", "sessionSummaries"}, PAGE, session_entries},
	{"project", {"projectData"}, PAGE, daily_usage},
};

/* The number after "first:" in the arguments of the list. */
static int64_t page_size(const char *query, const struct list *list)
{
	const char *at = strstr(query, list->word);
	const char *first = at ? strstr(at, "first:") : NULL;
	const int64_t size = first ? strtoll(first + strlen("first:"), NULL, 10) : 0;

	return size < 1 ? list->page : size < LARGEST_PAGE ? size : LARGEST_PAGE;
}

/* The cursor is the number of entries before the page. An invalid cursor gives an empty page. */
static int64_t cursor_of(sandbox_request *request, int64_t count)
{
	json_object *variables = sandbox_json_member(request->input, "variables");
	const char *cursor = sandbox_json_text(variables, "endCursor", "0");
	int64_t at;

	return sandbox_number(cursor, &at) && at >= 0 && at < count ? at : count;
}

static json_object *page_of(sandbox_request *request, json_object *entries, int64_t size)
{
	const int64_t count = (int64_t)sandbox_json_list_size(entries);
	const int64_t at = cursor_of(request, count);
	json_object *list = sandbox_new_object();
	json_object *info = sandbox_new_object();
	json_object *page = sandbox_new_array();
	char *next = sandbox_print("%" PRId64, at + size);

	for (int64_t i = at; i < count && i < at + size; i++)
		sandbox_json_append(
			page, json_object_get(json_object_array_get_idx(entries, (size_t)i)));
	sandbox_json_set_flag(info, "hasNextPage", at + size < count);
	if (at + size < count)
		sandbox_json_set_text(info, "endCursor", next);
	else
		sandbox_json_set_null(info, "endCursor");
	sandbox_json_set_int(list, "totalCount", count);
	sandbox_json_set(list, "pageInfo", info);
	sandbox_json_set(list, "resources", page);
	free(next);
	return list;
}

/* Puts a value into objects of these names; "resources" is a list of one. */
static json_object *wrap_value(json_object *value, const char *const *names, size_t count)
{
	while (count--) {
		json_object *outer = sandbox_new_object();

		if (names[count] && strcmp(names[count], "resources") == 0) {
			json_object *only = sandbox_new_array();

			sandbox_json_append(only, value);
			value = only;
		}
		if (names[count])
			sandbox_json_set(outer, names[count], value);
		else
			json_object_put(outer);
		if (names[count])
			value = outer;
	}
	return value;
}

static void query_insights(sandbox_request *request)
{
	static const char *const outermost[] = {"data", "project"};
	const char *query = sandbox_json_text(request->input, "query", "");
	const struct list *list = lists;
	json_object *entries;
	json_object *page;

	if (!strstr(query, "project")) {
		refuse_query(request, 1013,
			"Syntax Error: the query is missing or does not ask for a project");
		return;
	}
	while (!strstr(query, list->word))
		list++;
	entries = list->entries(request);
	page = page_of(request, entries, page_size(query, list));
	json_object_put(entries);
	page = wrap_value(page, list->path, COUNT_OF(list->path));
	sandbox_reply_json(request, 200, wrap_value(page, outermost, COUNT_OF(outermost)));
}

const sandbox_route sandbox_insights_routes[] = {
	{
		.method = "POST",
		.path = "/graphql",
		.operation = "insights.query",
		.summary = "responds to a GraphQL query of a project",
		.auth = SANDBOX_AUTH_ANY,
		.flags = SANDBOX_JSON,
		.fields = fields,
		.handle = query_insights,
	},
	{
		.method = "POST",
		.path = "/video/insights-api/graphql",
		.operation = "insights.query",
		.summary = "responds to a GraphQL query of an application",
		.auth = SANDBOX_AUTH_ANY,
		.flags = SANDBOX_JSON,
		.fields = fields,
		.handle = query_insights,
	},
	{0},
};

/* SPDX-License-Identifier: MIT */
/* The control interface: checks for expected requests, and shows the most similar ones if they
 * differ. */
#include "config.h"

#include <fnmatch.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/sandbox/base/json.h"
#include "tools/sandbox/base/text.h"
#include "tools/sandbox/http/journal.h"
#include "tools/sandbox/request/reply.h"
#include "tools/sandbox/request/request.h"
#include "tools/sandbox/request/route_find.h"
#include "tools/sandbox/service/routes.h"
#include "tools/sandbox/state/clock.h"

enum {
	WAIT_MAX = 300000, /* ms */
	MAX_LISTED = 100,  /* entries that are as expected */
	SEARCHED = 500,    /* newest entries, among which the most similar ones are found */
	CLOSEST = 3,       /* most similar entries that are shown */
	MAX_DIFFERENCES = 20
};

/* Other requests must not wait for a comparison of many entries with a large body. */
enum {
	MAX_COUNTED = 100,  /* differences of one entry that are counted */
	MAX_PATTERN = 1024, /* characters of a pattern */
};

/* Members of an entry that are compared as text. */
static const char *const texts[] = {"operation", "method", "sessionId", "status", NULL};

#define COMMON_FIELDS                                                                             \
	{.name = "operation", .kind = SANDBOX_TEXT},                                              \
		{.name = "method", .kind = SANDBOX_TEXT, .values = sandbox_methods},              \
		{.name = "path", .kind = SANDBOX_TEXT, .max = MAX_PATTERN},                       \
		{.name = "sessionId", .kind = SANDBOX_TEXT, .alias = "session"},                  \
		{.name = "status", .kind = SANDBOX_NUMBER, .max = 999},                           \
		{.name = "count", .kind = SANDBOX_NUMBER},                                        \
		{.name = "min", .kind = SANDBOX_NUMBER}, {.name = "max", .kind = SANDBOX_NUMBER}, \
		{.name = "since", .kind = SANDBOX_NUMBER},                                        \
	{                                                                                         \
		.name = "wait", .kind = SANDBOX_NUMBER, .max = WAIT_MAX                           \
	}

static const char *const query_names[] = {"operation", "method", "path", "session", "status",
	"count", "min", "max", "since", "wait", NULL};

static const sandbox_field query_fields[] = {COMMON_FIELDS, {.name = NULL}};

static const sandbox_field body_fields[] = {
	COMMON_FIELDS,
	{.name = "query", .kind = SANDBOX_MAP},
	{.name = "headers", .kind = SANDBOX_MAP},
	{.name = "body", .kind = SANDBOX_ANY},
	{.name = NULL},
};

/* ---- differences */

/* What differs between an entry and what is expected. */
typedef struct comparison {
	json_object *list; /* of {"what","expected","found"}; NULL: they are only counted */
	size_t count;
	size_t limit; /* of the count; nothing else is compared then */
} comparison;

/* The path of a compared value: a member of an object, or an item of an array. */
typedef struct place {
	const struct place *parent; /* NULL: a part of an entry */
	const char *member;         /* NULL: an item */
	size_t item;                /* its index */
} place;

static void add_place(sandbox_bytes *text, const place *at)
{
	char item[32];

	if (at->parent)
		add_place(text, at->parent);
	if (at->parent && at->member)
		sandbox_bytes_add_text(text, ".");
	snprintf(item, sizeof(item), "[%zu]", at->item);
	sandbox_bytes_add_text(text, at->member ? at->member : item);
}

static void add_difference(
	comparison *to, const place *at, json_object *expected, json_object *found)
{
	sandbox_bytes what = {0};
	json_object *item;

	if (to->count++ >= MAX_DIFFERENCES || !to->list)
		return;
	add_place(&what, at);
	item = sandbox_new_object();
	sandbox_json_set_text(item, "what", what.data);
	sandbox_json_set(item, "expected", json_object_get(expected));
	sandbox_json_set(item, "found", json_object_get(found));
	sandbox_json_append(to->list, item);
	sandbox_bytes_free(&what);
}

static void compare_values(
	comparison *to, const place *at, json_object *expected, json_object *found);

/* Further members do not count. */
static void compare_members(
	comparison *to, const place *at, json_object *expected, json_object *found)
{
	json_object_iter each;

	json_object_object_foreachC(expected, each) {
		if (to->count >= to->limit)
			return;
		compare_values(to, &(place){.parent = at, .member = each.key}, each.val,
			sandbox_json_member(found, each.key));
	}
}

static void compare_items(
	comparison *to, const place *at, json_object *expected, json_object *found)
{
	if (!json_object_is_type(found, json_type_array) ||
		sandbox_json_list_size(expected) != sandbox_json_list_size(found)) {
		add_difference(to, at, expected, found);
		return;
	}
	for (size_t i = 0; i < sandbox_json_list_size(expected) && to->count < to->limit; i++)
		compare_values(to, &(place){.parent = at, .item = i},
			json_object_array_get_idx(expected, i),
			json_object_array_get_idx(found, i));
}

/* Scalars of different types are compared as texts: forms and queries have nothing else. */
static bool is_same_scalar(json_object *expected, json_object *found)
{
	if (!expected || !found)
		return expected == found;
	if (json_object_is_type(found, json_object_get_type(expected)))
		return json_object_equal(expected, found) != 0;
	return strcmp(json_object_get_string(expected), json_object_get_string(found)) == 0;
}

static void compare_values(
	comparison *to, const place *at, json_object *expected, json_object *found)
{
	if (json_object_is_type(expected, json_type_object) &&
		(!found || json_object_is_type(found, json_type_object)))
		compare_members(to, at, expected, found);
	else if (json_object_is_type(expected, json_type_array))
		compare_items(to, at, expected, found);
	else if (!is_same_scalar(expected, found))
		add_difference(to, at, expected, found);
}

/*
 * Returns the body of an entry as members if it is JSON or a form, otherwise as text.
 * json_object_put() it.
 */
static json_object *body_of(json_object *entry)
{
	const char *body = sandbox_json_text(entry, "body", "");
	const char *type = sandbox_json_text(entry, "contentType", "");
	json_object *tree = NULL;

	if (sandbox_media_type_is(type, "application/x-www-form-urlencoded"))
		tree = sandbox_form_decode(body, strlen(body));
	else if (*body)
		tree = sandbox_json_parse(body, strlen(body));
	return tree ? tree : json_object_get(sandbox_json_member(entry, "body"));
}

/* Names of headers are in lower case in the journal. */
static void compare_headers(comparison *to, json_object *expected, json_object *entry)
{
	json_object *headers = sandbox_json_member(entry, "headers");
	json_object_iter each;

	if (!expected)
		return;
	json_object_object_foreachC(expected, each) {
		char *lower;

		if (to->count >= to->limit)
			return;
		lower = sandbox_lower(each.key);

		compare_values(to,
			&(place){.parent = &(place){.member = "headers"}, .member = lower},
			each.val, sandbox_json_member(headers, lower));
		free(lower);
	}
}

static void compare_entry(comparison *to, json_object *expected, json_object *entry)
{
	json_object *path = sandbox_json_member(expected, "path");
	json_object *query = sandbox_json_member(expected, "query");
	json_object *body = sandbox_json_member(expected, "body");

	for (const char *const *name = texts; *name; name++)
		if (sandbox_json_member(expected, *name))
			compare_values(to, &(place){.member = *name},
				sandbox_json_member(expected, *name),
				sandbox_json_member(entry, *name));
	if (path && fnmatch(json_object_get_string(path), sandbox_json_text(entry, "path", ""), 0))
		add_difference(
			to, &(place){.member = "path"}, path, sandbox_json_member(entry, "path"));
	if (query)
		compare_values(to, &(place){.member = "query"}, query,
			sandbox_json_member(entry, "query"));
	compare_headers(to, sandbox_json_member(expected, "headers"), entry);
	if (body && to->count < to->limit) {
		json_object *found = body_of(entry);

		compare_values(to, &(place){.member = "body"}, body, found);
		json_object_put(found);
	}
}

/* ---- the search */

static const char *const shown_members[] = {
	"seq", "time", "method", "path", "operation", "sessionId", "status", NULL};

/* Returns the entry of this number; NULL: it was dropped. json_object_put() it. */
static json_object *entry_of(const sandbox *box, uint64_t number)
{
	const char *text = sandbox_journal_text(box->journal, number);

	return text ? sandbox_json_parse(text, strlen(text)) : NULL;
}

/* Keeps {"count","items","scanned"} in request->object, so that a request that waits reads each
 * entry once. */
static void search_entries(sandbox_request *request, json_object *expected)
{
	json_object *found = request->object;
	const uint64_t last = sandbox_journal_last(request->box->journal);
	int64_t count = sandbox_json_int(found, "count", 0);
	uint64_t number = (uint64_t)sandbox_json_int(found, "scanned", 0);

	while (number < last) {
		json_object *entry = entry_of(request->box, ++number);
		comparison result = {.limit = 1};

		compare_entry(&result, expected, entry);
		if (entry && !result.count && count++ < MAX_LISTED) {
			json_object *item = sandbox_new_object();

			sandbox_json_take(item, entry, shown_members);
			sandbox_json_append(sandbox_json_member(found, "items"), item);
		}
		json_object_put(entry);
	}
	sandbox_json_set_int(found, "count", count);
	sandbox_json_set_int(found, "scanned", (int64_t)number);
}

static bool is_count_right(json_object *expected, int64_t count)
{
	const int64_t exact = sandbox_json_int(expected, "count", -1);
	const int64_t max = sandbox_json_int(expected, "max", INT64_MAX);
	const bool only_max = max != INT64_MAX && !sandbox_json_member(expected, "min");

	if (exact >= 0)
		return count == exact;
	return count >= sandbox_json_int(expected, "min", only_max ? 0 : 1) && count <= max;
}

static json_object *describe_near(json_object *entry, comparison *result)
{
	json_object *item = sandbox_new_object();

	sandbox_json_take(item, entry, shown_members);
	sandbox_json_set(item, "differences", json_object_get(result->list));
	return item;
}

/* Puts an item into its place among those with the fewest differences. */
static void keep_closest(
	json_object *items[CLOSEST], size_t counts[CLOSEST], json_object *item, size_t count)
{
	for (size_t i = 0; i < CLOSEST; i++) {
		json_object *other = items[i];
		const size_t other_count = counts[i];

		if (other && other_count <= count)
			continue;
		items[i] = item;
		counts[i] = count;
		item = other;
		count = other_count;
		if (!item)
			return;
	}
	json_object_put(item);
}

/* Returns the newest entries with the fewest differences. json_object_put() it. */
static json_object *closest_entries(const sandbox *box, json_object *expected, uint64_t since)
{
	json_object *items[CLOSEST] = {NULL}, *list = sandbox_new_array();
	size_t counts[CLOSEST] = {0};
	uint64_t number = sandbox_journal_last(box->journal);

	for (size_t i = 0; i < SEARCHED && number > since; i++, number--) {
		json_object *entry = entry_of(box, number);
		comparison result = {.list = sandbox_new_array(), .limit = MAX_COUNTED};

		if (entry)
			compare_entry(&result, expected, entry);
		if (result.count)
			keep_closest(items, counts, describe_near(entry, &result), result.count);
		json_object_put(result.list);
		json_object_put(entry);
	}
	for (size_t i = 0; i < CLOSEST && items[i]; i++)
		sandbox_json_append(list, items[i]);
	return list;
}

/* ---- the routes */

static void reply_unexpected(sandbox_request *request, json_object *expected)
{
	const int64_t count = sandbox_json_int(request->object, "count", 0);
	json_object *response = sandbox_new_object();
	char *message = sandbox_print("%" PRId64 " requests match, which is not the expected "
				      "number%s",
		count, count ? "" : "; \"closest\" shows how other requests differ");

	sandbox_json_set_int(response, "code", -1);
	sandbox_json_set_text(response, "message", message);
	sandbox_json_set_int(response, "count", count);
	sandbox_json_set(
		response, "items", json_object_get(sandbox_json_member(request->object, "items")));
	sandbox_json_set(response, "closest",
		closest_entries(
			request->box, expected, (uint64_t)sandbox_json_int(expected, "since", 0)));
	free(message);
	sandbox_reply_json(request, 417, response);
}

/* Refuses expectations that no request can match: with "count":0 they would always succeed. */
static bool check_expectation(sandbox_request *request, json_object *expected)
{
	const char *operation = sandbox_json_text(expected, "operation", NULL);
	const int64_t min = sandbox_json_int(expected, "min", 0);

	if (operation && !sandbox_operation_check(request, operation))
		return false;
	if (min <= sandbox_json_int(expected, "max", INT64_MAX) &&
		(!sandbox_json_member(expected, "count") ||
			(!sandbox_json_member(expected, "min") &&
				!sandbox_json_member(expected, "max"))))
		return true;
	sandbox_refuse(request, 400, -1, "count excludes min and max, and min may not exceed max");
	return false;
}

static void check_expected(sandbox_request *request, json_object *expected)
{
	const int64_t now = sandbox_monotonic();

	if (!check_expectation(request, expected))
		return;
	if (!request->object) {
		request->object = sandbox_new_object();
		sandbox_json_set(request->object, "items", sandbox_new_array());
		sandbox_json_set_int(
			request->object, "scanned", sandbox_json_int(expected, "since", 0));
		request->wait_until = now + sandbox_json_int(expected, "wait", 0);
	}
	search_entries(request, expected);
	if (is_count_right(expected, sandbox_json_int(request->object, "count", 0))) {
		json_object_object_del(request->object, "scanned");
		sandbox_reply_json(request, 200, json_object_get(request->object));
		return;
	}
	request->waiting = now < request->wait_until;
	if (!request->waiting)
		reply_unexpected(request, expected);
}

static void expect_by_query(sandbox_request *request)
{
	json_object *expected;

	request->strict = true;
	expected = sandbox_fields_read(request, query_fields, request->query);
	if (expected)
		check_expected(request, expected);
	json_object_put(expected);
}

static void expect_by_body(sandbox_request *request)
{
	check_expected(request, request->input);
}

const sandbox_route sandbox_control_expect_routes[] = {
	{
		.method = "GET",
		.path = "/sandbox/expect",
		.summary = "checks that requests were received, or shows the most similar ones",
		.auth = SANDBOX_AUTH_CONTROL,
		.query = query_names,
		.handle = expect_by_query,
	},
	{
		.method = "POST",
		.path = "/sandbox/expect",
		.summary = "does the same, with headers and bodies that are expected",
		.auth = SANDBOX_AUTH_CONTROL,
		.flags = SANDBOX_JSON,
		.fields = body_fields,
		.handle = expect_by_body,
	},
	{0},
};

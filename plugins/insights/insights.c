/* SPDX-License-Identifier: MIT */
/* Insights: the tables, and where the next page of a query begins (doc/contract.md, 25). */
#include <otk/insights.h>
#include <stdbool.h>
#include <string.h>

#include "plugins/types/fields.h"

static const otk_field variable_fields[] = {
	OTK_FIELD(otk_insights_variables, end_cursor, "endCursor", OTK_NOT_EMPTY,
		.help = "where the page begins: the endCursor of the page before"),
};
static const otk_type variables_type = OTK_OPTIONS_TYPE(
	otk_insights_variables, "insights_variables", variable_fields, OTK_NO_RULES);

static const otk_field option_fields[] = {
	OTK_FIELD(otk_insights_options, query, "query", .required = 1, .multiline = 1,
		OTK_NOT_EMPTY, .help = "GraphQL query"),
	OTK_FIELD(otk_insights_options, operation_name, "operationName",
		.help = "name of the operation to run, when the query has several"),
	OTK_OBJECT(otk_insights_options, variables, &variables_type, "variables",
		.help = "values of the variables that the query declares"),
};
static const otk_type options_type = OTK_GROWN_OPTIONS_TYPE(
	otk_insights_options, variables, "insights_options", option_fields, OTK_NO_RULES);

static const otk_field error_fields[] = {
	OTK_FIELD(otk_insights_error, message, "message"),
	OTK_FIELD(otk_insights_error, code, "errorCode"),
};
static const otk_type error_type = OTK_TYPE(otk_insights_error, "insights_error", error_fields);

static const otk_field response_fields[] = {
	OTK_LIST(otk_insights_response, errors, error_count, &error_type, "errors"),
};
static const otk_type response_type =
	OTK_TYPE(otk_insights_response, "insights_response", response_fields);

static const otk_operation operations[] = {
	OTK_OPERATION("query", .summary = "Run a GraphQL query over the usage of a project",
		.method = OTK_METHOD_POST, .base_url = "https://insights.opentok.com",
		.vonage_url = "https://tools.vonage.com/video/insights-api", .path = "/graphql",
		.body = OTK_BODY_JSON, .options = &options_type, .result = &response_type,
		.shape = OTK_SHAPE_OBJECT, .repeat = OTK_REPEAT_SAFE, .auth = OTK_AUTH_EITHER,
		.errors = "errors",
		OTK_EXAMPLES(
			"insights query --query '{ project(projectId: 123456) { projectId } }'",
			"insights query --query-file usage.graphql --extra-json '{\"variables\": {\"first\": 1000}}'")),
};

/* ---- pages */

static const otk_field page_fields[] = {
	OTK_FIELD(otk_insights_page, has_next_page, "hasNextPage"),
	OTK_FIELD(otk_insights_page, end_cursor, "endCursor"),
};
static const otk_type page_type = OTK_TYPE(otk_insights_page, "insights_page", page_fields);

static const otk_field vtable_fields[] = {
	OTK_ADDRESS(otk_insights_vtable, read_page, OTK_KIND_FUNCTION,
		"otk_status (*)(void *state, const char *response, size_t size, const char "
		"*previous_cursor, void **page, otk_error *error)",
		.help = "Reads one page of a response"),
};
static const otk_type vtable_type = OTK_TYPE(otk_insights_vtable, "insights_vtable", vtable_fields);

static const otk_type *const types[] = {&page_type, &vtable_type, NULL};

#define PAGE_INFO "\"pageInfo\""

/* Returns the position after a string of JSON text, whose opening quote is at `at`. */
static const char *skip_string(const char *at, const char *end)
{
	for (at++; at < end && *at != '"'; at++)
		if (*at == '\\' && at + 1 < end)
			at++;
	return at < end ? at + 1 : end;
}

/* Returns the '{' of the object that the member "pageInfo" at `at` has; NULL: it has none. */
static const char *object_after(const char *at, const char *end)
{
	at += sizeof(PAGE_INFO) - 1;
	while (at < end && strchr(" \t\r\n:", *at))
		at++;
	return at < end && *at == '{' ? at : NULL;
}

/*
 * Finds the outermost "pageInfo", which is that of the list that the query asks for. If the list
 * has it twice, the last one counts, as for all members.
 */
static const char *find_page(const char *json, size_t size)
{
	const char *end = json + size, *found = NULL;
	size_t depth = 0, best = SIZE_MAX;
	bool is_open = false; /* the object that has the best one goes on */

	for (const char *at = json; at < end;) {
		const char *object = NULL;

		if (*at == '{' || *at == '[')
			depth++;
		else if (*at == '}' || *at == ']')
			depth -= depth > 0;
		is_open &= depth >= best;
		if (*at != '"') {
			at++;
			continue;
		}
		if ((size_t)(end - at) > sizeof(PAGE_INFO) &&
			(depth < best || (depth == best && is_open)) &&
			memcmp(at, PAGE_INFO, sizeof(PAGE_INFO) - 1) == 0)
			object = object_after(at, end);
		if (object) {
			found = object;
			best = depth;
			is_open = true;
		}
		at = skip_string(at, end);
	}
	return found;
}

/* Returns the size of the object that begins at `from`, which has no nested ones. */
static size_t object_size(const char *from, const char *end)
{
	const char *at = from;

	while (at < end && *at != '}')
		at = *at == '"' ? skip_string(at, end) : at + 1;
	return (size_t)((at < end ? at + 1 : end) - from);
}

/*
 * Refuses a next page whose cursor is that of this page, because reading all pages would not end.
 */
static otk_status check_page(const otk_host *host, const otk_insights_page *page,
	const char *previous_cursor, otk_error *error)
{
	const char *cursor = page->end_cursor;

	if (page->has_next_page != OTK_YES ||
		(cursor && (!previous_cursor || strcmp(cursor, previous_cursor) != 0)))
		return OTK_OK;
	return host->fail(error, OTK_E_PROTOCOL,
		"the service announces a next page, but its endCursor %s",
		cursor ? "is that of this page; check that the query passes $endCursor to the list"
		       : "is missing; ask for pageInfo { hasNextPage endCursor }");
}

static otk_status read_page(void *state, const char *response, size_t size,
	const char *previous_cursor, void **page, otk_error *error)
{
	const otk_host *host = state;
	otk_status status;
	const char *found;

	if (page)
		*page = NULL;
	if (!response || !page)
		return host->fail(error, OTK_E_ARGUMENT, "response, page: neither may be NULL");
	found = find_page(response, size);
	if (!found)
		return host->fail(error, OTK_E_UNSUPPORTED,
			"query: the response has no pageInfo; ask for pageInfo { hasNextPage "
			"endCursor } next to resources");
	status = host->decode(&page_type, OTK_SHAPE_OBJECT, found,
		object_size(found, response + size), page, error);
	if (!status)
		status = check_page(host, *page, previous_cursor, error);
	if (status) {
		host->free(*page);
		*page = NULL;
	}
	return status;
}

/* Reading a page needs only the host table, so that is the state. */
static otk_status open_insights(const otk_host *host, otk_client *client, const void *settings,
	void **state, otk_error *error)
{
	(void)client, (void)settings, (void)error;
	*state = (void *)host;
	return OTK_OK;
}

static const otk_insights_vtable vtable = {.struct_size = sizeof(vtable), .read_page = read_page};

static const otk_interface interfaces[] = {
	{.id = OTK_INSIGHTS_ID,
		.minor = OTK_INSIGHTS_MINOR,
		.operations = operations,
		.operation_count = OTK_COUNT_OF(operations),
		.types = types,
		.vtable = &vtable},
};

static const otk_plugin plugin =
	OTK_PLUGIN_DESCRIPTOR("insights", .version = OTK_VERSION, .license = "MIT",
		.summary = "GraphQL queries over the usage of a project", .interfaces = interfaces,
		.interface_count = OTK_COUNT_OF(interfaces), .open = open_insights);

OTK_PLUGIN(insights, plugin)

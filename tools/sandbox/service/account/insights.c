/* SPDX-License-Identifier: MIT */
/* Insights: a small fixed response. Queries are not evaluated. */
#include "config.h"

#include <string.h>

#include "tools/sandbox/base/json.h"
#include "tools/sandbox/request/reply.h"
#include "tools/sandbox/service/routes.h"

static const sandbox_field fields[] = {
	{.name = "query", .kind = SANDBOX_TEXT, .max = 65536},
	{.name = "variables", .kind = SANDBOX_ANY},
	{.name = NULL},
};

static const char usage[] =
	"{\"data\":{\"project\":{\"projectData\":{\"pageInfo\":{\"hasNextPage\":false,"
	"\"endCursor\":null},\"resources\":[{\"intervalStart\":\"2020-01-01T00:00:00.000Z\","
	"\"intervalEnd\":\"2020-01-02T00:00:00.000Z\",\"usage\":{\"streamedPublishedMinutes\":12.5,"
	"\"streamedSubscribedMinutes\":25.0}}]}}}}";

/* GraphQL sends errors with status 200. */
static const char failure[] = "{\"errors\":[{\"message\":\"Syntax Error: the query is missing or "
			      "does not ask for a project\","
			      "\"locations\":[{\"line\":1,\"column\":1}],\"path\":[],"
			      "\"errorCode\":1013}]}";

static void query_insights(sandbox_request *request)
{
	const char *query = sandbox_json_text(request->input, "query", "");

	sandbox_reply_json(
		request, 200, json_tokener_parse(strstr(query, "project") ? usage : failure));
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

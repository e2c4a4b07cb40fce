/* SPDX-License-Identifier: MIT */
/* Insights: the tables (doc/contract.md, 25). */
#include <otk/insights.h>

#include "plugins/types/feature.h"
#include "plugins/types/fields.h"

static const otk_field option_fields[] = {
	OTK_FIELD(otk_insights_options, query, "query", .required = 1, .multiline = 1,
		OTK_NOT_EMPTY, .help = "GraphQL query"),
	OTK_FIELD(otk_insights_options, operation_name, "operationName",
		.help = "name of the operation to run, when the query has several"),
};
static const otk_type options_type =
	OTK_OPTIONS_TYPE(otk_insights_options, "insights_options", option_fields, OTK_NO_RULES);

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
		.path = "/graphql", .body = OTK_BODY_JSON, .options = &options_type,
		.result = &response_type, .shape = OTK_SHAPE_OBJECT, .repeat = OTK_REPEAT_SAFE,
		.auth = OTK_AUTH_EITHER, .backends = OTK_BACKEND_OPENTOK, .errors = "errors",
		OTK_EXAMPLES(
			"insights query --query '{ project(projectId: 123456) { projectId } }'")),
};

OTK_FEATURE(insights, OTK_INSIGHTS_ID, OTK_INSIGHTS_MINOR,
	"GraphQL queries over the usage of a project")

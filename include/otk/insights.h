/* SPDX-License-Identifier: MIT */
/* Insights: GraphQL queries over the use of a project (wire contract 25). OpenTok only. Needs the
 * plugin "insights". */
#ifndef OTK_INSIGHTS_H
#define OTK_INSIGHTS_H

#include <otk/wrap.h>

OTK_BEGIN_DECLS

#define OTK_INSIGHTS_ID    "otk.insights/1"
#define OTK_INSIGHTS_MINOR 0

typedef struct otk_insights_options {
	size_t struct_size;
	const char *query;          /* GraphQL */
	const char *operation_name; /* of the query, when it has several */
	const char *extra_json;     /* {"variables": {…}} */
} otk_insights_options;

OTK_ASSERT_NO_TAIL(otk_insights_options, extra_json);
#define OTK_INSIGHTS_OPTIONS(...) \
	((otk_insights_options){.struct_size = sizeof(otk_insights_options), __VA_ARGS__})
#define OTK_INSIGHTS_OPTIONS_INIT OTK_INIT(otk_insights_options)

typedef struct otk_insights_error {
	size_t struct_size;
	const char *message;
} otk_insights_error;

OTK_ASSERT_NO_TAIL(otk_insights_error, message);

/* What was asked for is in otk_record_json(answer); GraphQL reports errors with status 200. */
typedef struct otk_insights_answer {
	size_t struct_size;
	const otk_insights_error *const *errors;
	size_t error_count;
} otk_insights_answer;

OTK_ASSERT_NO_TAIL(otk_insights_answer, error_count);

/* By a client of the project, or of the account for all its projects. Reads only. */
OTK_FN_OPTIONS_RESULT(otk_insights_query, "insights.query", OTK_INSIGHTS_MINOR,
	otk_insights_options, otk_insights_answer)

OTK_END_DECLS

#endif

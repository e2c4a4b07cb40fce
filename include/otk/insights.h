/* SPDX-License-Identifier: MIT */
/*
 * Insights: GraphQL queries over the usage of a project (doc/contract.md, 25). OpenTok only. Needs
 * the plugin "insights".
 */
#ifndef OTK_INSIGHTS_H
#define OTK_INSIGHTS_H

#include <otk/wrap.h>

OTK_BEGIN_DECLS

#define OTK_INSIGHTS_ID    "otk.insights/1"
#define OTK_INSIGHTS_MINOR 1

typedef struct otk_insights_options {
	size_t struct_size;
	const char *query;          /* GraphQL */
	const char *operation_name; /* the operation to run, if the query has several */
	const char *extra_json;     /* {"variables": {…}} */
} otk_insights_options;

OTK_ASSERT_NO_TAIL(otk_insights_options, extra_json);
#define OTK_INSIGHTS_OPTIONS(...) OTK_MAKE(otk_insights_options, __VA_ARGS__)
#define OTK_INSIGHTS_OPTIONS_INIT OTK_INIT(otk_insights_options)

typedef struct otk_insights_error {
	size_t struct_size;
	const char *message;
	const char *code; /* "1000" to "1022", such as "1014": needs Advanced Insights */
} otk_insights_error;

OTK_ASSERT_NO_TAIL(otk_insights_error, code);

/* The response; otk_record_json() gives the requested data. */
typedef struct otk_insights_response {
	size_t struct_size;
	const otk_insights_error *const *errors;
	size_t error_count;
} otk_insights_response;

OTK_ASSERT_NO_TAIL(otk_insights_response, error_count);

/*
 * Runs a GraphQL query over the usage of a project (or, with an account key, of all projects).
 * Only reads. response (may be NULL) gets the response, freed with otk_free(); NULL on failure.
 *
 * Errors: those of every call (otk/wrap.h) and OTK_E_REQUEST: the response contains GraphQL errors;
 * *error has the message and the code of the first one. [client thread]
 */
OTK_INLINE OTK_MUST_CHECK otk_status otk_insights_query(otk_client *client,
	const otk_insights_options *options, otk_insights_response **response, otk_error *error)
{
	OTK_RESULT_BODY("insights.query", OTK_INSIGHTS_MINOR, OTK_NO_IDS, options,
		otk_insights_response, response);
}

/*
 * Returns otk_insights_query() as a call to submit or perform, owned by the caller; NULL on
 * failure. Errors: those before sending (otk/wrap.h). [client thread]
 */
OTK_INLINE OTK_MUST_CHECK otk_call *otk_insights_query_call(
	otk_client *client, const otk_insights_options *options, otk_error *error)
{
	OTK_CALL_BODY("insights.query", OTK_INSIGHTS_MINOR, OTK_NO_IDS, options);
}

OTK_END_DECLS

#endif

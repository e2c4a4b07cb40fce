/* SPDX-License-Identifier: MIT */
/*
 * Insights: GraphQL queries over the usage of a project or application (doc/contract.md, 25). Needs
 * the plugin "insights".
 *
 * Limits of the service: fewer than 100 requests in 30 s for each key and each address, 500 000
 * nodes in a query, 1000 entries in a page (10 meetings). Daily data is available after 36 to 48
 * hours, for 90 days. Data of sessions needs Advanced Insights; it is available after 5 minutes,
 * for 21 days.
 */
#ifndef OTK_INSIGHTS_H
#define OTK_INSIGHTS_H

#include <otk/plugins.h>
#include <otk/wrap.h>

OTK_BEGIN_DECLS

#define OTK_INSIGHTS_ID    "otk.insights/1"
#define OTK_INSIGHTS_MINOR 2

/* Values of variables that the query declares, such as query($endCursor: String) {…}. */
typedef struct otk_insights_variables {
	size_t struct_size;
	const char *end_cursor; /* $endCursor: where the page begins; NULL: the first page */
	const char *extra_json; /* an object: the other variables */
} otk_insights_variables;

OTK_ASSERT_NO_TAIL(otk_insights_variables, extra_json);
#define OTK_INSIGHTS_VARIABLES(...) OTK_MAKE(otk_insights_variables, __VA_ARGS__)
#define OTK_INSIGHTS_VARIABLES_INIT OTK_INIT(otk_insights_variables)

typedef struct otk_insights_options {
	size_t struct_size;
	const char *query;          /* GraphQL */
	const char *operation_name; /* the operation to run, if the query has several */
	const char *extra_json;     /* {"variables": {…}}, if `variables` is not set */
	const otk_insights_variables *variables; /* NULL: none */
} otk_insights_options;

OTK_ASSERT_NO_TAIL(otk_insights_options, variables);
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
 * Runs a GraphQL query over the usage of a project or an application or, with an account key, of
 * all projects of an OpenTok account. Changes nothing. response (may be NULL) gets the response,
 * freed with otk_free(); NULL on failure.
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

/* ---- pages */

/* The outermost pageInfo of a response. */
typedef struct otk_insights_page {
	size_t struct_size;
	const char *end_cursor; /* value of $endCursor for the next page */
	otk_flag has_next_page;
	int32_t reserved;
} otk_insights_page;

OTK_ASSERT_NO_TAIL(otk_insights_page, reserved);

/* The functions of the plugin. state: otk_interface_state(). */
typedef struct otk_insights_vtable {
	size_t struct_size;
	otk_status (*read_page)(void *state, const char *response, size_t size,
		const char *previous_cursor, void **page, otk_error *error);
} otk_insights_vtable;

/*
 * Reads the outermost pageInfo of a response: whether there is a next page, and its cursor, for
 * otk_insights_variables.end_cursor. previous_cursor: the cursor with which the response was
 * requested; NULL: none. page gets the page, freed with otk_free(); NULL on failure.
 *
 * Errors: OTK_E_UNSUPPORTED: the query does not ask for pageInfo; OTK_E_PROTOCOL: there is a next
 * page, but its cursor is missing or equal to the previous one; OTK_E_ARGUMENT: a parameter is
 * NULL; OTK_E_NOMEM and the plugin statuses (otk/wrap.h). [client thread]
 */
OTK_INLINE OTK_MUST_CHECK otk_status otk_insights_read_page(otk_client *client,
	const otk_insights_response *response, const char *previous_cursor,
	otk_insights_page **page, otk_error *error)
{
	const void *vtable = NULL;
	void *record = NULL;
	size_t size = 0;
	const char *text = otk_record_json(response, &size);
	otk_status status =
		otk_interface_get(client, OTK_INSIGHTS_ID, OTK_INSIGHTS_MINOR, &vtable, error);

	if (!status)
		status = OTK_CAST_(const otk_insights_vtable, vtable)
				 ->read_page(otk_interface_state(client, OTK_INSIGHTS_ID), text,
					 size, previous_cursor, page ? &record : NULL, error);
	if (page)
		*page = OTK_CAST_(otk_insights_page, record);
	return status;
}

/* Gets the response with one page; a status other than OTK_OK ends the iteration. */
typedef otk_status otk_insights_each_fn(const otk_insights_response *page, void *userdata);

/*
 * Runs a query once for each page; each() gets every response. The query must declare $endCursor,
 * pass it to the list, and request its pageInfo:
 *
 *   query($endCursor: String) { project(projectId: 123456) {
 *     projectData(start: "2026-01-01", first: 1000, endCursor: $endCursor) {
 *       pageInfo { hasNextPage endCursor } resources { … } } } }
 *
 * options->variables may hold more variables; its end_cursor selects the first page. A response is
 * valid until each() returns.
 *
 * Errors: those of otk_insights_query() and otk_insights_read_page(); OTK_E_ARGUMENT: options or
 * each is NULL; what each() returned. [client thread]
 */
OTK_INLINE OTK_MUST_CHECK otk_status otk_insights_each_page(otk_client *client,
	const otk_insights_options *options, otk_insights_each_fn *each, void *userdata,
	otk_error *error)
{
	otk_insights_variables variables = OTK_INSIGHTS_VARIABLES_INIT;
	otk_insights_options own = OTK_INSIGHTS_OPTIONS_INIT;
	otk_insights_response *response = NULL;
	otk_insights_page *page = NULL, *previous = NULL;
	otk_status status;

	if (options)
		own = *options;
	if (own.variables)
		variables = *own.variables;
	own.variables = &variables;
	do {
		status = otk_insights_query(client, each ? &own : NULL, &response, error);
		if (!status)
			status = otk_insights_read_page(
				client, response, variables.end_cursor, &page, error);
		if (!status)
			status = each(response, userdata);
		otk_free(response);
		otk_free(previous);
		previous = page;
		if (page)
			variables.end_cursor = page->end_cursor;
		response = NULL;
		page = NULL;
	} while (!status && previous && previous->has_next_page == OTK_YES);
	otk_free(previous);
	return status;
}

OTK_END_DECLS

#endif

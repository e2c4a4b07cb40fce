/* SPDX-License-Identifier: MIT */
/*
 * Renders: a web page published into a session, "Experience Composer" (doc/contract.md, 16). Needs
 * the plugin "renders".
 */
#ifndef OTK_RENDERS_H
#define OTK_RENDERS_H

#include <otk/layout.h>
#include <otk/list.h>
#include <otk/wrap.h>

OTK_BEGIN_DECLS

#define OTK_RENDERS_ID    "otk.renders/1"
#define OTK_RENDERS_MINOR 0

#define OTK_RENDER_STARTING "starting"
#define OTK_RENDER_STARTED  "started"
#define OTK_RENDER_STOPPED  "stopped"
#define OTK_RENDER_FAILED   "failed"

typedef struct otk_render_properties {
	size_t struct_size;
	const char *name; /* of the published stream, 1 to 200 characters */
	const char *extra_json;
} otk_render_properties;

OTK_ASSERT_NO_TAIL(otk_render_properties, extra_json);
#define OTK_RENDER_PROPERTIES(...) OTK_MAKE(otk_render_properties, __VA_ARGS__)
#define OTK_RENDER_PROPERTIES_INIT OTK_INIT(otk_render_properties)

typedef struct otk_render_options {
	size_t struct_size;
	const char *session_id;
	const char *token; /* client token for the stream of the page: publisher or moderator */
	const char *url;   /* a public page, 15 to 2048 characters */
	const char *resolution; /* OTK_RESOLUTION_…; NULL: 1280x720 */
	int64_t max_duration;   /* s, 60 to 36 000; 0: 7200 */
	const otk_render_properties *properties;
	const char *status_callback_url; /* 15 to 2048 characters; prefer the project's setting */
	const char *extra_json;
} otk_render_options;

OTK_ASSERT_NO_TAIL(otk_render_options, extra_json);
#define OTK_RENDER_OPTIONS(...) OTK_MAKE(otk_render_options, __VA_ARGS__)
#define OTK_RENDER_OPTIONS_INIT OTK_INIT(otk_render_options)

typedef struct otk_render {
	size_t struct_size;
	const char *id;
	const char *status; /* OTK_RENDER_…, or a new value */
	const char *session_id;
	const char *project_id;     /* API key (OpenTok) */
	const char *application_id; /* Vonage */
	int64_t created_at;         /* ms since the epoch */
	int64_t updated_at;
	const char *url;
	const char *resolution;
	const char *stream_id; /* NULL until the status is OTK_RENDER_STARTED */
	const char *name;
	const char *reason; /* why it stopped or failed; upper and lower case vary */
	const char *callback_url;
	const char *event;
} otk_render;

OTK_ASSERT_NO_TAIL(otk_render, event);

typedef struct otk_render_list {
	size_t struct_size;
	int64_t total; /* number of all matching items, not only of this page */
	const otk_render *const *items;
	size_t item_count;
} otk_render_list;

OTK_ASSERT_NO_TAIL(otk_render_list, item_count);

/*
 * Starts publishing a web page into a session. render (may be NULL) gets the new render, freed
 * with otk_free(); NULL on failure. Its stream exists once its status is OTK_RENDER_STARTED.
 *
 * Errors: those of every call (otk/wrap.h) and OTK_E_RATE_LIMIT: the project's allowance is used
 * up (50004); OTK_E_UNKNOWN_OUTCOME: the response was lost, the render may be running; list the
 * renders before starting again, or set otk_client_options.adopt. [client thread]
 */
OTK_INLINE OTK_MUST_CHECK otk_status otk_renders_start(otk_client *client,
	const otk_render_options *options, otk_render **render, otk_error *error)
{
	OTK_RESULT_BODY(
		"renders.start", OTK_RENDERS_MINOR, OTK_NO_IDS, options, otk_render, render);
}

/*
 * Returns otk_renders_start() as a call to submit or perform, owned by the caller; NULL on
 * failure. Errors: those before sending (otk/wrap.h). [client thread]
 */
OTK_INLINE OTK_MUST_CHECK otk_call *otk_renders_start_call(
	otk_client *client, const otk_render_options *options, otk_error *error)
{
	OTK_CALL_BODY("renders.start", OTK_RENDERS_MINOR, OTK_NO_IDS, options);
}

/*
 * Stops a render. Succeeds also if an earlier attempt, whose response was lost, has stopped it.
 *
 * Errors: those of every call (otk/wrap.h) and OTK_E_NOT_FOUND: no render has this id.
 * [client thread]
 */
OTK_INLINE OTK_MUST_CHECK otk_status otk_renders_stop(
	otk_client *client, const char *render_id, otk_error *error)
{
	OTK_PERFORM_BODY("renders.stop", OTK_RENDERS_MINOR, OTK_IDS(render_id), NULL);
}

/*
 * Returns otk_renders_stop() as a call to submit or perform, owned by the caller; NULL on failure.
 * Errors: those before sending (otk/wrap.h). [client thread]
 */
OTK_INLINE OTK_MUST_CHECK otk_call *otk_renders_stop_call(
	otk_client *client, const char *render_id, otk_error *error)
{
	OTK_CALL_BODY("renders.stop", OTK_RENDERS_MINOR, OTK_IDS(render_id), NULL);
}

/*
 * Reads one render. render (may be NULL) gets the render, freed with otk_free(); NULL on failure.
 *
 * Errors: those of every call (otk/wrap.h) and OTK_E_NOT_FOUND: no render has this id.
 * [client thread]
 */
OTK_INLINE OTK_MUST_CHECK otk_status otk_renders_get(
	otk_client *client, const char *render_id, otk_render **render, otk_error *error)
{
	OTK_RESULT_BODY(
		"renders.get", OTK_RENDERS_MINOR, OTK_IDS(render_id), NULL, otk_render, render);
}

/*
 * Returns otk_renders_get() as a call to submit or perform, owned by the caller; NULL on failure.
 * Errors: those before sending (otk/wrap.h). [client thread]
 */
OTK_INLINE OTK_MUST_CHECK otk_call *otk_renders_get_call(
	otk_client *client, const char *render_id, otk_error *error)
{
	OTK_CALL_BODY("renders.get", OTK_RENDERS_MINOR, OTK_IDS(render_id), NULL);
}

/*
 * Lists one page of renders, newest first. options: the page and the filter; NULL: the 50 newest.
 * list (may be NULL) gets the page and the number of all matching items, freed with otk_free();
 * NULL on failure.
 *
 * Errors: those of every call (otk/wrap.h). [client thread]
 */
OTK_INLINE OTK_MUST_CHECK otk_status otk_renders_list(otk_client *client,
	const otk_list_options *options, otk_render_list **list, otk_error *error)
{
	OTK_RESULT_BODY(
		"renders.list", OTK_RENDERS_MINOR, OTK_NO_IDS, options, otk_render_list, list);
}

/*
 * Returns otk_renders_list() as a call to submit or perform, owned by the caller; NULL on failure.
 * Errors: those before sending (otk/wrap.h). [client thread]
 */
OTK_INLINE OTK_MUST_CHECK otk_call *otk_renders_list_call(
	otk_client *client, const otk_list_options *options, otk_error *error)
{
	OTK_CALL_BODY("renders.list", OTK_RENDERS_MINOR, OTK_NO_IDS, options);
}

/*
 * Calls each() for every const otk_render of the list, page after page, newest first.
 * options->count is the page size (0: 1000), options->offset the number of items to skip; options
 * NULL: all items. An item is a const pointer to the record and is valid until each() returns.
 * each() may delete the object on the service. If each() returns a status other than OTK_OK, the
 * walk stops and returns it.
 *
 * Errors: those of every call (otk/wrap.h); OTK_E_STATE inside a callback of the client.
 * [client thread]
 */
OTK_INLINE OTK_MUST_CHECK otk_status otk_renders_each(otk_client *client,
	const otk_list_options *options, otk_each_fn *each, void *userdata, otk_error *error)
{
	OTK_EACH_BODY("renders.list", OTK_RENDERS_MINOR, OTK_NO_IDS, options, each, userdata);
}

/*
 * Reads a render again and again until it has the status options->until: OTK_RENDER_STARTED when
 * its stream exists (NULL: any final status that is not a failure). options NULL: the defaults of
 * otk_wait_options. render (may be NULL) gets the render as it was last read, freed with
 * otk_free(); NULL on failure.
 *
 * Errors: those of every call (otk/wrap.h) and OTK_E_TIMEOUT: options->timeout_ms is over;
 * OTK_E_STATE: the render has another final status, or a failure, and *render is set nevertheless;
 * OTK_E_NOT_FOUND: no render has this id. [client thread]
 */
OTK_INLINE OTK_MUST_CHECK otk_status otk_renders_wait(otk_client *client, const char *render_id,
	const otk_wait_options *options, otk_render **render, otk_error *error)
{
	OTK_WAIT_BODY(
		"renders.get", OTK_RENDERS_MINOR, OTK_IDS(render_id), options, otk_render, render);
}

OTK_END_DECLS

#endif

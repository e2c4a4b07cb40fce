/* SPDX-License-Identifier: MIT */
/* Renders: a web page published into a session, "Experience Composer" (wire contract 16). Needs the
 * plugin "renders". */
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
#define OTK_RENDER_PROPERTIES(...) \
	((otk_render_properties){.struct_size = sizeof(otk_render_properties), __VA_ARGS__})
#define OTK_RENDER_PROPERTIES_INIT OTK_INIT(otk_render_properties)

typedef struct otk_render_options {
	size_t struct_size;
	const char *session_id;
	const char *token; /* of a publisher or moderator, for the stream of the page */
	const char *url;   /* a public page, 15 to 2048 characters */
	const char
		*resolution; /* OTK_RESOLUTION_…, 1920 ones not everywhere; NULL: the service's */
	int64_t max_duration; /* s, 60 to 36 000; 0: 7200 */
	const otk_render_properties *properties;
	const char *status_callback_url; /* not in all documents: prefer the project's setting */
	const char *extra_json;
} otk_render_options;

OTK_ASSERT_NO_TAIL(otk_render_options, extra_json);
#define OTK_RENDER_OPTIONS(...) \
	((otk_render_options){.struct_size = sizeof(otk_render_options), __VA_ARGS__})
#define OTK_RENDER_OPTIONS_INIT OTK_INIT(otk_render_options)

typedef struct otk_render {
	size_t struct_size;
	const char *id;
	const char *status; /* OTK_RENDER_…, or a word that is new */
	const char *session_id;
	const char *project_id;     /* API key (OpenTok) */
	const char *application_id; /* Vonage */
	int64_t created_at;         /* ms since the epoch */
	int64_t updated_at;
	const char *url;
	const char *resolution;
	const char *stream_id; /* once started */
	const char *name;
	const char *reason; /* why it stopped or failed; compare without case */
	const char *callback_url;
	const char *event;
} otk_render;

OTK_ASSERT_NO_TAIL(otk_render, event);

typedef struct otk_render_list {
	size_t struct_size;
	int64_t total; /* that match, not only this page */
	const otk_render *const *items;
	size_t item_count;
} otk_render_list;

OTK_ASSERT_NO_TAIL(otk_render_list, item_count);

/* A render that is only maybe running (lost answer) gives OTK_E_UNKNOWN_OUTCOME. */
OTK_FN_OPTIONS_RESULT(
	otk_renders_start, "renders.start", OTK_RENDERS_MINOR, otk_render_options, otk_render)
OTK_FN_ID(otk_renders_stop, "renders.stop", OTK_RENDERS_MINOR)
OTK_FN_ID_RESULT(otk_renders_get, "renders.get", OTK_RENDERS_MINOR, otk_render)
/* One page, newest first. */
OTK_FN_OPTIONS_RESULT(
	otk_renders_list, "renders.list", OTK_RENDERS_MINOR, otk_list_options, otk_render_list)
/* All pages; each item is a const otk_render *. */
OTK_FN_EACH(otk_renders_each, "renders.list", OTK_RENDERS_MINOR, otk_list_options)
/* until: OTK_RENDER_STARTED to know when it can be seen */
OTK_FN_WAIT(otk_renders_wait, "renders.get", OTK_RENDERS_MINOR, otk_render)

OTK_END_DECLS

#endif

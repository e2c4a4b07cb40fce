/* SPDX-License-Identifier: MIT */
/*
 * Streams of a session: list, layout classes, muting (doc/contract.md, 11 and 13). Needs the plugin
 * "streams".
 */
#ifndef OTK_STREAMS_H
#define OTK_STREAMS_H

#include <otk/project.h>
#include <otk/wrap.h>

OTK_BEGIN_DECLS

#define OTK_STREAMS_ID    "otk.streams/1"
#define OTK_STREAMS_MINOR 1

#define OTK_VIDEO_CAMERA "camera"
#define OTK_VIDEO_SCREEN "screen"
#define OTK_VIDEO_CUSTOM "custom"

/* The new layout classes of one stream; OTK_NO_STRINGS removes all. */
typedef struct otk_stream_layout {
	size_t struct_size;
	const char *id;
	otk_strings layout_class_list;
	const char *extra_json;
} otk_stream_layout;

OTK_ASSERT_NO_TAIL(otk_stream_layout, extra_json);
#define OTK_STREAM_LAYOUT(...) OTK_MAKE(otk_stream_layout, __VA_ARGS__)
#define OTK_STREAM_LAYOUT_INIT OTK_INIT(otk_stream_layout)

typedef struct otk_stream_layout_options {
	size_t struct_size;
	const otk_stream_layout *const *items; /* at least one */
	size_t item_count;
	const char *extra_json;
} otk_stream_layout_options;

OTK_ASSERT_NO_TAIL(otk_stream_layout_options, extra_json);
#define OTK_STREAM_LAYOUT_OPTIONS(...) OTK_MAKE(otk_stream_layout_options, __VA_ARGS__)
#define OTK_STREAM_LAYOUT_OPTIONS_INIT OTK_INIT(otk_stream_layout_options)

typedef struct otk_stream_class_options {
	size_t struct_size;
	otk_strings layout_class_list; /* OTK_NO_STRINGS removes all */
	const char *extra_json;
} otk_stream_class_options;

OTK_ASSERT_NO_TAIL(otk_stream_class_options, extra_json);
#define OTK_STREAM_CLASS_OPTIONS(...) OTK_MAKE(otk_stream_class_options, __VA_ARGS__)
#define OTK_STREAM_CLASS_OPTIONS_INIT OTK_INIT(otk_stream_class_options)

typedef struct otk_mute_options {
	size_t struct_size;
	otk_strings excluded_stream_ids; /* these are not muted */
	otk_flag active;                 /* default: yes; NO: as otk_streams_lift_mute() */
	int32_t reserved;
	const char *extra_json;
} otk_mute_options;

OTK_ASSERT_NO_TAIL(otk_mute_options, extra_json);
#define OTK_MUTE_OPTIONS(...) OTK_MAKE(otk_mute_options, __VA_ARGS__)
#define OTK_MUTE_OPTIONS_INIT OTK_INIT(otk_mute_options)

typedef struct otk_stream {
	size_t struct_size;
	const char *id;
	const char *video_type; /* OTK_VIDEO_…; NULL: audio only */
	const char *name;
	otk_strings layout_class_list;
} otk_stream;

OTK_ASSERT_NO_TAIL(otk_stream, layout_class_list);

typedef struct otk_stream_list {
	size_t struct_size;
	int64_t total; /* number of streams */
	const otk_stream *const *items;
	size_t item_count;
} otk_stream_list;

OTK_ASSERT_NO_TAIL(otk_stream_list, item_count);

/*
 * Lists all streams of a session; the list has no pages. list (may be NULL) gets the list, freed
 * with otk_free(); NULL on failure.
 *
 * Errors: those of every call (otk/wrap.h) and OTK_E_NOT_FOUND: the session has no streams.
 * [client thread]
 */
OTK_INLINE OTK_MUST_CHECK otk_status otk_streams_list(
	otk_client *client, const char *session_id, otk_stream_list **list, otk_error *error)
{
	OTK_RESULT_BODY("streams.list", OTK_STREAMS_MINOR, OTK_IDS(session_id), NULL,
		otk_stream_list, list);
}

/*
 * Returns otk_streams_list() as a call to submit or perform, owned by the caller; NULL on failure.
 * Errors: those before sending (otk/wrap.h). [client thread]
 */
OTK_INLINE OTK_MUST_CHECK otk_call *otk_streams_list_call(
	otk_client *client, const char *session_id, otk_error *error)
{
	OTK_CALL_BODY("streams.list", OTK_STREAMS_MINOR, OTK_IDS(session_id), NULL);
}

/*
 * Reads one stream of a session. stream (may be NULL) gets the stream, freed with otk_free(); NULL
 * on failure.
 *
 * Errors: those of every call (otk/wrap.h) and OTK_E_NOT_FOUND: the session has no such stream
 * (the service's status is 408 then). [client thread]
 */
OTK_INLINE OTK_MUST_CHECK otk_status otk_streams_get(otk_client *client, const char *session_id,
	const char *stream_id, otk_stream **stream, otk_error *error)
{
	OTK_RESULT_BODY("streams.get", OTK_STREAMS_MINOR, OTK_IDS(session_id, stream_id), NULL,
		otk_stream, stream);
}

/*
 * Returns otk_streams_get() as a call to submit or perform, owned by the caller; NULL on failure.
 * Errors: those before sending (otk/wrap.h). [client thread]
 */
OTK_INLINE OTK_MUST_CHECK otk_call *otk_streams_get_call(
	otk_client *client, const char *session_id, const char *stream_id, otk_error *error)
{
	OTK_CALL_BODY("streams.get", OTK_STREAMS_MINOR, OTK_IDS(session_id, stream_id), NULL);
}

/*
 * Replaces the layout classes of one or more streams.
 *
 * Errors: those of every call (otk/wrap.h) and OTK_E_REQUEST: one of the streams does not exist.
 * [client thread]
 */
OTK_INLINE OTK_MUST_CHECK otk_status otk_streams_set_layout(otk_client *client,
	const char *session_id, const otk_stream_layout_options *options, otk_error *error)
{
	OTK_PERFORM_BODY("streams.set_layout", OTK_STREAMS_MINOR, OTK_IDS(session_id), options);
}

/*
 * Returns otk_streams_set_layout() as a call to submit or perform, owned by the caller; NULL on
 * failure. Errors: those before sending (otk/wrap.h). [client thread]
 */
OTK_INLINE OTK_MUST_CHECK otk_call *otk_streams_set_layout_call(otk_client *client,
	const char *session_id, const otk_stream_layout_options *options, otk_error *error)
{
	OTK_CALL_BODY("streams.set_layout", OTK_STREAMS_MINOR, OTK_IDS(session_id), options);
}

/*
 * Replaces the layout classes of one stream. Only one official SDK uses this path; prefer
 * otk_streams_set_layout().
 *
 * Errors: those of every call (otk/wrap.h) and OTK_E_REQUEST or OTK_E_NOT_FOUND: the session has
 * no such stream. [client thread]
 */
OTK_INLINE OTK_MUST_CHECK otk_status otk_streams_set_class(otk_client *client,
	const char *session_id, const char *stream_id, const otk_stream_class_options *options,
	otk_error *error)
{
	OTK_PERFORM_BODY(
		"streams.set_class", OTK_STREAMS_MINOR, OTK_IDS(session_id, stream_id), options);
}

/*
 * Returns otk_streams_set_class() as a call to submit or perform, owned by the caller; NULL on
 * failure. Errors: those before sending (otk/wrap.h). [client thread]
 */
OTK_INLINE OTK_MUST_CHECK otk_call *otk_streams_set_class_call(otk_client *client,
	const char *session_id, const char *stream_id, const otk_stream_class_options *options,
	otk_error *error)
{
	OTK_CALL_BODY(
		"streams.set_class", OTK_STREAMS_MINOR, OTK_IDS(session_id, stream_id), options);
}

/*
 * Mutes one stream; its publisher may unmute again. project (may be NULL) gets the project, or
 * NULL when the service sent none, freed with otk_free(); NULL on failure.
 *
 * Errors: those of every call (otk/wrap.h) and OTK_E_NOT_FOUND: the session has no such stream.
 * [client thread]
 */
OTK_INLINE OTK_MUST_CHECK otk_status otk_streams_mute(otk_client *client, const char *session_id,
	const char *stream_id, otk_project **project, otk_error *error)
{
	OTK_RESULT_BODY("streams.mute", OTK_STREAMS_MINOR, OTK_IDS(session_id, stream_id), NULL,
		otk_project, project);
}

/*
 * Returns otk_streams_mute() as a call to submit or perform, owned by the caller; NULL on failure.
 * Errors: those before sending (otk/wrap.h). [client thread]
 */
OTK_INLINE OTK_MUST_CHECK otk_call *otk_streams_mute_call(
	otk_client *client, const char *session_id, const char *stream_id, otk_error *error)
{
	OTK_CALL_BODY("streams.mute", OTK_STREAMS_MINOR, OTK_IDS(session_id, stream_id), NULL);
}

/*
 * Mutes all streams of a session except options->excluded_stream_ids, and all streams published
 * later, until otk_streams_lift_mute(). project (may be NULL) gets the project, or NULL when the
 * service sent none, freed with otk_free(); NULL on failure.
 *
 * Errors: those of every call (otk/wrap.h) and OTK_E_NOT_FOUND: the session does not exist or
 * no client is connected. [client thread]
 */
OTK_INLINE OTK_MUST_CHECK otk_status otk_streams_mute_all(otk_client *client,
	const char *session_id, const otk_mute_options *options, otk_project **project,
	otk_error *error)
{
	OTK_RESULT_BODY("streams.mute_all", OTK_STREAMS_MINOR, OTK_IDS(session_id), options,
		otk_project, project);
}

/*
 * Returns otk_streams_mute_all() as a call to submit or perform, owned by the caller; NULL on
 * failure. Errors: those before sending (otk/wrap.h). [client thread]
 */
OTK_INLINE OTK_MUST_CHECK otk_call *otk_streams_mute_all_call(otk_client *client,
	const char *session_id, const otk_mute_options *options, otk_error *error)
{
	OTK_CALL_BODY("streams.mute_all", OTK_STREAMS_MINOR, OTK_IDS(session_id), options);
}

/*
 * Ends the effect of otk_streams_mute_all() on streams published from now on; muted streams stay
 * muted. project (may be NULL) gets the project, or NULL when the service sent none, freed with
 * otk_free(); NULL on failure.
 *
 * Errors: those of every call (otk/wrap.h) and OTK_E_NOT_FOUND: the session does not exist or no
 * client is connected. [client thread]
 */
OTK_INLINE OTK_MUST_CHECK otk_status otk_streams_lift_mute(
	otk_client *client, const char *session_id, otk_project **project, otk_error *error)
{
	OTK_RESULT_BODY("streams.lift_mute", OTK_STREAMS_MINOR, OTK_IDS(session_id), NULL,
		otk_project, project);
}

/*
 * Returns otk_streams_lift_mute() as a call to submit or perform, owned by the caller; NULL on
 * failure. Errors: those before sending (otk/wrap.h). [client thread]
 */
OTK_INLINE OTK_MUST_CHECK otk_call *otk_streams_lift_mute_call(
	otk_client *client, const char *session_id, otk_error *error)
{
	OTK_CALL_BODY("streams.lift_mute", OTK_STREAMS_MINOR, OTK_IDS(session_id), NULL);
}

OTK_END_DECLS

#endif

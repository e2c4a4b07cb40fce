/* SPDX-License-Identifier: MIT */
/*
 * Streams of a session: what is published, layout classes, muting (wire contract 11, 13). Needs the
 * plugin "streams".
 */
#ifndef OTK_STREAMS_H
#define OTK_STREAMS_H

#include <otk/project.h>
#include <otk/wrap.h>

OTK_BEGIN_DECLS

#define OTK_STREAMS_ID    "otk.streams/1"
#define OTK_STREAMS_MINOR 0

#define OTK_VIDEO_CAMERA "camera"
#define OTK_VIDEO_SCREEN "screen"
#define OTK_VIDEO_CUSTOM "custom"

/* The new class list of one stream; OTK_NO_STRINGS clears it. */
typedef struct otk_stream_layout {
	size_t struct_size;
	const char *id;
	otk_strings layout_class_list;
	const char *extra_json;
} otk_stream_layout;

OTK_ASSERT_NO_TAIL(otk_stream_layout, extra_json);
#define OTK_STREAM_LAYOUT(...) \
	((otk_stream_layout){.struct_size = sizeof(otk_stream_layout), __VA_ARGS__})
#define OTK_STREAM_LAYOUT_INIT OTK_INIT(otk_stream_layout)

typedef struct otk_stream_layout_options {
	size_t struct_size;
	const otk_stream_layout *const *items; /* at least one */
	size_t item_count;
	const char *extra_json;
} otk_stream_layout_options;

OTK_ASSERT_NO_TAIL(otk_stream_layout_options, extra_json);
#define OTK_STREAM_LAYOUT_OPTIONS(...) \
	((otk_stream_layout_options){.struct_size = sizeof(otk_stream_layout_options), __VA_ARGS__})
#define OTK_STREAM_LAYOUT_OPTIONS_INIT OTK_INIT(otk_stream_layout_options)

typedef struct otk_stream_class_options {
	size_t struct_size;
	otk_strings layout_class_list; /* OTK_NO_STRINGS clears it */
	const char *extra_json;
} otk_stream_class_options;

OTK_ASSERT_NO_TAIL(otk_stream_class_options, extra_json);
#define OTK_STREAM_CLASS_OPTIONS(...) \
	((otk_stream_class_options){.struct_size = sizeof(otk_stream_class_options), __VA_ARGS__})
#define OTK_STREAM_CLASS_OPTIONS_INIT OTK_INIT(otk_stream_class_options)

typedef struct otk_mute_options {
	size_t struct_size;
	otk_strings excluded_stream_ids; /* these stay as they are */
	otk_flag active;                 /* default: yes; no: as otk_streams_lift_mute() */
	int32_t reserved;
	const char *extra_json;
} otk_mute_options;

OTK_ASSERT_NO_TAIL(otk_mute_options, extra_json);
#define OTK_MUTE_OPTIONS(...) \
	((otk_mute_options){.struct_size = sizeof(otk_mute_options), __VA_ARGS__})
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
	int64_t total;
	const otk_stream *const *items;
	size_t item_count;
} otk_stream_list;

OTK_ASSERT_NO_TAIL(otk_stream_list, item_count);

/* All streams of a session; not paged. */
OTK_FN_ID_RESULT(otk_streams_list, "streams.list", OTK_STREAMS_MINOR, otk_stream_list)
/* session id, stream id. A stream that is not there: OTK_E_NOT_FOUND (the service says 408). */
OTK_FN_ID_ID_RESULT(otk_streams_get, "streams.get", OTK_STREAMS_MINOR, otk_stream)
/* session id: replace the layout classes of several streams. */
OTK_FN_ID_OPTIONS(
	otk_streams_layout, "streams.layout", OTK_STREAMS_MINOR, otk_stream_layout_options)
/* session id, stream id: of one. Only one official SDK knows this path; prefer the other. */
OTK_FN_ID_ID_OPTIONS(otk_streams_layout_class, "streams.layout_class", OTK_STREAMS_MINOR,
	otk_stream_class_options)
/* session id, stream id. The project is NULL when the service sent none. */
OTK_FN_ID_ID_RESULT(otk_streams_mute, "streams.mute", OTK_STREAMS_MINOR, otk_project)
/* session id: mute what is published now, but for the excluded, and all that will be. */
OTK_FN_ID_OPTIONS_RESULT(
	otk_streams_mute_all, "streams.mute_all", OTK_STREAMS_MINOR, otk_mute_options, otk_project)
/* session id: new streams are not muted any more. Unmutes nobody. */
OTK_FN_ID_RESULT(otk_streams_lift_mute, "streams.lift_mute", OTK_STREAMS_MINOR, otk_project)

OTK_END_DECLS

#endif

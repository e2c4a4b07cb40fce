/* SPDX-License-Identifier: MIT */
/* Layouts, resolutions and stream selection of archives and broadcasts (doc/contract.md, 9). */
#ifndef OTK_LAYOUT_H
#define OTK_LAYOUT_H

#include <otk/types.h>

OTK_BEGIN_DECLS

#define OTK_RESOLUTION_640X480   "640x480"
#define OTK_RESOLUTION_480X640   "480x640"
#define OTK_RESOLUTION_1280X720  "1280x720"
#define OTK_RESOLUTION_720X1280  "720x1280"
#define OTK_RESOLUTION_1920X1080 "1920x1080"
#define OTK_RESOLUTION_1080X1920 "1080x1920"

#define OTK_STREAM_MODE_AUTO   "auto"   /* all streams */
#define OTK_STREAM_MODE_MANUAL "manual" /* only those selected by otk_…_select_stream() */

#define OTK_LAYOUT_BEST_FIT                "bestFit"
#define OTK_LAYOUT_PIP                     "pip"
#define OTK_LAYOUT_VERTICAL_PRESENTATION   "verticalPresentation"
#define OTK_LAYOUT_HORIZONTAL_PRESENTATION "horizontalPresentation"
#define OTK_LAYOUT_CUSTOM                  "custom"

/* The arrangement of the streams in the video. */
typedef struct otk_layout {
	size_t struct_size;
	const char *type;             /* OTK_LAYOUT_… */
	const char *stylesheet;       /* CSS; required with "custom", not allowed otherwise */
	const char *screenshare_type; /* with "bestFit" only; never "custom" */
	const char *extra_json;
} otk_layout;

OTK_ASSERT_NO_TAIL(otk_layout, extra_json);
#define OTK_LAYOUT(...) OTK_MAKE(otk_layout, __VA_ARGS__)
#define OTK_LAYOUT_INIT OTK_INIT(otk_layout)

/* Exactly one of add_stream and remove_stream. */
typedef struct otk_composed_stream_options {
	size_t struct_size;
	const char *add_stream;
	const char *remove_stream;
	otk_flag has_audio; /* with add_stream; default: yes; not both NO */
	otk_flag has_video;
	const char *extra_json;
} otk_composed_stream_options;

OTK_ASSERT_NO_TAIL(otk_composed_stream_options, extra_json);
#define OTK_COMPOSED_STREAM_OPTIONS(...) \
	((otk_composed_stream_options){  \
		.struct_size = sizeof(otk_composed_stream_options), __VA_ARGS__})
#define OTK_COMPOSED_STREAM_OPTIONS_INIT OTK_INIT(otk_composed_stream_options)

/* A stream of a running composition in manual mode. */
typedef struct otk_composed_stream {
	size_t struct_size;
	const char *stream_id;
	otk_flag has_audio;
	otk_flag has_video;
} otk_composed_stream;

OTK_ASSERT_NO_TAIL(otk_composed_stream, has_video);

OTK_END_DECLS

#endif

/* SPDX-License-Identifier: MIT */
/*
 * Tables that archives and broadcasts share (doc/contract.md, 7.9 and 9). Compiled into each plugin
 * that includes them.
 */
#ifndef OTK_PLUGIN_TYPES_LAYOUT_H
#define OTK_PLUGIN_TYPES_LAYOUT_H

#include <otk/layout.h>
#include <otk/plugin.h>

static const char *const otk_resolutions[] = {OTK_RESOLUTION_640X480, OTK_RESOLUTION_480X640,
	OTK_RESOLUTION_1280X720, OTK_RESOLUTION_720X1280, OTK_RESOLUTION_1920X1080,
	OTK_RESOLUTION_1080X1920, NULL};
static const char *const otk_stream_modes[] = {OTK_STREAM_MODE_AUTO, OTK_STREAM_MODE_MANUAL, NULL};
static const char *const otk_layout_types[] = {OTK_LAYOUT_BEST_FIT, OTK_LAYOUT_PIP,
	OTK_LAYOUT_VERTICAL_PRESENTATION, OTK_LAYOUT_HORIZONTAL_PRESENTATION, OTK_LAYOUT_CUSTOM,
	NULL};
static const char *const otk_screenshare_types[] = {OTK_LAYOUT_BEST_FIT, OTK_LAYOUT_PIP,
	OTK_LAYOUT_VERTICAL_PRESENTATION, OTK_LAYOUT_HORIZONTAL_PRESENTATION, NULL};

static const otk_field otk_layout_fields[] = {
	OTK_FIELD(otk_layout, type, "type", .required = 1, .values = otk_layout_types,
		.help = "predefined layout, or custom with a style sheet"),
	OTK_FIELD(otk_layout, stylesheet, "stylesheet", .min = 1, .max = INT64_MAX,
		.format = OTK_FORMAT_STYLESHEET, .multiline = 1, .soft = OTK_SOFT_FORMAT,
		.help = "CSS of the layout"),
	OTK_FIELD(otk_layout, screenshare_type, "screenshareType", .values = otk_screenshare_types,
		.help = "layout while a screen is shared"),
};
static const otk_rule otk_layout_rules[] = {
	{.kind = OTK_RULE_NEEDS,
		.field = "type",
		.value = OTK_LAYOUT_CUSTOM,
		.other = "stylesheet"},
	{.kind = OTK_RULE_NEEDS,
		.field = "stylesheet",
		.other = "type",
		.other_value = OTK_LAYOUT_CUSTOM},
	{.kind = OTK_RULE_NEEDS,
		.field = "screenshareType",
		.other = "type",
		.other_value = OTK_LAYOUT_BEST_FIT},
	{.kind = OTK_RULE_EXCLUDES,
		.field = "screenshareType",
		.value = OTK_LAYOUT_CUSTOM,
		.other = "type",
		.message = "{screenshareType} cannot be \"custom\"; choose a predefined layout"},
};
static const otk_type otk_layout_type =
	OTK_OPTIONS_TYPE(otk_layout, "layout", otk_layout_fields, OTK_RULES(otk_layout_rules));

static const otk_field otk_composed_stream_option_fields[] = {
	OTK_FIELD(otk_composed_stream_options, add_stream, "addStream", .min = 1, .max = 255,
		.help = "id of the stream to add, or to change"),
	OTK_FIELD(otk_composed_stream_options, remove_stream, "removeStream", .min = 1, .max = 255,
		.help = "id of the stream to remove"),
	OTK_FIELD(otk_composed_stream_options, has_audio, "hasAudio",
		.help = "include its audio (default: yes)"),
	OTK_FIELD(otk_composed_stream_options, has_video, "hasVideo",
		.help = "include its video (default: yes)"),
};
static const otk_rule otk_composed_stream_option_rules[] = {
	{.kind = OTK_RULE_EXACTLY_ONE, .field = "addStream|removeStream"},
	{.kind = OTK_RULE_EXCLUDES,
		.field = "hasAudio",
		.value = "false",
		.other = "hasVideo",
		.other_value = "false",
		.message = "a stream needs audio or video; leave one of them on"},
	{.kind = OTK_RULE_ONLY_WHEN, .field = "hasAudio", .other = "addStream"},
	{.kind = OTK_RULE_ONLY_WHEN, .field = "hasVideo", .other = "addStream"},
};
static const otk_type otk_composed_stream_options_type =
	OTK_OPTIONS_TYPE(otk_composed_stream_options, "composed_stream_options",
		otk_composed_stream_option_fields, OTK_RULES(otk_composed_stream_option_rules));

static const otk_field otk_composed_stream_fields[] = {
	OTK_FIELD(otk_composed_stream, stream_id, "streamId"),
	OTK_FIELD(otk_composed_stream, has_audio, "hasAudio"),
	OTK_FIELD(otk_composed_stream, has_video, "hasVideo"),
};
static const otk_type otk_composed_stream_type =
	OTK_TYPE(otk_composed_stream, "composed_stream", otk_composed_stream_fields);

/* Operations on a running composition. object: the path template of one archive or broadcast. */
#define OTK_OPERATION_SET_LAYOUT(object, text, ...)                                        \
	OTK_OPERATION("set_layout", .aliases = "layout", .summary = text,                  \
		.method = OTK_METHOD_PUT, .path = object "/layout", .body = OTK_BODY_JSON, \
		.options = &otk_layout_type, .repeat = OTK_REPEAT_SAFE, __VA_ARGS__)
#define OTK_OPERATION_SELECT_STREAM(object, text, ...)                                  \
	OTK_OPERATION("select_stream", .aliases = "streams|add_stream|remove_stream",   \
		.summary = text, .method = OTK_METHOD_PATCH, .path = object "/streams", \
		.body = OTK_BODY_JSON, .options = &otk_composed_stream_options_type,    \
		.repeat = OTK_REPEAT_SAFE, __VA_ARGS__)

#endif

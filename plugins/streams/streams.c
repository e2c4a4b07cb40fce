/* SPDX-License-Identifier: MIT */
/* Streams: the tables (doc/contract.md, 11 and 13; limits: 28.A6). */
#include <otk/streams.h>

#include "plugins/types/feature.h"
#include "plugins/types/fields.h"
#include "plugins/types/project.h"

#define OTK_FIELD_CLASSES(struct_name)                                              \
	OTK_FIELD(struct_name, layout_class_list, "layoutClassList", .required = 1, \
		.format = OTK_FORMAT_LAYOUT_CLASS,                                  \
		.help = "layout classes of the stream; an empty list removes them")

static const otk_field item_option_fields[] = {
	OTK_FIELD(otk_stream_layout, id, "id", .required = 1, .format = OTK_FORMAT_ID,
		.help = "id of the stream"),
	OTK_FIELD_CLASSES(otk_stream_layout),
};
static const otk_type item_options_type =
	OTK_OPTIONS_TYPE(otk_stream_layout, "stream_layout", item_option_fields, OTK_NO_RULES);

static const otk_field layout_fields[] = {
	OTK_LIST(otk_stream_layout_options, items, item_count, &item_options_type, "items",
		.required = 1, .min = 1, .max = INT64_MAX, .single = 1,
		.help = "streams and their layout classes"),
};
static const otk_type layout_type = OTK_OPTIONS_TYPE(
	otk_stream_layout_options, "stream_layout_options", layout_fields, OTK_NO_RULES);

static const otk_field class_fields[] = {
	OTK_FIELD_CLASSES(otk_stream_class_options),
};
static const otk_type class_type = OTK_OPTIONS_TYPE(
	otk_stream_class_options, "stream_class_options", class_fields, OTK_NO_RULES);

static const otk_field mute_fields[] = {
	OTK_FIELD(otk_mute_options, active, "active", .wire_default = "true",
		.help = "mute (default), or lift the mute for new streams"),
	OTK_FIELD(otk_mute_options, excluded_stream_ids, "excludedStreamIds",
		.aliases = "excludedStreams", .format = OTK_FORMAT_ID,
		.help = "streams that are not muted"),
};
static const otk_type mute_type =
	OTK_OPTIONS_TYPE(otk_mute_options, "mute_options", mute_fields, OTK_NO_RULES);

/* The same request with the other default, under a name of its own. */
static const otk_field lift_fields[] = {
	OTK_FIELD(otk_mute_options, active, "active", .wire_default = "false", .hidden = 1),
};
/* "active" would make it mute all streams. */
static const otk_rule lift_rules[] = {
	{.kind = OTK_RULE_EXCLUDES,
		.field = "active",
		.value = "true",
		.other = "active",
		.other_value = "true",
		.message = "{active}: lifting the mute sends false; to mute, use streams.mute_all"},
};
static const otk_type lift_type =
	OTK_OPTIONS_TYPE(otk_mute_options, "lift_mute_options", lift_fields, OTK_RULES(lift_rules));

static const otk_field stream_fields[] = {
	OTK_FIELD(otk_stream, id, "id", .required = 1, .role = OTK_ROLE_ID),
	OTK_FIELD(otk_stream, video_type, "videoType"),
	OTK_FIELD(otk_stream, name, "name"),
	OTK_FIELD(otk_stream, layout_class_list, "layoutClassList"),
};
static const otk_type stream_type = OTK_TYPE(otk_stream, "stream", stream_fields);

static const otk_field list_fields[] = {
	OTK_FIELD(otk_stream_list, total, "count"),
	OTK_LIST(otk_stream_list, items, item_count, &stream_type, "items"),
};
static const otk_type list_type = OTK_TYPE(otk_stream_list, "stream_list", list_fields);

/* A response to muting: the project, as far as the service sends it. */
static const otk_field project_fields[] = {OTK_PROJECT_FIELDS(.required = 0)};
static const otk_type project_type = OTK_TYPE(otk_project, "muted_project", project_fields);

#define SESSION "/v2/project/{project}/session/{sessionId}"
#define STREAMS SESSION "/stream"
#define STREAM  STREAMS "/{streamId}"

/* The service responds with 408 when a stream does not exist. */
static const otk_operation operations[] = {
	OTK_OPERATION("list", .summary = "List the streams of a session", .method = OTK_METHOD_GET,
		.path = STREAMS, .session_id = "sessionId", .result = &list_type,
		.shape = OTK_SHAPE_LIST, .repeat = OTK_REPEAT_SAFE, .read_status_as = "408=404",
		OTK_EXAMPLES("streams list SESSION-ID")),
	OTK_OPERATION("get", .summary = "Show a stream", .method = OTK_METHOD_GET, .path = STREAM,
		.session_id = "sessionId", .result = &stream_type, .shape = OTK_SHAPE_OBJECT,
		.repeat = OTK_REPEAT_SAFE, .read_status_as = "408=404",
		OTK_EXAMPLES("streams get SESSION-ID STREAM-ID")),
	OTK_OPERATION("set_layout", .aliases = "layout",
		.summary = "Set the layout classes of streams", .method = OTK_METHOD_PUT,
		.path = STREAMS, .session_id = "sessionId", .body = OTK_BODY_JSON,
		.options = &layout_type, .repeat = OTK_REPEAT_SAFE,
		OTK_EXAMPLES(
			"streams set-layout SESSION-ID --items.0.id STREAM-ID --items.0.layout-class-list full")),
	OTK_OPERATION("set_class", .aliases = "layout_class",
		.summary = "Set the layout classes of one stream", .method = OTK_METHOD_PUT,
		.path = STREAM, .session_id = "sessionId", .body = OTK_BODY_JSON,
		.options = &class_type, .repeat = OTK_REPEAT_SAFE,
		OTK_EXAMPLES("streams set-class SESSION-ID STREAM-ID --layout-class-list full")),
	OTK_OPERATION("mute", .summary = "Mute one stream", .method = OTK_METHOD_POST,
		.path = STREAM "/mute", .session_id = "sessionId", .body = OTK_BODY_JSON,
		.result = &project_type, .shape = OTK_SHAPE_MAYBE_OBJECT, .repeat = OTK_REPEAT_SAFE,
		.read_status_as = "408=404", OTK_EXAMPLES("streams mute SESSION-ID STREAM-ID")),
	OTK_OPERATION("mute_all",
		.summary = "Mute all streams of a session except some, and all later ones",
		.method = OTK_METHOD_POST, .path = SESSION "/mute", .session_id = "sessionId",
		.body = OTK_BODY_JSON, .options = &mute_type, .result = &project_type,
		.shape = OTK_SHAPE_MAYBE_OBJECT, .repeat = OTK_REPEAT_SAFE,
		OTK_EXAMPLES("streams mute-all SESSION-ID",
			"streams mute-all SESSION-ID --excluded-stream-ids STREAM-ID")),
	OTK_OPERATION("lift_mute", .summary = "Stop muting new streams", .method = OTK_METHOD_POST,
		.path = SESSION "/mute", .session_id = "sessionId", .body = OTK_BODY_JSON,
		.options = &lift_type, .result = &project_type, .shape = OTK_SHAPE_MAYBE_OBJECT,
		.repeat = OTK_REPEAT_SAFE, OTK_EXAMPLES("streams lift-mute SESSION-ID")),
};

OTK_FEATURE(streams, OTK_STREAMS_ID, OTK_STREAMS_MINOR, "list, arrange and mute streams")

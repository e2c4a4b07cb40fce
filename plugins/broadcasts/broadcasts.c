/* SPDX-License-Identifier: MIT */
/* Broadcasts: the tables (doc/contract.md, 10; limits: 28.A5, 28.B). */
#include "plugins/types/broadcast.h"
#include "plugins/types/feature.h"
#include "plugins/types/fields.h"
#include "plugins/types/list.h"

/* Final values of the broadcast's status and of its HLS status. */
static const char *const final_statuses[] = {
	OTK_BROADCAST_STOPPED, OTK_BROADCAST_FAILED, OTK_HLS_ENDED, OTK_HLS_ERROR, NULL};
static const char *const failure_statuses[] = {OTK_BROADCAST_FAILED, OTK_HLS_ERROR, NULL};

static const otk_field rtmp_target_fields[] = {
	OTK_FIELD(otk_rtmp_target, id, "id",
		.help = "your name for this target, unique in the broadcast"),
	OTK_FIELD(otk_rtmp_target, server_url, "serverUrl", .required = 1,
		.prefixes = "rtmp://|rtmps://", .help = "address of the RTMP server"),
	OTK_FIELD(otk_rtmp_target, stream_name, "streamName", .required = 1, .secret = 1,
		OTK_NOT_EMPTY, .help = "stream key"),
};
static const otk_type rtmp_target_type =
	OTK_OPTIONS_TYPE(otk_rtmp_target, "rtmp_target", rtmp_target_fields, OTK_NO_RULES);

static const otk_field output_fields[] = {
	OTK_OBJECT(otk_broadcast_outputs, hls, &otk_hls_type, "hls",
		.help = "broadcast over HLS, for browsers"),
	OTK_LIST(otk_broadcast_outputs, rtmp, rtmp_count, &rtmp_target_type, "rtmp", .min = 1,
		.max = 5, .keyed = "id", .unique = 1, .single = 1,
		.help = "broadcast to RTMP servers"),
};
static const otk_rule output_rules[] = {
	{.kind = OTK_RULE_ONE_OF, .field = "hls|rtmp"},
};
static const otk_type outputs_type = OTK_OPTIONS_TYPE(
	otk_broadcast_outputs, "broadcast_outputs", output_fields, OTK_RULES(output_rules));

static const otk_field option_fields[] = {
	OTK_FIELD_SESSION(otk_broadcast_options, .help = "session to broadcast"),
	OTK_OBJECT(otk_broadcast_options, outputs, &outputs_type, "outputs", .required = 1,
		.help = "targets: HLS, RTMP or both"),
	OTK_OBJECT(otk_broadcast_options, layout, &otk_layout_type, "layout",
		.help = "arrangement of the streams (default: bestFit)"),
	OTK_FIELD(otk_broadcast_options, max_duration, "maxDuration", .min = 60, .max = 36000,
		.unit = OTK_UNIT_SECONDS,
		.help = "stop automatically after this time (default: 4 hours)"),
	OTK_FIELD(otk_broadcast_options, max_bitrate, "maxBitrate", .aliases = "maxBitRate",
		.min = 100000, .max = 6000000, .unit = OTK_UNIT_BITS_PER_SECOND,
		.help = "upper limit of the video bit rate"),
	OTK_FIELD(otk_broadcast_options, resolution, "resolution", .values = otk_resolutions,
		.help = "size of the video (default: 640x480)"),
	OTK_FIELD(otk_broadcast_options, stream_mode, "streamMode", .values = otk_stream_modes,
		.help = "broadcast all streams, or only those selected later (default: auto)"),
	OTK_FIELD(otk_broadcast_options, has_audio, "hasAudio",
		.help = "broadcast audio (default: yes)"),
	OTK_FIELD(otk_broadcast_options, has_video, "hasVideo",
		.help = "broadcast video (default: yes)"),
	OTK_FIELD(otk_broadcast_options, multi_broadcast_tag, "multiBroadcastTag",
		.help = "distinguish simultaneous broadcasts of one session"),
};
static const otk_rule option_rules[] = {
	{.kind = OTK_RULE_EXCLUDES,
		.field = "hasAudio",
		.value = "false",
		.other = "hasVideo",
		.other_value = "false",
		.message = "a broadcast needs audio or video; leave one of them on"},
};
static const otk_type options_type = OTK_OPTIONS_TYPE(
	otk_broadcast_options, "broadcast_options", option_fields, OTK_RULES(option_rules));

static const otk_field list_fields[] = {
	OTK_FIELD(otk_broadcast_list, total, "count"),
	OTK_LIST(otk_broadcast_list, items, item_count, &otk_broadcast_type, "items"),
};
static const otk_type list_type = OTK_TYPE(otk_broadcast_list, "broadcast_list", list_fields);

static const otk_settles settles = {.status = "status|broadcastUrls.hlsStatus",
	.final_values = final_statuses,
	.failure_values = failure_statuses};
static const otk_adopts adopts = {.list = "list",
	.match = "sessionId",
	.status = "status",
	.status_value = OTK_BROADCAST_STARTED};

#define BROADCASTS "/v2/project/{project}/broadcast"
#define BROADCAST  BROADCASTS "/{broadcastId}"

static const otk_operation operations[] = {
	OTK_OPERATION("start", .summary = "Start a live broadcast of a session",
		.method = OTK_METHOD_POST, .path = BROADCASTS, .body = OTK_BODY_JSON,
		.options = &options_type, .result = &otk_broadcast_type, .shape = OTK_SHAPE_OBJECT,
		.repeat = OTK_REPEAT_UNSAFE, .adopts = &adopts,
		OTK_EXAMPLES(
			"broadcasts start --session-id SESSION-ID --outputs.hls.low-latency yes",
			"broadcasts start --session-id SESSION-ID --outputs.rtmp.0.server-url rtmps://rtmp.example.com/live --outputs.rtmp.0.stream-name-file stream.key")),
	OTK_OPERATION("stop", .summary = "Stop a broadcast", .method = OTK_METHOD_POST,
		.path = BROADCAST "/stop", .body = OTK_BODY_JSON, .result = &otk_broadcast_type,
		.shape = OTK_SHAPE_OBJECT, .repeat = OTK_REPEAT_SETTLE, .settle_by = "get",
		OTK_EXAMPLES("broadcasts stop BROADCAST-ID")),
	OTK_OPERATION("get", .summary = "Show a broadcast", .method = OTK_METHOD_GET,
		.path = BROADCAST, .result = &otk_broadcast_type, .shape = OTK_SHAPE_OBJECT,
		.repeat = OTK_REPEAT_SAFE, .settles = &settles,
		OTK_EXAMPLES("broadcasts get BROADCAST-ID")),
	OTK_OPERATION_LIST(BROADCASTS, "List the broadcasts in progress, newest first", &list_type,
		OTK_EXAMPLES("broadcasts list", "broadcasts list --session-id SESSION-ID --all")),
	OTK_OPERATION_SET_LAYOUT(BROADCAST, "Change the layout of a running broadcast",
		OTK_EXAMPLES(
			"broadcasts set-layout BROADCAST-ID --type bestFit --screenshare-type pip")),
	OTK_OPERATION_SELECT_STREAM(BROADCAST, "Add a stream to a manual broadcast, or remove it",
		OTK_EXAMPLES("broadcasts add-stream BROADCAST-ID STREAM-ID",
			"broadcasts remove-stream BROADCAST-ID STREAM-ID")),
};

OTK_FEATURE(broadcasts, OTK_BROADCASTS_ID, OTK_BROADCASTS_MINOR, "live streaming")

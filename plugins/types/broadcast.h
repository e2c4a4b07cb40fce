/* SPDX-License-Identifier: MIT */
/* The broadcast, in responses and in callbacks (doc/contract.md, 10.3). */
#ifndef OTK_PLUGIN_TYPES_BROADCAST_H
#define OTK_PLUGIN_TYPES_BROADCAST_H

#include <otk/broadcasts.h>

#include "plugins/types/fields.h"
#include "plugins/types/layout.h"

static const char *const otk_broadcast_statuses[] = {
	OTK_BROADCAST_STARTED, OTK_BROADCAST_STOPPED, OTK_BROADCAST_FAILED, NULL};

/* The settings of HLS, used in requests and in responses. */
static const otk_field otk_hls_fields[] = {
	OTK_FIELD(otk_hls, dvr, "dvr",
		.help = "let viewers rewind; excludes low latency (default: no)"),
	OTK_FIELD(otk_hls, low_latency, "lowLatency",
		.help = "reduce the delay to 4 to 6 s; excludes DVR (default: no)"),
};
static const otk_rule otk_hls_rules[] = {
	{.kind = OTK_RULE_EXCLUDES,
		.field = "dvr",
		.value = "true",
		.other = "lowLatency",
		.other_value = "true"},
};
static const otk_type otk_hls_type =
	OTK_OPTIONS_TYPE(otk_hls, "hls", otk_hls_fields, OTK_RULES(otk_hls_rules));

static const otk_field otk_broadcast_settings_fields[] = {
	OTK_OBJECT(otk_broadcast_settings, hls, &otk_hls_type, "hls"),
};
static const otk_type otk_broadcast_settings_type =
	OTK_TYPE(otk_broadcast_settings, "broadcast_settings", otk_broadcast_settings_fields);

static const otk_field otk_rtmp_stream_fields[] = {
	OTK_FIELD(otk_rtmp_stream, id, "id"),
	OTK_FIELD(otk_rtmp_stream, server_url, "serverUrl"),
	OTK_FIELD(otk_rtmp_stream, stream_name, "streamName", .secret = 1),
	OTK_FIELD(otk_rtmp_stream, status, "status"),
};
static const otk_type otk_rtmp_stream_type =
	OTK_TYPE(otk_rtmp_stream, "rtmp_stream", otk_rtmp_stream_fields);

static const otk_field otk_broadcast_urls_fields[] = {
	OTK_FIELD(otk_broadcast_urls, hls, "hls"),
	OTK_FIELD(otk_broadcast_urls, hls_status, "hlsStatus"),
	OTK_LIST(
		otk_broadcast_urls, rtmp, rtmp_count, &otk_rtmp_stream_type, "rtmp", .keyed = "id"),
};
static const otk_type otk_broadcast_urls_type =
	OTK_TYPE(otk_broadcast_urls, "broadcast_urls", otk_broadcast_urls_fields);

static const otk_field otk_broadcast_fields[] = {
	OTK_FIELD(otk_broadcast, id, "id", .required = 1, .role = OTK_ROLE_ID),
	OTK_FIELDS_ORIGIN(otk_broadcast),
	OTK_FIELD(otk_broadcast, resolution, "resolution"),
	OTK_FIELD(otk_broadcast, status, "status", .values = otk_broadcast_statuses),
	OTK_FIELD(otk_broadcast, stream_mode, "streamMode"),
	OTK_FIELD(otk_broadcast, max_duration, "maxDuration", .unit = OTK_UNIT_SECONDS),
	OTK_FIELD(otk_broadcast, max_bitrate, "maxBitrate", .aliases = "maxBitRate",
		.unit = OTK_UNIT_BITS_PER_SECOND),
	OTK_FIELD(otk_broadcast, has_audio, "hasAudio"),
	OTK_FIELD(otk_broadcast, has_video, "hasVideo"),
	OTK_FIELD(otk_broadcast, multi_broadcast_tag, "multiBroadcastTag"),
	OTK_OBJECT(otk_broadcast, settings, &otk_broadcast_settings_type, "settings"),
	OTK_OBJECT(otk_broadcast, urls, &otk_broadcast_urls_type, "broadcastUrls"),
	OTK_LIST(otk_broadcast, streams, stream_count, &otk_composed_stream_type, "streams"),
	OTK_FIELD(otk_broadcast, event, "event"),
	OTK_FIELD(otk_broadcast, reason, "reason"),
};
static const otk_type otk_broadcast_type =
	OTK_TYPE(otk_broadcast, "broadcast", otk_broadcast_fields);

#endif

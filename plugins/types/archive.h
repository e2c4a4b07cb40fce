/* SPDX-License-Identifier: MIT */
/* The archive, in responses and in callbacks (doc/contract.md, 7.2). */
#ifndef OTK_PLUGIN_TYPES_ARCHIVE_H
#define OTK_PLUGIN_TYPES_ARCHIVE_H

#include <otk/archives.h>

#include "plugins/types/fields.h"
#include "plugins/types/layout.h"

static const char *const otk_archive_statuses[] = {OTK_ARCHIVE_STARTED, OTK_ARCHIVE_PAUSED,
	OTK_ARCHIVE_STOPPED, OTK_ARCHIVE_AVAILABLE, OTK_ARCHIVE_UPLOADED, OTK_ARCHIVE_EXPIRED,
	OTK_ARCHIVE_DELETED, OTK_ARCHIVE_FAILED, NULL};

/* In requests and in responses. */
static const otk_field otk_transcription_option_fields[] = {
	OTK_FIELD(otk_transcription_options, primary_language_code, "primaryLanguageCode", .min = 1,
		.max = 64, .help = "language of the transcript as a BCP 47 tag (default: en-US)"),
	OTK_FIELD(otk_transcription_options, has_summary, "hasSummary",
		.help = "add a summary to the transcript (default: no)"),
};
static const otk_type otk_transcription_options_type = OTK_TYPE(
	otk_transcription_options, "transcription_options", otk_transcription_option_fields);

static const otk_field otk_transcription_fields[] = {
	OTK_FIELD(otk_transcription, status, "status"),
	OTK_FIELD(otk_transcription, url, "url"),
	OTK_FIELD(otk_transcription, reason, "reason"),
	OTK_FIELD(otk_transcription, primary_language_code, "primaryLanguageCode"),
	OTK_FIELD(otk_transcription, has_summary, "hasSummary"),
};
static const otk_type otk_transcription_type =
	OTK_TYPE(otk_transcription, "transcription", otk_transcription_fields);

static const otk_field otk_archive_fields[] = {
	OTK_FIELD(otk_archive, id, "id", .required = 1, .role = OTK_ROLE_ID),
	OTK_FIELD(otk_archive, status, "status", .values = otk_archive_statuses),
	OTK_FIELD(otk_archive, name, "name"),
	OTK_FIELD(otk_archive, reason, "reason"),
	OTK_FIELDS_ORIGIN(otk_archive),
	OTK_FIELD(otk_archive, size, "size", .unit = OTK_UNIT_BYTES),
	OTK_FIELD(otk_archive, duration, "duration", .unit = OTK_UNIT_SECONDS),
	OTK_FIELD(otk_archive, url, "url"),
	OTK_FIELD(otk_archive, has_audio, "hasAudio"),
	OTK_FIELD(otk_archive, has_video, "hasVideo"),
	OTK_FIELD(otk_archive, output_mode, "outputMode"),
	OTK_FIELD(otk_archive, stream_mode, "streamMode"),
	OTK_FIELD(otk_archive, resolution, "resolution"),
	OTK_FIELD(otk_archive, max_bitrate, "maxBitrate", .aliases = "maxBitRate",
		.unit = OTK_UNIT_BITS_PER_SECOND),
	OTK_FIELD(otk_archive, quantization_parameter, "quantizationParameter"),
	OTK_FIELD(otk_archive, multi_archive_tag, "multiArchiveTag"),
	OTK_LIST(otk_archive, streams, stream_count, &otk_composed_stream_type, "streams"),
	OTK_FIELD(otk_archive, has_transcription, "hasTranscription"),
	OTK_OBJECT(otk_archive, transcription, &otk_transcription_type, "transcription"),
	OTK_FIELD(otk_archive, sha256sum, "sha256sum"),
	OTK_FIELD(otk_archive, password, "password", .secret = 1),
	OTK_FIELD(otk_archive, certificate, "certificate"),
	OTK_FIELD(otk_archive, event, "event"),
	OTK_OBJECT(otk_archive, transcription_properties, &otk_transcription_options_type,
		"transcriptionProperties"),
};
static const otk_type otk_archive_type = OTK_TYPE(otk_archive, "archive", otk_archive_fields);

#endif

/* SPDX-License-Identifier: MIT */
/* Archives: the tables (doc/contract.md, 7). */
#include "plugins/types/archive.h"
#include "plugins/types/feature.h"
#include "plugins/types/fields.h"
#include "plugins/types/list.h"

static const char *const final_statuses[] = {OTK_ARCHIVE_AVAILABLE, OTK_ARCHIVE_UPLOADED,
	OTK_ARCHIVE_EXPIRED, OTK_ARCHIVE_DELETED, OTK_ARCHIVE_FAILED, NULL};
static const char *const failure_statuses[] = {
	OTK_ARCHIVE_EXPIRED, OTK_ARCHIVE_DELETED, OTK_ARCHIVE_FAILED, NULL};
static const char *const output_modes[] = {OTK_OUTPUT_COMPOSED, OTK_OUTPUT_INDIVIDUAL, NULL};

/* ---- options */

static const otk_field archive_option_fields[] = {
	OTK_FIELD_SESSION(otk_archive_options, .help = "session to record"),
	OTK_FIELD(otk_archive_options, name, "name", .help = "name of the archive"),
	OTK_FIELD(
		otk_archive_options, has_audio, "hasAudio", .help = "record audio (default: yes)"),
	OTK_FIELD(
		otk_archive_options, has_video, "hasVideo", .help = "record video (default: yes)"),
	OTK_FIELD(otk_archive_options, output_mode, "outputMode", .values = output_modes,
		.help = "write one file for all streams, or one for each (default: composed)"),
	OTK_FIELD(otk_archive_options, stream_mode, "streamMode", .values = otk_stream_modes,
		.help = "record all streams, or only those selected later (default: auto)"),
	OTK_FIELD(otk_archive_options, resolution, "resolution", .values = otk_resolutions,
		.help = "size of the video; composed only (default: 640x480)"),
	OTK_OBJECT(otk_archive_options, layout, &otk_layout_type, "layout",
		.help = "arrangement of the streams; composed only (default: bestFit)"),
	OTK_FIELD(otk_archive_options, multi_archive_tag, "multiArchiveTag",
		.help = "distinguish simultaneous archives of one session"),
	OTK_FIELD(otk_archive_options, max_bitrate, "maxBitrate", .min = 100000, .max = 6000000,
		.unit = OTK_UNIT_BITS_PER_SECOND,
		.help = "upper limit of the video bit rate; composed only"),
	OTK_FIELD(otk_archive_options, quantization_parameter, "quantizationParameter", .min = 15,
		.max = 40,
		.help = "video quality; lower is better and a larger file; composed only"),
	OTK_FIELD(otk_archive_options, has_transcription, "hasTranscription",
		.help = "transcribe the audio; individual only (default: no)"),
	OTK_OBJECT(otk_archive_options, transcription, &otk_transcription_options_type,
		"transcriptionProperties", .help = "settings of the transcription"),
};

static const otk_rule archive_option_rules[] = {
	{.kind = OTK_RULE_EXCLUDES,
		.field = "hasAudio",
		.value = "false",
		.other = "hasVideo",
		.other_value = "false",
		.message = "an archive needs audio or video; leave one of them on"},
	{.kind = OTK_RULE_EXCLUDES,
		.field = "outputMode",
		.value = OTK_OUTPUT_INDIVIDUAL,
		.other = "resolution"},
	{.kind = OTK_RULE_EXCLUDES,
		.field = "outputMode",
		.value = OTK_OUTPUT_INDIVIDUAL,
		.other = "layout"},
	{.kind = OTK_RULE_EXCLUDES,
		.field = "outputMode",
		.value = OTK_OUTPUT_INDIVIDUAL,
		.other = "maxBitrate"},
	{.kind = OTK_RULE_EXCLUDES,
		.field = "outputMode",
		.value = OTK_OUTPUT_INDIVIDUAL,
		.other = "quantizationParameter"},
	{.kind = OTK_RULE_EXCLUDES, .field = "maxBitrate", .other = "quantizationParameter"},
	{.kind = OTK_RULE_NEEDS,
		.field = "hasTranscription",
		.value = "true",
		.other = "outputMode",
		.other_value = OTK_OUTPUT_INDIVIDUAL},
	{.kind = OTK_RULE_EXCLUDES,
		.field = "hasTranscription",
		.value = "true",
		.other = "hasAudio",
		.other_value = "false",
		.message = "a transcription needs audio; leave audio on"},
	{.kind = OTK_RULE_NEEDS,
		.field = "transcriptionProperties",
		.other = "hasTranscription",
		.other_value = "true"},
};
static const otk_type archive_options_type = OTK_OPTIONS_TYPE(otk_archive_options,
	"archive_options", archive_option_fields, OTK_RULES(archive_option_rules));

/* ---- records */

static const otk_field list_fields[] = {
	OTK_FIELD(otk_archive_list, total, "count"),
	OTK_LIST(otk_archive_list, items, item_count, &otk_archive_type, "items"),
};
static const otk_type list_type = OTK_TYPE(otk_archive_list, "archive_list", list_fields);

static const otk_field transcript_fields[] = {
	OTK_FIELD(otk_archive_transcript, id, "id", .required = 1, .role = OTK_ROLE_ID),
	OTK_OBJECT(otk_archive_transcript, transcription, &otk_transcription_type, "transcription"),
	/* Only failures of the archive end a wait: "available" is not about its transcript. */
	OTK_FIELD(otk_archive_transcript, archive_status, "status", .values = failure_statuses),
};
static const otk_type transcript_type =
	OTK_TYPE(otk_archive_transcript, "archive_transcript", transcript_fields);

/* ---- operations */

static const otk_settles archive_settles = {
	.status = "status", .final_values = final_statuses, .failure_values = failure_statuses};
static const otk_downloads archive_downloads = {.url = "url",
	.size = "size",
	.sha256 = "sha256sum",
	.status = "status",
	.ready = OTK_ARCHIVE_AVAILABLE};
static const char *const transcript_finals[] = {OTK_TRANSCRIPTION_AVAILABLE,
	OTK_TRANSCRIPTION_COMPLETED, OTK_TRANSCRIPTION_UPLOADED, OTK_TRANSCRIPTION_FAILED,
	OTK_ARCHIVE_EXPIRED, OTK_ARCHIVE_DELETED, NULL};
static const otk_settles transcript_settles = {.status = "transcription.status|status",
	.final_values = transcript_finals,
	.failure_values = failure_statuses};
static const otk_downloads transcript_downloads = {.url = "transcription.url",
	.status = "transcription.status",
	.ready = OTK_TRANSCRIPTION_AVAILABLE};
static const otk_adopts archive_adopts = {.list = "list",
	.match = "sessionId|name",
	.status = "status",
	.status_value = OTK_ARCHIVE_STARTED};

#define ARCHIVES "/v2/project/{project}/archive"
#define ARCHIVE  ARCHIVES "/{archiveId}"

static const otk_operation operations[] = {
	OTK_OPERATION("start", .summary = "Start recording a session", .method = OTK_METHOD_POST,
		.path = ARCHIVES, .body = OTK_BODY_JSON, .options = &archive_options_type,
		.result = &otk_archive_type, .shape = OTK_SHAPE_OBJECT, .repeat = OTK_REPEAT_UNSAFE,
		.adopts = &archive_adopts,
		OTK_EXAMPLES("archives start --session-id SESSION-ID --name weekly",
			"archives start --session-id SESSION-ID --output-mode individual --has-video no")),
	OTK_OPERATION("stop", .summary = "Stop recording", .method = OTK_METHOD_POST,
		.path = ARCHIVE "/stop", .body = OTK_BODY_JSON, .result = &otk_archive_type,
		.shape = OTK_SHAPE_OBJECT, .repeat = OTK_REPEAT_SETTLE, .settle_by = "get",
		OTK_EXAMPLES("archives stop ARCHIVE-ID")),
	OTK_OPERATION("get", .summary = "Show an archive", .method = OTK_METHOD_GET,
		.path = ARCHIVE, .result = &otk_archive_type, .shape = OTK_SHAPE_OBJECT,
		.repeat = OTK_REPEAT_SAFE, .settles = &archive_settles,
		.downloads = &archive_downloads,
		OTK_EXAMPLES("archives get ARCHIVE-ID", "archives get ARCHIVE-ID --json")),
	OTK_OPERATION("transcript", .summary = "Show the transcription of an archive",
		.method = OTK_METHOD_GET, .path = ARCHIVE, .result = &transcript_type,
		.shape = OTK_SHAPE_OBJECT, .repeat = OTK_REPEAT_SAFE,
		.settles = &transcript_settles, .downloads = &transcript_downloads,
		OTK_EXAMPLES("archives transcript ARCHIVE-ID",
			"archives download ARCHIVE-ID transcript.zip --transcript")),
	OTK_OPERATION_LIST(ARCHIVES, "List archives, newest first", &list_type,
		OTK_EXAMPLES(
			"archives list --count 10", "archives list --session-id SESSION-ID --all")),
	OTK_OPERATION("delete", .summary = "Delete an archive", .method = OTK_METHOD_DELETE,
		.path = ARCHIVE, .repeat = OTK_REPEAT_SETTLE,
		OTK_EXAMPLES("archives delete ARCHIVE-ID")),
	OTK_OPERATION_SET_LAYOUT(ARCHIVE, "Change the layout of a running archive",
		OTK_EXAMPLES("archives set-layout ARCHIVE-ID --type pip",
			"archives set-layout ARCHIVE-ID --type custom --stylesheet-file layout.css")),
	OTK_OPERATION_SELECT_STREAM(ARCHIVE, "Add a stream to a manual archive, or remove it",
		OTK_EXAMPLES("archives add-stream ARCHIVE-ID STREAM-ID --has-video no",
			"archives remove-stream ARCHIVE-ID STREAM-ID")),
};

OTK_FEATURE(archives, OTK_ARCHIVES_ID, OTK_ARCHIVES_MINOR, "record sessions")

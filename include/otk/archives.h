/* SPDX-License-Identifier: MIT */
/* Archives: record sessions (wire contract 7). Needs the plugin "archives". */
#ifndef OTK_ARCHIVES_H
#define OTK_ARCHIVES_H

#include <otk/layout.h>
#include <otk/list.h>
#include <otk/wrap.h>

OTK_BEGIN_DECLS

#define OTK_ARCHIVES_ID    "otk.archives/1"
#define OTK_ARCHIVES_MINOR 0

#define OTK_OUTPUT_COMPOSED   "composed"   /* one MP4 */
#define OTK_OUTPUT_INDIVIDUAL "individual" /* a ZIP with one file per stream */

#define OTK_ARCHIVE_STARTED   "started"
#define OTK_ARCHIVE_PAUSED    "paused"
#define OTK_ARCHIVE_STOPPED   "stopped"
#define OTK_ARCHIVE_AVAILABLE "available"
#define OTK_ARCHIVE_UPLOADED  "uploaded"
#define OTK_ARCHIVE_EXPIRED   "expired"
#define OTK_ARCHIVE_DELETED   "deleted"
#define OTK_ARCHIVE_FAILED    "failed"

typedef struct otk_transcription_options {
	size_t struct_size;
	const char *primary_language_code; /* BCP 47; NULL: en-US */
	otk_flag has_summary;
	int32_t reserved;
} otk_transcription_options;

OTK_ASSERT_NO_TAIL(otk_transcription_options, reserved);

/* What to record, and how. Only session_id is needed. */
typedef struct otk_archive_options {
	size_t struct_size;
	const char *session_id; /* a routed session with a client connected */
	const char *name;
	const char *output_mode;        /* OTK_OUTPUT_…; NULL: composed */
	const char *stream_mode;        /* OTK_STREAM_MODE_…; NULL: auto */
	const char *resolution;         /* OTK_RESOLUTION_…; NULL: 640x480; composed only */
	const otk_layout *layout;       /* NULL: best fit; composed only */
	const char *multi_archive_tag;  /* unique among the running archives of the session */
	int64_t max_bitrate;            /* bit/s, 100 000 to 6 000 000; composed only */
	int64_t quantization_parameter; /* 15 to 40; composed only; excludes max_bitrate */
	const otk_transcription_options *transcription; /* needs has_transcription */
	otk_flag has_audio;                             /* default yes; not both NO */
	otk_flag has_video;
	otk_flag has_transcription; /* needs OTK_OUTPUT_INDIVIDUAL and audio */
	int32_t reserved;
	const char *extra_json;
} otk_archive_options;

OTK_ASSERT_NO_TAIL(otk_archive_options, extra_json);
#define OTK_ARCHIVE_OPTIONS(...) \
	((otk_archive_options){.struct_size = sizeof(otk_archive_options), __VA_ARGS__})
#define OTK_ARCHIVE_OPTIONS_INIT OTK_INIT(otk_archive_options)

typedef struct otk_transcription {
	size_t struct_size;
	const char *status;
	const char *url;
	const char *reason;
	const char *primary_language_code;
	otk_flag has_summary;
	int32_t reserved;
} otk_transcription;

OTK_ASSERT_NO_TAIL(otk_transcription, reserved);

/* An archive (wire contract 7.2). What the service left out is NULL, 0 or OTK_UNSET. */
typedef struct otk_archive {
	size_t struct_size;
	const char *id;
	const char *status; /* OTK_ARCHIVE_…, or a word that is new */
	const char *name;
	const char *reason; /* why it stopped */
	const char *session_id;
	const char *project_id;     /* API key (OpenTok) */
	const char *application_id; /* Vonage */
	int64_t created_at;         /* ms since the epoch */
	int64_t updated_at;
	int64_t size;     /* bytes */
	int64_t duration; /* s */
	const char *url;  /* only while available; good for 10 minutes */
	const char *output_mode;
	const char *stream_mode;
	const char *resolution;
	int64_t max_bitrate;
	int64_t quantization_parameter;
	const char *multi_archive_tag;
	const otk_composed_stream *const *streams; /* while started in manual mode */
	size_t stream_count;
	const otk_transcription *transcription;
	const char *sha256sum;
	const char *password; /* of an encrypted archive: a secret */
	const char *certificate;
	const char *event;
	otk_flag has_audio;
	otk_flag has_video;
	otk_flag has_transcription;
	int32_t reserved;
} otk_archive;

OTK_ASSERT_NO_TAIL(otk_archive, reserved);

typedef struct otk_archive_list {
	size_t struct_size;
	int64_t total; /* that match, not only this page */
	const otk_archive *const *items;
	size_t item_count;
} otk_archive_list;

OTK_ASSERT_NO_TAIL(otk_archive_list, item_count);

/* Record. An archive that is only maybe running (lost answer) gives OTK_E_UNKNOWN_OUTCOME. */
OTK_FN_OPTIONS_RESULT(
	otk_archives_start, "archives.start", OTK_ARCHIVES_MINOR, otk_archive_options, otk_archive)
OTK_FN_ID_RESULT(otk_archives_stop, "archives.stop", OTK_ARCHIVES_MINOR, otk_archive)
OTK_FN_ID_RESULT(otk_archives_get, "archives.get", OTK_ARCHIVES_MINOR, otk_archive)
/* One page, newest first. */
OTK_FN_OPTIONS_RESULT(
	otk_archives_list, "archives.list", OTK_ARCHIVES_MINOR, otk_list_options, otk_archive_list)
/* All pages; each item is a const otk_archive *. */
OTK_FN_EACH(otk_archives_each, "archives.list", OTK_ARCHIVES_MINOR, otk_list_options)
/* Only available, uploaded or deleted archives can be deleted. */
OTK_FN_ID(otk_archives_delete, "archives.delete", OTK_ARCHIVES_MINOR)
OTK_FN_ID_OPTIONS(otk_archives_layout, "archives.layout", OTK_ARCHIVES_MINOR, otk_layout)
/* Add or remove one stream of a manual archive. */
OTK_FN_ID_OPTIONS(
	otk_archives_streams, "archives.streams", OTK_ARCHIVES_MINOR, otk_composed_stream_options)
OTK_FN_WAIT(otk_archives_wait, "archives.get", OTK_ARCHIVES_MINOR, otk_archive)
OTK_FN_DOWNLOAD(otk_archives_download, "archives.get", OTK_ARCHIVES_MINOR)

OTK_END_DECLS

#endif

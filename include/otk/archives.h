/* SPDX-License-Identifier: MIT */
/* Archives: record sessions (doc/contract.md, 7). Needs the plugin "archives". */
#ifndef OTK_ARCHIVES_H
#define OTK_ARCHIVES_H

#include <otk/layout.h>
#include <otk/list.h>
#include <otk/wrap.h>

OTK_BEGIN_DECLS

#define OTK_ARCHIVES_ID    "otk.archives/1"
#define OTK_ARCHIVES_MINOR 3

#define OTK_OUTPUT_COMPOSED   "composed"   /* one MP4 file */
#define OTK_OUTPUT_INDIVIDUAL "individual" /* a ZIP file with a file for each stream */

#define OTK_ARCHIVE_STARTED   "started"   /* being recorded */
#define OTK_ARCHIVE_PAUSED    "paused"    /* no client publishes; continues when one does */
#define OTK_ARCHIVE_STOPPED   "stopped"   /* being processed */
#define OTK_ARCHIVE_AVAILABLE "available" /* can be downloaded for 72 hours */
#define OTK_ARCHIVE_UPLOADED  "uploaded"  /* in your own storage */
#define OTK_ARCHIVE_EXPIRED   "expired"   /* was available; the 72 hours are over */
#define OTK_ARCHIVE_DELETED   "deleted"
#define OTK_ARCHIVE_FAILED    "failed"

#define OTK_TRANSCRIPTION_REQUESTED "requested"
#define OTK_TRANSCRIPTION_STARTED   "started"
#define OTK_TRANSCRIPTION_AVAILABLE "available"
#define OTK_TRANSCRIPTION_COMPLETED "completed" /* some responses have it for "available" */
#define OTK_TRANSCRIPTION_UPLOADED  "uploaded"  /* in your own storage */
#define OTK_TRANSCRIPTION_FAILED    "failed"

/* How to transcribe; also in the record of the archive. */
typedef struct otk_transcription_options {
	size_t struct_size;
	const char *primary_language_code; /* BCP 47 tag; NULL: en-US */
	otk_flag has_summary;              /* default: no */
	int32_t reserved;
} otk_transcription_options;

OTK_ASSERT_NO_TAIL(otk_transcription_options, reserved);
#define OTK_TRANSCRIPTION_OPTIONS(...) OTK_MAKE(otk_transcription_options, __VA_ARGS__)
#define OTK_TRANSCRIPTION_OPTIONS_INIT OTK_INIT(otk_transcription_options)

/* What to record, and how. Only session_id is required. */
typedef struct otk_archive_options {
	size_t struct_size;
	const char *session_id;         /* a routed session with a client connected */
	const char *name;               /* free text */
	const char *output_mode;        /* OTK_OUTPUT_…; NULL: composed */
	const char *stream_mode;        /* OTK_STREAM_MODE_…; NULL: auto */
	const char *resolution;         /* OTK_RESOLUTION_…; NULL: 640x480; composed only */
	const otk_layout *layout;       /* NULL: best fit; composed only */
	const char *multi_archive_tag;  /* unique among the running archives of the session */
	int64_t max_bitrate;            /* bit/s, 100 000 to 6 000 000; composed only */
	int64_t quantization_parameter; /* 15 to 40, lower is better; excludes max_bitrate */
	const otk_transcription_options *transcription; /* needs has_transcription */
	otk_flag has_audio;                             /* default: yes; not both NO */
	otk_flag has_video;                             /* default: yes */
	otk_flag has_transcription;                     /* needs OTK_OUTPUT_INDIVIDUAL and audio */
	int32_t reserved;
	const char *extra_json; /* an object: members that this version does not know */
} otk_archive_options;

OTK_ASSERT_NO_TAIL(otk_archive_options, extra_json);
#define OTK_ARCHIVE_OPTIONS(...) OTK_MAKE(otk_archive_options, __VA_ARGS__)
#define OTK_ARCHIVE_OPTIONS_INIT OTK_INIT(otk_archive_options)

/* The state of a transcription. */
typedef struct otk_transcription {
	size_t struct_size;
	const char *status; /* OTK_TRANSCRIPTION_… */
	const char *url;    /* of the transcript */
	const char *reason; /* why it failed */
	const char *primary_language_code;
	otk_flag has_summary;
	int32_t reserved;
} otk_transcription;

OTK_ASSERT_NO_TAIL(otk_transcription, reserved);

/* An archive (doc/contract.md, 7.2). Members that the service left out are NULL, 0 or OTK_UNSET. */
typedef struct otk_archive {
	size_t struct_size;
	const char *id;
	const char *status; /* OTK_ARCHIVE_…, or a new value */
	const char *name;
	const char *reason; /* why it stopped */
	const char *session_id;
	const char *project_id;     /* API key (OpenTok) */
	const char *application_id; /* Vonage */
	int64_t created_at;         /* ms since the epoch */
	int64_t updated_at;
	int64_t size;     /* bytes */
	int64_t duration; /* s */
	const char *url;  /* only while available; valid for 10 minutes */
	const char *output_mode;
	const char *stream_mode;
	const char *resolution;
	int64_t max_bitrate;
	int64_t quantization_parameter;
	const char *multi_archive_tag;
	const otk_composed_stream *const *streams; /* while started in manual mode */
	size_t stream_count;
	const otk_transcription *transcription;
	const char *sha256sum; /* of the file, hexadecimal */
	const char *password;  /* of an encrypted archive: a secret */
	const char *certificate;
	const char *event; /* "archive" */
	otk_flag has_audio;
	otk_flag has_video;
	otk_flag has_transcription;
	int32_t reserved;
	const otk_transcription_options *transcription_properties; /* as requested */
} otk_archive;

OTK_ASSERT_NO_TAIL(otk_archive, transcription_properties);

/* The transcription of an archive. */
typedef struct otk_archive_transcript {
	size_t struct_size;
	const char *id;                         /* of the archive */
	const otk_transcription *transcription; /* NULL: the archive has none */
	const char *archive_status;             /* OTK_ARCHIVE_…: that of the archive itself */
} otk_archive_transcript;

OTK_ASSERT_NO_TAIL(otk_archive_transcript, archive_status);

typedef struct otk_archive_list {
	size_t struct_size;
	int64_t total; /* number of all matching items, not only of this page */
	const otk_archive *const *items;
	size_t item_count;
} otk_archive_list;

OTK_ASSERT_NO_TAIL(otk_archive_list, item_count);

/*
 * Starts recording a session. The session must be routed and have a connected client. archive (may
 * be NULL) gets the archive, freed with otk_free(); NULL on failure.
 *
 * Errors: those of every call (otk/wrap.h) and OTK_E_NOT_FOUND: the session does not exist or no
 * client is connected; OTK_E_CONFLICT: the session is relayed (service code 15008), or is being
 * recorded already and options->multi_archive_tag is not a new one (15001); OTK_E_UNKNOWN_OUTCOME:
 * the response was lost, the archive may be running; list the archives of the session before
 * starting again, or set otk_client_options.adopt. [client thread]
 */
OTK_INLINE OTK_MUST_CHECK otk_status otk_archives_start(otk_client *client,
	const otk_archive_options *options, otk_archive **archive, otk_error *error)
{
	OTK_RESULT_BODY(
		"archives.start", OTK_ARCHIVES_MINOR, OTK_NO_IDS, options, otk_archive, archive);
}

/*
 * Returns otk_archives_start() as a call to submit or perform, owned by the caller; NULL on
 * failure. Errors: those before sending (otk/wrap.h). [client thread]
 */
OTK_INLINE OTK_MUST_CHECK otk_call *otk_archives_start_call(
	otk_client *client, const otk_archive_options *options, otk_error *error)
{
	OTK_CALL_BODY("archives.start", OTK_ARCHIVES_MINOR, OTK_NO_IDS, options);
}

/*
 * Stops recording. Succeeds also if an earlier attempt, whose response was lost, has stopped it.
 * archive (may be NULL) gets the stopped archive, freed with otk_free(); NULL on failure. Its file
 * is ready once its status is OTK_ARCHIVE_AVAILABLE or OTK_ARCHIVE_UPLOADED.
 *
 * Errors: those of every call (otk/wrap.h) and OTK_E_NOT_FOUND: no archive has this id;
 * OTK_E_CONFLICT: the archive is not recording (15002). [client thread]
 */
OTK_INLINE OTK_MUST_CHECK otk_status otk_archives_stop(
	otk_client *client, const char *archive_id, otk_archive **archive, otk_error *error)
{
	OTK_RESULT_BODY("archives.stop", OTK_ARCHIVES_MINOR, OTK_IDS(archive_id), NULL, otk_archive,
		archive);
}

/*
 * Returns otk_archives_stop() as a call to submit or perform, owned by the caller; NULL on
 * failure. Errors: those before sending (otk/wrap.h). [client thread]
 */
OTK_INLINE OTK_MUST_CHECK otk_call *otk_archives_stop_call(
	otk_client *client, const char *archive_id, otk_error *error)
{
	OTK_CALL_BODY("archives.stop", OTK_ARCHIVES_MINOR, OTK_IDS(archive_id), NULL);
}

/*
 * Reads one archive. archive (may be NULL) gets the archive, freed with otk_free(); NULL on
 * failure.
 *
 * Errors: those of every call (otk/wrap.h) and OTK_E_NOT_FOUND: no archive has this id.
 * [client thread]
 */
OTK_INLINE OTK_MUST_CHECK otk_status otk_archives_get(
	otk_client *client, const char *archive_id, otk_archive **archive, otk_error *error)
{
	OTK_RESULT_BODY("archives.get", OTK_ARCHIVES_MINOR, OTK_IDS(archive_id), NULL, otk_archive,
		archive);
}

/*
 * Returns otk_archives_get() as a call to submit or perform, owned by the caller; NULL on failure.
 * Errors: those before sending (otk/wrap.h). [client thread]
 */
OTK_INLINE OTK_MUST_CHECK otk_call *otk_archives_get_call(
	otk_client *client, const char *archive_id, otk_error *error)
{
	OTK_CALL_BODY("archives.get", OTK_ARCHIVES_MINOR, OTK_IDS(archive_id), NULL);
}

/*
 * Lists one page of archives, newest first. options: the page and the filter; NULL: the 50 newest.
 * list (may be NULL) gets the page and the number of all matching items, freed with otk_free();
 * NULL on failure.
 *
 * Errors: those of every call (otk/wrap.h). [client thread]
 */
OTK_INLINE OTK_MUST_CHECK otk_status otk_archives_list(otk_client *client,
	const otk_list_options *options, otk_archive_list **list, otk_error *error)
{
	OTK_RESULT_BODY(
		"archives.list", OTK_ARCHIVES_MINOR, OTK_NO_IDS, options, otk_archive_list, list);
}

/*
 * Returns otk_archives_list() as a call to submit or perform, owned by the caller; NULL on
 * failure. Errors: those before sending (otk/wrap.h). [client thread]
 */
OTK_INLINE OTK_MUST_CHECK otk_call *otk_archives_list_call(
	otk_client *client, const otk_list_options *options, otk_error *error)
{
	OTK_CALL_BODY("archives.list", OTK_ARCHIVES_MINOR, OTK_NO_IDS, options);
}

/*
 * Calls each() for every const otk_archive of the list, page after page, newest first.
 * options->count is the page size (0: 1000); options->offset is where the walk begins; NULL:
 * everything. An item is a const pointer to the record and is valid until each() returns; each()
 * may delete what it gets, and stops the walk by returning a status other than OTK_OK, which
 * becomes the result.
 *
 * Errors: those of every call (otk/wrap.h); OTK_E_STATE inside a callback of the client.
 * [client thread]
 */
OTK_INLINE OTK_MUST_CHECK otk_status otk_archives_each(otk_client *client,
	const otk_list_options *options, otk_each_fn *each, void *userdata, otk_error *error)
{
	OTK_EACH_BODY("archives.list", OTK_ARCHIVES_MINOR, OTK_NO_IDS, options, each, userdata);
}

/*
 * Deletes an archive and its file in the platform's cloud; a copy in your own storage stays.
 *
 * Errors: those of every call (otk/wrap.h) and OTK_E_NOT_FOUND: no archive has this id;
 * OTK_E_CONFLICT: its status is not available, uploaded or deleted (15004). [client thread]
 */
OTK_INLINE OTK_MUST_CHECK otk_status otk_archives_delete(
	otk_client *client, const char *archive_id, otk_error *error)
{
	OTK_PERFORM_BODY("archives.delete", OTK_ARCHIVES_MINOR, OTK_IDS(archive_id), NULL);
}

/*
 * Returns otk_archives_delete() as a call to submit or perform, owned by the caller; NULL on
 * failure. Errors: those before sending (otk/wrap.h). [client thread]
 */
OTK_INLINE OTK_MUST_CHECK otk_call *otk_archives_delete_call(
	otk_client *client, const char *archive_id, otk_error *error)
{
	OTK_CALL_BODY("archives.delete", OTK_ARCHIVES_MINOR, OTK_IDS(archive_id), NULL);
}

/*
 * Changes the layout of a running composed archive.
 *
 * Errors: those of every call (otk/wrap.h) and OTK_E_NOT_FOUND: no archive has this id.
 * [client thread]
 */
OTK_INLINE OTK_MUST_CHECK otk_status otk_archives_set_layout(
	otk_client *client, const char *archive_id, const otk_layout *options, otk_error *error)
{
	OTK_PERFORM_BODY("archives.set_layout", OTK_ARCHIVES_MINOR, OTK_IDS(archive_id), options);
}

/*
 * Returns otk_archives_set_layout() as a call to submit or perform, owned by the caller; NULL on
 * failure. Errors: those before sending (otk/wrap.h). [client thread]
 */
OTK_INLINE OTK_MUST_CHECK otk_call *otk_archives_set_layout_call(
	otk_client *client, const char *archive_id, const otk_layout *options, otk_error *error)
{
	OTK_CALL_BODY("archives.set_layout", OTK_ARCHIVES_MINOR, OTK_IDS(archive_id), options);
}

/*
 * Adds a stream to an archive in manual stream mode, changes which media of it are recorded, or
 * removes it.
 *
 * Errors: those of every call (otk/wrap.h) and OTK_E_NOT_FOUND: no archive has this id or no
 * stream has that id; OTK_E_REQUEST: the archive is not in manual mode. [client thread]
 */
OTK_INLINE OTK_MUST_CHECK otk_status otk_archives_select_stream(otk_client *client,
	const char *archive_id, const otk_composed_stream_options *options, otk_error *error)
{
	OTK_PERFORM_BODY(
		"archives.select_stream", OTK_ARCHIVES_MINOR, OTK_IDS(archive_id), options);
}

/*
 * Returns otk_archives_select_stream() as a call to submit or perform, owned by the caller; NULL
 * on failure. Errors: those before sending (otk/wrap.h). [client thread]
 */
OTK_INLINE OTK_MUST_CHECK otk_call *otk_archives_select_stream_call(otk_client *client,
	const char *archive_id, const otk_composed_stream_options *options, otk_error *error)
{
	OTK_CALL_BODY("archives.select_stream", OTK_ARCHIVES_MINOR, OTK_IDS(archive_id), options);
}

/*
 * Reads an archive again and again until it has the status options->until (NULL: any final
 * status that is not a failure). options NULL: the defaults of otk_wait_options. archive (may be
 * NULL) gets the archive as it was last read, freed with otk_free(); NULL on failure.
 *
 * Errors: those of every call (otk/wrap.h) and OTK_E_TIMEOUT: options->timeout_ms is over;
 * OTK_E_STATE: the archive has another final status, or a failure, and *archive is set
 * nevertheless; OTK_E_NOT_FOUND: no archive has this id. [client thread]
 */
OTK_INLINE OTK_MUST_CHECK otk_status otk_archives_wait(otk_client *client, const char *archive_id,
	const otk_wait_options *options, otk_archive **archive, otk_error *error)
{
	OTK_WAIT_BODY("archives.get", OTK_ARCHIVES_MINOR, OTK_IDS(archive_id), options, otk_archive,
		archive);
}

/*
 * Writes the file of an available archive into fd, with bounded memory, and compares size and
 * SHA-256 with those of the record. fd stays open; see otk_download() for resuming.
 *
 * Errors: those of every call (otk/wrap.h) and OTK_E_STATE: the archive has no file (yet);
 * OTK_E_IO: fd cannot be written; OTK_E_HASH: the file differs from the record's SHA-256;
 * OTK_E_NOT_FOUND: no archive has this id. [client thread]
 */
OTK_INLINE OTK_MUST_CHECK otk_status otk_archives_download(otk_client *client,
	const char *archive_id, int fd, const otk_download_options *options, otk_error *error)
{
	OTK_DOWNLOAD_BODY("archives.get", OTK_ARCHIVES_MINOR, OTK_IDS(archive_id), fd, options);
}

/*
 * Reads the transcription of an archive: its status, and the address of the transcript. transcript
 * (may be NULL) gets it, freed with otk_free(); NULL on failure.
 *
 * Errors: those of every call (otk/wrap.h) and OTK_E_NOT_FOUND: no archive has this id.
 * [client thread]
 */
OTK_INLINE OTK_MUST_CHECK otk_status otk_archives_transcript(otk_client *client,
	const char *archive_id, otk_archive_transcript **transcript, otk_error *error)
{
	OTK_RESULT_BODY("archives.transcript", OTK_ARCHIVES_MINOR, OTK_IDS(archive_id), NULL,
		otk_archive_transcript, transcript);
}

/*
 * Returns otk_archives_transcript() as a call to submit or perform, owned by the caller; NULL on
 * failure. Errors: those before sending (otk/wrap.h). [client thread]
 */
OTK_INLINE OTK_MUST_CHECK otk_call *otk_archives_transcript_call(
	otk_client *client, const char *archive_id, otk_error *error)
{
	OTK_CALL_BODY("archives.transcript", OTK_ARCHIVES_MINOR, OTK_IDS(archive_id), NULL);
}

/*
 * Reads the transcription again and again until it is ready. options NULL: the defaults of
 * otk_wait_options. transcript (may be NULL) gets it as it was last read, freed with otk_free();
 * NULL on failure.
 *
 * Errors: those of every call (otk/wrap.h) and OTK_E_TIMEOUT: options->timeout_ms is over;
 * OTK_E_STATE: the transcription failed, or there will be none because the archive failed, is gone
 * or is ready without one, and *transcript is set nevertheless; OTK_E_NOT_FOUND: no archive has
 * this id. [client thread]
 */
OTK_INLINE OTK_MUST_CHECK otk_status otk_archives_transcript_wait(otk_client *client,
	const char *archive_id, const otk_wait_options *options,
	otk_archive_transcript **transcript, otk_error *error)
{
	OTK_WAIT_BODY("archives.transcript", OTK_ARCHIVES_MINOR, OTK_IDS(archive_id), options,
		otk_archive_transcript, transcript);
}

/*
 * Writes the transcript of an archive into fd. Its form is not documented.
 *
 * Errors: those of otk_download() (otk/call.h): OTK_E_STATE: the archive has no transcript (yet).
 * [client thread]
 */
OTK_INLINE OTK_MUST_CHECK otk_status otk_archives_transcript_download(otk_client *client,
	const char *archive_id, int fd, const otk_download_options *options, otk_error *error)
{
	OTK_DOWNLOAD_BODY(
		"archives.transcript", OTK_ARCHIVES_MINOR, OTK_IDS(archive_id), fd, options);
}

OTK_END_DECLS

#endif

/* SPDX-License-Identifier: MIT */
/*
 * Broadcasts: live streaming over HLS and RTMP (doc/contract.md, 10). Needs the plugin
 * "broadcasts".
 */
#ifndef OTK_BROADCASTS_H
#define OTK_BROADCASTS_H

#include <otk/layout.h>
#include <otk/list.h>
#include <otk/wrap.h>

OTK_BEGIN_DECLS

#define OTK_BROADCASTS_ID    "otk.broadcasts/1"
#define OTK_BROADCASTS_MINOR 1

#define OTK_BROADCAST_STARTED "started"
#define OTK_BROADCAST_STOPPED "stopped"
#define OTK_BROADCAST_FAILED  "failed" /* in callbacks */

/* otk_broadcast_urls.hls_status */
#define OTK_HLS_CONNECTING "connecting"
#define OTK_HLS_READY      "ready" /* the playlist exists */
#define OTK_HLS_LIVE       "live"  /* viewers can watch */
#define OTK_HLS_ENDED      "ended"
#define OTK_HLS_ERROR      "error"

/* otk_rtmp_stream.status */
#define OTK_RTMP_CONNECTING "connecting"
#define OTK_RTMP_LIVE       "live"
#define OTK_RTMP_OFFLINE    "offline"
#define OTK_RTMP_ERROR      "error"

/* dvr and low_latency are mutually exclusive. */
typedef struct otk_hls {
	size_t struct_size;
	otk_flag dvr;         /* viewers can rewind; default: no */
	otk_flag low_latency; /* a delay of 4 to 6 s instead of 15 to 20 s; default: no */
	const char *extra_json;
} otk_hls;

OTK_ASSERT_NO_TAIL(otk_hls, extra_json);
#define OTK_HLS(...) OTK_MAKE(otk_hls, __VA_ARGS__)
#define OTK_HLS_INIT OTK_INIT(otk_hls)

typedef struct otk_rtmp_target {
	size_t struct_size;
	const char *id;          /* chosen by the caller, unique in the broadcast; may be NULL */
	const char *server_url;  /* rtmp:// or rtmps:// */
	const char *stream_name; /* the stream key: a secret */
	const char *extra_json;
} otk_rtmp_target;

OTK_ASSERT_NO_TAIL(otk_rtmp_target, extra_json);
#define OTK_RTMP_TARGET(...) OTK_MAKE(otk_rtmp_target, __VA_ARGS__)
#define OTK_RTMP_TARGET_INIT OTK_INIT(otk_rtmp_target)

/* At least one of hls and rtmp is set. */
typedef struct otk_broadcast_outputs {
	size_t struct_size;
	const otk_hls *hls;
	const otk_rtmp_target *const *rtmp; /* 1 to 5 */
	size_t rtmp_count;
	const char *extra_json;
} otk_broadcast_outputs;

OTK_ASSERT_NO_TAIL(otk_broadcast_outputs, extra_json);
#define OTK_BROADCAST_OUTPUTS(...) OTK_MAKE(otk_broadcast_outputs, __VA_ARGS__)
#define OTK_BROADCAST_OUTPUTS_INIT OTK_INIT(otk_broadcast_outputs)

/* What to broadcast, and its targets. session_id and outputs are required. */
typedef struct otk_broadcast_options {
	size_t struct_size;
	const char *session_id; /* a routed session with a client connected */
	const otk_broadcast_outputs *outputs;
	const otk_layout *layout;        /* NULL: best fit */
	const char *resolution;          /* OTK_RESOLUTION_…; NULL: 640x480 */
	const char *stream_mode;         /* OTK_STREAM_MODE_…; NULL: auto */
	const char *multi_broadcast_tag; /* unique among the session's running broadcasts */
	int64_t max_duration;            /* s, 60 to 36 000; 0: 14 400 */
	int64_t max_bitrate;             /* bit/s, 100 000 to 6 000 000; 0: the service's choice */
	otk_flag has_audio;              /* default: yes; has_audio or has_video must not be NO */
	otk_flag has_video;              /* default: yes */
	const char *extra_json;
} otk_broadcast_options;

OTK_ASSERT_NO_TAIL(otk_broadcast_options, extra_json);
#define OTK_BROADCAST_OPTIONS(...) OTK_MAKE(otk_broadcast_options, __VA_ARGS__)
#define OTK_BROADCAST_OPTIONS_INIT OTK_INIT(otk_broadcast_options)

typedef struct otk_rtmp_stream {
	size_t struct_size;
	const char *id;
	const char *server_url;
	const char *stream_name; /* a secret */
	const char *status;      /* OTK_RTMP_…; NULL in old responses */
} otk_rtmp_stream;

OTK_ASSERT_NO_TAIL(otk_rtmp_stream, status);

typedef struct otk_broadcast_urls {
	size_t struct_size;
	const char *hls;        /* URL of the playlist (.m3u8) */
	const char *hls_status; /* OTK_HLS_… */
	const otk_rtmp_stream *const *rtmp;
	size_t rtmp_count;
} otk_broadcast_urls;

OTK_ASSERT_NO_TAIL(otk_broadcast_urls, rtmp_count);

typedef struct otk_broadcast_settings {
	size_t struct_size;
	const otk_hls *hls;
} otk_broadcast_settings;

OTK_ASSERT_NO_TAIL(otk_broadcast_settings, hls);

/*
 * A broadcast (doc/contract.md, 10.3). Members that the service left out are NULL, 0 or OTK_UNSET.
 */
typedef struct otk_broadcast {
	size_t struct_size;
	const char *id;
	const char *status; /* OTK_BROADCAST_…, or a new value */
	const char *session_id;
	const char *project_id;     /* API key (OpenTok) */
	const char *application_id; /* Vonage */
	int64_t created_at;         /* ms since the epoch */
	int64_t updated_at;
	const otk_broadcast_urls *urls; /* NULL when stopped */
	const otk_broadcast_settings *settings;
	const char *resolution;
	const char *stream_mode;
	const char *multi_broadcast_tag;
	int64_t max_duration;                      /* s */
	int64_t max_bitrate;                       /* bit/s */
	const otk_composed_stream *const *streams; /* while started in manual mode */
	size_t stream_count;
	const char *event;
	otk_flag has_audio;
	otk_flag has_video;
	const char *reason; /* why it ended: OTK_REASON_… of otk/callbacks.h, or another text */
} otk_broadcast;

OTK_ASSERT_NO_TAIL(otk_broadcast, reason);

typedef struct otk_broadcast_list {
	size_t struct_size;
	int64_t total; /* number of all matching items, not only of this page */
	const otk_broadcast *const *items;
	size_t item_count;
} otk_broadcast_list;

OTK_ASSERT_NO_TAIL(otk_broadcast_list, item_count);

/*
 * Starts a live broadcast of a session. The session must be routed and have a connected client.
 * broadcast (may be NULL) gets the new broadcast, freed with otk_free(); NULL on failure. Viewers
 * can watch once its HLS status is OTK_HLS_LIVE.
 *
 * Errors: those of every call (otk/wrap.h) and OTK_E_CONFLICT: the session is relayed, or is being
 * broadcast already with the same options->multi_broadcast_tag; OTK_E_UNKNOWN_OUTCOME: the
 * response was lost, or the service timed out, and the broadcast may be running; list the
 * broadcasts of the session before starting again, or set otk_client_options.adopt.
 * [client thread]
 */
OTK_INLINE OTK_MUST_CHECK otk_status otk_broadcasts_start(otk_client *client,
	const otk_broadcast_options *options, otk_broadcast **broadcast, otk_error *error)
{
	OTK_RESULT_BODY("broadcasts.start", OTK_BROADCASTS_MINOR, OTK_NO_IDS, options,
		otk_broadcast, broadcast);
}

/*
 * Returns otk_broadcasts_start() as a call to submit or perform, owned by the caller; NULL on
 * failure. Errors: those before sending (otk/wrap.h). [client thread]
 */
OTK_INLINE OTK_MUST_CHECK otk_call *otk_broadcasts_start_call(
	otk_client *client, const otk_broadcast_options *options, otk_error *error)
{
	OTK_CALL_BODY("broadcasts.start", OTK_BROADCASTS_MINOR, OTK_NO_IDS, options);
}

/*
 * Stops a broadcast; succeeds as well if an earlier attempt, whose response was lost, stopped it.
 * broadcast (may be NULL) gets the stopped broadcast, freed with otk_free(); NULL on failure.
 *
 * Errors: those of every call (otk/wrap.h) and OTK_E_NOT_FOUND or OTK_E_CONFLICT: no broadcast in
 * progress has this id. [client thread]
 */
OTK_INLINE OTK_MUST_CHECK otk_status otk_broadcasts_stop(
	otk_client *client, const char *broadcast_id, otk_broadcast **broadcast, otk_error *error)
{
	OTK_RESULT_BODY("broadcasts.stop", OTK_BROADCASTS_MINOR, OTK_IDS(broadcast_id), NULL,
		otk_broadcast, broadcast);
}

/*
 * Returns otk_broadcasts_stop() as a call to submit or perform, owned by the caller; NULL on
 * failure. Errors: those before sending (otk/wrap.h). [client thread]
 */
OTK_INLINE OTK_MUST_CHECK otk_call *otk_broadcasts_stop_call(
	otk_client *client, const char *broadcast_id, otk_error *error)
{
	OTK_CALL_BODY("broadcasts.stop", OTK_BROADCASTS_MINOR, OTK_IDS(broadcast_id), NULL);
}

/*
 * Reads one broadcast. broadcast (may be NULL) gets the broadcast, freed with otk_free(); NULL on
 * failure.
 *
 * Errors: those of every call (otk/wrap.h) and OTK_E_NOT_FOUND: no broadcast has this id.
 * [client thread]
 */
OTK_INLINE OTK_MUST_CHECK otk_status otk_broadcasts_get(
	otk_client *client, const char *broadcast_id, otk_broadcast **broadcast, otk_error *error)
{
	OTK_RESULT_BODY("broadcasts.get", OTK_BROADCASTS_MINOR, OTK_IDS(broadcast_id), NULL,
		otk_broadcast, broadcast);
}

/*
 * Returns otk_broadcasts_get() as a call to submit or perform, owned by the caller; NULL on
 * failure. Errors: those before sending (otk/wrap.h). [client thread]
 */
OTK_INLINE OTK_MUST_CHECK otk_call *otk_broadcasts_get_call(
	otk_client *client, const char *broadcast_id, otk_error *error)
{
	OTK_CALL_BODY("broadcasts.get", OTK_BROADCASTS_MINOR, OTK_IDS(broadcast_id), NULL);
}

/*
 * Lists one page of the broadcasts in progress, newest first. options: the page and the filter;
 * NULL: the 50 newest. list (may be NULL) gets the page and the number of all matching items,
 * freed with otk_free(); NULL on failure.
 *
 * Errors: those of every call (otk/wrap.h). [client thread]
 */
OTK_INLINE OTK_MUST_CHECK otk_status otk_broadcasts_list(otk_client *client,
	const otk_list_options *options, otk_broadcast_list **list, otk_error *error)
{
	OTK_RESULT_BODY("broadcasts.list", OTK_BROADCASTS_MINOR, OTK_NO_IDS, options,
		otk_broadcast_list, list);
}

/*
 * Returns otk_broadcasts_list() as a call to submit or perform, owned by the caller; NULL on
 * failure. Errors: those before sending (otk/wrap.h). [client thread]
 */
OTK_INLINE OTK_MUST_CHECK otk_call *otk_broadcasts_list_call(
	otk_client *client, const otk_list_options *options, otk_error *error)
{
	OTK_CALL_BODY("broadcasts.list", OTK_BROADCASTS_MINOR, OTK_NO_IDS, options);
}

/*
 * Calls each() for every const otk_broadcast of the list, page after page, newest first.
 * options->count is the page size (0: 1000); options->offset is where the walk begins; NULL:
 * everything. An item is a const pointer to the record and is valid until each() returns; each()
 * may delete what it gets, and stops the walk by returning a status other than OTK_OK, which
 * becomes the result.
 *
 * Errors: those of every call (otk/wrap.h); OTK_E_STATE inside a callback of the client.
 * [client thread]
 */
OTK_INLINE OTK_MUST_CHECK otk_status otk_broadcasts_each(otk_client *client,
	const otk_list_options *options, otk_each_fn *each, void *userdata, otk_error *error)
{
	OTK_EACH_BODY("broadcasts.list", OTK_BROADCASTS_MINOR, OTK_NO_IDS, options, each, userdata);
}

/*
 * Changes the layout of a running broadcast.
 *
 * Errors: those of every call (otk/wrap.h) and OTK_E_NOT_FOUND: no broadcast has this id.
 * [client thread]
 */
OTK_INLINE OTK_MUST_CHECK otk_status otk_broadcasts_set_layout(
	otk_client *client, const char *broadcast_id, const otk_layout *options, otk_error *error)
{
	OTK_PERFORM_BODY(
		"broadcasts.set_layout", OTK_BROADCASTS_MINOR, OTK_IDS(broadcast_id), options);
}

/*
 * Returns otk_broadcasts_set_layout() as a call to submit or perform, owned by the caller; NULL on
 * failure. Errors: those before sending (otk/wrap.h). [client thread]
 */
OTK_INLINE OTK_MUST_CHECK otk_call *otk_broadcasts_set_layout_call(
	otk_client *client, const char *broadcast_id, const otk_layout *options, otk_error *error)
{
	OTK_CALL_BODY(
		"broadcasts.set_layout", OTK_BROADCASTS_MINOR, OTK_IDS(broadcast_id), options);
}

/*
 * Adds a stream to a broadcast in manual stream mode, changes which media of it are sent, or
 * removes it.
 *
 * Errors: those of every call (otk/wrap.h) and OTK_E_NOT_FOUND: no broadcast has this id or no
 * stream has that id; OTK_E_REQUEST: the broadcast is not in manual mode. [client thread]
 */
OTK_INLINE OTK_MUST_CHECK otk_status otk_broadcasts_select_stream(otk_client *client,
	const char *broadcast_id, const otk_composed_stream_options *options, otk_error *error)
{
	OTK_PERFORM_BODY(
		"broadcasts.select_stream", OTK_BROADCASTS_MINOR, OTK_IDS(broadcast_id), options);
}

/*
 * Returns otk_broadcasts_select_stream() as a call to submit or perform, owned by the caller; NULL
 * on failure. Errors: those before sending (otk/wrap.h). [client thread]
 */
OTK_INLINE OTK_MUST_CHECK otk_call *otk_broadcasts_select_stream_call(otk_client *client,
	const char *broadcast_id, const otk_composed_stream_options *options, otk_error *error)
{
	OTK_CALL_BODY(
		"broadcasts.select_stream", OTK_BROADCASTS_MINOR, OTK_IDS(broadcast_id), options);
}

/*
 * Reads a broadcast again and again until its status or its HLS status is options->until:
 * OTK_HLS_LIVE when it can be watched (NULL: any final status that is not a failure). options
 * NULL: the defaults of otk_wait_options. broadcast (may be NULL) gets the broadcast as it was
 * last read, freed with otk_free(); NULL on failure.
 *
 * Errors: those of every call (otk/wrap.h) and OTK_E_TIMEOUT: options->timeout_ms is over;
 * OTK_E_STATE: the broadcast has another final status, or a failure, and *broadcast is set
 * nevertheless; OTK_E_NOT_FOUND: no broadcast has this id. [client thread]
 */
OTK_INLINE OTK_MUST_CHECK otk_status otk_broadcasts_wait(otk_client *client,
	const char *broadcast_id, const otk_wait_options *options, otk_broadcast **broadcast,
	otk_error *error)
{
	OTK_WAIT_BODY("broadcasts.get", OTK_BROADCASTS_MINOR, OTK_IDS(broadcast_id), options,
		otk_broadcast, broadcast);
}

OTK_END_DECLS

#endif

/* SPDX-License-Identifier: MIT */
/* Broadcasts: live streaming over HLS and RTMP (wire contract 10). Needs the plugin "broadcasts".
 */
#ifndef OTK_BROADCASTS_H
#define OTK_BROADCASTS_H

#include <otk/layout.h>
#include <otk/list.h>
#include <otk/wrap.h>

OTK_BEGIN_DECLS

#define OTK_BROADCASTS_ID    "otk.broadcasts/1"
#define OTK_BROADCASTS_MINOR 0

#define OTK_BROADCAST_STARTED "started"
#define OTK_BROADCAST_STOPPED "stopped"
#define OTK_BROADCAST_FAILED  "failed" /* in callbacks */

/* otk_broadcast_urls.hls_status: the list of pieces is there, people can watch, it is over. */
#define OTK_HLS_CONNECTING "connecting"
#define OTK_HLS_READY      "ready"
#define OTK_HLS_LIVE       "live"
#define OTK_HLS_ENDED      "ended"
#define OTK_HLS_ERROR      "error"

/* otk_rtmp_stream.status */
#define OTK_RTMP_CONNECTING "connecting"
#define OTK_RTMP_LIVE       "live"
#define OTK_RTMP_OFFLINE    "offline"
#define OTK_RTMP_ERROR      "error"

/* Not both: viewers can rewind, or they are 4 to 6 s behind and not 15 to 20. */
typedef struct otk_hls {
	size_t struct_size;
	otk_flag dvr;         /* default: no */
	otk_flag low_latency; /* default: no */
	const char *extra_json;
} otk_hls;

OTK_ASSERT_NO_TAIL(otk_hls, extra_json);
#define OTK_HLS(...) ((otk_hls){.struct_size = sizeof(otk_hls), __VA_ARGS__})
#define OTK_HLS_INIT OTK_INIT(otk_hls)

typedef struct otk_rtmp_target {
	size_t struct_size;
	const char *id;          /* a name of your own, unique in the broadcast; may be NULL */
	const char *server_url;  /* rtmp:// or rtmps:// */
	const char *stream_name; /* the stream key: a secret */
	const char *extra_json;
} otk_rtmp_target;

OTK_ASSERT_NO_TAIL(otk_rtmp_target, extra_json);
#define OTK_RTMP_TARGET(...) \
	((otk_rtmp_target){.struct_size = sizeof(otk_rtmp_target), __VA_ARGS__})
#define OTK_RTMP_TARGET_INIT OTK_INIT(otk_rtmp_target)

/* At least one of the two. */
typedef struct otk_broadcast_outputs {
	size_t struct_size;
	const otk_hls *hls;
	const otk_rtmp_target *const *rtmp; /* 1 to 5 */
	size_t rtmp_count;
	const char *extra_json;
} otk_broadcast_outputs;

OTK_ASSERT_NO_TAIL(otk_broadcast_outputs, extra_json);
#define OTK_BROADCAST_OUTPUTS(...) \
	((otk_broadcast_outputs){.struct_size = sizeof(otk_broadcast_outputs), __VA_ARGS__})
#define OTK_BROADCAST_OUTPUTS_INIT OTK_INIT(otk_broadcast_outputs)

/* What to broadcast, and where to. session_id and outputs are needed. */
typedef struct otk_broadcast_options {
	size_t struct_size;
	const char *session_id; /* a routed session with a client connected */
	const otk_broadcast_outputs *outputs;
	const otk_layout *layout;        /* NULL: best fit */
	const char *resolution;          /* OTK_RESOLUTION_…; NULL: 640x480 */
	const char *stream_mode;         /* OTK_STREAM_MODE_…; NULL: auto */
	const char *multi_broadcast_tag; /* unique among the running ones of the session */
	int64_t max_duration;            /* s, 60 to 36 000; 0: 14 400 */
	int64_t max_bitrate;             /* bit/s, 100 000 to 6 000 000 */
	otk_flag has_audio;              /* default yes; not both NO */
	otk_flag has_video;
	const char *extra_json;
} otk_broadcast_options;

OTK_ASSERT_NO_TAIL(otk_broadcast_options, extra_json);
#define OTK_BROADCAST_OPTIONS(...) \
	((otk_broadcast_options){.struct_size = sizeof(otk_broadcast_options), __VA_ARGS__})
#define OTK_BROADCAST_OPTIONS_INIT OTK_INIT(otk_broadcast_options)

typedef struct otk_rtmp_stream {
	size_t struct_size;
	const char *id;
	const char *server_url;
	const char *stream_name; /* a secret */
	const char *status;      /* OTK_RTMP_…; NULL in old answers */
} otk_rtmp_stream;

OTK_ASSERT_NO_TAIL(otk_rtmp_stream, status);

typedef struct otk_broadcast_urls {
	size_t struct_size;
	const char *hls;        /* of the play list (.m3u8) */
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

/* A broadcast (wire contract 10.3). What the service left out is NULL, 0 or OTK_UNSET. */
typedef struct otk_broadcast {
	size_t struct_size;
	const char *id;
	const char *status; /* OTK_BROADCAST_…, or a word that is new */
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
} otk_broadcast;

OTK_ASSERT_NO_TAIL(otk_broadcast, has_video);

typedef struct otk_broadcast_list {
	size_t struct_size;
	int64_t total; /* that match, not only this page */
	const otk_broadcast *const *items;
	size_t item_count;
} otk_broadcast_list;

OTK_ASSERT_NO_TAIL(otk_broadcast_list, item_count);

/* Go live. A broadcast that is only maybe running (lost answer) gives OTK_E_UNKNOWN_OUTCOME. */
OTK_FN_OPTIONS_RESULT(otk_broadcasts_start, "broadcasts.start", OTK_BROADCASTS_MINOR,
	otk_broadcast_options, otk_broadcast)
OTK_FN_ID_RESULT(otk_broadcasts_stop, "broadcasts.stop", OTK_BROADCASTS_MINOR, otk_broadcast)
OTK_FN_ID_RESULT(otk_broadcasts_get, "broadcasts.get", OTK_BROADCASTS_MINOR, otk_broadcast)
/* One page of the broadcasts in progress, newest first. */
OTK_FN_OPTIONS_RESULT(otk_broadcasts_list, "broadcasts.list", OTK_BROADCASTS_MINOR,
	otk_list_options, otk_broadcast_list)
/* All pages; each item is a const otk_broadcast *. */
OTK_FN_EACH(otk_broadcasts_each, "broadcasts.list", OTK_BROADCASTS_MINOR, otk_list_options)
OTK_FN_ID_OPTIONS(otk_broadcasts_layout, "broadcasts.layout", OTK_BROADCASTS_MINOR, otk_layout)
/* Add or remove one stream of a manual broadcast. */
OTK_FN_ID_OPTIONS(otk_broadcasts_streams, "broadcasts.streams", OTK_BROADCASTS_MINOR,
	otk_composed_stream_options)
/* until: an OTK_BROADCAST_… or, to know when HLS can be watched, an OTK_HLS_… */
OTK_FN_WAIT(otk_broadcasts_wait, "broadcasts.get", OTK_BROADCASTS_MINOR, otk_broadcast)

OTK_END_DECLS

#endif

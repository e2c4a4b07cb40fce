/* SPDX-License-Identifier: MIT */
/*
 * Audio Connector: the audio of a session over a WebSocket (doc/contract.md, 17). Needs the plugin
 * "websocket".
 */
#ifndef OTK_WEBSOCKET_H
#define OTK_WEBSOCKET_H

#include <otk/wrap.h>

OTK_BEGIN_DECLS

#define OTK_WEBSOCKET_ID    "otk.websocket/1"
#define OTK_WEBSOCKET_MINOR 1

#define OTK_AUDIO_TRANSPORT_BINARY "binary" /* raw 16-bit linear PCM, mono */
#define OTK_AUDIO_TRANSPORT_JSON   "json"
#define OTK_AUDIO_ENCODING_BASE64  "base64" /* with json */

/* The form of the audio messages. */
typedef struct otk_audio_transport {
	size_t struct_size;
	const char *transport;           /* OTK_AUDIO_TRANSPORT_…; NULL: binary */
	const char *encoding;            /* required with json: OTK_AUDIO_ENCODING_BASE64 */
	const char *audio_field;         /* member of sent JSON messages; NULL: "audio" */
	const char *receive_audio_field; /* member of received messages; NULL: as audio_field */
	otk_map static_fields;           /* further members of each JSON message */
	const char *extra_json;
} otk_audio_transport;

OTK_ASSERT_NO_TAIL(otk_audio_transport, extra_json);
#define OTK_AUDIO_TRANSPORT(...) OTK_MAKE(otk_audio_transport, __VA_ARGS__)
#define OTK_AUDIO_TRANSPORT_INIT OTK_INIT(otk_audio_transport)

typedef struct otk_websocket_target {
	size_t struct_size;
	const char *uri;        /* ws:// or wss://, 15 to 2048 characters */
	otk_strings streams;    /* at most 50; unset: all streams of the session */
	otk_map headers;        /* members of the first message; at most 512 bytes of JSON in all */
	int64_t audio_rate;     /* Hz: 8000, 16000, 24000; 0: 8000 */
	otk_flag bidirectional; /* publish the audio that the server sends; default: no */
	int32_t reserved;
	const otk_audio_transport *audio_transport; /* NULL: binary */
	const char *extra_json;
} otk_websocket_target;

OTK_ASSERT_NO_TAIL(otk_websocket_target, extra_json);
#define OTK_WEBSOCKET_TARGET(...) OTK_MAKE(otk_websocket_target, __VA_ARGS__)
#define OTK_WEBSOCKET_TARGET_INIT OTK_INIT(otk_websocket_target)

typedef struct otk_websocket_options {
	size_t struct_size;
	const char *session_id; /* a routed session */
	const char *token;      /* client token of that session */
	const otk_websocket_target *websocket;
	const char *extra_json;
	/*
	 * Keep the connection when the media server of the session is replaced; default: no. The
	 * member is sent next to the session id: the service documents its name, not its place. To
	 * send it within "websocket", leave this unset and use extra_json of the target.
	 */
	otk_flag session_migration;
	int32_t reserved;
} otk_websocket_options;

OTK_ASSERT_NO_TAIL(otk_websocket_options, reserved);
#define OTK_WEBSOCKET_OPTIONS(...) OTK_MAKE(otk_websocket_options, __VA_ARGS__)
#define OTK_WEBSOCKET_OPTIONS_INIT OTK_INIT(otk_websocket_options)

typedef struct otk_websocket {
	size_t struct_size;
	const char *id;
	const char *connection_id; /* for otk_websocket_disconnect() */
} otk_websocket;

OTK_ASSERT_NO_TAIL(otk_websocket, connection_id);

/*
 * Connects the audio of a session to a WebSocket server, which must accept within 6 s. websocket
 * (may be NULL) gets the ids of the Audio Connector, freed with otk_free(); NULL on failure.
 *
 * Errors: those of every call (otk/wrap.h) and OTK_E_CONFLICT: the session is not routed;
 * OTK_E_UNKNOWN_OUTCOME: the response was lost, the server may be connected;
 * otk_connections_list() shows it as a connection. [client thread]
 */
OTK_INLINE OTK_MUST_CHECK otk_status otk_websocket_connect(otk_client *client,
	const otk_websocket_options *options, otk_websocket **websocket, otk_error *error)
{
	OTK_RESULT_BODY("websocket.connect", OTK_WEBSOCKET_MINOR, OTK_NO_IDS, options,
		otk_websocket, websocket);
}

/*
 * Returns otk_websocket_connect() as a call to submit or perform, owned by the caller; NULL on
 * failure. Errors: those before sending (otk/wrap.h). [client thread]
 */
OTK_INLINE OTK_MUST_CHECK otk_call *otk_websocket_connect_call(
	otk_client *client, const otk_websocket_options *options, otk_error *error)
{
	OTK_CALL_BODY("websocket.connect", OTK_WEBSOCKET_MINOR, OTK_NO_IDS, options);
}

/*
 * Ends an Audio Connector. connection_id: the member connection_id of its otk_websocket.
 *
 * Errors: those of every call (otk/wrap.h) and OTK_E_NOT_FOUND: the session has no such
 * connection. [client thread]
 */
OTK_INLINE OTK_MUST_CHECK otk_status otk_websocket_disconnect(
	otk_client *client, const char *session_id, const char *connection_id, otk_error *error)
{
	OTK_PERFORM_BODY("websocket.disconnect", OTK_WEBSOCKET_MINOR,
		OTK_IDS(session_id, connection_id), NULL);
}

/*
 * Returns otk_websocket_disconnect() as a call to submit or perform, owned by the caller; NULL on
 * failure. Errors: those before sending (otk/wrap.h). [client thread]
 */
OTK_INLINE OTK_MUST_CHECK otk_call *otk_websocket_disconnect_call(
	otk_client *client, const char *session_id, const char *connection_id, otk_error *error)
{
	OTK_CALL_BODY("websocket.disconnect", OTK_WEBSOCKET_MINOR,
		OTK_IDS(session_id, connection_id), NULL);
}

OTK_END_DECLS

#endif

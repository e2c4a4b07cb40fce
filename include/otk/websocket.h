/* SPDX-License-Identifier: MIT */
/* Audio Connector: the sound of a session over a WebSocket (wire contract 17). Needs the plugin
 * "websocket". */
#ifndef OTK_WEBSOCKET_H
#define OTK_WEBSOCKET_H

#include <otk/wrap.h>

OTK_BEGIN_DECLS

#define OTK_WEBSOCKET_ID    "otk.websocket/1"
#define OTK_WEBSOCKET_MINOR 0

#define OTK_AUDIO_TRANSPORT_BINARY "binary" /* raw 16-bit linear PCM, mono */
#define OTK_AUDIO_TRANSPORT_JSON   "json"
#define OTK_AUDIO_ENCODING_BASE64  "base64" /* with json */

/* How the sound is packed. */
typedef struct otk_audio_transport {
	size_t struct_size;
	const char *transport;           /* OTK_AUDIO_TRANSPORT_…; NULL: binary */
	const char *encoding;            /* needed with json: OTK_AUDIO_ENCODING_BASE64 */
	const char *audio_field;         /* member of the JSON messages; NULL: "audio" */
	const char *receive_audio_field; /* NULL: as audio_field */
	otk_map static_fields;           /* added to each JSON message */
	const char *extra_json;
} otk_audio_transport;

OTK_ASSERT_NO_TAIL(otk_audio_transport, extra_json);
#define OTK_AUDIO_TRANSPORT(...) \
	((otk_audio_transport){.struct_size = sizeof(otk_audio_transport), __VA_ARGS__})
#define OTK_AUDIO_TRANSPORT_INIT OTK_INIT(otk_audio_transport)

typedef struct otk_websocket_target {
	size_t struct_size;
	const char *uri;        /* ws:// or wss://, 15 to 2048 characters */
	otk_strings streams;    /* at most 50; unset: all sound of the session */
	otk_map headers;        /* passed in the first message; 512 bytes of JSON in all */
	int64_t audio_rate;     /* Hz: 8000, 16000, 24000; 0: 8000 */
	otk_flag bidirectional; /* what the other side sends is published; default: no */
	int32_t reserved;
	const otk_audio_transport *audio_transport; /* NULL: binary */
	const char *extra_json;
} otk_websocket_target;

OTK_ASSERT_NO_TAIL(otk_websocket_target, extra_json);
#define OTK_WEBSOCKET_TARGET(...) \
	((otk_websocket_target){.struct_size = sizeof(otk_websocket_target), __VA_ARGS__})
#define OTK_WEBSOCKET_TARGET_INIT OTK_INIT(otk_websocket_target)

typedef struct otk_websocket_options {
	size_t struct_size;
	const char *session_id; /* a routed session */
	const char *token;      /* client token of that session */
	const otk_websocket_target *websocket;
	const char *extra_json;
} otk_websocket_options;

OTK_ASSERT_NO_TAIL(otk_websocket_options, extra_json);
#define OTK_WEBSOCKET_OPTIONS(...) \
	((otk_websocket_options){.struct_size = sizeof(otk_websocket_options), __VA_ARGS__})
#define OTK_WEBSOCKET_OPTIONS_INIT OTK_INIT(otk_websocket_options)

typedef struct otk_websocket {
	size_t struct_size;
	const char *id;
	const char *connection_id; /* for otk_websocket_disconnect() */
} otk_websocket;

OTK_ASSERT_NO_TAIL(otk_websocket, connection_id);

/* A lost answer gives OTK_E_UNKNOWN_OUTCOME. */
OTK_FN_OPTIONS_RESULT(otk_websocket_connect, "websocket.connect", OTK_WEBSOCKET_MINOR,
	otk_websocket_options, otk_websocket)
/* session id, connection id */
OTK_FN_ID_ID(otk_websocket_disconnect, "websocket.disconnect", OTK_WEBSOCKET_MINOR)

OTK_END_DECLS

#endif

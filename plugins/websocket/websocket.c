/* SPDX-License-Identifier: MIT */
/* Audio Connector: the tables (doc/contract.md, 17; limits: 28.A9, 28.B). */
#include <otk/websocket.h>

#include "plugins/types/disconnect.h"
#include "plugins/types/feature.h"
#include "plugins/types/fields.h"

static const char *const audio_rates[] = {"8000", "16000", "24000", NULL};
static const char *const transports[] = {
	OTK_AUDIO_TRANSPORT_BINARY, OTK_AUDIO_TRANSPORT_JSON, NULL};
static const char *const encodings[] = {OTK_AUDIO_ENCODING_BASE64, NULL};

static const otk_field transport_fields[] = {
	OTK_FIELD(otk_audio_transport, transport, "transport", .values = transports,
		.help = "send raw samples, or JSON messages (default: binary)"),
	OTK_FIELD(otk_audio_transport, encoding, "encoding", .values = encodings,
		.help = "encoding of the samples in JSON messages"),
	OTK_FIELD(otk_audio_transport, audio_field, "audio_field",
		.help = "member of the JSON messages with the samples (default: audio)"),
	OTK_FIELD(otk_audio_transport, receive_audio_field, "receive_audio_field",
		.help = "member of received JSON messages (default: that of sent ones)"),
	OTK_FIELD(otk_audio_transport, static_fields, "static_fields",
		.help = "further members of each JSON message"),
};
static const otk_rule transport_rules[] = {
	{.kind = OTK_RULE_NEEDS,
		.field = "transport",
		.value = OTK_AUDIO_TRANSPORT_JSON,
		.other = "encoding"},
};
static const otk_type transport_type = OTK_OPTIONS_TYPE(
	otk_audio_transport, "audio_transport", transport_fields, OTK_RULES(transport_rules));

static const otk_field target_fields[] = {
	OTK_FIELD(otk_websocket_target, uri, "uri", .required = 1, .prefixes = "ws://|wss://",
		.min = 15, .max = 2048, .soft = OTK_SOFT_LENGTH,
		.help = "URL of the WebSocket server"),
	OTK_FIELD(otk_websocket_target, streams, "streams", .min = 0, .max = 50,
		.format = OTK_FORMAT_ID, .help = "streams sent to the server (default: all)"),
	OTK_FIELD(otk_websocket_target, headers, "headers", .min = 0, .max = 512,
		.unit = OTK_UNIT_BYTES, .secret = 1, .format = OTK_FORMAT_HEADERS,
		.help = "members of the first message, 512 bytes in all"),
	OTK_FIELD(otk_websocket_target, audio_rate, "audioRate", .values = audio_rates,
		.help = "samples per second (default: 8000)"),
	OTK_FIELD(otk_websocket_target, bidirectional, "bidirectional",
		.help = "publish the audio that the server sends (default: no)"),
	OTK_OBJECT(otk_websocket_target, audio_transport, &transport_type, "audioTransport",
		.help = "form of the audio messages (default: raw samples)"),
};
static const otk_type target_type =
	OTK_OPTIONS_TYPE(otk_websocket_target, "websocket_target", target_fields, OTK_NO_RULES);

static const otk_field option_fields[] = {
	OTK_FIELD_SESSION(otk_websocket_options, .help = "session whose audio is sent"),
	OTK_FIELD_TOKEN(otk_websocket_options, .help = "client token for the connection"),
	OTK_OBJECT(otk_websocket_options, websocket, &target_type, "websocket", .required = 1,
		.help = "WebSocket server and its settings"),
	OTK_FIELD(otk_websocket_options, session_migration, "sessionMigration",
		.help = "keep the connection when the media server is replaced (default: no)"),
};
static const otk_type options_type = OTK_GROWN_OPTIONS_TYPE(
	otk_websocket_options, session_migration, "websocket_options", option_fields, OTK_NO_RULES);

static const otk_field websocket_fields[] = {
	OTK_FIELD(otk_websocket, id, "id", .required = 1, .role = OTK_ROLE_ID),
	OTK_FIELD(otk_websocket, connection_id, "connectionId"),
};
static const otk_type websocket_type = OTK_TYPE(otk_websocket, "websocket", websocket_fields);

static const otk_operation operations[] = {
	OTK_OPERATION("connect", .summary = "Send the audio of a session to a WebSocket server",
		.method = OTK_METHOD_POST, .path = "/v2/project/{project}/connect",
		.body = OTK_BODY_JSON, .options = &options_type, .result = &websocket_type,
		.shape = OTK_SHAPE_OBJECT, .repeat = OTK_REPEAT_UNSAFE,
		OTK_EXAMPLES(
			"websocket connect --session-id SESSION-ID --token-file audio.token --websocket.uri wss://example.com/audio",
			"websocket connect --session-id SESSION-ID --token-file audio.token --websocket.uri wss://example.com/audio --websocket.audio-rate 16000 --websocket.bidirectional yes")),
	OTK_OPERATION_DISCONNECT("disconnect", "End an Audio Connector",
		OTK_EXAMPLES("websocket disconnect SESSION-ID CONNECTION-ID")),
};

OTK_FEATURE(websocket, OTK_WEBSOCKET_ID, OTK_WEBSOCKET_MINOR, "audio over a WebSocket")

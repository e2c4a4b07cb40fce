/* SPDX-License-Identifier: MIT */
/*
 * The Audio Connector: a session's audio to a WebSocket. The sandbox stores the options and opens
 * no connection.
 */
#include "config.h"

#include <stdlib.h>

#include "tools/sandbox/base/json.h"
#include "tools/sandbox/request/access/client_token.h"
#include "tools/sandbox/request/reply.h"
#include "tools/sandbox/service/routes.h"
#include "tools/sandbox/service/session/record.h"
#include "tools/sandbox/service/session/world.h"

static const char *const uri_prefixes[] = {"ws://", "wss://", NULL};
static const char *const transports[] = {"binary", "json", NULL};
static const char *const encodings[] = {"base64", NULL};

static const sandbox_field transport_fields[] = {
	{.name = "transport",
		.kind = SANDBOX_TEXT,
		.values = transports,
		.otherwise = "\"binary\""},
	{.name = "encoding", .kind = SANDBOX_TEXT, .values = encodings},
	{.name = "audio_field", .kind = SANDBOX_TEXT},
	{.name = "receive_audio_field", .kind = SANDBOX_TEXT},
	{.name = "static_fields", .kind = SANDBOX_MAP},
	{.name = NULL},
};

static const sandbox_field websocket_fields[] = {
	{.name = "uri",
		.kind = SANDBOX_TEXT,
		.required = true,
		.max = 2048,
		.prefixes = uri_prefixes},
	{.name = "streams", .kind = SANDBOX_TEXTS, .max = 50},
	{.name = "headers", .kind = SANDBOX_MAP, .max = 512},
	{.name = "audioRate", .kind = SANDBOX_NUMBER, .otherwise = "8000"},
	{.name = "bidirectional", .kind = SANDBOX_FLAG, .otherwise = "false"},
	{.name = "audioTransport", .kind = SANDBOX_OBJECT, .members = transport_fields},
	{.name = "sessionMigration", .kind = SANDBOX_FLAG},
	{.name = NULL},
};

static const sandbox_field connect_fields[] = {
	{.name = "sessionId", .kind = SANDBOX_TEXT, .required = true},
	{.name = "token", .kind = SANDBOX_TEXT, .required = true},
	{.name = "websocket",
		.kind = SANDBOX_OBJECT,
		.required = true,
		.members = websocket_fields},
	/* Allowed here and in "websocket": the documentation does not say where it belongs. */
	{.name = "sessionMigration", .kind = SANDBOX_FLAG},
	{.name = NULL},
};

static const char *websocket_problem(json_object *websocket)
{
	const int64_t rate = sandbox_json_int(websocket, "audioRate", 0);
	json_object *transport = sandbox_json_member(websocket, "audioTransport");

	if (rate != 8000 && rate != 16000 && rate != 24000)
		return "audioRate is 8000, 16000 or 24000";
	if (sandbox_json_is(transport, "transport", "json") &&
		!sandbox_json_member(transport, "encoding"))
		return "audioTransport json needs an encoding";
	return NULL;
}

/* A bidirectional connector publishes the audio that it receives. */
static void publish_audio(sandbox_request *request, json_object *audio)
{
	json_object *spec = sandbox_new_object();
	json_object *stream;

	sandbox_json_set_flag(spec, "hasVideo", false);
	stream = sandbox_stream_add(
		request->box, request->session, sandbox_json_text(audio, "connectionId", ""), spec);
	sandbox_json_set_text(audio, "streamId", sandbox_json_text(stream, "id", ""));
	json_object_put(stream);
	json_object_put(spec);
}

static void connect_audio(sandbox_request *request)
{
	static const char *const shown[] = {"id", "connectionId", NULL};
	json_object *websocket = sandbox_json_member(request->input, "websocket");
	const char *why = websocket_problem(websocket);
	json_object *connection;
	json_object *response;
	json_object *audio;
	char *data;

	if (why) {
		sandbox_refuse(request, 400, -1, "Invalid websocket: %s", why);
		return;
	}
	data = sandbox_client_token_data(sandbox_json_text(request->input, "token", ""));
	connection = sandbox_connection_add(request->box, request->session, NULL, "audio", data);
	audio = sandbox_record_new(request, "audio");
	sandbox_json_set_text(audio, "connectionId", sandbox_json_text(connection, "id", ""));
	if (sandbox_json_flag(websocket, "bidirectional", false))
		publish_audio(request, audio);
	sandbox_store_put(request->box->store, "audio", audio);
	response = sandbox_new_object();
	sandbox_json_take(response, audio, shown);
	json_object_put(audio);
	json_object_put(connection);
	free(data);
	sandbox_reply_json(request, 200, response);
}

const sandbox_route sandbox_audio_routes[] = {
	{
		.method = "POST",
		.path = "/v2/project/{id}/connect",
		.operation = "websocket.connect",
		.summary = "connects the audio of a session to a WebSocket",
		.auth = SANDBOX_AUTH_PROJECT,
		.flags = SANDBOX_JSON | SANDBOX_SESSION_BODY | SANDBOX_ROUTED | SANDBOX_TOKEN,
		.fields = connect_fields,
		.handle = connect_audio,
	},
	{0},
};

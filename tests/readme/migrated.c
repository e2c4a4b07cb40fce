/* SPDX-License-Identifier: MIT */
/*
 * Runs the C of each row of doc/migrate/rows.txt against otk-sandbox. tests/readme/migrate.sh
 * writes rows.h: a function for each row, which passes the value of the row to the function below
 * for its type.
 *
 * migrated APPLICATION-KEY-FILE: prints "ok NAME", "skip NAME: why" or "FAIL NAME: why" for each
 * row. OTK_API_URL, OTK_API_KEY and OTK_API_SECRET are the sandbox and its project.
 */
#define _GNU_SOURCE /* asprintf */
#include <otk/archives.h>
#include <otk/broadcasts.h>
#include <otk/callback_auth.h>
#include <otk/callbacks.h>
#include <otk/captions.h>
#include <otk/connections.h>
#include <otk/insights.h>
#include <otk/migration.h>
#include <otk/openssl.h>
#include <otk/otk.h>
#include <otk/projects.h>
#include <otk/renders.h>
#include <otk/signals.h>
#include <otk/sip.h>
#include <otk/storage.h>
#include <otk/streams.h>
#include <otk/websocket.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The variables of the rows; doc/migrate/README.md lists them. begin_row() sets them again. */
static const char *key, *secret, *id, *text, *path, *url, *stream, *connection, *body;
static char *token;
static char buffer[4096];
static otk_client *client;
static otk_error error;
static otk_key *signing_key;
static otk_call *call;
static otk_request_view view;
static void *result;
static size_t size, body_size;
static int fd;
static int32_t http_status;
static otk_session *session;
static otk_session_id *parsed;
static otk_archive *archive;
static otk_archive_list *archives;
static otk_broadcast *broadcast;
static otk_broadcast_list *broadcasts;
static otk_stream *info;
static otk_stream_list *streams;
static otk_connection_list *connections;
static otk_project *project;
static otk_project_list *projects;
static otk_sip_call *sip_call;
static otk_render *render;
static otk_render_list *renders;
static otk_websocket *websocket;
static otk_captions *captions;
static otk_callback event;
static otk_callback_registration_list *registrations;
static otk_insights_response *insights;
static otk_decrypt_options decrypt = OTK_DECRYPT_OPTIONS_INIT;

static const otk_rtmp_target target = {.struct_size = sizeof(target),
	.server_url = "rtmp://live.example/app",
	.stream_name = "one"};
static const otk_rtmp_target *const targets[] = {&target};
static const char *const focus[] = {"focus"};
static otk_stream_layout layout = {.struct_size = sizeof(layout), .layout_class_list = {focus, 1}};
static const otk_stream_layout *const layouts[] = {&layout};
static const otk_hook_options hooks[] = {{.plugin = "trace"}};

const otk_plugin *otk_plugin_echo_entry(uint32_t host_abi);
static otk_plugin_entry_fn *const entry = otk_plugin_echo_entry;

static size_t seen;

static void on_done(otk_call *completed, otk_status status, const void *record,
	const otk_error *failure, void *userdata)
{
	(void)completed;
	(void)record;
	(void)failure;
	(void)userdata;
	seen += status == OTK_OK;
}

static void on_event(const otk_log_event *logged, void *userdata)
{
	(void)logged;
	(void)userdata;
	seen++;
}

static otk_status each(const void *item, void *userdata)
{
	(void)item;
	(void)userdata;
	seen++;
	return OTK_OK;
}

/* ---- checks of values */

static const char *problem; /* of the current row; NULL: it is as expected */
static char words[1024];

static void wrong(const char *why)
{
	problem = why;
}

static void status_ok(otk_status status)
{
	if (!status)
		return;
	snprintf(words, sizeof(words), "%s: %s", otk_status_name(status), error.message);
	wrong(words);
}

/* What a preparation needs must succeed. */
static void must(otk_status status)
{
	if (!status)
		return;
	fprintf(stderr, "migrated: %s: %s %s\n", otk_status_name(status), error.message,
		error.body);
	exit(1);
}

static void truth_ok(int value)
{
	if (!value)
		wrong("false");
}

static void flag_ok(otk_flag value)
{
	if (value == OTK_UNSET)
		wrong("not set");
}

static void number_ok(int64_t value)
{
	if (value <= 0)
		wrong("not a positive number");
}

static void count_ok(size_t value)
{
	number_ok((int64_t)value);
}

static void text_ok(const char *value)
{
	if (!value || !*value)
		wrong("no text");
}

static void client_ok(otk_client *made)
{
	if (!made)
		wrong(error.message);
	otk_client_free(made);
}

/* The options of a client: it makes a session, unless a proxy that does not exist is in the way. */
static void client_options_ok(otk_client_options options)
{
	otk_client *made;

	if (!options.application_id) {
		options.api_key = key;
		options.api_secret = secret;
	}
	options.api_url = url;
	made = otk_client_new(&options, &error);
	if (!made)
		wrong(error.message);
	else if (!options.proxy)
		status_ok(otk_session_create(made, NULL, NULL, &error));
	otk_client_free(made);
}

static void session_options_ok(otk_session_options options)
{
	status_ok(otk_session_create(client, &options, NULL, &error));
}

static void token_options_ok(otk_token_options options)
{
	char *made = NULL;

	status_ok(otk_token_create(signing_key, text, &options, &made, &error));
	if (made)
		status_ok(otk_token_verify(signing_key, made, text, 0, 0, &error));
	otk_free(made);
}

static void archive_options_ok(otk_archive_options options)
{
	options.session_id = text;
	status_ok(otk_archives_start(client, &options, NULL, &error));
}

static void layout_ok(otk_layout chosen)
{
	status_ok(otk_archives_set_layout(client, id, &chosen, &error));
}

static void broadcast_options_ok(otk_broadcast_options options)
{
	const otk_hls hls = OTK_HLS(.low_latency = OTK_NO);
	const otk_broadcast_outputs outputs = OTK_BROADCAST_OUTPUTS(.hls = &hls);

	options.session_id = text;
	if (!options.outputs)
		options.outputs = &outputs;
	status_ok(otk_broadcasts_start(client, &options, NULL, &error));
}

static void outputs_ok(otk_broadcast_outputs outputs)
{
	broadcast_options_ok(OTK_BROADCAST_OPTIONS(.outputs = &outputs));
}

static void hls_ok(otk_hls hls)
{
	outputs_ok(OTK_BROADCAST_OUTPUTS(.hls = &hls));
}

static void rtmp_ok(otk_rtmp_target one)
{
	const otk_rtmp_target *list[] = {&one};

	outputs_ok(OTK_BROADCAST_OUTPUTS(.rtmp = list, .rtmp_count = 1));
}

static void mute_options_ok(otk_mute_options options)
{
	status_ok(otk_streams_mute_all(client, text, &options, NULL, &error));
}

static void signal_options_ok(otk_signal_options options)
{
	status_ok(otk_signals_send(client, text, &options, &error));
}

static void sip_target_ok(otk_sip_target options)
{
	options.uri = "sip:user@host.example";
	status_ok(otk_sip_dial(client,
		&OTK_SIP_OPTIONS(.session_id = text, .token = token, .sip = &options), NULL,
		&error));
}

static void render_options_ok(otk_render_options options)
{
	options.session_id = text;
	options.token = token;
	options.url = "https://page.example/";
	status_ok(otk_renders_start(client, &options, NULL, &error));
}

static void websocket_target_ok(otk_websocket_target options)
{
	options.uri = "wss://audio.example/in";
	status_ok(otk_websocket_connect(client,
		&OTK_WEBSOCKET_OPTIONS(.session_id = text, .token = token, .websocket = &options),
		NULL, &error));
}

static void captions_options_ok(otk_captions_options options)
{
	options.session_id = text;
	options.token = token;
	status_ok(otk_captions_start(client, &options, NULL, &error));
}

#define ROW(...) \
	_Generic((__VA_ARGS__),                                               \
		otk_status: status_ok,                                        \
		otk_flag: flag_ok,                                            \
		int: truth_ok,                                                \
		int64_t: number_ok,                                           \
		size_t: count_ok,                                             \
		char *: text_ok,                                              \
		const char *: text_ok,                                        \
		otk_client *: client_ok,                                      \
		otk_client_options: client_options_ok,                        \
		otk_session_options: session_options_ok,                      \
		otk_token_options: token_options_ok,                          \
		otk_archive_options: archive_options_ok,                      \
		otk_layout: layout_ok,                                        \
		otk_broadcast_options: broadcast_options_ok,                  \
		otk_broadcast_outputs: outputs_ok,                            \
		otk_hls: hls_ok,                                              \
		otk_rtmp_target: rtmp_ok,                                     \
		otk_mute_options: mute_options_ok,                            \
		otk_signal_options: signal_options_ok,                        \
		otk_sip_target: sip_target_ok,                                \
		otk_render_options: render_options_ok,                        \
		otk_websocket_target: websocket_target_ok,                    \
		otk_captions_options: captions_options_ok)(__VA_ARGS__)

typedef struct row {
	const char *section, *feature, *code;
	void (*run)(void);
} row;

#include "rows.h"

/* ---- what rows begin with */

#define NO_ARCHIVE "7c43c9e5-3b0d-4b9c-9d4e-d0a7d5a4b0d1" /* the id of nothing */

static const char *application_key_file;
static char hold[4][512]; /* texts that the variables point to */

static const char *kept(size_t place, const char *value)
{
	snprintf(hold[place], sizeof(hold[place]), "%s", value ? value : "");
	return hold[place];
}

/* Sends a request to the control interface. */
static void control(const char *method, const char *where, const char *json)
{
	otk_call *made = otk_call_new_raw(
		client, &OTK_RAW_OPTIONS(.method = method, .path = where, .body = json), &error);

	must(made ? otk_call_perform_json(made, NULL, NULL, &error) : error.status);
}

/* A session of the client in which somebody publishes. */
static void join(void)
{
	char where[600];

	must(otk_session_create(
		client, &OTK_SESSION_OPTIONS(.media_mode = OTK_MEDIA_ROUTED), &session, &error));
	text = kept(0, session->id);
	snprintf(where, sizeof(where), "/sandbox/session/%s/stream", text);
	control("POST", where, "{}");
	must(otk_streams_list(client, text, &streams, &error));
	stream = kept(1, streams->items[0]->id);
	must(otk_connections_list(client, text, &connections, &error));
	connection = kept(2, connections->items[0]->id);
	layout.id = stream;
	signing_key = otk_client_key(client);
	must(otk_token_create(
		signing_key, text, &OTK_TOKEN_OPTIONS(.role = OTK_ROLE_MODERATOR), &token, &error));
}

static void use_application(void)
{
	static char pem[8192];
	FILE *file = fopen(application_key_file, "r");

	if (!file || !fread(pem, 1, sizeof(pem) - 1, file)) {
		fprintf(stderr, "migrated: cannot read %s\n", application_key_file);
		exit(1);
	}
	fclose(file);
	id = "29f760f8-7ce1-46c9-ade3-f2dedee4ed5f";
	path = application_key_file;
	text = pem;
}

/* A client with other credentials takes the place of the first one. */
static void use_client(const otk_client_options *options)
{
	otk_client_free(client);
	client = otk_client_new(options, &error);
	if (!client)
		must(error.status);
}

static void join_as_application(void)
{
	use_application();
	otk_free(token);
	otk_free(session);
	otk_free(streams);
	otk_free(connections);
	use_client(&OTK_CLIENT_OPTIONS(.application_id = id, .private_key_file = path,
		.api_url = url));
	join();
}

static void be_account(void)
{
	otk_key *account =
		otk_key_new(&OTK_KEY_OPTIONS(.api_key = "100100",
				    .api_secret = "abcdef1234567890abcdef1234567890abcdef12",
				    .account = OTK_YES),
			&error);

	if (!account)
		must(error.status);
	use_client(&OTK_CLIENT_OPTIONS(.key = account, .api_url = url));
	otk_key_free(account);
}

/* A new secret of the project of the test would end it. */
static void make_project(void)
{
	must(otk_projects_create(client, NULL, &project, &error));
	key = kept(3, project->id);
}

static void make_call(void)
{
	call = otk_call_new(client, "session.create", 0, NULL, NULL, &error);
	if (!call)
		must(error.status);
}

static void start_archive(void)
{
	must(otk_archives_start(
		client, &OTK_ARCHIVE_OPTIONS(.session_id = text), &archive, &error));
	id = kept(3, archive->id);
}

/* Without automatic streams, so that one can be added. */
static void start_manual_archive(void)
{
	must(otk_archives_start(client,
		&OTK_ARCHIVE_OPTIONS(.session_id = text, .stream_mode = OTK_STREAM_MODE_MANUAL),
		&archive, &error));
	id = kept(3, archive->id);
}

static void add_to_archive(void)
{
	start_manual_archive();
	must(otk_archives_select_stream(
		client, id, &OTK_COMPOSED_STREAM_OPTIONS(.add_stream = stream), &error));
	otk_free(archive);
	must(otk_archives_get(client, id, &archive, &error));
}

/* All that a record of an archive can have. */
static void finish_archive(void)
{
	must(otk_archives_start(client,
		&OTK_ARCHIVE_OPTIONS(.session_id = text, .output_mode = OTK_OUTPUT_INDIVIDUAL,
			.has_transcription = OTK_YES,
			.transcription =
				&OTK_TRANSCRIPTION_OPTIONS(.primary_language_code = "en-US")),
		&archive, &error));
	id = kept(3, archive->id);
	otk_free(archive);
	archive = NULL;
	must(otk_archives_stop(client, id, NULL, &error));
	control("POST", "/sandbox/clock", "{\"advance\":60}");
	must(otk_archives_get(client, id, &archive, &error));
}

/* The sandbox encrypts nothing, so the response is given. */
static void get_encrypted(void)
{
	control("POST", "/sandbox/faults",
		"{\"path\":\"*/archive/" NO_ARCHIVE
		"\",\"status\":200,\"contentType\":\"application/json\","
		"\"body\":\"{\\\"id\\\":\\\"" NO_ARCHIVE
		"\\\",\\\"status\\\":\\\"uploaded\\\",\\\"password\\\":\\\"c2VjcmV0\\\"}\"}");
	must(otk_archives_get(client, NO_ARCHIVE, &archive, &error));
}

static void start_broadcast(void)
{
	must(otk_broadcasts_start(client,
		&OTK_BROADCAST_OPTIONS(.session_id = text,
			.outputs = &OTK_BROADCAST_OUTPUTS(.hls = &OTK_HLS(.dvr = OTK_YES),
				.rtmp = targets, .rtmp_count = 1)),
		&broadcast, &error));
	id = kept(3, broadcast->id);
}

static void start_manual_broadcast(void)
{
	must(otk_broadcasts_start(client,
		&OTK_BROADCAST_OPTIONS(.session_id = text, .stream_mode = OTK_STREAM_MODE_MANUAL,
			.outputs = &OTK_BROADCAST_OUTPUTS(.hls = &OTK_HLS(.dvr = OTK_YES))),
		&broadcast, &error));
	id = kept(3, broadcast->id);
}

static void add_to_broadcast(void)
{
	start_manual_broadcast();
	must(otk_broadcasts_select_stream(
		client, id, &OTK_COMPOSED_STREAM_OPTIONS(.add_stream = stream), &error));
	otk_free(broadcast);
	must(otk_broadcasts_get(client, id, &broadcast, &error));
}

static void start_render(void)
{
	must(otk_renders_start(client,
		&OTK_RENDER_OPTIONS(.session_id = text, .token = token,
			.url = "https://page.example/"),
		&render, &error));
	id = kept(3, render->id);
}

static void start_captions(void)
{
	must(otk_captions_start(client, &OTK_CAPTIONS_OPTIONS(.session_id = text, .token = token),
		&captions, &error));
	id = kept(3, captions->id);
}

static void start_websocket(void)
{
	must(otk_websocket_connect(client,
		&OTK_WEBSOCKET_OPTIONS(.session_id = text, .token = token,
			.websocket = &OTK_WEBSOCKET_TARGET(.uri = "wss://audio.example/in")),
		&websocket, &error));
	connection = kept(3, websocket->connection_id);
}

static void dial(void)
{
	must(otk_sip_dial(client,
		&OTK_SIP_OPTIONS(.session_id = text, .token = token,
			.sip = &OTK_SIP_TARGET(.uri = "sip:user@host.example")),
		&sip_call, &error));
	connection = kept(3, sip_call->connection_id);
}

static void mute_all(void)
{
	must(otk_streams_mute_all(client, text, NULL, &project, &error));
}

static void write_stylesheet(void)
{
	text = "stream.focus {position: absolute; width: 50%;}";
}

static void register_callback(void)
{
	otk_callback_registration *made = NULL;

	must(otk_callbacks_register(client,
		&OTK_CALLBACK_OPTIONS(.group = OTK_CALLBACK_GROUP_ARCHIVE,
			.event = OTK_CALLBACK_STATUS, .url = url),
		&made, &error));
	id = kept(3, made->id);
	otk_free(made);
}

/* A callback, and the digest of its bytes. */
#define BODY        "{\"id\":\"" NO_ARCHIVE "\",\"event\":\"archive\",\"status\":\"stopped\"}"
#define BODY_SHA256 "831bff75a0925ec1508ecc98231b555974760e6378586da6de97c94e08d6f417"

/* The signature is that of a client token with the same kind of key. */
static void receive_callback(void)
{
	static char authorization[2048];
	otk_key *signer = otk_key_new(
		&OTK_KEY_OPTIONS(.api_key = key, .api_secret = "signature-secret"), &error);
	char *signature = NULL;

	if (!signer)
		must(error.status);
	body = BODY;
	body_size = strlen(body);
	must(otk_token_create(signer, text,
		&OTK_TOKEN_OPTIONS(.kind = OTK_TOKEN_JWT,
			.extra_json = "{\"payload_hash\":\"" BODY_SHA256 "\"}"),
		&signature, &error));
	snprintf(authorization, sizeof(authorization), "Bearer %s", signature);
	text = authorization;
	otk_free(signature);
	otk_key_free(signer);
}

static void write_query(void)
{
	text = "{ project(projectId: 123456) { projectData { resources { day } } } }";
}

/* ---- errors */

static void find_nothing(void)
{
	if (!otk_archives_get(client, NO_ARCHIVE, NULL, &error))
		wrong("an archive that does not exist was found");
}

static void start_twice(void)
{
	start_archive();
	if (!otk_archives_start(client, &OTK_ARCHIVE_OPTIONS(.session_id = text), NULL, &error))
		wrong("the second archive was started");
}

static void ask_too_often(void)
{
	control("POST", "/sandbox/faults", "{\"path\":\"/v2/*/archive\",\"retryAfter\":2}");
	if (!otk_archives_list(client, NULL, NULL, &error))
		wrong("the fault was not injected");
}

/* A file of the right size with other bytes. */
static void download_damaged(void)
{
	char *fault = NULL;

	finish_archive();
	if (asprintf(&fault,
		    "{\"path\":\"*/%s/*\",\"status\":200,\"times\":0,\"contentType\":"
		    "\"application/zip\",\"body\":\"%0*d\"}",
		    id, (int)archive->size, 0) < 0)
		must(OTK_E_NOMEM);
	control("POST", "/sandbox/faults", fault);
	free(fault);
	if (!otk_archives_download(client, id, fd, NULL, &error))
		wrong("the damaged file was accepted");
}

static const struct {
	const char *section, *needle;
	void (*prepare)(void);
} preparations[] = {
	{"Client and transport", ".application_id", use_application},
	{"Client and transport", "otk_call_", make_call},
	{"Client and transport", "NOT_FOUND", find_nothing},
	{"Client and transport", "error.http_status", start_twice},
	{"Client and transport", "error.service_", start_twice},
	{"Client and transport", "error.body", find_nothing},
	{"Sessions and tokens", "otk_token_create(signing_key", join_as_application},
	{"Archives", "client, id, &archive", start_archive},
	{"Archives", "delete", finish_archive},
	{"Archives", "set_layout", start_archive},
	{"Archives", ".screenshare_type", start_archive},
	{"Archives", ".stylesheet", start_archive},
	{"Archives", ".stylesheet", write_stylesheet},
	{"Archives", "add_stream", start_manual_archive},
	{"Archives", "remove_stream", add_to_archive},
	{"Archives", "archive->streams", add_to_archive},
	{"Archives", "archive->id", start_archive},
	{"Archives", "archive->status", finish_archive},
	{"Archives", "archive->sha256sum", finish_archive},
	{"Archives", "archive->t", finish_archive},
	{"Archives", "archive->project_id", finish_archive},
	{"Archives", "archive->password", get_encrypted},
	{"Archives", "archive->u", finish_archive},
	{"Broadcasts", "client, id, &broadcast", start_broadcast},
	{"Broadcasts", "otk_broadcasts_set_layout", start_broadcast},
	{"Broadcasts", "add_stream", start_manual_broadcast},
	{"Broadcasts", "remove_stream", add_to_broadcast},
	{"Broadcasts", "broadcast->streams", add_to_broadcast},
	{"Broadcasts", "broadcast->urls", start_broadcast},
	{"Broadcasts", "broadcast->settings", start_broadcast},
	{"Streams, connections, signals", "lift_mute", mute_all},
	{"Streams, connections, signals", "project->", mute_all},
	{"SIP, pages, audio, captions", "hangup", dial},
	{"SIP, pages, audio, captions", "renders_get", start_render},
	{"SIP, pages, audio, captions", "renders_stop", start_render},
	{"SIP, pages, audio, captions", "otk_websocket_disconnect", start_websocket},
	{"SIP, pages, audio, captions", "otk_captions_stop", start_captions},
	{"Callbacks, administration, helpers", "otk_callbacks_remove", register_callback},
	{"Callbacks, administration, helpers", "otk_callback_", receive_callback},
	{"Callbacks, administration, helpers", "otk_projects_", be_account},
	{"Callbacks, administration, helpers", "refresh_secret", make_project},
	{"Callbacks, administration, helpers", "otk_insights_query", write_query},
	{"Callbacks, administration, helpers", "retry_after", ask_too_often},
	{"Callbacks, administration, helpers", "otk_archives_each", start_archive},
	{"Callbacks, administration, helpers", "otk_archives_wait", finish_archive},
	{"Callbacks, administration, helpers", "otk_archives_download", finish_archive},
	{"Callbacks, administration, helpers", "OTK_E_HASH", download_damaged},
	{"Callbacks, administration, helpers", "error.trace_id", find_nothing},
};

/* Rows that another test runs, because they need more than the sandbox. */
static const struct {
	const char *needle, *reason;
} elsewhere[] = {
	{"otk_openssl_decrypt", "tests/plugins/test_openssl.c decrypts a file"},
};

/* The variables that are freed. */
static void *const records[] = {&token, &result, &session, &parsed, &archive, &archives, &broadcast,
	&broadcasts, &info, &streams, &connections, &project, &projects, &sip_call, &render,
	&renders, &websocket, &captions, &registrations, &insights};
static void
	*prepared[OTK_COUNT_OF(records)]; /* their values before the row, which may set others */

static void begin_row(const row *current)
{
	error = (otk_error)OTK_ERROR_INIT;
	key = getenv("OTK_API_KEY");
	secret = getenv("OTK_API_SECRET");
	url = getenv("OTK_API_URL");
	problem = NULL;
	size = sizeof(buffer);
	seen = 0;
	event = (otk_callback)OTK_CALLBACK_INIT;
	view = (otk_request_view){.struct_size = sizeof(view)};
	client = NULL;
	use_client(&OTK_CLIENT_OPTIONS(.api_key = key, .api_secret = secret, .api_url = url,
		.max_attempts = 1));
	control("POST", "/sandbox/reset", NULL);
	join();
	for (size_t i = 0; i < OTK_COUNT_OF(preparations); i++)
		if (strcmp(preparations[i].section, current->section) == 0 &&
			strstr(current->code, preparations[i].needle))
			preparations[i].prepare();
	for (size_t i = 0; i < OTK_COUNT_OF(records); i++)
		prepared[i] = *(void *const *)records[i];
}

static void free_record(size_t at)
{
	void **record = records[at];

	if (prepared[at] != *record)
		otk_free(prepared[at]);
	otk_free(*record);
	*record = NULL;
}

static void end_row(const row *current)
{
	if (strstr(current->code, "otk_call_submit")) {
		must(otk_client_run(client, 60000, NULL, &error));
		count_ok(seen);
	}
	if (strstr(current->code, "otk_archives_each"))
		count_ok(seen);
	if (strstr(current->code, "otk_call_request"))
		otk_call_free(call);
	for (size_t i = 0; i < OTK_COUNT_OF(records); i++)
		free_record(i);
	otk_callback_clear(&event);
	if (!strstr(current->code, "otk_client_free"))
		otk_client_free(client);
}

static const char *runs_elsewhere(const row *current)
{
	for (size_t i = 0; i < OTK_COUNT_OF(elsewhere); i++)
		if (strstr(current->code, elsewhere[i].needle))
			return elsewhere[i].reason;
	return NULL;
}

int main(int argc, char **argv)
{
	FILE *sink = tmpfile();

	setvbuf(stdout, NULL, _IOLBF, 0); /* so that a crash shows its row */
	if (argc != 2 || !sink)
		return 2;
	application_key_file = argv[1];
	fd = fileno(sink);
	for (size_t i = 0; i < OTK_COUNT_OF(rows); i++) {
		if (runs_elsewhere(&rows[i])) {
			printf("skip %s: %s\n", rows[i].feature, runs_elsewhere(&rows[i]));
			continue;
		}
		begin_row(&rows[i]);
		if (!problem)
			rows[i].run();
		end_row(&rows[i]);
		printf("%s %s: %s%s%s\n", problem ? "FAIL" : "ok  ", rows[i].section,
			rows[i].feature, problem ? ": " : "", problem ? problem : "");
	}
	fclose(sink);
	return 0;
}

/* SPDX-License-Identifier: MIT */
/* Every typed function of the feature headers, used as an application does, against otk-sandbox. */
#include "config.h"

#include <otk/applications.h>
#include <otk/archives.h>
#include <otk/broadcasts.h>
#include <otk/callbacks.h>
#include <otk/captions.h>
#include <otk/connections.h>
#include <otk/insights.h>
#include <otk/migration.h>
#include <otk/otk.h>
#include <otk/plugin.h>
#include <otk/projects.h>
#include <otk/renders.h>
#include <otk/reports.h>
#include <otk/signals.h>
#include <otk/sip.h>
#include <otk/storage.h>
#include <otk/streams.h>
#include <otk/websocket.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "tests/plugins/add_features.h"
#include "tests/sandbox/box.h"

#define OK(call) CHECK_STATUS(call, OTK_OK, &error)

static test_box server;
static otk_client *project, *account, *vonage;
static otk_error error;

/* A fresh session with one stream. */
static const char *session, *stream, *connection;
static char *token, *moderator;

static void furnish(void)
{
	json_object *made = WANT(201, NOBODY, "POST", "/sandbox/session", "{}");

	session = member(made, "sessionId");
	made = WANT(201, NOBODY, "POST", text("/sandbox/session/%s/stream", session), "{}");
	stream = member(made, "streamId");
	connection = member(made, "connectionId");
	otk_free(token);
	otk_free(moderator);
	OK(otk_token_create(otk_client_key(project), session, NULL, &token, &error));
	OK(otk_token_create(otk_client_key(project), session,
		&OTK_TOKEN_OPTIONS(.role = OTK_ROLE_MODERATOR), &moderator, &error));
}

static json_object *state(void)
{
	return WANT(200, NOBODY, "GET", text("/sandbox/session/%s", session), NULL);
}

/* Short pauses: the server's clock is a real one. */
static const otk_wait_options *until(const char *status)
{
	static otk_wait_options options;

	options = OTK_WAIT_OPTIONS(.until = status, .interval_ms = 20, .timeout_ms = 10000);
	return &options;
}

static otk_status count_item(const void *item, void *userdata)
{
	(void)item;
	++*(int *)userdata;
	return OTK_OK;
}

/* ---- the features */

static void sessions(void)
{
	otk_session *made = NULL;

	OK(otk_session_create(project,
		&OTK_SESSION_OPTIONS(.media_mode = OTK_MEDIA_ROUTED, .location = "192.0.2.1"),
		&made, &error));
	CHECK_STR(made->project_id, KEY);
	CHECK_STR(member(WANT(200, NOBODY, "GET", text("/sandbox/session/%s", made->id), NULL),
			  "location"),
		"192.0.2.1");
	otk_free(made);
}

static void archives(void)
{
	otk_archive *archive = NULL;
	otk_archive_list *list = NULL;
	char *id;
	int seen = 0;
	FILE *file = tmpfile();

	furnish();
	OK(otk_archives_start(project,
		&OTK_ARCHIVE_OPTIONS(.session_id = session, .name = "typed",
			.stream_mode = OTK_STREAM_MODE_MANUAL,
			.layout = &OTK_LAYOUT(.type = OTK_LAYOUT_BEST_FIT)),
		&archive, &error));
	CHECK_STR(archive->name, "typed");
	id = strdup(archive->id);
	otk_free(archive);
	OK(otk_archives_select_stream(
		project, id, &OTK_COMPOSED_STREAM_OPTIONS(.add_stream = stream), &error));
	OK(otk_archives_set_layout(project, id, &OTK_LAYOUT(.type = OTK_LAYOUT_PIP), &error));
	OK(otk_archives_get(project, id, &archive, &error));
	CHECK_INT(archive->stream_count, 1);
	CHECK_STR(archive->streams[0]->stream_id, stream);
	CHECK_INT(archive->streams[0]->has_video, OTK_YES);
	otk_free(archive);
	OK(otk_archives_stop(project, id, &archive, &error));
	CHECK_STR(archive->status, OTK_ARCHIVE_STOPPED);
	otk_free(archive);
	OK(otk_archives_wait(project, id, until(OTK_ARCHIVE_AVAILABLE), &archive, &error));
	OK(otk_archives_download(project, id, fileno(file), NULL, &error));
	CHECK_INT(lseek(fileno(file), 0, SEEK_END), archive->size);
	otk_free(archive);
	OK(otk_archives_list(project, &OTK_LIST_OPTIONS(.session_id = session), &list, &error));
	CHECK_INT(list->total, 1);
	CHECK_STR(list->items[0]->id, id);
	otk_free(list);
	OK(otk_archives_each(
		project, &OTK_LIST_OPTIONS(.session_id = session), count_item, &seen, &error));
	CHECK_INT(seen, 1);
	OK(otk_archives_delete(project, id, &error));
	fclose(file);
	free(id);
}

static void broadcasts(void)
{
	const otk_rtmp_target target = OTK_RTMP_TARGET(.id = "foo",
		.server_url = "rtmp://good.example.com/x", .stream_name = "key");
	const otk_rtmp_target *const targets[] = {&target};
	otk_broadcast *broadcast = NULL;
	otk_broadcast_list *list = NULL;
	char *id;
	int seen = 0;

	furnish();
	OK(otk_broadcasts_start(project,
		&OTK_BROADCAST_OPTIONS(.session_id = session, .max_duration = 600,
			.stream_mode = OTK_STREAM_MODE_MANUAL,
			.outputs = &OTK_BROADCAST_OUTPUTS(.hls = &OTK_HLS(.dvr = OTK_YES),
				.rtmp = targets, .rtmp_count = 1)),
		&broadcast, &error));
	CHECK_INT(broadcast->max_duration, 600);
	CHECK_INT(broadcast->settings->hls->dvr, OTK_YES);
	id = strdup(broadcast->id);
	otk_free(broadcast);
	/* not its status, which is "started" at once, but that people can watch */
	OK(otk_broadcasts_wait(project, id, until(OTK_HLS_LIVE), &broadcast, &error));
	CHECK_STR(broadcast->urls->hls_status, OTK_HLS_LIVE);
	CHECK_STR(broadcast->urls->rtmp[0]->id, "foo");
	CHECK_STR(broadcast->urls->rtmp[0]->stream_name, "key");
	otk_free(broadcast);
	OK(otk_broadcasts_select_stream(
		project, id, &OTK_COMPOSED_STREAM_OPTIONS(.add_stream = stream), &error));
	OK(otk_broadcasts_set_layout(project, id, &OTK_LAYOUT(.type = OTK_LAYOUT_PIP), &error));
	OK(otk_broadcasts_get(project, id, &broadcast, &error));
	CHECK_STR(broadcast->streams[0]->stream_id, stream);
	otk_free(broadcast);
	OK(otk_broadcasts_list(project, &OTK_LIST_OPTIONS(.session_id = session), &list, &error));
	CHECK_INT(list->item_count, 1);
	otk_free(list);
	OK(otk_broadcasts_each(
		project, &OTK_LIST_OPTIONS(.session_id = session), count_item, &seen, &error));
	CHECK_INT(seen, 1);
	OK(otk_broadcasts_stop(project, id, &broadcast, &error));
	CHECK(!broadcast->urls);
	otk_free(broadcast);
	/* it has ended: it will never be live again */
	CHECK_INT(otk_broadcasts_wait(project, id, until(OTK_HLS_LIVE), &broadcast, &error),
		OTK_E_STATE);
	CHECK_STR(broadcast->status, OTK_BROADCAST_STOPPED);
	otk_free(broadcast);
	free(id);
}

static void streams(void)
{
	otk_stream_layout one =
		OTK_STREAM_LAYOUT(.layout_class_list = OTK_STRINGS("full", "focus"));
	const otk_stream_layout *const items[] = {&one};
	otk_stream_list *list = NULL;
	otk_stream *found = NULL;
	otk_project *owner = NULL;

	furnish();
	one.id = stream;
	OK(otk_streams_set_layout(project, session,
		&OTK_STREAM_LAYOUT_OPTIONS(.items = items, .item_count = 1), &error));
	OK(otk_streams_get(project, session, stream, &found, &error));
	CHECK_INT(found->layout_class_list.count, 2);
	CHECK_STR(found->layout_class_list.items[1], "focus");
	otk_free(found);
	OK(otk_streams_set_class(project, session, stream,
		&OTK_STREAM_CLASS_OPTIONS(.layout_class_list = OTK_NO_STRINGS), &error));
	OK(otk_streams_list(project, session, &list, &error));
	CHECK_INT(list->items[0]->layout_class_list.count, 0);
	otk_free(list);
	CHECK_INT(otk_streams_get(project, session, "unknown", &found, &error), OTK_E_NOT_FOUND);
	CHECK(!found);
	OK(otk_streams_mute(project, session, stream, &owner, &error));
	CHECK_STR(owner->id, KEY);
	CHECK_STR(owner->status, OTK_PROJECT_ACTIVE);
	otk_free(owner);
	OK(otk_streams_mute_all(project, session,
		&OTK_MUTE_OPTIONS(.excluded_stream_ids = OTK_STRINGS(stream)), NULL, &error));
	CHECK_INT(number(state(), "muted"), 1);
	OK(otk_streams_lift_mute(project, session, NULL, &error));
	CHECK_INT(number(state(), "muted"), 0);
}

static void connections_and_signals(void)
{
	otk_connection_list *list = NULL;

	furnish();
	OK(otk_connections_list(project, session, &list, &error));
	CHECK_STR(list->items[0]->id, connection);
	CHECK_STR(list->items[0]->state, OTK_CONNECTION_CONNECTED);
	CHECK_STR(list->session_id, session);
	CHECK(list->items[0]->created_at > 1600000000000);
	otk_free(list);
	OK(otk_signals_send(project, session,
		&OTK_SIGNAL_OPTIONS(.connection_id = connection, .type = "chat", .data = "hello"),
		&error));
	CHECK_STR(member(state(), "signals.0.connectionId"), connection);
	OK(otk_connections_disconnect(project, session, connection, &error));
	CHECK_INT(otk_connections_list(project, session, &list, &error), OTK_E_NOT_FOUND);
}

static void sip(void)
{
	otk_sip_call *call = NULL;

	furnish();
	OK(otk_sip_dial(project,
		&OTK_SIP_OPTIONS(.session_id = session, .token = token,
			.sip = &OTK_SIP_TARGET(.uri = "sip:user@sip.example.com",
				.headers = OTK_PAIRS({"X-Key", "value"}),
				.auth = &OTK_SIP_AUTH(.username = "u", .password = "p"),
				.streams = OTK_STRINGS(stream), .secure = OTK_YES),
			.session_migration = OTK_YES),
		&call, &error));
	CHECK_STR(member(state(), "calls.0.sip.headers.X-Key"), "value");
	CHECK_STR(member(state(), "calls.0.sip.auth.password"), "p");
	CHECK_STR(call->session_id, session);
	OK(otk_sip_dtmf(project, session,
		&OTK_DTMF_OPTIONS(.connection_id = call->connection_id, .digits = "1p2#"), &error));
	CHECK_STR(member(state(), "dtmf.0.digits"), "1p2#");
	OK(otk_sip_hangup(project, session, call->connection_id, &error));
	CHECK_INT(otk_sip_hangup(project, session, call->connection_id, &error), OTK_E_NOT_FOUND);
	otk_free(call);
}

static void renders(void)
{
	otk_render *render = NULL;
	otk_render_list *list = NULL;
	char *id;
	int seen = 0;

	furnish();
	OK(otk_renders_start(project,
		&OTK_RENDER_OPTIONS(.session_id = session, .token = token,
			.url = "https://webapp.example.com",
			.properties = &OTK_RENDER_PROPERTIES(.name = "page")),
		&render, &error));
	id = strdup(render->id);
	otk_free(render);
	OK(otk_renders_wait(project, id, until(OTK_RENDER_STARTED), &render, &error));
	CHECK_STR(render->name, "page");
	CHECK(render->stream_id != NULL);
	otk_free(render);
	OK(otk_renders_list(project, NULL, &list, &error));
	CHECK_STR(list->items[0]->id, id);
	otk_free(list);
	OK(otk_renders_each(project, NULL, count_item, &seen, &error));
	CHECK(seen >= 1);
	OK(otk_renders_stop(project, id, &error));
	OK(otk_renders_get(project, id, &render, &error));
	CHECK_STR(render->status, OTK_RENDER_STOPPED);
	otk_free(render);
	free(id);
}

static void websocket(void)
{
	otk_websocket *socket = NULL;

	furnish();
	OK(otk_websocket_connect(project,
		&OTK_WEBSOCKET_OPTIONS(.session_id = session, .token = token,
			.websocket = &OTK_WEBSOCKET_TARGET(.uri = "wss://service.example.com/ws",
				.audio_rate = 16000, .headers = OTK_PAIRS({"key", "value"}),
				.audio_transport =
					&OTK_AUDIO_TRANSPORT(.transport = OTK_AUDIO_TRANSPORT_JSON,
						.encoding = OTK_AUDIO_ENCODING_BASE64,
						.static_fields = OTK_PAIRS({"a", "b"})))),
		&socket, &error));
	CHECK_INT(number(state(), "audioConnectors.0.websocket.audioRate"), 16000);
	OK(otk_websocket_disconnect(project, session, socket->connection_id, &error));
	otk_free(socket);
}

static void captions(void)
{
	otk_captions *run = NULL, *second = NULL;

	furnish();
	OK(otk_captions_start(project,
		&OTK_CAPTIONS_OPTIONS(.session_id = session, .token = moderator,
			.language_code = "de-DE", .partial_captions = OTK_NO),
		&run, &error));
	CHECK_INT(otk_captions_start(project,
			  &OTK_CAPTIONS_OPTIONS(.session_id = session, .token = moderator), &second,
			  &error),
		OTK_E_CONFLICT);
	CHECK_INT(error.service_code, 60003);
	OK(otk_captions_stop(project, run->id, &error));
	otk_free(run);
}

static void storage_and_callbacks(void)
{
	otk_storage *set = NULL;
	otk_callback_registration *registration = NULL;
	otk_callback_registration_list *list = NULL;

	OK(otk_storage_set(project,
		&OTK_STORAGE(.type = OTK_STORAGE_AZURE,
			.config = &OTK_STORAGE_CONFIG(.account_name = "acct", .account_key = "shh",
				.container = "archives")),
		&set, &error));
	CHECK_STR(set->config->container, "archives");
	otk_free(set);
	OK(otk_storage_delete(project, &error));
	OK(otk_callbacks_register(project,
		&OTK_CALLBACK_OPTIONS(.group = OTK_CALLBACK_GROUP_STREAM,
			.event = OTK_CALLBACK_CREATED, .url = "http://127.0.0.1:1/x"),
		&registration, &error));
	OK(otk_callbacks_list(project, &list, &error));
	CHECK_STR(list->items[0]->id, registration->id);
	OK(otk_callbacks_remove(project, registration->id, &error));
	otk_free(registration);
	otk_free(list);
}

static void projects(void)
{
	otk_project *made = NULL, *again = NULL;
	otk_project_list *list = NULL;

	OK(otk_projects_create(account, &OTK_PROJECT_OPTIONS(.name = "typed"), &made, &error));
	OK(otk_projects_get(account, made->id, &again, &error));
	CHECK_STR(again->name, "typed");
	otk_free(again);
	OK(otk_projects_refresh_secret(account, made->id, &again, &error));
	CHECK(strcmp(again->secret, made->secret) != 0);
	otk_free(again);
	OK(otk_projects_update(account, made->id,
		&OTK_PROJECT_UPDATE_OPTIONS(.status = OTK_PROJECT_SUSPENDED), &again, &error));
	CHECK_STR(again->status, OTK_PROJECT_SUSPENDED);
	otk_free(again);
	OK(otk_projects_list(account, &list, &error));
	CHECK(list->item_count >= 3);
	otk_free(list);
	OK(otk_projects_delete(account, made->id, &error));
	otk_free(made);
	CHECK_INT(otk_projects_list(project, &list, &error), OTK_E_ARGUMENT);
	CHECK_HAS(error.message, "account");
}

static void applications(void)
{
	otk_application *made = NULL, *again = NULL;
	otk_application_list *list = NULL;

	OK(otk_applications_create(vonage, &OTK_APPLICATION(.name = "typed"), &made, &error));
	CHECK_HAS(made->keys->private_key, "PRIVATE KEY");
	OK(otk_applications_update(vonage, made->id,
		&OTK_APPLICATION(.name = "renamed",
			.capabilities = &OTK_CAPABILITIES(
					.video = &OTK_VIDEO_CAPABILITY(
							.webhooks = &OTK_WEBHOOKS(
									.archive_status = &OTK_WEBHOOK(
											.address =
												"ht"
												"tp"
												"s:"
												"//"
												"ex"
												"am"
												"pl"
												"e."
												"co"
												"m/"
												"a",
										.active = OTK_YES)),
						.storage = &OTK_VIDEO_STORAGE(.cloud_storage =
										      OTK_YES)))),
		&again, &error));
	otk_free(again);
	OK(otk_applications_get(vonage, made->id, &again, &error));
	CHECK_STR(again->capabilities->video->webhooks->archive_status->address,
		"https://example.com/a");
	CHECK_INT(again->capabilities->video->storage->cloud_storage, OTK_YES);
	otk_free(again);
	OK(otk_applications_list(
		vonage, &OTK_APPLICATION_LIST_OPTIONS(.page_size = 1), &list, &error));
	CHECK_INT(list->total, 2);
	CHECK_INT(list->embedded->application_count, 1);
	otk_free(list);
	OK(otk_applications_delete(vonage, made->id, &error));
	otk_free(made);
}

static otk_status count_record(const void *item, void *userdata)
{
	const otk_report_record *record = item;
	int *records = userdata;

	CHECK_STR(record->account_id, "abcd1234");
	CHECK_STR(record->feature_name, "Video Session");
	++*records;
	return OTK_OK;
}

#define ACCOUNT_ID .account_id = "abcd1234"

/* The moment `days` from now, as the service writes it. */
static const char *moment(int days)
{
	const time_t seconds = time(NULL) + days * 86400;
	char written[40];
	struct tm tm;

	strftime(written, sizeof(written), "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&seconds, &tm));
	return text("%s", written);
}

/* More records than one page has. */
static void usage_records(void)
{
	const otk_report_record_options options = OTK_REPORT_RECORD_OPTIONS(
		ACCOUNT_ID, .date_start = moment(0), .date_end = moment(1));
	otk_report_records *page = NULL;
	int records = 0;

	WANT(200, NOBODY, "POST", "/sandbox/clock", "{\"advance\":60}");
	for (int i = 0; i < 1001; i++)
		WANT(201, NOBODY, "POST", "/sandbox/session",
			"{\"projectId\":\"" APPLICATION "\"}");
	OK(otk_reports_records(vonage, &options, &page, &error));
	CHECK_STR(page->status, OTK_REPORT_TRUNCATED);
	CHECK_INT(page->item_count, 1000);
	CHECK(page->cursor && page->iv);
	otk_free(page);
	OK(otk_reports_each_record(vonage, &options, count_record, &records, &error));
	CHECK_INT(records, 1001);
	WANT(200, NOBODY, "POST", "/sandbox/clock",
		text("{\"set\":%lld}", (long long)time(NULL) * 1000));
}

static void reports(void)
{
	otk_report *report = NULL, *ready = NULL;
	otk_report_list *list = NULL;
	FILE *file = tmpfile();
	char head[5] = "";

	OK(otk_reports_create(vonage, &OTK_REPORT_OPTIONS(ACCOUNT_ID), &report, &error));
	CHECK_STR(report->status, OTK_REPORT_PENDING);
	CHECK_INT(
		otk_reports_download(vonage, report->id, fileno(file), NULL, &error), OTK_E_STATE);
	OK(otk_reports_wait(vonage, report->id, NULL, &ready, &error));
	CHECK_STR(ready->status, OTK_REPORT_SUCCESS);
	CHECK_HAS(ready->links->download_report->href, "/v3/media/");
	OK(otk_reports_download(vonage, report->id, fileno(file), NULL, &error));
	rewind(file);
	CHECK_INT(fread(head, 1, 4, file), 4);
	CHECK_STR(head, "PK\003\004");
	CHECK_INT(otk_reports_cancel(vonage, report->id, NULL, &error), OTK_E_CONFLICT);
	OK(otk_reports_list(vonage, &OTK_REPORT_LIST_OPTIONS(ACCOUNT_ID), &list, &error));
	CHECK_INT(list->item_count, 1);
	otk_free(list);
	otk_free(ready);
	otk_free(report);
	OK(otk_reports_create(vonage, &OTK_REPORT_OPTIONS(ACCOUNT_ID), &report, &error));
	OK(otk_reports_cancel(vonage, report->id, &ready, &error));
	CHECK_STR(ready->status, OTK_REPORT_ABORTED);
	otk_free(ready);
	CHECK_INT(otk_reports_wait(vonage, report->id, NULL, &ready, &error), OTK_E_STATE);
	OK(otk_reports_get(vonage, report->id, NULL, &error));
	otk_free(ready);
	otk_free(report);
	fclose(file);
}

static void transcripts(void)
{
	otk_archive *archive = NULL;
	otk_archive_transcript *transcript = NULL;
	FILE *file = tmpfile();
	char *id;

	furnish();
	OK(otk_archives_start(project,
		&OTK_ARCHIVE_OPTIONS(.session_id = session, .output_mode = OTK_OUTPUT_INDIVIDUAL,
			.has_transcription = OTK_YES),
		&archive, &error));
	id = strdup(archive->id);
	otk_free(archive);
	OK(otk_archives_transcript(project, id, &transcript, &error));
	CHECK_STR(transcript->transcription->status, OTK_TRANSCRIPTION_REQUESTED);
	otk_free(transcript);
	CHECK_INT(otk_archives_transcript_download(project, id, fileno(file), NULL, &error),
		OTK_E_STATE);
	OK(otk_archives_stop(project, id, NULL, &error));
	OK(otk_archives_transcript_wait(project, id, NULL, &transcript, &error));
	CHECK_STR(transcript->transcription->status, OTK_TRANSCRIPTION_AVAILABLE);
	otk_free(transcript);
	OK(otk_archives_transcript_download(project, id, fileno(file), NULL, &error));
	CHECK(lseek(fileno(file), 0, SEEK_END) > 0);
	fclose(file);
	free(id);
}

static void migration_and_insights(void)
{
	otk_insights_response *response = NULL;
	otk_insights_page *page = NULL;
	size_t size = 0;

	furnish();
	OK(otk_migration_start(project, session, &error));
	CHECK_INT(otk_migration_start(project, session, &error), OTK_E_CONFLICT);
	OK(otk_insights_query(project,
		&OTK_INSIGHTS_OPTIONS(.query = "{project(projectId: 123456) {x}}"), &response,
		&error));
	CHECK_INT(response->error_count, 0);
	CHECK_HAS(otk_record_json(response, &size), "streamedPublishedMinutes");
	CHECK_INT(otk_insights_read_page(project, response, NULL, &page, &error), OTK_OK);
	CHECK_INT(page->has_next_page, OTK_NO);
	otk_free(page);
	otk_free(response);
	CHECK_INT(otk_insights_query(
			  project, &OTK_INSIGHTS_OPTIONS(.query = "nonsense"), &response, &error),
		OTK_E_REQUEST);
	CHECK(!response);
	CHECK_HAS(error.message, "Syntax Error");
}

/* The other way to use a function: prepared, then performed or dropped. */
static void calls_that_are_only_prepared(void)
{
	otk_call *call;
	otk_request_view view = {.struct_size = sizeof(view)};
	void *record = NULL;

	furnish();
	call = otk_connections_list_call(project, session, &error);
	if (CHECK(call != NULL)) {
		OK(otk_call_request(call, &view));
		CHECK_HAS(view.path, "/connection");
		OK(otk_call_perform(call, &record, &error));
		CHECK_INT(((otk_connection_list *)record)->item_count, 1);
		otk_free(record);
	}
	call = otk_storage_delete_call(project, &error);
	CHECK(call != NULL);
	otk_call_free(call);
}

/* ---- main */

static otk_client *client_of(const otk_key_options *options)
{
	otk_key *key = otk_key_new(options, &error);
	otk_client *client =
		otk_client_new(&OTK_CLIENT_OPTIONS(.key = key, .api_url = server.url), &error);

	otk_key_free(key);
	if (client && otk_features_add(client, NULL, &error))
		return NULL;
	return client;
}

static int init(void)
{
	static const char *const options[] = {"--settle-ms", "20", NULL};

	error = (otk_error)OTK_ERROR_INIT;
	if (!box_start(&server, options))
		return 1;
	project = client_of(&OTK_KEY_OPTIONS(.api_key = KEY,
		.api_secret = "1234567890abcdef1234567890abcdef1234567890"));
	account = client_of(&OTK_KEY_OPTIONS(.api_key = "100100",
		.api_secret = "abcdef1234567890abcdef1234567890abcdef12", .account = OTK_YES));
	vonage = client_of(&OTK_KEY_OPTIONS(.api_key = "abcd1234",
		.api_secret = "SandboxVonageSecret1", .account = OTK_YES));
	return !project || !account || !vonage;
}

static int clean(void)
{
	otk_free(token);
	otk_free(moderator);
	otk_client_free(project);
	otk_client_free(account);
	otk_client_free(vonage);
	return box_stop(&server, SIGTERM);
}

int main(void)
{
	static const otk_test tests[] = {
		TEST(sessions),
		TEST(archives),
		TEST(broadcasts),
		TEST(streams),
		TEST(connections_and_signals),
		TEST(sip),
		TEST(renders),
		TEST(websocket),
		TEST(captions),
		TEST(storage_and_callbacks),
		TEST(projects),
		TEST(applications),
		TEST(usage_records),
		TEST(reports),
		TEST(transcripts),
		TEST(migration_and_insights),
		TEST(calls_that_are_only_prepared),
	};

	return otk_test_main("typed", tests, OTK_COUNT_OF(tests), init, clean);
}

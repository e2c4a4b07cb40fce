/* SPDX-License-Identifier: MIT */
/* The _call form of every typed function: which request it makes, from which ids in which order. */
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
#include <stdio.h>
#include <string.h>

#include "tests/harness.h"
#include "tests/plugins/add_features.h"

#define KEY     "123456"
#define SESSION "1_MX4xMjM0NTZ-flNhdCBNYXIgMTUgMTQ6NDI6MjMgUERUIDIwMTR-MC40OTAxMzAyNX4"
#define PROJECT "/v2/project/" KEY
#define IN_IT   PROJECT "/session/" SESSION

static otk_client *project, *account, *vonage;
static otk_error error;

/* The call's method and path are "POST /path". Frees the call. */
static void check_request(const char *expected, otk_call *call)
{
	otk_request_view view = {.struct_size = sizeof(view)};
	char text[256];

	if (!CHECK_CASE(call != NULL, "%s: %s", expected, error.message))
		return;
	CHECK_INT(otk_call_request(call, &view), OTK_OK);
	snprintf(text, sizeof(text), "%s %s", view.method, view.path);
	CHECK_STR(text, expected);
	otk_call_free(call);
}

static void archives_and_broadcasts(void)
{
	const otk_composed_stream_options add = OTK_COMPOSED_STREAM_OPTIONS(.add_stream = "T");
	const otk_layout layout = OTK_LAYOUT(.type = OTK_LAYOUT_PIP);

	check_request("POST " PROJECT "/archive",
		otk_archives_start_call(
			project, &OTK_ARCHIVE_OPTIONS(.session_id = SESSION), &error));
	check_request(
		"POST " PROJECT "/archive/A/stop", otk_archives_stop_call(project, "A", &error));
	check_request("GET " PROJECT "/archive/A", otk_archives_get_call(project, "A", &error));
	check_request(
		"GET " PROJECT "/archive/A", otk_archives_transcript_call(project, "A", &error));
	check_request("GET " PROJECT "/archive", otk_archives_list_call(project, NULL, &error));
	check_request(
		"DELETE " PROJECT "/archive/A", otk_archives_delete_call(project, "A", &error));
	check_request("PUT " PROJECT "/archive/A/layout",
		otk_archives_set_layout_call(project, "A", &layout, &error));
	check_request("PATCH " PROJECT "/archive/A/streams",
		otk_archives_select_stream_call(project, "A", &add, &error));

	check_request("POST " PROJECT "/broadcast",
		otk_broadcasts_start_call(project,
			&OTK_BROADCAST_OPTIONS(.session_id = SESSION,
				.outputs = &OTK_BROADCAST_OUTPUTS(.hls = &OTK_HLS(.dvr = OTK_NO))),
			&error));
	check_request("POST " PROJECT "/broadcast/B/stop",
		otk_broadcasts_stop_call(project, "B", &error));
	check_request("GET " PROJECT "/broadcast/B", otk_broadcasts_get_call(project, "B", &error));
	check_request("GET " PROJECT "/broadcast", otk_broadcasts_list_call(project, NULL, &error));
	check_request("PUT " PROJECT "/broadcast/B/layout",
		otk_broadcasts_set_layout_call(project, "B", &layout, &error));
	check_request("PATCH " PROJECT "/broadcast/B/streams",
		otk_broadcasts_select_stream_call(project, "B", &add, &error));
}

static void inside_a_session(void)
{
	const otk_stream_layout item =
		OTK_STREAM_LAYOUT(.id = "T", .layout_class_list = OTK_STRINGS("focus"));
	const otk_stream_layout *const items[] = {&item};

	check_request("GET " IN_IT "/stream", otk_streams_list_call(project, SESSION, &error));
	check_request(
		"GET " IN_IT "/stream/T", otk_streams_get_call(project, SESSION, "T", &error));
	check_request("PUT " IN_IT "/stream",
		otk_streams_set_layout_call(project, SESSION,
			&OTK_STREAM_LAYOUT_OPTIONS(.items = items, .item_count = 1), &error));
	check_request("PUT " IN_IT "/stream/T",
		otk_streams_set_class_call(project, SESSION, "T",
			&OTK_STREAM_CLASS_OPTIONS(.layout_class_list = OTK_NO_STRINGS), &error));
	check_request("POST " IN_IT "/stream/T/mute",
		otk_streams_mute_call(project, SESSION, "T", &error));
	check_request(
		"POST " IN_IT "/mute", otk_streams_mute_all_call(project, SESSION, NULL, &error));
	check_request("POST " IN_IT "/mute", otk_streams_lift_mute_call(project, SESSION, &error));
	check_request(
		"GET " IN_IT "/connection", otk_connections_list_call(project, SESSION, &error));
	check_request("DELETE " IN_IT "/connection/C",
		otk_connections_disconnect_call(project, SESSION, "C", &error));
	check_request("POST " IN_IT "/signal",
		otk_signals_send_call(project, SESSION, &OTK_SIGNAL_OPTIONS(.data = "x"), &error));
	check_request("POST " IN_IT "/migrate", otk_migration_start_call(project, SESSION, &error));
}

static void into_a_session(void)
{
	char *token = NULL;

	CHECK_STATUS(otk_token_create(otk_client_key(project), SESSION,
			     &OTK_TOKEN_OPTIONS(.role = OTK_ROLE_MODERATOR), &token, &error),
		OTK_OK, &error);
	check_request("POST " PROJECT "/dial",
		otk_sip_dial_call(project,
			&OTK_SIP_OPTIONS(.session_id = SESSION, .token = token,
				.sip = &OTK_SIP_TARGET(.uri = "sip:a@example.com")),
			&error));
	check_request("POST " IN_IT "/play-dtmf",
		otk_sip_dtmf_call(project, SESSION, &OTK_DTMF_OPTIONS(.digits = "1"), &error));
	check_request("DELETE " IN_IT "/connection/C",
		otk_sip_hangup_call(project, SESSION, "C", &error));
	check_request("POST " PROJECT "/connect",
		otk_websocket_connect_call(project,
			&OTK_WEBSOCKET_OPTIONS(.session_id = SESSION, .token = token,
				.websocket = &OTK_WEBSOCKET_TARGET(.uri = "wss://example.com/a")),
			&error));
	check_request("DELETE " IN_IT "/connection/C",
		otk_websocket_disconnect_call(project, SESSION, "C", &error));
	check_request("POST " PROJECT "/render",
		otk_renders_start_call(project,
			&OTK_RENDER_OPTIONS(.session_id = SESSION, .token = token,
				.url = "https://example.com/page"),
			&error));
	check_request("DELETE " PROJECT "/render/R", otk_renders_stop_call(project, "R", &error));
	check_request("GET " PROJECT "/render/R", otk_renders_get_call(project, "R", &error));
	check_request("GET " PROJECT "/render", otk_renders_list_call(project, NULL, &error));
	check_request("POST " PROJECT "/captions",
		otk_captions_start_call(project,
			&OTK_CAPTIONS_OPTIONS(.session_id = SESSION, .token = token), &error));
	check_request(
		"POST " PROJECT "/captions/K/stop", otk_captions_stop_call(project, "K", &error));
	otk_free(token);
}

static void of_the_project(void)
{
	check_request("POST /session/create", otk_session_create_call(project, NULL, &error));
	check_request("PUT " PROJECT "/archive/storage",
		otk_storage_set_call(project,
			&OTK_STORAGE(.type = OTK_STORAGE_AZURE,
				.config = &OTK_STORAGE_CONFIG(.account_name = "a",
					.account_key = "b", .container = "c")),
			&error));
	check_request(
		"DELETE " PROJECT "/archive/storage", otk_storage_delete_call(project, &error));
	check_request("POST " PROJECT "/callback",
		otk_callbacks_register_call(project,
			&OTK_CALLBACK_OPTIONS(.group = OTK_CALLBACK_GROUP_STREAM,
				.event = OTK_CALLBACK_CREATED, .url = "https://example.com"),
			&error));
	check_request("GET " PROJECT "/callback", otk_callbacks_list_call(project, &error));
	check_request(
		"DELETE " PROJECT "/callback/K", otk_callbacks_remove_call(project, "K", &error));
	check_request("POST /graphql",
		otk_insights_query_call(project, &OTK_INSIGHTS_OPTIONS(.query = "{x}"), &error));
}

static void of_the_account(void)
{
	const otk_application application = OTK_APPLICATION(.name = "x");

	check_request("POST /v2/project", otk_projects_create_call(account, NULL, &error));
	check_request("GET /v2/project", otk_projects_list_call(account, &error));
	check_request("GET " PROJECT, otk_projects_get_call(account, KEY, &error));
	check_request("PUT " PROJECT,
		otk_projects_update_call(account, KEY,
			&OTK_PROJECT_UPDATE_OPTIONS(.status = OTK_PROJECT_ACTIVE), &error));
	check_request("DELETE " PROJECT, otk_projects_delete_call(account, KEY, &error));
	check_request("POST " PROJECT "/refreshSecret",
		otk_projects_refresh_secret_call(account, KEY, &error));

	check_request("POST /v2/applications",
		otk_applications_create_call(vonage, &application, &error));
	check_request("GET /v2/applications", otk_applications_list_call(vonage, NULL, &error));
	check_request("GET /v2/applications/X", otk_applications_get_call(vonage, "X", &error));
	check_request("PUT /v2/applications/X",
		otk_applications_update_call(vonage, "X", &application, &error));
	check_request(
		"DELETE /v2/applications/X", otk_applications_delete_call(vonage, "X", &error));
}

static void of_reports(void)
{
	check_request("GET /v2/reports/records",
		otk_reports_records_call(vonage,
			&OTK_REPORT_RECORD_OPTIONS(.account_id = "abcd1234", .ids = "a"), &error));
	check_request(
		"POST /v2/reports", otk_reports_create_call(vonage,
					    &OTK_REPORT_OPTIONS(.account_id = "abcd1234"), &error));
	check_request("GET /v2/reports/R", otk_reports_get_call(vonage, "R", &error));
	check_request("GET /v2/reports",
		otk_reports_list_call(
			vonage, &OTK_REPORT_LIST_OPTIONS(.account_id = "abcd1234"), &error));
	check_request("DELETE /v2/reports/R", otk_reports_cancel_call(vonage, "R", &error));
	CHECK(!otk_reports_list_call(vonage,
		&OTK_REPORT_LIST_OPTIONS(.account_id = "abcd1234", .status = "PENDING,"), &error));
	CHECK_STR(error.message, "reports.list: status: it must not be empty");
}

static char made_url[128];

/* Returns the whole URL of a request. Frees the call. */
static const char *url_of(otk_call *call)
{
	otk_request_view view = {.struct_size = sizeof(view)};

	if (!CHECK_CASE(call != NULL, "%s", error.message))
		return "";
	CHECK_INT(otk_call_request(call, &view), OTK_OK);
	snprintf(made_url, sizeof(made_url), "%s", view.url);
	otk_call_free(call);
	return made_url;
}

static otk_status no_token(char *buffer, size_t size, void *userdata, otk_error *failure)
{
	(void)buffer, (void)size, (void)userdata, (void)failure;
	return OTK_E_TOKEN;
}

static otk_call *insights_of(otk_client *client)
{
	return otk_insights_query_call(client, &OTK_INSIGHTS_OPTIONS(.query = "{x}"), &error);
}

/* A client of an application that cannot sign; api_url NULL: the service's own. */
static otk_client *application_of(const char *api_url)
{
	otk_client *client = otk_client_new(
		&OTK_CLIENT_OPTIONS(.application_id = "29f760f8-7ce1-46c9-ade3-f2dedee4ed5f",
			.token_source = no_token, .api_url = api_url),
		&error);

	if (client)
		CHECK_STATUS(otk_features_add(client, NULL, &error), OTK_OK, &error);
	return client;
}

/* Rows with a host of their own; api_url replaces the host, and keeps the path of that address. */
static void hosts_of_rows(void)
{
	otk_client *application = application_of(NULL);
	otk_client *local = application_of("http://127.0.0.1:9/prefix");

	if (CHECK(application && local)) {
		CHECK_STR(url_of(insights_of(project)), "https://insights.opentok.com/graphql");
		CHECK_STR(url_of(insights_of(application)),
			"https://tools.vonage.com/video/insights-api/graphql");
		CHECK_STR(url_of(insights_of(local)),
			"http://127.0.0.1:9/prefix/video/insights-api/graphql");
		CHECK_STR(url_of(otk_applications_get_call(vonage, "X", &error)),
			"https://api.nexmo.com/v2/applications/X");
		CHECK_STR(url_of(otk_applications_get_call(local, "X", &error)),
			"http://127.0.0.1:9/prefix/v2/applications/X");
	}
	otk_client_free(application);
	otk_client_free(local);
}

static otk_client *client_of(const char *api_key, const char *secret, otk_flag is_account)
{
	otk_key *key = otk_key_new(
		&OTK_KEY_OPTIONS(.api_key = api_key, .api_secret = secret, .account = is_account),
		&error);
	otk_client *client = otk_client_new(&OTK_CLIENT_OPTIONS(.key = key), &error);

	otk_key_free(key);
	if (client && otk_features_add(client, NULL, &error)) {
		otk_client_free(client);
		return NULL;
	}
	return client;
}

static int init(void)
{
	error = (otk_error)OTK_ERROR_INIT;
	project = client_of(KEY, "1234567890abcdef1234567890abcdef1234567890", OTK_UNSET);
	account = client_of("100100", "abcdef1234567890abcdef1234567890abcdef12", OTK_YES);
	vonage = client_of("abcd1234", "SandboxVonageSecret1", OTK_YES);
	return !project || !account || !vonage;
}

static int clean(void)
{
	otk_client_free(project);
	otk_client_free(account);
	otk_client_free(vonage);
	return 0;
}

int main(void)
{
	static const otk_test tests[] = {
		TEST(archives_and_broadcasts),
		TEST(inside_a_session),
		TEST(into_a_session),
		TEST(of_the_project),
		TEST(of_the_account),
		TEST(of_reports),
		TEST(hosts_of_rows),
	};

	return otk_test_main("calls", tests, OTK_COUNT_OF(tests), init, clean);
}

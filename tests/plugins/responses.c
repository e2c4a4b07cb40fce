/* SPDX-License-Identifier: MIT */
/* Responses decoded by the tables: required ids, members of the records, errors inside a 200. */
#include "config.h"

#include <otk/applications.h>
#include <otk/archives.h>
#include <otk/broadcasts.h>
#include <otk/connections.h>
#include <otk/insights.h>
#include <otk/otk.h>
#include <otk/reports.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/harness.h"
#include "tests/plugins/add_features.h"
#include "tests/plugins/features.h"
#include "tests/server.h"

#define KEY     "123456"
#define SECRET  "1234567890abcdef1234567890abcdef1234567890"
#define SESSION "1_MX4xMjM0NTZ-flNhdCBNYXIgMTUgMTQ6NDI6MjMgUERUIDIwMTR-MC40OTAxMzAyNX4"

static otk_server *server;
static otk_client *project, *account;
static otk_error error;

static otk_client *client_of(const char *api_key, otk_flag is_account)
{
	otk_key *key = otk_key_new(
		&OTK_KEY_OPTIONS(.api_key = api_key, .api_secret = SECRET, .account = is_account),
		&error);
	otk_client *client =
		otk_client_new(&OTK_CLIENT_OPTIONS(.key = key, .api_url = otk_server_url(server),
				       .checks = OTK_CHECKS_OFF, .max_attempts = 1),
			&error);

	otk_key_free(key);
	if (client && otk_features_add(client, NULL, &error)) {
		otk_client_free(client);
		return NULL;
	}
	return client;
}

/* The path ids that an operation needs. */
static const char *ids_of(const char *operation)
{
	const otk_operation *row = otk_feature_operation(operation);

	if (row && strstr(row->path, "{apiKey}"))
		return "{\"apiKey\":\"" KEY "\"}";
	if (row && strstr(row->path, "{applicationId}"))
		return "{\"applicationId\":\"A\"}";
	if (row && strstr(row->path, "{reportId}"))
		return "{\"reportId\":\"R\"}";
	return NULL;
}

/* The status of an operation whose response has this body. */
static otk_status status_of(const char *operation, otk_auth auth, const char *body)
{
	otk_client *client =
		auth == OTK_AUTH_PROJECT || auth == OTK_AUTH_EITHER ? project : account;
	char *json = NULL;
	otk_status status;

	otk_server_reset(server);
	otk_server_reply(server, &(otk_reply){.body = body});
	status = otk_invoke(client, operation, ids_of(operation), &json, &error);
	otk_free(json);
	return status;
}

/* Without its id, the created object can neither be used nor ended. */
static void a_creating_call_demands_its_id(void)
{
	size_t count = 0;

	for (size_t i = 0; otk_feature_names[i]; i++) {
		const otk_interface *interface = otk_feature(otk_feature_names[i])->interfaces;

		for (size_t j = 0; j < interface->operation_count; j++) {
			const otk_operation *row = &interface->operations[j];
			char name[64];
			otk_status status;

			if (row->repeat != OTK_REPEAT_UNSAFE || !row->result)
				continue;
			snprintf(name, sizeof(name), "%s.%s", otk_feature_names[i], row->name);
			status = status_of(name, row->auth, "{}");
			CHECK_CASE(status == OTK_E_UNKNOWN_OUTCOME || status == OTK_E_PROTOCOL,
				"%s: {} is taken, status %s", name, otk_status_name(status));
			count++;
		}
	}
	CHECK_INT(status_of("session.create", OTK_AUTH_PROJECT, "[{}]"), OTK_E_PROTOCOL);
	CHECK_INT(status_of("projects.get", OTK_AUTH_ACCOUNT, "{}"), OTK_E_PROTOCOL);
	CHECK_INT(status_of("applications.get", OTK_AUTH_BASIC, "{}"), OTK_E_PROTOCOL);
	CHECK(count >= 9);
}

static void members_of_official_classes(void)
{
	otk_archive *archive = NULL;
	otk_broadcast *broadcast = NULL;
	otk_application *application = NULL;

	otk_server_reset(server);
	otk_server_reply(server,
		&(otk_reply){.body = "{\"id\":\"a\",\"transcriptionProperties\":"
				     "{\"primaryLanguageCode\":\"pt-BR\",\"hasSummary\":true}}"});
	CHECK_STATUS(otk_archives_get(project, "a", &archive, &error), OTK_OK, &error);
	if (archive && CHECK(archive->transcription_properties != NULL)) {
		CHECK_STR(archive->transcription_properties->primary_language_code, "pt-BR");
		CHECK_INT(archive->transcription_properties->has_summary, OTK_YES);
	}
	otk_free(archive);

	otk_server_reply(server, &(otk_reply){.body = "{\"id\":\"b\",\"status\":\"failed\","
						      "\"reason\":\"Internal server failure\"}"});
	CHECK_STATUS(otk_broadcasts_get(project, "b", &broadcast, &error), OTK_OK, &error);
	if (broadcast)
		CHECK_STR(broadcast->reason, "Internal server failure");
	otk_free(broadcast);

	otk_server_reply(server,
		&(otk_reply){.body = "{\"id\":\"c\",\"name\":\"n\",\"privacy\":{\"improve_ai\":"
				     "false}}"});
	CHECK_STATUS(otk_applications_get(account, "c", &application, &error), OTK_OK, &error);
	if (application && CHECK(application->privacy != NULL))
		CHECK_INT(application->privacy->improve_ai, OTK_NO);
	otk_free(application);
}

static bool is_among(const char *const *values, const char *value)
{
	for (; values && *values; values++)
		if (strcmp(*values, value) == 0)
			return true;
	return false;
}

/* An object whose status, in the first of the fields that the row names, is this. */
static otk_status status_of_wait(
	const char *operation, const char *id, const char *value, const char *until)
{
	char body[256];

	/* Reports have other names for both. */
	snprintf(body, sizeof(body),
		"{\"id\":\"x\",\"status\":\"%s\",\"request_id\":\"x\",\"request_status\":\"%s\","
		"\"transcription\":{\"status\":\"%s\"}}",
		value, value, value);
	otk_server_reset(server);
	otk_server_reply(server, &(otk_reply){.body = body});
	return otk_wait(strncmp(operation, "reports.", 8) == 0 ? account : project, operation, 0,
		(const char *const[]){id, NULL},
		&OTK_WAIT_OPTIONS(.until = until, .interval_ms = 1, .timeout_ms = 5000), NULL,
		&error);
}

/* The service names some members in two ways. */
static void members_of_other_names(void)
{
	otk_archive *archive = NULL;
	otk_broadcast *broadcast = NULL;
	otk_connection_list *list = NULL;

	otk_server_reset(server);
	otk_server_reply(server,
		&(otk_reply){.body = "{\"id\":\"a\",\"partnerId\":7,\"maxBitRate\":100000}"});
	CHECK_STATUS(otk_archives_get(project, "a", &archive, &error), OTK_OK, &error);
	if (archive) {
		CHECK_STR(archive->project_id, "7");
		CHECK_INT(archive->max_bitrate, 100000);
	}
	otk_free(archive);
	otk_server_reply(server,
		&(otk_reply){.body = "{\"id\":\"b\",\"partnerId\":7,\"maxBitRate\":100000}"});
	CHECK_STATUS(otk_broadcasts_get(project, "b", &broadcast, &error), OTK_OK, &error);
	if (broadcast) {
		CHECK_STR(broadcast->project_id, "7");
		CHECK_INT(broadcast->max_bitrate, 100000);
	}
	otk_free(broadcast);
	otk_server_reply(
		server, &(otk_reply){.body = "{\"count\":2,\"applicationId\":\"A\",\"items\":["
					     "{\"id\":\"c\"},{\"connectionId\":\"d\"}]}"});
	CHECK_STATUS(otk_connections_list(project, SESSION, &list, &error), OTK_OK, &error);
	if (list && CHECK_INT(list->item_count, 2)) {
		CHECK_STR(list->project_id, "A");
		CHECK_STR(list->items[0]->id, "c");
		CHECK_STR(list->items[1]->id, "d");
	}
	otk_free(list);
}

/* Waiting for the end of an object succeeds when it ended well, and fails when it did not. */
static void a_wait_fails_on_failure(void)
{
	static const char *const bad[] = {
		"failed", "expired", "deleted", "error", "ABORTED", "FAILED", NULL};
	size_t count = 0;

	for (size_t i = 0; otk_feature_names[i]; i++) {
		const otk_interface *interface = otk_feature(otk_feature_names[i])->interfaces;

		for (size_t j = 0; j < interface->operation_count; j++) {
			const otk_settles *settles = interface->operations[j].settles;
			char name[64];

			snprintf(name, sizeof(name), "%s.%s", otk_feature_names[i],
				interface->operations[j].name);
			for (size_t k = 0; settles && settles->final_values[k]; k++, count++) {
				const char *value = settles->final_values[k];
				const bool failure = is_among(settles->failure_values, value);

				CHECK_CASE(failure == is_among(bad, value), "%s %s", name, value);
				/* values of the second field are not those of the first */
				CHECK_CASE(status_of_wait(name, "x", value, NULL) ==
						   (failure ? OTK_E_STATE : OTK_OK),
					"%s: %s: %s", name, value, error.message);
				CHECK_INT(status_of_wait(name, "x", value, value), OTK_OK);
			}
		}
	}
	CHECK(count >= 11);
}

static void graphql_errors_are_errors(void)
{
	CHECK_INT(status_of("insights.query", OTK_AUTH_EITHER,
			  "{\"data\":null,\"errors\":[{\"message\":\"needs Advanced Insights\","
			  "\"errorCode\":\"1014\",\"path\":[\"project\"]}]}"),
		OTK_E_REQUEST);
	CHECK_HAS(error.message, "needs Advanced Insights");
	CHECK_INT(error.service_code, 1014);
	CHECK_INT(status_of("insights.query", OTK_AUTH_EITHER,
			  "{\"data\":{\"project\":{}},\"errors\":[]}"),
		OTK_OK);
}

static otk_status count_page(const otk_insights_response *page, void *userdata)
{
	int *pages = userdata;

	CHECK(page != NULL);
	return ++*pages == 4 ? OTK_E_CANCELLED : OTK_OK;
}

/* Walks a query whose responses have these bodies. */
static otk_status walk_of(const char *const *bodies, int *pages)
{
	const otk_insights_variables variables =
		OTK_INSIGHTS_VARIABLES(.extra_json = "{\"first\":2}");

	*pages = 0;
	otk_server_reset(server);
	for (; *bodies; bodies++)
		otk_server_reply(server, &(otk_reply){.body = *bodies});
	return otk_insights_each_page(project,
		&OTK_INSIGHTS_OPTIONS(.query = "{x}", .variables = &variables), count_page, pages,
		&error);
}

#define PAGE(inner, more, cursor)                                                                \
	"{\"data\":{\"project\":{\"list\":{\"resources\":[{\"note\":\"\\\"pageInfo\\\":{\\\"\"," \
	"\"meetings\":{\"pageInfo\":{\"hasNextPage\":" inner                                     \
	",\"endCursor\":\"inner\"}}}],\"pageInfo\" : {\"hasNextPage\":" more                     \
	",\"endCursor\":" cursor "}}}}}"

/* The outermost pageInfo counts, wherever it is in the response. */
static void pages_of_insights(void)
{
	static const char *const two[] = {
		PAGE("true", "true", "\"a}\""), PAGE("true", "false", "null"), NULL};
	static const char *const five[] = {PAGE("false", "true", "\"a\""),
		PAGE("false", "true", "\"b\""), PAGE("false", "true", "\"c\""),
		PAGE("false", "true", "\"d\""), PAGE("false", "true", "\"e\""), NULL};
	static const char *const same[] = {
		PAGE("true", "true", "\"a\""), PAGE("true", "true", "\"a\""), NULL};
	static const char *const lost[] = {PAGE("true", "true", "null"), NULL};
	static const char *const none[] = {"{\"data\":{\"pageInfo\":\"pageInfo\"}}", NULL};
	/* The last of two members of one list, the first of two lists. */
	static const char *const twice[] = {
		"{\"a\":{\"pageInfo\":{\"hasNextPage\":true,\"endCursor\":\"x\"},\"resources\":"
		"[{}],\"pageInfo\":{\"hasNextPage\":false}},\"b\":{\"pageInfo\":{"
		"\"hasNextPage\":true,\"endCursor\":\"y\"}}}",
		NULL};
	static const char *const refused[] = {
		"{\"errors\":[{\"message\":\"no\",\"errorCode\":1021}]}", NULL};
	int pages;

	CHECK_STATUS(walk_of(two, &pages), OTK_OK, &error);
	CHECK_INT(pages, 2);
	CHECK_STR(otk_server_request(server, 0)->body,
		"{\"query\":\"{x}\",\"variables\":{\"first\":2}}");
	CHECK_STR(otk_server_request(server, 1)->body,
		"{\"query\":\"{x}\",\"variables\":{\"endCursor\":\"a}\",\"first\":2}}");
	CHECK_INT(walk_of(five, &pages), OTK_E_CANCELLED);
	CHECK_INT(pages, 4);
	CHECK_STATUS(walk_of(twice, &pages), OTK_OK, &error);
	CHECK_INT(pages, 1);
	CHECK_INT(walk_of(same, &pages), OTK_E_PROTOCOL);
	CHECK_INT(pages, 1);
	CHECK_HAS(error.message, "is that of this page");
	CHECK_INT(walk_of(lost, &pages), OTK_E_PROTOCOL);
	CHECK_HAS(error.message, "is missing");
	CHECK_INT(walk_of(none, &pages), OTK_E_UNSUPPORTED);
	CHECK_HAS(error.message, "ask for pageInfo");
	CHECK_INT(walk_of(refused, &pages), OTK_E_REQUEST);
	CHECK_INT(error.service_code, 1021);
}

/* A page that is cut at any byte is refused, and nothing beyond its end is read. */
static void broken_pages_of_insights(void)
{
	static const char whole[] = "{\"pageInfo\":{\"hasNextPage\":true,\"endCursor\":\"a\\\"\"}}";
	const otk_insights_vtable *vtable = otk_feature("insights")->interfaces[0].vtable;
	const void *found = NULL;
	const struct otk_host *host = NULL;
	void *page = NULL;

	CHECK_INT(otk_interface_find(
			  NULL, OTK_INSIGHTS_ID, OTK_INSIGHTS_MINOR, &found, &host, &error),
		OTK_OK);
	for (size_t size = 0; size < sizeof(whole) - 2; size++) {
		char *cut = malloc(size + 1);

		memcpy(cut, whole, size);
		cut[size] = 'x';
		CHECK_CASE(vtable->read_page((void *)(uintptr_t)host, cut, size, NULL, &page,
				   &error) != OTK_OK,
			"%zu", size);
		CHECK(!page);
		free(cut);
	}
	CHECK_INT(vtable->read_page((void *)(uintptr_t)host, NULL, 0, NULL, &page, &error),
		OTK_E_ARGUMENT);
}

static otk_status download_report(const char *href)
{
	char body[512];
	FILE *file = tmpfile();
	otk_status status;

	snprintf(body, sizeof(body),
		"{\"request_id\":\"R\",\"request_status\":\"SUCCESS\","
		"\"_links\":{\"download_report\":{\"href\":\"%s/v3/media/F\"}}}",
		href);
	otk_server_reset(server);
	otk_server_reply(server, &(otk_reply){.body = body});
	otk_server_reply(server, &(otk_reply){.body = "PK"});
	status = otk_reports_download(account, "R", fileno(file), NULL, &error);
	fclose(file);
	return status;
}

/* The file of a report needs the credentials; another host must not get them. */
static void files_of_reports(void)
{
	otk_server *other = otk_server_new(NULL);

	CHECK_STATUS(download_report(otk_server_url(server)), OTK_OK, &error);
	CHECK_HAS(otk_server_request(server, 1)->headers, "Authorization: Basic ");
	otk_server_default(other, &(otk_reply){.body = "PK"});
	CHECK_STATUS(download_report(otk_server_url(other)), OTK_OK, &error);
	CHECK(!strstr(otk_server_request(other, 0)->headers, "Authorization"));
	otk_server_free(other);
}

static otk_status count_records(const void *item, void *userdata)
{
	(void)item;
	return ++*(int *)userdata == 9 ? OTK_E_CANCELLED : OTK_OK;
}

static otk_status walk_records(const char *const *cursors, const char *first, int *records)
{
	char body[256];

	*records = 0;
	otk_server_reset(server);
	for (; *cursors; cursors++) {
		snprintf(body, sizeof(body), "{\"items_count\":1,\"records\":[{}]%s}", *cursors);
		otk_server_reply(server, &(otk_reply){.body = body});
	}
	return otk_reports_each_record(account,
		&OTK_REPORT_RECORD_OPTIONS(.account_id = "abcd1234", .ids = "a", .cursor = first,
			.iv = first ? "v" : NULL),
		count_records, records, &error);
}

/* A walk with a cursor takes it from each response, and ends when there is none. */
static void pages_with_a_cursor(void)
{
	static const char *const three[] = {",\"cursor\":\"a\",\"iv\":\"b\"",
		",\"cursor\":\"c\",\"iv\":\"d\"", ",\"cursor\":\"\",\"iv\":\"e\"", NULL};
	static const char *const same[] = {
		",\"cursor\":\"a\",\"iv\":\"b\"", ",\"cursor\":\"a\",\"iv\":\"b\"", NULL};
	int records;

	CHECK_STATUS(walk_records(three, NULL, &records), OTK_OK, &error);
	CHECK_INT(records, 3);
	CHECK_INT(otk_server_request_count(server), 3);
	CHECK(!strstr(otk_server_request(server, 0)->path, "cursor"));
	CHECK_HAS(otk_server_request(server, 1)->path, "&cursor=a&iv=b");
	CHECK_HAS(otk_server_request(server, 2)->path, "&cursor=c&iv=d");
	CHECK_INT(walk_records(same, NULL, &records), OTK_E_PROTOCOL);
	CHECK_HAS(error.message, "the cursor of this page");
	CHECK_INT(records, 2);
	CHECK_STATUS(walk_records(three + 2, "z", &records), OTK_OK, &error);
	CHECK_HAS(otk_server_request(server, 0)->path, "&cursor=z&iv=v");
}

/* Pages without records, and always with another cursor: the walk ends. */
static void empty_pages_without_end(void)
{
	char body[96];
	int records = 0;

	otk_server_reset(server);
	for (int i = 0; i < 120; i++) {
		snprintf(body, sizeof(body),
			"{\"items_count\":0,\"records\":[%s],\"cursor\":\"c%d\",\"iv\":\"i\"}",
			i == 10 ? "{}" : "", i);
		otk_server_reply(server, &(otk_reply){.body = body});
	}
	CHECK_INT(otk_reports_each_record(account,
			  &OTK_REPORT_RECORD_OPTIONS(.account_id = "abcd1234", .ids = "a"),
			  count_records, &records, &error),
		OTK_E_PROTOCOL);
	CHECK_HAS(error.message, "reports.records: 100 pages without a new item");
	CHECK_INT(records, 1);
	CHECK_INT(otk_server_request_count(server), 111);
}

/* A struct of the time before `privacy` was appended. */
static void older_callers_of_a_grown_struct(void)
{
	otk_application options = OTK_APPLICATION(.name = "old");
	otk_application *made = NULL;

	options.struct_size = offsetof(otk_application, privacy);
	options.privacy = (const otk_application_privacy *)1; /* beyond its end: not looked at */
	otk_server_reset(server);
	otk_server_reply(server, &(otk_reply){.body = "{\"id\":\"c\",\"name\":\"old\"}"});
	CHECK_STATUS(otk_applications_create(account, &options, &made, &error), OTK_OK, &error);
	CHECK_STR(otk_server_request(server, 0)->body, "{\"name\":\"old\"}");
	otk_free(made);
	options.struct_size = 8;
	CHECK_INT(otk_applications_create(account, &options, &made, &error), OTK_E_ARGUMENT);
	CHECK_HAS(error.message, "struct_size");
}

static int init(void)
{
	error = (otk_error)OTK_ERROR_INIT;
	server = otk_server_new(NULL);
	if (!server)
		return 1;
	project = client_of(KEY, OTK_UNSET);
	account = client_of("100100", OTK_YES);
	return !project || !account;
}

static int clean(void)
{
	otk_client_free(project);
	otk_client_free(account);
	otk_server_free(server);
	return 0;
}

int main(void)
{
	static const otk_test tests[] = {
		TEST(a_creating_call_demands_its_id),
		TEST(members_of_official_classes),
		TEST(members_of_other_names),
		TEST(a_wait_fails_on_failure),
		TEST(graphql_errors_are_errors),
		TEST(files_of_reports),
		TEST(pages_with_a_cursor),
		TEST(empty_pages_without_end),
		TEST(pages_of_insights),
		TEST(broken_pages_of_insights),
		TEST(older_callers_of_a_grown_struct),
	};

	return otk_test_main("responses", tests, OTK_COUNT_OF(tests), init, clean);
}

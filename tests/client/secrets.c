/* SPDX-License-Identifier: MIT */
/* A full run with everything logged: no secret, no JWT, no token and no key in log or errors. */
#include "config.h"

#include <otk/plugin.h>
#include <otk/plugins.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "core/client/host.h"
#include "tests/auth/keys.h"
#include "tests/client/fixture.h"
#include "tests/plugins/features.h"

#define SIP_PASSWORD "sesame-open-0815"
#define ACCESS_KEY   "storage-secret-4711"

/* Adds the error with all of its texts to the log, which then has all visible output of a run. */
static void keep_error(test_log *log, const otk_error *error)
{
	const otk_pair fields[] = {{"message", error->message}, {"service", error->service_message},
		{"body", error->body}, {"trace", error->trace_id}};

	test_log_event(&(otk_log_event){.struct_size = sizeof(otk_log_event),
			       .event = "error",
			       .text = otk_status_name(error->status),
			       .fields = {fields, 4}},
		log);
}

static void invoke(otk_client *client, test_log *log, const char *operation, const char *json)
{
	otk_error error = OTK_ERROR_INIT;
	char *response = NULL;

	if (otk_invoke(client, operation, json, &response, &error))
		keep_error(log, &error);
	otk_free(response);
}

static void full_run(otk_fixture *f, const char *session, const char *token)
{
	char json[2048];
	const char *const sip =
		"{\"sessionId\":\"%s\",\"token\":\"%s\",\"sip\":{\"uri\":\"sip:a@example.org\","
		"\"auth\":{\"username\":\"u\",\"password\":\"" SIP_PASSWORD "\"}}}";

	invoke(f->client, &f->log, "session.create", "{\"p2p.preference\":\"disabled\"}");
	snprintf(json, sizeof(json), "{\"sessionId\":\"%s\"}", session);
	invoke(f->client, &f->log, "archives.start", json);
	invoke(f->client, &f->log, "archives.start", "{\"sessionId\":7,\"token\":{}}");
	invoke(f->client, &f->log, "archives.list", "{\"count\":5000}");
	snprintf(json, sizeof(json), sip, session, token);
	invoke(f->client, &f->log, "sip.dial", json);
	snprintf(json, sizeof(json), sip, "not a session/", token);
	invoke(f->client, &f->log, "sip.dial", json);
	invoke(f->client, &f->log, "storage.set",
		"{\"type\":\"S3\",\"config\":{\"accessKey\":\"a\",\"secretKey\":\"" ACCESS_KEY
		"\",\"bucket\":\"b\"},\"fallback\":\"none\"}");
	snprintf(json, sizeof(json), "{\"sessionId\":\"%s\",\"type\":\"t\",\"data\":\"d\"}",
		session);
	invoke(f->client, &f->log, "signals.send", json);
}

/* The server repeats everything that it received, as some gateways do. */
static void echo_all(otk_server *server, const char *token)
{
	static char body[4096];
	char jwt[2048] = "";
	const int count = otk_server_request_count(server);

	if (count)
		test_jwt(otk_server_request(server, count - 1), jwt, sizeof(jwt));
	snprintf(body, sizeof(body),
		"{\"message\":\"bad header X-OPENTOK-AUTH: %s and %s\",\"token\":\"%s\","
		"\"secretKey\":\"" ACCESS_KEY "\",\"password\":\"" SIP_PASSWORD "\"}",
		jwt, token, token);
	otk_server_default(server, &(otk_reply){.status = 403, .body = body});
}

static void check_log(const test_log *log, otk_server *server, const char *token)
{
	char jwt[4096];

	CHECK_HAS(log->text, "request|sip.dial|");
	CHECK_HAS(log->text, "response|sip.dial|");
	CHECK_HAS(log->text, "error||");
	CHECK_LACKS(log->text, token);
	CHECK_LACKS(log->text, SIP_PASSWORD);
	CHECK_LACKS(log->text, ACCESS_KEY);
	CHECK_LACKS(log->text, TEST_SECRET);
	CHECK_LACKS(log->text, "eyJ"); /* how every JWT begins */
	CHECK_LACKS(log->text, "T1==");
	for (int i = 0; i < otk_server_request_count(server); i++) {
		const char *signature =
			strrchr(test_jwt(otk_server_request(server, i), jwt, sizeof(jwt)), '.');

		if (CHECK_CASE(signature != NULL, "request %d is not signed", i))
			CHECK_LACKS(log->text, signature + 1);
	}
}

static void run_with(otk_fixture *f, const otk_client_options *credentials, const char *secret)
{
	otk_client_options options = *credentials;
	const char *session = options.api_key ? TEST_SESSION : APP_SESSION;
	char *token = NULL;

	options.log = test_log_event;
	options.log_userdata = &f->log;
	options.log_level = OTK_LOG_DEBUG;
	options.max_attempts = 2;
	test_use_client(f, &options);
	for (const char *const *name = otk_feature_names; *name; name++) {
		const otk_status status =
			otk_client_add_plugin(f->client, otk_feature_entry(*name), &f->error);

		CHECK_CASE(!status || status == OTK_E_STATE, "%s", f->error.message);
	}
	CHECK_STATUS(otk_token_create(otk_client_key(f->client), session, NULL, &token, &f->error),
		OTK_OK, &f->error);
	full_run(f, session, token);
	otk_server_default(f->server, &(otk_reply){.status = 503, .headers = "Retry-After: 0\r\n"});
	full_run(f, session, token);
	echo_all(f->server, token);
	full_run(f, session, token);
	check_log(&f->log, f->server, token);
	CHECK_LACKS(f->log.text, secret);
	otk_free(token);
}

static void opentok(otk_fixture *f)
{
	run_with(f, &OTK_CLIENT_OPTIONS(.api_key = TEST_KEY, .api_secret = TEST_SECRET),
		TEST_SECRET);
}

static void vonage(otk_fixture *f)
{
	char line[65];

	/* The second line of the PEM represents all of it. */
	snprintf(line, sizeof(line), "%s", strchr(test_private_pem(), '\n') + 1);
	run_with(f,
		&OTK_CLIENT_OPTIONS(.application_id = APP_ID,
			.private_key_pem = test_private_pem()),
		line);
}

/* A key that cannot be read is not quoted. */
static void bad_credentials(otk_fixture *f)
{
	char pem[8192];

	snprintf(pem, sizeof(pem), "%s", test_private_pem());
	memset(strchr(pem, '\n') + 100, '!', 20);
	CHECK(otk_client_new(&OTK_CLIENT_OPTIONS(.application_id = APP_ID, .private_key_pem = pem),
		      &f->error) == NULL);
	keep_error(&f->log, &f->error);
	pem[80] = '\0';
	CHECK_LACKS(f->log.text, strchr(pem, '\n') + 1);
	CHECK(otk_client_new(&OTK_CLIENT_OPTIONS(.api_key = "12x", .api_secret = TEST_SECRET),
		      &f->error) == NULL);
	keep_error(&f->log, &f->error);
	CHECK_LACKS(f->log.text, TEST_SECRET);
}

/* Log events of plugins are redacted as well. */
static void events_of_plugins(otk_fixture *f)
{
	const otk_key *key;
	char *token = NULL, *old = NULL;

	test_use_client(f, &OTK_CLIENT_OPTIONS(.log = test_log_event, .log_userdata = &f->log));
	key = otk_client_key(f->client);
	CHECK_STATUS(otk_token_create(key, TEST_SESSION, &OTK_TOKEN_OPTIONS(.kind = OTK_TOKEN_JWT),
			     &token, &f->error),
		OTK_OK, &f->error);
	CHECK_STATUS(otk_token_create(key, TEST_SESSION, &OTK_TOKEN_OPTIONS(.kind = OTK_TOKEN_T1),
			     &old, &f->error),
		OTK_OK, &f->error);
	otk_host_table.log(f->client, OTK_LOG_WARNING, "warning", token,
		&(otk_map)OTK_PAIRS({"token", token}, {"old", old},
			{"body", "{\"secretKey\":\"" ACCESS_KEY "\",\"a\":1}"}));
	CHECK_HAS(f->log.text, "warning||");
	CHECK_HAS(f->log.text, "\"a\":1");
	CHECK_LACKS(f->log.text, token);
	CHECK_LACKS(f->log.text, old);
	CHECK_LACKS(f->log.text, ACCESS_KEY);
	otk_free(token);
	otk_free(old);
}

/* The client's own secrets are hidden even where neither a name nor the format marks them. */
static void own_values_in_events(otk_fixture *f)
{
	static const char password[] = "hunter-two";
	otk_pair many[40];

	test_use_client(f, &OTK_CLIENT_OPTIONS(.proxy = "http://127.0.0.1:1", .proxy_user = "u",
				   .proxy_password = password, .log = test_log_event,
				   .log_userdata = &f->log));
	for (size_t i = 0; i < OTK_COUNT_OF(many); i++)
		many[i] = (otk_pair){"n", i % 2 ? password : TEST_SECRET};
	/* More fields than an event can have: the rest is left out. */
	otk_host_table.log(f->client, OTK_LOG_WARNING, NULL, "|" TEST_SECRET "|hunter-two|",
		&(otk_map){many, OTK_COUNT_OF(many)});
	CHECK_HAS(f->log.text, "plugin||");
	CHECK_LACKS(f->log.text, TEST_SECRET);
	CHECK_LACKS(f->log.text, password);
}

/* A private key that others may read is used, with a warning. */
static void exposed_key_file(otk_fixture *f)
{
	static const struct {
		mode_t mode;
		bool warns;
	} rows[] = {{0600, false}, {0644, true}, {0400, false}, {0640, true}};
	char path[512];
	FILE *file;

	snprintf(path, sizeof(path), "%s/key.pem", otk_test_folder());
	file = fopen(path, "w");
	REQUIRE(file != NULL);
	CHECK(fputs(test_private_pem(), file) >= 0);
	CHECK_INT(fclose(file), 0);
	for (size_t i = 0; i < OTK_COUNT_OF(rows); i++) {
		CHECK_INT(chmod(path, rows[i].mode), 0);
		test_log_free(&f->log);
		test_use_client(
			f, &OTK_CLIENT_OPTIONS(.application_id = APP_ID, .private_key_file = path,
				   .log = test_log_event, .log_userdata = &f->log));
		if (!rows[i].warns) {
			CHECK_CASE(
				f->log.text == NULL, "%o: %s", (unsigned)rows[i].mode, f->log.text);
			continue;
		}
		CHECK_HAS(f->log.text, "warning||private_key_file: other users can read or write");
		CHECK_HAS(f->log.text, "chmod 600|path=/");
	}
}

static int free_keys(void)
{
	test_keys_free();
	return 0;
}

int main(void)
{
	static const otk_test tests[] = {CLIENT_TEST(opentok), CLIENT_TEST(vonage),
		CLIENT_TEST(bad_credentials), CLIENT_TEST(events_of_plugins),
		CLIENT_TEST(own_values_in_events), CLIENT_TEST(exposed_key_file)};

	return otk_test_main("secrets", tests, OTK_COUNT_OF(tests), NULL, free_keys);
}

/* SPDX-License-Identifier: MIT */
/* A full run with everything logged: no secret, no JWT, no token and no key in log or errors. */
#include "config.h"

#include <otk/plugin.h>
#include <otk/plugins.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/client/host.h"
#include "tests/auth/keys.h"
#include "tests/client/fixture.h"
#include "tests/plugins/features.h"

#define SIP_PASSWORD "sesame-open-0815"
#define ACCESS_KEY   "storage-secret-4711"

/* All visible output of a run: the log, and each error in full. */
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

static void full_run(otk_client *client, test_log *log, const char *session, const char *token)
{
	char json[2048];
	const char *const sip =
		"{\"sessionId\":\"%s\",\"token\":\"%s\",\"sip\":{\"uri\":\"sip:a@example.org\","
		"\"auth\":{\"username\":\"u\",\"password\":\"" SIP_PASSWORD "\"}}}";

	invoke(client, log, "session.create", "{\"p2p.preference\":\"disabled\"}");
	snprintf(json, sizeof(json), "{\"sessionId\":\"%s\"}", session);
	invoke(client, log, "archives.start", json);
	invoke(client, log, "archives.start", "{\"sessionId\":7,\"token\":{}}");
	invoke(client, log, "archives.list", "{\"count\":5000}");
	snprintf(json, sizeof(json), sip, session, token);
	invoke(client, log, "sip.dial", json);
	snprintf(json, sizeof(json), sip, "not a session/", token);
	invoke(client, log, "sip.dial", json);
	invoke(client, log, "storage.set",
		"{\"type\":\"S3\",\"config\":{\"accessKey\":\"a\",\"secretKey\":\"" ACCESS_KEY
		"\",\"bucket\":\"b\"},\"fallback\":\"none\"}");
	snprintf(json, sizeof(json), "{\"sessionId\":\"%s\",\"type\":\"t\",\"data\":\"d\"}",
		session);
	invoke(client, log, "signals.send", json);
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

static void look(const test_log *log, otk_server *server, const char *token)
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

static void run_with(const otk_client_options *credentials, const char *secret)
{
	otk_server *server = otk_server_new(NULL);
	test_log log = {NULL, 0};
	otk_client_options options = *credentials;
	const char *session = options.api_key ? TEST_SESSION : APP_SESSION;
	otk_error error = OTK_ERROR_INIT;
	otk_client *client;
	char *token = NULL;

	options.api_url = otk_server_url(server);
	options.log = test_log_event;
	options.log_userdata = &log;
	options.log_level = OTK_LOG_DEBUG;
	options.max_attempts = 2;
	client = otk_client_new(&options, &error);
	if (!CHECK_CASE(client != NULL, "%s", error.message))
		return;
	for (const char *const *name = otk_feature_names; *name; name++) {
		const otk_status status =
			otk_client_add_plugin(client, otk_feature_entry(*name), &error);

		CHECK_CASE(!status || status == OTK_E_STATE, "%s", error.message);
	}
	CHECK_STATUS(otk_token_create(otk_client_key(client), session, NULL, &token, &error),
		OTK_OK, &error);
	full_run(client, &log, session, token);
	otk_server_default(server, &(otk_reply){.status = 503, .headers = "Retry-After: 0\r\n"});
	full_run(client, &log, session, token);
	echo_all(server, token);
	full_run(client, &log, session, token);
	look(&log, server, token);
	CHECK_LACKS(log.text, secret);
	otk_free(token);
	otk_client_free(client);
	otk_server_free(server);
	test_log_free(&log);
}

static void opentok(void)
{
	run_with(&OTK_CLIENT_OPTIONS(.api_key = TEST_KEY, .api_secret = TEST_SECRET), TEST_SECRET);
}

static void vonage(void)
{
	char line[65];

	/* The second line of the PEM represents all of it. */
	snprintf(line, sizeof(line), "%s", strchr(test_private_pem(), '\n') + 1);
	run_with(&OTK_CLIENT_OPTIONS(.application_id = APP_ID,
			 .private_key_pem = test_private_pem()),
		line);
	test_keys_free();
}

/* A key that cannot be read is not quoted. */
static void bad_credentials(void)
{
	otk_error error = OTK_ERROR_INIT;
	test_log log = {NULL, 0};
	char pem[8192];

	snprintf(pem, sizeof(pem), "%s", test_private_pem());
	memset(strchr(pem, '\n') + 100, '!', 20);
	CHECK(otk_client_new(&OTK_CLIENT_OPTIONS(.application_id = APP_ID, .private_key_pem = pem),
		      &error) == NULL);
	keep_error(&log, &error);
	pem[80] = '\0';
	CHECK_LACKS(log.text, strchr(pem, '\n') + 1);
	CHECK(otk_client_new(&OTK_CLIENT_OPTIONS(.api_key = "12x", .api_secret = TEST_SECRET),
		      &error) == NULL);
	keep_error(&log, &error);
	CHECK_LACKS(log.text, TEST_SECRET);
	test_log_free(&log);
	test_keys_free();
}

/* Log events of plugins are redacted as well. */
static void whatever_is_logged(void)
{
	test_log log = {NULL, 0};
	otk_client *client =
		otk_client_new(&OTK_CLIENT_OPTIONS(.api_key = TEST_KEY, .api_secret = TEST_SECRET,
				       .log = test_log_event, .log_userdata = &log),
			NULL);
	otk_error error = OTK_ERROR_INIT;
	char *token = NULL, *old = NULL;

	CHECK_STATUS(otk_token_create(otk_client_key(client), TEST_SESSION,
			     &OTK_TOKEN_OPTIONS(.kind = OTK_TOKEN_JWT), &token, &error),
		OTK_OK, &error);
	CHECK_STATUS(otk_token_create(otk_client_key(client), TEST_SESSION,
			     &OTK_TOKEN_OPTIONS(.kind = OTK_TOKEN_T1), &old, &error),
		OTK_OK, &error);
	otk_host_table.log(client, OTK_LOG_WARNING, "warning", token,
		&(otk_map)OTK_PAIRS({"token", token}, {"old", old},
			{"body", "{\"secretKey\":\"" ACCESS_KEY "\",\"a\":1}"}));
	CHECK_HAS(log.text, "warning||");
	CHECK_HAS(log.text, "\"a\":1");
	CHECK_LACKS(log.text, token);
	CHECK_LACKS(log.text, old);
	CHECK_LACKS(log.text, ACCESS_KEY);
	otk_free(token);
	otk_free(old);
	otk_client_free(client);
	test_log_free(&log);
}

int main(void)
{
	return OTK_TEST_MAIN("secrets", TEST(opentok), TEST(vonage), TEST(bad_credentials),
		TEST(whatever_is_logged));
}

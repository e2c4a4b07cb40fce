/* SPDX-License-Identifier: MIT */
/* Every option of a client, proven by its effect on a server or by the error message. */
#include "config.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "core/base/clock.h"
#include "core/client/client.h"
#include "core/transport/state.h"
#include "tests/certificates.h"
#include "tests/client/fixture.h"

#define APPLICATION "29f760f8-7ce1-46c9-ade3-f2dedee4ed5f"

/* One server, one client of it with these options, one archives.get. */
static otk_status get_with(otk_server *server, const otk_client_options *options, otk_error *error)
{
	otk_client *client = test_client(server, options);
	otk_archive *archive = NULL;
	otk_status status = OTK_E_STATE;

	if (client)
		status = otk_archives_get(client, "a1", &archive, error);
	otk_free(archive);
	otk_client_free(client);
	return status;
}

/* The server of most tests here responds with an archive. */
static void set_up_archive(otk_fixture *f)
{
	test_client_set_up(f);
	otk_server_default(f->server, &(otk_reply){.body = TEST_ARCHIVE});
}

static const otk_fixture_type with_archive = {
	sizeof(otk_fixture), set_up_archive, test_client_clean_up};

/* ---- what is sent */

static void agent_and_prefix(otk_fixture *f)
{
	char url[128], value[256], plain[256];

	snprintf(url, sizeof(url), "%s/a/prefix//", otk_server_url(f->server));
	CHECK_STATUS(
		get_with(f->server, &OTK_CLIENT_OPTIONS(.api_url = url, .user_agent = "mine/7"),
			&f->error),
		OTK_OK, &f->error);
	CHECK_STR(otk_server_request(f->server, 0)->path,
		"/a/prefix/v2/project/" TEST_KEY "/archive/a1");
	otk_seen_header(otk_server_request(f->server, 0), "User-Agent", value, sizeof(value));
	CHECK_STATUS(get_with(f->server, NULL, &f->error), OTK_OK, &f->error);
	otk_seen_header(otk_server_request(f->server, 1), "User-Agent", plain, sizeof(plain));
	CHECK_CASE(strncmp(plain, "otk/" OTK_VERSION " libcurl/", 13 + strlen(OTK_VERSION)) == 0,
		"%s", plain);
	CHECK_LACKS(plain, "GnuTLS");
	CHECK_INT(strlen(value), strlen(plain) + strlen(" mine/7"));
	CHECK_HAS(value, " mine/7");
}

static void default_hosts(otk_fixture *f)
{
	otk_request_view view = {.struct_size = sizeof(view)};
	const otk_signer signer = {.struct_size = sizeof(signer),
		.sign = (otk_status(*)(void *, const uint8_t *, size_t, uint8_t *, size_t *))1};
	otk_call *call;

	otk_client_free(f->client);
	f->client = otk_client_new(
		&OTK_CLIENT_OPTIONS(.api_key = TEST_KEY, .api_secret = TEST_SECRET), &f->error);
	REQUIRE_OK(f->error.status, &f->error);
	call = otk_session_create_call(f->client, NULL, &f->error);
	CHECK_INT(otk_call_request(call, &view), OTK_OK);
	CHECK_STR(view.url, OTK_URL_OPENTOK "/session/create");
	otk_call_free(call);
	f->key = otk_key_new(
		&OTK_KEY_OPTIONS(.application_id = APPLICATION, .signer = &signer), &f->error);
	REQUIRE_OK(f->error.status, &f->error);
	otk_client_free(f->client);
	f->client = otk_client_new(&OTK_CLIENT_OPTIONS(.key = f->key), &f->error);
	REQUIRE_OK(f->error.status, &f->error);
	otk_key_free(f->key); /* the client has a reference of its own */
	f->key = NULL;
	call = otk_session_create_call(f->client, NULL, &f->error);
	CHECK_INT(otk_call_request(call, &view), OTK_OK);
	CHECK_STR(view.url, OTK_URL_VONAGE "/session/create");
	CHECK_STR(otk_key_id(otk_client_key(f->client)), APPLICATION);
	otk_call_free(call);
}

static void limits_of_attempts_time_and_size(otk_fixture *f)
{
	int64_t begin = otk_clock_monotonic_ms();

	otk_server_default(f->server, &(otk_reply){.status = 503, .headers = "Retry-After: 0\r\n"});
	CHECK_INT(get_with(f->server, &OTK_CLIENT_OPTIONS(.max_attempts = 2), &f->error),
		OTK_E_SERVER);
	CHECK_INT(otk_server_request_count(f->server), 2);
	CHECK_INT(f->error.attempts, 2);
	CHECK_INT(get_with(f->server, NULL, &f->error), OTK_E_SERVER);
	CHECK_INT(otk_server_request_count(f->server), 2 + OTK_MAX_ATTEMPTS_DEFAULT);
	otk_server_default(f->server, &(otk_reply){.hold = true});
	CHECK_INT(
		get_with(f->server, &OTK_CLIENT_OPTIONS(.timeout_ms = otk_test_ms(60)), &f->error),
		OTK_E_TIMEOUT);
	CHECK(otk_clock_monotonic_ms() - begin < 5000);
	otk_server_default(f->server, &(otk_reply){.body = TEST_ARCHIVE});
	CHECK_INT(get_with(f->server, &OTK_CLIENT_OPTIONS(.max_response_bytes = 40), &f->error),
		OTK_E_TOO_LARGE);
	CHECK_HAS(f->error.message, "max_response_bytes");
}

static void count_success(otk_call *call, otk_status status, const void *result,
	const otk_error *error, void *userdata)
{
	(void)call;
	(void)result;
	(void)error;
	*(int *)userdata += status == OTK_OK;
}

/* Five calls at once: the limit applies to requests in flight and to connections. */
static void in_flight(otk_fixture *f)
{
	static const struct {
		int64_t in_flight, connections;
		size_t on_wire;
		int connected;
	} rows[] = {{2, 0, 2, 2}, {0, 0, 5, 5}, {0, 1, 5, 1}};
	static int done;

	for (size_t i = 0; i < OTK_COUNT_OF(rows); i++) {
		done = 0;
		test_use_server(f, NULL);
		test_use_client(f, &OTK_CLIENT_OPTIONS(.max_in_flight = rows[i].in_flight,
					   .max_connections = rows[i].connections));
		otk_server_default(f->server, &(otk_reply){.body = TEST_ARCHIVE, .hold = true});
		for (int k = 0; k < 5; k++) {
			otk_call *call = otk_archives_get_call(f->client, "a1", &f->error);

			CHECK_STATUS(otk_call_submit(call, count_success, &done, &f->error), OTK_OK,
				&f->error);
		}
		for (int k = 0; k < 200 && otk_server_held_count(f->server) < rows[i].connected;
			k++)
			CHECK_STATUS(
				otk_client_run(f->client, 5, NULL, &f->error), OTK_OK, &f->error);
		CHECK_INT(otk_client_in_flight(f->client), rows[i].on_wire);
		CHECK_INT(otk_client_pending(f->client), 5);
		CHECK_INT(otk_server_connection_count(f->server), rows[i].connected);
		otk_server_default(f->server, &(otk_reply){.body = TEST_ARCHIVE});
		for (int k = 0; k < 100 && done < 5; k++) {
			otk_server_release(f->server);
			CHECK_STATUS(
				otk_client_run(f->client, 20, NULL, &f->error), OTK_OK, &f->error);
		}
		CHECK_INT(done, 5);
	}
}

/* ---- proxies */

/* The other server is the proxy. */
static void set_up_proxy(otk_fixture *f)
{
	set_up_archive(f);
	f->other = otk_server_new(NULL);
	REQUIRE(f->other != NULL);
	otk_server_default(f->other, &(otk_reply){.body = TEST_ARCHIVE});
}

static const otk_fixture_type with_proxy = {
	sizeof(otk_fixture), set_up_proxy, test_client_clean_up};

static void proxies(otk_fixture *f)
{
	char value[256];
	otk_client_options options = OTK_CLIENT_OPTIONS(.proxy = otk_server_url(f->other),
		.proxy_user = "paul", .proxy_password = "pass:word");

	otk_server_reply(f->other, &(otk_reply){.status = 407,
					   .headers = "Proxy-Authenticate: Basic realm=\"x\"\r\n"});
	CHECK_STATUS(get_with(f->server, &options, &f->error), OTK_OK, &f->error);
	CHECK_INT(otk_server_request_count(f->server), 0);
	CHECK_HAS(otk_server_request(f->other, 0)->path, otk_server_url(f->server));
	otk_seen_header(
		otk_server_request(f->other, 1), "Proxy-Authorization", value, sizeof(value));
	CHECK_STR(value, "Basic cGF1bDpwYXNzOndvcmQ=");
	options.no_proxy = "example.org,127.0.0.1";
	CHECK_STATUS(get_with(f->server, &options, &f->error), OTK_OK, &f->error);
	CHECK_INT(otk_server_request_count(f->server), 1);
	CHECK_INT(otk_server_request_count(f->other), 2);
}

static void proxy_of_environment(otk_fixture *f)
{
	setenv("http_proxy", otk_server_url(f->other), 1);
	setenv("no_proxy", "", 1);
	CHECK_STATUS(get_with(f->server, NULL, &f->error), OTK_OK, &f->error);
	CHECK_INT(otk_server_request_count(f->server), 1);
	CHECK_STATUS(get_with(f->server, &OTK_CLIENT_OPTIONS(.proxy_from_env = OTK_YES), &f->error),
		OTK_OK, &f->error);
	CHECK_INT(otk_server_request_count(f->server), 1);
	CHECK_INT(otk_server_request_count(f->other), 1);
	unsetenv("http_proxy");
	unsetenv("no_proxy");
}

/* ---- TLS */

static void files_of_tls(otk_fixture *f)
{
	const otk_certificates *files = otk_test_certificates();
	otk_client_options options = OTK_CLIENT_OPTIONS(.ca_file = files->ca_file,
		.client_cert_file = files->client_cert_file,
		.client_key_file = files->client_key_file, .max_attempts = 1);

	test_use_server(f, &(otk_server_options){.cert_file = files->server_cert_file,
				   .key_file = files->server_key_file,
				   .client_ca_file = files->ca_file});
	otk_server_default(f->server, &(otk_reply){.body = TEST_ARCHIVE});
	CHECK_STATUS(get_with(f->server, &options, &f->error), OTK_OK, &f->error);
	options.http2 = OTK_NO;
	CHECK_STATUS(get_with(f->server, &options, &f->error), OTK_OK, &f->error);
	CHECK_INT(otk_server_request_count(f->server), 2);
	options.client_cert_file = options.client_key_file = NULL;
	CHECK(get_with(f->server, &options, &f->error) != OTK_OK);
	options.ca_file = files->other_ca_file;
	CHECK_INT(get_with(f->server, &options, &f->error), OTK_E_TLS);
	CHECK_HAS(f->error.message, "ca_file");
	options.ca_file = NULL;
	CHECK_INT(get_with(f->server, &options, &f->error), OTK_E_TLS);
	CHECK_INT(otk_server_request_count(f->server), 2);
}

static void resolve_and_local_address(otk_fixture *f)
{
	const otk_certificates *files = otk_test_certificates();
	char url[64], entry[64];
	const char *const entries[] = {entry};

	test_use_server(f, &(otk_server_options){.cert_file = files->wrong_cert_file,
				   .key_file = files->server_key_file});
	otk_server_default(f->server, &(otk_reply){.body = TEST_ARCHIVE});
	snprintf(url, sizeof(url), "https://wrong.example:%d", otk_server_port(f->server));
	snprintf(entry, sizeof(entry), "wrong.example:%d:127.0.0.1", otk_server_port(f->server));
	CHECK_STATUS(get_with(f->server,
			     &OTK_CLIENT_OPTIONS(.api_url = url, .ca_file = files->ca_file,
				     .resolve = {entries, 1}, .local_address = "127.0.0.9"),
			     &f->error),
		OTK_OK, &f->error);
	CHECK_STR(otk_server_peer(f->server, 1), "127.0.0.9");
}

/* ---- checks */

static void checks(otk_fixture *f)
{
	static const struct {
		otk_checks checks;
		const char *resolution;
		const char *session;
		otk_status status;
	} rows[] = {
		{OTK_CHECKS_DEFAULT, "1x1", TEST_SESSION, OTK_OK}, /* may be new: a warning */
		{OTK_CHECKS_STRICT, "1x1", TEST_SESSION, OTK_E_ARGUMENT},
		{OTK_CHECKS_OFF, "1x1", TEST_SESSION, OTK_OK},
		{OTK_CHECKS_DEFAULT, NULL, NULL, OTK_E_ARGUMENT},
		{OTK_CHECKS_OFF, NULL, NULL, OTK_OK},
	};

	for (size_t i = 0; i < OTK_COUNT_OF(rows); i++) {
		otk_archive *archive = NULL;
		otk_status status;

		otk_server_reset(f->server);
		test_log_free(&f->log);
		test_use_client(f, &OTK_CLIENT_OPTIONS(.checks = rows[i].checks,
					   .log = test_log_event, .log_userdata = &f->log));
		status = otk_archives_start(f->client,
			&OTK_ARCHIVE_OPTIONS(.session_id = rows[i].session,
				.resolution = rows[i].resolution),
			&archive, &f->error);
		CHECK_CASE(status == rows[i].status, "row %zu: %d %s", i, (int)status,
			f->error.message);
		CHECK_INT(otk_server_request_count(f->server), rows[i].status == OTK_OK);
		if (!i)
			CHECK_HAS(f->log.text, "warning|archives.start|");
		else
			CHECK_CASE(!f->log.text, "row %zu: %s", i, f->log.text);
		otk_free(archive);
	}
}

/* ---- log */

static void log_levels(otk_fixture *f)
{
	test_use_client(f, &OTK_CLIENT_OPTIONS(.log = test_log_event, .log_userdata = &f->log));
	test_get(f->client, OTK_OK, &f->error);
	CHECK(f->log.text == NULL); /* warnings only, and no warning was given */
	otk_client_set_log(f->client, test_log_event, &f->log, OTK_LOG_INFO);
	test_get(f->client, OTK_OK, &f->error);
	CHECK_HAS(
		f->log.text, "response|archives.get|response received|http_status=200|attempt=1|");
	CHECK_LACKS(f->log.text, "request|archives.get");
	test_log_free(&f->log);
	otk_client_set_log(f->client, test_log_event, &f->log, OTK_LOG_DEBUG);
	otk_server_reply(f->server, &(otk_reply){.status = 503, .headers = "Retry-After: 0\r\n"});
	test_get(f->client, OTK_OK, &f->error);
	CHECK_HAS(
		f->log.text, "request|archives.get|request sent|method=GET|url=http://127.0.0.1:");
	CHECK_HAS(f->log.text, "|attempt=2|body_bytes=0");
	CHECK_HAS(f->log.text, "http_status=503");
	CHECK_HAS(f->log.text, "retry|archives.get|");
	test_log_free(&f->log);
	otk_client_set_log(f->client, NULL, NULL, OTK_LOG_DEBUG);
	test_get(f->client, OTK_OK, &f->error);
	CHECK(f->log.text == NULL);
	/* A level that is not known is the default: warnings. */
	otk_client_set_log(f->client, test_log_event, &f->log, (otk_log_level)77);
	test_get(f->client, OTK_OK, &f->error);
	CHECK(f->log.text == NULL);
}

/* ---- bad options */

static void options_that_are_refused(void)
{
	const struct {
		otk_client_options options;
		otk_status status;
		const char *words;
	} rows[] = {
		{OTK_CLIENT_OPTIONS(.api_key = NULL), OTK_E_ARGUMENT, "api_key"},
		{{.struct_size = 8}, OTK_E_ARGUMENT, "struct_size"},
		{OTK_CLIENT_OPTIONS(.api_key = "12x", .api_secret = "s"), OTK_E_ARGUMENT,
			"api_key"},
		{OTK_CLIENT_OPTIONS(.api_key = "123"), OTK_E_ARGUMENT, "api_secret"},
		{OTK_CLIENT_OPTIONS(.application_id = "x", .private_key_pem = "y"), OTK_E_ARGUMENT,
			"application_id"},
		{OTK_CLIENT_OPTIONS(.application_id = APPLICATION, .private_key_pem = "y"),
			OTK_E_CRYPTO, "not a PEM"},
		{OTK_CLIENT_OPTIONS(.application_id = APPLICATION), OTK_E_ARGUMENT, "private_key"},
		{OTK_CLIENT_OPTIONS(.api_key = "1", .api_secret = "s",
			 .application_id = APPLICATION, .private_key_pem = "y"),
			OTK_E_ARGUMENT, "api_key"},
		{OTK_CLIENT_OPTIONS(.api_key = "1", .api_secret = "s", .signer = "openssl"),
			OTK_E_ARGUMENT, "signer: needs application_id"},
		{OTK_CLIENT_OPTIONS(.application_id = APPLICATION, .private_key_pem = "y",
			 .private_key_pin = "1", .signer = "openssl"),
			OTK_E_ARGUMENT, "not encrypted"},
#define KEYED(...) OTK_CLIENT_OPTIONS(.api_key = "1", .api_secret = "s", __VA_ARGS__)
		{KEYED(.api_url = "http://example.org"), OTK_E_ARGUMENT, "api_url"},
		{KEYED(.api_url = "ftp://example.org"), OTK_E_ARGUMENT, "api_url"},
		{KEYED(.api_url = "example.org"), OTK_E_ARGUMENT, "api_url"},
		{KEYED(.api_url = ""), OTK_E_ARGUMENT, "api_url"},
		{KEYED(.api_url = "https://u:p@example.org"), OTK_E_ARGUMENT, "api_url"},
		{KEYED(.api_url = "https://example.org/?x=1"), OTK_E_ARGUMENT,
			"only a path may follow the host"},
		{KEYED(.api_url = "https://example.org\r\nX: y"), OTK_E_ARGUMENT, "line break"},
		{KEYED(.user_agent = "a\nb"), OTK_E_ARGUMENT, "user_agent: holds a line break"},
		{KEYED(.user_agent = "a\x7f"), OTK_E_ARGUMENT, "another control character"},
		{KEYED(.error_names = (otk_error_names)4), OTK_E_ARGUMENT, "error_names: 4"},
		{KEYED(.plugin_path = OTK_STRINGS("/a", "/b\x01")), OTK_E_ARGUMENT,
			"plugin_path[1]"},
		{KEYED(.timeout_ms = -1), OTK_E_ARGUMENT, "timeout_ms: -1"},
		{KEYED(.max_attempts = 101), OTK_E_ARGUMENT, "max_attempts: 101"},
		{KEYED(.request_ttl = 301), OTK_E_ARGUMENT, "request_ttl"},
		{KEYED(.checks = (otk_checks)9), OTK_E_ARGUMENT, "checks: 9"},
		{KEYED(.log_level = (otk_log_level)5), OTK_E_ARGUMENT, "log_level: 5"},
		{KEYED(.http2 = (otk_flag)3), OTK_E_ARGUMENT, "http2: 3"},
		{KEYED(.adopt = (otk_flag)-1), OTK_E_ARGUMENT, "adopt: -1"},
		{KEYED(.proxy = "127.0.0.1:3128"), OTK_E_ARGUMENT, "proxy: it must begin with"},
		{KEYED(.proxy = "http://u:p@host"), OTK_E_ARGUMENT, "use proxy_user"},
		{KEYED(.proxy = "http://h", .proxy_from_env = OTK_YES), OTK_E_ARGUMENT,
			"proxy and proxy_from_env are mutually exclusive"},
		{KEYED(.proxy_password = "x"), OTK_E_ARGUMENT, "proxy_password: needs proxy_user"},
		{KEYED(.ca_file = "/there/is/none"), OTK_E_IO, "ca_file: \"/there/is/none\""},
		{KEYED(.client_cert_file = "/dev/null"), OTK_E_ARGUMENT,
			"client_key_file: is missing"},
		{KEYED(.plugin_path = OTK_STRINGS("relative")), OTK_E_ARGUMENT,
			"is not an absolute path"},
		{KEYED(.plugin_path = {NULL, 1}), OTK_E_ARGUMENT, "has a count but no items"},
		{KEYED(.resolve = OTK_STRINGS("")), OTK_E_ARGUMENT, "resolve[0]"},
	};

	CHECK(otk_client_new(NULL, NULL) == NULL);
	for (size_t i = 0; i < OTK_COUNT_OF(rows); i++) {
		otk_error error = OTK_ERROR_INIT;
		otk_client *client = otk_client_new(&rows[i].options, &error);

		CHECK_CASE(client == NULL, "row %zu: there is a client", i);
		CHECK_CASE(error.status == rows[i].status, "row %zu: %s: %s", i,
			otk_status_name(error.status), error.message);
		CHECK_CASE(strstr(error.message, rows[i].words) != NULL, "row %zu: %s", i,
			error.message);
		otk_client_free(client);
	}
}

/* The largest values that are documented, and what OTK_CHECKS_OFF allows beyond them. */
static void options_at_their_limits(otk_fixture *f)
{
	static const otk_client_options rows[] = {KEYED(.request_ttl = OTK_REST_TTL_MAX_OPENTOK),
		KEYED(.request_ttl = OTK_REST_TTL_MAX_OPENTOK + 1, .checks = OTK_CHECKS_OFF),
		KEYED(.max_attempts = 100), KEYED(.timeout_ms = 86400000),
		KEYED(.log_level = OTK_LOG_DEBUG), KEYED(.error_names = OTK_ERROR_NAMES_OPTIONS)};

	for (size_t i = 0; i < OTK_COUNT_OF(rows); i++) {
		otk_client *client = otk_client_new(&rows[i], &f->error);

		CHECK_CASE(client != NULL, "row %zu: %s", i, f->error.message);
		otk_client_free(client);
	}
}

/* Each number from 0 to its maximum is taken; the message names the maximum. */
static void limits_of_numbers(otk_fixture *f)
{
#define ROW(member, most)                                           \
	{                                                           \
#		member, offsetof(otk_client_options, member), most \
	}
	static const struct {
		const char *name;
		size_t offset;
		int64_t most;
	} rows[] = {ROW(connect_timeout_ms, 86400000), ROW(timeout_ms, 86400000),
		ROW(max_attempts, 100), ROW(max_response_bytes, INT64_C(1) << 40),
		ROW(max_in_flight, 100000), ROW(max_queued, 100000000),
		ROW(max_connections, 100000), ROW(request_ttl, OTK_REST_TTL_MAX_VONAGE)};

	for (size_t i = 0; i < OTK_COUNT_OF(rows); i++) {
		const int64_t values[] = {-1, 0, rows[i].most, rows[i].most + 1};

		for (size_t k = 0; k < OTK_COUNT_OF(values); k++) {
			otk_client_options options = KEYED(.checks = OTK_CHECKS_OFF);
			const bool good = values[k] >= 0 && values[k] <= rows[i].most;
			char wanted[120];
			otk_client *client;

			memcpy((char *)&options + rows[i].offset, &values[k], sizeof(values[k]));
			client = otk_client_new(&options, &f->error);
			CHECK_CASE((client != NULL) == good, "%s %lld: %s", rows[i].name,
				(long long)values[k], f->error.message);
			snprintf(wanted, sizeof(wanted), "%s: %lld is out of range; give 1 to %lld",
				rows[i].name, (long long)values[k], (long long)rows[i].most);
			if (!good)
				CHECK_HAS(f->error.message, wanted);
			otk_client_free(client);
		}
	}
}

/* HTTP/2 is used unless it is switched off. */
static void http2_by_default(otk_fixture *f)
{
	static const struct {
		otk_flag http2;
		bool used;
	} rows[] = {{OTK_UNSET, true}, {OTK_YES, true}, {OTK_NO, false}};

	for (size_t i = 0; i < OTK_COUNT_OF(rows); i++) {
		test_use_client(f, &OTK_CLIENT_OPTIONS(.http2 = rows[i].http2));
		CHECK(f->client->transport->options.http2 == rows[i].used);
	}
}

static void ids_that_are_refused(otk_fixture *f)
{
	static const char *const ids[] = {"", "a/b", "..", ".", "a?b", "a#b", "a%2fb", "a\nb",
		"a\x01", "a\x7f", "../../session"};
	char *json = NULL;

	for (size_t i = 0; i < OTK_COUNT_OF(ids); i++) {
		otk_archive *archive = NULL;

		CHECK_CASE(
			otk_archives_get(f->client, ids[i], &archive, &f->error) == OTK_E_ARGUMENT,
			"\"%s\" is taken", ids[i]);
		CHECK_HAS(f->error.message, "archive_id");
		CHECK(archive == NULL);
	}
	/* A NUL would truncate the id. */
	CHECK_INT(otk_invoke(f->client, "archives.get", "{\"archiveId\":\"a\\u0000b\"}", &json,
			  &f->error),
		OTK_E_ARGUMENT);
	CHECK(json == NULL);
	CHECK_INT(otk_invoke(f->client, "archives.get", "{\"archiveId\":", &json, &f->error),
		OTK_E_ARGUMENT);
	CHECK_INT(otk_invoke(f->client, "archives.get", "[]", &json, &f->error), OTK_E_ARGUMENT);
	CHECK_INT(otk_invoke(f->client, "archives.get", NULL, &json, &f->error), OTK_E_ARGUMENT);
	CHECK_HAS(f->error.message, "archiveId");
	CHECK_INT(otk_invoke(f->client, "archives", NULL, &json, &f->error), OTK_E_ARGUMENT);
	CHECK_INT(otk_invoke(f->client, "archives.fly", NULL, &json, &f->error), OTK_E_UNSUPPORTED);
	CHECK_HAS(f->error.message, "it has: start, stop, get");
	CHECK_INT(otk_server_request_count(f->server), 0);
}

/* ---- clones, projects */

static void clone_has_the_options(otk_fixture *f)
{
	const otk_key *key;
	otk_client *clone;
	char value[256];

	test_use_client(f,
		&OTK_CLIENT_OPTIONS(.user_agent = "mine/7", .max_attempts = 1, .request_ttl = 99));
	key = otk_client_key(f->client);
	clone = otk_client_clone(f->client, &f->error);
	otk_client_free(f->client); /* the clone works without it */
	f->client = clone;
	REQUIRE_OK(f->error.status, &f->error);
	CHECK(otk_client_key(clone) == key);
	test_get(clone, OTK_OK, &f->error);
	otk_seen_header(otk_server_request(f->server, 0), "User-Agent", value, sizeof(value));
	CHECK_HAS(value, "mine/7");
	otk_server_default(f->server, &(otk_reply){.status = 500});
	test_get(clone, OTK_E_SERVER, &f->error);
	CHECK_INT(f->error.attempts, 1);
	CHECK(otk_client_clone(NULL, &f->error) == NULL);
}

typedef struct worker {
	otk_server *server;
	const char *key;
	int failures;
} worker;

/* No checks here: those belong to the thread of the test. */
static void *create_sessions(void *context)
{
	worker *w = context;
	otk_error error = OTK_ERROR_INIT;
	otk_client *client =
		otk_client_new(&OTK_CLIENT_OPTIONS(.api_key = w->key, .api_secret = TEST_SECRET,
				       .api_url = otk_server_url(w->server)),
			&error);

	for (int i = 0; i < 20; i++) {
		char *json = NULL;

		w->failures += !client || otk_invoke(client, "session.create", NULL, &json, &error);
		otk_free(json);
	}
	otk_client_free(client);
	return NULL;
}

static void two_projects_in_two_threads(void)
{
	worker workers[2] = {{.key = "111111"}, {.key = "222222"}};
	pthread_t threads[2];

	for (int i = 0; i < 2; i++) {
		workers[i].server = otk_server_new(NULL);
		otk_server_default(workers[i].server,
			&(otk_reply){.body = "[{\"session_id\":\"1_x\",\"project_id\":\"1\"}]"});
		CHECK_INT(pthread_create(&threads[i], NULL, create_sessions, &workers[i]), 0);
	}
	for (int i = 0; i < 2; i++) {
		char claims[1024], expected[64];

		CHECK_INT(pthread_join(threads[i], NULL), 0);
		CHECK_INT(workers[i].failures, 0);
		CHECK_INT(otk_server_request_count(workers[i].server), 20);
		snprintf(expected, sizeof(expected), "\"iss\":\"%s\"", workers[i].key);
		for (int k = 0; k < 20; k++)
			CHECK_HAS(test_claims(otk_server_request(workers[i].server, k), claims,
					  sizeof(claims)),
				expected);
		otk_server_free(workers[i].server);
	}
}

int main(void)
{
	return OTK_TEST_MAIN("options", TEST_WITH(&with_archive, agent_and_prefix),
		CLIENT_TEST(default_hosts), CLIENT_TEST(limits_of_attempts_time_and_size),
		CLIENT_TEST(in_flight), TEST_WITH(&with_proxy, proxies),
		TEST_WITH(&with_proxy, proxy_of_environment), CLIENT_TEST(files_of_tls),
		CLIENT_TEST(resolve_and_local_address), TEST_WITH(&with_archive, checks),
		TEST_WITH(&with_archive, log_levels), TEST(options_that_are_refused),
		CLIENT_TEST(options_at_their_limits), CLIENT_TEST(limits_of_numbers),
		CLIENT_TEST(http2_by_default), TEST_WITH(&with_archive, ids_that_are_refused),
		TEST_WITH(&with_archive, clone_has_the_options), TEST(two_projects_in_two_threads));
}

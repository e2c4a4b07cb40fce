/* SPDX-License-Identifier: MIT */
/* Clients with the plugin, and a real server that is killed, stopped and protected. */
#include "config.h"

#include <hiredis/hiredis.h>
#include <otk/plugin.h>
#include <signal.h>
#include <stdio.h>
#include <sys/stat.h>

#include "core/base/clock.h"
#include "tests/client/fixture.h"
#include "tests/plugins/fleetlimit/redis.h"

otk_plugin_entry_fn otk_plugin_fleetlimit_entry;

#define PASSWORD "correct-horse-battery"

static redis server;
static char settings[1024];
static char password_file[256];

/* A client whose settings are `format`; its log is f->log. NULL: it could not be made. */
OTK_PRINTF(2, 3)
static otk_client *make_client(otk_fixture *f, const char *format, ...)
{
	static otk_plugin_entry_fn *const plugins[] = {otk_plugin_fleetlimit_entry};
	const otk_hook_options hook = {.plugin = "fleetlimit", .settings_json = settings};
	va_list args;

	va_start(args, format);
	vsnprintf(settings, sizeof(settings), format, args);
	va_end(args);
	otk_server_default(f->server, &(otk_reply){.body = TEST_ARCHIVE});
	return test_client(
		f->server, &OTK_CLIENT_OPTIONS(.hooks = &hook, .hook_count = 1, .plugins = plugins,
				   .plugin_count = !test_is_builtin("fleetlimit"),
				   .log = test_log_event, .log_userdata = &f->log,
				   .timeout_ms = otk_test_ms(5000), .max_attempts = 1));
}

#define USUAL "{\"requests\":1000,\"server\":\"unix:%s\",\"answerMs\":300}"

static void use_server(otk_fixture *f)
{
	otk_client_free(f->client);
	f->client = make_client(f, USUAL, server.socket);
	REQUIRE(f->client);
}

/* Asks the server itself; text of the response. */
static const char *ask_server(const char *command)
{
	static char text[256];
	redisContext *context = redisConnectUnix(server.socket);
	redisReply *reply = context && !context->err ? redisCommand(context, command) : NULL;

	snprintf(text, sizeof(text), "%s", "");
	if (reply && reply->type == REDIS_REPLY_INTEGER)
		snprintf(text, sizeof(text), "%lld", reply->integer);
	else if (reply && reply->str)
		snprintf(text, sizeof(text), "%s", reply->str);
	freeReplyObject(reply);
	if (context)
		redisFree(context);
	return text;
}

static bool log_has(const otk_fixture *f, const char *text)
{
	return f->log.text && strstr(f->log.text, text);
}

/* Makes calls until the log has a text, for at most 5 s. */
static bool call_until(otk_fixture *f, const char *text)
{
	const int64_t end = otk_clock_monotonic_ms() + otk_test_ms(5000);

	while (!log_has(f, text) && otk_clock_monotonic_ms() < end)
		if (!test_get(f->client, OTK_OK, &f->error))
			return false;
	return log_has(f, text);
}

static void leases_and_gives_back(otk_fixture *f)
{
	use_server(f);
	for (int i = 0; i < 20; i++)
		test_get(f->client, OTK_OK, &f->error);
	CHECK_STR(ask_server("ZCARD otk:fleet:{" TEST_KEY "}:set"), "1");
	CHECK(!f->log.text || !strstr(f->log.text, "plugin|"));
	otk_client_free(f->client);
	f->client = NULL;
	CHECK_STR(ask_server("ZCARD otk:fleet:{" TEST_KEY "}:set"), "0");
}

/* The server is killed: calls go on, one event; restarted: another one. */
static void survives_a_restart(otk_fixture *f)
{
	use_server(f);
	test_get(f->client, OTK_OK, &f->error);
	redis_stop(&server);
	CHECK(call_until(f, "is away"));
	for (int i = 0; i < 3; i++)
		test_get(f->client, OTK_OK, &f->error);
	REQUIRE(redis_start(&server, NULL));
	CHECK(call_until(f, "is back"));
	test_get(f->client, OTK_OK, &f->error);
	CHECK(!strstr(strstr(f->log.text, "is away") + 1, "is away"));
	CHECK_HAS(ask_server("EXISTS otk:fleet:{" TEST_KEY "}:state"), "");
}

/* It is stopped, not closed: after answerMs it counts as away. */
static void survives_a_stall(otk_fixture *f)
{
	use_server(f);
	test_get(f->client, OTK_OK, &f->error);
	kill(server.process, SIGSTOP);
	CHECK(call_until(f, "it does not answer"));
	kill(server.process, SIGCONT);
	CHECK(call_until(f, "is back"));
}

static void starts_without_a_server(otk_fixture *f)
{
	otk_client_free(f->client);
	f->client = make_client(f, "{\"requests\":1000,\"server\":\"unix:%s/none\",\"share\":50}",
		otk_test_folder());
	REQUIRE(f->client);
	for (int i = 0; i < 3; i++)
		test_get(f->client, OTK_OK, &f->error);
	CHECK(log_has(f, "is away"));
	CHECK(log_has(f, "at most 50 requests in 1000 ms"));
	CHECK(!strstr(strstr(f->log.text, "is away") + 1, "is away"));
}

static void done(otk_call *call, otk_status status, const void *result, const otk_error *error,
	void *userdata)
{
	(void)call, (void)result, (void)error;
	*(otk_status *)userdata = status;
}

/* A 429 that one client gets stops the other one, which hears of it at once. */
static void pauses_the_fleet(otk_fixture *f)
{
	const int64_t end = otk_clock_monotonic_ms() + otk_test_ms(5000);
	otk_client *other;
	otk_status status = OTK_OK;
	otk_error error = OTK_ERROR_INIT;
	otk_call *call;

	use_server(f);
	other = make_client(f, USUAL, server.socket);
	REQUIRE(other);
	test_get(f->client, OTK_OK, &f->error);
	test_get(other, OTK_OK, &error);
	/* Both are subscribed. */
	while (strcmp(ask_server("PUBLISH otk:fleet:{" TEST_KEY "}:pause 0"), "2") != 0 &&
		otk_clock_monotonic_ms() < end) {
		CHECK_INT(otk_client_run(f->client, 0, NULL, &f->error), OTK_OK);
		CHECK_INT(otk_client_run(other, 0, NULL, &error), OTK_OK);
	}
	otk_server_reply(f->server, &(otk_reply){.status = 429, .headers = "Retry-After: 30\r\n"});
	test_get(f->client, OTK_E_RATE_LIMIT, &f->error);
	CHECK_INT(f->error.http_status, 429);
	/* The message is on its way; other's loop gets it, and its next call would wait 30 s. */
	call = otk_archives_get_call(other, "a1", &error);
	do {
		CHECK_INT(otk_client_run(f->client, 0, NULL, &f->error), OTK_OK);
		CHECK_INT(otk_client_run(other, 0, NULL, &error), OTK_OK);
	} while (strcmp(ask_server("HEXISTS otk:fleet:{" TEST_KEY "}:state cool"), "1") != 0 &&
		 otk_clock_monotonic_ms() < end);
	for (int i = 0; i < 10; i++)
		CHECK_INT(otk_client_run(other, 0, NULL, &error), OTK_OK);
	/* It does not ask the server, which would tell it as well. */
	kill(server.process, SIGSTOP);
	REQUIRE_OK(otk_call_submit(call, done, &status, &error), &error);
	CHECK_INT(otk_client_run(other, -1, NULL, &error), OTK_OK);
	kill(server.process, SIGCONT);
	CHECK_INT(status, OTK_E_TIMEOUT);
	otk_client_free(other);
}

static void refuses_instead_of_waiting(otk_fixture *f)
{
	otk_client_free(f->client);
	f->client = make_client(f,
		"{\"requests\":100,\"server\":\"unix:%s\",\"maxWaitMs\":1500,\"fleet\":\"small\"}",
		server.socket);
	REQUIRE(f->client);
	otk_server_reply(f->server, &(otk_reply){.status = 429, .headers = "Retry-After: 30\r\n"});
	test_get(f->client, OTK_E_RATE_LIMIT, &f->error);
	test_get(f->client, OTK_E_REFUSED, &f->error);
	CHECK_HAS(f->error.message, "limit of 100 requests in 1000 ms is reached");
	CHECK_HAS(f->error.message, "maxWaitMs: 1500");
}

/* A user of the access control list, over TCP; a wrong password is reported without it. */
static void signs_in(otk_fixture *f)
{
	redis guarded = {0};
	FILE *file;

	REQUIRE(redis_start(&guarded,
		"user default off\nuser otk on >" PASSWORD
		" ~otk:* &otk:* +select +script|load +subscribe +evalsha +time +hget +hset +zadd "
		"+zcard +zrangebyscore +zrem +hdel +pexpire +publish\n"));
	snprintf(password_file, sizeof(password_file), "%s/password", otk_test_folder());
	file = fopen(password_file, "w");
	REQUIRE(file);
	fputs(PASSWORD "\n", file);
	fclose(file);
	chmod(password_file, 0600);
	otk_client_free(f->client);
	f->client = make_client(f,
		"{\"requests\":1000,\"server\":\"redis://127.0.0.1:%d/0\",\"user\":\"otk\","
		"\"passwordFile\":\"%s\"}",
		guarded.port, password_file);
	REQUIRE(f->client);
	for (int i = 0; i < 5; i++)
		test_get(f->client, OTK_OK, &f->error);
	CHECK_CASE(!log_has(f, "plugin|"), "%s", f->log.text ? f->log.text : "");
	file = fopen(password_file, "w");
	REQUIRE(file);
	fputs("wrong-" PASSWORD, file);
	fclose(file);
	otk_client_free(f->client);
	f->client = make_client(f,
		"{\"requests\":1000,\"server\":\"redis://127.0.0.1:%d\",\"user\":\"otk\","
		"\"passwordFile\":\"%s\"}",
		guarded.port, password_file);
	REQUIRE(f->client);
	test_get(f->client, OTK_OK, &f->error);
	CHECK(log_has(f, "WRONGPASS"));
	CHECK_LACKS(f->log.text, PASSWORD);
	redis_stop(&guarded);
}

static void refuses_wrong_settings(otk_fixture *f)
{
	static const struct {
		const char *json, *says;
	} cases[] = {
		{"{\"requests\":1,\"server\":\"redis://user:secret@host\"}", "user or password"},
		{"{\"requests\":1,\"server\":\"http://host\"}", "server"},
		{"{\"requests\":1,\"server\":\"redis://host:99999\"}", "port is not a number"},
		{"{\"requests\":1,\"server\":\"redis://127.0.0.1/x\"}", "database is not a number"},
		{"{\"requests\":1,\"server\":\"unix:/x?db=x\"}", "may follow the path"},
		{"{\"requests\":1,\"server\":\"unix:/x http://y\"}", "not an address"},
		{"{\"requests\":1,\"server\":\" , \"}", "server"},
		{"{\"requests\":1,\"server\":\"redis://[::1\"}", "host is missing"},
		{"{\"requests\":1,\"server\":\"unix:/x\",\"user\":\"u\"}", "needs passwordFile"},
		{"{\"requests\":1,\"server\":\"unix:/x\",\"passwordFile\":\"/none\"}",
			"cannot be opened"},
		{"{\"requests\":1,\"server\":\"unix:/x\",\"passwordFile\":\"/dev/null\"}",
			"not a regular file"},
		{"{\"requests\":1,\"server\":\"unix:/x\",\"perMs\":5}", "per_ms"},
		{"{\"requests\":1,\"server\":\"unix:/x\",\"password\":\"p\"}", "password"},
		{"{\"server\":\"unix:/x\"}", "requests"},
#ifndef OTK_HIREDIS_TLS
		{"{\"requests\":1,\"server\":\"rediss://127.0.0.1\"}", "needs a hiredis with TLS"},
#endif
	};

	static otk_plugin_entry_fn *const plugins[] = {otk_plugin_fleetlimit_entry};

	for (size_t i = 0; i < OTK_COUNT_OF(cases); i++) {
		const otk_hook_options hook = {"fleetlimit", cases[i].json};
		otk_client *client = otk_client_new(
			&OTK_CLIENT_OPTIONS(.api_key = TEST_KEY, .api_secret = TEST_SECRET,
				.hooks = &hook, .hook_count = 1, .plugins = plugins,
				.plugin_count = !test_is_builtin("fleetlimit")),
			&f->error);

		CHECK_CASE(!client, "%s", cases[i].json);
		CHECK_HAS(f->error.message, cases[i].says);
		CHECK_LACKS(f->error.message, "secret");
		otk_client_free(client);
	}
}

static int start_server(void)
{
	if (!redis_exists()) {
		otk_test_skip("neither redis-server nor valkey-server is installed");
		return 77;
	}
	return !redis_start(&server, NULL);
}

static int stop_server(void)
{
	redis_stop(&server);
	return 0;
}

int main(void)
{
	static const otk_test tests[] = {CLIENT_TEST(leases_and_gives_back),
		CLIENT_TEST(survives_a_restart), CLIENT_TEST(survives_a_stall),
		CLIENT_TEST(starts_without_a_server), CLIENT_TEST(pauses_the_fleet),
		CLIENT_TEST(refuses_instead_of_waiting), CLIENT_TEST(signs_in),
		CLIENT_TEST(refuses_wrong_settings)};

	return otk_test_main(
		"plugins/fleetlimit/client", tests, OTK_COUNT_OF(tests), start_server, stop_server);
}

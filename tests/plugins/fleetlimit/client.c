/* SPDX-License-Identifier: MIT */
/* Clients with the plugin, and a real server that is killed, stopped and protected. */
#include "config.h"

#include <hiredis/hiredis.h>
#include <otk/plugin.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/stat.h>

#include "core/base/clock.h"
#include "tests/certificates.h"
#include "tests/client/fixture.h"
#include "tests/plugins/fleetlimit/entries.h"
#include "tests/plugins/fleetlimit/redis.h"
#include "tests/torture.h"

#define PASSWORD "correct-horse-battery"

static redis server;
static char settings[1024];
static char password_file[256];

/* A client whose settings are `format`; its log is f->log. NULL: it could not be made. */
OTK_PRINTF(2, 3)
static otk_client *make_client(otk_fixture *f, const char *format, ...)
{
	const otk_hook_options hook = {.plugin = "fleetlimit", .settings_json = settings};
	va_list args;

	va_start(args, format);
	vsnprintf(settings, sizeof(settings), format, args);
	va_end(args);
	otk_server_default(f->server, &(otk_reply){.body = TEST_ARCHIVE});
	return test_client(
		f->server, &OTK_CLIENT_OPTIONS(.hooks = &hook, .hook_count = 1,
				   .plugins = fleet_entries(), .plugin_count = fleet_entry_count(),
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

/* Asks a server itself; text of the response. */
static const char *ask(const redis *which, const char *command)
{
	static char text[256];
	redisContext *context = redisConnectUnix(which->socket);
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

static const char *ask_server(const char *command)
{
	return ask(&server, command);
}

static bool log_has(const otk_fixture *f, const char *text)
{
	return f->log.text && strstr(f->log.text, text);
}

/* Makes calls until the log has a text. Another attempt to connect may be made only after 10 s. */
static bool call_until(otk_fixture *f, const char *text)
{
	const int64_t end = otk_clock_monotonic_ms() + otk_test_ms(20000);

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
	CHECK(call_until(f, "limit is back"));
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
	CHECK(call_until(f, "limit is back"));
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
	const int64_t end = otk_clock_monotonic_ms() + otk_test_ms(20000);
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

/* ---- TLS */

static redis secure;

/* Returns false if the installed server has no TLS. */
static bool start_secure(const char *cert_file, const char *clients)
{
	const otk_certificates *files = otk_test_certificates();
	char configuration[1024];

	redis_stop(&secure);
	secure.port = redis_free_port();
	snprintf(configuration, sizeof(configuration),
		"port 0\ntls-port %d\ntls-ca-cert-file %s\ntls-cert-file %s\ntls-key-file %s\n"
		"tls-auth-clients %s\n",
		secure.port, files->ca_file, cert_file, files->server_key_file, clients);
	return redis_start(&secure, configuration);
}

/* A new client, one call, and what the log says; "": nothing of the plugin. */
static void connects(otk_fixture *f, const char *host, const char *more, const char *says)
{
	otk_client_free(f->client);
	test_log_free(&f->log);
	/* TLS under Valgrind takes longer than the usual time for a response. */
	f->client = make_client(f, "{\"requests\":1000,\"answerMs\":10000,\"server\":\"%s:%d\"%s}",
		host, secure.port, more);
	REQUIRE(f->client);
	test_get(f->client, OTK_OK, &f->error);
	if (says[0]) {
		const bool said = call_until(f, says);

		CHECK_CASE(said, "%s: %s", says, f->log.text ? f->log.text : "");
		return;
	}
	CHECK_CASE(!log_has(f, "plugin|"), "%s: %s", more, f->log.text);
}

/* Whether the client becomes the only member of the fleet; on a slow machine after some calls. */
static bool is_member(otk_fixture *f, const redis *node)
{
	const int64_t end = otk_clock_monotonic_ms() + otk_test_ms(20000);

	while (strcmp(ask(node, "ZCARD otk:fleet:{" TEST_KEY "}:set"), "1") != 0)
		if (otk_clock_monotonic_ms() > end || !test_get(f->client, OTK_OK, &f->error))
			return false;
	return true;
}

static void checks_certificates(otk_fixture *f)
{
	const otk_certificates *files = otk_test_certificates();
	char right[400], other[400], client[800];

	if (!start_secure(files->server_cert_file, "no"))
		SKIP("the installed server has no TLS");
	snprintf(right, sizeof(right), ",\"caFile\":\"%s\"", files->ca_file);
	snprintf(other, sizeof(other), ",\"caFile\":\"%s\"", files->other_ca_file);
	snprintf(client, sizeof(client),
		"%s,\"certFile\":\"%s\",\"keyFile\":\"%s\",\"fleet\":\"signed\"", right,
		files->client_cert_file, files->client_key_file);
	connects(f, "rediss://localhost", right, "");
	CHECK(is_member(f, &secure));
	connects(f, "rediss://127.0.0.1", right, "");
	/* A list of both kinds: the second address is encrypted as well. */
	connects(f, "unix:/none,rediss://127.0.0.1", right, "limit is back");
	connects(f, "rediss://localhost", other, "TLS: ");
	connects(f, "redis://localhost", "", "is away");
	REQUIRE(start_secure(files->server_cert_file, "yes"));
	connects(f, "rediss://localhost", right, "TLS: ");
	connects(f, "rediss://localhost", client, "");
	CHECK_STR(ask(&secure, "ZCARD otk:fleet:{signed}:set"), "1");
	REQUIRE(start_secure(files->wrong_cert_file, "no"));
	connects(f, "rediss://localhost", right, "does not match");
	CHECK_STR(ask(&secure, "ZCARD otk:fleet:{" TEST_KEY "}:set"), "0");
	redis_stop(&secure);
}

/* ---- several servers */

static void asks_sentinel(otk_fixture *f)
{
	redis sentinel = {.is_sentinel = true};
	char configuration[200];

	snprintf(configuration, sizeof(configuration), "sentinel monitor limits %s %d 1\n",
		"127.0.0.1", server.port);
	REQUIRE(redis_start(&sentinel, configuration));
	secure.port = sentinel.port;
	connects(f, "redis://127.0.0.1", ",\"sentinel\":\"limits\",\"fleet\":\"watched\"", "");
	CHECK_STR(ask_server("ZCARD otk:fleet:{watched}:set"), "1");
	/* The master restarts: Sentinel is asked again. */
	redis_stop(&server);
	CHECK(call_until(f, "is away"));
	REQUIRE(redis_start(&server, NULL));
	CHECK(call_until(f, "limit is back"));
	connects(f, "redis://127.0.0.1", ",\"sentinel\":\"none\"", "does not know a master");
	/* A server that is not a Sentinel, and a Sentinel that is taken for a server. */
	connects(f, "redis://127.0.0.1", "", "answers \"ERR unknown command");
	secure.port = server.port;
	connects(f, "redis://127.0.0.1", ",\"sentinel\":\"limits\"", "answers \"ERR unknown");
	redis_stop(&sentinel);
}

/* Asks a Sentinel until it knows a replica of the master; for at most 30 s. */
static bool knows_replica(const redis *sentinel)
{
	const int64_t end = otk_clock_monotonic_ms() + otk_test_ms(30000);
	bool known = false;

	while (!known && otk_clock_monotonic_ms() < end) {
		redisContext *context = redisConnect("127.0.0.1", sentinel->port);
		redisReply *reply = context && !context->err
					    ? redisCommand(context, "SENTINEL replicas limits")
					    : NULL;

		known = reply && reply->type == REDIS_REPLY_ARRAY && reply->elements == 1;
		freeReplyObject(reply);
		if (context)
			redisFree(context);
		if (!known)
			poll(NULL, 0, 50);
	}
	return known;
}

/* The master is killed for good: Sentinel promotes the replica, and no call is lost meanwhile. */
static void fails_over_to_a_replica(otk_fixture *f)
{
	redis master = {0}, replica = {0}, sentinel = {.is_sentinel = true};
	char configuration[300];
	bool is_back = false;

	REQUIRE(redis_start(&master, "repl-diskless-sync-delay 0"));
	snprintf(configuration, sizeof(configuration), "replicaof 127.0.0.1 %d", master.port);
	REQUIRE(redis_start(&replica, configuration));
	for (int i = 0; i < 30 && strcmp(ask(&master, "WAIT 1 1000"), "1") != 0; i++)
		;
	snprintf(configuration, sizeof(configuration),
		"sentinel monitor limits %s %d 1\n"
		"sentinel down-after-milliseconds limits %d\n",
		"127.0.0.1", master.port, (int)otk_test_ms(500));
	REQUIRE(redis_start(&sentinel, configuration));
	CHECK(knows_replica(&sentinel));
	secure.port = sentinel.port;
	connects(f, "redis://127.0.0.1", ",\"sentinel\":\"limits\"", "");
	CHECK(is_member(f, &master));
	redis_stop(&master);
	for (int i = 0; i < 12 && !is_back; i++)
		is_back = call_until(f, "limit is back");
	CHECK(is_back);
	CHECK(log_has(f, "is away"));
	CHECK(is_member(f, &replica));
	redis_stop(&sentinel);
	redis_stop(&replica);
}

#define SLOTS "CLUSTER ADDSLOTSRANGE 0 16383"
#define STATE "GET otk:fleet:{" TEST_KEY "}:state"

/* Two servers of a cluster; the client knows the one that does not have its key. */
static void follows_a_cluster(otk_fixture *f)
{
	const int64_t end = otk_clock_monotonic_ms() + otk_test_ms(10000);
	redis nodes[2] = {{0}, {0}};
	int ports[2];
	char text[300];

	for (int i = 0; i < 2; i++) {
		snprintf(text, sizeof(text),
			"cluster-enabled yes\ncluster-port %d\ncluster-config-file nodes-%d.conf\n"
			"cluster-require-full-coverage no\n",
			(ports[i] = redis_free_port()), i);
		if (!redis_start(&nodes[i], text))
			SKIP("the installed server has no cluster-port");
	}
	CHECK_STR(ask(&nodes[1], SLOTS), "OK");
	snprintf(text, sizeof(text), "CLUSTER MEET 127.0.0.1 %d %d", nodes[1].port, ports[1]);
	CHECK_STR(ask(&nodes[0], text), "OK");
	/* Each node is down until it has heard of the other one, and for two seconds more. */
	while ((strncmp(ask(&nodes[0], STATE), "MOVED", 5) != 0 ||
		       ask(&nodes[1], STATE)[0] != '\0') &&
		otk_clock_monotonic_ms() < end && test_run(f->client))
		continue;
	secure.port = nodes[0].port;
	connects(f, "redis://127.0.0.1", "", "");
	CHECK(is_member(f, &nodes[1]));
	snprintf(text, sizeof(text), "redis://127.0.0.1:%d/1,redis://127.0.0.1", nodes[1].port);
	connects(f, text, "", "SELECT is not allowed in cluster mode");
	redis_stop(&nodes[0]);
	redis_stop(&nodes[1]);
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
		{"{\"requests\":1,\"server\":\"unix:/x,rediss://127.0.0.1\",\"caFile\":\"/none\"}",
			"caFile: "},
		{"{\"requests\":1,\"server\":\"rediss://127.0.0.1\",\"certFile\":\"/none\"}",
			"one needs the other"},
		{"{\"requests\":1,\"server\":\"rediss://127.0.0.1\",\"certFile\":\"/none\","
		 "\"keyFile\":\"/none\",\"caFile\":\"/dev/null\"}",
			"caFile: "},
	};

	for (size_t i = 0; i < OTK_COUNT_OF(cases); i++) {
		const otk_hook_options hook = {"fleetlimit", cases[i].json};
		otk_client *client = otk_client_new(
			&OTK_CLIENT_OPTIONS(.api_key = TEST_KEY, .api_secret = TEST_SECRET,
				.hooks = &hook, .hook_count = 1, .plugins = fleet_entries(),
				.plugin_count = fleet_entry_count()),
			&f->error);

		CHECK_CASE(!client, "%s", cases[i].json);
		CHECK_HAS(f->error.message, cases[i].says);
		CHECK_LACKS(f->error.message, "secret");
		otk_client_free(client);
	}
}

/* ---- calls that fail */

static bool told;

static void note_warning(const otk_log_event *event, void *unused)
{
	(void)unused;
	told = told || strcmp(event->event, "plugin") == 0;
}

/* The whole life of a client. Calls go on if the server cannot be asked, and that is reported. */
static bool call_twice(void *context)
{
	const otk_hook_options hook = {.plugin = "fleetlimit", .settings_json = settings};
	otk_fixture *f = context;
	otk_error error = OTK_ERROR_INIT;
	otk_client *client = otk_client_new(
		&OTK_CLIENT_OPTIONS(.api_key = TEST_KEY, .api_secret = TEST_SECRET,
			.api_url = otk_server_url(f->server), .hooks = &hook, .hook_count = 1,
			.plugins = fleet_entries(), .plugin_count = fleet_entry_count(),
			.log = note_warning, .timeout_ms = otk_test_ms(5000), .max_attempts = 1),
		&error);
	otk_status status = OTK_OK;

	told = false;
	CHECK(client || error.message[0]);
	for (int i = 0; client && i < 2 && !status; i++) {
		otk_archive *archive = NULL;

		status = otk_archives_get(client, "a1", &archive, &error);
		otk_free(archive);
	}
	CHECK_CASE(status != OTK_E_REFUSED, "%s", error.message);
	otk_client_free(client);
	otk_stop_failing();
	return client && !status && !told;
}

static void torture(otk_fixture *f)
{
	/* A connection that breaks is made again, and until then calls use the share. */
	static const char *const survived[] = {"access", "close", "connect", "epoll_ctl",
		"epoll_wait", "fcntl64", "getentropy", "getsockopt", "recv", "redisReaderCreate",
		"send", "socket", "timerfd_settime", NULL};

	otk_client_free(f->client);
	f->client = make_client(f,
		"{\"requests\":1000,\"server\":\"unix:%s\",\"answerMs\":10000,\"fleet\":\"torture\","
		"\"share\":100}",
		server.socket);
	REQUIRE(f->client);
	otk_client_free(f->client);
	f->client = NULL;
	otk_torture("fleetlimit", call_twice, f);
	CHECK(otk_torture_calls("fleetlimit", call_twice, f, survived) > 80);
	otk_torture_interrupts("fleetlimit", call_twice, f);
}

int main(void)
{
	static const otk_test tests[] = {CLIENT_TEST(leases_and_gives_back),
		CLIENT_TEST(survives_a_restart), CLIENT_TEST(survives_a_stall),
		CLIENT_TEST(starts_without_a_server), CLIENT_TEST(pauses_the_fleet),
		CLIENT_TEST(refuses_instead_of_waiting), CLIENT_TEST(signs_in),
		CLIENT_TEST(checks_certificates), CLIENT_TEST(asks_sentinel),
		CLIENT_TEST(fails_over_to_a_replica), CLIENT_TEST(follows_a_cluster),
		CLIENT_TEST(refuses_wrong_settings), CLIENT_TEST(torture)};

	return redis_test_main("plugins/fleetlimit/client", tests, OTK_COUNT_OF(tests), &server);
}

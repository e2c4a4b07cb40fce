/* SPDX-License-Identifier: MIT */
/* Clients with the plugin, and a server that sends what no Redis server sends. */
#include "config.h"

#include <otk/plugin.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "core/base/clock.h"
#include "tests/client/fixture.h"
#include "tests/plugins/fleetlimit/entries.h"

#define PASSWORD "correct-horse-battery"
#define SHA      "$40\r\n0123456789012345678901234567890123456789\r\n"
#define WORKS    "*6\r\n:@\r\n:1\r\n:0\r\n:#\r\n:100\r\n:100\r\n"
#define PEERS    16
#define LARGE    100000

/* In a response: @ is the time in ms, # the number of the window, ~ many bytes. */
typedef struct script {
	const char *auth, *select, *load, *lease, *subscribe, *sentinel;
	bool closes; /* after the response to what is hostile */
} script;

static struct peer {
	int fd; /* 0: unused */
	char data[16384];
	size_t size;
} peers[PEERS];

static char socket_path[200], password_file[256];
static int listener = -1, stopper[2];
static pthread_t thread;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static script now_played; /* with the mutex */
static int connections;   /* likewise */

/* ---- the server */

static void send_text(int fd, const char *text)
{
	static char large[LARGE];
	struct timespec now;
	char number[24];

	clock_gettime(CLOCK_REALTIME, &now);
	memset(large, 'x', sizeof(large));
	for (; *text; text++) {
		const long long ms = (long long)now.tv_sec * 1000 + now.tv_nsec / 1000000;
		const char *from = text;
		size_t size = 1;

		if (*text == '@' || *text == '#') {
			size = (size_t)snprintf(
				number, sizeof(number), "%lld", *text == '@' ? ms : ms / 1000);
			from = number;
		} else if (*text == '~') {
			from = large;
			size = sizeof(large);
		}
		/* The client may have closed it, which the test wants. */
		if (send(fd, from, size, MSG_NOSIGNAL) < 0)
			return;
	}
}

/* The length of the first command in the buffer, 0: not complete. */
static size_t command_size(const char *data, size_t size)
{
	const char *at = data, *end = data + size;
	long words;
	char *stop;

	if (!size || *at != '*')
		return 0;
	for (words = strtol(at + 1, &stop, 10), at = stop + 2; words > 0; words--) {
		if (at >= end || *at != '$')
			return 0;
		at += strtol(at + 1, &stop, 10) + (stop - at) + 4;
	}
	return at <= end ? (size_t)(at - data) : 0;
}

static void answer(struct peer *peer, const char *command)
{
	const char *text = NULL;
	bool closes;

	pthread_mutex_lock(&mutex);
	closes = now_played.closes;
	if (strstr(command, "\r\nAUTH\r\n"))
		text = now_played.auth ? now_played.auth : "+OK\r\n";
	else if (strstr(command, "\r\nSELECT\r\n"))
		text = now_played.select ? now_played.select : "+OK\r\n";
	else if (strstr(command, "\r\nSCRIPT\r\n"))
		text = now_played.load ? now_played.load : SHA;
	else if (strstr(command, "\r\nSENTINEL\r\n"))
		text = now_played.sentinel;
	else if (strstr(command, "\r\nSUBSCRIBE\r\n"))
		text = now_played.subscribe ? now_played.subscribe
					    : "*3\r\n$9\r\nsubscribe\r\n$1\r\nc\r\n:1\r\n";
	else if (strstr(command, "\r\nlease\r\n"))
		text = now_played.lease ? now_played.lease : WORKS;
	closes = closes && (text == now_played.load || text == now_played.lease);
	pthread_mutex_unlock(&mutex);
	send_text(peer->fd, text ? text : ":0\r\n");
	if (closes) {
		close(peer->fd);
		peer->fd = 0;
	}
}

static void serve_peer(struct peer *peer)
{
	const ssize_t size =
		recv(peer->fd, peer->data + peer->size, sizeof(peer->data) - peer->size - 1, 0);
	size_t used;

	if (size <= 0) {
		close(peer->fd);
		peer->fd = 0;
		return;
	}
	peer->size += (size_t)size;
	peer->data[peer->size] = '\0';
	while (peer->fd && (used = command_size(peer->data, peer->size))) {
		const char after = peer->data[used];

		peer->data[used] = '\0';
		answer(peer, peer->data);
		peer->data[used] = after;
		peer->size -= used;
		memmove(peer->data, peer->data + used, peer->size + 1);
	}
}

static void accept_peer(void)
{
	const int fd = accept(listener, NULL, NULL);

	pthread_mutex_lock(&mutex);
	connections++;
	pthread_mutex_unlock(&mutex);
	for (size_t i = 0; i < PEERS; i++)
		if (!peers[i].fd) {
			peers[i].fd = fd;
			peers[i].size = 0;
			return;
		}
	close(fd);
}

static void *serve(void *unused)
{
	for (;;) {
		struct pollfd polled[PEERS + 2] = {
			{.fd = stopper[0], .events = POLLIN}, {.fd = listener, .events = POLLIN}};

		for (size_t i = 0; i < PEERS; i++)
			polled[i + 2] = (struct pollfd){
				.fd = peers[i].fd ? peers[i].fd : -1, .events = POLLIN};
		poll(polled, OTK_COUNT_OF(polled), -1);
		if (polled[0].revents)
			return unused;
		for (size_t i = 0; i < PEERS; i++)
			if (polled[i + 2].revents)
				serve_peer(&peers[i]);
		if (polled[1].revents)
			accept_peer();
	}
}

static int start_server(void)
{
	struct sockaddr_un where = {.sun_family = AF_UNIX};

	snprintf(socket_path, sizeof(socket_path), "%s/redis", otk_test_folder());
	memcpy(where.sun_path, socket_path, strlen(socket_path));
	listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	return listener < 0 || bind(listener, (struct sockaddr *)&where, sizeof(where)) ||
	       listen(listener, 64) || pipe(stopper) || pthread_create(&thread, NULL, serve, NULL);
}

static int stop_server(void)
{
	if (write(stopper[1], "", 1) != 1)
		return 1;
	pthread_join(thread, NULL);
	for (size_t i = 0; i < PEERS; i++)
		if (peers[i].fd)
			close(peers[i].fd);
	close(listener);
	close(stopper[0]);
	close(stopper[1]);
	return 0;
}

/* ---- the clients */

static void play(const script *played)
{
	pthread_mutex_lock(&mutex);
	now_played = *played;
	connections = 0;
	pthread_mutex_unlock(&mutex);
}

static int connection_count(void)
{
	int count;

	pthread_mutex_lock(&mutex);
	count = connections;
	pthread_mutex_unlock(&mutex);
	return count;
}

static void use_server(otk_fixture *f, const script *played, const char *more)
{
	static char settings[1024];
	const otk_hook_options hook = {.plugin = "fleetlimit", .settings_json = settings};

	play(played);
	snprintf(settings, sizeof(settings),
		"{\"requests\":1000,\"server\":\"unix:%s%s\",\"answerMs\":%d,\"share\":1000%s}",
		socket_path, played->select ? "?db=7" : "", (int)otk_test_ms(300), more);
	otk_server_default(f->server, &(otk_reply){.body = TEST_ARCHIVE});
	test_log_free(&f->log);
	test_use_client(
		f, &OTK_CLIENT_OPTIONS(.hooks = &hook, .hook_count = 1, .plugins = fleet_entries(),
			   .plugin_count = fleet_entry_count(), .log = test_log_event,
			   .log_userdata = &f->log, .timeout_ms = otk_test_ms(5000)));
}

static size_t count_of(const otk_fixture *f, const char *text)
{
	size_t count = 0;

	for (const char *at = f->log.text; at && (at = strstr(at, text)); at++)
		count++;
	return count;
}

/* Makes calls, all of which work, until the log has the text. */
static bool call_until(otk_fixture *f, const char *text)
{
	const int64_t end = otk_clock_monotonic_ms() + otk_test_ms(20000);

	while (!count_of(f, text) && otk_clock_monotonic_ms() < end)
		if (!test_get(f->client, OTK_OK, &f->error))
			return false;
	return count_of(f, text) > 0;
}

#define CALLS           100
#define CONNECTIONS_MAX 50

/* Calls work, the reason is logged once, and the client does not connect again and again. */
static void survives(otk_fixture *f, const script *played, const char *says, const char *more)
{
	bool said;

	use_server(f, played, more);
	said = call_until(f, says);
	CHECK_CASE(said, "%s: %s", says, f->log.text ? f->log.text : "");
	for (int i = 0; i < CALLS; i++)
		test_get(f->client, OTK_OK, &f->error);
	CHECK_CASE(count_of(f, "is away") == 1, "%s: %s", says, f->log.text ? f->log.text : "");
	CHECK_CASE(count_of(f, "limit is back") == 0, "%s", says);
	CHECK_CASE(connection_count() <= CONNECTIONS_MAX, "%s: %d connections", says,
		connection_count());
}

#define UNREADABLE "response to the script cannot be read"

static void responses_to_the_script(otk_fixture *f)
{
	static const struct {
		script played;
		const char *says;
	} cases[] = {
		{{.load = ":5\r\n"}, UNREADABLE},
		{{.load = "$-1\r\n"}, UNREADABLE},
		{{.load = "$3\r\nabc\r\n"}, UNREADABLE},
		{{.load = "*-1\r\n"}, UNREADABLE},
		{{.load = "-NOAUTH Authentication required.\r\n"}, "answers \"NOAUTH Auth"},
		{{.load = "-ERR \033[31m\r\n"}, "answers \"ERR ?[31m\""},
		{{.load = "*2147483647\r\n"}, "reply is too large"},
		{{.load = "$2000000000\r\n~"}, "reply is too large"},
		{{.load = "*4294967297\r\n"}, "is away"},
		{{.load = "$-2\r\n"}, "is away"},
		{{.load = ":99999999999999999999\r\n"}, "is away"},
		{{.load = "*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n:1\r\n"},
			"is away"},
		{{.load = "HTTP/1.1 400 Bad Request\r\n\r\n"}, "Protocol error"},
		/* The second reply comes without a command, or as that to the next command. */
		{{.load = SHA SHA}, "is away"},
		{{.load = SHA "+OK\r\n+OK\r\n"}, "is away"},
		{{.load = "$40\r\nabc", .closes = true}, "closed the connection"},
		{{.load = "$40\r\nabc"}, "does not answer"},
	};

	for (size_t i = 0; i < OTK_COUNT_OF(cases); i++)
		survives(f, &cases[i].played, cases[i].says, "");
}

static void leases(otk_fixture *f)
{
	static const struct {
		script played;
		const char *says;
	} cases[] = {
		{{.lease = "-NOSCRIPT No matching script.\r\n"}, "NOSCRIPT"},
		{{.lease = "-READONLY You can't write\r\n"}, "READONLY"},
		{{.lease = "+OK\r\n"}, UNREADABLE},
		{{.lease = "$-1\r\n"}, UNREADABLE},
		{{.lease = "*0\r\n"}, UNREADABLE},
		{{.lease = "*4\r\n$-1\r\n$-1\r\n$-1\r\n$-1\r\n"}, UNREADABLE},
		{{.lease = "*5\r\n:@\r\n:1\r\n:0\r\n:#\r\n:1\r\n"}, UNREADABLE},
		{{.lease = "*6\r\n*1\r\n:1\r\n:1\r\n:0\r\n:#\r\n:1\r\n:1\r\n"}, UNREADABLE},
		/* The time, the processes, the pause, the window, the tokens, the total. */
		{{.lease = "*6\r\n:-1\r\n:1\r\n:0\r\n:#\r\n:1\r\n:1\r\n"}, UNREADABLE},
		{{.lease = "*6\r\n:9223372036854775807\r\n:1\r\n:0\r\n:#\r\n:1\r\n:1\r\n"},
			UNREADABLE},
		{{.lease = "*6\r\n:@\r\n:-1\r\n:0\r\n:#\r\n:1\r\n:1\r\n"}, UNREADABLE},
		{{.lease = "*6\r\n:@\r\n:9223372036854775807\r\n:0\r\n:#\r\n:1\r\n:1\r\n"},
			UNREADABLE},
		{{.lease = "*6\r\n:@\r\n:1\r\n:-1\r\n:#\r\n:1\r\n:1\r\n"}, UNREADABLE},
		{{.lease = "*6\r\n:@\r\n:1\r\n:0\r\n:-1\r\n:1\r\n:1\r\n"}, UNREADABLE},
		{{.lease = "*6\r\n:@\r\n:1\r\n:0\r\n:#000\r\n:1\r\n:1\r\n"}, UNREADABLE},
		{{.lease = "*6\r\n:@\r\n:1\r\n:0\r\n:#\r\n:-1\r\n:1\r\n"}, UNREADABLE},
		{{.lease = "*6\r\n:@\r\n:1\r\n:0\r\n:#\r\n:1001\r\n:1001\r\n"}, UNREADABLE},
		{{.lease = "*6\r\n:@\r\n:1\r\n:0\r\n:#\r\n:9223372036854775807\r\n:1\r\n"},
			UNREADABLE},
		{{.lease = "*6\r\n:@\r\n:1\r\n:0\r\n:#\r\n:5\r\n:-9223372036854775808\r\n"},
			UNREADABLE},
		{{.lease = "*6\r\n:@\r\n", .closes = true}, "closed the connection"},
		{{.lease = "*6\r\n:@\r\n"}, "does not answer"},
	};

	for (size_t i = 0; i < OTK_COUNT_OF(cases); i++)
		survives(f, &cases[i].played, cases[i].says, "");
}

/* Each lease is good, and then the connection breaks. */
static void leases_that_break(otk_fixture *f)
{
	use_server(f, &(script){.lease = WORKS WORKS}, "");
	CHECK(call_until(f, "a reply without a command"));
	for (int i = 0; i < CALLS; i++)
		test_get(f->client, OTK_OK, &f->error);
	CHECK_CASE(connection_count() <= CONNECTIONS_MAX, "%d connections", connection_count());
}

/* To nowhere, to names, and around in a circle. */
static void redirections(otk_fixture *f)
{
	static const struct {
		const char *lease, *says;
	} cases[] = {
		{"-MOVED \r\n", "without its address"},
		{"-MOVED 1\r\n", "without its address"},
		{"-MOVED 1 127.0.0.1:x\r\n", "without its address"},
		{"-MOVED 1 127.0.0.1:0\r\n", "without its address"},
		{"-MOVED 1 127.0.0.1:65536\r\n", "without its address"},
		{"-MOVED 1 127.0.0.1:-1\r\n", "without its address"},
		{"-MOVED 1 :6379\r\n", "without its address"}, /* of a socket */
		{"-MOVED 1 evil.example:6379\r\n", "without its address"},
		{"-MOVED 1 127.0.0.1:1\r\n", "Connection refused"},
		{"-MOVED 1 ::1:1\r\n", "is away"},
	};

	for (size_t i = 0; i < OTK_COUNT_OF(cases); i++)
		survives(f, &(script){.lease = cases[i].lease}, cases[i].says, "");
}

/* The other connection: it is lost, and calls go on without a word. */
static void messages_of_the_channel(otk_fixture *f)
{
	static const char *const cases[] = {
		"+OK\r\n",
		"*3\r\n:1\r\n:2\r\n:3\r\n",
		"*3\r\n$-1\r\n$-1\r\n$-1\r\n",
		"*0\r\n",
		"*1\r\n$7\r\nmessage\r\n",
		"*3\r\n$11\r\nunsubscribe\r\n$1\r\nc\r\n$1\r\nx\r\n",
		"*3\r\n$7\r\nmessage\r\n$1\r\nc\r\n$5\r\n-9999\r\n",
		"*3\r\n$7\r\nmessage\r\n$1\r\nc\r\n$3\r\nabc\r\n",
		"*3\r\n$9\r\nsubscribe\r\n$1\r\nc\r\n:1\r\n~",
		"-ERR no\r\n",
	};

	for (size_t i = 0; i < OTK_COUNT_OF(cases); i++) {
		use_server(f, &(script){.subscribe = cases[i]}, "");
		for (int n = 0; n < CALLS; n++)
			test_get(f->client, OTK_OK, &f->error);
		CHECK_CASE(!count_of(f, "plugin|"), "%zu: %s", i, f->log.text);
	}
}

static void sentinels(otk_fixture *f)
{
	static const struct {
		const char *reply, *says;
	} cases[] = {
		{"*-1\r\n", "does not know a master"},
		{"+OK\r\n", "does not know a master"},
		{"*2\r\n$-1\r\n$-1\r\n", "does not know a master"},
		{"*2\r\n$9\r\nevil.host\r\n$4\r\n6379\r\n", "master without an address"},
		{"*2\r\n$9\r\n127.0.0.1\r\n$5\r\n65536\r\n", "master without an address"},
		{"*2\r\n$9\r\n127.0.0.1\r\n$2\r\n-1\r\n", "master without an address"},
		{"-NOAUTH Authentication required.\r\n", "NOAUTH"},
		{"*2\r\n$9\r\n127.0.0.1\r\n$1\r\n1\r\n", "Connection refused"},
	};

	for (size_t i = 0; i < OTK_COUNT_OF(cases); i++)
		survives(f, &(script){.sentinel = cases[i].reply}, cases[i].says,
			",\"sentinel\":\"one\"");
}

static void write_password(void)
{
	FILE *file;

	snprintf(password_file, sizeof(password_file), "%s/password", otk_test_folder());
	REQUIRE((file = fopen(password_file, "w")));
	fputs(PASSWORD "\n", file);
	fclose(file);
	chmod(password_file, 0600);
}

/* Redis repeats the arguments of a command that it does not know. */
static void keeps_the_password(otk_fixture *f)
{
	static const char *const refusals[] = {
		"-ERR unknown command 'AUTH', with args beginning with: 'otk' '" PASSWORD "'\r\n",
		"-ERR AUTH " PASSWORD " called without any password configured\r\n"};
	char more[2][400];

	write_password();
	snprintf(more[0], sizeof(more[0]), ",\"user\":\"otk\",\"passwordFile\":\"%s\"",
		password_file);
	snprintf(more[1], sizeof(more[1]), ",\"passwordFile\":\"%s\"", password_file);
	for (size_t i = 0; i < OTK_COUNT_OF(refusals); i++) {
		survives(f, &(script){.auth = refusals[i]}, "refuses the password (ERR)", more[i]);
		CHECK_LACKS(f->log.text, PASSWORD);
	}
}

static void databases(otk_fixture *f)
{
	survives(f, &(script){.select = "-ERR DB index is out of range\r\n"},
		"answers \"ERR DB index is out of range\"", "");
	use_server(f, &(script){.select = "+OK\r\n"}, "");
	for (int i = 0; i < CALLS; i++)
		test_get(f->client, OTK_OK, &f->error);
	CHECK_CASE(!count_of(f, "plugin|"), "%s", f->log.text ? f->log.text : "");
}

/* The ms that the next call would wait. */
static int64_t wait_of_a_call(otk_fixture *f)
{
	const char *wait;

	test_get(f->client, OTK_E_REFUSED, &f->error);
	wait = strstr(f->error.message, "would wait ");
	return CHECK_CASE(wait != NULL, "%s", f->error.message)
		       ? strtoll(wait + strlen("would wait "), NULL, 10)
		       : -1;
}

/* 429: all pause for the time that the service asks for, without it for 1 s, for 60 s at most. */
static void pauses(otk_fixture *f)
{
	static const struct {
		const char *headers;
		int64_t most;
	} cases[] = {
		{NULL, 1000}, {"Retry-After: 40\r\n", 40000}, {"Retry-After: 3600\r\n", 60000}};

	for (size_t i = 0; i < OTK_COUNT_OF(cases); i++) {
		const int64_t end = otk_clock_monotonic_ms() + otk_test_ms(20000);
		otk_archive *archive = NULL;
		int64_t begin, wait;

		use_server(f, &(script){0}, ",\"maxWaitMs\":1");
		/* Until the first lease is there, a call would wait. */
		while (otk_archives_get(f->client, "a1", &archive, &f->error) == OTK_E_REFUSED &&
			otk_clock_monotonic_ms() < end)
			CHECK_INT(otk_client_run(f->client, 0, NULL, &f->error), OTK_OK);
		CHECK(archive != NULL);
		otk_free(archive);
		otk_server_reply(
			f->server, &(otk_reply){.status = 429, .headers = cases[i].headers});
		begin = otk_clock_monotonic_ms();
		/* After a short pause this call would be sent again, which is refused as well. */
		CHECK(otk_archives_get(f->client, "a1", &archive, &f->error) != OTK_OK);
		wait = wait_of_a_call(f);
		CHECK_CASE(wait <= cases[i].most &&
				   wait >= cases[i].most - (otk_clock_monotonic_ms() - begin) - 1,
			"%d ms, not %d", (int)wait, (int)cases[i].most);
	}
}

/* Afterwards the same client works with a server that behaves. */
static void comes_back(otk_fixture *f)
{
	survives(f, &(script){.lease = "$-1\r\n"}, UNREADABLE, "");
	play(&(script){0});
	CHECK(call_until(f, "limit is back"));
	CHECK_INT(count_of(f, "is away"), 1);
}

/* No setting of any type may do more than be refused. */
static void settings_of_every_kind(otk_fixture *f)
{
	static const char *const names[] = {"requests", "perMs", "server", "fleet", "user",
		"passwordFile", "sentinel", "caFile", "certFile", "keyFile", "share", "answerMs",
		"maxWaitMs", NULL};

	test_settings(f, "fleetlimit", fleet_entries(), fleet_entry_count(),
		"\"requests\":5,\"server\":\"unix:/none\"", names);
}

int main(void)
{
	static const otk_test tests[] = {CLIENT_TEST(responses_to_the_script), CLIENT_TEST(leases),
		CLIENT_TEST(leases_that_break), CLIENT_TEST(redirections),
		CLIENT_TEST(messages_of_the_channel), CLIENT_TEST(sentinels),
		CLIENT_TEST(keeps_the_password), CLIENT_TEST(databases), CLIENT_TEST(pauses),
		CLIENT_TEST(comes_back), CLIENT_TEST(settings_of_every_kind)};

	return otk_test_main("plugins/fleetlimit/hostile", tests, OTK_COUNT_OF(tests), start_server,
		stop_server);
}

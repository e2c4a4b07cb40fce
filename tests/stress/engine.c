/* SPDX-License-Identifier: MIT */
/*
 * Calls from the client to the server, over HTTP/1.1 and HTTP/2 (nghttpx in front of the scripted
 * server): no unsafe request is sent twice; many calls and their order; calls inside callbacks.
 */
#include "config.h"

#include <malloc.h>
#include <otk/plugin.h>
#include <otk/plugins.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "core/base/clock.h"
#include "tests/certificates.h"
#include "tests/client/fixture.h"
#include "tests/process.h"

#define MANY 10000

/* ---- a server, with or without nghttpx in front of it */

typedef struct front {
	otk_server *back;
	pid_t process; /* -1: none, HTTP/1.1 */
	int port;
	char url[64];
	const char *ca_file;
} front;

static void start_nghttpx(front *at)
{
	const otk_certificates *files = otk_test_certificates();
	char listen_on[64], forward_to[64];
	const char *argv[] = {"nghttpx", "--conf=/dev/null", "--single-process", listen_on,
		forward_to, "--errorlog-file=/dev/null", "--accesslog-file=/dev/null", "--no-ocsp",
		files->server_key_file, files->server_cert_file, NULL};

	snprintf(listen_on, sizeof(listen_on), "--frontend=127.0.0.1,%d", at->port);
	snprintf(forward_to, sizeof(forward_to), "--backend=127.0.0.1,%d",
		otk_server_port(at->back));
	at->process = otk_program_start(argv, at->port);
	CHECK(at->process > 0);
}

/* Returns false if HTTP/2 is not available. */
static bool open_front(front *at, bool http2)
{
	*at = (front){.process = -1};
	if (http2 && !otk_program_exists("nghttpx"))
		return false;
	at->back = otk_server_new(NULL);
	otk_server_default(at->back, &(otk_reply){.body = TEST_ARCHIVE});
	snprintf(at->url, sizeof(at->url), "%s", otk_server_url(at->back));
	if (!http2)
		return true;
	at->port = otk_unused_port();
	at->ca_file = otk_test_certificates()->ca_file;
	snprintf(at->url, sizeof(at->url), "https://localhost:%d", at->port);
	start_nghttpx(at);
	return true;
}

static void close_front(front *at)
{
	if (at->process > 0)
		otk_program_stop(at->process);
	otk_server_free(at->back);
}

static otk_client *client_of(const front *at, otk_client_options options)
{
	options.api_url = at->url;
	options.ca_file = at->ca_file;
	if (!options.timeout_ms)
		options.timeout_ms = 20000;
	return test_client(at->back, &options);
}

/* ---- unsafe requests are not sent twice */

typedef struct seen {
	int times;
	otk_status status;
} seen;

static void note(otk_call *call, otk_status status, const void *result, const otk_error *error,
	void *userdata)
{
	seen *s = userdata;

	(void)call;
	(void)result;
	CHECK((status == OTK_OK) == (error == NULL));
	s->times++;
	s->status = status;
}

static otk_call *submit(otk_call *call, void *userdata, otk_done_fn *done)
{
	otk_error error = OTK_ERROR_INIT;

	if (CHECK(call != NULL))
		CHECK_STATUS(otk_call_submit(call, done, userdata, &error), OTK_OK, &error);
	return call;
}

static otk_call *start_of(otk_client *client)
{
	return otk_archives_start_call(
		client, &OTK_ARCHIVE_OPTIONS(.session_id = TEST_SESSION), NULL);
}

/* The kept connection dies with the request on it; a retry would get a response. */
static void break_it(front *at)
{
	if (at->process > 0) {
		otk_program_stop(at->process);
		start_nghttpx(at);
	} else {
		otk_server_release(at->back);
	}
}

static void dies(front *at, otk_call *(*make)(otk_client *), otk_status status, int arrivals)
{
	otk_client *client = client_of(at, OTK_CLIENT_OPTIONS(.max_attempts = 3));
	otk_error error = OTK_ERROR_INIT;
	seen s = {0};

	if (!client)
		return;
	test_get(client, OTK_OK, &error); /* opens a connection that is kept */
	otk_server_reset(at->back);
	otk_server_reply(
		at->back, &(otk_reply){.status = -1, .hold = true, .then = OTK_THEN_RESET});
	submit(make(client), &s, note);
	TEST_RUN_WHILE(client, !otk_server_held_count(at->back));
	break_it(at);
	CHECK_STATUS(otk_client_run(client, -1, NULL, &error), OTK_OK, &error);
	CHECK_INT(s.times, 1);
	CHECK_INT(s.status, status);
	CHECK_INT(otk_server_request_count(at->back), arrivals);
	otk_client_free(client);
}

static otk_call *get_of(otk_client *client)
{
	return otk_archives_get_call(client, "a1", NULL);
}

static void once_or_again(bool http2)
{
	front at;

	if (!open_front(&at, http2))
		SKIP("nghttpx is not installed");
	dies(&at, start_of, OTK_E_UNKNOWN_OUTCOME, 1);
	/* A safe request is repeated, so the first result is not an accident. */
	dies(&at, get_of, OTK_OK, 2);
	close_front(&at);
}

static void dying_connection_http1(void)
{
	once_or_again(false);
}

static void dying_connection_http2(void)
{
	once_or_again(true);
}

/* An idle connection is closed: the request is sent once, on a new one. */
static void closed_when_idle(void)
{
	otk_client *client;
	otk_error error = OTK_ERROR_INIT;
	otk_archive *archive = NULL;
	front at;

	open_front(&at, false);
	client = client_of(&at, OTK_CLIENT_OPTIONS(.max_attempts = 1));
	if (client) {
		test_get(client, OTK_OK, &error);
		otk_server_close_idle(at.back);
		CHECK_STATUS(
			otk_archives_start(client, &OTK_ARCHIVE_OPTIONS(.session_id = TEST_SESSION),
				&archive, &error),
			OTK_OK, &error);
		CHECK_INT(otk_server_request_count(at.back), 2);
		CHECK_INT(otk_server_connection_count(at.back), 2);
		otk_free(archive);
	}
	otk_client_free(client);
	close_front(&at);
}

/* ---- many calls and their order */

static int many(void)
{
	return getenv("OTK_UNDER_VALGRIND") ? MANY / 50 : MANY;
}

static otk_call *numbered(otk_client *client, int number)
{
	otk_call *call = get_of(client);
	char text[16];

	snprintf(text, sizeof(text), "%d", number);
	if (call)
		CHECK_INT(otk_call_set_header(call, "X-Number", text, NULL), OTK_OK);
	return call;
}

static int number_of(front *at, int request)
{
	char value[16];

	otk_seen_header(otk_server_request(at->back, request), "X-Number", value, sizeof(value));
	return value[0] ? (int)strtol(value, NULL, 10) : -1;
}

/* Largest distance between the order of arrival and of submission. */
static int disorder(front *at)
{
	int worst = 0;

	for (int i = 0; i < otk_server_request_count(at->back); i++)
		if (abs(number_of(at, i) - i) > worst)
			worst = abs(number_of(at, i) - i);
	return worst;
}

/* A full queue is reported, memory per call is constant, and calls are sent in order. */
static void queue_many(bool http2, int count, int64_t in_flight)
{
	otk_client *client;
	otk_error error = OTK_ERROR_INIT;
	size_t before;
	seen s = {0};
	otk_call *over;
	front at;

	if (!open_front(&at, http2))
		SKIP("nghttpx is not installed");
	client = client_of(&at, OTK_CLIENT_OPTIONS(.max_queued = count, .max_in_flight = in_flight,
					.timeout_ms = 120000));
	if (!client) {
		close_front(&at);
		return;
	}
	test_get(client, OTK_OK, &error);
	otk_server_reset(at.back);
	before = mallinfo2().uordblks;
	for (int i = 0; i < count; i++)
		submit(numbered(client, i), &s, note);
	before = mallinfo2().uordblks - before;
	printf("  %zu bytes for each of %d queued calls\n", before / (size_t)count, count);
	CHECK(before / (size_t)count <= 1600);
	CHECK_INT(otk_client_pending(client), count);
	CHECK_INT(otk_client_in_flight(client), 0);
	over = get_of(client);
	CHECK_INT(otk_call_submit(over, note, &s, &error), OTK_E_STATE);
	otk_call_free(over);
	CHECK_STATUS(otk_client_run(client, -1, NULL, &error), OTK_OK, &error);
	CHECK_INT(s.times, count);
	CHECK_INT(s.status, OTK_OK);
	CHECK_INT(otk_server_request_count(at.back), count);
	CHECK_CASE(disorder(&at) < 2 * (int)in_flight, "%d places too late", disorder(&at));
	otk_client_free(client);
	close_front(&at);
}

static void many_queued_http1(void)
{
	queue_many(false, many(), 20);
}

static void many_queued_http2(void)
{
	queue_many(true, many() / 5, 100);
}

/* ---- calls submitted in completions do not overtake queued ones */

typedef struct greedy {
	otk_client *client;
	int next;
	int last;
} greedy;

static void submit_two_more(otk_call *call, otk_status status, const void *result,
	const otk_error *error, void *userdata)
{
	greedy *g = userdata;

	(void)call;
	(void)result;
	(void)error;
	CHECK_INT(status, OTK_OK);
	for (int i = 0; i < 2 && g->next < g->last; i++)
		submit(numbered(g->client, g->next++), g, submit_two_more);
}

static void nobody_starves(void)
{
	otk_error error = OTK_ERROR_INIT;
	greedy g = {.last = 400};
	front at;

	open_front(&at, false);
	/* The first one is retried after a pause: that changes nothing for the others. */
	otk_server_reply(at.back, &(otk_reply){.status = 503, .headers = "Retry-After: 0\r\n"});
	g.client = client_of(&at, OTK_CLIENT_OPTIONS(.max_in_flight = 1));
	if (g.client) {
		int retried = 0, expected = 1;

		for (int i = 0; i < 10; i++)
			submit(numbered(g.client, g.next++), &g, submit_two_more);
		CHECK_STATUS(otk_client_run(g.client, -1, NULL, &error), OTK_OK, &error);
		CHECK_INT(otk_server_request_count(at.back), g.last + 1);
		for (int i = 1; i < otk_server_request_count(at.back); i++)
			if (number_of(&at, i) == 0)
				retried++;
			else
				CHECK_INT(number_of(&at, i), expected++);
		CHECK_INT(retried, 1);
		CHECK_INT(expected, g.last);
	}
	otk_client_free(g.client);
	close_front(&at);
}

/* ---- inside a completion, with other calls in every state */

typedef enum deed { CANCEL_ALL, FREE_ALL, FREE_CLIENT, DEEDS } deed;

enum { STATE_NEW, STATE_KEPT, STATE_QUEUED, STATE_PAUSED, STATE_IN_FLIGHT, STATES };

typedef struct scene {
	otk_client *client;
	otk_call *calls[STATES];
	int times[STATES];
	otk_status statuses[STATES];
	deed deed;
	bool done;
} scene;

typedef struct part {
	scene *scene;
	int state;
} part;

static void part_done(otk_call *call, otk_status status, const void *result, const otk_error *error,
	void *userdata)
{
	part *p = userdata;

	(void)result;
	(void)error;
	p->scene->times[p->state]++;
	p->scene->statuses[p->state] = status;
	if (p->state == STATE_KEPT)
		otk_call_keep(call);
}

static void do_the_deed(otk_call *call, otk_status status, const void *result,
	const otk_error *error, void *userdata)
{
	scene *s = userdata;

	(void)call;
	(void)result;
	(void)error;
	CHECK_INT(status, OTK_OK);
	CHECK_INT(s->times[STATE_KEPT], 1);
	CHECK_INT(otk_client_pending(s->client), 3);
	for (int i = 0; i < STATES && s->deed == CANCEL_ALL; i++)
		otk_call_cancel(s->calls[i]);
	for (int i = 0; i < STATES && s->deed == FREE_ALL; i++)
		otk_call_free(s->calls[i]);
	if (s->deed == FREE_CLIENT) {
		otk_call_free(s->calls[STATE_NEW]);
		otk_call_free(s->calls[STATE_KEPT]);
		otk_client_free(s->client);
	}
	s->done = true;
}

static void play(front *at, deed what)
{
	scene s = {.deed = what};
	part parts[STATES];
	otk_error error = OTK_ERROR_INIT;
	const bool ends_all = what == CANCEL_ALL || what == FREE_CLIENT;

	s.client = client_of(at, OTK_CLIENT_OPTIONS(.max_in_flight = 2));
	if (!s.client)
		return;
	for (int i = 0; i < STATES; i++)
		parts[i] = (part){&s, i};
	otk_server_reset(at->back);
	s.calls[STATE_KEPT] = submit(get_of(s.client), &parts[STATE_KEPT], part_done);
	CHECK(test_run_until(s.client, 0));
	s.calls[STATE_NEW] = get_of(s.client);
	otk_server_reply(at->back, &(otk_reply){.status = 503, .headers = "Retry-After: 9\r\n"});
	otk_server_reply(at->back, &(otk_reply){.hold = true, .body = TEST_ARCHIVE});
	s.calls[STATE_PAUSED] = submit(get_of(s.client), &parts[STATE_PAUSED], part_done);
	TEST_RUN_WHILE(
		s.client, !otk_server_request_count(at->back) || otk_client_in_flight(s.client));
	s.calls[STATE_IN_FLIGHT] = submit(get_of(s.client), &parts[STATE_IN_FLIGHT], part_done);
	TEST_RUN_WHILE(s.client, !otk_server_held_count(at->back));
	submit(get_of(s.client), &s, do_the_deed);
	s.calls[STATE_QUEUED] = submit(get_of(s.client), &parts[STATE_QUEUED], part_done);
	TEST_RUN_WHILE(s.client, !s.done);
	if (what != FREE_CLIENT)
		CHECK(test_run_until(s.client, 0));
	for (int i = STATE_QUEUED; i < STATES; i++) {
		CHECK_CASE(s.times[i] == (ends_all ? 1 : 0), "deed %d, state %d: %d times",
			(int)what, i, s.times[i]);
		CHECK_CASE(!ends_all || s.statuses[i] == OTK_E_CANCELLED, "deed %d, state %d: %d",
			(int)what, i, (int)s.statuses[i]);
	}
	otk_server_release(at->back);
	if (what == CANCEL_ALL) {
		/* A new call is not in flight and may still be freed. */
		CHECK_STATUS(otk_call_perform(s.calls[STATE_NEW], NULL, &error), OTK_OK, &error);
		otk_call_free(s.calls[STATE_KEPT]);
	}
	if (what != FREE_CLIENT)
		otk_client_free(s.client);
}

static void inside_completions(bool http2)
{
	front at;

	if (!open_front(&at, http2))
		SKIP("nghttpx is not installed");
	for (int what = 0; what < DEEDS; what++)
		play(&at, (deed)what);
	close_front(&at);
}

static void inside_completions_http1(void)
{
	inside_completions(false);
}

static void inside_completions_http2(void)
{
	inside_completions(true);
}

/* ---- inside hooks: their log events reach the application at once */

typedef struct hooked {
	otk_client *client;
	otk_call *victims[2];
	seen others[3];
	const char *at; /* the event: "before" or "after" */
	bool frees_client;
	bool done;
} hooked;

static void in_a_hook(const otk_log_event *event, void *userdata)
{
	hooked *h = userdata;
	otk_error error = OTK_ERROR_INIT;

	if (h->done || strcmp(event->event, h->at) != 0)
		return;
	h->done = true;
	CHECK_INT(otk_client_run(h->client, 0, NULL, &error), OTK_E_STATE);
	CHECK_INT(otk_archives_delete(h->client, "a1", &error), OTK_E_STATE);
	submit(get_of(h->client), &h->others[2], note);
	otk_call_cancel(h->victims[0]);
	otk_call_free(h->victims[1]);
	if (h->frees_client)
		otk_client_free(h->client);
}

static void play_hook(front *at, const char *folder, const char *event, bool frees_client)
{
	const char *const folders[] = {folder};
	const otk_hook_options hooks[] = {{"hookone", NULL}};
	hooked h = {.at = event, .frees_client = frees_client};
	otk_error error = OTK_ERROR_INIT;
	seen first = {0};

	h.client = client_of(
		at, OTK_CLIENT_OPTIONS(.hooks = hooks, .hook_count = 1, .plugin_path = {folders, 1},
			    .log = in_a_hook, .log_userdata = &h, .log_level = OTK_LOG_INFO,
			    .max_in_flight = 1));
	if (!h.client)
		return;
	submit(get_of(h.client), &first, note);
	h.victims[0] = submit(get_of(h.client), &h.others[0], note);
	h.victims[1] = submit(get_of(h.client), &h.others[1], note);
	CHECK_STATUS(otk_client_run(h.client, 5000, NULL, &error), OTK_OK, &error);
	CHECK_INT(first.times, 1);
	CHECK_INT(first.status, frees_client ? OTK_E_CANCELLED : OTK_OK);
	CHECK_INT(h.others[0].status, OTK_E_CANCELLED);
	CHECK_INT(h.others[1].times, 0);
	CHECK_INT(h.others[2].times, 1);
	CHECK_INT(h.others[2].status, frees_client ? OTK_E_CANCELLED : OTK_OK);
	if (!frees_client)
		otk_client_free(h.client);
}

static void inside_hooks(void)
{
	char folder[256];
	front at;

	snprintf(folder, sizeof(folder), "%s/hooks", otk_test_folder());
	if (!CHECK(!mkdir(folder, 0755) && !chmod(folder, 0755) &&
		    test_bring("tests/client/.libs/hookone.so", folder)))
		return;
	open_front(&at, false);
	for (int i = 0; i < 4; i++)
		play_hook(&at, folder, i & 1 ? "before" : "after", i & 2);
	close_front(&at);
}

/* ---- inside the callbacks of the host's event loop */

typedef struct host {
	otk_client *client;
	otk_call *victim;
	seen others[3];
	bool watched, timed;
	int64_t timer_at;
} host;

static void nothing_is_driven(host *h)
{
	otk_error error = OTK_ERROR_INIT;

	CHECK_INT(otk_client_expired(h->client, &error), OTK_E_STATE);
	CHECK_INT(otk_client_ready(h->client, 0, OTK_IO_READ, &error), OTK_E_STATE);
	CHECK_INT(otk_client_run(h->client, 0, NULL, &error), OTK_E_STATE);
}

static void host_watch(void *userdata, int fd, int32_t what)
{
	host *h = userdata;

	(void)fd;
	if (h->watched || !what)
		return;
	h->watched = true;
	nothing_is_driven(h);
	otk_call_cancel(h->victim);
	submit(get_of(h->client), &h->others[0], note);
}

static void host_timer(void *userdata, int64_t timeout_ms)
{
	host *h = userdata;

	h->timer_at = timeout_ms < 0 ? -1 : otk_clock_monotonic_ms() + timeout_ms;
	if (h->timed)
		return;
	h->timed = true;
	nothing_is_driven(h);
	submit(get_of(h->client), &h->others[1], note);
	otk_call_free(submit(get_of(h->client), &h->others[2], note));
}

static void inside_host_callbacks(void)
{
	host h = {.timer_at = -1};
	const otk_io io = {.struct_size = sizeof(io),
		.watch = host_watch,
		.timer = host_timer,
		.userdata = &h};
	otk_error error = OTK_ERROR_INIT;
	seen first = {0}, victim = {0};
	front at;

	open_front(&at, false);
	h.client = client_of(&at, OTK_CLIENT_OPTIONS(.max_in_flight = 1));
	if (!h.client)
		return;
	CHECK_STATUS(otk_client_set_io(h.client, &io, &error), OTK_OK, &error);
	submit(get_of(h.client), &first, note);
	CHECK(h.timed);
	CHECK(h.timer_at >= 0 && h.timer_at <= otk_clock_monotonic_ms());
	CHECK_INT(first.times, 0);
	h.victim = submit(get_of(h.client), &victim, note);
	CHECK_INT(otk_client_expired(h.client, &error), OTK_OK);
	CHECK(test_run_until(h.client, 0));
	CHECK(h.watched);
	CHECK(first.times == 1 && first.status == OTK_OK);
	CHECK(victim.times == 1 && victim.status == OTK_E_CANCELLED);
	CHECK(h.others[0].times == 1 && h.others[0].status == OTK_OK);
	CHECK(h.others[1].times == 1 && h.others[1].status == OTK_OK);
	CHECK_INT(h.others[2].times, 0);
	otk_client_free(h.client);
	close_front(&at);
}

/* ---- options whose effect needs a server of its own kind */

/* A server accepts the connection but does not speak TLS: connect_timeout_ms applies. */
static void connecting_has_its_own_limit(void)
{
	otk_error error = OTK_ERROR_INIT;
	const int64_t begin = otk_clock_monotonic_ms();
	otk_client *client;
	front at;

	open_front(&at, false);
	snprintf(at.url, sizeof(at.url), "https://127.0.0.1:%d", otk_server_port(at.back));
	client = client_of(
		&at, OTK_CLIENT_OPTIONS(.connect_timeout_ms = otk_test_ms(80), .max_attempts = 1));
	if (client) {
		test_get(client, OTK_E_TIMEOUT, &error);
		CHECK(otk_clock_monotonic_ms() - begin >= 80);
		CHECK(otk_clock_monotonic_ms() - begin < 10000);
	}
	otk_client_free(client);
	close_front(&at);
}

/* The address is passed to the crypto library; a missing token is reported. */
static void keys_by_address(void)
{
	otk_error error = OTK_ERROR_INIT;
	otk_client *client = otk_client_new(
		&OTK_CLIENT_OPTIONS(.application_id = "29f760f8-7ce1-46c9-ade3-f2dedee4ed5f",
			.private_key_uri = "pkcs11:token=nowhere;object=none"),
		&error);

	CHECK(client == NULL);
	CHECK_INT(error.status, OTK_E_CRYPTO);
	otk_client_free(client);
}

int main(void)
{
	return OTK_TEST_MAIN("stress/engine", TEST(dying_connection_http1),
		TEST(dying_connection_http2), TEST(closed_when_idle), TEST(many_queued_http1),
		TEST(many_queued_http2), TEST(nobody_starves), TEST(inside_completions_http1),
		TEST(inside_completions_http2), TEST(inside_hooks), TEST(inside_host_callbacks),
		TEST(connecting_has_its_own_limit), TEST(keys_by_address));
}

/* SPDX-License-Identifier: MIT */
/* Calls: created, submitted, cancelled, kept, dropped, and driven in every way. */
#include "config.h"

#include <otk/plugin.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/clock.h"
#include "tests/client/fixture.h"

/* The data that a completion received. */
typedef struct seen {
	int times;
	otk_status status;
	bool had_result;
	bool had_error;
	char message[256];
	char id[64];
	void (*then)(otk_call *call, struct seen *seen);
	otk_client *client;
	void *taken;
	otk_call *kept;
} seen;

static void note_completion(otk_call *call, otk_status status, const void *result,
	const otk_error *error, void *userdata)
{
	seen *s = userdata;
	const otk_archive *archive = result;

	s->times++;
	s->status = status;
	s->had_result = result != NULL;
	s->had_error = error != NULL;
	if (archive)
		snprintf(s->id, sizeof(s->id), "%s", archive->id);
	if (error)
		snprintf(s->message, sizeof(s->message), "%.255s", error->message);
	CHECK((status == OTK_OK) == (error == NULL));
	if (s->then)
		s->then(call, s);
}

static otk_call *submit(otk_client *client, seen *s)
{
	otk_error error = OTK_ERROR_INIT;
	otk_call *call = otk_archives_get_call(client, "a1", &error);

	s->client = client;
	if (CHECK_CASE(call != NULL, "%s", error.message))
		CHECK_STATUS(otk_call_submit(call, note_completion, s, &error), OTK_OK, &error);
	return call;
}

static void completes_each_once(otk_fixture *f)
{
	static seen s[3];

	otk_server_default(f->server, &(otk_reply){.body = TEST_ARCHIVE});
	for (int i = 0; i < 3; i++) {
		submit(f->client, &s[i]);
		CHECK_INT(s[i].times, 0); /* never inside the function that submits */
	}
	CHECK_INT(otk_client_pending(f->client), 3);
	CHECK_INT(otk_client_in_flight(f->client), 0);
	CHECK(test_run_until(f->client, 0));
	for (int i = 0; i < 3; i++) {
		CHECK_INT(s[i].times, 1);
		CHECK_STR(s[i].id, "a1");
	}
}

static void submits_twice(otk_fixture *f)
{
	static seen s;
	otk_call *call = submit(f->client, &s);

	CHECK_INT(otk_call_submit(call, note_completion, &s, &f->error), OTK_E_STATE);
	CHECK_INT(otk_call_set_timeout(call, 5, NULL), OTK_E_STATE);
	CHECK(otk_call_client(call) == f->client);
	otk_call_cancel(call);
	otk_call_cancel(call);
	CHECK_INT(s.times, 0);
	CHECK(test_run_until(f->client, 0));
	CHECK_INT(s.times, 1);
	CHECK_INT(s.status, OTK_E_CANCELLED);
	CHECK_HAS(s.message, "archives.get: ");
}

/* Options and texts of every size: stored in the call, or in further memory. */
static void texts_of_every_size(otk_fixture *f)
{
	char name[2000], wanted[2200];

	for (size_t letters = 0; letters < sizeof(name); letters += 1 + letters / 900) {
		otk_request_view view = {.struct_size = sizeof(view)};
		otk_error error = OTK_ERROR_INIT;
		otk_call *call;

		memset(name, 'n', letters);
		name[letters] = '\0';
		call = otk_archives_start_call(f->client,
			&OTK_ARCHIVE_OPTIONS(.session_id = TEST_SESSION, .name = name), &error);
		if (!CHECK_CASE(call != NULL, "%zu: %s", letters, error.message))
			break;
		CHECK_STATUS(otk_call_set_header(call, "X-One", name, &error), OTK_OK, &error);
		CHECK_STATUS(otk_call_request(call, &view), OTK_OK, NULL);
		snprintf(wanted, sizeof(wanted), "{\"sessionId\":\"%s\",\"name\":\"%s\"}",
			TEST_SESSION, name);
		CHECK_STR(view.body, wanted);
		CHECK_INT(view.body_size, strlen(wanted));
		CHECK_STR(view.path, "/v2/project/" TEST_KEY "/archive");
		otk_call_free(call);
	}
}

static void cancels_on_the_wire(otk_fixture *f)
{
	static seen s;
	otk_call *call;

	otk_server_default(f->server, &(otk_reply){.hold = true});
	call = submit(f->client, &s);
	TEST_RUN_WHILE(f->client, !otk_server_held_count(f->server));
	CHECK_INT(otk_client_in_flight(f->client), 1);
	CHECK_INT(otk_client_pending(f->client), 1);
	otk_call_cancel(call);
	CHECK(test_run_until(f->client, 0));
	CHECK_INT(s.times, 1);
	CHECK_INT(s.status, OTK_E_CANCELLED);
	CHECK_INT(otk_client_in_flight(f->client), 0);
}

static void take_record(otk_call *call, seen *s)
{
	s->taken = otk_call_take(call);
	CHECK(otk_call_take(call) == NULL);
}

static void keep_call(otk_call *call, seen *s)
{
	otk_call_keep(call);
	s->kept = call;
}

static void free_call(otk_call *call, seen *s)
{
	(void)s;
	otk_call_free(call);
}

static void submit_another(otk_call *call, seen *s)
{
	(void)call;
	s->then = NULL;
	submit(s->client, s);
}

static void wait_for_another(otk_call *call, seen *s)
{
	otk_error error = OTK_ERROR_INIT;
	otk_archive *archive = NULL;
	size_t left;

	(void)call;
	s->then = NULL;
	CHECK_INT(otk_archives_get(s->client, "a1", &archive, &error), OTK_E_STATE);
	CHECK(archive == NULL);
	CHECK_INT(otk_client_run(s->client, 0, &left, &error), OTK_E_STATE);
	CHECK_INT(otk_archives_wait(s->client, "a1", NULL, &archive, &error), OTK_E_STATE);
}

static void free_the_client(otk_call *call, seen *s)
{
	(void)call;
	s->then = NULL;
	otk_client_free(s->client);
}

static void inside_completions(otk_fixture *f)
{
	const otk_archive *archive;
	static seen s = {.then = take_record};

	otk_server_default(f->server, &(otk_reply){.body = TEST_ARCHIVE});
	submit(f->client, &s);
	CHECK(test_run_until(f->client, 0));
	archive = s.taken;
	CHECK_STR(archive->status, "started");
	otk_free(s.taken);

	s = (seen){.then = keep_call};
	submit(f->client, &s);
	CHECK(test_run_until(f->client, 0));
	archive = otk_call_take(s.kept);
	CHECK_STR(archive->id, "a1");
	otk_free(archive);
	otk_call_cancel(s.kept);
	otk_call_free(s.kept);

	s = (seen){.then = free_call};
	submit(f->client, &s);
	CHECK(test_run_until(f->client, 0));
	CHECK_INT(s.times, 1);

	s = (seen){.then = submit_another};
	submit(f->client, &s);
	CHECK(test_run_until(f->client, 0));
	CHECK_INT(s.times, 2);

	s = (seen){.then = wait_for_another};
	submit(f->client, &s);
	CHECK(test_run_until(f->client, 0));
	CHECK_INT(s.times, 1);
}

static void client_freed_inside(otk_fixture *f)
{
	static seen first = {.then = free_the_client}, second = {0},
		    third = {.then = submit_another};
	size_t left = 99;

	test_use_client(f, &OTK_CLIENT_OPTIONS(.max_in_flight = 1));
	otk_server_default(f->server, &(otk_reply){.body = TEST_ARCHIVE});
	submit(f->client, &first);
	submit(f->client, &second);
	submit(f->client, &third);
	third.then = NULL;
	for (int64_t end = otk_clock_monotonic_ms() + otk_test_ms(10000);
		!first.times && otk_clock_monotonic_ms() < end;)
		CHECK_STATUS(otk_client_run(f->client, 10, &left, &f->error), OTK_OK, &f->error);
	f->client = NULL;
	CHECK_INT(first.status, OTK_OK);
	CHECK_INT(second.times, 1);
	CHECK_INT(second.status, OTK_E_CANCELLED);
	CHECK_INT(third.times, 1);
	CHECK_INT(left, 0);
}

/* The blocking call is cancelled as well; the client is freed after it has returned. */
static void client_freed_while_blocking(otk_fixture *f)
{
	static seen first = {.then = free_the_client};
	otk_archive *archive = NULL;

	test_use_client(f, &OTK_CLIENT_OPTIONS(.max_in_flight = 1));
	otk_server_default(f->server, &(otk_reply){.body = TEST_ARCHIVE});
	submit(f->client, &first);
	CHECK_INT(otk_archives_get(f->client, "a2", &archive, &f->error), OTK_E_CANCELLED);
	f->client = NULL;
	CHECK(archive == NULL);
	CHECK_INT(first.times, 1);
}

static void submit_when_dying(otk_call *call, seen *s)
{
	otk_error error = OTK_ERROR_INIT;
	otk_call *other;

	(void)call;
	CHECK_INT(s->status, OTK_E_CANCELLED);
	other = otk_archives_get_call(s->client, "a1", &error);
	CHECK(other == NULL);
	CHECK_INT(error.status, OTK_E_STATE);
}

static void client_freed_outside(otk_fixture *f)
{
	static seen s = {.then = submit_when_dying};
	otk_call *fresh;

	submit(f->client, &s);
	fresh = otk_archives_get_call(f->client, "a1", NULL);
	CHECK(fresh != NULL);
	otk_call_free(fresh);
	otk_client_free(f->client);
	f->client = NULL;
	CHECK_INT(s.times, 1);
	CHECK_INT(s.status, OTK_E_CANCELLED);
	otk_client_free(NULL);
	otk_call_free(NULL);
	otk_call_cancel(NULL);
}

static void dropped_under_way(otk_fixture *f)
{
	static seen s;

	otk_call_free(submit(f->client, &s));
	CHECK(test_run_until(f->client, 0));
	CHECK_INT(s.times, 0);
}

static void queue_is_full(otk_fixture *f)
{
	static seen s;
	otk_call *third;

	test_use_client(f, &OTK_CLIENT_OPTIONS(.max_queued = 2));
	otk_server_default(f->server, &(otk_reply){.body = TEST_ARCHIVE});
	submit(f->client, &s);
	submit(f->client, &s);
	third = otk_archives_get_call(f->client, "a1", &f->error);
	CHECK_INT(otk_call_submit(third, note_completion, &s, &f->error), OTK_E_STATE);
	CHECK_HAS(f->error.message, "max_queued");
	CHECK(test_run_until(f->client, 0));
	/* The call still belongs to the caller and may be freed now. */
	CHECK_STATUS(otk_call_submit(third, note_completion, &s, &f->error), OTK_OK, &f->error);
	CHECK(test_run_until(f->client, 0));
	CHECK_INT(s.times, 3);
}

static void timeout_of_a_call(otk_fixture *f)
{
	int64_t begin = otk_clock_monotonic_ms();
	otk_call *call;
	void *result = &f->error;

	otk_server_default(f->server, &(otk_reply){.hold = true});
	call = otk_archives_get_call(f->client, "a1", &f->error);
	CHECK_INT(otk_call_set_timeout(call, -1, NULL), OTK_E_ARGUMENT);
	CHECK_INT(otk_call_set_timeout(call, otk_test_ms(60), NULL), OTK_OK);
	CHECK_STATUS(otk_call_perform(call, &result, &f->error), OTK_E_TIMEOUT, &f->error);
	CHECK(result == NULL);
	CHECK(otk_clock_monotonic_ms() - begin < 5000);
	CHECK_HAS(f->error.message, getenv("OTK_TEST_SLOW") ? "0 ms" : "60 ms");
}

static void headers_of_a_call(otk_fixture *f)
{
	otk_call *call;
	char value[256];
	static const char *const bad[][2] = {{"X-A", "a\r\nX-B: c"}, {"X-A", "a\nb"},
		{"X-A\r\nX-B", "c"}, {"X A", "b"}, {"", "b"}, {"X:", "b"}, {"Authorization", "x"},
		{"x-opentok-auth", "x"}, {"HOST", "x"}, {"Content-Length", "0"}, {"X-A", "a\x01"},
		{"X-\xc3\xa9", "b"}};

	otk_server_default(f->server, &(otk_reply){.body = TEST_ARCHIVE});
	call = otk_archives_get_call(f->client, "a1", &f->error);
	for (size_t i = 0; i < OTK_COUNT_OF(bad); i++) {
		CHECK_INT(
			otk_call_set_header(call, bad[i][0], bad[i][1], &f->error), OTK_E_ARGUMENT);
		CHECK(f->error.message[0] != '\0');
	}
	CHECK_INT(otk_call_set_header(call, "X-Trace", "first", &f->error), OTK_OK);
	CHECK_INT(otk_call_set_header(call, "x-trace", "second", &f->error), OTK_OK);
	CHECK_INT(otk_call_set_header(call, "X-Other", "three", &f->error), OTK_OK);
	CHECK_STATUS(otk_call_perform(call, NULL, &f->error), OTK_OK, &f->error);
	otk_seen_header(otk_server_request(f->server, 0), "X-Trace", value, sizeof(value));
	CHECK_STR(value, "second");
	otk_seen_header(otk_server_request(f->server, 0), "X-Other", value, sizeof(value));
	CHECK_STR(value, "three");
	CHECK_LACKS(otk_server_request(f->server, 0)->headers, "first");
}

static void dry_run(otk_fixture *f)
{
	otk_request_view view = {.struct_size = sizeof(view)};
	otk_call *call;

	test_use_client(f, &OTK_CLIENT_OPTIONS(.api_url = "https://example.org/prefix/"));
	call = otk_archives_list_call(
		f->client, &OTK_LIST_OPTIONS(.count = 7, .offset = 3), &f->error);
	CHECK_INT(otk_call_request(call, &view), OTK_OK);
	CHECK_STR(view.method, "GET");
	CHECK_STR(view.url,
		"https://example.org/prefix/v2/project/" TEST_KEY "/archive?offset=3&count=7");
	CHECK_STR(view.path, "/prefix/v2/project/" TEST_KEY "/archive");
	CHECK_STR(view.query, "offset=3&count=7");
	CHECK_STR(view.body, "");
	CHECK_INT(view.body_size, 0);
	CHECK(view.content_type == NULL);
	otk_call_free(call);

	call = otk_session_create_call(f->client, NULL, &f->error);
	CHECK_INT(otk_call_request(call, &view), OTK_OK);
	CHECK_STR(view.method, "POST");
	CHECK_STR(view.path, "/prefix/session/create");
	CHECK_STR(view.query, "");
	CHECK_STR(view.content_type, "application/x-www-form-urlencoded");
	CHECK_STR(view.body, "p2p.preference=enabled");
	CHECK_INT(view.body_size, strlen(view.body));
	otk_call_free(call);

	call = otk_call_new_json(f->client, "archives.stop", "{\"archiveId\":\"a b\"}", &f->error);
	CHECK_INT(otk_call_request(call, &view), OTK_OK);
	CHECK_STR(view.path, "/prefix/v2/project/" TEST_KEY "/archive/a%20b/stop");
	CHECK_STR(view.body, "{}");
	CHECK_STR(view.content_type, "application/json");
	view.struct_size = 0;
	CHECK_INT(otk_call_request(call, &view), OTK_E_ARGUMENT);
	otk_call_free(call);
}

/* ---- host's loops */

typedef struct loop {
	int fd[16];
	int32_t what[16];
	int64_t timer_at; /* -1: none */
} loop;

static void watch_descriptor(void *userdata, int fd, int32_t what)
{
	loop *l = userdata;
	int free_place = -1;

	for (int i = 0; i < 16; i++) {
		if (l->fd[i] == fd + 1) {
			free_place = i;
			break;
		}
		if (!l->fd[i] && free_place < 0)
			free_place = i;
	}
	l->fd[free_place] = what ? fd + 1 : 0;
	l->what[free_place] = what;
}

static void set_timer(void *userdata, int64_t timeout_ms)
{
	loop *l = userdata;

	l->timer_at = timeout_ms < 0 ? -1 : otk_clock_monotonic_ms() + timeout_ms;
}

static void run_loop_once(loop *l, otk_client *client)
{
	struct pollfd fds[16];
	int64_t now = otk_clock_monotonic_ms();
	int wait = l->timer_at < 0 ? 1000 : l->timer_at > now ? (int)(l->timer_at - now) : 0;
	otk_error error = OTK_ERROR_INIT;

	for (int i = 0; i < 16; i++)
		fds[i] = (struct pollfd){.fd = (int)l->fd[i] - 1,
			.events = (short)((l->what[i] & OTK_IO_READ ? POLLIN : 0) |
					  (l->what[i] & OTK_IO_WRITE ? POLLOUT : 0))};
	poll(fds, 16, wait);
	for (int i = 0; i < 16; i++)
		if (fds[i].fd >= 0 && fds[i].revents)
			CHECK_STATUS(otk_client_ready(client, fds[i].fd,
					     (fds[i].revents & POLLIN ? OTK_IO_READ : 0) |
						     (fds[i].revents & POLLOUT ? OTK_IO_WRITE : 0),
					     &error),
				OTK_OK, &error);
	if (l->timer_at >= 0 && otk_clock_monotonic_ms() >= l->timer_at)
		CHECK_STATUS(otk_client_expired(client, &error), OTK_OK, &error);
}

static void hosts_loop(otk_fixture *f)
{
	loop l = {.timer_at = -1};
	const otk_io io = {.struct_size = sizeof(io),
		.watch = watch_descriptor,
		.timer = set_timer,
		.userdata = &l};
	static seen s;

	otk_server_default(f->server, &(otk_reply){.body = TEST_ARCHIVE});
	CHECK_INT(otk_client_set_io(f->client, &(otk_io){.struct_size = sizeof(io)}, &f->error),
		OTK_E_ARGUMENT);
	CHECK_STATUS(otk_client_set_io(f->client, &io, &f->error), OTK_OK, &f->error);
	for (int i = 0; i < 5; i++)
		submit(f->client, &s);
	for (int64_t end = otk_clock_monotonic_ms() + otk_test_ms(10000);
		otk_client_pending(f->client) && otk_clock_monotonic_ms() < end;)
		run_loop_once(&l, f->client);
	CHECK_INT(s.times, 5);
	CHECK_INT(s.status, OTK_OK);
	/* A blocking call works in between as well. */
	CHECK(test_get(f->client, OTK_OK, &f->error));
}

static void one_descriptor(otk_fixture *f)
{
	static seen s;
	int fd;

	otk_server_default(f->server, &(otk_reply){.body = TEST_ARCHIVE});
	fd = otk_client_fd(f->client, &f->error);
	REQUIRE(fd >= 0);
	submit(f->client, &s);
	submit(f->client, &s);
	for (int i = 0; i < 500 && otk_client_pending(f->client); i++) {
		struct pollfd wait = {.fd = fd, .events = POLLIN};

		CHECK_INT(poll(&wait, 1, 2000), 1);
		CHECK_STATUS(otk_client_run(f->client, 0, NULL, &f->error), OTK_OK, &f->error);
	}
	CHECK_INT(s.times, 2);
	CHECK_INT(s.status, OTK_OK);
}

/* ---- fork */

static int use_in_child(otk_client *client, otk_call *call)
{
	otk_error error = OTK_ERROR_INIT;
	otk_archive *archive = NULL;
	otk_call *other;

	if (otk_archives_get(client, "a1", &archive, &error) != OTK_E_STATE)
		return 1;
	if (!strstr(error.message, "fork"))
		return 2;
	other = otk_archives_get_call(client, "a1", &error);
	if (other || error.status != OTK_E_STATE)
		return 3;
	if (otk_client_run(client, 0, NULL, &error) != OTK_E_STATE)
		return 4;
	if (otk_call_perform(call, NULL, &error) != OTK_E_STATE)
		return 5;
	otk_client_free(client);
	return 0;
}

static void after_fork(otk_fixture *f)
{
	otk_call *call;
	int status = -1;
	pid_t pid;

	otk_server_default(f->server, &(otk_reply){.body = TEST_ARCHIVE});
	test_get(f->client, OTK_OK, &f->error);
	call = otk_archives_get_call(f->client, "a1", &f->error);
	fflush(stdout);
	pid = fork();
	if (!pid) {
		char *const argv[] = {(char[]){"sh"}, (char[]){"-c"}, (char[]){"exit $0"},
			(char[]){(char)('0' + use_in_child(f->client, call)), '\0'}, NULL};

		/* The child never frees libcurl's memory: leak checkers must not see it. */
		execv("/bin/sh", argv);
		_exit(99);
	}
	CHECK_INT(waitpid(pid, &status, 0), pid);
	CHECK_INT(WIFEXITED(status) ? WEXITSTATUS(status) : -1, 0);
	/* The parent's connection is unchanged. */
	CHECK_STATUS(otk_call_perform(call, NULL, &f->error), OTK_OK, &f->error);
	CHECK_INT(otk_server_connection_count(f->server), 1);
}

/* ---- wrong use */

static void wrong_use(otk_fixture *f)
{
	void *result = &f->error;
	static seen s;
	otk_call *call;

	CHECK(otk_call_new(NULL, "archives.get", 0, NULL, NULL, &f->error) == NULL);
	CHECK_INT(f->error.status, OTK_E_ARGUMENT);
	CHECK_INT(otk_perform(NULL, "archives.get", 0, NULL, NULL, &result, &f->error),
		OTK_E_ARGUMENT);
	CHECK(result == NULL);
	CHECK_INT(otk_call_perform(NULL, NULL, &f->error), OTK_E_ARGUMENT);
	CHECK_INT(otk_call_submit(NULL, note_completion, NULL, &f->error), OTK_E_ARGUMENT);
	CHECK_INT(otk_client_run(NULL, 0, NULL, &f->error), OTK_E_ARGUMENT);
	CHECK_INT(otk_client_pending(NULL), 0);
	CHECK(otk_call_client(NULL) == NULL);
	CHECK(otk_call_take(NULL) == NULL);
	otk_call_keep(NULL);
	test_use_client(f, &OTK_CLIENT_OPTIONS(.api_url = "http://127.0.0.1:1"));
	CHECK(otk_call_new(f->client, NULL, 0, NULL, NULL, &f->error) == NULL);
	CHECK(otk_call_new(f->client, "archives.get", 0, NULL, NULL, &f->error) == NULL);
	CHECK_INT(f->error.status, OTK_E_ARGUMENT);
	CHECK_HAS(f->error.message, "archives.get: archive_id: it is missing");
	/* Every function accepts NULL for the error record. */
	CHECK(otk_call_new(f->client, "archives.get", 0, NULL, NULL, NULL) == NULL);
	CHECK_INT(otk_archives_get(f->client, "", NULL, NULL), OTK_E_ARGUMENT);
	CHECK_INT(otk_archives_get(f->client, "x", NULL, NULL), OTK_E_NETWORK);
	call = otk_archives_get_call(f->client, "x", NULL);
	CHECK_INT(otk_call_submit(call, NULL, &s, NULL), OTK_E_ARGUMENT);
	CHECK_INT(otk_call_submit(call, note_completion, &s, NULL), OTK_OK);
	otk_client_free(f->client);
	f->client = NULL;
	CHECK_INT(s.times, 1);
}

int main(void)
{
	return OTK_TEST_MAIN("calls", CLIENT_TEST(completes_each_once),
		CLIENT_TEST(texts_of_every_size), CLIENT_TEST(submits_twice),
		CLIENT_TEST(cancels_on_the_wire), CLIENT_TEST(inside_completions),
		CLIENT_TEST(client_freed_inside), CLIENT_TEST(client_freed_while_blocking),
		CLIENT_TEST(client_freed_outside), CLIENT_TEST(dropped_under_way),
		CLIENT_TEST(queue_is_full), CLIENT_TEST(timeout_of_a_call),
		CLIENT_TEST(headers_of_a_call), CLIENT_TEST(dry_run), CLIENT_TEST(hosts_loop),
		CLIENT_TEST(one_descriptor), CLIENT_TEST(after_fork), CLIENT_TEST(wrong_use));
}

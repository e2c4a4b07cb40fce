/* SPDX-License-Identifier: MIT */
/* A plugin watches descriptors of its own on the loop that drives the client. */
#include "config.h"

#include <fcntl.h>
#include <otk/plugin.h>
#include <poll.h>
#include <unistd.h>

#include "core/base/clock.h"
#include "tests/client/fixture.h"

/* More than the few descriptors that poll() is used for. */
#define PIPES 6

static const otk_host *host;
static int pipes[PIPES][2];
static int bytes_read;
static bool is_open;

static void pipe_ready(void *userdata)
{
	const int *ends = userdata;
	char text[16];
	const ssize_t size = read(ends[0], text, sizeof(text));

	if (size > 0)
		bytes_read += (int)size;
}

static otk_status open_watcher(const otk_host *given, otk_client *client, const void *settings,
	void **state, otk_error *error)
{
	otk_status status = OTK_OK;

	(void)settings;
	host = given;
	*state = client;
	is_open = true;
	for (int i = 0; i < PIPES && !status; i++)
		status = host->watch(client, pipes[i][0], pipe_ready, pipes[i], error);
	return status;
}

/* All watches have ended; to end one again has no effect. */
static void close_watcher(void *state)
{
	is_open = false;
	CHECK_INT(host->watch(state, pipes[0][0], NULL, NULL, NULL), OTK_OK);
}

static const otk_hooks hooks = {.struct_size = sizeof(otk_hooks)};
static const otk_plugin plugin = OTK_PLUGIN_DESCRIPTOR("com.example.watcher", .version = "1",
	.license = "MIT", .summary = "watches pipes", .open = open_watcher, .close = close_watcher,
	.hooks = &hooks);

static const otk_plugin *watcher_entry(uint32_t host_abi)
{
	(void)host_abi;
	return &plugin;
}

static void use_watcher(otk_fixture *f)
{
	static otk_plugin_entry_fn *const plugins[] = {watcher_entry};
	static const otk_hook_options hook = {.plugin = "com.example.watcher"};

	bytes_read = 0;
	otk_server_default(f->server, &(otk_reply){.body = TEST_ARCHIVE});
	test_use_client(f, &OTK_CLIENT_OPTIONS(.hooks = &hook, .hook_count = 1, .plugins = plugins,
				   .plugin_count = 1, .timeout_ms = 20000));
}

static void ring(int index)
{
	CHECK_INT(write(pipes[index][1], "x", 1), 1);
}

static void served_during_a_blocking_call(otk_fixture *f)
{
	use_watcher(f);
	ring(0);
	test_get(f->client, OTK_OK, &f->error);
	CHECK_INT(bytes_read, 1);
}

/* Even if no call is pending: the loop of the program calls run when the descriptor is ready. */
static void served_by_run(otk_fixture *f)
{
	use_watcher(f);
	CHECK_INT(otk_client_run(f->client, 0, NULL, &f->error), OTK_OK);
	CHECK_INT(bytes_read, 0);
	for (int i = 0; i < PIPES; i++)
		ring(i);
	CHECK_INT(otk_client_run(f->client, -1, NULL, &f->error), OTK_OK);
	CHECK_INT(bytes_read, PIPES);
}

static void served_by_the_pollable_descriptor(otk_fixture *f)
{
	struct pollfd ready = {.events = POLLIN};

	use_watcher(f);
	ready.fd = otk_client_fd(f->client, &f->error);
	if (ready.fd < 0)
		SKIP("this system has no epoll");
	CHECK_INT(poll(&ready, 1, 0), 0);
	ring(PIPES - 1);
	CHECK_INT(poll(&ready, 1, 2000), 1);
	CHECK_INT(otk_client_run(f->client, 0, NULL, &f->error), OTK_OK);
	CHECK_INT(bytes_read, 1);
	CHECK_INT(poll(&ready, 1, 0), 0);
}

static void watches_can_end(otk_fixture *f)
{
	use_watcher(f);
	CHECK_INT(host->watch(f->client, pipes[1][0], NULL, NULL, &f->error), OTK_OK);
	CHECK_INT(host->watch(f->client, pipes[1][0], NULL, NULL, &f->error), OTK_OK);
	/* Another owner for the same descriptor. */
	CHECK_INT(host->watch(f->client, pipes[2][0], pipe_ready, pipes[3], &f->error), OTK_OK);
	ring(1);
	ring(3);
	CHECK_INT(otk_client_run(f->client, 0, NULL, &f->error), OTK_OK);
	CHECK_INT(bytes_read, 1);
	/* 0 is a descriptor like others, which is not watched. */
	CHECK_INT(host->watch(f->client, 0, NULL, NULL, &f->error), OTK_OK);
	CHECK_INT(host->watch(f->client, -1, pipe_ready, NULL, &f->error), OTK_E_ARGUMENT);
	CHECK_INT(host->watch(NULL, 0, pipe_ready, NULL, &f->error), OTK_E_ARGUMENT);
	CHECK_INT(read(pipes[1][0], (char[1]){0}, 1), 1);
}

/* ---- the loop of a program */

static int watched[1024];

static void note_watch(void *userdata, int fd, int32_t what)
{
	(void)userdata;
	if (fd < (int)OTK_COUNT_OF(watched))
		watched[fd] = what;
}

static void ignore_timer(void *userdata, int64_t timeout_ms)
{
	(void)userdata, (void)timeout_ms;
}

/*
 * Descriptor 0 is like any other, also while a blocking call waits for a program with its own loop.
 */
static void standard_input_is_served(otk_fixture *f)
{
	const otk_io io = {.struct_size = sizeof(io), .watch = note_watch, .timer = ignore_timer};
	const int kept = dup(0);

	use_watcher(f);
	CHECK_INT(host->watch(f->client, pipes[0][0], NULL, NULL, &f->error), OTK_OK);
	CHECK_INT(dup2(pipes[0][0], 0), 0);
	CHECK_INT(host->watch(f->client, 0, pipe_ready, pipes[0], &f->error), OTK_OK);
	ring(0);
	CHECK_INT(otk_client_run(f->client, 0, NULL, &f->error), OTK_OK);
	CHECK_INT(bytes_read, 1);
	REQUIRE_OK(otk_client_set_io(f->client, &io, &f->error), &f->error);
	ring(0);
	test_get(f->client, OTK_OK, &f->error);
	CHECK_INT(bytes_read, 2);
	CHECK_INT(host->watch(f->client, 0, NULL, NULL, &f->error), OTK_OK);
	CHECK_INT(kept < 0 ? close(0) : dup2(kept, 0), 0);
	if (kept >= 0)
		close(kept);
}

static void passed_to_the_loop_of_the_program(otk_fixture *f)
{
	const otk_io io = {.struct_size = sizeof(io), .watch = note_watch, .timer = ignore_timer};

	memset(watched, 0, sizeof(watched));
	use_watcher(f);
	REQUIRE_OK(otk_client_set_io(f->client, &io, &f->error), &f->error);
	for (int i = 0; i < PIPES; i++)
		CHECK_INT(watched[pipes[i][0]], OTK_IO_READ);
	ring(4);
	CHECK_INT(otk_client_ready(f->client, pipes[4][0], OTK_IO_READ, &f->error), OTK_OK);
	CHECK_INT(bytes_read, 1);
	CHECK_INT(host->watch(f->client, pipes[4][0], NULL, NULL, &f->error), OTK_OK);
	CHECK_INT(watched[pipes[4][0]], 0);
	otk_client_free(f->client);
	f->client = NULL;
	CHECK(!is_open);
	for (int i = 0; i < PIPES; i++)
		CHECK_INT(watched[pipes[i][0]], 0);
}

static int make_pipes(void)
{
	for (int i = 0; i < PIPES; i++)
		if (pipe2(pipes[i], O_NONBLOCK | O_CLOEXEC))
			return 1;
	return 0;
}

int main(void)
{
	static const otk_test tests[] = {CLIENT_TEST(served_during_a_blocking_call),
		CLIENT_TEST(served_by_run), CLIENT_TEST(served_by_the_pollable_descriptor),
		CLIENT_TEST(watches_can_end), CLIENT_TEST(standard_input_is_served),
		CLIENT_TEST(passed_to_the_loop_of_the_program)};

	return otk_test_main("watch", tests, OTK_COUNT_OF(tests), make_pipes, NULL);
}

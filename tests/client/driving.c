/* SPDX-License-Identifier: MIT */
/* Driving a client from the loop of a host; waiting takes no processor time. */
#include "config.h"

#include <time.h>

#include "core/base/clock.h"
#include "core/client/client.h"
#include "core/client/drive.h"
#include "tests/client/fixture.h"

static void watch_nothing(void *userdata, int fd, int32_t what)
{
	(void)userdata, (void)fd, (void)what;
}

static void set_no_timer(void *userdata, int64_t timeout_ms)
{
	(void)userdata, (void)timeout_ms;
}

static void loop_needs_both_functions(otk_fixture *f)
{
	otk_io io = {.struct_size = sizeof(io), .watch = watch_nothing};

	CHECK_INT(otk_client_set_io(f->client, &io, &f->error), OTK_E_ARGUMENT);
	CHECK_HAS(f->error.message, "watch and timer are both required");
	CHECK_INT(otk_client_set_io(f->client, NULL, &f->error), OTK_E_ARGUMENT);
	CHECK_HAS(f->error.message, "otk_io: is NULL");
	io = (otk_io){.struct_size = sizeof(io), .timer = set_no_timer};
	CHECK_INT(otk_client_set_io(f->client, &io, &f->error), OTK_E_ARGUMENT);
	io.watch = watch_nothing;
	CHECK_INT(otk_client_set_io(f->client, &io, &f->error), OTK_OK);
	CHECK_INT(otk_client_ready(f->client, -1, OTK_IO_READ, &f->error), OTK_E_ARGUMENT);
	CHECK_HAS(f->error.message, "fd: not a descriptor");
	CHECK_INT(otk_client_ready(f->client, 0, OTK_IO_READ | OTK_IO_WRITE, &f->error), OTK_OK);
	CHECK_INT(otk_client_fd(f->client, &f->error), -1);
	CHECK_HAS(f->error.message, "driven by the caller's event loop");
}

/* A pause sleeps; it does not look at the clock again and again. */
static void pauses_sleep(otk_fixture *f)
{
	const int64_t pause = otk_test_ms(200), begin = otk_clock_monotonic_ms();
	const clock_t used = clock();

	CHECK_INT(otk_client_pause(f->client, pause, &f->error), OTK_OK);
	CHECK(otk_clock_monotonic_ms() - begin >= pause - 5);
	CHECK((clock() - used) / (CLOCKS_PER_SEC / 1000) < pause / 10);
}

static void count_completion(otk_call *call, otk_status status, const void *result,
	const otk_error *error, void *userdata)
{
	(void)call, (void)result;
	CHECK_STATUS(status, OTK_OK, error);
	++*(int *)userdata;
}

/* The largest time is not in the past. */
static void the_largest_time(otk_fixture *f)
{
	otk_call *call = otk_archives_get_call(f->client, "a1", &f->error);
	static int times;

	times = 0;
	otk_server_default(f->server, &(otk_reply){.body = TEST_ARCHIVE});
	REQUIRE_OK(otk_call_submit(call, count_completion, &times, &f->error), &f->error);
	CHECK_INT(otk_client_run(f->client, INT64_MAX, NULL, &f->error), OTK_OK);
	CHECK_INT(times, 1);
}

static void no_function_inside_another(otk_fixture *f)
{
	REQUIRE_OK(otk_client_enter(f->client, &f->error), &f->error);
	CHECK_INT(otk_client_enter(f->client, &f->error), OTK_E_STATE);
	CHECK_HAS(f->error.message, "waiting is not possible inside a completion");
	CHECK_INT(otk_client_run(f->client, 0, NULL, &f->error), OTK_E_STATE);
	CHECK_INT(otk_client_expired(f->client, &f->error), OTK_E_STATE);
	CHECK_INT(otk_client_ready(f->client, 0, OTK_IO_READ, &f->error), OTK_E_STATE);
	CHECK_INT(otk_client_fd(f->client, &f->error), -1);
	otk_client_leave(f->client);
	CHECK_INT(otk_client_run(f->client, 0, NULL, &f->error), OTK_OK);
}

int main(void)
{
	return OTK_TEST_MAIN("driving", CLIENT_TEST(loop_needs_both_functions),
		CLIENT_TEST(pauses_sleep), CLIENT_TEST(the_largest_time),
		CLIENT_TEST(no_function_inside_another));
}

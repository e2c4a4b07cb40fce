/* SPDX-License-Identifier: MIT */
/* The ratelimit plugin by itself: its vtable driven with a clock of the test. */
#include "config.h"

#include <otk/plugin.h>

#include <stdarg.h>
#include <stdio.h>

#include "tests/harness.h"

otk_plugin_entry_fn otk_plugin_ratelimit_entry;

/* As the settings table of the plugin lays it out. */
typedef struct settings {
	size_t struct_size;
	int64_t requests;
	int64_t per_ms;
	int64_t burst;
} settings;

OTK_PRINTF(3, 4)
static otk_status host_fail(otk_error *error, otk_status status, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(error->message, sizeof(error->message), format, args);
	va_end(args);
	return status;
}

static const otk_host host = {.struct_size = sizeof(otk_host), .fail = host_fail};

static void *open_with(settings wanted)
{
	otk_error error = OTK_ERROR_INIT;
	void *state = NULL;

	wanted.struct_size = sizeof(wanted);
	CHECK_STATUS(otk_plugin_ratelimit_entry(0)->open(&host, NULL, &wanted, &state, &error),
		OTK_OK, &error);
	return state;
}

static void close_hook(void *state)
{
	otk_plugin_ratelimit_entry(0)->close(state);
}

/* 0: the request may be sent; else the time to wait in ms. */
static int64_t ask(void *state, const char *project, int64_t now_ms)
{
	const otk_attempt attempt = {
		.struct_size = sizeof(attempt), .project_id = project, .now_ms = now_ms};
	otk_error error = OTK_ERROR_INIT;
	int64_t wait_ms = -1;
	otk_verdict verdict = otk_plugin_ratelimit_entry(0)->hooks->before_send(
		state, &attempt, &wait_ms, &error);

	return verdict == OTK_VERDICT_GO ? 0 : wait_ms;
}

static void lets_a_burst_go_then_one_an_interval(void)
{
	void *state = open_with((settings){.requests = 10, .per_ms = 1000, .burst = 3});

	CHECK_INT(ask(state, "burst", 5000), 0);
	CHECK_INT(ask(state, "burst", 5000), 0);
	CHECK_INT(ask(state, "burst", 5000), 0);
	CHECK_INT(ask(state, "burst", 5000), 100);
	CHECK_INT(ask(state, "burst", 5040), 60);
	CHECK_INT(ask(state, "burst", 5100), 0);
	CHECK_INT(ask(state, "burst", 5100), 100);
	/* Rest fills the bucket again, but not beyond the burst. */
	CHECK_INT(ask(state, "burst", 90000), 0);
	CHECK_INT(ask(state, "burst", 90000), 0);
	CHECK_INT(ask(state, "burst", 90000), 0);
	CHECK_INT(ask(state, "burst", 90000), 100);
	close_hook(state);
}

static void holds_the_rate_over_a_long_time(void)
{
	void *state = open_with((settings){.requests = 7, .per_ms = 1000, .burst = 1});
	int64_t went = 0;

	for (int64_t now = 0; now < 100000; now += 3)
		went += ask(state, "long", now) == 0;
	CHECK_CASE(went >= 690 && went <= 701, "%d went in 100 s at 7 a second", (int)went);
	close_hook(state);
}

static void shares_a_bucket_by_project(void)
{
	void *one = open_with((settings){.requests = 1, .per_ms = 1000});
	void *two = open_with((settings){.requests = 1, .per_ms = 1000});

	CHECK_INT(ask(one, "shared", 1000), 0);
	CHECK_INT(ask(two, "shared", 1000), 1000);
	close_hook(one);
	CHECK_INT(ask(two, "shared", 1500), 500);
	close_hook(two);
	/* The bucket is freed with its last user. */
	one = open_with((settings){.requests = 1, .per_ms = 1000});
	CHECK_INT(ask(one, "shared", 1500), 0);
	close_hook(one);
}

static void keeps_projects_apart(void)
{
	void *one = open_with((settings){.requests = 1, .per_ms = 1000});
	void *two = open_with((settings){.requests = 1, .per_ms = 1000});

	CHECK_INT(ask(one, "first", 1000), 0);
	CHECK_INT(ask(two, "second", 1000), 0);
	CHECK_INT(ask(one, "first", 1000), 1000);
	CHECK_INT(ask(two, "second", 1000), 1000);
	close_hook(one);
	close_hook(two);
}

/* Properties that hold for each setting and any start of the clock. */
static void check_properties(settings wanted, int64_t start_ms, bool all_of_the_burst)
{
	const int64_t burst = wanted.burst ? wanted.burst : wanted.requests;
	const int64_t per_ms = wanted.per_ms ? wanted.per_ms : 1000;
	/* the time that one request costs, rounded up */
	const int64_t interval_ms = (per_ms + wanted.requests - 1) / wanted.requests;
	void *state = open_with(wanted);
	int64_t now_ms = start_ms, went = 0, pause_ms = 0;

	while (went < (all_of_the_burst ? burst : 1000) && !(pause_ms = ask(state, "p", now_ms)))
		went++;
	CHECK_CASE(went == (burst < 1000 || all_of_the_burst ? burst : 1000),
		"%lld of %lld at once", (long long)went, (long long)burst);
	if (went == burst) {
		pause_ms = ask(state, "p", now_ms);
		CHECK_CASE(pause_ms > 0 && pause_ms <= interval_ms, "waits %lld of %lld ms",
			(long long)pause_ms, (long long)interval_ms);
		/* Not a millisecond earlier than announced, and then at once. */
		if (pause_ms > 1)
			CHECK_INT(ask(state, "p", now_ms + pause_ms - 1), 1);
		CHECK_INT(ask(state, "p", now_ms + pause_ms), 0);
	}
	/* A clock that is set back, and one that jumps to its end. */
	CHECK(ask(state, "p", INT64_MIN) >= 0);
	CHECK_INT(ask(state, "p", INT64_MAX), 0);
	CHECK(ask(state, "p", INT64_MIN) >= 0);
	close_hook(state);
}

static void holds_for_every_setting_that_is_accepted(void)
{
	static const int64_t counts[] = {1, 2, 3, 7, 1000, 999999, 1000000};
	static const int64_t times[] = {0, 1, 3, 1000, 86399999, 86400000};
	static const int64_t starts[] = {0, 1, 1700000000000, INT64_MAX - 200000000, -5};

	for (size_t r = 0; r < OTK_COUNT_OF(counts); r++)
		for (size_t t = 0; t < OTK_COUNT_OF(times); t++)
			for (size_t b = 0; b < OTK_COUNT_OF(counts); b++)
				check_properties((settings){.requests = counts[r],
							 .per_ms = times[t],
							 .burst = counts[b]},
					starts[(r + t + b) % OTK_COUNT_OF(starts)], false);
	/* A burst of a million, and the next request after a day. */
	check_properties((settings){.requests = 1, .per_ms = 86400000, .burst = 1000000},
		INT64_MAX - 200000000, true);
}

static void refuses_settings_out_of_range(void)
{
	static const settings wrong[] = {{.requests = 1000001}, {.requests = -1},
		{.requests = INT64_MAX}, {.requests = 1, .per_ms = 86400001},
		{.requests = 1, .per_ms = INT64_MIN}, {.requests = 1, .burst = INT64_MAX},
		{.requests = 1, .burst = -1}};
	static const char *const names[] = {"requests: ", "requests: ", "requests: ", "perMs: ",
		"perMs: ", "burst: ", "burst: "};
	const otk_plugin *plugin = otk_plugin_ratelimit_entry(0);

	for (size_t i = 0; i < OTK_COUNT_OF(wrong); i++) {
		otk_error error = OTK_ERROR_INIT;
		void *state = NULL;

		CHECK_STATUS(plugin->open(&host, NULL, &wrong[i], &state, &error), OTK_E_ARGUMENT,
			&error);
		CHECK_HAS(error.message, "out of range");
		CHECK_HAS(error.message, names[i]);
		CHECK(state == NULL);
	}
}

static void requires_a_rate(void)
{
	const otk_plugin *plugin = otk_plugin_ratelimit_entry(0);
	otk_error error = OTK_ERROR_INIT;
	void *state = NULL;

	CHECK_STATUS(plugin->open(&host, NULL, NULL, &state, &error), OTK_E_ARGUMENT, &error);
	CHECK_HAS(error.message, "requests is missing");
	CHECK(state == NULL);
}

int main(void)
{
	return OTK_TEST_MAIN("plugins/ratelimit", TEST(lets_a_burst_go_then_one_an_interval),
		TEST(holds_the_rate_over_a_long_time), TEST(shares_a_bucket_by_project),
		TEST(keeps_projects_apart), TEST(holds_for_every_setting_that_is_accepted),
		TEST(refuses_settings_out_of_range), TEST(requires_a_rate));
}

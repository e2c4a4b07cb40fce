/* SPDX-License-Identifier: MIT */
/* Fleets in simulated time: the plugin's algorithm, and its script in a real server. */
#include "config.h"

#include <stdlib.h>

#include "tests/harness.h"
#include "tests/plugins/fleetlimit/redis.h"
#include "tests/plugins/fleetlimit/sim.h"

static redis server;
static sim_result result;

static void run_fleet(sim_options options)
{
	options.socket = server.socket;
	options.rtt_ms = options.rtt_ms ? options.rtt_ms : 2;
	REQUIRE(sim_run(&options, &result));
}

static void check_limit(const sim_options *options)
{
	for (int64_t i = 0; i < result.window_count; i++)
		CHECK_CASE(result.windows[i] <= options->limit, "window %d: %d", (int)i,
			(int)result.windows[i]);
}

static void uses_the_limit_and_shares_it(void)
{
	static const sim_options fleets[] = {
		{.processes = 8, .limit = 100, .backlog = 30, .window_ms = 1000, .seconds = 30},
		{.processes = 8, .limit = 1000, .backlog = 300, .window_ms = 1000, .seconds = 30},
		{.processes = 8,
			.limit = 1000,
			.backlog = 300,
			.window_ms = 1000,
			.seconds = 30,
			.rtt_ms = 80},
		{.processes = 3, .limit = 50, .backlog = 30, .window_ms = 200, .seconds = 15},
		{.processes = 5, .limit = 3000, .backlog = 900, .window_ms = 5000, .seconds = 40}};

	for (size_t i = 0; i < OTK_COUNT_OF(fleets); i += otk_test_step(2, 3)) {
		const double seconds = (double)(fleets[i].seconds - 5);
		const double possible =
			seconds * 1000 / (double)fleets[i].window_ms * (double)fleets[i].limit;

		run_fleet(fleets[i]);
		check_limit(&fleets[i]);
		CHECK_CASE((double)result.calls >= possible * 0.97, "fleet %zu: %d of %d", i,
			(int)result.calls, (int)possible);
		CHECK_CASE((double)result.least * fleets[i].processes >= (double)result.calls * 0.8,
			"fleet %zu: the slowest sent %d of %d", i, (int)result.least,
			(int)result.calls);
	}
}

static void needs_few_messages(void)
{
	const int seconds = getenv("OTK_UNDER_VALGRIND") ? 10 : 15;
	const sim_options busy = {.processes = 100,
		.limit = 2000,
		.backlog = 60,
		.window_ms = 1000,
		.seconds = seconds};
	const sim_options usual = {.processes = 100,
		.limit = 2500,
		.per_s = 20,
		.window_ms = 1000,
		.seconds = seconds};

	run_fleet(busy);
	check_limit(&busy);
	CHECK(result.messages * 20 < result.calls);
	run_fleet(usual);
	check_limit(&usual);
	CHECK(result.messages * 20 < result.calls);
	CHECK(result.longest_wait_ms < 4000);
}

/*
 * While the server does not answer, all together stay below the limit, and go on. When it is back,
 * the shares of those that have not returned yet are kept free.
 */
static void holds_without_the_server(void)
{
	const sim_options away = {.processes = 8,
		.limit = 1000,
		.backlog = 300,
		.window_ms = 1000,
		.seconds = 40,
		.away_from_s = 15,
		.away_to_s = 25};

	run_fleet(away);
	check_limit(&away);
	for (int64_t i = 17; i < result.window_count - 1; i++)
		CHECK_CASE(result.windows[i] >=
				   (i < away.away_to_s + 4 && i >= away.away_to_s ? 800 : 900),
			"window %d: %d", (int)i, (int)result.windows[i]);
}

int main(void)
{
	static const otk_test tests[] = {TEST(uses_the_limit_and_shares_it),
		TEST(needs_few_messages), TEST(holds_without_the_server)};

	return redis_test_main("plugins/fleetlimit/script", tests, OTK_COUNT_OF(tests), &server);
}

/* SPDX-License-Identifier: MIT */
/* How one process of a fleet uses its leases; the test is the clock and the server. */
#include "config.h"

#include "plugins/fleetlimit/quota.h"

#include "plugins/fleetlimit/waiters.h"
#include "plugins/types/random.h"
#include "tests/harness.h"

#define BEGIN INT64_C(50000) /* our clock at the beginning of window 1000 */

static const quota_rules rules = {.requests = 100, .window_ms = 1000};
static quota self;

static void begin(const quota_rules *with)
{
	otk_fleet_quota_init(&self, with, 7);
	self.phase = 0;
	self.lead = 512;
}

/* Asks like the plugin; the number of calls that wait is kept by the caller. */
static int64_t ask(int64_t at, bool is_new)
{
	return otk_fleet_quota_ask(&self, BEGIN + at, is_new);
}

/* The server answers an order: `tokens` for each window, all processes together have `total`. */
static void grant(int64_t at, const quota_order *order, int64_t tokens, int64_t total)
{
	quota_grant answer = {.server_ms = 1000000 + at,
		.holders = 1,
		.first = order->first ? order->first : 1000 + at / 1000,
		.count = order->count};

	for (int64_t i = 0; i < order->count; i++) {
		answer.windows[i].tokens = tokens;
		answer.windows[i].total = total;
	}
	otk_fleet_quota_granted(&self, BEGIN + at, BEGIN + at, order, &answer);
}

static bool needs_order(int64_t at, quota_order *order)
{
	return otk_fleet_quota_needs_order(&self, BEGIN + at, 500, order);
}

/* The first call waits for the first lease, shortly; then the lease is used. */
static void begins_with_an_order(void)
{
	quota_order order;

	begin(&rules);
	CHECK(!needs_order(0, &order));
	CHECK_INT(ask(100, true), 2);
	self.waiting = 1;
	REQUIRE(needs_order(100, &order));
	CHECK_INT(order.first, 0);
	CHECK_INT(order.want_first, 1);
	CHECK(!needs_order(100, &order));
	grant(101, &order, 1, 1);
	CHECK_INT(ask(102, false), 0);
	CHECK(ask(103, false) > 0);
}

/* With many tokens in use they become usable one after the other, and none late in the window. */
static void paces_what_is_scarce(void)
{
	quota_order order = {.first = 1000, .count = 1, .want_first = 10};
	int64_t went = 0, last = 0;

	begin(&rules);
	grant(0, &order, 10, 100);
	for (int64_t at = 0; at < 1000; at++)
		if (!ask(at, false)) {
			went++;
			CHECK_CASE(at >= last, "%d", (int)at);
			CHECK_CASE(
				went <= at * 10 / 949 + 1, "%d went in %d ms", (int)went, (int)at);
			last = at;
		}
	CHECK_INT(went, 10);
	CHECK(last <= 950);
}

static void gives_at_once_what_is_plenty(void)
{
	quota_order order = {.first = 1000, .count = 1, .want_first = 5};

	begin(&rules);
	grant(0, &order, 5, 5);
	for (int i = 0; i < 5; i++)
		CHECK_INT(ask(1, true), 0);
	CHECK(ask(1, true) > 0);
	/* Tokens of a window are lost at its end. */
	begin(&rules);
	grant(0, &order, 5, 5);
	CHECK(ask(990, true) > 0);
	CHECK(ask(1001, true) > 0);
}

/* The announced time is when a token is usable, and not earlier. */
static void announces_the_right_time(void)
{
	quota_order order = {.first = 1000, .count = 3, .want_first = 8, .want_next = 8};
	int64_t wait;

	begin(&rules);
	grant(0, &order, 8, 100);
	for (size_t ahead = 0; ahead < 20; ahead++) {
		self.waiting = ahead;
		wait = ask(0, true);
		CHECK_CASE(
			wait >= (int64_t)(ahead + 1) * 1000 / 9 - 20 * (int64_t)(ahead / 8 + 1) &&
				wait <= (int64_t)(ahead / 8 + 1) * 1000,
			"%zu ahead: %d ms", ahead, (int)wait);
	}
	self.waiting = 0;
	wait = ask(0, false);
	CHECK(ask(wait - 1, false) > 0);
	CHECK_INT(ask(wait, false), 0);
}

/* A new call does not overtake those that wait. */
static void new_calls_wait_their_turn(void)
{
	quota_order order = {.first = 1000, .count = 1, .want_first = 2};

	begin(&rules);
	grant(0, &order, 2, 2);
	self.waiting = 2;
	CHECK(ask(5, true) > 0);
	CHECK_INT(ask(5, false), 0);
	self.waiting = 0;
	CHECK_INT(ask(5, true), 0);
}

static void uses_its_share_while_the_server_is_away(void)
{
	const quota_rules with_share = {.requests = 100, .window_ms = 1000, .share = 3};
	quota_order order = {.first = 1000, .count = 1, .want_first = 20, .want_next = 20};
	int64_t went = 0;

	begin(&with_share);
	otk_fleet_quota_lost(&self, BEGIN);
	for (int64_t at = 0; at < 10000; at++)
		went += ask(at, false) == 0;
	CHECK_CASE(went >= 27 && went <= 30, "%d in 10 s", (int)went);
	/* Without a setting, what the last lease gave; after that lease is used up. */
	begin(&rules);
	grant(0, &order, 20, 100);
	otk_fleet_quota_lost(&self, BEGIN + 1);
	CHECK_INT(otk_fleet_quota_share(&self), 20);
	went = 0;
	for (int64_t at = 1; at < 4000; at++)
		went += ask(at, false) == 0;
	CHECK_INT(went, 80);
	/* The server is back: its tokens come on top of none of ours. */
	went = 0;
	for (int64_t at = 4000; at < 5000; at++) {
		went += ask(at, false) == 0;
		order.first = 1004;
		if (at == 4500)
			grant(at, &order, 5, 100);
	}
	CHECK_INT(went, 20);
	order.first = 1005;
	grant(4990, &order, 5, 100);
	went = 0;
	for (int64_t at = 5000; at < 6000; at++)
		went += ask(at, false) == 0;
	CHECK_INT(went, 5);
}

static void pauses_with_the_fleet(void)
{
	quota_order order = {.first = 1000, .count = 4, .want_first = 50, .want_next = 50};

	begin(&rules);
	grant(0, &order, 50, 50);
	otk_fleet_quota_cool(&self, BEGIN + 2500);
	otk_fleet_quota_cool(&self, BEGIN + 1000); /* not shorter */
	CHECK_INT(ask(10, true), 2490);
	CHECK_INT(ask(2499, false), 1);
	CHECK(!needs_order(2400, &order));
	CHECK_INT(ask(2500, false), 0);
}

static void gives_back_what_it_does_not_use(void)
{
	quota_order order = {.first = 1000, .count = 3, .want_first = 9, .want_next = 9};
	int64_t windows[QUOTA_RING], tokens[QUOTA_RING];

	begin(&rules);
	grant(0, &order, 9, 9);
	CHECK_INT(ask(1, true), 0);
	CHECK_INT(otk_fleet_quota_take_unused(&self, BEGIN + 2, true, windows, tokens), 3);
	CHECK_INT(windows[0], 1000);
	CHECK_INT(tokens[0], 8);
	CHECK_INT(windows[2], 1002);
	CHECK_INT(tokens[2], 9);
	CHECK(ask(3, true) > 0);
	/* Demand has ended: later windows are given back, the next one is kept. */
	begin(&rules);
	order.count = 5;
	grant(0, &order, 9, 9);
	CHECK_INT(otk_fleet_quota_take_unused(&self, BEGIN + 2, false, windows, tokens), 3);
	CHECK_INT(windows[0], 1002);
}

/* A lease for a steady demand grows to many windows, but not beyond half a minute. */
static void leases_follow_the_load(void)
{
	quota_order order;
	int64_t most = 0, messages = 0;

	begin(&rules);
	self.lead = 100;
	for (int64_t at = 0; at < 120000; at++) {
		if (at % 500 == 0)
			ask(at, true);
		if (needs_order(at, &order)) {
			messages++;
			if (order.count > most)
				most = order.count;
			grant(at, &order, order.want_next, 10);
		}
		CHECK_CASE(!self.waiting, "waits");
	}
	CHECK_CASE(most >= 16 && most <= 31, "%d windows", (int)most);
	CHECK_CASE(messages < 240 / 20, "%d messages for 240 calls", (int)messages);
}

/* One token for each window is all there is: leases for many windows save messages nevertheless. */
static void scarce_leases_grow_as_well(void)
{
	quota_order order;
	int64_t most = 0;

	begin(&rules);
	self.lead = 100;
	self.waiting = 10;
	for (int64_t at = 0; at < 120000; at++) {
		if (at % 100 == 0)
			ask(at, true);
		if (needs_order(at, &order)) {
			if (order.count > most)
				most = order.count;
			grant(at, &order, 1, 10);
		}
	}
	CHECK_CASE(most >= 16 && most <= 31, "%d windows", (int)most);
}

/* An order asks for an eighth more than the calls of the last window. */
static void asks_for_what_it_expects(void)
{
	static const struct {
		int calls;
		int64_t wanted;
	} windows[] = {{1, 2}, {8, 9}, {16, 18}, {64, 72}, {100, 113}};

	for (size_t i = 0; i < OTK_COUNT_OF(windows); i++) {
		quota_order order = {.first = 1000, .count = 1, .want_first = 100};

		begin(&rules);
		grant(0, &order, 100, 100);
		for (int n = 0; n < windows[i].calls; n++)
			ask(10, true);
		REQUIRE(needs_order(1990, &order));
		CHECK_INT(order.want_next, windows[i].wanted);
	}
}

static void set_of_waiting_calls(void)
{
	static char calls[3000];
	waiters set = {0};

	CHECK(!otk_fleet_waiters_has(&set, calls));
	for (size_t i = 0; i < sizeof(calls); i++)
		CHECK(otk_fleet_waiters_add(&set, &calls[i]));
	CHECK(otk_fleet_waiters_add(&set, &calls[0]));
	CHECK_INT(set.count, sizeof(calls));
	for (size_t i = 0; i < sizeof(calls); i += 2)
		otk_fleet_waiters_remove(&set, &calls[i]);
	otk_fleet_waiters_remove(&set, &calls[0]);
	for (size_t i = 0; i < sizeof(calls); i++)
		CHECK_CASE(otk_fleet_waiters_has(&set, &calls[i]) == (i % 2 == 1), "call %zu", i);
	CHECK_INT(set.count, sizeof(calls) / 2);
	otk_fleet_waiters_free(&set);
}

/* The first values of xorshift64* for the state 1, and numbers over the whole range. */
static void random_numbers(void)
{
	static const uint64_t expected[] = {UINT64_C(5180492295206395165),
		UINT64_C(12380297144915551517), UINT64_C(13389498078930870103)};
	uint64_t state = 1, seeds[2];
	bool seen[8] = {false};

	for (size_t i = 0; i < OTK_COUNT_OF(expected); i++)
		CHECK_INT(otk_random_below(&state, UINT32_C(1) << 31), expected[i] >> 33);
	CHECK_INT(otk_random_below(&state, 1), 0);
	for (int i = 0; i < 200; i++) {
		const uint32_t number = otk_random_below(&state, OTK_COUNT_OF(seen));

		REQUIRE(number < OTK_COUNT_OF(seen));
		seen[number] = true;
	}
	for (size_t i = 0; i < OTK_COUNT_OF(seen); i++)
		CHECK_CASE(seen[i], "%zu", i);
	for (size_t i = 0; i < OTK_COUNT_OF(seeds); i++)
		seeds[i] = otk_random_seed(5, &state);
	CHECK(seeds[0] && seeds[1] && seeds[0] != seeds[1]);
}

int main(void)
{
	return OTK_TEST_MAIN("plugins/fleetlimit/quota", TEST(begins_with_an_order),
		TEST(paces_what_is_scarce), TEST(gives_at_once_what_is_plenty),
		TEST(announces_the_right_time), TEST(new_calls_wait_their_turn),
		TEST(uses_its_share_while_the_server_is_away), TEST(pauses_with_the_fleet),
		TEST(gives_back_what_it_does_not_use), TEST(leases_follow_the_load),
		TEST(scarce_leases_grow_as_well), TEST(asks_for_what_it_expects),
		TEST(set_of_waiting_calls), TEST(random_numbers));
}

/* SPDX-License-Identifier: MIT */
/* The retry policy by itself: pauses, what a server may ask for, the retry budget. */
#include "config.h"

#include <inttypes.h>

#include "core/transport/retry.h"

#include "tests/harness.h"

#define ROUNDS 40

/* A safe request that received 503 at its first attempt. */
static otk_retry_case refused(int64_t retry_after_ms)
{
	return (otk_retry_case){.repeat = OTK_REPEAT_SAFE,
		.http_status = 503,
		.retry_after_ms = retry_after_ms,
		.time_left_ms = INT64_MAX,
		.attempts = 1,
		.fruitless = 1,
		.max_attempts = 3};
}

/* Asks for many delays of the same case, each with a full budget; finds the extremes. */
static void spread(const otk_retry_case *attempt, int64_t *least, int64_t *most)
{
	*least = INT64_MAX;
	*most = -1;
	for (int i = 0; i < ROUNDS; i++) {
		otk_retry_budget budget;
		int64_t delay;

		otk_retry_init(&budget);
		delay = otk_retry_delay(&budget, attempt);
		if (delay < *least)
			*least = delay;
		if (delay > *most)
			*most = delay;
	}
}

static void retry_after_is_bounded(void)
{
	static const struct {
		int64_t retry_after_ms, most;
	} all[] = {{-1, 250}, {0, 250}, {1000, 1250}, {2000, 2250}, {30000, 33000}, {60000, 66000}};

	for (size_t i = 0; i < OTK_COUNT_OF(all); i++) {
		const otk_retry_case attempt = refused(all[i].retry_after_ms);
		const int64_t from = attempt.retry_after_ms < 0 ? 0 : attempt.retry_after_ms;
		int64_t least, most;

		spread(&attempt, &least, &most);
		CHECK_CASE(least >= from && most <= all[i].most,
			"%" PRId64 ": from %" PRId64 " to %" PRId64, attempt.retry_after_ms, least,
			most);
		/* 40 numbers of 251 or more agree with a chance of 10^-90. */
		CHECK_CASE(least < most, "%" PRId64 ": no jitter", attempt.retry_after_ms);
	}
}

static void too_long_a_pause_is_no_retry(void)
{
	otk_retry_budget budget;
	otk_retry_case attempt = refused(60001);

	otk_retry_init(&budget);
	CHECK_INT(otk_retry_delay(&budget, &attempt), -1);
	attempt = refused(INT64_C(9999999999000));
	CHECK_INT(otk_retry_delay(&budget, &attempt), -1);
	attempt = refused(5000);
	attempt.time_left_ms = 5000;
	CHECK_INT(otk_retry_delay(&budget, &attempt), -1);
	attempt.time_left_ms = 6000;
	CHECK(otk_retry_delay(&budget, &attempt) >= 5000);
	/* Without a response there is no Retry-After. */
	attempt = refused(50000);
	attempt.fault = OTK_FAULT_LOST;
	CHECK(otk_retry_delay(&budget, &attempt) <= 250);
}

static void pauses_grow(void)
{
	for (int32_t fruitless = 1; fruitless < 10; fruitless++) {
		otk_retry_case attempt = refused(-1);
		const int64_t limit = fruitless > 6 ? 8000 : INT64_C(250) << (fruitless - 1);
		int64_t least, most;

		attempt.fruitless = attempt.attempts = fruitless;
		attempt.max_attempts = 20;
		spread(&attempt, &least, &most);
		CHECK_CASE(least >= 0 && most <= limit && most > limit / 2,
			"%d: from %" PRId64 " to %" PRId64, (int)fruitless, least, most);
	}
}

static int granted(otk_retry_budget *budget, const otk_retry_case *attempt, int tries)
{
	int count = 0;

	for (int i = 0; i < tries; i++)
		count += otk_retry_delay(budget, attempt) >= 0;
	return count;
}

/* A retry costs the same for every reason. */
static void every_retry_is_counted(void)
{
	otk_retry_case dead = refused(-1), lost = refused(-1);
	const otk_retry_case asked = refused(0), normal = refused(-1);
	const otk_retry_case *const all[] = {&asked, &normal, &dead, &lost};

	dead.fault = lost.fault = OTK_FAULT_LOST;
	dead.dead_connection = true;
	for (size_t i = 0; i < OTK_COUNT_OF(all); i++) {
		otk_retry_budget budget;

		otk_retry_init(&budget);
		CHECK_INT(granted(&budget, all[i], 100), 50);
		CHECK(!otk_retry_at_once(&budget));
		for (int k = 0; k < 25; k++)
			otk_retry_refund(&budget);
		CHECK_INT(granted(&budget, all[i], 100), 2);
		for (int k = 0; k < 10; k++)
			otk_retry_refund(&budget);
		CHECK(otk_retry_at_once(&budget));
		CHECK(!otk_retry_at_once(&budget));
		for (int k = 0; k < 100000; k++)
			otk_retry_refund(&budget);
		CHECK_INT(granted(&budget, all[i], 100), 50);
	}
}

static void attempts_have_a_limit(void)
{
	otk_retry_budget budget;
	otk_retry_case attempt = refused(-1);

	otk_retry_init(&budget);
	attempt.fruitless = 3;
	CHECK_INT(otk_retry_delay(&budget, &attempt), -1);
	/* A download that makes progress: neither counted nor endless. */
	attempt.fruitless = 0;
	attempt.attempts = 99;
	for (int i = 0; i < 100; i++)
		CHECK(otk_retry_delay(&budget, &attempt) >= 0);
	attempt.attempts = 100;
	CHECK_INT(otk_retry_delay(&budget, &attempt), -1);
}

static void a_dead_connection_waits_for_nothing(void)
{
	otk_retry_budget budget;
	otk_retry_case attempt = refused(-1);

	otk_retry_init(&budget);
	attempt.fault = OTK_FAULT_LOST;
	attempt.dead_connection = true;
	CHECK_INT(otk_retry_delay(&budget, &attempt), 0);
	attempt.repeat = OTK_REPEAT_UNSAFE;
	CHECK_INT(otk_retry_delay(&budget, &attempt), -1);
	attempt.fault = OTK_FAULT_NOT_SENT;
	CHECK_INT(otk_retry_delay(&budget, &attempt), 0);
}

int main(void)
{
	static const otk_test tests[] = {TEST(retry_after_is_bounded),
		TEST(too_long_a_pause_is_no_retry), TEST(pauses_grow), TEST(every_retry_is_counted),
		TEST(attempts_have_a_limit), TEST(a_dead_connection_waits_for_nothing)};

	return otk_test_main("retry", tests, OTK_COUNT_OF(tests), NULL, NULL);
}

/* SPDX-License-Identifier: MIT */
/* The retry policy. */
#include "config.h"

#include <stddef.h>
#include <unistd.h>

#include "core/base/clock.h"
#include "core/transport/retry.h"

#include "core/base/cold.h"

/* Pauses before a retry: at random from 0 to 250, 500, 1000 … 8000 ms ("full jitter"). */
#define FIRST_PAUSE_MS   250
#define LONGEST_PAUSE_MS 8000
/* A server that asks for a longer pause is not waited for. */
#define LONGEST_RETRY_AFTER_MS 60000
/*
 * The retry budget: a bucket of 500 tokens; a retry takes 10, a success gives 1 back. A service in
 * trouble thus receives about its usual load.
 */
#define BUDGET_FULL  500
#define BUDGET_RETRY 10
/* Upper bound on attempts of a download that keeps making progress. */
#define ATTEMPTS_MAX 100

/* Bitmask of repeat classes. */
#define UNSAFE (1u << OTK_REPEAT_UNSAFE)
#define SETTLE (1u << OTK_REPEAT_SETTLE)
#define SAFE   (1u << OTK_REPEAT_SAFE)
#define ALL    (UNSAFE | SETTLE | SAFE)

static const uint8_t by_fault[] = {
	[OTK_FAULT_NONE] = 0,
	[OTK_FAULT_FINAL] = 0,
	[OTK_FAULT_NOT_SENT] = ALL,
	[OTK_FAULT_LOST] = SETTLE | SAFE,
	[OTK_FAULT_OUT_OF_TIME] = 0,
};

static const struct status_rule {
	int32_t http_status;
	uint8_t classes;
} by_status[] = {
	{408, SETTLE | SAFE},
	{429, ALL},
	{500, SETTLE | SAFE},
	{502, SETTLE | SAFE},
	{503, ALL},
	{504, SETTLE | SAFE},
};

void otk_retry_init(otk_retry_budget *budget)
{
	budget->tokens = BUDGET_FULL;
	/* Seed for jitter only: clients started at the same time must not retry in step. */
	if (getentropy(&budget->random, sizeof(budget->random)))
		budget->random = (uint64_t)otk_clock_monotonic_ms() ^ (uint64_t)(uintptr_t)budget;
	budget->random |= 1;
}

void otk_retry_refund(otk_retry_budget *budget)
{
	if (budget->tokens < BUDGET_FULL)
		budget->tokens++;
}

/* xorshift64*. Returns a number from 0 to most. */
static int64_t random_up_to(otk_retry_budget *budget, int64_t most)
{
	uint64_t x = budget->random;

	x ^= x >> 12;
	x ^= x << 25;
	x ^= x >> 27;
	budget->random = x;
	return (int64_t)((x * UINT64_C(2685821657736338717) >> 33) % (uint64_t)(most + 1));
}

static bool is_allowed(const otk_retry_case *attempt)
{
	const unsigned class = 1u << attempt->repeat;

	if (attempt->fault)
		return by_fault[attempt->fault] & class;
	for (const uint16_t *status = attempt->no_retry_statuses; status && *status; status++)
		if (*status == attempt->http_status)
			return false;
	for (size_t i = 0; i < OTK_COUNT_OF(by_status); i++)
		if (by_status[i].http_status == attempt->http_status)
			return by_status[i].classes & class;
	return false;
}

static int64_t longest_pause(const otk_retry_case *attempt)
{
	int64_t most = FIRST_PAUSE_MS;

	for (int32_t i = 1; i < attempt->fruitless && most < LONGEST_PAUSE_MS; i++)
		most *= 2;
	return most;
}

/*
 * The pause before the next attempt: Retry-After plus a random time, so that clients which received
 * the same Retry-After do not return at the same moment. The random time is at most the normal
 * pause, or a tenth of Retry-After if that is longer.
 */
static int64_t pause_before(otk_retry_budget *budget, const otk_retry_case *attempt)
{
	const int64_t retry_after =
		attempt->fault || attempt->retry_after_ms < 0 ? 0 : attempt->retry_after_ms;
	const int64_t most = longest_pause(attempt);

	if (retry_after > LONGEST_RETRY_AFTER_MS)
		return INT64_MAX;
	return retry_after +
	       random_up_to(budget, most > retry_after / 10 ? most : retry_after / 10);
}

static bool spend_retry(otk_retry_budget *budget)
{
	if (budget->tokens < BUDGET_RETRY)
		return false;
	budget->tokens -= BUDGET_RETRY;
	return true;
}

int64_t otk_retry_delay(otk_retry_budget *budget, const otk_retry_case *attempt)
{
	int64_t delay;

	if (!is_allowed(attempt) || attempt->attempts >= ATTEMPTS_MAX ||
		attempt->fruitless >= attempt->max_attempts)
		return -1;
	delay = attempt->dead_connection ? 0 : pause_before(budget, attempt);
	if (delay == INT64_MAX || delay >= attempt->time_left_ms)
		return -1;
	/* A download that made progress repeats nothing. */
	if (attempt->fruitless && !spend_retry(budget))
		return -1;
	return delay;
}

bool otk_retry_at_once(otk_retry_budget *budget)
{
	return spend_retry(budget);
}

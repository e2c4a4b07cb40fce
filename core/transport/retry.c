/* SPDX-License-Identifier: MIT */
/* Which attempts are repeated, when, and how many of them in all. */
#include "config.h"

#include <unistd.h>

#include "core/base/clock.h"
#include "core/transport/internal.h"

/* Pauses: anything from 0 to 250, 500, 1000 … 8000 ms ("full jitter"). */
#define FIRST_PAUSE_MS   250
#define LONGEST_PAUSE_MS 8000
/* A server that asks for more than this is not waited for, even without a deadline. */
#define LONGEST_RETRY_AFTER_MS 60000
/*
 * The quota: 50 repeats from a full purse, then one for ten calls that end well, so that a service
 * in trouble does not get many times the usual load.
 */
#define QUOTA_FULL   500
#define QUOTA_REPEAT 10
/* Downloads that get on go on, but not for ever. */
#define ATTEMPTS_MAX 100

/* Bits: which repeat classes may. */
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

static const struct by_status {
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

void otk_retry_init(otk_retry_quota *quota)
{
	quota->tokens = QUOTA_FULL;
	/* Clients that start together must not repeat together; nothing else hangs on it. */
	if (getentropy(&quota->random, sizeof(quota->random)))
		quota->random = (uint64_t)otk_clock_monotonic_ms() ^ (uint64_t)(uintptr_t)quota;
	quota->random |= 1;
}

void otk_retry_refund(otk_retry_quota *quota)
{
	if (quota->tokens < QUOTA_FULL)
		quota->tokens++;
}

/* xorshift64* */
static int64_t random_up_to(otk_retry_quota *quota, int64_t most)
{
	uint64_t x = quota->random;

	x ^= x >> 12;
	x ^= x << 25;
	x ^= x >> 27;
	quota->random = x;
	return (int64_t)((x * UINT64_C(2685821657736338717) >> 33) % (uint64_t)(most + 1));
}

static bool is_allowed(const otk_exchange *exchange, otk_fault fault, const otk_response *response)
{
	const unsigned class = 1u << exchange->repeat;
	size_t i;

	if (fault)
		return by_fault[fault] & class;
	if ((uint32_t)response->http_status == exchange->no_retry_status)
		return false;
	for (i = 0; i < sizeof(by_status) / sizeof(by_status[0]); i++)
		if (by_status[i].http_status == response->http_status)
			return by_status[i].classes & class;
	return false;
}

static int64_t pause_before(otk_exchange *exchange)
{
	int64_t most = FIRST_PAUSE_MS;
	int32_t i;

	for (i = 1; i < exchange->fruitless && most < LONGEST_PAUSE_MS; i++)
		most *= 2;
	return random_up_to(&exchange->transport->quota, most);
}

int64_t otk_retry_delay(otk_exchange *exchange, otk_fault fault, const otk_response *response)
{
	otk_transport *transport = exchange->transport;
	const bool told = !fault && response->retry_after_ms >= 0;
	int64_t delay;

	if (!is_allowed(exchange, fault, response) || exchange->attempts >= ATTEMPTS_MAX ||
		exchange->fruitless >= transport->options.max_attempts)
		return -1;
	delay = told ? response->retry_after_ms : pause_before(exchange);
	/* Only a kept connection that was dead: nobody is in trouble. */
	if (exchange->slot->repeat_refused)
		delay = 0;
	if (told && delay > LONGEST_RETRY_AFTER_MS)
		return -1;
	if (exchange->deadline && delay >= exchange->deadline - transport->now)
		return -1;
	/* What the server asked for, and a download that got on, are free. */
	if (!told && exchange->fruitless) {
		if (transport->quota.tokens < QUOTA_REPEAT)
			return -1;
		transport->quota.tokens -= QUOTA_REPEAT;
	}
	return delay;
}

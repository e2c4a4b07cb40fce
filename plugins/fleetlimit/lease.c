/* SPDX-License-Identifier: MIT */
/* Writes calls of the script and reads its replies. */
#include "plugins/fleetlimit/lease.h"

#include <inttypes.h>
#include <stdio.h>

#include "plugins/types/small.h"

/* Limits of the numbers in a reply; beyond them it is refused, because sums must not overflow. */
#define TIME_MAX    INT64_C(100000000000000)
#define HOLDERS_MAX 1000000
#define COOL_MAX    60000

void otk_fleet_lease_add_text(lease_call *call, const char *text)
{
	if (call->count < LEASE_ARGUMENTS_MAX)
		call->arguments[call->count++] = text;
}

void otk_fleet_lease_add(lease_call *call, int64_t number)
{
	char *text = call->text[call->count % LEASE_ARGUMENTS_MAX];

	snprintf(text, sizeof(call->text[0]), "%" PRId64, number);
	otk_fleet_lease_add_text(call, text);
}

void otk_fleet_lease_begin(lease_call *call, const char *operation, const quota_rules *rules,
	const char *const names[3])
{
	call->count = 2; /* the command and the script */
	otk_fleet_lease_add(call, 2);
	otk_fleet_lease_add_text(call, names[0]);
	otk_fleet_lease_add_text(call, names[1]);
	otk_fleet_lease_add_text(call, operation);
	otk_fleet_lease_add(call, rules->window_ms);
	otk_fleet_lease_add(call, rules->requests);
	otk_fleet_lease_add_text(call, names[2]);
	otk_fleet_lease_add(call, 0); /* the clock of the server */
}

void otk_fleet_lease_add_order(lease_call *call, const quota_order *order)
{
	otk_fleet_lease_add(call, order->first);
	otk_fleet_lease_add(call, order->count);
	otk_fleet_lease_add(call, order->want_first);
	otk_fleet_lease_add(call, order->want_next);
	otk_fleet_lease_add(call, order->leased_to);
	otk_fleet_lease_add(call, order->server_limit_ms);
	otk_fleet_lease_add(call, order->holders);
	otk_fleet_lease_add(call, order->random);
}

static bool is_between(int64_t value, int64_t least, int64_t most)
{
	return value >= least && value <= most;
}

static int64_t smaller_of(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static bool read_windows(quota_grant *grant, const quota_rules *rules, const int64_t *numbers)
{
	for (int64_t i = 0; i < grant->count; i++, numbers += 2) {
		/* A process with another limit may have taken more than ours. */
		if (!is_between(numbers[0], 0, rules->requests) || numbers[1] < numbers[0])
			return false;
		grant->windows[i].tokens = numbers[0];
		grant->windows[i].total = smaller_of(numbers[1], rules->requests);
	}
	return true;
}

bool otk_fleet_lease_read(
	quota_grant *grant, const quota_rules *rules, const int64_t *numbers, size_t count)
{
	int64_t window;

	if (count < 4 || count % 2)
		return false;
	grant->server_ms = numbers[0];
	grant->holders = numbers[1];
	grant->cool_ms = numbers[2];
	grant->first = numbers[3];
	grant->count = (int64_t)(count - 4) / 2;
	window = grant->server_ms / rules->window_ms;
	if (!is_between(grant->server_ms, 1, TIME_MAX) ||
		!is_between(grant->holders, 0, HOLDERS_MAX) || grant->cool_ms < 0 ||
		!is_between(grant->first, window, window + QUOTA_LEASE_MAX + 1) ||
		grant->count > QUOTA_LEASE_MAX + 1)
		return false;
	grant->cool_ms = smaller_of(grant->cool_ms, COOL_MAX);
	return read_windows(grant, rules, numbers + 4);
}

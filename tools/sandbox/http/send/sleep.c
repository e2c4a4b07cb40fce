/* SPDX-License-Identifier: MIT */
/* Connections that are suspended, and resumed at a time or when a request has been recorded. */
#include "config.h"

#include "tools/sandbox/http/send/sleep.h"

#include <stdlib.h>

#include "tools/sandbox/base/memory.h"
#include "tools/sandbox/http/peers.h"
#include "tools/sandbox/state/clock.h"

static void suspend_request(sandbox_sleepers *sleepers, struct sandbox_sleeper sleeper)
{
	sleepers->list =
		sandbox_grow(sleepers->list, (sleepers->count + 1) * sizeof(*sleepers->list));
	sleepers->list[sleepers->count++] = sleeper;
	MHD_suspend_connection(sleeper.connection);
}

void sandbox_sleep(sandbox_sleepers *sleepers, struct MHD_Connection *connection, int64_t ms)
{
	suspend_request(sleepers,
		(struct sandbox_sleeper){connection, sandbox_monotonic() + ms, false, NULL});
}

void sandbox_sleep_for_requests(
	sandbox_sleepers *sleepers, struct MHD_Connection *connection, int64_t until, int64_t *end)
{
	suspend_request(sleepers, (struct sandbox_sleeper){connection, until, true, end});
}

int64_t sandbox_sleepers_wait(const sandbox_sleepers *sleepers)
{
	const int64_t now = sandbox_monotonic();
	int64_t first = INT64_MAX;

	for (size_t i = 0; i < sleepers->count; i++)
		if (sleepers->list[i].until < first)
			first = sleepers->list[i].until;
	if (first == INT64_MAX)
		return -1;
	if (first > sleepers->looked + SANDBOX_LOOK_MS)
		first = sleepers->looked + SANDBOX_LOOK_MS;
	return first > now ? first - now : 0;
}

static void wake_until(sandbox_sleepers *sleepers, int64_t until, bool watchers)
{
	size_t kept = 0;

	for (size_t i = 0; i < sleepers->count; i++) {
		const struct sandbox_sleeper *sleeper = &sleepers->list[i];

		if (sleeper->until <= until || (watchers && sleeper->watches))
			MHD_resume_connection(sleeper->connection);
		else
			sleepers->list[kept++] = *sleeper;
	}
	sleepers->count = kept;
}

static void end_those_who_have_gone(sandbox_sleepers *sleepers, int64_t now)
{
	for (size_t i = 0; i < sleepers->count; i++) {
		struct sandbox_sleeper *sleeper = &sleepers->list[i];

		if (!sandbox_has_gone(sleeper->connection))
			continue;
		sleeper->until = now;
		if (sleeper->end)
			*sleeper->end = now;
	}
	sleepers->looked = now;
}

void sandbox_sleepers_wake(sandbox_sleepers *sleepers)
{
	const int64_t now = sandbox_monotonic();

	if (!sleepers->count)
		return;
	if (now >= sleepers->looked + SANDBOX_LOOK_MS)
		end_those_who_have_gone(sleepers, now);
	wake_until(sleepers, now, false);
}

bool sandbox_sleepers_wake_watchers(sandbox_sleepers *sleepers)
{
	const size_t count = sleepers->count;

	wake_until(sleepers, INT64_MIN, true);
	return sleepers->count < count;
}

void sandbox_sleepers_end(sandbox_sleepers *sleepers)
{
	wake_until(sleepers, INT64_MAX, true);
	free(sleepers->list);
	*sleepers = (sandbox_sleepers){0};
}

/* SPDX-License-Identifier: MIT */
/* Three clocks: of the sandbox, wall, monotonic. */
#include "config.h"

#include <inttypes.h>
#include <stdlib.h>
#include <time.h>

#include "tools/sandbox/base/memory.h"
#include "tools/sandbox/base/text.h"
#include "tools/sandbox/state/clock.h"

static int64_t read_clock_us(clockid_t id)
{
	struct timespec time;

	clock_gettime(id, &time);
	return (int64_t)time.tv_sec * 1000000 + time.tv_nsec / 1000;
}

static int64_t read_clock(clockid_t id)
{
	return read_clock_us(id) / 1000;
}

int64_t sandbox_now(const sandbox *box)
{
	return box->event_time ? box->event_time : read_clock(CLOCK_REALTIME) + box->clock_offset;
}

int64_t sandbox_wall(const sandbox *box)
{
	return read_clock(CLOCK_REALTIME) + box->skew;
}

int64_t sandbox_monotonic(void)
{
	return read_clock(CLOCK_MONOTONIC);
}

int64_t sandbox_monotonic_us(void)
{
	return read_clock_us(CLOCK_MONOTONIC);
}

void sandbox_clock_load(sandbox *box)
{
	char *text = sandbox_store_setting(box->store, "clock_offset");

	if (text && !sandbox_number(text, &box->clock_offset))
		box->clock_offset = 0;
	box->clock_offset = sandbox_clock_bound(box->clock_offset);
	free(text);
}

int64_t sandbox_clock_bound(int64_t offset)
{
	const int64_t now = read_clock(CLOCK_REALTIME);

	if (offset < -now)
		return -now;
	return offset < SANDBOX_CLOCK_MAX - now ? offset : SANDBOX_CLOCK_MAX - now;
}

void sandbox_clock_set_offset(sandbox *box, int64_t offset)
{
	char *text = sandbox_print("%" PRId64, offset);

	box->clock_offset = offset;
	sandbox_store_set(box->store, "clock_offset", text);
	free(text);
}

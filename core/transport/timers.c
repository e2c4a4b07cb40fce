/* SPDX-License-Identifier: MIT */
/* A binary heap: each exchange has at most one timer, the earliest is on top. */
#include "config.h"

#include <stdlib.h>

#include "core/transport/internal.h"

bool otk_timers_reserve(otk_timers *timers, size_t count)
{
	size_t capacity = timers->capacity ? timers->capacity : 16;
	otk_exchange **heap;

	if (count < timers->capacity)
		return true;
	while (capacity <= count)
		capacity *= 2;
	heap = realloc(timers->heap, capacity * sizeof(otk_exchange *));
	if (!heap)
		return false;
	timers->heap = heap;
	timers->capacity = capacity;
	return true;
}

static void put(otk_timers *timers, size_t place, otk_exchange *exchange)
{
	timers->heap[place] = exchange;
	exchange->timer = place;
}

static size_t up(otk_timers *timers, size_t place, const otk_exchange *exchange)
{
	for (; place > 1 && timers->heap[place / 2]->wake_at > exchange->wake_at; place /= 2)
		put(timers, place, timers->heap[place / 2]);
	return place;
}

static size_t down(otk_timers *timers, size_t place, const otk_exchange *exchange)
{
	for (;;) {
		size_t child = place * 2;

		if (child > timers->count)
			return place;
		if (child < timers->count &&
			timers->heap[child + 1]->wake_at < timers->heap[child]->wake_at)
			child++;
		if (timers->heap[child]->wake_at >= exchange->wake_at)
			return place;
		put(timers, place, timers->heap[child]);
		place = child;
	}
}

static void take_out(otk_timers *timers, otk_exchange *exchange)
{
	size_t place = exchange->timer;
	otk_exchange *last = timers->heap[timers->count--];

	exchange->timer = 0;
	if (last != exchange)
		put(timers, down(timers, up(timers, place, last), last), last);
}

void otk_timers_set(otk_timers *timers, otk_exchange *exchange, int64_t at)
{
	if (exchange->timer && exchange->wake_at == at)
		return;
	if (exchange->timer)
		take_out(timers, exchange);
	if (!at)
		return;
	exchange->wake_at = at;
	timers->count++;
	put(timers, up(timers, timers->count, exchange), exchange);
}

otk_exchange *otk_timers_first(const otk_timers *timers)
{
	return timers->count ? timers->heap[1] : NULL;
}

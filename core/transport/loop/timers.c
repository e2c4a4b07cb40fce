/* SPDX-License-Identifier: MIT */
/* Timers: a binary heap. */
#include "config.h"

#include <stdlib.h>

#include "core/transport/loop/timers.h"

#define FIRST_CAPACITY 16

bool otk_timers_reserve(otk_timers *timers, size_t count)
{
	size_t capacity = timers->capacity ? timers->capacity : FIRST_CAPACITY;
	otk_timer **heap;

	if (count < timers->capacity)
		return true;
	while (capacity <= count)
		capacity *= 2;
	heap = realloc(timers->heap, capacity * sizeof(otk_timer *));
	if (!heap)
		return false;
	timers->heap = heap;
	timers->capacity = capacity;
	return true;
}

static void store_timer(otk_timers *timers, size_t index, otk_timer *timer)
{
	timers->heap[index] = timer;
	timer->index = index;
}

static size_t sift_up(otk_timers *timers, size_t index, const otk_timer *timer)
{
	for (; index > 1 && timers->heap[index / 2]->at > timer->at; index /= 2)
		store_timer(timers, index, timers->heap[index / 2]);
	return index;
}

static size_t sift_down(otk_timers *timers, size_t index, const otk_timer *timer)
{
	for (;;) {
		size_t child = index * 2;

		if (child > timers->count)
			return index;
		if (child < timers->count && timers->heap[child + 1]->at < timers->heap[child]->at)
			child++;
		if (timers->heap[child]->at >= timer->at)
			return index;
		store_timer(timers, index, timers->heap[child]);
		index = child;
	}
}

static void remove_timer(otk_timers *timers, otk_timer *timer)
{
	const size_t index = timer->index;
	otk_timer *last = timers->heap[timers->count--];

	timer->index = 0;
	if (last != timer)
		store_timer(timers, sift_down(timers, sift_up(timers, index, last), last), last);
}

void otk_timers_set(otk_timers *timers, otk_timer *timer, int64_t at)
{
	if (timer->index && timer->at == at)
		return;
	if (timer->index)
		remove_timer(timers, timer);
	if (!at)
		return;
	timer->at = at;
	timers->count++;
	store_timer(timers, sift_up(timers, timers->count, timer), timer);
}

otk_timer *otk_timers_first(const otk_timers *timers)
{
	return timers->count ? timers->heap[1] : NULL;
}

void otk_timers_free(otk_timers *timers)
{
	free(timers->heap);
	*timers = (otk_timers){.heap = NULL};
}

/* SPDX-License-Identifier: MIT */
/* Timers: a binary heap, the earliest on top. A timer lies inside the struct that it belongs to. */
#ifndef OTK_TRANSPORT_TIMERS_H
#define OTK_TRANSPORT_TIMERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct otk_timer {
	size_t index; /* in the heap; 0: not set */
	int64_t at;   /* monotonic ms */
} otk_timer;

typedef struct otk_timers {
	otk_timer **heap; /* from 1 */
	size_t count;
	size_t capacity;
} otk_timers;

/* Makes sure that this many timers can be set. */
bool otk_timers_reserve(otk_timers *timers, size_t count);
/* Sets or moves a timer; at 0: removes it. Cannot fail within the reserved number. */
void otk_timers_set(otk_timers *timers, otk_timer *timer, int64_t at);
/* The earliest timer; NULL: none is set. */
otk_timer *otk_timers_first(const otk_timers *timers);
void otk_timers_free(otk_timers *timers);

#endif

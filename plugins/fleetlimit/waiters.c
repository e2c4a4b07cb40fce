/* SPDX-License-Identifier: MIT */
/* The calls that were told to wait. */
#include "plugins/fleetlimit/waiters.h"

#include <stdint.h>
#include <stdlib.h>

#include "plugins/types/small.h"

#define FIRST_SIZE 16

static size_t home_of(const waiters *self, const void *call)
{
	return (size_t)(((uint64_t)(uintptr_t)call * UINT64_C(0x9e3779b97f4a7c15)) >> 32) &
	       (self->size - 1);
}

/* The slot that has the call, or the empty one where it would be. */
static size_t slot_of(const waiters *self, const void *call)
{
	size_t at = home_of(self, call);

	while (self->slots[at] && self->slots[at] != call)
		at = (at + 1) & (self->size - 1);
	return at;
}

bool otk_fleet_waiters_has(const waiters *self, const void *call)
{
	return self->count && self->slots[slot_of(self, call)] == call;
}

static bool grow_set(waiters *self)
{
	waiters larger = {.size = self->size ? self->size * 2 : FIRST_SIZE};

	larger.slots = calloc(larger.size, sizeof(*larger.slots));
	if (!larger.slots)
		return false;
	for (size_t i = 0; i < self->size; i++)
		if (self->slots[i])
			larger.slots[slot_of(&larger, self->slots[i])] = self->slots[i];
	larger.count = self->count;
	free(self->slots);
	*self = larger;
	return true;
}

bool otk_fleet_waiters_add(waiters *self, const void *call)
{
	size_t at;

	if (self->count * 2 >= self->size && !grow_set(self))
		return false;
	at = slot_of(self, call);
	if (!self->slots[at]) {
		self->slots[at] = call;
		self->count++;
	}
	return true;
}

void otk_fleet_waiters_remove(waiters *self, const void *call)
{
	size_t at, next;

	if (!otk_fleet_waiters_has(self, call))
		return;
	at = slot_of(self, call);
	self->slots[at] = NULL;
	self->count--;
	/* Later entries move up, so that no search ends at the gap. */
	for (next = (at + 1) & (self->size - 1); self->slots[next];
		next = (next + 1) & (self->size - 1)) {
		const void *moved = self->slots[next];

		self->slots[next] = NULL;
		self->slots[slot_of(self, moved)] = moved;
	}
}

void otk_fleet_waiters_free(waiters *self)
{
	free(self->slots);
	*self = (waiters){.slots = NULL};
}

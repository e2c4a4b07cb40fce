/* SPDX-License-Identifier: MIT */
/* The calls that were told to wait: a set of pointers. */
#ifndef OTK_FLEETLIMIT_WAITERS_H
#define OTK_FLEETLIMIT_WAITERS_H

#include <stdbool.h>
#include <stddef.h>

typedef struct waiters {
	const void **slots; /* open addressing; NULL: empty */
	size_t size;        /* a power of two; 0: nothing allocated */
	size_t count;
} waiters;

bool otk_fleet_waiters_has(const waiters *self, const void *call);
/* Returns false if out of memory; the call is then not in the set. */
bool otk_fleet_waiters_add(waiters *self, const void *call);
void otk_fleet_waiters_remove(waiters *self, const void *call);
void otk_fleet_waiters_free(waiters *self);

#endif

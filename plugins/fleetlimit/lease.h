/* SPDX-License-Identifier: MIT */
/* Writes calls of the script and reads its replies. */
#ifndef OTK_FLEETLIMIT_LEASE_H
#define OTK_FLEETLIMIT_LEASE_H

#include "plugins/fleetlimit/quota.h"

#define LEASE_ARGUMENTS_MAX (16 + 2 * QUOTA_RING)

/* The arguments of one call of the script; numbers are written into `text`. */
typedef struct lease_call {
	const char *arguments[LEASE_ARGUMENTS_MAX];
	char text[LEASE_ARGUMENTS_MAX][24];
	int count;
} lease_call;

/* names: the keys of the hash and of the set, and the id of this process. */
void otk_fleet_lease_begin(lease_call *call, const char *operation, const quota_rules *rules,
	const char *const names[3]);
void otk_fleet_lease_add_text(lease_call *call, const char *text);
void otk_fleet_lease_add(lease_call *call, int64_t number);
void otk_fleet_lease_add_order(lease_call *call, const quota_order *order);
/* Returns false if this cannot be a reply to an order. */
bool otk_fleet_lease_read(
	quota_grant *grant, const quota_rules *rules, const int64_t *numbers, size_t count);

#endif

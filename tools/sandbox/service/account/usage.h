/* SPDX-License-Identifier: MIT */
/* Usage records of an account: what happened in the sessions of its applications. */
#ifndef OTK_SANDBOX_USAGE_H
#define OTK_SANDBOX_USAGE_H

#include <json-c/json_object.h>
#include <stdbool.h>

#include "tools/sandbox/state/sandbox.h"

/*
 * Returns the records of `account` whose objects were created from `start` on and before `end`
 * (ms), oldest first and at most 20 000; ids: only those of a text "a,b", NULL: all.
 * json_object_put() it.
 */
json_object *sandbox_usage_records(
	sandbox *box, const char *account, int64_t start, int64_t end, const char *ids);
/* Reads "2026-11-01T00:00:00Z", with an offset such as +0100 or +01:00, or without a time. */
bool sandbox_usage_time(const char *text, int64_t *ms);
/* Returns the time as the service writes it. free() it. */
char *sandbox_usage_print_time(int64_t ms);

#endif

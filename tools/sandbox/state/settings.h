/* SPDX-License-Identifier: MIT */
/* Settings that are both in the database and in memory. When a transaction is undone, the database
 * forgets their changes by itself; here those in memory are undone. */
#ifndef OTK_SANDBOX_SETTINGS_H
#define OTK_SANDBOX_SETTINGS_H

#include "tools/sandbox/state/sandbox.h"

typedef struct sandbox_settings {
	json_object *hooks;
	int64_t clock_offset, skew;
} sandbox_settings;

/* Returns the present settings. Clear them after use. */
sandbox_settings sandbox_settings_save(const sandbox *box);
void sandbox_settings_restore(sandbox *box, const sandbox_settings *saved);
void sandbox_settings_clear(sandbox_settings *saved);

#endif

/* SPDX-License-Identifier: MIT */
/* The plugins that a program with a fleet limit passes to a client if it loads no files. */
#ifndef OTK_TESTS_FLEETLIMIT_ENTRIES_H
#define OTK_TESTS_FLEETLIMIT_ENTRIES_H

#include "tests/client/fixture.h"

/* The plugins that are not inside libotk: fleetlimit, redis, which it needs, and archives. */
otk_plugin_entry_fn *const *fleet_entries(void);
size_t fleet_entry_count(void);

#endif

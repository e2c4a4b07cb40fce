/* SPDX-License-Identifier: MIT */
/* The plugins of a client with a limit, as those of a program that loads no files. */
#ifndef OTK_TESTS_FLEETLIMIT_ENTRIES_H
#define OTK_TESTS_FLEETLIMIT_ENTRIES_H

#include "tests/client/fixture.h"

/* Those that are not inside libotk: fleetlimit, the plugin that it needs, and archives. */
otk_plugin_entry_fn *const *fleet_entries(void);
size_t fleet_entry_count(void);

#endif

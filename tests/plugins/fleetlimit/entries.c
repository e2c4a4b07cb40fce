/* SPDX-License-Identifier: MIT */
/* The plugins of a client with a limit. */
#include "config.h"

#include "tests/plugins/fleetlimit/entries.h"

otk_plugin_entry_fn otk_plugin_fleetlimit_entry, otk_plugin_redis_entry, otk_plugin_archives_entry;

static const struct {
	const char *name;
	otk_plugin_entry_fn *entry;
} rows[] = {{"fleetlimit", otk_plugin_fleetlimit_entry}, {"redis", otk_plugin_redis_entry},
	{"archives", otk_plugin_archives_entry}};

static otk_plugin_entry_fn *entries[OTK_COUNT_OF(rows)];
static size_t count;

otk_plugin_entry_fn *const *fleet_entries(void)
{
	count = 0;
	for (size_t i = 0; i < OTK_COUNT_OF(rows); i++)
		if (!test_is_builtin(rows[i].name))
			entries[count++] = rows[i].entry;
	return entries;
}

size_t fleet_entry_count(void)
{
	fleet_entries();
	return count;
}

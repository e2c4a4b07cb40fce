/* SPDX-License-Identifier: MIT */
/* The real tables of the archives plugin, linked in. */
#include "config.h"

#include <string.h>

#define OTK_PLUGIN_STATIC
#include "plugins/archives/archives.c"

#include "tests/schema/archive_tables.h"

const otk_operation *otk_test_archive_row(const char *name)
{
	const otk_interface *interface = &otk_plugin_archives_entry(0)->interfaces[0];

	for (size_t i = 0; i < interface->operation_count; i++)
		if (strcmp(interface->operations[i].name, name) == 0)
			return &interface->operations[i];
	return NULL;
}

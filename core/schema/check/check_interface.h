/* SPDX-License-Identifier: MIT */
/* Checks an interface before it is used. */
#ifndef OTK_SCHEMA_CHECK_INTERFACE_H
#define OTK_SCHEMA_CHECK_INTERFACE_H

#include "core/schema/check/checker.h"

/* All rows and types. OTK_E_PLUGIN_BROKEN: "where: id: operation: …". */
otk_status otk_interface_check(otk_module_memory *module, const otk_interface *interface,
	const char *where, otk_error *error) OTK_COLD;

#endif

/* SPDX-License-Identifier: MIT */
/* The tables as JSON, for tools and bindings. */
#ifndef OTK_SCHEMA_DESCRIBE_H
#define OTK_SCHEMA_DESCRIBE_H

#include <otk/plugin.h>

#include "core/base/buffer.h"
#include "core/base/error/status.h"

/* Appends the description of an operation; its form is documented in describe.c. plugin: NULL for
 * the core's own. */
otk_status otk_describe_operation(const char *full_name, const otk_interface *interface,
	const char *plugin, const otk_operation *operation, otk_buffer *out,
	otk_error *error) OTK_COLD;

#endif

/* SPDX-License-Identifier: MIT */
/* The descriptor of a plugin with one interface that has operations only. */
#ifndef OTK_PLUGIN_TYPES_FEATURE_H
#define OTK_PLUGIN_TYPES_FEATURE_H

#include <otk/plugin.h>

/* Uses the array `operations` of the file. */
#define OTK_FEATURE(feature, interface_id, interface_minor, text)                                \
	static const otk_interface interfaces[] = {{.id = interface_id,                          \
		.minor = interface_minor,                                                        \
		.operations = operations,                                                        \
		.operation_count = OTK_COUNT_OF(operations)}};                                   \
	static const otk_plugin plugin = OTK_PLUGIN_DESCRIPTOR(#feature, .version = OTK_VERSION, \
		.license = "MIT", .summary = text, .interfaces = interfaces,                     \
		.interface_count = OTK_COUNT_OF(interfaces));                                    \
	OTK_PLUGIN(feature, plugin)

#endif

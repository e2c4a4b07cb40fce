/* SPDX-License-Identifier: MIT */
/* The plugins that configure was told to build into libotk (--enable-FEATURE=builtin). */
#include "config.h"

#include "core/client/client.h"

#define X(name) const otk_plugin *otk_plugin_##name##_entry(uint32_t host_abi);
OTK_BUILTIN_LIST
#undef X

otk_plugin_entry_fn *const otk_builtin_plugins[] = {
#define X(name) otk_plugin_##name##_entry,
	OTK_BUILTIN_LIST
#undef X
		NULL};

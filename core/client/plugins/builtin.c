/* SPDX-License-Identifier: MIT */
/* The plugins inside libotk: the core's own, and those of --enable-FEATURE=builtin. */
#include "config.h"

#include "core/client/plugins/builtin.h"

#include "core/base/cold.h"

#define X(name) const otk_plugin *otk_plugin_##name##_entry(uint32_t host_abi);
X(session)
OTK_BUILTIN_LIST
#undef X

otk_plugin_entry_fn *const otk_builtin_plugins[] = {
#define X(name) otk_plugin_##name##_entry,
	X(session) OTK_BUILTIN_LIST
#undef X
		NULL};

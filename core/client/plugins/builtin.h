/* SPDX-License-Identifier: MIT */
/* Plugins inside libotk. */
#ifndef OTK_CLIENT_BUILTIN_H
#define OTK_CLIENT_BUILTIN_H

#include <otk/plugin.h>

/* The entry functions of these plugins, the core's own first; ends in NULL. */
extern otk_plugin_entry_fn *const otk_builtin_plugins[];

#endif

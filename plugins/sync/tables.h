/* SPDX-License-Identifier: MIT */
/* The structs of the plugin, described for bindings. */
#ifndef OTK_SYNC_TABLES_H
#define OTK_SYNC_TABLES_H

#include <otk/plugin.h>

extern const otk_type *const otk_sync_types[];
extern const otk_type *const otk_sync_options_type; /* one of them */

#endif

/* SPDX-License-Identifier: MIT */
/* How lists are paged (wire contract 4.1): the same for archives, broadcasts and renders. */
#ifndef OTK_PLUGIN_TYPES_LIST_H
#define OTK_PLUGIN_TYPES_LIST_H

#include <otk/plugin.h>

static const otk_pages otk_usual_pages = {.offset = "offset",
	.count = "count",
	.total = "count",
	.items = "items",
	.max_count = 1000};

#endif

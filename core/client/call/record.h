/* SPDX-License-Identifier: MIT */
/* Lists inside a record. */
#ifndef OTK_CLIENT_RECORD_H
#define OTK_CLIENT_RECORD_H

#include <otk/plugin.h>

/* The array of a LIST field, for otk_get_item(). */
const void *otk_list_items(const void *record, const otk_field *field, size_t *count);

#endif

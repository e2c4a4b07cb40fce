/* SPDX-License-Identifier: MIT */
/* Whether memory that a plugin points to can be read at all. */
#ifndef OTK_CLIENT_READABLE_H
#define OTK_CLIENT_READABLE_H

#include <stdbool.h>
#include <stddef.h>

#include "core/base/status.h"

/* Bytes of a text of a descriptor, NUL included. */
#define OTK_PLUGIN_TEXT_MAX 4096

/*
 * Of a table, which holds pointers and so must be aligned as they are. true also where the system
 * cannot tell; size 0 is always readable.
 */
bool otk_is_readable(const void *memory, size_t size) OTK_COLD;
/* The same of a text that must end within OTK_PLUGIN_TEXT_MAX bytes. */
bool otk_is_readable_text(const char *text) OTK_COLD;

#endif

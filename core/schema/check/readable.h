/* SPDX-License-Identifier: MIT */
/* Whether memory that a plugin points to can be read at all. */
#ifndef OTK_SCHEMA_READABLE_H
#define OTK_SCHEMA_READABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/error/status.h"

/* Bytes of a text of a descriptor, NUL included. */
#define OTK_PLUGIN_TEXT_MAX 4096

/*
 * The loaded module that held the last address: a plugin's tables and texts are usually in one, so
 * the list of modules is searched once. Initialise it with {0}; it may be kept as long as the
 * plugin is loaded.
 */
typedef struct otk_module_memory {
	uintptr_t base;
	const void *segments; /* ElfW(Phdr) */
	size_t count;
	struct {
		uintptr_t begin;
		size_t size;
	} last[2]; /* the segments that held the last table and the last text */
	/* Bytes of the latter if it ends in NUL, as most do: a text in it ends in it; or 0. */
	size_t texts;
} otk_module_memory;

/*
 * Of a table, which holds pointers and so must be aligned as they are. true also where the system
 * cannot tell; size 0 is always readable.
 */
bool otk_is_readable(otk_module_memory *module, const void *memory, size_t size) OTK_COLD;
/* The same of a text that must end within OTK_PLUGIN_TEXT_MAX bytes. */
bool otk_is_readable_text(otk_module_memory *module, const char *text) OTK_COLD;

#endif

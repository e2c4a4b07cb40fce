/* SPDX-License-Identifier: MIT */
/* Deep copies of options structs of a caller. */
#ifndef OTK_SCHEMA_COPY_H
#define OTK_SCHEMA_COPY_H

#include <otk/plugin.h>

#include "core/base/arena.h"
#include "core/base/error/status.h"

/*
 * Copies an options struct with all that it holds into the arena, each struct at the size that its
 * struct_size says. options NULL: a zeroed struct. where begins the messages.
 */
otk_status otk_copy_options_into(otk_arena *arena, const otk_type *type, const void *options,
	void **copy, const char *where, otk_error *error);
/* The same in an arena of its own, whose root the copy is. */
otk_status otk_copy_options(const otk_type *type, const void *options, void **copy,
	const char *where, otk_error *error) OTK_COLD;

#endif

/* SPDX-License-Identifier: MIT */
/* Layout classes as tokens hold them: one text, the names separated by spaces. */
#ifndef OTK_AUTH_TOKEN_CLASSES_H
#define OTK_AUTH_TOKEN_CLASSES_H

#include <otk/types.h>

#include "core/base/arena.h"

/* Splits "a b c" into a list in the arena; false: out of memory. */
bool otk_token_classes_split(
	otk_arena *arena, otk_strings *classes, const char *joined, size_t size);

#endif

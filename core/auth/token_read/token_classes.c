/* SPDX-License-Identifier: MIT */
/* Splits the layout classes of a token: one text, with the names separated by spaces. */
#include "config.h"

#include "core/auth/token_read/token_classes.h"

#include <string.h>

#include "core/base/cold.h"

bool otk_token_classes_split(
	otk_arena *arena, otk_strings *classes, const char *joined, size_t size)
{
	char *text = otk_arena_text(arena, joined, size);
	size_t spaces = 0;
	const char **items;

	if (!text)
		return false;
	for (size_t i = 0; i < size; i++)
		spaces += text[i] == ' ';
	items = otk_arena_alloc(arena, (spaces + 1) * sizeof(*items));
	if (!items)
		return false;
	classes->items = items;
	for (char *end = text + size, *at = text; at < end; at += strlen(at) + 1) {
		char *space = strchr(at, ' ');

		if (space)
			*space = '\0';
		if (*at)
			items[classes->count++] = at;
	}
	return true;
}

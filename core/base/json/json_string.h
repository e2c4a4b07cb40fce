/* SPDX-License-Identifier: MIT */
/* The characters that a string of JSON text means. */
#ifndef OTK_BASE_JSON_STRING_H
#define OTK_BASE_JSON_STRING_H

#include "core/base/arena.h"
#include "core/base/json/json_read.h"

/*
 * Writes the characters that a string means, at most `capacity` bytes of them and never half a
 * character. Returns the size. otk_json_unescaped_max() bytes are always enough.
 */
size_t otk_json_unescape(const otk_slice *string, char *out, size_t capacity);
static inline size_t otk_json_unescaped_max(const otk_slice *string)
{
	return string->repaired ? 3 * string->size : string->size;
}
/* A NUL-terminated copy in the arena, unescaped; NULL: out of memory. */
char *otk_json_string_copy(otk_arena *arena, const otk_slice *string);
/* Whether a string is this word, however it is escaped. */
bool otk_slice_is(const otk_slice *string, const char *word);

/*
 * For the reader: moves *at past the escape that begins there. Returns what is wrong with it; NULL:
 * nothing.
 */
const char *otk_json_skip_escape(const char **at, const char *end);

#endif

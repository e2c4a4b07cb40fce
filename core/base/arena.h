/* SPDX-License-Identifier: MIT */
/*
 * What calls return to the caller: records, lists and strings, each one allocation that grows by a
 * few doubling chunks, freed as a whole by otk_free(root). Every record, nested ones too, has a
 * hidden slice of the server's text in front of it.
 */
#ifndef OTK_BASE_ARENA_H
#define OTK_BASE_ARENA_H

#include <otk/types.h>
#include <stdbool.h>

typedef struct otk_arena otk_arena;

/*
 * Make an arena whose root object has root_size bytes, zeroed. expected: bytes that will follow, so
 * that a string or a small record is exactly one allocation. NULL when out of memory.
 */
otk_arena *otk_arena_new(size_t root_size, size_t expected);
/* What the caller gets, and what otk_free() takes. */
void *otk_arena_root(otk_arena *arena);
/* Free everything; the same as otk_free(otk_arena_root(arena)). NULL is allowed. */
void otk_arena_free(otk_arena *arena);
/* The same, overwriting what is in it (but for what it adopted): it held a secret. */
void otk_arena_wipe(otk_arena *arena);
/* Zeroed, aligned for any type; NULL when out of memory. */
void *otk_arena_alloc(otk_arena *arena, size_t size);
/* A record: otk_arena_alloc() with the hidden slice in front. */
void *otk_arena_record(otk_arena *arena, size_t size);
/* A copy with a NUL added; NULL: out of memory. */
char *otk_arena_text(otk_arena *arena, const char *text, size_t size);
/* Replaces *text by its copy in the arena. NULL stays NULL. false: out of memory. */
bool otk_arena_keep(otk_arena *arena, const char **text);
/* Raw bytes without alignment: for text written in place. */
char *otk_arena_bytes(otk_arena *arena, size_t size);
/* All that is left of the current chunk, as otk_arena_bytes(): at least 0 bytes. */
char *otk_arena_rest(otk_arena *arena, size_t *size);
/* Give back the unused end of the last otk_arena_bytes() or otk_arena_rest(). */
void otk_arena_shrink(otk_arena *arena, char *bytes, size_t old_size, size_t new_size);
/* memory (from malloc) is freed with the arena: the answer's text. false: it is still the caller's.
 */
bool otk_arena_adopt(otk_arena *arena, void *memory);
/* The server's text of a record made by otk_arena_new() or otk_arena_record(). */
void otk_record_set_json(void *record, const char *json, size_t size);
const char *otk_record_get_json(const void *record, size_t *size);

/* A string for the caller in one allocation; NULL when out of memory. */
char *otk_string_new(const char *text, size_t size);

#endif

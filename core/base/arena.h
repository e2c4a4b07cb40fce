/* SPDX-License-Identifier: MIT */
/*
 * Memory of what calls return: records, lists and strings. One allocation, which grows by a few
 * doubling chunks, is freed as a whole by otk_free(root). Every record, nested ones included, is
 * preceded by a hidden slice of the server's text.
 */
#ifndef OTK_BASE_ARENA_H
#define OTK_BASE_ARENA_H

#include <otk/types.h>
#include <stdbool.h>

typedef struct otk_arena otk_arena;

/*
 * Makes an arena whose root object has root_size bytes, zeroed. expected: bytes that will be added,
 * so that a string or a small record is exactly one allocation. NULL: out of memory.
 */
otk_arena *otk_arena_new(size_t root_size, size_t expected);
/* The root object, which the caller gets and otk_free() takes. */
void *otk_arena_root(otk_arena *arena);
/* Frees everything, as otk_free(otk_arena_root(arena)). NULL is allowed. */
void otk_arena_free(otk_arena *arena);
/* The same after overwriting its memory, adopted buffers excepted: it held a secret. */
void otk_arena_wipe(otk_arena *arena);
/* otk_free() of its root overwrites this arena as well: it will hold a secret. */
void otk_arena_keep_secret(otk_arena *arena);
/* Zeroed memory, aligned for any type; NULL: out of memory. */
void *otk_arena_alloc(otk_arena *arena, size_t size);
/* Memory of a record: as otk_arena_alloc(), preceded by the hidden slice. */
void *otk_arena_record(otk_arena *arena, size_t size);
/* A copy with a NUL added; NULL: out of memory. */
char *otk_arena_text(otk_arena *arena, const char *text, size_t size);
/* Replaces *text by its copy in the arena. NULL stays NULL. false: out of memory. */
bool otk_arena_keep(otk_arena *arena, const char **text);
/* Bytes without alignment, for text that is written in place. */
char *otk_arena_bytes(otk_arena *arena, size_t size);
/* All that is left of the current chunk, as otk_arena_bytes(); may be 0 bytes. */
char *otk_arena_rest(otk_arena *arena, size_t *size);
/* Returns the unused end of the last otk_arena_bytes() or otk_arena_rest() to the arena. */
void otk_arena_shrink(otk_arena *arena, char *bytes, size_t old_size, size_t new_size);
/*
 * Frees `memory`, which is from malloc(), with the arena. false: out of memory, and `memory` is
 * still the caller's.
 */
bool otk_arena_adopt(otk_arena *arena, void *memory);
/* The server's text of a record made by otk_arena_new() or otk_arena_record(). */
void otk_record_set_json(void *record, const char *json, size_t size);
const char *otk_record_get_json(const void *record, size_t *size);

/* A string in one allocation, freed by otk_free(); NULL: out of memory. */
char *otk_string_new(const char *text, size_t size);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * Memory of the results of calls: records, lists and strings. An arena is one allocation, to which
 * chunks of doubling size are added if needed; otk_free(root) frees all of it. A hidden slice
 * before every record, nested ones included, points to the server's text of the record.
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
/* Returns the root object: the result that the caller gets and passes to otk_free(). */
void *otk_arena_root(otk_arena *arena);
/* Frees all memory of the arena, as otk_free(otk_arena_root(arena)) does. NULL is allowed. */
void otk_arena_free(otk_arena *arena);
/* Overwrites the memory, except for adopted buffers, then frees it: it held a secret. */
void otk_arena_wipe(otk_arena *arena);
/* For an arena that will hold a secret: otk_free() of the root overwrites its memory. */
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
/* Returns the rest of the current chunk, as otk_arena_bytes() does; *size may be 0. */
char *otk_arena_rest(otk_arena *arena, size_t *size);
/* Returns the unused end of the last otk_arena_bytes() or otk_arena_rest() to the arena. */
void otk_arena_shrink(otk_arena *arena, char *bytes, size_t old_size, size_t new_size);
/*
 * Frees `memory`, which is from malloc(), with the arena. false: out of memory, and `memory` is
 * still the caller's.
 */
bool otk_arena_adopt(otk_arena *arena, void *memory);
/* Set and get the server's text of a record made by otk_arena_new() or otk_arena_record(). */
void otk_record_set_json(void *record, const char *json, size_t size);
const char *otk_record_get_json(const void *record, size_t *size);

/* Copies a string into one allocation, for otk_free(); text NULL: zero bytes. NULL: no memory. */
char *otk_string_new(const char *text, size_t size);

#endif

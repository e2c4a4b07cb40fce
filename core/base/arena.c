/* SPDX-License-Identifier: MIT */
/* Memory of results: a root object with everything that belongs to it, freed as a whole. */
#include "config.h"

#include "core/base/arena.h"

#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

#define ALIGNMENT alignof(max_align_t)
/* Size of the first chunk that is added, in bytes; later ones double. */
#define FIRST_CHUNK 1024
#define SIZE_LIMIT  (SIZE_MAX / 8)

/* Blocks freed with the arena: further chunks (each starts with this link) and adopted buffers. */
struct link {
	struct link *next;
	void *memory;
	size_t size; /* of a chunk; 0: adopted */
};

/* Precedes every record. On i386 it is smaller than the alignment if nothing is added. */
struct json_slice {
	alignas(ALIGNMENT) const char *json;
	size_t size;
};

/*
 * Precedes the root. The library that made the root frees it, whichever library's otk_free() is
 * called: libotk and libotk-auth may be of different versions, so only the last two members, which
 * are at fixed distances from the root, may be used across them.
 */
struct otk_arena {
	char *at;
	char *end;
	struct link *owned;
	size_t next_chunk;
	size_t first_size; /* of the first chunk, which begins with this struct */
	void (*release)(struct otk_arena *arena);
	struct json_slice slice;
};

_Static_assert(sizeof(struct otk_arena) % ALIGNMENT == 0, "the root is aligned");
_Static_assert(sizeof(struct json_slice) % ALIGNMENT == 0, "records are aligned");

static size_t aligned_size(size_t size)
{
	return (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
}

/* Adds a chunk, which begins with its link. */
static char *add_chunk(otk_arena *arena, size_t size)
{
	struct link *link = malloc(size);

	if (!link)
		return NULL;
	link->next = arena->owned;
	link->memory = link;
	link->size = size;
	arena->owned = link;
	return (char *)link;
}

/* Adds a chunk twice as large as the last one, when the current one is full. */
static bool next_chunk(otk_arena *arena, size_t need)
{
	size_t size = arena->next_chunk;
	char *chunk;

	if (need > SIZE_LIMIT)
		return false;
	while (size < need + aligned_size(sizeof(struct link)))
		size *= 2;
	chunk = add_chunk(arena, size);
	if (!chunk)
		return false;
	arena->at = chunk + aligned_size(sizeof(struct link));
	arena->end = chunk + size;
	arena->next_chunk = size < SIZE_LIMIT ? 2 * size : size;
	return true;
}

void *otk_arena_alloc(otk_arena *arena, size_t size)
{
	size_t gap = -(uintptr_t)arena->at & (ALIGNMENT - 1);
	size_t capacity = (size_t)(arena->end - arena->at);
	char *memory;

	if (gap > capacity || size > capacity - gap) {
		if (!next_chunk(arena, size))
			return NULL;
		gap = 0;
	}
	memory = arena->at + gap;
	arena->at = memory + size;
	return memset(memory, 0, size);
}

void *otk_arena_record(otk_arena *arena, size_t size)
{
	struct json_slice *slice;

	if (size > SIZE_LIMIT)
		return NULL;
	slice = otk_arena_alloc(arena, sizeof(*slice) + size);
	return slice ? slice + 1 : NULL;
}

char *otk_arena_bytes(otk_arena *arena, size_t size)
{
	char *memory;

	if (size > (size_t)(arena->end - arena->at) && !next_chunk(arena, size))
		return NULL;
	memory = arena->at;
	arena->at += size;
	return memory;
}

char *otk_arena_rest(otk_arena *arena, size_t *size)
{
	*size = (size_t)(arena->end - arena->at);
	return otk_arena_bytes(arena, *size);
}

void otk_arena_shrink(otk_arena *arena, char *bytes, size_t old_size, size_t new_size)
{
	if (bytes + old_size == arena->at && new_size <= old_size)
		arena->at = bytes + new_size;
}

char *otk_arena_text(otk_arena *arena, const char *text, size_t size)
{
	char *copy = size < SIZE_LIMIT ? otk_arena_bytes(arena, size + 1) : NULL;

	if (!copy)
		return NULL;
	if (size)
		memcpy(copy, text, size);
	copy[size] = '\0';
	return copy;
}

static void free_all(struct otk_arena *arena, bool wipe);

static void release_arena(struct otk_arena *arena)
{
	free_all(arena, false);
}

otk_arena *otk_arena_new(size_t root_size, size_t expected)
{
	size_t whole;
	otk_arena *arena;

	if (root_size > SIZE_LIMIT || expected > SIZE_LIMIT)
		return NULL;
	whole = sizeof(*arena) + aligned_size(root_size) + expected;
	arena = malloc(whole);
	if (!arena)
		return NULL;
	memset(arena, 0, sizeof(*arena) + root_size);
	arena->at = (char *)(arena + 1) + root_size;
	arena->end = (char *)arena + whole;
	arena->first_size = whole;
	arena->next_chunk = whole > FIRST_CHUNK ? 2 * whole : FIRST_CHUNK;
	arena->release = release_arena;
	return arena;
}

/* The functions below are not called for each value. */
#include "core/base/cold.h"

static void free_all(struct otk_arena *arena, bool wipe)
{
	struct link *link = arena->owned;

	while (link) {
		struct link *next = link->next;
		void *memory = link->memory;

		/*
		 * The link of a chunk is freed with the chunk, that of an adopted buffer with ours.
		 */
		if (wipe)
			explicit_bzero(memory, link->size);
		free(memory);
		link = next;
	}
	if (wipe) /* of the only chunk, the used part is enough */
		explicit_bzero(arena, arena->end == (char *)arena + arena->first_size
					      ? (size_t)(arena->at - (char *)arena)
					      : arena->first_size);
	free(arena);
}

void *otk_arena_root(otk_arena *arena)
{
	return arena + 1;
}

void otk_arena_free(otk_arena *arena)
{
	if (arena)
		arena->release(arena);
}

void otk_arena_wipe(otk_arena *arena)
{
	if (arena)
		free_all(arena, true);
}

void otk_arena_keep_secret(otk_arena *arena)
{
	arena->release = otk_arena_wipe;
}

void otk_free(const void *returned)
{
	union {
		const void *given;
		char *own;
	} root = {.given = returned};

	if (returned)
		otk_arena_free((otk_arena *)(void *)(root.own - sizeof(otk_arena)));
}

bool otk_arena_keep(otk_arena *arena, const char **text)
{
	if (!*text)
		return true;
	*text = otk_arena_text(arena, *text, strlen(*text));
	return *text != NULL;
}

bool otk_arena_adopt(otk_arena *arena, void *memory)
{
	struct link *link = otk_arena_alloc(arena, sizeof(*link));

	if (!link)
		return false;
	link->next = arena->owned;
	link->memory = memory;
	arena->owned = link;
	return true;
}

void otk_record_set_json(void *record, const char *json, size_t size)
{
	((struct json_slice *)record)[-1] = (struct json_slice){.json = json, .size = size};
}

const char *otk_record_get_json(const void *record, size_t *size)
{
	const struct json_slice *slice = (const struct json_slice *)record - 1;

	*size = slice->size;
	return slice->json;
}

char *otk_string_new(const char *text, size_t size)
{
	otk_arena *arena = size < SIZE_LIMIT ? otk_arena_new(size + 1, 0) : NULL;
	char *copy;

	if (!arena)
		return NULL;
	copy = otk_arena_root(arena);
	if (text)
		memcpy(copy, text, size);
	return copy;
}

/* SPDX-License-Identifier: MIT */
/* Growing text. Every buffer has a maximum; a failure sticks, so it is checked once at the end. */
#ifndef OTK_BASE_BUFFER_H
#define OTK_BASE_BUFFER_H

#include <otk/error.h>
#include <stdbool.h>

typedef struct otk_buffer {
	char *data; /* ends in NUL if size > 0 and nothing failed */
	size_t size;
	size_t capacity;
	size_t max;        /* bytes, without the NUL */
	otk_status status; /* OTK_E_NOMEM or OTK_E_TOO_LARGE, sticky */
	bool fixed;        /* caller-owned storage, never grows; size counts beyond the capacity */
	bool borrowed;     /* data is still the caller-owned storage of otk_buffer_init_in() */
} otk_buffer;

void otk_buffer_init(otk_buffer *buffer, size_t max);
/*
 * The text is written to caller-owned storage. If that is too small, status becomes
 * OTK_E_TOO_LARGE, and size still counts all bytes that were added.
 */
void otk_buffer_init_fixed(otk_buffer *buffer, char *storage, size_t capacity);
/* The text begins in caller-owned storage, and moves to the heap when that is too small. */
void otk_buffer_init_in(otk_buffer *buffer, char *storage, size_t capacity, size_t max);
void otk_buffer_free(otk_buffer *buffer);
/* Overwrites the memory, which held a secret, then frees it. */
void otk_buffer_wipe(otk_buffer *buffer);
void otk_buffer_clear(otk_buffer *buffer); /* size 0; keeps the memory, forgets a failure */
bool otk_buffer_reserve(otk_buffer *buffer, size_t more);
/* Whether the capacity is enough for `more` bytes and the NUL. */
static inline bool otk_buffer_has_capacity(const otk_buffer *buffer, size_t more)
{
	return buffer->status == OTK_OK && more < buffer->capacity - buffer->size;
}
void otk_buffer_add(otk_buffer *buffer, const void *data, size_t size);
void otk_buffer_add_text(otk_buffer *buffer, const char *text);
void otk_buffer_add_char(otk_buffer *buffer, char c);
void otk_buffer_add_int(otk_buffer *buffer, int64_t number);
/*
 * Writes the number in decimal at the end of `to`, without a NUL; returns the number of characters.
 */
#define OTK_INT_SIZE 20
size_t otk_int_write(char to[OTK_INT_SIZE], int64_t number);
/* Adds `size` bytes and returns their address, for the caller to write them; NULL: failed. */
char *otk_buffer_extend(otk_buffer *buffer, size_t size);
/* Hands the text over to the caller, who frees it with free(); NULL: failed, or a fixed buffer. */
char *otk_buffer_take(otk_buffer *buffer);

#endif

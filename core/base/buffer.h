/* SPDX-License-Identifier: MIT */
/* Growing text. No buffer without a maximum; one failure sticks, so it is checked once at the end.
 */
#ifndef OTK_BASE_BUFFER_H
#define OTK_BASE_BUFFER_H

#include <otk/error.h>
#include <stdbool.h>

typedef struct otk_buffer {
	char *data; /* always ends in NUL when size > 0 and not failed */
	size_t size;
	size_t capacity;
	size_t max;        /* bytes, without the NUL */
	otk_status status; /* OTK_E_NOMEM or OTK_E_TOO_LARGE, sticky */
	bool fixed;        /* over the caller's storage: never allocates; size goes on counting */
	bool borrowed;     /* still in the storage that it was given to begin in */
} otk_buffer;

void otk_buffer_init(otk_buffer *buffer, size_t max);
/* Over storage of the caller's. When it is too small, status is TOO_LARGE and size what it needs.
 */
void otk_buffer_init_fixed(otk_buffer *buffer, char *storage, size_t capacity);
/* Begins in storage of the caller's, and moves to the heap when that becomes too small. */
void otk_buffer_init_in(otk_buffer *buffer, char *storage, size_t capacity, size_t max);
void otk_buffer_free(otk_buffer *buffer);
/* The same after wiping: for what held a secret. */
void otk_buffer_wipe(otk_buffer *buffer);
void otk_buffer_clear(otk_buffer *buffer); /* size 0, keeps the memory, forgets a failure */
bool otk_buffer_reserve(otk_buffer *buffer, size_t more);
/* Is there room for so many bytes and the NUL already? */
static inline bool otk_buffer_has_room(const otk_buffer *buffer, size_t more)
{
	return buffer->status == OTK_OK && more < buffer->capacity - buffer->size;
}
void otk_buffer_add(otk_buffer *buffer, const void *data, size_t size);
void otk_buffer_add_text(otk_buffer *buffer, const char *text);
void otk_buffer_add_char(otk_buffer *buffer, char c);
void otk_buffer_add_int(otk_buffer *buffer, int64_t number);
/* The same digits into any memory, without a NUL: returns how many. */
#define OTK_INT_SIZE 20
size_t otk_int_write(char to[OTK_INT_SIZE], int64_t number);
/* Room for exactly size bytes, to be written by the caller; NULL when failed. */
char *otk_buffer_extend(otk_buffer *buffer, size_t size);
/* The heap text becomes the caller's (free()); NULL when failed. Not for fixed ones. */
char *otk_buffer_take(otk_buffer *buffer);
/* OTK_OK, or the sticky status with a message that names what was being built. */
otk_status otk_buffer_check(const otk_buffer *buffer, const char *what, otk_error *error);

#endif

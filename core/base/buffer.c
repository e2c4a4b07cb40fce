/* SPDX-License-Identifier: MIT */
/* Growing text with a maximum and a sticky failure. */
#include "config.h"

#include "core/base/buffer.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/attributes.h"

#define FIRST_CAPACITY 128

static bool extend_slowly(otk_buffer *buffer, size_t size);

static inline char *extend_inline(otk_buffer *buffer, size_t size)
{
	char *added;

	if (!otk_buffer_has_capacity(buffer, size) && !extend_slowly(buffer, size))
		return NULL;
	added = buffer->data + buffer->size;
	buffer->size += size;
	added[size] = '\0';
	return added;
}

char *otk_buffer_extend(otk_buffer *buffer, size_t size)
{
	return extend_inline(buffer, size);
}

void otk_buffer_add(otk_buffer *buffer, const void *data, size_t size)
{
	char *added = extend_inline(buffer, size);

	if (added && size)
		memcpy(added, data, size);
}

void otk_buffer_add_char(otk_buffer *buffer, char c)
{
	char *added = extend_inline(buffer, 1);

	if (added)
		*added = c;
}

void otk_buffer_init_fixed(otk_buffer *buffer, char *storage, size_t capacity)
{
	*buffer = (otk_buffer){.data = storage,
		.capacity = storage ? capacity : 0,
		.max = storage && capacity ? capacity - 1 : 0,
		.fixed = true};
	if (buffer->capacity)
		storage[0] = '\0';
}

OTK_ALIGNED size_t otk_int_write(char to[OTK_INT_SIZE], int64_t number)
{
	uint64_t rest = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
	size_t at = OTK_INT_SIZE;

	do
		to[--at] = (char)('0' + rest % 10);
	while (rest /= 10);
	if (number < 0)
		to[--at] = '-';
	return OTK_INT_SIZE - at;
}

/* The functions above are used for each token and each request; those below are not. */
#include "core/base/cold.h"

void otk_buffer_init(otk_buffer *buffer, size_t max)
{
	*buffer = (otk_buffer){.max = max < SIZE_MAX / 4 ? max : SIZE_MAX / 4};
}

void otk_buffer_init_in(otk_buffer *buffer, char *storage, size_t capacity, size_t max)
{
	otk_buffer_init(buffer, max);
	if (capacity > buffer->max)
		capacity = buffer->max + 1;
	buffer->data = capacity ? storage : NULL;
	buffer->capacity = capacity;
	buffer->borrowed = capacity > 0;
}

void otk_buffer_free(otk_buffer *buffer)
{
	if (!buffer->fixed && !buffer->borrowed)
		free(buffer->data);
	*buffer = (otk_buffer){.max = buffer->max};
}

void otk_buffer_wipe(otk_buffer *buffer)
{
	if (buffer->data)
		explicit_bzero(buffer->data, buffer->capacity);
	otk_buffer_free(buffer);
}

void otk_buffer_clear(otk_buffer *buffer)
{
	buffer->size = 0;
	buffer->status = OTK_OK;
	if (buffer->capacity)
		buffer->data[0] = '\0';
}

/* Copies to the heap and wipes the caller-owned storage, which may contain a secret. */
static char *move_to_heap(otk_buffer *buffer, size_t capacity)
{
	char *data = malloc(capacity);

	if (!data)
		return NULL;
	memcpy(data, buffer->data, buffer->size);
	data[buffer->size] = '\0';
	explicit_bzero(buffer->data, buffer->size);
	buffer->borrowed = false;
	return data;
}

static bool grow_to(otk_buffer *buffer, size_t need)
{
	size_t capacity = buffer->capacity ? buffer->capacity : FIRST_CAPACITY;
	char *data;

	while (capacity < need)
		capacity *= 2; /* need is at most max + 1, and max at most SIZE_MAX / 4 */
	if (capacity > buffer->max + 1)
		capacity = buffer->max + 1;
	data = buffer->borrowed ? move_to_heap(buffer, capacity) : realloc(buffer->data, capacity);
	if (!data) {
		buffer->status = OTK_E_NOMEM;
		return false;
	}
	buffer->data = data;
	buffer->capacity = capacity;
	return true;
}

/* Grows the capacity: the part of otk_buffer_reserve() that is rarely needed. */
static bool grow_by(otk_buffer *buffer, size_t more)
{
	if (buffer->status == OTK_OK && more > buffer->max - buffer->size)
		buffer->status = OTK_E_TOO_LARGE;
	if (buffer->status == OTK_OK && !buffer->fixed)
		return grow_to(buffer, buffer->size + more + 1);
	return buffer->status == OTK_OK;
}

bool otk_buffer_reserve(otk_buffer *buffer, size_t more)
{
	return otk_buffer_has_capacity(buffer, more) || grow_by(buffer, more);
}

/* Extends the text beyond the capacity; false: it failed. */
static bool extend_slowly(otk_buffer *buffer, size_t size)
{
	if (grow_by(buffer, size))
		return true;
	/* The size of a fixed buffer still grows, so that it is the size that is needed. */
	if (buffer->fixed && size <= SIZE_MAX - buffer->size)
		buffer->size += size;
	return false;
}

void otk_buffer_add_text(otk_buffer *buffer, const char *text)
{
	otk_buffer_add(buffer, text, strlen(text));
}

void otk_buffer_add_int(otk_buffer *buffer, int64_t number)
{
	char digits[OTK_INT_SIZE];
	const size_t size = otk_int_write(digits, number);

	otk_buffer_add(buffer, digits + OTK_INT_SIZE - size, size);
}

char *otk_buffer_take(otk_buffer *buffer)
{
	char *data;

	if (buffer->fixed || !otk_buffer_reserve(buffer, 0) ||
		(buffer->borrowed && !grow_to(buffer, buffer->size + 1)))
		return NULL;
	data = buffer->data;
	data[buffer->size] = '\0';
	*buffer = (otk_buffer){.max = buffer->max};
	return data;
}

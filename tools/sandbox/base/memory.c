/* SPDX-License-Identifier: MIT */
/* Allocation for the sandbox: out of memory ends the process with a message. */
#include "config.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/sandbox/base/memory.h"

void *sandbox_check_memory(void *memory)
{
	if (!memory) {
		fputs("otk-sandbox: out of memory\n", stderr);
		exit(EXIT_FAILURE);
	}
	return memory;
}

void *sandbox_alloc(size_t size)
{
	return sandbox_check_memory(calloc(1, size ? size : 1));
}

void *sandbox_grow(void *memory, size_t size)
{
	return sandbox_check_memory(realloc(memory, size));
}

char *sandbox_copy(const char *text)
{
	return sandbox_check_memory(strdup(text));
}

char *sandbox_copy_n(const char *text, size_t length)
{
	char *copy = sandbox_alloc(length + 1);

	if (length)
		memcpy(copy, text, length);
	return copy;
}

char *sandbox_print(const char *format, ...)
{
	char *text = NULL;
	va_list arguments;

	va_start(arguments, format);
	if (vasprintf(&text, format, arguments) < 0)
		text = NULL;
	va_end(arguments);
	return sandbox_check_memory(text);
}

void sandbox_bytes_add(sandbox_bytes *bytes, const void *data, size_t size)
{
	size_t wanted = bytes->size + size + 1;

	if (wanted > bytes->capacity) {
		size_t capacity = bytes->capacity ? bytes->capacity : 256;

		while (capacity < wanted)
			capacity *= 2;
		bytes->data = sandbox_grow(bytes->data, capacity);
		bytes->capacity = capacity;
	}
	if (size)
		memcpy(bytes->data + bytes->size, data, size);
	bytes->size += size;
	bytes->data[bytes->size] = '\0';
}

void sandbox_bytes_add_text(sandbox_bytes *bytes, const char *text)
{
	sandbox_bytes_add(bytes, text, strlen(text));
}

void sandbox_bytes_free(sandbox_bytes *bytes)
{
	free(bytes->data);
	*bytes = (sandbox_bytes){0};
}

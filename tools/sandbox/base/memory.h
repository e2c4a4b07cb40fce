/* SPDX-License-Identifier: MIT */
/* Allocation for the sandbox: out of memory ends the process with a message. */
#ifndef OTK_SANDBOX_MEMORY_H
#define OTK_SANDBOX_MEMORY_H

#include <stddef.h>

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

/* Returns the memory; NULL ends the process. */
void *sandbox_check_memory(void *memory);
void *sandbox_alloc(size_t size);
void *sandbox_grow(void *memory, size_t size);
char *sandbox_copy(const char *text);
char *sandbox_copy_n(const char *text, size_t length);
char *sandbox_print(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* A growing buffer; a NUL that is not counted follows its bytes. */
typedef struct sandbox_bytes {
	char *data;
	size_t size;
	size_t capacity;
} sandbox_bytes;

void sandbox_bytes_add(sandbox_bytes *bytes, const void *data, size_t size);
void sandbox_bytes_add_text(sandbox_bytes *bytes, const char *text);
void sandbox_bytes_free(sandbox_bytes *bytes);

#endif

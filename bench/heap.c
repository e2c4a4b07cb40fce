/* SPDX-License-Identifier: MIT */
/* Counts every allocation of the process, including those inside libraries (glibc only). */
#include "config.h"

#include <stdlib.h>

#include "bench/frame.h"

static size_t made;

size_t bench_allocations(void)
{
	return made;
}

#ifdef __GLIBC__
/* Exported, so that the libraries call it as well. */
#	define EXPORTED __attribute__((visibility("default")))

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *memory, size_t size);

EXPORTED void *malloc(size_t size)
{
	made++;
	return __libc_malloc(size);
}

EXPORTED void *calloc(size_t count, size_t size)
{
	made++;
	return __libc_calloc(count, size);
}

EXPORTED void *realloc(void *memory, size_t size)
{
	made++;
	return __libc_realloc(memory, size);
}
#endif

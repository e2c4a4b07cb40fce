/* SPDX-License-Identifier: MIT */
/*
 * Torture: run a piece of code, then again with its first allocation failing, its second, … until
 * it runs through. Only allocations of objects linked into the program count (LDFLAGS_TORTURE).
 */
#ifndef OTK_TESTS_TORTURE_H
#define OTK_TESTS_TORTURE_H

#include <stdbool.h>
#include <stddef.h>

/*
 * piece: must leave nothing behind, and return true when it got its result, false when it failed
 * cleanly. Checks that it goes well with all memory, that want of memory is noticed, and that it
 * goes well again afterwards; leaks are seen by ASan and valgrind, under which the tests run.
 * Returns the allocations of a run that goes well.
 */
size_t otk_torture(const char *name, bool (*piece)(void *context), void *context);

/* Allocations made by the objects of this program since the last otk_torture() began a run. */
size_t otk_allocations_made(void);

/* Called with each piece of memory that the objects of this program free; NULL: no more. What they
 * get by malloc() meanwhile is zeroed. */
void otk_watch_free(void (*look)(const void *memory));

#endif

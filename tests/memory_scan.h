/* SPDX-License-Identifier: MIT */
/*
 * Searches all writable memory of this process, stack and heap included, for a secret, through
 * /proc/self/mem.
 *
 *   static otk_trace trace;
 *   otk_trace_set(&trace, secret, size);      keeps a masked copy only
 *   … use the secret, free what holds it, wipe the test's own copy …
 *   CHECK_INT(otk_trace_count(&trace), 0);
 */
#ifndef OTK_TESTS_MEMORY_SCAN_H
#define OTK_TESTS_MEMORY_SCAN_H

#include <stddef.h>

#define OTK_TRACE_MAX 4096 /* bytes */

typedef struct otk_trace {
	unsigned char masked[OTK_TRACE_MAX];
	size_t size;
	char where[200]; /* the mapping of the first occurrence, for the message of a test */
} otk_trace;

void otk_trace_set(otk_trace *trace, const void *secret, size_t size);
/* Number of occurrences; -1: this system does not allow the search. */
int otk_trace_count(otk_trace *trace);
/*
 * The same, after run(context) has returned in another thread, whose stack is kept. On the stack of
 * the caller, the search would overwrite what run() has left there.
 */
int otk_trace_count_after(otk_trace *trace, void (*run)(void *context), void *context);

/*
 * For otk_test_main(): 77, so that the tests are skipped, under valgrind and the sanitizers, which
 * keep copies of memory of their own; else 0.
 */
int otk_trace_set_up(void);

#endif

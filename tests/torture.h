/* SPDX-License-Identifier: MIT */
/*
 * Torture: runs a piece of code again and again; in run n its n-th allocation fails, until a run
 * needs fewer than n allocations. Only allocations made by objects that are linked into the program
 * count (LDFLAGS_TORTURE).
 */
#ifndef OTK_TESTS_TORTURE_H
#define OTK_TESTS_TORTURE_H

#include <stdbool.h>
#include <stddef.h>

/*
 * piece returns true on success and false on a clean failure, and frees everything either way. The
 * function checks that piece succeeds when memory is available, fails when an allocation fails, and
 * succeeds again afterwards; ASan and valgrind find leaks. Returns the number of allocations of a
 * successful run.
 */
size_t otk_torture(const char *name, bool (*piece)(void *context), void *context);

/* Number of allocations by the objects of this program since otk_torture() last began a run. */
size_t otk_allocations_made(void);

/* Open descriptors of the process; -1: unknown. */
int otk_descriptors(void);
/* Waits up to 5 s until at most `before` are open: a server in the process closes its own later. */
bool otk_descriptors_are_back(int before);

/*
 * The same for calls of the functions of other libraries and of the system that tests/failing.c
 * lists (LDFLAGS_FAILING). piece uses otk_failed_call() to check the status of its failure.
 * harmless lists the functions whose failure piece may survive, and ends with NULL; NULL: there are
 * none. Returns the number of calls of a successful run.
 */
size_t otk_torture_calls(
	const char *name, bool (*piece)(void *context), void *context, const char *const *harmless);

/*
 * The same for calls that wait and that a signal can interrupt: each fails in turn with EINTR, and
 * piece must succeed nevertheless. Returns the number of such calls.
 */
size_t otk_torture_interrupts(const char *name, bool (*piece)(void *context), void *context);

/* The function that failed since otk_fail_call(); NULL: none. */
const char *otk_failed_call(void);

/* Begins to count the calls of this thread, and lets the n-th of them fail; 0: none. */
void otk_fail_call(size_t n);
/* The same for calls that a signal can interrupt; other calls are not counted. */
void otk_interrupt_call(size_t n);
/* Lets calls and allocations succeed again. A piece calls it before it checks its results. */
void otk_stop_failing(void);
/* Number of calls since otk_fail_call() or otk_interrupt_call(). */
size_t otk_calls_made(void);

/* For the functions of tests/failing.c: counts the call and returns whether it must fail. */
bool otk_refuse_call(const char *function);
/* Returns the errno of that failure. */
int otk_refusal(void);

/*
 * Calls look() with each block that the objects of this program free; NULL ends this. Meanwhile
 * malloc() zeroes the blocks it returns.
 */
void otk_watch_free(void (*look)(const void *memory));

#endif

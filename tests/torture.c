/* SPDX-License-Identifier: MIT */
/* Torture: the n-th allocation fails, for every n. Linked with --wrap=malloc and similar. */
#include "config.h"

#include "tests/torture.h"

#include <dirent.h>
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/harness.h"

#define TORTURE_MAX 100000

/* Weak: a program without LDFLAGS_TORTURE also links, and never calls them. */
#define REAL(type, name, params)                         \
	type __real_##name params __attribute__((weak)); \
	type __wrap_##name params
REAL(void *, malloc, (size_t size));
REAL(void *, calloc, (size_t count, size_t size));
REAL(void *, realloc, (void *memory, size_t size));
REAL(char *, strdup, (const char *text));
REAL(void, free, (void *memory));
REAL(char *, strndup, (const char *text, size_t size));

/* Per thread: the allocations of a server thread do not fail. */
static _Thread_local size_t made;
static _Thread_local size_t fail_at; /* 0: never */
static _Thread_local bool stopped;

static bool refuse(void)
{
	return !stopped && ++made == fail_at;
}

/* The n-th allocation from here on fails; 0: none. */
static void fail_allocation(size_t n)
{
	made = 0;
	fail_at = n;
	stopped = false;
}

static _Thread_local bool counts_calls;
static _Thread_local size_t calls_made;
static _Thread_local size_t fail_call_at;
static _Thread_local const char *failed_call;
static _Thread_local bool interrupts; /* only those of interruptible[] count */

static const char *const interruptible[] = {
	"accept", "epoll_wait", "poll", "pread", "read", "recv", "send", "waitpid", "write"};

static bool is_interruptible(const char *function)
{
	for (size_t i = 0; i < OTK_COUNT_OF(interruptible); i++)
		if (strcmp(interruptible[i], function) == 0)
			return true;
	return false;
}

void otk_interrupt_call(size_t n)
{
	otk_fail_call(n);
	interrupts = true;
}

int otk_refusal(void)
{
	return interrupts ? EINTR : EIO;
}

void otk_fail_call(size_t n)
{
	interrupts = false;
	counts_calls = true;
	calls_made = 0;
	fail_call_at = n;
	failed_call = NULL;
}

void otk_stop_failing(void)
{
	counts_calls = false;
	fail_call_at = 0;
	stopped = true;
}

const char *otk_failed_call(void)
{
	return failed_call;
}

size_t otk_calls_made(void)
{
	return calls_made;
}

bool otk_refuse_call(const char *function)
{
	if (!counts_calls || (interrupts && !is_interruptible(function)) ||
		++calls_made != fail_call_at)
		return false;
	failed_call = function;
	return true;
}

static _Thread_local void (*look_at)(const void *memory);

/* look() reads whole blocks, so no byte may be undefined. */
void *__wrap_malloc(size_t size)
{
	if (refuse())
		return NULL;
	return look_at ? __real_calloc(1, size) : __real_malloc(size);
}

void __wrap_free(void *memory)
{
	if (look_at && memory)
		look_at(memory);
	__real_free(memory);
}

void otk_watch_free(void (*look)(const void *memory))
{
	look_at = look;
}

void *__wrap_calloc(size_t count, size_t size)
{
	return refuse() ? NULL : __real_calloc(count, size);
}

void *__wrap_realloc(void *memory, size_t size)
{
	return refuse() ? NULL : __real_realloc(memory, size);
}

char *__wrap_strdup(const char *text)
{
	return refuse() ? NULL : __real_strdup(text);
}

char *__wrap_strndup(const char *text, size_t size)
{
	return refuse() ? NULL : __real_strndup(text, size);
}

size_t otk_allocations_made(void)
{
	return made;
}

int otk_descriptors(void)
{
	DIR *folder = opendir("/proc/self/fd");
	int count = -1;

	if (!folder)
		return -1;
	while (readdir(folder))
		count++;
	closedir(folder);
	return count;
}

bool otk_descriptors_are_back(int before)
{
	for (int64_t ms = 0; otk_descriptors() > before; ms++) {
		if (ms >= otk_test_ms(5000))
			return false;
		poll(NULL, 0, 1);
	}
	return true;
}

size_t otk_torture(const char *name, bool (*piece)(void *context), void *context)
{
	size_t whole, failed = 0;
	int descriptors;

	fail_allocation(0);
	CHECK_CASE(piece(context), "%s fails with all the memory it wants", name);
	whole = made;
	descriptors = otk_descriptors();
	CHECK_CASE(whole < TORTURE_MAX, "%s makes %zu allocations", name, whole);
	for (size_t n = 1; n <= whole && n < TORTURE_MAX; n += otk_test_step(1, 3)) {
		bool went_well;

		fail_allocation(n);
		went_well = piece(context);
		fail_allocation(0);
		failed += !went_well;
	}
	/* Leaks of memory are found by the checkers that the tests run under. */
	CHECK_CASE(!whole || failed, "%s never noticed that memory ran out", name);
	fail_allocation(0);
	CHECK_CASE(piece(context), "%s fails after the torture", name);
	fail_allocation(0);
	CHECK_CASE(otk_descriptors_are_back(descriptors), "%s: %d descriptors, now %d", name,
		descriptors, otk_descriptors());
	printf("%s: %zu allocations failed in turn\n", name, whole);
	return whole;
}

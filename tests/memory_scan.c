/* SPDX-License-Identifier: MIT */
/* Searches the memory of this process for a secret. */
#include "config.h"

#include "tests/memory_scan.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "tests/sanitized.h"

/* The copy in otk_trace must not be found. */
#define MASK 0xa5

/* Bytes that are read at a time, into a mapping that is left out of the search. */
#define WINDOW ((size_t)1 << 20)

void otk_trace_set(otk_trace *trace, const void *secret, size_t size)
{
	const unsigned char *bytes = secret;

	trace->size = size < OTK_TRACE_MAX ? size : OTK_TRACE_MAX;
	for (size_t i = 0; i < trace->size; i++)
		trace->masked[i] = bytes[i] ^ MASK;
	trace->where[0] = '\0';
}

static bool is_here(const otk_trace *trace, const unsigned char *at)
{
	size_t i = 0;

	while (i < trace->size && (at[i] ^ MASK) == trace->masked[i])
		i++;
	return i == trace->size;
}

static int count_in(const otk_trace *trace, const unsigned char *bytes, size_t size)
{
	const unsigned char first = trace->masked[0] ^ MASK, *at = bytes;
	int count = 0;

	while (size >= trace->size &&
		(at = memchr(at, first, (size_t)(bytes + size - at) - trace->size + 1))) {
		count += is_here(trace, at);
		if (++at + trace->size > bytes + size)
			break;
	}
	return count;
}

/* One mapping, in windows that overlap by the size of the secret. */
static int count_in_mapping(
	const otk_trace *trace, int memory, uintptr_t from, uintptr_t to, unsigned char *window)
{
	int count = 0;

	while (from < to) {
		const size_t want = to - from < WINDOW ? to - from : WINDOW;
		const ssize_t got = pread(memory, window, want, (off_t)from);

		if (got <= 0)
			return count; /* such as [vvar], or pages that were never touched */
		count += count_in(trace, window, (size_t)got);
		if ((size_t)got < trace->size || from + (size_t)got >= to)
			return count;
		from += (size_t)got - trace->size + 1;
	}
	return count;
}

static int count_in_maps(otk_trace *trace, FILE *maps, int memory, unsigned char *window)
{
	char line[512];
	int count = 0;

	while (fgets(line, sizeof(line), maps)) {
		unsigned long from, to;
		char access[5];
		int found;

		if (sscanf(line, "%lx-%lx %4s", &from, &to, access) != 3 || access[1] != 'w' ||
			access[0] != 'r')
			continue;
		/* The window may be merged with a neighbour: only its own pages are skipped. */
		found = 0;
		if (from < (uintptr_t)window)
			found += count_in_mapping(trace, memory, from,
				to < (uintptr_t)window ? to : (uintptr_t)window, window);
		if (to > (uintptr_t)window + WINDOW)
			found += count_in_mapping(trace, memory,
				from > (uintptr_t)window + WINDOW ? from
								  : (uintptr_t)window + WINDOW,
				to, window);
		if (found && !trace->where[0])
			snprintf(trace->where, sizeof(trace->where), "%.*s",
				(int)strcspn(line, "\n"), line);
		count += found;
	}
	return count;
}

int otk_trace_count(otk_trace *trace)
{
	unsigned char *window =
		mmap(NULL, WINDOW, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	FILE *maps = fopen("/proc/self/maps", "r");
	const int memory = open("/proc/self/mem", O_RDONLY | O_CLOEXEC);
	int count = -1;

	/* Valgrind keeps copies of registers and memory of its own in this process. */
	if (!getenv("OTK_UNDER_VALGRIND") && window != MAP_FAILED && maps && memory >= 0 &&
		trace->size)
		count = count_in_maps(trace, maps, memory, window);
	if (maps)
		fclose(maps);
	if (memory >= 0)
		close(memory);
	if (window != MAP_FAILED)
		munmap(window, WINDOW);
	return count;
}

typedef struct job {
	void (*run)(void *context);
	void *context;
	pthread_barrier_t *barrier;
} job;

static void *run_job(void *context)
{
	const job *own = context;

	own->run(own->context);
	pthread_barrier_wait(own->barrier); /* it has returned */
	pthread_barrier_wait(own->barrier); /* the search is over */
	return NULL;
}

int otk_trace_count_after(otk_trace *trace, void (*run)(void *context), void *context)
{
	pthread_barrier_t barrier;
	job own = {.run = run, .context = context, .barrier = &barrier};
	pthread_t thread;
	int count;

	pthread_barrier_init(&barrier, NULL, 2);
	if (pthread_create(&thread, NULL, run_job, &own) != 0)
		return -1;
	pthread_barrier_wait(&barrier);
	count = otk_trace_count(trace);
	pthread_barrier_wait(&barrier);
	pthread_join(thread, NULL);
	pthread_barrier_destroy(&barrier);
	return count;
}

int otk_trace_set_up(void)
{
#ifdef OTK_SANITIZED
	return 77;
#else
	return getenv("OTK_UNDER_VALGRIND") ? 77 : 0;
#endif
}

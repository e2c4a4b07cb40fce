/* SPDX-License-Identifier: MIT */
/*
 * The replay guard keeps the ids of used signatures until they are too old to be accepted anyway.
 * It is bounded: when it is full, the entry that would be forgotten first is replaced.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tools/otk/listen/replay_guard.h"
#include "tools/otk/memory.h"

#define ENTRIES_MAX 4096
#define JTI_MAX     257 /* the longest id that otk_callback_verify() accepts, and a NUL */

typedef struct entry {
	otk_cli_ticket ticket;
	int64_t forget_at;
	bool open; /* its callback is being handled */
	char jti[JTI_MAX];
} entry;

struct otk_cli_guard {
	entry entries[ENTRIES_MAX];
	size_t count;
	otk_cli_ticket newest;
	otk_cli_ticket last; /* added by the last look-up; 0: it was known */
	bool last_is_open;
};

otk_cli_guard *otk_cli_guard_new(void)
{
	otk_cli_guard *guard = calloc(1, sizeof(*guard));

	if (!guard)
		otk_cli_out_of_memory();
	return guard;
}

void otk_cli_guard_free(void *guard)
{
	free(guard);
}

/* The entry for a new id: an expired one, the next free one, or the one that expires first. */
static entry *choose_entry(otk_cli_guard *guard)
{
	size_t oldest = 0;
	bool expired;

	for (size_t i = 1; i < guard->count; i++)
		if (guard->entries[i].forget_at < guard->entries[oldest].forget_at)
			oldest = i;
	expired = guard->count && guard->entries[oldest].forget_at < (int64_t)time(NULL);
	return &guard->entries[expired || guard->count == ENTRIES_MAX ? oldest : guard->count++];
}

otk_flag otk_cli_guard_seen(void *userdata, const char *jti, int64_t forget_at)
{
	otk_cli_guard *guard = userdata;
	entry *new;

	guard->last = 0;
	for (size_t i = 0; i < guard->count; i++) {
		if (strncmp(guard->entries[i].jti, jti, JTI_MAX - 1) == 0) {
			guard->last_is_open = guard->entries[i].open;
			return OTK_YES;
		}
	}
	new = choose_entry(guard);
	*new = (entry){.ticket = ++guard->newest, .forget_at = forget_at, .open = true};
	memcpy(new->jti, jti, strnlen(jti, JTI_MAX - 1));
	guard->last = new->ticket;
	guard->last_is_open = false;
	return OTK_NO;
}

otk_cli_ticket otk_cli_guard_last(const otk_cli_guard *guard)
{
	return guard->last;
}

const char *otk_cli_guard_jti(const otk_cli_guard *guard, otk_cli_ticket ticket)
{
	for (size_t i = 0; ticket && i < guard->count; i++)
		if (guard->entries[i].ticket == ticket)
			return guard->entries[i].jti;
	return NULL;
}

bool otk_cli_guard_is_open(const otk_cli_guard *guard)
{
	return guard->last_is_open;
}

void otk_cli_guard_close(otk_cli_guard *guard, otk_cli_ticket ticket, bool accepted)
{
	for (size_t i = 0; ticket && i < guard->count; i++) {
		if (guard->entries[i].ticket != ticket)
			continue;
		guard->entries[i].open = false;
		if (!accepted)
			guard->entries[i] = guard->entries[--guard->count];
		return;
	}
}

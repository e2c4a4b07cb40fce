/* SPDX-License-Identifier: MIT */
/*
 * The replay guard: which signatures were used, until they are too old to be taken anyway. Bounded:
 * when it is full, the one that was to be forgotten first goes.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tools/otk/listen/listen.h"
#include "tools/otk/memory.h"

#define SEEN_MAX 4096
#define JTI_MAX  257 /* what otk_callback_verify() takes, and a NUL */

typedef struct entry {
	int64_t forget_at;
	char jti[JTI_MAX];
} entry;

struct otk_cli_seen {
	entry entries[SEEN_MAX];
	size_t count;
	size_t last; /* the one that was added last; count: none */
};

otk_cli_seen *otk_cli_seen_new(void)
{
	otk_cli_seen *seen = calloc(1, sizeof(*seen));
	if (!seen)
		otk_cli_out_of_memory();
	return seen;
}

void otk_cli_seen_free(void *seen)
{
	free(seen);
}

/* Where a new one goes: over one whose time is up, behind the others, or over the oldest. */
static entry *room(otk_cli_seen *seen)
{
	size_t oldest = 0;
	for (size_t i = 1; i < seen->count; i++)
		if (seen->entries[i].forget_at < seen->entries[oldest].forget_at)
			oldest = i;
	bool over = seen->count && seen->entries[oldest].forget_at < (int64_t)time(NULL);
	seen->last = over || seen->count == SEEN_MAX ? oldest : seen->count++;
	return &seen->entries[seen->last];
}

otk_flag otk_cli_seen_before(void *userdata, const char *jti, int64_t forget_at)
{
	otk_cli_seen *seen = userdata;
	for (size_t i = 0; i < seen->count; i++)
		if (strncmp(seen->entries[i].jti, jti, JTI_MAX - 1) == 0)
			return OTK_YES;
	entry *new = room(seen);
	*new = (entry){.forget_at = forget_at};
	memcpy(new->jti, jti, strnlen(jti, JTI_MAX - 1));
	return OTK_NO;
}

void otk_cli_seen_undo(otk_cli_seen *seen)
{
	if (seen->last >= seen->count)
		return;
	seen->entries[seen->last] = seen->entries[--seen->count];
	seen->last = SEEN_MAX;
}

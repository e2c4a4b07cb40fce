/* SPDX-License-Identifier: MIT */
/*
 * The latest requests, for tests and people to look at: at most 10 000, and 16 MiB with the headers
 * of the responses; of the bodies of the latest responses 4 MiB. Holds no credential; of request
 * tokens only header and claims.
 */
#ifndef OTK_SANDBOX_JOURNAL_H
#define OTK_SANDBOX_JOURNAL_H

#include "tools/sandbox/request/request.h"

typedef struct sandbox_journal sandbox_journal;

sandbox_journal *sandbox_journal_new(void);
void sandbox_journal_free(sandbox_journal *journal);
void sandbox_journal_clear(sandbox_journal *journal);

/* Records the request, once. status 0: it got no response. */
void sandbox_journal_add(sandbox_request *request, unsigned int status);

/* Which entries are wanted; 0 and NULL: any. */
typedef struct sandbox_journal_filter {
	int64_t since;  /* entries with a higher number */
	int64_t before; /* entries with a lower number */
	int64_t status;
	const char *operation;
	const char *session;
	bool summary; /* entries without query, headers and body */
	bool newest;  /* in a list the newest entry is the first, instead of the oldest */
} sandbox_journal_filter;

/* Whether an entry fits. */
bool sandbox_journal_has(const sandbox_journal *journal, const sandbox_journal_filter *filter);

/* Returns {"items":[…]} piece by piece: up to `limit` entries that fit. The texts of the filter
 * must live as long as the reply. */
sandbox_pieces sandbox_journal_pieces(
	const sandbox_journal *journal, const sandbox_journal_filter *filter, int64_t limit);

/* Returns an entry as JSON text; NULL: there is no such entry. It lives until the next request. */
const char *sandbox_journal_text(const sandbox_journal *journal, uint64_t number);

/* Returns the number of the latest entry; 0: none so far. */
uint64_t sandbox_journal_last(const sandbox_journal *journal);

/* Returns an entry and the response to it as JSON text; NULL: there is no such entry. free() it. */
char *sandbox_journal_entry(const sandbox_journal *journal, uint64_t number);

/*
 * Returns the summary of the first entry after number *since and sets *since to its number; NULL:
 * nothing follows. *lost is the number of entries that were dropped before they were read. free()
 * it.
 */
char *sandbox_journal_next(const sandbox_journal *journal, uint64_t *since, uint64_t *lost);

#endif

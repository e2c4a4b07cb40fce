/* SPDX-License-Identifier: MIT */
/* The latest changes of documents: which states an object had, and when. Kept in memory only. */
#ifndef OTK_SANDBOX_HISTORY_H
#define OTK_SANDBOX_HISTORY_H

#include <json-c/json_object.h>
#include <stdint.h>

#include "tools/sandbox/state/sandbox.h"

typedef struct sandbox_history sandbox_history;

/* Watches box->store from now on; must be freed after the store. */
sandbox_history *sandbox_history_new(sandbox *box);
void sandbox_history_free(sandbox_history *history);

/* Records that all entries of a kind that is not in the store were deleted. */
void sandbox_history_clear(sandbox_history *history, const char *kind);

/* Returns the number of the latest change; 0: none so far. */
uint64_t sandbox_history_last(const sandbox_history *history);

/*
 * Returns the first change after number *since as JSON text and sets *since to its number; NULL: no
 * change follows. *lost is the number of changes that were dropped before they were read. The text
 * is valid until the next change.
 */
const char *sandbox_history_next(const sandbox_history *history, uint64_t *since, uint64_t *lost);

/* Returns the changes of state of a session's objects, oldest first. json_object_put() it. */
json_object *sandbox_history_of_session(const sandbox_history *history, const char *session);

#endif

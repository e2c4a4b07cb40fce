/* SPDX-License-Identifier: MIT */
/* The requests of late, for tests to look at. Holds no credential: of request tokens only what they
 * say. */
#ifndef OTK_SANDBOX_JOURNAL_H
#define OTK_SANDBOX_JOURNAL_H

#include "tools/sandbox/request/request.h"

typedef struct sandbox_journal sandbox_journal;

sandbox_journal *sandbox_journal_new(void);
void sandbox_journal_free(sandbox_journal *journal);
void sandbox_journal_clear(sandbox_journal *journal);

/* Takes the request down, once; status 0: it was not answered. */
void sandbox_journal_add(sandbox_request *request, unsigned int status);

/* The entries after a number, oldest first. put() it. */
json_object *sandbox_journal_list(const sandbox_journal *journal, int64_t since);

#endif

/* SPDX-License-Identifier: MIT */
/* The texts of the lists that were sent last, so that polling a list does not build it again. */
#ifndef OTK_SANDBOX_PAGES_H
#define OTK_SANDBOX_PAGES_H

#include <stdint.h>

typedef struct sandbox_pages sandbox_pages;

/* What a list depends on besides its key. */
typedef struct sandbox_page_state {
	uint64_t generation; /* of the documents of its kind */
	int64_t second;      /* of the clock of the sandbox: addresses of downloads expire */
} sandbox_page_state;

sandbox_pages *sandbox_pages_new(void);
void sandbox_pages_free(sandbox_pages *pages);

/* Returns the text of the list; NULL: it must be built. The text lives until the next keep. */
const char *sandbox_pages_find(
	const sandbox_pages *pages, const char *key, sandbox_page_state state);

/* Keeps a copy of the text, in place of the oldest one. */
void sandbox_pages_keep(
	sandbox_pages *pages, const char *key, sandbox_page_state state, const char *text);

#endif

/* SPDX-License-Identifier: MIT */
/* The texts of the lists that were sent last, so that polling a list does not build it again. */
#include "config.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "tools/sandbox/base/memory.h"
#include "tools/sandbox/request/pages.h"

/* Together at most 8 MiB: a list of 1000 archives has about 500 KiB. */
enum { PAGES = 8, MAX_PAGE = 1024 * 1024 };

typedef struct page {
	char *key; /* NULL: unused */
	char *text;
	sandbox_page_state state;
} page;

struct sandbox_pages {
	page pages[PAGES];
	size_t next; /* to be replaced */
};

sandbox_pages *sandbox_pages_new(void)
{
	return sandbox_alloc(sizeof(sandbox_pages));
}

static void drop_page(page *one)
{
	free(one->key);
	free(one->text);
	*one = (page){0};
}

void sandbox_pages_free(sandbox_pages *pages)
{
	for (size_t i = 0; i < PAGES; i++)
		drop_page(&pages->pages[i]);
	free(pages);
}

static page *find_page(const sandbox_pages *pages, const char *key)
{
	for (size_t i = 0; i < PAGES; i++)
		if (pages->pages[i].key && strcmp(pages->pages[i].key, key) == 0)
			return (page *)(uintptr_t)&pages->pages[i];
	return NULL;
}

const char *sandbox_pages_find(
	const sandbox_pages *pages, const char *key, sandbox_page_state state)
{
	const page *found = find_page(pages, key);

	return found && found->state.generation == state.generation &&
			       found->state.second == state.second
		       ? found->text
		       : NULL;
}

void sandbox_pages_keep(
	sandbox_pages *pages, const char *key, sandbox_page_state state, const char *text)
{
	page *one = find_page(pages, key);

	if (strlen(text) > MAX_PAGE)
		return;
	if (!one) {
		one = &pages->pages[pages->next];
		pages->next = (pages->next + 1) % PAGES;
	}
	drop_page(one);
	*one = (page){.key = sandbox_copy(key), .text = sandbox_copy(text), .state = state};
}

/* SPDX-License-Identifier: MIT */
/* Decodes a page of 1000 archives: the one-pass decoder compared with a walk over a json-c tree. */
#include "config.h"

#include <otk/types.h>
#include <stdio.h>
#include <stdlib.h>

#include "bench/frame.h"
#include "bench/page.h"
#include "bench/records.h"

typedef struct page {
	char *text;
	size_t size;
} page;

static bool by_otk(void *context)
{
	const page *from = context;

	otk_free(bench_by_otk(from->text, from->size));
	return true;
}

static bool by_json_c(void *context)
{
	const page *from = context;

	otk_free(bench_by_json_c(from->text, from->size));
	return true;
}

static bool agree(const page *from)
{
	otk_archive_list *ours = bench_by_otk(from->text, from->size);
	otk_archive_list *theirs = bench_by_json_c(from->text, from->size);
	const bool same = bench_digest(ours) == bench_digest(theirs);

	otk_free(ours);
	otk_free(theirs);
	return same;
}

int main(int argc, char **argv)
{
	page one;
	const bench_case cases[] = {
		{"decode json-c", NULL, by_json_c, &one},
		{"decode otk", "decode json-c", by_otk, &one},
	};
	int result = 1;

	one.text = bench_page(&one.size);
	if (!one.text || !agree(&one))
		fputs("the records differ\n", stderr);
	else
		result = bench_main(argc, argv, cases, OTK_COUNT_OF(cases));
	free(one.text);
	return result;
}

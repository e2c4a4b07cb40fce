/* SPDX-License-Identifier: MIT */
/* The response to archives.list with 1000 archives, the same in every run. */
#ifndef OTK_BENCH_PAGE_H
#define OTK_BENCH_PAGE_H

#include <stddef.h>

#define BENCH_PAGE_ITEMS 1000

/* Returns malloc'd, NUL-terminated JSON; NULL if out of memory. */
char *bench_page(size_t *size);

#endif

/* SPDX-License-Identifier: MIT */
/* A page of 1000 archives, the same in every run: what the service answers to a list. */
#ifndef OTK_BENCH_PAGE_H
#define OTK_BENCH_PAGE_H

#include <stddef.h>

#define BENCH_PAGE_ITEMS 1000

/* JSON text, ended by NUL, for free(); NULL without memory. */
char *bench_page(size_t *size);

#endif

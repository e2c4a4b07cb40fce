/* SPDX-License-Identifier: MIT */
/* A page of archives into records, in two ways that make the same. */
#ifndef OTK_BENCH_RECORDS_H
#define OTK_BENCH_RECORDS_H

#include <otk/archives.h>

/* By our one pass. text[size] is NUL. They end the program when something is wrong. */
otk_archive_list *bench_by_otk(const char *text, size_t size);
/* By json-c's tree and a walk over it, as a C programmer would. */
otk_archive_list *bench_by_json_c(const char *text, size_t size);

/* Over all members that both fill in. */
uint64_t bench_digest(const otk_archive_list *list);

#endif

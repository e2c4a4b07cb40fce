/* SPDX-License-Identifier: MIT */
/* Two ways of decoding a page of archives into the same records. */
#ifndef OTK_BENCH_RECORDS_H
#define OTK_BENCH_RECORDS_H

#include <otk/archives.h>

/* Uses the one-pass decoder. text[size] is NUL. Both functions end the program on failure. */
otk_archive_list *bench_by_otk(const char *text, size_t size);
/* Uses json-c's tree, as a C programmer would by hand. */
otk_archive_list *bench_by_json_c(const char *text, size_t size);

/* A digest of the members that both ways fill in. */
uint64_t bench_digest(const otk_archive_list *list);

#endif

/* SPDX-License-Identifier: MIT */
/* The real tables of the archives plugin, linked in. */
#ifndef OTK_TESTS_ARCHIVE_TABLES_H
#define OTK_TESTS_ARCHIVE_TABLES_H

#include <otk/plugin.h>

/* A row by its name; NULL: none. */
const otk_operation *otk_test_archive_row(const char *name);

#endif

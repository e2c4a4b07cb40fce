/* SPDX-License-Identifier: MIT */
/* What the checks of tables share. Tables of plugins are not believed before they are checked. */
#ifndef OTK_SCHEMA_CHECKER_H
#define OTK_SCHEMA_CHECKER_H

#include <otk/plugin.h>
#include <stdbool.h>
#include <string.h>

#include "core/base/status.h"
#include "core/schema/limits.h"

typedef struct otk_checker {
	const char *where;
	otk_error *error;
	const otk_type *types[OTK_TYPES_MAX]; /* all that were reached; each is checked once */
	size_t type_count;
} otk_checker;

/* Reports "where: name: …"; name may be NULL. Returns false. */
bool otk_table_wrong(otk_checker *checker, const char *name, const char *format, ...)
	OTK_PRINTF(3, 4) OTK_COLD;
/* A name: not NULL, not empty, shorter than OTK_NAME_MAX, printable, without blank, '"' and '|'. */
bool otk_is_table_name(const char *name) OTK_COLD;
/* "a|b|c", each a name. */
bool otk_is_table_list(const char *list) OTK_COLD;
/* NULL, or UTF-8 without control characters (but tab and line end) that ends within the limit. */
bool otk_is_table_text(const char *text) OTK_COLD;

/* All bytes are zero: the first is, and each is the same as the next. size: at least 1. */
static inline bool otk_is_zero(const void *memory, size_t size)
{
	const unsigned char *bytes = memory;

	return !bytes[0] && memcmp(bytes, bytes + 1, size - 1) == 0;
}

#endif

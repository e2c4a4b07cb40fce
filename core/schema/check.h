/* SPDX-License-Identifier: MIT */
/* What the checks of tables share. */
#ifndef OTK_SCHEMA_CHECK_H
#define OTK_SCHEMA_CHECK_H

#include <string.h>

#include "core/schema/limits.h"
#include "core/schema/schema.h"

typedef struct otk_checker {
	const char *where;
	otk_error *error;
	const otk_type *types[OTK_TYPES_MAX]; /* all that were reached, each is checked once */
	size_t type_count;
} otk_checker;

/* "where: name: …"; returns false. name may be NULL. */
bool otk_table_wrong(otk_checker *checker, const char *name, const char *format, ...)
	OTK_PRINTF(3, 4) OTK_COLD;
/* A word of a table: there, not too long, printable, without blanks and quotes. */
bool otk_is_table_name(const char *name) OTK_COLD;
/* The same of each word of "a|b|c". */
bool otk_is_table_list(const char *list) OTK_COLD;
/* One row and the types that it has. */
bool otk_check_row(otk_checker *checker, const otk_operation *rows, size_t index) OTK_COLD;
/* The type and all that it holds, but what this checker has seen before. */
bool otk_check_types(otk_checker *checker, const otk_type *type) OTK_COLD;
/* A field of the type (already checked) by its path, of one kind. what: which entry names it. */
bool otk_check_names_field(otk_checker *checker, const char *owner, const char *what,
	const otk_type *type, const char *path, otk_kind kind) OTK_COLD;

/* Zero, and each byte is the same as the next. size: at least 1. */
static inline bool otk_is_zero(const void *memory, size_t size)
{
	const unsigned char *bytes = memory;

	return !bytes[0] && !memcmp(bytes, bytes + 1, size - 1);
}

#endif

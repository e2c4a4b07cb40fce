/* SPDX-License-Identifier: MIT */
/*
 * Functions that all checks of tables use. Tables of plugins are not trusted before the checks:
 * no pointer of a row is followed before the functions below, or otk_is_readable(), have seen it.
 */
#ifndef OTK_SCHEMA_CHECKER_H
#define OTK_SCHEMA_CHECKER_H

#include <otk/plugin.h>
#include <stdbool.h>
#include <string.h>

#include "core/base/error/status.h"
#include "core/schema/check/readable.h"
#include "core/schema/limits.h"

typedef struct otk_checker {
	otk_module_memory *module;
	const char *where;
	otk_error *error;
	const otk_type *types[OTK_TYPES_MAX]; /* all types so far; each is checked once */
	size_t type_count;
	bool structs; /* types that no operation uses: kinds of otk_struct_kind are allowed */
} otk_checker;

/* A format of otk_table_wrong(). */
#define OTK_TABLE_TOO_MANY "it has more than %d %s, or some that cannot be read"
/* Reports "where: name: …"; name may be NULL. Returns false. */
bool otk_table_wrong(otk_checker *checker, const char *name, const char *format, ...)
	OTK_PRINTF(3, 4) OTK_COLD;
/* Whether it is a name: 1 to OTK_NAME_MAX - 1 bytes, printable, without blank, '"' and '|'. */
bool otk_is_table_name(otk_checker *checker, const char *name) OTK_COLD;
/* Whether it is a list "a|b|c" of names. */
bool otk_is_table_list(otk_checker *checker, const char *list) OTK_COLD;
/*
 * Whether it is NULL, or UTF-8 within the limit, with no control characters but tab and line end.
 */
bool otk_is_table_text(otk_checker *checker, const char *text) OTK_COLD;

/* Whether it is NULL, or a list of at most `max` such texts that ends with NULL. */
bool otk_are_table_texts(otk_checker *checker, const char *const *texts, size_t max) OTK_COLD;
/* Whether it is NULL, or a struct of `size` bytes that begins with `texts` pointers to texts. */
bool otk_is_table_of_texts(
	otk_checker *checker, const void *table, size_t size, size_t texts) OTK_COLD;

/* Whether all bytes are zero: the first one is, and each equals the next. size: at least 1. */
static inline bool otk_is_zero(const void *memory, size_t size)
{
	const unsigned char *bytes = memory;

	return !bytes[0] && memcmp(bytes, bytes + 1, size - 1) == 0;
}

#endif

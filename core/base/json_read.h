/* SPDX-License-Identifier: MIT */
/*
 * One pass over JSON text, no tree, no allocation. Strict RFC 8259: UTF-8 is checked, nothing
 * follows the value, depth is limited. The first error sticks and names its offset.
 *
 *   otk_json_reader r;
 *   otk_json_reader_init(&r, text, size, 32);
 *   for (bool more = otk_json_enter_object(&r, &key); more; more = otk_json_next_member(&r, &key))
 *           switch (otk_json_peek(&r)) …          each value is read or skipped exactly once
 *   otk_json_finish(&r)
 */
#ifndef OTK_BASE_JSON_READ_H
#define OTK_BASE_JSON_READ_H

#include <otk/types.h>
#include <stdbool.h>

#include "core/base/arena.h"

typedef enum otk_json_type {
	OTK_JSON_ERROR = 0,
	OTK_JSON_OBJECT,
	OTK_JSON_ARRAY,
	OTK_JSON_STRING,
	OTK_JSON_NUMBER,
	OTK_JSON_TRUE,
	OTK_JSON_FALSE,
	OTK_JSON_NULL
} otk_json_type;

/* A piece of the text. Strings: between the quotes, still escaped when `escaped`. */
typedef struct otk_slice {
	const char *text;
	size_t size;
	bool escaped;
} otk_slice;

typedef struct otk_json_reader {
	const char *begin;
	const char *at;
	const char *end;
	const char *problem; /* NULL: none; a fixed text */
	size_t problem_at;
	int32_t depth;
	int32_t max_depth;
} otk_json_reader;

void otk_json_reader_init(
	otk_json_reader *reader, const char *text, size_t size, int32_t max_depth);
otk_json_type otk_json_peek(otk_json_reader *reader);
/* Enter, and to the first member or item; false: empty or an error. */
bool otk_json_enter_object(otk_json_reader *reader, otk_slice *key);
bool otk_json_next_member(otk_json_reader *reader, otk_slice *key);
/*
 * To the next member if it has this key, written as one read before in this text, or as a name that
 * needs no escapes. false: nothing is moved, ask otk_json_next_member().
 */
bool otk_json_next_guessed(otk_json_reader *reader, const char *key, size_t size);
bool otk_json_enter_array(otk_json_reader *reader);
bool otk_json_next_item(otk_json_reader *reader);
/* Scalars. Each fails (false, problem set) when the value is of another type. */
bool otk_json_read_string(otk_json_reader *reader, otk_slice *string);
bool otk_json_read_number(otk_json_reader *reader, otk_slice *number); /* its text */
/* A plain whole number of up to 18 digits, at once. false: nothing is moved; read it as text. */
bool otk_json_read_int(otk_json_reader *reader, int64_t *number);
bool otk_json_read_bool(otk_json_reader *reader, bool *value);
bool otk_json_read_null(otk_json_reader *reader);
/* Any value: *text (may be NULL) gets all of it, checked. */
bool otk_json_skip(otk_json_reader *reader, otk_slice *text);
/* After the value: only blanks may follow. */
bool otk_json_finish(otk_json_reader *reader);
/* Set a problem of the caller's own at the current place. */
void otk_json_problem(otk_json_reader *reader, const char *problem);

/* Unescape into memory of at least slice->size bytes; returns the length. */
size_t otk_json_unescape(const otk_slice *string, char *out);
/* A string of the caller's arena, unescaped and ended by NUL; NULL when out of memory. */
char *otk_json_string_copy(otk_arena *arena, const otk_slice *string);
bool otk_slice_is(const otk_slice *key, const char *word);
/* A number's text as int64: fractions are cut, exponents taken, out of range is false. */
bool otk_json_int_value(const char *text, size_t size, int64_t *number);

#endif

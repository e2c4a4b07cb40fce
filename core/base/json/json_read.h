/* SPDX-License-Identifier: MIT */
/*
 * One pass over JSON text, no tree, no allocation. RFC 8259: nothing follows the value, depth is
 * limited, and UTF-8 is checked. The first error sticks and names its offset.
 *
 * Two ways to take strings. Strict, for what a caller or a token says: U+0000, half a surrogate
 * pair, an unknown escape, a raw control character and bytes that are not UTF-8 are errors.
 * Tolerant, for responses and callbacks, where a participant may have chosen the text: each of
 * these reads as U+FFFD, the replacement character, and costs nothing else.
 *
 *   otk_json_reader r;
 *   otk_json_reader_init(&r, text, size, 32);                 or otk_json_reader_init_tolerant(…)
 *   for (bool more = otk_json_enter_object(&r, &key); more; more = otk_json_next_member(&r, &key))
 *           switch (otk_json_peek(&r)) …                      reads or skips each value once
 *   otk_json_finish(&r)
 */
#ifndef OTK_BASE_JSON_READ_H
#define OTK_BASE_JSON_READ_H

#include <otk/types.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

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

/*
 * A piece of the text. Of a string, what is between the quotes; if it is `escaped`,
 * otk_json_unescape() (json_string.h) gives its characters. `repaired` strings are `escaped` as
 * well.
 */
typedef struct otk_slice {
	const char *text;
	size_t size;
	bool escaped;
	bool repaired; /* some characters become U+FFFD: the text may triple its size */
} otk_slice;

typedef struct otk_json_reader {
	const char *begin;
	const char *at;
	const char *end;
	const char *problem; /* NULL: none; a fixed text */
	size_t problem_at;   /* offset in bytes */
	int32_t depth;
	int32_t max_depth;
	bool tolerant;
} otk_json_reader;

void otk_json_reader_init(
	otk_json_reader *reader, const char *text, size_t size, int32_t max_depth);
/* For responses and callbacks; a byte order mark at the start is skipped. */
void otk_json_reader_init_tolerant(
	otk_json_reader *reader, const char *text, size_t size, int32_t max_depth);
otk_json_type otk_json_peek(otk_json_reader *reader);
/* Enters a container and moves to its first member or item; false: empty, or an error. */
bool otk_json_enter_object(otk_json_reader *reader, otk_slice *key);
bool otk_json_next_member(otk_json_reader *reader, otk_slice *key);
/*
 * Moves to the next member if its key is written exactly like this. false: nothing has moved; call
 * otk_json_next_member().
 */
bool otk_json_next_guessed(otk_json_reader *reader, const char *key, size_t size);
bool otk_json_enter_array(otk_json_reader *reader);
bool otk_json_next_item(otk_json_reader *reader);
/* Scalars. Each returns false, with `problem` set, if the value is of another type. */
bool otk_json_read_string(otk_json_reader *reader, otk_slice *string);
bool otk_json_read_number(otk_json_reader *reader, otk_slice *number); /* its text */
/*
 * A whole number of up to 18 digits without fraction and exponent. false: nothing has moved; call
 * otk_json_read_number().
 */
bool otk_json_read_int(otk_json_reader *reader, int64_t *number);
bool otk_json_read_bool(otk_json_reader *reader, bool *value);
bool otk_json_read_null(otk_json_reader *reader);
/* Skips any value and checks it; *text (may be NULL) gets all of it. */
bool otk_json_skip(otk_json_reader *reader, otk_slice *text);
/*
 * Checks that only blanks follow the value. Returns whether the whole text was without a problem.
 */
bool otk_json_finish(otk_json_reader *reader);
/*
 * Returns the first byte from `at` on that is not plain: a quote, backslash, control or non-ASCII.
 */
const char *otk_json_skip_plain(const char *at, const char *end);
/* Sets a problem found by the caller, at the current offset. */
void otk_json_problem(otk_json_reader *reader, const char *problem);

#endif

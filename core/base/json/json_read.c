/* SPDX-License-Identifier: MIT */
/* One pass over JSON text without a tree: the hot path of every response. */
#include "config.h"

#include "core/base/json/json_read.h"

#include <string.h>

#include "core/base/attributes.h"
#include "core/base/bytes.h"
#include "core/base/json/json_number.h"
#include "core/base/json/json_string.h"
#include "core/base/text/utf8.h"

/* The type of a value by its first byte. */
static const unsigned char types[256] = {
	['{'] = OTK_JSON_OBJECT,
	['['] = OTK_JSON_ARRAY,
	['"'] = OTK_JSON_STRING,
	['-'] = OTK_JSON_NUMBER,
	['0'] = OTK_JSON_NUMBER,
	['1'] = OTK_JSON_NUMBER,
	['2'] = OTK_JSON_NUMBER,
	['3'] = OTK_JSON_NUMBER,
	['4'] = OTK_JSON_NUMBER,
	['5'] = OTK_JSON_NUMBER,
	['6'] = OTK_JSON_NUMBER,
	['7'] = OTK_JSON_NUMBER,
	['8'] = OTK_JSON_NUMBER,
	['9'] = OTK_JSON_NUMBER,
	['t'] = OTK_JSON_TRUE,
	['f'] = OTK_JSON_FALSE,
	['n'] = OTK_JSON_NULL,
};

void otk_json_reader_init(otk_json_reader *reader, const char *text, size_t size, int32_t max_depth)
{
	*reader = (otk_json_reader){
		.begin = text, .at = text, .end = text + size, .max_depth = max_depth};
}

void otk_json_reader_init_tolerant(
	otk_json_reader *reader, const char *text, size_t size, int32_t max_depth)
{
	otk_json_reader_init(reader, text, size, max_depth);
	reader->tolerant = true;
	if (size >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0)
		reader->at += 3;
}

/*
 * Sets `at` to `end` as well, so that later reads fail without testing `problem` on the fast path.
 */
__attribute__((cold, noinline)) static bool fail_at(
	otk_json_reader *reader, const char *at, const char *problem)
{
	if (!reader->problem) {
		reader->problem = problem;
		reader->problem_at = (size_t)(at - reader->begin);
	}
	reader->at = reader->end;
	return false;
}

void otk_json_problem(otk_json_reader *reader, const char *problem)
{
	fail_at(reader, reader->at, problem);
}

static inline const char *skip_blanks(const char *at, const char *end)
{
	while (at < end && (unsigned char)*at <= ' ' &&
		(*at == ' ' || *at == '\n' || *at == '\r' || *at == '\t'))
		at++;
	return at;
}

otk_json_type otk_json_peek(otk_json_reader *reader)
{
	otk_json_type type = OTK_JSON_ERROR;

	reader->at = skip_blanks(reader->at, reader->end);
	if (reader->at < reader->end)
		type = (otk_json_type)types[(unsigned char)*reader->at];
	if (type == OTK_JSON_ERROR)
		fail_at(reader, reader->at,
			reader->at < reader->end ? "a JSON value cannot begin with this character"
						 : "the text ends where a value is expected");
	return type;
}

/* ---- strings */

/* Bytes that end a run of plain ones: a quote, a backslash, a control character, non-ASCII. */
static inline uint64_t special_bytes(uint64_t word)
{
	return (otk_bytes_not_ascii(word) | otk_bytes_equal(word, '"') |
		       otk_bytes_equal(word, '\\') | otk_bytes_below(word, ' ')) &
	       OTK_BYTES_HIGH;
}

static inline bool is_plain(unsigned char c)
{
	return c >= 0x20 && c < 0x80 && c != '"' && c != '\\';
}

static inline const char *skip_plain_bytes(const char *at, const char *end)
{
	while (at < end && is_plain((unsigned char)*at))
		at++;
	return at;
}

/* Returns the address of the first of eight bytes that is not plain. */
static inline const char *first_marked(const char *at, const char *end, uint64_t marks)
{
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	(void)marks;
	return skip_plain_bytes(at, end); /* the first mark may be a false alarm here */
#else
	(void)end;
	return at + __builtin_ctzll(marks) / 8;
#endif
}

/* Returns the address of the first byte at or after `at` that is not plain. */
static inline const char *skip_plain(const char *at, const char *end)
{
	while (end - at >= 8) {
		const uint64_t marks = special_bytes(otk_bytes_load(at));

		if (marks)
			return first_marked(at, end, marks);
		at += 8;
	}
	return skip_plain_bytes(at, end);
}

/* Out of line, for strings that are not plain. */
__attribute__((noinline)) const char *otk_json_skip_plain(const char *at, const char *end)
{
	return skip_plain(at, end);
}

/* An invalid character is an error, or marks the string for repair when the reader is tolerant. */
OTK_COLD static bool refuse_character(
	otk_json_reader *reader, otk_slice *string, const char *at, const char *problem)
{
	if (!reader->tolerant)
		return fail_at(reader, at, problem);
	string->escaped = string->repaired = true;
	return true;
}

/* Reads the rest of a string that is not plain ASCII. */
OTK_COLD __attribute__((noinline)) static bool read_odd_string(
	otk_json_reader *reader, otk_slice *string, const char *at)
{
	const char *problem, *begin;
	bool high = false;

	while (at < reader->end && *at != '"') {
		begin = at;
		problem = NULL;
		if (*at == '\\') {
			string->escaped = true;
			problem = otk_json_skip_escape(&at, reader->end);
		} else {
			high = high || (unsigned char)*at >= 0x80;
			if ((unsigned char)*at < 0x20)
				problem = "a control character inside a string";
			at++;
		}
		if (problem && !refuse_character(reader, string, begin, problem))
			return false;
		at = otk_json_skip_plain(at, reader->end);
	}
	if (at == reader->end)
		return fail_at(reader, at, "the text ends inside a string");
	string->size = (size_t)(at - string->text);
	if (high && otk_utf8_length(string->text, string->size) < 0 &&
		!refuse_character(reader, string, string->text, "a string is not UTF-8"))
		return false;
	reader->at = at + 1;
	return true;
}

/* Reads the string whose opening quote is at reader->at. */
__attribute__((noinline)) static bool read_string_body(otk_json_reader *reader, otk_slice *string)
{
	const char *begin = reader->at + 1;
	const char *at = skip_plain(begin, reader->end);

	string->text = begin;
	string->escaped = string->repaired = false;
	if (at == reader->end || *at != '"')
		return read_odd_string(reader, string, at);
	string->size = (size_t)(at - begin);
	reader->at = at + 1;
	return true;
}

bool otk_json_read_string(otk_json_reader *reader, otk_slice *string)
{
	reader->at = skip_blanks(reader->at, reader->end);
	if (reader->at == reader->end || *reader->at != '"')
		return fail_at(reader, reader->at, "expected a string");
	return read_string_body(reader, string);
}

/* ---- objects and arrays */

/* Reads a key and its colon. */
__attribute__((noinline)) static bool read_key(otk_json_reader *reader, otk_slice *key)
{
	if (reader->at == reader->end || *reader->at != '"')
		return fail_at(reader, reader->at, "expected a member's name");
	if (!read_string_body(reader, key))
		return false;
	if (reader->at < reader->end && *reader->at != ':')
		reader->at = skip_blanks(reader->at, reader->end);
	if (reader->at == reader->end || *reader->at != ':')
		return fail_at(reader, reader->at, "expected a colon");
	reader->at = skip_blanks(reader->at + 1, reader->end);
	return true;
}

/* Enters a container; false: it is empty (and left again), or an error. */
static inline bool enter_container(
	otk_json_reader *reader, char open, char close, const char *problem)
{
	reader->at = skip_blanks(reader->at, reader->end);
	if (reader->at == reader->end || *reader->at != open)
		return fail_at(reader, reader->at, problem);
	if (reader->depth >= reader->max_depth)
		return fail_at(reader, reader->at, "nested too deeply");
	reader->at = skip_blanks(reader->at + 1, reader->end);
	if (reader->at < reader->end && *reader->at == close) {
		reader->at++;
		return false;
	}
	reader->depth++;
	return true;
}

/* Skips a comma; false: the container has ended (and is left), or an error. */
static inline bool next_entry(otk_json_reader *reader, char close, const char *problem)
{
	reader->at = skip_blanks(reader->at, reader->end);
	if (reader->at < reader->end && *reader->at == ',') {
		reader->at = skip_blanks(reader->at + 1, reader->end);
		return true;
	}
	if (reader->at < reader->end && *reader->at == close) {
		reader->at++;
		reader->depth--;
		return false;
	}
	return fail_at(reader, reader->at, problem);
}

__attribute__((noinline)) bool otk_json_enter_object(otk_json_reader *reader, otk_slice *key)
{
	return enter_container(reader, '{', '}', "expected an object") && read_key(reader, key);
}

__attribute__((noinline)) bool otk_json_next_member(otk_json_reader *reader, otk_slice *key)
{
	return next_entry(reader, '}', "expected a comma or the end of the object") &&
	       read_key(reader, key);
}

/* As memcmp() == 0, inline: names are so short that the call would cost more. */
static inline bool same_bytes(const char *a, const char *b, size_t size)
{
	uint64_t x, y;

	if (size < sizeof(x)) {
		while (size && a[size - 1] == b[size - 1])
			size--;
		return !size;
	}
	for (; size > sizeof(x); size -= sizeof(x), a += sizeof(x), b += sizeof(x)) {
		memcpy(&x, a, sizeof(x));
		memcpy(&y, b, sizeof(y));
		if (x != y)
			return false;
	}
	/* The last eight bytes overlap those compared before. */
	memcpy(&x, a + size - sizeof(x), sizeof(x));
	memcpy(&y, b + size - sizeof(y), sizeof(y));
	return x == y;
}

bool otk_json_next_guessed(otk_json_reader *reader, const char *key, size_t size)
{
	const char *at = reader->at;

	if (at == reader->end || *at != ',')
		return false;
	at = skip_blanks(at + 1, reader->end);
	/* Two quotes, a colon, and at least one byte of a value. */
	if ((size_t)(reader->end - at) < size + 4 || *at != '"' || !same_bytes(at + 1, key, size) ||
		at[size + 1] != '"' || at[size + 2] != ':')
		return false;
	reader->at = skip_blanks(at + size + 3, reader->end);
	return true;
}

bool otk_json_enter_array(otk_json_reader *reader)
{
	return enter_container(reader, '[', ']', "expected an array");
}

bool otk_json_next_item(otk_json_reader *reader)
{
	return next_entry(reader, ']', "expected a comma or the end of the array");
}

/* ---- numbers, true, false, null */

__attribute__((noinline)) bool otk_json_read_number(otk_json_reader *reader, otk_slice *number)
{
	const char *begin = skip_blanks(reader->at, reader->end);
	const char *end;

	if (begin == reader->end || types[(unsigned char)*begin] != OTK_JSON_NUMBER)
		return fail_at(reader, begin, "expected a number");
	end = otk_json_number_end(begin, reader->end);
	if (!end)
		return fail_at(reader, begin, "not a JSON number");
	*number = (otk_slice){.text = begin, .size = (size_t)(end - begin)};
	reader->at = end;
	return true;
}

bool otk_json_read_int(otk_json_reader *reader, int64_t *number)
{
	const char *at = reader->at;
	const bool negative = at < reader->end && *at == '-';
	const char *digits = at + negative;
	int64_t value = 0;

	for (at = digits; at < reader->end && *at >= '0' && *at <= '9' && at - digits < 18; at++)
		value = value * 10 + (*at - '0');
	if (at == digits || at == reader->end || (*digits == '0' && at - digits > 1) ||
		(*at >= '0' && *at <= '9') || *at == '.' || (*at | 0x20) == 'e')
		return false;
	*number = negative ? -value : value;
	reader->at = at;
	return true;
}

static bool read_literal(otk_json_reader *reader, const char *word, size_t size)
{
	if ((size_t)(reader->end - reader->at) < size || memcmp(reader->at, word, size) != 0)
		return fail_at(reader, reader->at, "neither true, false nor null");
	reader->at += size;
	return true;
}

bool otk_json_read_bool(otk_json_reader *reader, bool *value)
{
	reader->at = skip_blanks(reader->at, reader->end);
	if (reader->at < reader->end && *reader->at == 't') {
		*value = true;
		return read_literal(reader, "true", 4);
	}
	if (reader->at < reader->end && *reader->at == 'f') {
		*value = false;
		return read_literal(reader, "false", 5);
	}
	return fail_at(reader, reader->at, "expected true or false");
}

bool otk_json_read_null(otk_json_reader *reader)
{
	reader->at = skip_blanks(reader->at, reader->end);
	return read_literal(reader, "null", 4);
}

/* ---- whole values */

/* The functions below serve escaped text and odd numbers, not the members that a table names. */
#include "core/base/cold.h"

/* Recurses at most max_depth levels: enter_container() refuses more. */
OTK_COLD static bool skip_value(otk_json_reader *reader);

OTK_COLD static bool skip_object(otk_json_reader *reader)
{
	otk_slice key;

	for (bool more = otk_json_enter_object(reader, &key); more;
		more = otk_json_next_member(reader, &key))
		if (!skip_value(reader))
			return false;
	return !reader->problem;
}

OTK_COLD static bool skip_array(otk_json_reader *reader)
{
	for (bool more = otk_json_enter_array(reader); more; more = otk_json_next_item(reader))
		if (!skip_value(reader))
			return false;
	return !reader->problem;
}

OTK_COLD static bool skip_value(otk_json_reader *reader)
{
	otk_slice piece;
	bool truth;

	switch (otk_json_peek(reader)) {
	case OTK_JSON_OBJECT:
		return skip_object(reader);
	case OTK_JSON_ARRAY:
		return skip_array(reader);
	case OTK_JSON_STRING:
		return read_string_body(reader, &piece);
	case OTK_JSON_NUMBER:
		return otk_json_read_number(reader, &piece);
	case OTK_JSON_TRUE:
	case OTK_JSON_FALSE:
		return otk_json_read_bool(reader, &truth);
	case OTK_JSON_NULL:
		return otk_json_read_null(reader);
	case OTK_JSON_ERROR:
		break;
	}
	return false;
}

bool otk_json_skip(otk_json_reader *reader, otk_slice *text)
{
	const char *begin;

	reader->at = skip_blanks(reader->at, reader->end);
	begin = reader->at;
	if (!skip_value(reader))
		return false;
	if (text)
		*text = (otk_slice){.text = begin, .size = (size_t)(reader->at - begin)};
	return true;
}

bool otk_json_finish(otk_json_reader *reader)
{
	if (reader->problem)
		return false;
	reader->at = skip_blanks(reader->at, reader->end);
	if (reader->at < reader->end)
		return fail_at(reader, reader->at, "something follows the value");
	return !reader->depth || fail_at(reader, reader->at, "an object or array is not closed");
}

/* SPDX-License-Identifier: MIT */
/* One pass over JSON text without a tree: the hot path of every response. */
#include "config.h"

#include "core/base/json/json_read.h"

#include <string.h>

#include "core/base/attributes.h"
#include "core/base/bytes.h"
#include "core/base/text/encode.h"
#include "core/base/text/text.h"
#include "core/base/text/utf8.h"

/*
 * The first error sets `at` to `end`, so that later reads fail without testing `problem` on the
 * fast path.
 */

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

/* Address of the first of eight bytes that is not plain. */
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

/* Address of the first byte at or after `at` that is not plain. */
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

/* Value of the four digits of \uXXXX; -1: not four hexadecimal digits. */
OTK_COLD static int32_t read_unit(const char *at, const char *end)
{
	int32_t unit = 0;

	if (end - at < 4)
		return -1;
	for (int i = 0; i < 4; i++) {
		const int digit = otk_hex_digit(at[i]);

		if (digit < 0)
			return -1;
		unit = unit * 16 + digit;
	}
	return unit;
}

/*
 * Reads what follows "\u" and moves *at past it. Returns -1, with the reason, for what is not a
 * character that a C string of UTF-8 can hold; *at is then past the units that are well-formed.
 */
OTK_COLD static int32_t read_code_point(const char **at, const char *end, const char **problem)
{
	const int32_t unit = read_unit(*at, end);
	int32_t low;

	*problem = "\\u needs four hexadecimal digits";
	if (unit < 0)
		return -1;
	*at += 4;
	*problem = "a string holds U+0000";
	if (unit == 0)
		return -1;
	*problem = "the second half of a surrogate pair without the first";
	if (unit >= 0xdc00 && unit <= 0xdfff)
		return -1;
	if (unit < 0xd800 || unit > 0xdbff)
		return unit;
	low = end - *at >= 6 && (*at)[0] == '\\' && (*at)[1] == 'u' ? read_unit(*at + 2, end) : -1;
	*problem = "the first half of a surrogate pair without the second";
	if (low < 0xdc00 || low > 0xdfff)
		return -1;
	*at += 6;
	return 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
}

/* The character that a backslash and this byte mean, \u apart; 0: none. */
OTK_COLD static char unescaped_byte(char c)
{
	static const char pairs[] = "\"\"\\\\//b\bf\fn\nr\rt\t";

	for (const char *at = pairs; *at; at += 2)
		if (*at == c)
			return at[1];
	return 0;
}

/* Moves *at past the escape that begins there. Returns why it is wrong; NULL: it is not. */
OTK_COLD static const char *skip_escape(const char **at, const char *end)
{
	const char *problem;

	(*at)++;
	if (*at == end)
		return "the text ends inside a string";
	if (unescaped_byte(**at)) {
		(*at)++;
		return NULL;
	}
	if (**at != 'u')
		return "unknown escape";
	(*at)++;
	return read_code_point(at, end, &problem) < 0 ? problem : NULL;
}

/* A character that cannot stay: an error, or repaired later. */
OTK_COLD static bool refuse_character(
	otk_json_reader *reader, otk_slice *string, const char *at, const char *problem)
{
	if (!reader->tolerant)
		return fail_at(reader, at, problem);
	string->escaped = string->repaired = true;
	return true;
}

/* The rest of a string that holds more than plain ASCII. */
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
			problem = skip_escape(&at, reader->end);
		} else {
			high = high || (unsigned char)*at >= 0x80;
			if ((unsigned char)*at < 0x20)
				problem = "a control character inside a string";
			at++;
		}
		if (problem && !refuse_character(reader, string, begin, problem))
			return false;
		at = skip_plain(at, reader->end);
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

/* ---- numbers and words */

static inline const char *skip_digits(const char *at, const char *end)
{
	while (at < end && *at >= '0' && *at <= '9')
		at++;
	return at;
}

/* End of the number that begins at `at`; NULL: not a JSON number. */
__attribute__((noinline)) static const char *number_end(const char *at, const char *end)
{
	const char *digits;

	if (at < end && *at == '-')
		at++;
	digits = at;
	at = skip_digits(at, end);
	if (at == digits || (*digits == '0' && at - digits > 1))
		return NULL;
	if (at < end && *at == '.') {
		digits = ++at;
		at = skip_digits(at, end);
		if (at == digits)
			return NULL;
	}
	if (at < end && (*at == 'e' || *at == 'E')) {
		at++;
		if (at < end && (*at == '+' || *at == '-'))
			at++;
		digits = at;
		at = skip_digits(at, end);
		if (at == digits)
			return NULL;
	}
	return at;
}

__attribute__((noinline)) bool otk_json_read_number(otk_json_reader *reader, otk_slice *number)
{
	const char *begin = skip_blanks(reader->at, reader->end);
	const char *end;

	if (begin == reader->end || types[(unsigned char)*begin] != OTK_JSON_NUMBER)
		return fail_at(reader, begin, "expected a number");
	end = number_end(begin, reader->end);
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

static bool read_word(otk_json_reader *reader, const char *word, size_t size)
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
		return read_word(reader, "true", 4);
	}
	if (reader->at < reader->end && *reader->at == 'f') {
		*value = false;
		return read_word(reader, "false", 5);
	}
	return fail_at(reader, reader->at, "expected true or false");
}

bool otk_json_read_null(otk_json_reader *reader)
{
	reader->at = skip_blanks(reader->at, reader->end);
	return read_word(reader, "null", 4);
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

/* ---- values of the pieces */

#define CHARACTER_MAX 4 /* bytes of one character */

OTK_COLD static size_t write_utf8(int32_t point, char *out)
{
	static const unsigned char leads[5] = {0, 0, 0xc0, 0xe0, 0xf0};
	const size_t size = point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;

	for (size_t i = size - 1; i > 0; i--) {
		out[i] = (char)(0x80 | (point & 0x3f));
		point >>= 6;
	}
	out[0] = (char)(leads[size] | point);
	return size;
}

static size_t write_replacement(char *out)
{
	memcpy(out, OTK_UTF8_REPLACEMENT, OTK_UTF8_REPLACEMENT_SIZE);
	return OTK_UTF8_REPLACEMENT_SIZE;
}

/* Writes the character of the escape at *at and moves *at past it. */
OTK_COLD static size_t read_escape(const char **at, const char *end, char *out)
{
	const char *problem;
	int32_t point;

	(*at)++;
	if (**at != 'u') {
		*out = unescaped_byte(**at);
		if (!*out)
			return write_replacement(out); /* of the backslash alone */
		(*at)++;
		return 1;
	}
	(*at)++;
	point = read_code_point(at, end, &problem);
	return point < 0 ? write_replacement(out) : write_utf8(point, out);
}

/* Writes one character of a string that otk_json_read_string() took; moves *at past it. */
OTK_COLD static size_t read_character(const char **at, const char *end, char *out)
{
	const char *begin = *at;
	int32_t point;
	size_t size;

	if (*begin == '\\')
		return read_escape(at, end, out);
	size = otk_utf8_next(begin, (size_t)(end - begin), &point);
	*at += size;
	if (point < 0x20)
		return write_replacement(out);
	memcpy(out, begin, size);
	return size;
}

size_t otk_json_unescape(const otk_slice *string, char *out, size_t capacity)
{
	const char *at = string->text, *end = string->text + string->size;
	char one[CHARACTER_MAX], *to = out, *stop = out + capacity;

	if (!string->escaped) {
		const size_t size = otk_utf8_cut(string->text, string->size, capacity);

		if (size)
			memcpy(out, string->text, size);
		return size;
	}
	while (at < end && to < stop) {
		size_t size = (size_t)(skip_plain(at, end) - at);

		if (size > (size_t)(stop - to))
			size = (size_t)(stop - to);
		memcpy(to, at, size);
		at += size;
		to += size;
		if (at == end || to == stop)
			break;
		size = read_character(&at, end, one);
		if (size > (size_t)(stop - to))
			break;
		memcpy(to, one, size);
		to += size;
	}
	return (size_t)(to - out);
}

char *otk_json_string_copy(otk_arena *arena, const otk_slice *string)
{
	const size_t capacity = otk_json_unescaped_max(string) + 1;
	char *copy = otk_arena_bytes(arena, capacity);
	size_t size;

	if (!copy)
		return NULL;
	size = otk_json_unescape(string, copy, capacity - 1);
	copy[size] = '\0';
	if (string->escaped)
		otk_arena_shrink(arena, copy, capacity, size + 1);
	return copy;
}

bool otk_slice_is(const otk_slice *string, const char *word)
{
	const char *at = string->text, *end = string->text + string->size;
	size_t size = strlen(word);
	char character[CHARACTER_MAX];

	if (!string->escaped)
		return string->size == size && memcmp(string->text, word, size) == 0;
	while (at < end) {
		const size_t n = read_character(&at, end, character);

		if (n > size || memcmp(character, word, n) != 0)
			return false;
		word += n;
		size -= n;
	}
	return size == 0;
}

/* The exponent that follows a mantissa; 0: none. Huge ones are cut: all of them overflow. */
OTK_COLD static int64_t read_exponent(const char *at, const char *end)
{
	const int64_t most = INT64_C(1) << 40;
	bool negative = false;
	int64_t exponent = 0;

	if (at == end)
		return 0;
	at++; /* the e */
	if (*at == '+' || *at == '-')
		negative = *at++ == '-';
	for (; at < end && exponent < most; at++)
		exponent = exponent * 10 + (*at - '0');
	return negative ? -exponent : exponent;
}

/* Whether any digit of the rest of a mantissa is not zero. */
OTK_COLD static bool has_fraction(const char *at, const char *end)
{
	for (; at < end; at++)
		if (*at != '0' && *at != '.')
			return true;
	return false;
}

/*
 * A checked number as an integer: the digits before the point once the exponent has moved it.
 * *fraction: digits after it that are not zero. false: above the limit.
 */
OTK_COLD static bool int_by_digits(
	const char *at, const char *end, uint64_t limit, uint64_t *number, bool *fraction)
{
	const char *mantissa_end = at, *point = NULL;
	uint64_t value = 0;
	int64_t left;

	for (; mantissa_end < end && (*mantissa_end | 0x20) != 'e'; mantissa_end++)
		if (*mantissa_end == '.')
			point = mantissa_end;
	left = (point ? point : mantissa_end) - at + read_exponent(mantissa_end, end);
	for (; left > 0 && (value || at < mantissa_end); at += at < mantissa_end) {
		uint64_t digit = 0;

		if (at < mantissa_end) {
			if (*at == '.')
				continue;
			digit = (uint64_t)(*at - '0');
		}
		if (value > (limit - digit) / 10)
			return false;
		value = value * 10 + digit;
		left--;
	}
	*number = value;
	*fraction = has_fraction(at, mantissa_end);
	return true;
}

OTK_COLD static bool int_value(const char *text, size_t size, int64_t *number, bool *fraction)
{
	const char *at = text, *end = text + size;
	const bool negative = size && *at == '-';
	uint64_t value = 0;

	*fraction = false;
	at += negative;
	/* 18 digits always fit. */
	if (end - at > 0 && end - at <= 18 && skip_digits(at, end) == end &&
		(*at != '0' || end - at == 1)) {
		for (; at < end; at++)
			value = value * 10 + (uint64_t)(*at - '0');
	} else if (number_end(text, end) != end ||
		   !int_by_digits(at, end, (uint64_t)INT64_MAX + negative, &value, fraction)) {
		return false;
	}
	*number = negative ? (int64_t)(0 - value) : (int64_t)value;
	return true;
}

bool otk_json_int_value(const char *text, size_t size, int64_t *number)
{
	bool fraction;

	return int_value(text, size, number, &fraction);
}

bool otk_json_whole_value(const char *text, size_t size, int64_t *number)
{
	bool fraction;
	int64_t value;

	if (!int_value(text, size, &value, &fraction) || fraction)
		return false;
	*number = value;
	return true;
}

bool otk_parse_whole(const char *text, size_t size, int64_t *number)
{
	return otk_parse_int(text, size, number) || otk_json_whole_value(text, size, number);
}

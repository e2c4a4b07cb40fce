/* SPDX-License-Identifier: MIT */
/* One pass over JSON text: strict, without a tree, the hot path of every answer. */
#include "config.h"

#include "core/base/json_read.h"

#include <string.h>

#include "core/base/text.h"

/*
 * After the first error `at` stands at `end`, so that whatever is asked next fails by itself and
 * the good way needs no look at `problem`.
 */

/* What a value that begins with this byte is. */
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
			reader->at < reader->end ? "no JSON value begins with this character"
						 : "the text ends where a value should be");
	return type;
}

/* ---- strings ---- */

#define ONES  UINT64_C(0x0101010101010101)
#define HIGHS UINT64_C(0x8080808080808080)

/* High bits where a byte needs a look: a quote, a backslash, a control character, non-ASCII. */
static inline uint64_t special(uint64_t word)
{
	uint64_t quote = word ^ (ONES * '"');
	uint64_t backslash = word ^ (ONES * '\\');

	/* Borrows make false alarms, but only in bytes of more weight than a true one. */
	return (word | (quote - ONES) | (backslash - ONES) | (word - ONES * 0x20)) & HIGHS;
}

static inline bool plain(unsigned char c)
{
	return c >= 0x20 && c < 0x80 && c != '"' && c != '\\';
}

static inline const char *skip_plain_bytes(const char *at, const char *end)
{
	while (at < end && plain((unsigned char)*at))
		at++;
	return at;
}

/* The first byte of eight that is not plain, marked as such. */
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

/* The first byte at or after `at` that is not plain. */
static inline const char *skip_plain(const char *at, const char *end)
{
	while (end - at >= 8) {
		uint64_t word;

		memcpy(&word, at, 8);
		word = special(word);
		if (word)
			return first_marked(at, end, word);
		at += 8;
	}
	return skip_plain_bytes(at, end);
}

/* The four digits of \uXXXX; -1 when they are not. */
static int32_t read_unit(const char *at, const char *end)
{
	int32_t unit = 0;
	int i;

	if (end - at < 4)
		return -1;
	for (i = 0; i < 4; i++) {
		int digit = otk_hex_digit(at[i]);

		if (digit < 0)
			return -1;
		unit = unit * 16 + digit;
	}
	return unit;
}

/* `at` stands behind "\u"; moves it behind the character. -1: refused, with the reason. */
static int32_t read_code_point(const char **at, const char *end, const char **problem)
{
	int32_t unit = read_unit(*at, end), low;

	*problem = NULL;
	if (unit < 0)
		*problem = "\\u needs four hexadecimal digits";
	else if (unit == 0)
		*problem = "a string holds U+0000";
	else if (unit >= 0xdc00 && unit <= 0xdfff)
		*problem = "the second half of a surrogate pair without the first";
	if (*problem)
		return -1;
	*at += 4;
	if (unit < 0xd800 || unit > 0xdbff)
		return unit;
	low = end - *at >= 6 && (*at)[0] == '\\' && (*at)[1] == 'u' ? read_unit(*at + 2, end) : -1;
	if (low < 0xdc00 || low > 0xdfff) {
		*problem = "the first half of a surrogate pair without the second";
		return -1;
	}
	*at += 6;
	return 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
}

/* What a character behind a backslash stands for; 'u' is a case of its own. */
static const char unescaped[256] = {
	['"'] = '"',
	['\\'] = '\\',
	['/'] = '/',
	['b'] = '\b',
	['f'] = '\f',
	['n'] = '\n',
	['r'] = '\r',
	['t'] = '\t',
};

/* `at` stands at a backslash; behind the escape afterwards. */
static bool check_escape(otk_json_reader *reader, const char **at)
{
	const char *begin = *at, *problem;

	if (reader->end - begin < 2)
		return fail_at(reader, begin, "the text ends inside a string");
	if (unescaped[(unsigned char)begin[1]]) {
		*at = begin + 2;
		return true;
	}
	if (begin[1] != 'u')
		return fail_at(reader, begin, "no such escape");
	*at = begin + 2;
	if (read_code_point(at, reader->end, &problem) < 0)
		return fail_at(reader, begin, problem);
	return true;
}

/* The rest of a string that holds more than plain ASCII. */
static bool read_odd_string(otk_json_reader *reader, otk_slice *string, const char *at)
{
	bool high = false;

	while (at < reader->end && *at != '"') {
		if (*at == '\\') {
			string->escaped = true;
			if (!check_escape(reader, &at))
				return false;
		} else if ((unsigned char)*at < 0x20) {
			return fail_at(reader, at, "a control character inside a string");
		} else {
			high = true;
			at++;
		}
		at = skip_plain(at, reader->end);
	}
	if (at == reader->end)
		return fail_at(reader, at, "the text ends inside a string");
	string->size = (size_t)(at - string->text);
	if (high && otk_utf8_length(string->text, string->size) < 0)
		return fail_at(reader, string->text, "a string is not UTF-8");
	reader->at = at + 1;
	return true;
}

/* `at` stands at the opening quote. */
static inline bool read_string_body(otk_json_reader *reader, otk_slice *string)
{
	const char *begin = reader->at + 1;
	const char *at = skip_plain(begin, reader->end);

	string->text = begin;
	string->escaped = false;
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
		return fail_at(reader, reader->at, "a string is wanted here");
	return read_string_body(reader, string);
}

/* ---- objects and arrays ---- */

/* Key and colon; the value comes next. */
static inline bool read_key(otk_json_reader *reader, otk_slice *key)
{
	if (reader->at == reader->end || *reader->at != '"')
		return fail_at(reader, reader->at, "a member's name is wanted here");
	if (!read_string_body(reader, key))
		return false;
	if (reader->at < reader->end && *reader->at != ':')
		reader->at = skip_blanks(reader->at, reader->end);
	if (reader->at == reader->end || *reader->at != ':')
		return fail_at(reader, reader->at, "a colon is wanted here");
	reader->at = skip_blanks(reader->at + 1, reader->end);
	return true;
}

/* Into a container; false when it is empty (and left again) or an error. */
static inline bool enter(otk_json_reader *reader, char open, char close, const char *problem)
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

/* Past the comma; false at the end of the container (and left) or an error. */
static inline bool next(otk_json_reader *reader, char close, const char *problem)
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
	return enter(reader, '{', '}', "an object is wanted here") && read_key(reader, key);
}

__attribute__((noinline)) bool otk_json_next_member(otk_json_reader *reader, otk_slice *key)
{
	return next(reader, '}', "a comma or the end of the object is wanted here") &&
	       read_key(reader, key);
}

/* Both texts are at least `size` long; short enough for a call of memcmp() to cost more. */
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
	/* The last eight again, in part. */
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
	/* Its quotes, the colon, and something behind that. */
	if ((size_t)(reader->end - at) < size + 4 || *at != '"' || !same_bytes(at + 1, key, size) ||
		at[size + 1] != '"' || at[size + 2] != ':')
		return false;
	reader->at = skip_blanks(at + size + 3, reader->end);
	return true;
}

bool otk_json_enter_array(otk_json_reader *reader)
{
	return enter(reader, '[', ']', "an array is wanted here");
}

bool otk_json_next_item(otk_json_reader *reader)
{
	return next(reader, ']', "a comma or the end of the array is wanted here");
}

/* ---- numbers and words ---- */

static inline const char *skip_digits(const char *at, const char *end)
{
	while (at < end && *at >= '0' && *at <= '9')
		at++;
	return at;
}

/* Behind the number that begins at `at`; NULL when there is none by the grammar. */
static const char *number_end(const char *at, const char *end)
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
		return fail_at(reader, begin, "a number is wanted here");
	end = number_end(begin, reader->end);
	if (!end)
		return fail_at(reader, begin, "not a number by the grammar of JSON");
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
	return fail_at(reader, reader->at, "true or false is wanted here");
}

bool otk_json_read_null(otk_json_reader *reader)
{
	reader->at = skip_blanks(reader->at, reader->end);
	return read_word(reader, "null", 4);
}

/* ---- whole values ---- */

/* Recursion no deeper than max_depth, which enter() keeps. */
static bool skip_value(otk_json_reader *reader);

static bool skip_object(otk_json_reader *reader)
{
	otk_slice key;
	bool more;

	for (more = otk_json_enter_object(reader, &key); more;
		more = otk_json_next_member(reader, &key))
		if (!skip_value(reader))
			return false;
	return !reader->problem;
}

static bool skip_array(otk_json_reader *reader)
{
	bool more;

	for (more = otk_json_enter_array(reader); more; more = otk_json_next_item(reader))
		if (!skip_value(reader))
			return false;
	return !reader->problem;
}

static bool skip_value(otk_json_reader *reader)
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

/* ---- what the pieces mean ---- */

static size_t write_utf8(int32_t point, char *out)
{
	static const unsigned char leads[5] = {0, 0, 0xc0, 0xe0, 0xf0};
	size_t size = point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
	size_t i;

	for (i = size - 1; i > 0; i--) {
		out[i] = (char)(0x80 | (point & 0x3f));
		point >>= 6;
	}
	out[0] = (char)(leads[size] | point);
	return size;
}

/* One character of a checked string, unescaped, into at most 4 bytes; moves `at` behind it. */
static size_t read_character(const char **at, const char *end, char *out)
{
	const char *problem;

	if (**at != '\\') {
		*out = *(*at)++;
		return 1;
	}
	*at += 2;
	if ((*at)[-1] == 'u')
		return write_utf8(read_code_point(at, end, &problem), out);
	*out = unescaped[(unsigned char)(*at)[-1]];
	return 1;
}

size_t otk_json_unescape(const otk_slice *string, char *out)
{
	const char *at = string->text, *end = string->text + string->size;
	char *to = out;

	if (!string->escaped) {
		if (string->size)
			memcpy(out, string->text, string->size);
		return string->size;
	}
	while (at < end)
		to += read_character(&at, end, to);
	return (size_t)(to - out);
}

char *otk_json_string_copy(otk_arena *arena, const otk_slice *string)
{
	char *copy = otk_arena_bytes(arena, string->size + 1);
	size_t size;

	if (!copy)
		return NULL;
	size = otk_json_unescape(string, copy);
	copy[size] = '\0';
	if (string->escaped)
		otk_arena_shrink(arena, copy, string->size + 1, size + 1);
	return copy;
}

bool otk_slice_is(const otk_slice *key, const char *word)
{
	size_t size = strlen(word);
	const char *at = key->text, *end = key->text + key->size;
	char character[4];

	if (!key->escaped)
		return key->size == size && memcmp(key->text, word, size) == 0;
	while (at < end) {
		size_t n = read_character(&at, end, character);

		if (n > size || memcmp(character, word, n) != 0)
			return false;
		word += n;
		size -= n;
	}
	return size == 0;
}

/* The exponent behind a mantissa, kept within what can matter. */
static int64_t read_exponent(const char *at, const char *end)
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

/*
 * A checked number as an integer: its digits without the point, as many of them as stand in front
 * of the point once the exponent has moved it.
 */
static bool int_by_digits(const char *at, const char *end, uint64_t limit, uint64_t *number)
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
	return true;
}

bool otk_json_int_value(const char *text, size_t size, int64_t *number)
{
	const char *at = text, *end = text + size;
	bool negative = size && *at == '-';
	uint64_t value = 0;

	at += negative;
	/* 18 digits always fit; what is not as plain as that goes the long way. */
	if (end - at > 0 && end - at <= 18 && skip_digits(at, end) == end &&
		(*at != '0' || end - at == 1)) {
		for (; at < end; at++)
			value = value * 10 + (uint64_t)(*at - '0');
	} else if (number_end(text, end) != end ||
		   !int_by_digits(at, end, (uint64_t)INT64_MAX + negative, &value)) {
		return false;
	}
	*number = negative ? (int64_t)(0 - value) : (int64_t)value;
	return true;
}

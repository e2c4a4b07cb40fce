/* SPDX-License-Identifier: MIT */
/* The characters that a string of JSON text means. */
#include "config.h"

#include "core/base/json/json_string.h"

#include <string.h>

#include "core/base/attributes.h"
#include "core/base/text/encode.h"
#include "core/base/text/utf8.h"

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

/* Returns the character of an escape of two bytes, such as \n, by its second byte; 0: unknown. */
OTK_COLD static char unescaped_byte(char c)
{
	static const char pairs[] = "\"\"\\\\//b\bf\fn\nr\rt\t";

	for (const char *at = pairs; *at; at += 2)
		if (*at == c)
			return at[1];
	return 0;
}

OTK_COLD const char *otk_json_skip_escape(const char **at, const char *end)
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

#include "core/base/cold.h"

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

/* Writes one character of a string that was read; moves *at past it. */
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
		size_t size = (size_t)(otk_json_skip_plain(at, end) - at);

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

/* SPDX-License-Identifier: MIT */
/* Texts that may not be UTF-8, such as what a client has sent. */
#include "config.h"

#include <stdint.h>

#include "tools/sandbox/base/utf8.h"

#define REPLACEMENT "\xef\xbf\xbd" /* U+FFFD */

/* The first bytes of a character, its length, and the smallest code point of this length. */
static const struct lead {
	unsigned char first, last, mask;
	size_t length;
	uint32_t least;
} leads[] = {
	{0x00, 0x7f, 0x7f, 1, 0},
	{0xc2, 0xdf, 0x1f, 2, 0x80},
	{0xe0, 0xef, 0x0f, 3, 0x800},
	{0xf0, 0xf4, 0x07, 4, 0x10000},
};

static bool is_code_point(uint32_t point, uint32_t least)
{
	return point >= least && point <= 0x10ffff && (point < 0xd800 || point > 0xdfff);
}

/* Returns the length of the character at the beginning; 0: it is not a character. */
static size_t character_length(const char *text, size_t size)
{
	const unsigned char first = (unsigned char)*text;
	const struct lead *lead = leads;
	uint32_t point;

	while (lead < leads + COUNT_OF(leads) && (first < lead->first || first > lead->last))
		lead++;
	if (lead == leads + COUNT_OF(leads) || lead->length > size)
		return 0;
	point = first & lead->mask;
	for (size_t i = 1; i < lead->length; i++) {
		if (((unsigned char)text[i] & 0xc0) != 0x80)
			return 0;
		point = point << 6 | ((unsigned char)text[i] & 0x3f);
	}
	return is_code_point(point, lead->least) ? lead->length : 0;
}

/* Returns the length of the beginning that is UTF-8. */
static size_t good_length(const char *text, size_t size)
{
	size_t length = 0;

	while (length < size) {
		const size_t next = (unsigned char)text[length] < 0x80
					    ? 1
					    : character_length(text + length, size - length);

		if (!next)
			return length;
		length += next;
	}
	return length;
}

bool sandbox_is_utf8(const char *text, size_t size)
{
	return good_length(text, size) == size;
}

void sandbox_utf8_repair(sandbox_bytes *to, const char *text, size_t size)
{
	for (;;) {
		const size_t length = good_length(text, size);

		sandbox_bytes_add(to, text, length);
		if (length == size)
			return;
		sandbox_bytes_add_text(to, REPLACEMENT);
		text += length + 1;
		size -= length + 1;
	}
}

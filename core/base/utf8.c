/* SPDX-License-Identifier: MIT */
/* UTF-8: is it well-formed, how long is it, where may it be cut. */
#include "config.h"

#include <string.h>

#include "core/base/text.h"

/* Leading bytes of ASCII, eight at a time. */
static size_t ascii_run(const unsigned char *text, size_t size)
{
	size_t at = 0;
	uint64_t word;

	for (; size - at >= sizeof(word); at += sizeof(word)) {
		memcpy(&word, text + at, sizeof(word));
		if (word & UINT64_C(0x8080808080808080))
			break;
	}
	while (at < size && text[at] < 0x80)
		at++;
	return at;
}

/* Bytes of the non-ASCII character at text; 0 when it is not well-formed (Unicode table 3-7). */
static size_t character_size(const unsigned char *text, size_t size)
{
	unsigned char lead = text[0], low = 0x80, high = 0xbf;
	size_t need, i;

	if (lead < 0xc2 || lead > 0xf4)
		return 0;
	need = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
	if (size < need)
		return 0;
	if (lead == 0xe0)
		low = 0xa0;
	else if (lead == 0xed)
		high = 0x9f;
	else if (lead == 0xf0)
		low = 0x90;
	else if (lead == 0xf4)
		high = 0x8f;
	if (text[1] < low || text[1] > high)
		return 0;
	for (i = 2; i < need; i++)
		if (text[i] < 0x80 || text[i] > 0xbf)
			return 0;
	return need;
}

int64_t otk_utf8_length(const char *text, size_t size)
{
	const unsigned char *bytes = (const unsigned char *)text;
	size_t at = 0;
	int64_t length = 0;

	while (at < size) {
		size_t step = ascii_run(bytes + at, size - at);

		length += (int64_t)step;
		at += step;
		if (at == size)
			break;
		step = character_size(bytes + at, size - at);
		if (!step)
			return -1;
		at += step;
		length++;
	}
	return length;
}

size_t otk_utf8_cut(const char *text, size_t size, size_t max)
{
	size_t at, i;

	if (size <= max)
		return size;
	/* A character that the cut would split begins at most three bytes in front of it. */
	for (i = 0, at = max; i < 3 && at > 0 && ((unsigned char)text[at] & 0xc0) == 0x80; i++)
		at--;
	return ((unsigned char)text[at] & 0xc0) == 0x80 ? max : at;
}

/* SPDX-License-Identifier: MIT */
/* UTF-8: validity, length, where a text may be cut, which code points may be shown. */
#include "config.h"

#include "core/base/text/utf8.h"

#include <otk/types.h>
#include <string.h>

#include "core/base/bytes.h"

#include "core/base/cold.h"

/* Number of ASCII bytes at the start of a text. */
static size_t ascii_run(const unsigned char *text, size_t size)
{
	size_t at = 0;

	while (size - at >= sizeof(uint64_t) &&
		!(otk_bytes_not_ascii(otk_bytes_load(text + at)) & OTK_BYTES_HIGH))
		at += sizeof(uint64_t);
	while (at < size && text[at] < 0x80)
		at++;
	return at;
}

/*
 * Number of well-formed bytes at the start of a non-ASCII character (Unicode, table 3-7); *need is
 * the size of the whole character, 0 if its first byte cannot begin one.
 */
static size_t well_formed(const unsigned char *text, size_t size, size_t *need)
{
	unsigned char lead = text[0], low = 0x80, high = 0xbf;
	size_t at;

	*need = 0;
	if (lead < 0xc2 || lead > 0xf4)
		return 0;
	*need = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
	if (lead == 0xe0)
		low = 0xa0;
	else if (lead == 0xed)
		high = 0x9f;
	else if (lead == 0xf0)
		low = 0x90;
	else if (lead == 0xf4)
		high = 0x8f;
	for (at = 1; at < *need && at < size; at++) {
		if (text[at] < low || text[at] > high)
			break;
		low = 0x80;
		high = 0xbf;
	}
	return at;
}

/* Size of the non-ASCII character at text; 0: not well-formed. */
static size_t character_size(const unsigned char *text, size_t size)
{
	size_t need;

	return well_formed(text, size, &need) == need ? need : 0;
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
	size_t at = max;

	if (size <= max)
		return size;
	/* A character that the cut would split begins at most three bytes before it. */
	while (max - at < 3 && at > 0 && ((unsigned char)text[at] & 0xc0) == 0x80)
		at--;
	return ((unsigned char)text[at] & 0xc0) == 0x80 ? max : at;
}

size_t otk_utf8_next(const char *text, size_t size, int32_t *point)
{
	const unsigned char *bytes = (const unsigned char *)text;
	size_t need, have;

	*point = bytes[0];
	if (bytes[0] < 0x80)
		return 1;
	have = well_formed(bytes, size, &need);
	if (have < need || !need) {
		*point = -1;
		return have ? have : 1;
	}
	*point = bytes[0] & (0xff >> (need + 1));
	for (size_t i = 1; i < need; i++)
		*point = *point << 6 | (bytes[i] & 0x3f);
	return need;
}

/* Ranges of code points that are not printable, beyond ASCII. */
static const struct {
	int32_t first;
	int32_t last;
} unprintable[] = {
	{0x7f, 0x9f},       /* DEL and the C1 controls */
	{0x061c, 0x061c},   /* Arabic letter mark */
	{0x180e, 0x180e},   /* Mongolian vowel separator, invisible */
	{0x200b, 0x200b},   /* zero width space */
	{0x200e, 0x200f},   /* left-to-right and right-to-left mark */
	{0x2028, 0x202e},   /* line and paragraph separator, embeddings and overrides */
	{0x2060, 0x206f},   /* word joiner, invisible operators, isolates */
	{0xfeff, 0xfeff},   /* byte order mark */
	{0xfff9, 0xfffb},   /* interlinear annotations */
	{0xe0000, 0xe007f}, /* tags */
};

bool otk_is_printable_point(int32_t point)
{
	if (point < 0x20)
		return false;
	for (size_t i = 0; i < OTK_COUNT_OF(unprintable); i++)
		if (point >= unprintable[i].first && point <= unprintable[i].last)
			return false;
	return true;
}

bool otk_is_space_point(int32_t point)
{
	return point == ' ' || point == 0xa0 || point == 0x1680 ||
	       (point >= 0x2000 && point <= 0x200a) || point == 0x202f || point == 0x205f ||
	       point == 0x3000;
}

/* Invisible: the soft hyphen, zero width joiners, the Braille blank and the Hangul filler. */
static bool can_be_seen(int32_t point)
{
	return otk_is_printable_point(point) && !otk_is_space_point(point) && point != 0xad &&
	       point != 0x200c && point != 0x200d && point != 0x2800 && point != 0x3164;
}

bool otk_shows_nothing(const char *text)
{
	const char *end = text + strlen(text);
	int32_t point;

	while (text < end) {
		text += otk_utf8_next(text, (size_t)(end - text), &point);
		if (point < 0 || can_be_seen(point))
			return false;
	}
	return true;
}

/* SPDX-License-Identifier: MIT */
/* Escapes text from outside, so that it cannot control the terminal. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "tools/otk/memory.h"
#include "tools/otk/terminal/text.h"

/* The length of the character in bytes; 0: not UTF-8. */
static size_t next_character(const unsigned char *text, size_t size, uint32_t *point)
{
	size_t length = text[0] < 0x80                      ? 1
			: text[0] >= 0xc2 && text[0] < 0xe0 ? 2
			: text[0] >= 0xe0 && text[0] < 0xf0 ? 3
			: text[0] >= 0xf0 && text[0] < 0xf5 ? 4
							    : 0;
	static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
	bool surrogate;

	if (!length || length > size)
		return 0;
	*point = length == 1 ? text[0] : text[0] & (0xffu >> (length + 1));
	for (size_t i = 1; i < length; i++) {
		if ((text[i] & 0xc0) != 0x80)
			return 0;
		*point = *point << 6 | (text[i] & 0x3f);
	}
	surrogate = *point >= 0xd800 && *point < 0xe000;
	return *point < least[length] || surrogate || *point > 0x10ffff ? 0 : length;
}

bool otk_cli_is_utf8(const char *text)
{
	size_t left = strlen(text), length;
	uint32_t point;

	for (; left; left -= length, text += length) {
		length = next_character((const unsigned char *)text, left, &point);
		if (!length)
			return false;
	}
	return true;
}

/* The same characters that libotk replaces in errors and log events. */
static bool is_unsafe(uint32_t point)
{
	static const struct {
		uint32_t first, last;
	} ranges[] = {
		{0x00, 0x1f},       /* the C0 controls */
		{0x7f, 0x9f},       /* DEL and the C1 controls */
		{0x061c, 0x061c},   /* Arabic letter mark */
		{0x180e, 0x180e},   /* Mongolian vowel separator, invisible */
		{0x200b, 0x200b},   /* zero width space */
		{0x200e, 0x200f},   /* direction marks */
		{0x2028, 0x202e},   /* separators, embeddings */
		{0x2060, 0x206f},   /* word joiner, invisible operators, isolates */
		{0xfeff, 0xfeff},   /* byte order mark */
		{0xfff9, 0xfffb},   /* interlinear annotations */
		{0xe0000, 0xe007f}, /* tags */
	};

	for (size_t i = 0; i < OTK_COUNT_OF(ranges); i++)
		if (point >= ranges[i].first && point <= ranges[i].last)
			return true;
	return false;
}

static char *make_safe(otk_cli *cli, const char *text, size_t size, bool json)
{
	char *safe = otk_cli_new(cli, size * 8 + 1);
	char *out = safe;
	const unsigned char *in = (const unsigned char *)text;

	for (size_t i = 0; i < size;) {
		uint32_t point = 0;
		size_t length = next_character(in + i, size - i, &point);
		bool layout = json && (point == '\n' || point == '\t' || point == '\r');

		if (length && (!is_unsafe(point) || layout)) {
			memcpy(out, in + i, length);
			out += length;
		} else if (json && point > 0xffff) {
			out += snprintf(out, 13, "\\u%04x\\u%04x", 0xd7c0 + (point >> 10),
				0xdc00 + (point & 0x3ff));
		} else if (json) {
			out += snprintf(out, 7, "\\u%04x", length ? point : 0xfffdu);
		} else if (length == 1) {
			*out++ = '^';
			*out++ = (char)(in[i] ^ 0x40);
		} else if (!length) {
			out += snprintf(out, 5, "<%02x>", in[i]);
		} else {
			out += snprintf(out, 11, "<U+%04x>", point);
		}
		i += length ? length : 1;
	}
	return safe;
}

char *otk_cli_safe(otk_cli *cli, const char *text, size_t size)
{
	return make_safe(cli, text, size, false);
}

const char *otk_cli_plain(otk_cli *cli, const char *text)
{
	return text ? otk_cli_safe(cli, text, strlen(text)) : NULL;
}

char *otk_cli_safe_json(otk_cli *cli, const char *json, size_t size)
{
	return make_safe(cli, json, size, true);
}

/* SPDX-License-Identifier: MIT */
/* Encodes text for URLs and forms, and bytes as hexadecimal digits. */
#include "config.h"

#include "core/base/text/encode.h"

#include <string.h>

#include "core/base/attributes.h"

/* The two encodings, as bits. */
enum { PERCENT = 1, FORM = 2 };

/* The encodings that leave a byte as it is. */
static const unsigned char left_alone[256] = {
	['0' ... '9'] = PERCENT | FORM,
	['A' ... 'Z'] = PERCENT | FORM,
	['a' ... 'z'] = PERCENT | FORM,
	['-'] = PERCENT | FORM,
	['.'] = PERCENT | FORM,
	['_'] = PERCENT | FORM,
	['~'] = PERCENT,
};

static const char upper_digits[] = "0123456789ABCDEF";

/* Writes the escape sequence of one byte; returns the position after it. */
static char *escape_byte(char *to, unsigned char c, unsigned char kind)
{
	if (c == ' ' && kind == FORM) {
		*to = '+';
		return to + 1;
	}
	to[0] = '%';
	to[1] = upper_digits[c >> 4];
	to[2] = upper_digits[c & 15];
	return to + 3;
}

/* Encodes into memory of at least 3 * size bytes; returns the end. */
OTK_ALIGNED static char *encode_into(char *to, const char *text, size_t size, unsigned char kind)
{
	const unsigned char *at = (const unsigned char *)text, *end = at + size;

	for (;;) {
		while (at < end && left_alone[*at] & kind)
			*to++ = (char)*at++;
		if (at == end)
			return to;
		to = escape_byte(to, *at++, kind);
	}
}

static void encode_text(otk_buffer *out, const char *text, size_t size, unsigned char kind)
{
	char one[3], *to;

	/* Usually the buffer has capacity for the longest result, and one check is enough. */
	if (size < SIZE_MAX / 3 && otk_buffer_has_capacity(out, 3 * size)) {
		to = encode_into(out->data + out->size, text, size, kind);
		*to = '\0';
		out->size = (size_t)(to - out->data);
		return;
	}
	for (size_t at = 0; at < size; at++) {
		to = encode_into(one, text + at, 1, kind);
		otk_buffer_add(out, one, (size_t)(to - one));
	}
}

void otk_percent_encode(otk_buffer *out, const char *text, size_t size)
{
	encode_text(out, text, size, PERCENT);
}

void otk_form_encode(otk_buffer *out, const char *text, size_t size)
{
	encode_text(out, text, size, FORM);
}

void otk_hex_write(char *to, const void *data, size_t size)
{
	const unsigned char *from = data;

	for (size_t i = 0; i < size; i++) {
		to[2 * i] = (char)(upper_digits[from[i] >> 4] | 0x20);
		to[2 * i + 1] = (char)(upper_digits[from[i] & 15] | 0x20);
	}
}

/* The functions above are used for each token; those below are not. */
#include "core/base/cold.h"

int otk_hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = (char)(c | 0x20);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool otk_form_decode(otk_buffer *out, const char *text, size_t size)
{
	for (size_t at = 0; at < size; at++) {
		int high, low;

		if (text[at] != '%') {
			otk_buffer_add_char(out, text[at] == '+' ? ' ' : text[at]);
			continue;
		}
		if (size - at < 3)
			return false;
		high = otk_hex_digit(text[at + 1]);
		low = otk_hex_digit(text[at + 2]);
		if (high < 0 || low < 0)
			return false;
		otk_buffer_add_char(out, (char)(high << 4 | low));
		at += 2;
	}
	return out->status == OTK_OK;
}

void otk_hex_encode(otk_buffer *out, const void *data, size_t size)
{
	char *to = size <= SIZE_MAX / 2 ? otk_buffer_extend(out, 2 * size) : NULL;

	if (to)
		otk_hex_write(to, data, size);
}

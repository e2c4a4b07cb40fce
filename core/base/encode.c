/* SPDX-License-Identifier: MIT */
/* Text inside addresses and forms, and bytes as hexadecimal digits. */
#include "config.h"

#include <string.h>

#include "core/base/text.h"

/* Which encoding leaves a byte alone. */
enum { PERCENT = 1, FORM = 2 };
#define BOTH (PERCENT | FORM)

static const unsigned char left_alone[256] = {
	['0'] = BOTH,
	['1'] = BOTH,
	['2'] = BOTH,
	['3'] = BOTH,
	['4'] = BOTH,
	['5'] = BOTH,
	['6'] = BOTH,
	['7'] = BOTH,
	['8'] = BOTH,
	['9'] = BOTH,
	['A'] = BOTH,
	['B'] = BOTH,
	['C'] = BOTH,
	['D'] = BOTH,
	['E'] = BOTH,
	['F'] = BOTH,
	['G'] = BOTH,
	['H'] = BOTH,
	['I'] = BOTH,
	['J'] = BOTH,
	['K'] = BOTH,
	['L'] = BOTH,
	['M'] = BOTH,
	['N'] = BOTH,
	['O'] = BOTH,
	['P'] = BOTH,
	['Q'] = BOTH,
	['R'] = BOTH,
	['S'] = BOTH,
	['T'] = BOTH,
	['U'] = BOTH,
	['V'] = BOTH,
	['W'] = BOTH,
	['X'] = BOTH,
	['Y'] = BOTH,
	['Z'] = BOTH,
	['a'] = BOTH,
	['b'] = BOTH,
	['c'] = BOTH,
	['d'] = BOTH,
	['e'] = BOTH,
	['f'] = BOTH,
	['g'] = BOTH,
	['h'] = BOTH,
	['i'] = BOTH,
	['j'] = BOTH,
	['k'] = BOTH,
	['l'] = BOTH,
	['m'] = BOTH,
	['n'] = BOTH,
	['o'] = BOTH,
	['p'] = BOTH,
	['q'] = BOTH,
	['r'] = BOTH,
	['s'] = BOTH,
	['t'] = BOTH,
	['u'] = BOTH,
	['v'] = BOTH,
	['w'] = BOTH,
	['x'] = BOTH,
	['y'] = BOTH,
	['z'] = BOTH,
	['-'] = BOTH,
	['.'] = BOTH,
	['_'] = BOTH,
	['~'] = PERCENT,
};

static const char upper_digits[] = "0123456789ABCDEF";

/* What stands for a byte that cannot stay; behind it afterwards. */
static char *escape(char *to, unsigned char c, unsigned char kind)
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

/* Into memory that has room for the worst case. */
static char *encode_into(char *to, const char *text, size_t size, unsigned char kind)
{
	const unsigned char *at = (const unsigned char *)text, *end = at + size;

	for (;;) {
		while (at < end && left_alone[*at] & kind)
			*to++ = (char)*at++;
		if (at == end)
			return to;
		to = escape(to, *at++, kind);
	}
}

static void encode(otk_buffer *out, const char *text, size_t size, unsigned char kind)
{
	char one[3], *to;
	size_t at;

	/* Mostly there is that room: then one look at it is enough. */
	if (size < SIZE_MAX / 3 && otk_buffer_has_room(out, 3 * size)) {
		to = encode_into(out->data + out->size, text, size, kind);
		*to = '\0';
		out->size = (size_t)(to - out->data);
		return;
	}
	for (at = 0; at < size; at++) {
		to = encode_into(one, text + at, 1, kind);
		otk_buffer_add(out, one, (size_t)(to - one));
	}
}

void otk_percent_encode(otk_buffer *out, const char *text, size_t size)
{
	encode(out, text, size, PERCENT);
}

void otk_form_encode(otk_buffer *out, const char *text, size_t size)
{
	encode(out, text, size, FORM);
}

int otk_hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = (char)(c | 0x20);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool otk_form_decode(otk_buffer *out, const char *text, size_t size)
{
	size_t at;

	for (at = 0; at < size; at++) {
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

void otk_hex_write(char *to, const void *data, size_t size)
{
	static const char digits[] = "0123456789abcdef";
	const unsigned char *from = data;
	size_t i;

	for (i = 0; i < size; i++) {
		to[2 * i] = digits[from[i] >> 4];
		to[2 * i + 1] = digits[from[i] & 15];
	}
}

void otk_hex_encode(otk_buffer *out, const void *data, size_t size)
{
	char *to = size <= SIZE_MAX / 2 ? otk_buffer_extend(out, 2 * size) : NULL;

	if (to)
		otk_hex_write(to, data, size);
}

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

static void encode(otk_buffer *out, const char *text, size_t size, unsigned char kind)
{
	static const char digits[] = "0123456789ABCDEF";
	size_t at = 0;

	while (at < size) {
		unsigned char c;
		size_t from = at;
		char *place;

		while (at < size && left_alone[(unsigned char)text[at]] & kind)
			at++;
		otk_buffer_add(out, text + from, at - from);
		if (at == size)
			break;
		c = (unsigned char)text[at++];
		if (c == ' ' && kind == FORM) {
			otk_buffer_add_char(out, '+');
			continue;
		}
		place = otk_buffer_extend(out, 3);
		if (place) {
			place[0] = '%';
			place[1] = digits[c >> 4];
			place[2] = digits[c & 15];
		}
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

void otk_hex_encode(otk_buffer *out, const void *data, size_t size)
{
	static const char digits[] = "0123456789abcdef";
	const unsigned char *from = data;
	char *to = size <= SIZE_MAX / 2 ? otk_buffer_extend(out, 2 * size) : NULL;
	size_t i;

	for (i = 0; to && i < size; i++) {
		*to++ = digits[from[i] >> 4];
		*to++ = digits[from[i] & 15];
	}
}

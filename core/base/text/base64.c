/* SPDX-License-Identifier: MIT */
/* base64url and base64: encoding, also in place, and decoding. */
#include "config.h"

#include "core/base/text/base64.h"

#include <string.h>

#include "core/base/attributes.h"
#include "core/base/bytes.h"

static const char url_alphabet[] =
	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
static const char standard_alphabet[] =
	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/* Added to the values of '+' and '/', which only the standard alphabet has. */
#define STANDARD 64

/* Value of a digit of either alphabet, plus one; 0: not a digit. */
static const unsigned char values[256] = {['A'] = 1,
	2,
	3,
	4,
	5,
	6,
	7,
	8,
	9,
	10,
	11,
	12,
	13,
	14,
	15,
	16,
	17,
	18,
	19,
	20,
	21,
	22,
	23,
	24,
	25,
	26,
	['a'] = 27,
	28,
	29,
	30,
	31,
	32,
	33,
	34,
	35,
	36,
	37,
	38,
	39,
	40,
	41,
	42,
	43,
	44,
	45,
	46,
	47,
	48,
	49,
	50,
	51,
	52,
	['0'] = 53,
	54,
	55,
	56,
	57,
	58,
	59,
	60,
	61,
	62,
	['-'] = 63,
	['+'] = 63 + STANDARD,
	['_'] = 64,
	['/'] = 64 + STANDARD};

/* Without the table, which a library that only encodes does not have. */
OTK_COLD int otk_base64_value(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	if (c == '+' || c == '-')
		return 62;
	return c == '/' || c == '_' ? 63 : -1;
}

OTK_COLD bool otk_is_base64(char c)
{
	return c == '=' || otk_base64_value(c) >= 0;
}

size_t otk_base64_size(size_t size, bool padded)
{
	return padded ? (size + 2) / 3 * 4 : size / 3 * 4 + (size % 3 ? size % 3 + 1 : 0);
}

/* From the end to the beginning, so that `to` may be the same memory as `from`. */
OTK_ALIGNED static void encode_alphabet(
	char *to, const unsigned char *from, size_t size, const char *alphabet, bool pad)
{
	const size_t rest = size % 3;
	size_t left = size - rest;

	to += size / 3 * 4;
	if (rest) {
		uint32_t bits = (uint32_t)from[left] << 16 |
				(rest == 2 ? (uint32_t)from[left + 1] << 8 : 0);

		to[0] = alphabet[bits >> 18];
		to[1] = alphabet[bits >> 12 & 63];
		if (rest == 2)
			to[2] = alphabet[bits >> 6 & 63];
		else if (pad)
			to[2] = '=';
		if (pad)
			to[3] = '=';
	}
	/* Until eight bytes can be loaded for each six. */
	while (left % 6 || (left && left + 2 > size)) {
		uint32_t bits;

		left -= 3;
		to -= 4;
		bits = (uint32_t)from[left] << 16 | (uint32_t)from[left + 1] << 8 | from[left + 2];
		to[0] = alphabet[bits >> 18];
		to[1] = alphabet[bits >> 12 & 63];
		to[2] = alphabet[bits >> 6 & 63];
		to[3] = alphabet[bits & 63];
	}
	/* Eight digits from one load, of which the last two bytes belong to the next digits. */
	for (from += left; left; left -= 6) {
		uint64_t bits;

		from -= 6;
		to -= 8;
		bits = otk_bytes_load_big(from);
		to[0] = alphabet[bits >> 58];
		to[1] = alphabet[bits >> 52 & 63];
		to[2] = alphabet[bits >> 46 & 63];
		to[3] = alphabet[bits >> 40 & 63];
		to[4] = alphabet[bits >> 34 & 63];
		to[5] = alphabet[bits >> 28 & 63];
		to[6] = alphabet[bits >> 22 & 63];
		to[7] = alphabet[bits >> 16 & 63];
	}
}

/* The loop above is what takes time when a token is made. */
#include "core/base/cold.h"

void otk_base64url_encode(otk_buffer *out, const void *data, size_t size)
{
	char *to = otk_buffer_extend(out, otk_base64_size(size, false));

	if (to)
		encode_alphabet(to, data, size, url_alphabet, false);
}

void otk_base64_encode(otk_buffer *out, const void *data, size_t size)
{
	char *to = otk_buffer_extend(out, otk_base64_size(size, true));

	if (to)
		encode_alphabet(to, data, size, standard_alphabet, true);
}

/* Replaces the end of the buffer with its encoding, without a second buffer. */
static void encode_end(otk_buffer *out, size_t from, const char *alphabet, bool pad)
{
	size_t raw = out->size - from;
	char *to;

	if (!otk_buffer_extend(out, otk_base64_size(raw, pad) - raw))
		return;
	to = out->data + from;
	encode_alphabet(to, (const unsigned char *)to, raw, alphabet, pad);
}

void otk_base64url_encode_end(otk_buffer *out, size_t from)
{
	encode_end(out, from, url_alphabet, false);
}

void otk_base64_encode_end(otk_buffer *out, size_t from)
{
	encode_end(out, from, standard_alphabet, true);
}

/*
 * Decodes whole and partial groups without padding. false: a character is not a digit (or is '+' or
 * '/' unless `standard_too`), or bits are left over.
 */
static bool decode_alphabet(unsigned char *to, const char *from, size_t size, bool standard_too)
{
	const unsigned char *digits = (const unsigned char *)from;
	const uint32_t most = standard_too ? 63 + STANDARD : 63;
	uint32_t a, b, c, d, bits;

	for (; size >= 4; size -= 4, digits += 4, to += 3) {
		/* A character that is not a digit becomes UINT32_MAX. */
		a = values[digits[0]] - 1u;
		b = values[digits[1]] - 1u;
		c = values[digits[2]] - 1u;
		d = values[digits[3]] - 1u;
		if ((a | b | c | d) > most)
			return false;
		bits = (a & 63) << 18 | (b & 63) << 12 | (c & 63) << 6 | (d & 63);
		to[0] = (unsigned char)(bits >> 16);
		to[1] = (unsigned char)(bits >> 8);
		to[2] = (unsigned char)bits;
	}
	if (!size)
		return true;
	a = values[digits[0]] - 1u;
	b = size > 1 ? values[digits[1]] - 1u : UINT32_MAX;
	c = size > 2 ? values[digits[2]] - 1u : 0;
	if ((a | b | c) > most)
		return false;
	bits = (a & 63) << 18 | (b & 63) << 12 | (c & 63) << 6;
	to[0] = (unsigned char)(bits >> 16);
	if (size > 2)
		to[1] = (unsigned char)(bits >> 8);
	/* Bits left over must be zero: two texts must not mean the same bytes. */
	return !(bits & (size > 2 ? 0xff : 0xffff));
}

static bool decode_into(otk_buffer *out, const char *text, size_t size, bool standard_too)
{
	size_t bytes = size / 4 * 3 + (size % 4 ? size % 4 - 1 : 0);
	char *to;

	if (size % 4 == 1)
		return false;
	to = otk_buffer_extend(out, bytes);
	if (!to)
		return false;
	return decode_alphabet((unsigned char *)to, text, size, standard_too);
}

bool otk_base64_decode(otk_buffer *out, const char *text, size_t size)
{
	if (size >= 4 && size % 4 == 0 && text[size - 1] == '=')
		size -= text[size - 2] == '=' ? 2 : 1;
	return decode_into(out, text, size, true);
}

bool otk_base64url_decode(otk_buffer *out, const char *text, size_t size)
{
	return decode_into(out, text, size, false);
}

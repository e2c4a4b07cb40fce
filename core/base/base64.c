/* SPDX-License-Identifier: MIT */
/* base64 and base64url. */
#include "config.h"

#include <string.h>

#include "core/base/text.h"

static const char url_alphabet[] =
	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
static const char standard_alphabet[] =
	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

#define STANDARD 64 /* what the digits have more that only the standard alphabet has */

/* The value of a digit of either alphabet, plus one; 0: no digit. */
static const unsigned char values[256] = {
	['A'] = 1,
	['B'] = 2,
	['C'] = 3,
	['D'] = 4,
	['E'] = 5,
	['F'] = 6,
	['G'] = 7,
	['H'] = 8,
	['I'] = 9,
	['J'] = 10,
	['K'] = 11,
	['L'] = 12,
	['M'] = 13,
	['N'] = 14,
	['O'] = 15,
	['P'] = 16,
	['Q'] = 17,
	['R'] = 18,
	['S'] = 19,
	['T'] = 20,
	['U'] = 21,
	['V'] = 22,
	['W'] = 23,
	['X'] = 24,
	['Y'] = 25,
	['Z'] = 26,
	['a'] = 27,
	['b'] = 28,
	['c'] = 29,
	['d'] = 30,
	['e'] = 31,
	['f'] = 32,
	['g'] = 33,
	['h'] = 34,
	['i'] = 35,
	['j'] = 36,
	['k'] = 37,
	['l'] = 38,
	['m'] = 39,
	['n'] = 40,
	['o'] = 41,
	['p'] = 42,
	['q'] = 43,
	['r'] = 44,
	['s'] = 45,
	['t'] = 46,
	['u'] = 47,
	['v'] = 48,
	['w'] = 49,
	['x'] = 50,
	['y'] = 51,
	['z'] = 52,
	['0'] = 53,
	['1'] = 54,
	['2'] = 55,
	['3'] = 56,
	['4'] = 57,
	['5'] = 58,
	['6'] = 59,
	['7'] = 60,
	['8'] = 61,
	['9'] = 62,
	['-'] = 63,
	['+'] = 63 + STANDARD,
	['_'] = 64,
	['/'] = 64 + STANDARD,
};

size_t otk_base64_size(size_t size, bool padded)
{
	return padded ? (size + 2) / 3 * 4 : size / 3 * 4 + (size % 3 ? size % 3 + 1 : 0);
}

#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ && defined(__GNUC__)
/*
 * Twelve bytes to sixteen digits at once, in the compiler's own vectors: base64 is most of what a
 * token costs beside its signature.
 */
typedef uint64_t lanes64 __attribute__((vector_size(16)));
typedef uint32_t lanes32 __attribute__((vector_size(16)));
typedef uint16_t lanes16 __attribute__((vector_size(16)));
typedef signed char bytes16 __attribute__((vector_size(16)));

#	define STEP_BYTES  12
#	define STEP_DIGITS 16

static inline uint64_t six_bytes(const unsigned char *from)
{
	uint64_t word;

	memcpy(&word, from, sizeof(word));
	return __builtin_bswap64(word) >> 16;
}

/* The digits of 0 to 63 by range; what each range adds to the one before it. */
static inline bytes16 to_digits(bytes16 value, signed char at_62, signed char at_63)
{
	return value + 'A' + ((value > 25) & ('a' - 'Z' - 1)) - ((value > 51) & ('z' - '0' + 1)) +
	       ((value > 61) & at_62) + ((value > 62) & at_63);
}

/* Reads 14 bytes. Each line halves the groups of bits: 48 to 24, to 12, to 6, first ones lowest. */
static inline void encode_step(
	char *to, const unsigned char *from, signed char at_62, signed char at_63)
{
	lanes64 x = {six_bytes(from), six_bytes(from + 6)};
	lanes32 y = (lanes32)(x >> 24 | (x & 0xffffff) << 32);
	lanes16 z = (lanes16)(y >> 12 | (y & 0xfff) << 16);
	bytes16 digits = to_digits((bytes16)(z >> 6 | (z & 0x3f) << 8), at_62, at_63);

	memcpy(to, &digits, sizeof(digits));
}
#	define READ_MIN 14 /* bytes that a step looks at */
#endif

/*
 * Reads ahead of what it writes as long as `to` lies in front of `from` by at least as much as the
 * text grows: otk_base64*_encode_end() builds on that.
 */
static char *encode(
	char *to, const unsigned char *from, size_t size, const char *alphabet, bool pad)
{
#ifdef READ_MIN
	/* 62 and 63 as they would be if digits went on behind '9'. */
	const signed char at_62 = (signed char)(alphabet[62] - ('9' + 1));
	const signed char at_63 = (signed char)(alphabet[63] - 1 - alphabet[62]);

	for (; size >= READ_MIN; size -= STEP_BYTES, from += STEP_BYTES, to += STEP_DIGITS)
		encode_step(to, from, at_62, at_63);
#endif
	for (; size >= 3; size -= 3, from += 3, to += 4) {
		uint32_t bits = (uint32_t)from[0] << 16 | (uint32_t)from[1] << 8 | from[2];

		to[0] = alphabet[bits >> 18];
		to[1] = alphabet[bits >> 12 & 63];
		to[2] = alphabet[bits >> 6 & 63];
		to[3] = alphabet[bits & 63];
	}
	if (size) {
		uint32_t bits = (uint32_t)from[0] << 16 | (size == 2 ? (uint32_t)from[1] << 8 : 0);

		*to++ = alphabet[bits >> 18];
		*to++ = alphabet[bits >> 12 & 63];
		if (size == 2)
			*to++ = alphabet[bits >> 6 & 63];
		for (; pad && size < 3; size++)
			*to++ = '=';
	}
	return to;
}

void otk_base64url_encode(otk_buffer *out, const void *data, size_t size)
{
	char *to = otk_buffer_extend(out, otk_base64_size(size, false));

	if (to)
		encode(to, data, size, url_alphabet, false);
}

void otk_base64_encode(otk_buffer *out, const void *data, size_t size)
{
	char *to = otk_buffer_extend(out, otk_base64_size(size, true));

	if (to)
		encode(to, data, size, standard_alphabet, true);
}

/* The end of the text becomes its own encoding, without a second buffer. */
static void encode_end(otk_buffer *out, size_t from, const char *alphabet, bool pad)
{
	size_t raw = out->size - from;
	size_t encoded = otk_base64_size(raw, pad);
	char *to;

	if (!otk_buffer_extend(out, encoded - raw))
		return;
	to = out->data + from;
	memmove(to + (encoded - raw), to, raw);
	encode(to, (const unsigned char *)to + (encoded - raw), raw, alphabet, pad);
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
 * Whole and partial groups without padding; false when a character is none, or is one of the
 * standard alphabet alone where that may not be, or when bits are left over.
 */
static bool decode(unsigned char *to, const char *from, size_t size, bool standard_too)
{
	const unsigned char *digits = (const unsigned char *)from;
	const uint32_t most = standard_too ? 63 + STANDARD : 63;
	uint32_t a, b, c, d, bits;

	for (; size >= 4; size -= 4, digits += 4, to += 3) {
		/* What is none becomes larger than any. */
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
	/* Two texts must not mean the same bytes. */
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
	return decode((unsigned char *)to, text, size, standard_too);
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

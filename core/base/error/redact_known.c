/* SPDX-License-Identifier: MIT */
/* Hiding a secret that is known, wherever and however a text repeats it. */
#include "config.h"

#include "core/base/error/redact_known.h"

#include <otk/types.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "core/base/text/base64.h"
#include "core/base/text/encode.h"

#include "core/base/cold.h"

#define MARK "***"
/* Bytes of a secret that distinguish it from other text, if only its beginning is left. */
#define BEGINNING_MIN 6
/* Digits of base64 that do. */
#define DIGITS_MIN 8

/* ---- text */

static const struct {
	char entity[8];
	char meant;
} entities[] = {
	{"&amp;", '&'},
	{"&lt;", '<'},
	{"&gt;", '>'},
	{"&quot;", '"'},
	{"&apos;", '\''},
	{"&#39;", '\''},
	{"&#34;", '"'},
	{"&#x27;", '\''},
};

static size_t match_entity(const char *at, char c)
{
	for (size_t i = 0; i < OTK_COUNT_OF(entities); i++)
		if (entities[i].meant == c &&
			strncmp(at, entities[i].entity, strlen(entities[i].entity)) == 0)
			return strlen(entities[i].entity);
	return 0;
}

/* Two hexadecimal digits of this value at `at`. */
static bool is_hex_of(const char *at, unsigned char value)
{
	return otk_hex_digit(at[0]) == value >> 4 && otk_hex_digit(at[1]) == (value & 15);
}

/* Size of an escape of the byte c at `at`; 0: none. */
static size_t match_escape(const char *at, char c)
{
	static const char letters[] = "bfnrt", meant[] = "\b\f\n\r\t";
	const char *letter;

	if (at[0] == '%')
		return is_hex_of(at + 1, (unsigned char)c) ? 3 : 0;
	if (at[0] == '+')
		return c == ' ';
	if (at[0] == '&')
		return match_entity(at, c);
	if (at[0] != '\\')
		return 0;
	if (at[1] == 'u')
		return strncmp(at + 2, "00", 2) == 0 && is_hex_of(at + 4, (unsigned char)c) ? 6 : 0;
	letter = at[1] ? strchr(letters, at[1]) : NULL;
	if (letter)
		return meant[letter - letters] == c ? 2 : 0;
	return at[1] == c && strchr("\"\\/'", c) ? 2 : 0;
}

/*
 * Size of the secret at `at`, escaped or not; 0: it is not there. Also if the text ends after its
 * first BEGINNING_MIN bytes.
 */
static size_t match_text(const char *at, const char *secret)
{
	const char *begin = at;
	const char *from = secret;

	for (; *secret; secret++) {
		const size_t size = *at ? match_escape(at, *secret) : 0;

		if (!size && *at != *secret)
			break;
		at += size ? size : 1;
	}
	if (!*secret || (!*at && secret - from >= BEGINNING_MIN))
		return (size_t)(at - begin);
	return 0;
}

/* The same for text without escapes: a secret that itself looks escaped. */
static size_t match_plain(const char *at, const char *secret)
{
	const size_t size = strlen(secret);

	return strncmp(at, secret, size) == 0 ? size : 0;
}

/* ---- base64 */

/* The six bits of the secret that begin at bit `bit`. */
static int six_bits(const char *secret, size_t bit)
{
	const unsigned char *bytes = (const unsigned char *)secret + bit / 8;
	const unsigned pair = (unsigned)bytes[0] << 8 | bytes[1];

	return (int)(pair >> (10 - bit % 8) & 63);
}

/* Digits at `at` that encode the secret from bit `bit` on; 0: not all of it, or too few. */
static size_t match_base64(const char *at, const char *secret, size_t size, size_t bit)
{
	size_t digits = 0;

	for (; bit + 6 <= 8 * size; bit += 6, digits++)
		if (otk_base64_value(at[digits]) != six_bits(secret, bit))
			return !at[digits] && digits >= 2 * DIGITS_MIN ? digits : 0;
	return digits >= DIGITS_MIN ? digits : 0;
}

/* The base64 of a longer text begins at any of three places within a group. */
static size_t match_encoded(const char *at, const char *secret)
{
	static const size_t bits[] = {0, 4, 2};
	const size_t size = strlen(secret);

	for (size_t i = 0; i < OTK_COUNT_OF(bits); i++) {
		const size_t digits = match_base64(at, secret, size, bits[i]);

		if (digits)
			return digits;
	}
	return 0;
}

/* ---- replacement */

/* Finds the part to hide at `at`: *begin and its size; all of an encoded text with the secret. */
static size_t find_here(const char *text, const char *at, const char *secret, const char **begin)
{
	size_t size = match_plain(at, secret);

	*begin = at;
	if (!size)
		size = match_text(at, secret);
	if (size)
		return size;
	size = match_encoded(at, secret);
	if (!size)
		return 0;
	while (*begin > text && otk_is_base64((*begin)[-1]))
		(*begin)--;
	while (otk_is_base64(at[size]))
		size++;
	return size + (size_t)(at - *begin);
}

void otk_redact_known(char *text, const char *secret)
{
	char *at = text;

	if (!secret || strlen(secret) < OTK_KNOWN_SECRET_MIN)
		return;
	while (*at) {
		const char *begin;
		char *to;
		const size_t size = find_here(text, at, secret, &begin);

		if (size < strlen(MARK)) {
			at++;
			continue;
		}
		at = text + (begin - text);
		memcpy(at, MARK, strlen(MARK));
		at += strlen(MARK);
		/* The rest moves up, or stays where it is. */
		begin += size;
		to = at;
		do
			*to++ = *begin;
		while (*begin++);
	}
}

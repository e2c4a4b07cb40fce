/* SPDX-License-Identifier: MIT */
/* Encodings of text: percent and form encoding, base64, hexadecimal, XML. */
#include "config.h"

#include <ctype.h>
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "tools/sandbox/base/json.h"
#include "tools/sandbox/base/text.h"

enum { MAX_PAIRS = 1000 };

static int hex_value(char letter)
{
	if (letter >= '0' && letter <= '9')
		return letter - '0';
	if (letter >= 'a' && letter <= 'f')
		return letter - 'a' + 10;
	if (letter >= 'A' && letter <= 'F')
		return letter - 'A' + 10;
	return -1;
}

/* Returns one byte of encoded text; -1: the escape is broken. */
static int decode_unit(const char *text, size_t length, bool form, size_t *used)
{
	*used = 1;
	if (form && *text == '+')
		return ' ';
	if (*text != '%')
		return (unsigned char)*text;
	if (length < 3 || hex_value(text[1]) < 0 || hex_value(text[2]) < 0)
		return -1;
	*used = 3;
	return hex_value(text[1]) * 16 + hex_value(text[2]);
}

char *sandbox_percent_decode(const char *text, size_t length, bool form)
{
	char *decoded = sandbox_alloc(length + 1);
	size_t out = 0;
	size_t used;

	for (size_t in = 0; in < length; in += used) {
		int unit = decode_unit(text + in, length - in, form, &used);

		if (unit <= 0) {
			free(decoded);
			return NULL;
		}
		decoded[out++] = (char)unit;
	}
	return decoded;
}

char *sandbox_percent_encode(const char *text)
{
	static const char digits[] = "0123456789ABCDEF";
	char *encoded = sandbox_alloc(3 * strlen(text) + 1);
	char *out = encoded;

	for (; *text; text++) {
		const unsigned char byte = (unsigned char)*text;

		if (isalnum(byte) || strchr("-._~", byte)) {
			*out++ = *text;
			continue;
		}
		*out++ = '%';
		*out++ = digits[byte >> 4];
		*out++ = digits[byte & 15];
	}
	*out = '\0';
	return encoded;
}

static bool form_pair(json_object *form, const char *text, size_t length)
{
	const char *equals = memchr(text, '=', length);
	size_t name_length = equals ? (size_t)(equals - text) : length;
	char *name = sandbox_percent_decode(text, name_length, true);
	char *value = equals ? sandbox_percent_decode(equals + 1, length - name_length - 1, true)
			     : sandbox_copy("");
	bool good = name && value;

	if (good)
		sandbox_json_set(form, name, sandbox_new_string(value));
	free(name);
	free(value);
	return good;
}

json_object *sandbox_form_decode(const char *text, size_t length)
{
	json_object *form = sandbox_new_object();
	size_t pairs = 0;

	while (length) {
		const char *end = memchr(text, '&', length);
		size_t part = end ? (size_t)(end - text) : length;

		if (part && (pairs++ == MAX_PAIRS || !form_pair(form, text, part))) {
			json_object_put(form);
			return NULL;
		}
		text += part + (end ? 1 : 0);
		length -= part + (end ? 1 : 0);
	}
	return form;
}

static int base64_value(char letter)
{
	if (letter >= 'A' && letter <= 'Z')
		return letter - 'A';
	if (letter >= 'a' && letter <= 'z')
		return letter - 'a' + 26;
	if (letter >= '0' && letter <= '9')
		return letter - '0' + 52;
	if (letter == '+' || letter == '-')
		return 62;
	if (letter == '/' || letter == '_')
		return 63;
	return -1;
}

bool sandbox_base64_decode(const char *text, size_t length, sandbox_bytes *bytes)
{
	uint32_t bits = 0;
	unsigned int held = 0;

	while (length && text[length - 1] == '=')
		length--;
	if (length % 4 == 1)
		return false;
	for (size_t i = 0; i < length; i++) {
		int value = base64_value(text[i]);
		char byte;

		if (value < 0)
			return false;
		bits = bits << 6 | (uint32_t)value;
		held += 6;
		if (held < 8)
			continue;
		held -= 8;
		byte = (char)(bits >> held & 0xff);
		sandbox_bytes_add(bytes, &byte, 1);
	}
	sandbox_bytes_add(bytes, "", 0);
	return true;
}

char *sandbox_base64url(const void *data, size_t size)
{
	static const char alphabet[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
	const unsigned char *in = data;
	char *text = sandbox_alloc(size * 4 / 3 + 4);
	char *out = text;
	uint32_t bits = 0;
	unsigned int held = 0;

	for (size_t i = 0; i < size; i++) {
		bits = bits << 8 | in[i];
		for (held += 8; held >= 6; held -= 6)
			*out++ = alphabet[bits >> (held - 6) & 63];
	}
	if (held)
		*out++ = alphabet[bits << (6 - held) & 63];
	*out = '\0';
	return text;
}

char *sandbox_hex(const void *data, size_t size)
{
	static const char digits[] = "0123456789abcdef";
	const unsigned char *in = data;
	char *text = sandbox_alloc(size * 2 + 1);

	for (size_t i = 0; i < size; i++) {
		text[2 * i] = digits[in[i] >> 4];
		text[2 * i + 1] = digits[in[i] & 15];
	}
	return text;
}

void sandbox_xml_text(sandbox_bytes *bytes, const char *text)
{
	for (; *text; text++) {
		if (*text == '<')
			sandbox_bytes_add_text(bytes, "&lt;");
		else if (*text == '>')
			sandbox_bytes_add_text(bytes, "&gt;");
		else if (*text == '&')
			sandbox_bytes_add_text(bytes, "&amp;");
		else if (*text == '"')
			sandbox_bytes_add_text(bytes, "&quot;");
		else
			sandbox_bytes_add(bytes, text, 1);
	}
}

size_t sandbox_characters(const char *text)
{
	size_t count = 0;

	for (; *text; text++)
		count += ((unsigned char)*text & 0xc0) != 0x80; /* all but continuation bytes */
	return count;
}

bool sandbox_number(const char *text, int64_t *number)
{
	char *end = NULL;
	long long value;

	if (!isdigit((unsigned char)text[*text == '-' || *text == '+']))
		return false;
	errno = 0;
	value = strtoll(text, &end, 10);
	if (errno || *end)
		return false;
	*number = value;
	return true;
}

bool sandbox_media_type_is(const char *header, const char *name)
{
	size_t length = strlen(name);

	if (!header)
		return false;
	header += strspn(header, " \t");
	return strncasecmp(header, name, length) == 0 && strchr("; \t,", header[length]);
}

char *sandbox_lower(const char *text)
{
	char *lower = sandbox_copy(text);

	for (char *at = lower; *at; at++)
		*at = (char)tolower((unsigned char)*at);
	return lower;
}

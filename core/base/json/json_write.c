/* SPDX-License-Identifier: MIT */
/* Writing JSON text into a buffer. */
#include "config.h"

#include "core/base/json/json_write.h"

#include <string.h>

#include "core/base/bytes.h"
#include "core/base/text/encode.h"

/*
 * How a byte is written: 0: as it is; 'u': as \u00XX; else as a backslash and this character;
 * '\xe2' may begin U+2028 or U+2029.
 */
static char escape_of(char c)
{
	static const char controls[] = "uuuuuuuubtnufruuuuuuuuuuuuuuuuuu";

	if ((unsigned char)c < ' ')
		return controls[(unsigned char)c];
	if (c == '"' || c == '\\' || c == '\xe2')
		return c;
	return c == 0x7f ? 'u' : 0;
}

#define UNIT       sizeof(uint64_t) /* bytes that are tested together */
#define ESCAPE_MAX 6                /* bytes that one of them may become */

/* Whether none of these eight bytes may need an escape. */
static bool is_plain(const char *text)
{
	const uint64_t word = otk_bytes_load(text);

	return !((otk_bytes_not_ascii(word) | otk_bytes_below(word, ' ') |
			 otk_bytes_equal(word, '"') | otk_bytes_equal(word, '\\') |
			 otk_bytes_equal(word, '\x7f')) &
		 OTK_BYTES_HIGH);
}

/* As write_character(), for a byte of which escape_of() is not 0. */
static char *write_escaped(char *to, const char **text, const char *end)
{
	const char *at = *text;
	const char escape = escape_of(*at);

	*text = at + 1;
	if (escape == '\xe2') {
		/* U+2028 and U+2029 end a line in JavaScript. */
		if (end - at < 3 || at[1] != '\x80' || (at[2] != '\xa8' && at[2] != '\xa9')) {
			*to = *at;
			return to + 1;
		}
		*text = at + 3;
		memcpy(to, at[2] == '\xa8' ? "\\u2028" : "\\u2029", ESCAPE_MAX);
		return to + ESCAPE_MAX;
	}
	to[0] = '\\';
	to[1] = escape;
	if (escape != 'u')
		return to + 2;
	to[2] = to[3] = '0';
	otk_hex_write(to + 4, at, 1);
	return to + ESCAPE_MAX;
}

/* Writes the character at *text and moves *text past it. Returns the end of what was written. */
static inline char *write_character(char *to, const char **text, const char *end)
{
	if (escape_of(**text))
		return write_escaped(to, text, end);
	*to = *(*text)++;
	return to + 1;
}

/* Writes a unit, or what is left, into memory that holds UNIT * ESCAPE_MAX bytes. */
static char *write_unit(char *to, const char **text, const char *end)
{
	const char *stop = (size_t)(end - *text) < UNIT ? end : *text + UNIT;

	if ((size_t)(stop - *text) == UNIT && is_plain(*text)) {
		memcpy(to, *text, UNIT);
		*text = stop;
		return to + UNIT;
	}
	while (*text < stop)
		to = write_character(to, text, end);
	return to;
}

/* Reserves the most bytes that a unit may become; false if the maximum does not allow that. */
static inline bool unit_fits(otk_buffer *out)
{
	const size_t most = UNIT * ESCAPE_MAX;

	return otk_buffer_has_capacity(out, most) ||
	       (most <= out->max - out->size && otk_buffer_reserve(out, most));
}

void otk_json_escape(otk_buffer *out, const char *text, size_t size)
{
	const char *end = text + size;
	char one[ESCAPE_MAX], *to;

	while (text < end) {
		if (unit_fits(out)) {
			to = write_unit(out->data + out->size, &text, end);
			*to = '\0';
			out->size = (size_t)(to - out->data);
		} else {
			to = write_character(one, &text, end);
			otk_buffer_add(out, one, (size_t)(to - one));
		}
	}
}

/* The function above is used for each token. */
#include "core/base/cold.h"

void otk_json_writer_init(otk_json_writer *writer, otk_buffer *out)
{
	*writer = (otk_json_writer){.out = out};
}

/* Writes the comma before a member or item that is not the first. */
static void separate_values(otk_json_writer *writer)
{
	uint32_t bit = UINT32_C(1) << writer->depth;

	if (writer->comma & bit)
		otk_buffer_add_char(writer->out, ',');
	writer->comma |= bit;
}

void otk_json_open(otk_json_writer *writer, char bracket)
{
	separate_values(writer);
	if (writer->depth >= OTK_JSON_WRITE_DEPTH) {
		writer->out->status = OTK_E_TOO_LARGE;
		return;
	}
	writer->depth++;
	writer->comma &= ~(UINT32_C(1) << writer->depth);
	otk_buffer_add_char(writer->out, bracket);
}

void otk_json_close(otk_json_writer *writer, char bracket)
{
	if (writer->depth)
		writer->depth--;
	otk_buffer_add_char(writer->out, bracket);
}

static void write_string(otk_buffer *out, const char *text, size_t size)
{
	otk_buffer_add_char(out, '"');
	otk_json_escape(out, text, size);
	otk_buffer_add_char(out, '"');
}

void otk_json_key(otk_json_writer *writer, const char *key)
{
	separate_values(writer);
	write_string(writer->out, key, strlen(key));
	otk_buffer_add_char(writer->out, ':');
	/* The value that follows takes no comma. */
	writer->comma &= ~(UINT32_C(1) << writer->depth);
}

void otk_json_string(otk_json_writer *writer, const char *text, size_t size)
{
	separate_values(writer);
	write_string(writer->out, text, size);
}

void otk_json_text(otk_json_writer *writer, const char *text)
{
	otk_json_string(writer, text, strlen(text));
}

void otk_json_int(otk_json_writer *writer, int64_t number)
{
	separate_values(writer);
	otk_buffer_add_int(writer->out, number);
}

void otk_json_bool(otk_json_writer *writer, bool value)
{
	separate_values(writer);
	otk_buffer_add_text(writer->out, value ? "true" : "false");
}

void otk_json_null(otk_json_writer *writer)
{
	separate_values(writer);
	otk_buffer_add(writer->out, "null", 4);
}

void otk_json_raw(otk_json_writer *writer, const char *json, size_t size)
{
	separate_values(writer);
	otk_buffer_add(writer->out, json, size);
}

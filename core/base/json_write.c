/* SPDX-License-Identifier: MIT */
/* JSON text into a buffer. */
#include "config.h"

#include "core/base/json_write.h"

#include <string.h>

void otk_json_writer_init(otk_json_writer *writer, otk_buffer *out)
{
	*writer = (otk_json_writer){.out = out};
}

/* The comma in front of a member or item that is not the first. */
static void separate(otk_json_writer *writer)
{
	uint32_t bit = UINT32_C(1) << writer->depth;

	if (writer->comma & bit)
		otk_buffer_add_char(writer->out, ',');
	writer->comma |= bit;
}

void otk_json_open(otk_json_writer *writer, char bracket)
{
	separate(writer);
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

/* How a byte is written: 0 as it is, 'u' as \u00XX, else behind a backslash; '\xe2' may begin
 * U+2028. */
static const char escapes[256] = {
	'u',
	'u',
	'u',
	'u',
	'u',
	'u',
	'u',
	'u',
	'b',
	't',
	'n',
	'u',
	'f',
	'r',
	'u',
	'u', /* 0x00 */
	'u',
	'u',
	'u',
	'u',
	'u',
	'u',
	'u',
	'u',
	'u',
	'u',
	'u',
	'u',
	'u',
	'u',
	'u',
	'u', /* 0x10 */
	['"'] = '"',
	['\\'] = '\\',
	[0x7f] = 'u',
	[0xe2] = '\xe2',
};

/* Writes what stands for the byte at text[0]; returns how many bytes of the text that was. */
static size_t write_escaped(otk_buffer *out, const char *text, size_t size)
{
	static const char digits[] = "0123456789abcdef";
	unsigned char c = (unsigned char)text[0];
	char escape = escapes[c];

	if (escape == '\xe2') {
		/* U+2028 and U+2029 end a line in JavaScript. */
		if (size >= 3 && text[1] == '\x80' && (text[2] == '\xa8' || text[2] == '\xa9')) {
			otk_buffer_add_text(out, text[2] == '\xa8' ? "\\u2028" : "\\u2029");
			return 3;
		}
		otk_buffer_add_char(out, text[0]);
		return 1;
	}
	otk_buffer_add_char(out, '\\');
	otk_buffer_add_char(out, escape);
	if (escape == 'u') {
		otk_buffer_add(out, "00", 2);
		otk_buffer_add_char(out, digits[c >> 4]);
		otk_buffer_add_char(out, digits[c & 15]);
	}
	return 1;
}

/* Bytes from `at` on that are written as they are, eight at a time while nothing is in doubt. */
static size_t skip_plain(const char *text, size_t at, size_t size)
{
	const uint64_t ones = UINT64_C(0x0101010101010101);
	uint64_t word, quote, backslash, del;

	for (; size - at >= sizeof(word); at += sizeof(word)) {
		memcpy(&word, text + at, sizeof(word));
		quote = word ^ ones * '"';
		backslash = word ^ ones * '\\';
		del = word ^ ones * 0x7f;
		if ((word | (word - ones * ' ') | (quote - ones) | (backslash - ones) |
			    (del - ones)) &
			ones * 0x80)
			break;
	}
	while (at < size && !escapes[(unsigned char)text[at]])
		at++;
	return at;
}

static void write_piece(otk_buffer *out, const char *text, size_t size)
{
	size_t at = 0;

	while (at < size) {
		size_t from = at;

		at = skip_plain(text, at, size);
		otk_buffer_add(out, text + from, at - from);
		if (at < size)
			at += write_escaped(out, text + at, size - at);
	}
}

static void write_string(otk_buffer *out, const char *text, size_t size)
{
	otk_buffer_add_char(out, '"');
	write_piece(out, text, size);
	otk_buffer_add_char(out, '"');
}

void otk_json_key(otk_json_writer *writer, const char *key)
{
	separate(writer);
	write_string(writer->out, key, strlen(key));
	otk_buffer_add_char(writer->out, ':');
	/* The value that follows takes no comma. */
	writer->comma &= ~(UINT32_C(1) << writer->depth);
}

void otk_json_ready_key(otk_json_writer *writer, const char *key, size_t size)
{
	separate(writer);
	otk_buffer_add(writer->out, key, size);
	writer->comma &= ~(UINT32_C(1) << writer->depth);
}

void otk_json_string(otk_json_writer *writer, const char *text, size_t size)
{
	separate(writer);
	write_string(writer->out, text, size);
}

void otk_json_begin_string(otk_json_writer *writer)
{
	separate(writer);
	otk_buffer_add_char(writer->out, '"');
}

void otk_json_add_string(otk_json_writer *writer, const char *text, size_t size)
{
	write_piece(writer->out, text, size);
}

void otk_json_end_string(otk_json_writer *writer)
{
	otk_buffer_add_char(writer->out, '"');
}

void otk_json_text(otk_json_writer *writer, const char *text)
{
	otk_json_string(writer, text, strlen(text));
}

void otk_json_int(otk_json_writer *writer, int64_t number)
{
	separate(writer);
	otk_buffer_add_int(writer->out, number);
}

void otk_json_bool(otk_json_writer *writer, bool value)
{
	separate(writer);
	otk_buffer_add_text(writer->out, value ? "true" : "false");
}

void otk_json_null(otk_json_writer *writer)
{
	separate(writer);
	otk_buffer_add(writer->out, "null", 4);
}

void otk_json_raw(otk_json_writer *writer, const char *json, size_t size)
{
	separate(writer);
	otk_buffer_add(writer->out, json, size);
}

/* SPDX-License-Identifier: MIT */
/* Writing JSON text into a buffer; the writer adds the commas. */
#ifndef OTK_BASE_JSON_WRITE_H
#define OTK_BASE_JSON_WRITE_H

#include "core/base/buffer.h"

#define OTK_JSON_WRITE_DEPTH 16

typedef struct otk_json_writer {
	otk_buffer *out;
	uint32_t depth;
	uint32_t comma; /* bit n: level n has a member or item */
} otk_json_writer;

void otk_json_writer_init(otk_json_writer *writer, otk_buffer *out);
void otk_json_open(otk_json_writer *writer, char bracket);  /* '{' or '[' */
void otk_json_close(otk_json_writer *writer, char bracket); /* '}' or ']' */
void otk_json_key(otk_json_writer *writer, const char *key);
/* Escapes quotes, backslashes, control characters, U+2028 and U+2029; other UTF-8 is copied. */
void otk_json_string(otk_json_writer *writer, const char *text, size_t size);
void otk_json_text(otk_json_writer *writer, const char *text); /* NUL-terminated */
void otk_json_int(otk_json_writer *writer, int64_t number);
void otk_json_bool(otk_json_writer *writer, bool value);
void otk_json_null(otk_json_writer *writer);
/* Copies JSON text as it is. */
void otk_json_raw(otk_json_writer *writer, const char *json, size_t size);
/* Writes what is between the quotes of a string. */
void otk_json_escape(otk_buffer *out, const char *text, size_t size);

#endif

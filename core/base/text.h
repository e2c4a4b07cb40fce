/* SPDX-License-Identifier: MIT */
/* Encodings and small questions about text that the standard library has no answer to. */
#ifndef OTK_BASE_TEXT_H
#define OTK_BASE_TEXT_H

#include "core/base/buffer.h"

/* base64url without padding, and the standard alphabet with padding (T1 tokens). */
void otk_base64url_encode(otk_buffer *out, const void *data, size_t size);
void otk_base64_encode(otk_buffer *out, const void *data, size_t size);
size_t otk_base64_size(size_t size, bool padded);
/* What the buffer holds from `from` on becomes its own encoding, in place. */
void otk_base64url_encode_end(otk_buffer *out, size_t from);
void otk_base64_encode_end(otk_buffer *out, size_t from);
/* Takes both alphabets, padding optional. false: not base64. out is appended to. */
bool otk_base64_decode(otk_buffer *out, const char *text, size_t size);
/* Only what RFC 7515 allows: the url alphabet, no padding. */
bool otk_base64url_decode(otk_buffer *out, const char *text, size_t size);

/* One path segment or query value: all but A-Z a-z 0-9 - . _ ~ as %XX. */
void otk_percent_encode(otk_buffer *out, const char *text, size_t size);
/* application/x-www-form-urlencoded as in wire contract 6.2: space is '+', "-_." stay. */
void otk_form_encode(otk_buffer *out, const char *text, size_t size);
bool otk_form_decode(otk_buffer *out, const char *text, size_t size);

void otk_hex_encode(otk_buffer *out, const void *data, size_t size); /* lower case */
void otk_hex_write(char *to, const void *data, size_t size); /* 2 * size of them, without a NUL */
int otk_hex_digit(char c);                                   /* its value, -1 when it is none */

/* Code points of UTF-8; -1 when it is not well-formed (overlong and surrogates count as that). */
int64_t otk_utf8_length(const char *text, size_t size);
/* The largest n <= max such that text[0..n) ends at a whole character. */
size_t otk_utf8_cut(const char *text, size_t size, size_t max);

/* Is word one of the list "a|b|c"? */
bool otk_word_in(const char *list, const char *word, size_t size);
/* Walk "a|b|c": *list is moved on; false at the end. */
bool otk_word_next(const char **list, const char **word, size_t *size);
/* All of it a decimal number that fits. */
bool otk_parse_int(const char *text, size_t size, int64_t *number);
bool otk_is_uuid(const char *text);
bool otk_is_ipv4(const char *text);
/* Fit for one segment of a path: not empty, no '/', '?', '#', '%', control characters, '.' or '..'.
 */
bool otk_is_path_id(const char *text);

#endif

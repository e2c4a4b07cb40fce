/* SPDX-License-Identifier: MIT */
/* UTF-8: validity, length, where a text may be cut, which code points may be shown. */
#ifndef OTK_BASE_UTF8_H
#define OTK_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* U+FFFD, the replacement character, as UTF-8. */
#define OTK_UTF8_REPLACEMENT      "\xef\xbf\xbd"
#define OTK_UTF8_REPLACEMENT_SIZE 3

/* Number of code points; -1: not well-formed (overlong forms and surrogates are not). */
int64_t otk_utf8_length(const char *text, size_t size);
/* The largest n <= max such that text[0..n) ends at a whole character. */
size_t otk_utf8_cut(const char *text, size_t size, size_t max);
/*
 * Reads the character at the start of a text of at least one byte. Returns its size and sets
 * *point; when it is not well-formed, returns how many bytes one replacement character stands for
 * and sets *point to -1.
 */
size_t otk_utf8_next(const char *text, size_t size, int32_t *point);
/*
 * Whether a code point may appear in a line of text for a person: false for control characters,
 * line and paragraph separators, marks that change the direction of text, and invisible formatting
 * characters.
 */
bool otk_is_printable_point(int32_t point);
/* Returns whether the character is a space (Unicode category Zs). */
bool otk_is_space_point(int32_t point);
/* Returns whether a text has no visible character; true for an empty text. */
bool otk_shows_nothing(const char *text);

#endif

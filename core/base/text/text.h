/* SPDX-License-Identifier: MIT */
/* Small questions about text: blanks, word lists, numbers, ids, addresses. */
#ifndef OTK_BASE_TEXT_H
#define OTK_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A space, tab, CR or LF: what JSON and HTTP call white space. */
static inline bool otk_is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/*
 * Whether two texts are equal up to `size` bytes or their ends, whatever the case of ASCII letters.
 * Comparisons of the C library obey the locale: in Turkish, "I" is not a capital "i".
 */
bool otk_ascii_equal(const char *a, const char *b, size_t size);
/* Whether every byte is blank; true for an empty text. */
bool otk_all_blank(const char *text, size_t size);
/* Removes a byte order mark at the beginning, and blanks at both ends. */
void otk_trim(const char **text, size_t *size);

/* Whether word is one of the list "a|b|c". */
bool otk_word_in(const char *list, const char *word, size_t size);
/* Returns the next word of "a|b|c" and moves *list past it; false: the list has ended. */
bool otk_word_next(const char **list, const char **word, size_t *size);
/* Whether the last word is empty ("a|", ""); otk_word_next() does not return that one. */
bool otk_last_word_is_empty(const char *list);

/* A decimal number of 64 bits and nothing else. */
bool otk_parse_int(const char *text, size_t size, int64_t *number);
bool otk_is_uuid(const char *text);
bool otk_is_ipv4(const char *text);
/*
 * Whether a text may be one segment of a path: not empty, "." or "..", without '/', '?', '#', '%',
 * '\' and control characters.
 */
bool otk_is_path_id(const char *text);
/* Whether a text holds a control character (U+0000 to U+001F, U+007F). */
bool otk_has_control(const char *text, size_t size);
/* Returns "XML" or "HTML" when the text begins as that; else NULL. */
const char *otk_looks_like_markup(const char *text, size_t size);

#endif

/* SPDX-License-Identifier: MIT */
/* Small questions about text: blanks, word lists, numbers, ids, addresses. */
#include "config.h"

#include "core/base/text/text.h"

#include <string.h>

#include "core/base/text/encode.h"

bool otk_ascii_equal(const char *a, const char *b, size_t size)
{
	for (; size && *a; size--, a++, b++) {
		const int lower = *a | 0x20;

		if (*a != *b && (lower != (*b | 0x20) || lower < 'a' || lower > 'z'))
			return false;
	}
	return !size || !*b;
}

#include "core/base/cold.h"

bool otk_all_blank(const char *text, size_t size)
{
	while (size && otk_is_blank(text[size - 1]))
		size--;
	return !size;
}

void otk_trim(const char **text, size_t *size)
{
	if (*size >= 3 && memcmp(*text, "\xef\xbb\xbf", 3) == 0) {
		*text += 3;
		*size -= 3;
	}
	while (*size && otk_is_blank((*text)[*size - 1]))
		(*size)--;
	while (*size && otk_is_blank(**text)) {
		(*text)++;
		(*size)--;
	}
}

bool otk_word_next(const char **list, const char **word, size_t *size)
{
	const char *end;

	if (!*list || !**list)
		return false;
	end = *list + strcspn(*list, "|");
	*word = *list;
	*size = (size_t)(end - *list);
	*list = *end ? end + 1 : end;
	return true;
}

bool otk_last_word_is_empty(const char *list)
{
	const size_t size = strlen(list);

	return !size || list[size - 1] == '|';
}

bool otk_word_in(const char *list, const char *word, size_t size)
{
	const char *at;
	size_t length;

	while (otk_word_next(&list, &at, &length))
		if (length == size && memcmp(at, word, size) == 0)
			return true;
	return false;
}

bool otk_parse_int(const char *text, size_t size, int64_t *number)
{
	const char *at = text, *end = text + size;
	bool negative = size && *at == '-';
	const uint64_t limit = (uint64_t)INT64_MAX + negative;
	uint64_t value = 0;

	at += negative;
	if (at == end)
		return false;
	for (; at < end; at++) {
		uint64_t digit = (uint64_t)(unsigned char)*at - '0';

		/* Below a tenth of the limit, the next digit cannot overflow 64 bits. */
		if (digit > 9 || value > INT64_MAX / 10)
			return false;
		value = value * 10 + digit;
		if (value > limit)
			return false;
	}
	*number = negative ? (int64_t)(0 - value) : (int64_t)value;
	return true;
}

bool otk_is_uuid(const char *text)
{
	static const char shape[] = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";

	for (size_t i = 0; shape[i]; i++)
		if (shape[i] == '-' ? text[i] != '-' : otk_hex_digit(text[i]) < 0)
			return false;
	return !text[sizeof(shape) - 1];
}

bool otk_is_ipv4(const char *text)
{
	for (int part = 0; part < 4; part++) {
		const char *begin = text;
		int value = 0;

		while (*text >= '0' && *text <= '9' && text - begin < 3)
			value = value * 10 + (*text++ - '0');
		/* "010" is octal to some readers and decimal to others: refused. */
		if (text == begin || value > 255 || (*begin == '0' && text - begin > 1))
			return false;
		if (*text++ != (part < 3 ? '.' : '\0'))
			return false;
	}
	return true;
}

bool otk_has_control(const char *text, size_t size)
{
	for (size_t i = 0; i < size; i++)
		if ((unsigned char)text[i] < 0x20 || text[i] == 0x7f)
			return true;
	return false;
}

bool otk_is_path_id(const char *text)
{
	if (strcmp(text, "") == 0 || strcmp(text, ".") == 0 || strcmp(text, "..") == 0)
		return false;
	return !otk_has_control(text, strlen(text)) && !text[strcspn(text, "/?#%\\")];
}

const char *otk_looks_like_markup(const char *text, size_t size)
{
	char start[10] = "";
	size_t used = 0;

	/* Blanks, byte order marks, and the zero bytes of UTF-16 and UTF-32. */
	while (size && ((unsigned char)*text <= ' ' || (unsigned char)*text >= 0x7f))
		text++, size--;
	for (; size && used < sizeof(start) - 1; text++, size--)
		if (*text)
			start[used++] = *text;
	if (start[0] != '<')
		return NULL;
	return otk_ascii_equal(start, "<!doctype", 9) || otk_ascii_equal(start, "<html", 5) ? "HTML"
											    : "XML";
}

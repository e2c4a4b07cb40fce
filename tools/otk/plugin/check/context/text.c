/* SPDX-License-Identifier: MIT */
/* Texts of a plugin, which may be broken. */
#include "config.h"

#include <stdint.h>
#include <string.h>

#include "tools/otk/plugin/check/context/text.h"

#define TEXT_MAX     4096
#define LONGEST_NAME 128

/* Whether each first byte is followed by the number of continuation bytes that it announces. */
static bool is_utf8(const unsigned char *text, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		const unsigned char c = text[i];
		const size_t more = c < 0x80                ? 0
				    : c >= 0xc2 && c < 0xe0 ? 1
				    : c >= 0xe0 && c < 0xf0 ? 2
				    : c >= 0xf0 && c < 0xf5 ? 3
							    : SIZE_MAX;

		if (more > size - i - 1)
			return false;
		for (size_t k = 1; k <= more; k++)
			if ((text[i + k] & 0xc0) != 0x80)
				return false;
		i += more;
	}
	return true;
}

bool otk_cli_check_is_text(const char *text)
{
	const size_t size = strnlen(text, TEXT_MAX);

	for (size_t i = 0; i < size; i++)
		if (((unsigned char)text[i] < 0x20 && text[i] != '\t' && text[i] != '\n') ||
			text[i] == 0x7f)
			return false;
	return size < TEXT_MAX && is_utf8((const unsigned char *)text, size);
}

bool otk_cli_check_is_name(const char *name, size_t size)
{
	for (size_t i = 0; i < size; i++)
		if (name[i] <= ' ' || name[i] > '~' || name[i] == '"' || name[i] == '|' ||
			name[i] == '\\')
			return false;
	return size > 0 && size < LONGEST_NAME;
}

/* SPDX-License-Identifier: MIT */
/* Paragraphs on stdout, wrapped to the terminal. */
#include "config.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "tools/otk/terminal/wrap.h"

/* A narrower terminal is written to as if it had this width. */
#define NARROWEST 40

size_t otk_cli_terminal_width(void)
{
	struct winsize size;

	if (!isatty(STDOUT_FILENO) || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0)
		return 0;
	return size.ws_col;
}

size_t otk_cli_count_characters(const char *text, size_t size)
{
	size_t count = 0;

	for (size_t i = 0; i < size; i++)
		count += ((unsigned char)text[i] & 0xc0) != 0x80;
	return count;
}

void otk_cli_print_wrapped(size_t column, size_t indent, const char *text)
{
	otk_cli_print_wrapped_to(otk_cli_terminal_width(), column, indent, text);
}

void otk_cli_print_wrapped_to(size_t width, size_t column, size_t indent, const char *text)
{
	size_t first = column;

	if (width && width < NARROWEST)
		width = NARROWEST;
	text += strspn(text, " ");
	while (*text) {
		size_t size = strcspn(text, " "), length = otk_cli_count_characters(text, size);
		bool fits = !width || column == first || column + 1 + length <= width;

		if (!fits) {
			printf("\n%*s", (int)indent, "");
			column = first = indent;
		} else if (column != first) {
			putchar(' ');
			column++;
		}
		fwrite(text, 1, size, stdout);
		column += length;
		text += size;
		text += strspn(text, " ");
	}
	putchar('\n');
}

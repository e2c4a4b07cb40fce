/* SPDX-License-Identifier: MIT */
/* Paragraphs on stdout, wrapped to the terminal. */
#ifndef OTK_CLI_WRAP_H
#define OTK_CLI_WRAP_H

#include <stddef.h>

/* Returns the columns of the terminal on stdout; 0: not a terminal, lines have no limit. */
size_t otk_cli_terminal_width(void);

/* Returns the number of characters of a UTF-8 text. */
size_t otk_cli_count_characters(const char *text, size_t size);

/*
 * Prints the text and a line end. column: where the cursor is; indent: blanks at the beginning of
 * further lines. Words are never split. The text must be safe for a terminal.
 */
void otk_cli_print_wrapped(size_t column, size_t indent, const char *text);
/* As otk_cli_print_wrapped(), for lines of `width` columns; 0: no limit. */
void otk_cli_print_wrapped_to(size_t width, size_t column, size_t indent, const char *text);

#endif

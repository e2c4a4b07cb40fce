/* SPDX-License-Identifier: MIT */
/*
 * Whole numbers beyond 64 bits, which json-c would replace by the nearest number that it can hold.
 * They are parsed as fractions, of which json-c keeps the text, and printed as they were.
 */
#ifndef OTK_CLI_BIG_NUMBERS_H
#define OTK_CLI_BIG_NUMBERS_H

#include <json-c/json.h>
#include <stddef.h>

/*
 * Returns a malloc'd copy of a JSON text in which ".0" follows each of these numbers; NULL: the
 * text has none. *size: in: size of the text; out: size of the copy.
 */
char *otk_cli_big_numbers_mark(const char *text, size_t *size);
/* Makes what was parsed from the copy print as the text has it. */
void otk_cli_big_numbers_unmark(json_object *root);

#endif

/* SPDX-License-Identifier: MIT */
/* Texts of a plugin, which may be broken. */
#ifndef OTK_CLI_CHECK_TEXT_H
#define OTK_CLI_CHECK_TEXT_H

#include <stdbool.h>
#include <stddef.h>

/* Whether it is UTF-8 of less than 4096 bytes, with no control characters but tab and line end. */
bool otk_cli_check_is_text(const char *text);
/* Whether it has 1 to 127 bytes, all printable ASCII, without blanks, quotes and bars. */
bool otk_cli_check_is_name(const char *name, size_t size);

#endif

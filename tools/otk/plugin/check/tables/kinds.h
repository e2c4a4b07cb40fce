/* SPDX-License-Identifier: MIT */
/* Kinds of fields: their size, and the values that they can have. */
#ifndef OTK_CLI_CHECK_KINDS_H
#define OTK_CLI_CHECK_KINDS_H

#include <otk/plugin.h>
#include <stdbool.h>

/* Returns the size of the member, or 0 for an unknown kind. */
size_t otk_cli_check_kind_size(const otk_field *field);
/* Whether a count belongs to the member. */
bool otk_cli_check_has_count(const otk_field *field);
bool otk_cli_check_is_scalar(const otk_field *field);
bool otk_cli_check_is_textual(const otk_field *field);
/* Returns true when the text is a value that a field of this kind can have. */
bool otk_cli_check_can_have(const otk_field *field, const char *text, size_t size);

#endif

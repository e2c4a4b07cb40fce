/* SPDX-License-Identifier: MIT */
/* Random texts that a field allows. */
#ifndef OTK_CLI_CHECK_RANDOM_TEXT_H
#define OTK_CLI_CHECK_RANDOM_TEXT_H

#include "tools/otk/plugin/check/context/context.h"

/* A session id of the project 123456, which the tests use. */
#define OTK_CLI_CHECK_SESSION \
	"1_MX4xMjM0NTZ-flNhdCBNYXIgMTUgMTQ6NDI6MjMgUERUIDIwMTR-MC40OTAxMzAyNX4"

/* Returns a text that the field allows. */
const char *otk_cli_check_random_text(otk_cli_check *check, const otk_field *field);
/* Returns one of the texts; NULL ends the list. */
const char *otk_cli_check_pick(otk_cli_check *check, const char *const *texts);
/* Returns one of the prefixes "a|b" of the field; "": it has none. */
const char *otk_cli_check_prefix(otk_cli_check *check, const otk_field *field);
/* Returns a text of `length` characters. alphabet NULL: any; plain: ASCII only. */
char *otk_cli_check_letters(otk_cli_check *check, size_t length, const char *alphabet, bool plain);

#endif

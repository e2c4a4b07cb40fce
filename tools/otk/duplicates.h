/* SPDX-License-Identifier: MIT */
/*
 * Members that occur twice in one object. json-c keeps the last of them without a word, so a wish with
 * two meanings would be sent as one of the two.
 */
#ifndef OTK_CLI_DUPLICATES_H
#define OTK_CLI_DUPLICATES_H

#include "tools/otk/cli.h"

/* Returns the first name that an object of a valid JSON text has twice; NULL: there is none. */
const char *otk_cli_duplicate_member(otk_cli *cli, const char *text, size_t size);

#endif

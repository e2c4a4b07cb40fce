/* SPDX-License-Identifier: MIT */
/*
 * Members that occur twice in one object. json-c silently keeps the last of them, so an
 * ambiguous document would be sent with one of its two values.
 */
#ifndef OTK_CLI_DUPLICATES_H
#define OTK_CLI_DUPLICATES_H

#include "tools/otk/cli.h"

/* Returns the first name that an object of a valid JSON text has twice; NULL: there is none. */
const char *otk_cli_duplicate_member(otk_cli *cli, const char *text, size_t size);

#endif

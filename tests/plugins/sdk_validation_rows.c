/* SPDX-License-Identifier: MIT */
/* Arguments that an official SDK refuses and we do not: case, what, theirs, ours, reason. */
#include "config.h"

#include "tests/plugins/sdk_differences.h"

/* clang-format off */
otk_difference_row otk_difference_rows[] = {
	{"*", "not run", "token_generate", NULL, "no call: tokens have tests of their own", 0},
	{"*", "not run", "client_new", NULL, "no call: clients have tests of their own", 0},
	{"*", "not run", "archive_parse", NULL, "no call: an answer", 0},
	{0},
};

/* SPDX-License-Identifier: MIT */
/* Tests of operations: the row, its path template, and the fields and operations that it names. */
#ifndef OTK_CLI_CHECK_ROW_TESTS_H
#define OTK_CLI_CHECK_ROW_TESTS_H

#include "tools/otk/plugin/check/context/context.h"

void otk_cli_check_operations(otk_cli_check *check);
void otk_cli_check_paths(otk_cli_check *check);
void otk_cli_check_references(otk_cli_check *check);

#endif

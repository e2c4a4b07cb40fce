/* SPDX-License-Identifier: MIT */
/* Tests of whole calls: a server that refuses, drops or sends nonsense; memory; valgrind. */
#ifndef OTK_CLI_CHECK_CALL_TESTS_H
#define OTK_CLI_CHECK_CALL_TESTS_H

#include "tools/otk/plugin/check/context/context.h"

void otk_cli_check_errors(otk_cli_check *check);
void otk_cli_check_memory(otk_cli_check *check);
void otk_cli_check_valgrind(otk_cli_check *check);

#endif

/* SPDX-License-Identifier: MIT */
/* Tests of the file: who can write it, what it exports, whether it can be loaded. */
#ifndef OTK_CLI_CHECK_FILE_TESTS_H
#define OTK_CLI_CHECK_FILE_TESTS_H

#include "tools/otk/plugin/check/context/context.h"

void otk_cli_check_trust(otk_cli_check *check);
void otk_cli_check_entry(otk_cli_check *check);
void otk_cli_check_exports(otk_cli_check *check);
void otk_cli_check_load(otk_cli_check *check);

#endif

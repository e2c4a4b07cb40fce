/* SPDX-License-Identifier: MIT */
/* Tests of open(), close() and settings. */
#ifndef OTK_CLI_CHECK_STATE_TESTS_H
#define OTK_CLI_CHECK_STATE_TESTS_H

#include "tools/otk/plugin/check/context/context.h"

void otk_cli_check_open(otk_cli_check *check);
void otk_cli_check_settings(otk_cli_check *check);

#endif

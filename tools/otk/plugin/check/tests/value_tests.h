/* SPDX-License-Identifier: MIT */
/* Tests of the values that fields allow, and of the rules between fields. */
#ifndef OTK_CLI_CHECK_VALUE_TESTS_H
#define OTK_CLI_CHECK_VALUE_TESTS_H

#include "tools/otk/plugin/check/context/context.h"

void otk_cli_check_values(otk_cli_check *check);
void otk_cli_check_rules(otk_cli_check *check);

#endif

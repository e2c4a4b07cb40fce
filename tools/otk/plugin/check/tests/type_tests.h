/* SPDX-License-Identifier: MIT */
/* Tests of types: structs, names and properties of fields. */
#ifndef OTK_CLI_CHECK_TYPE_TESTS_H
#define OTK_CLI_CHECK_TYPE_TESTS_H

#include "tools/otk/plugin/check/context/context.h"

void otk_cli_check_structs(otk_cli_check *check);
void otk_cli_check_fields(otk_cli_check *check);

#endif

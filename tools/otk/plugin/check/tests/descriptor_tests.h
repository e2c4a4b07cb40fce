/* SPDX-License-Identifier: MIT */
/* Tests of the descriptor and its interfaces. */
#ifndef OTK_CLI_CHECK_DESCRIPTOR_TESTS_H
#define OTK_CLI_CHECK_DESCRIPTOR_TESTS_H

#include "tools/otk/plugin/check/context/context.h"

void otk_cli_check_descriptor(otk_cli_check *check);
void otk_cli_check_interfaces(otk_cli_check *check);

#endif

/* SPDX-License-Identifier: MIT */
/* Tests of decoding: generated responses, whole and damaged. */
#ifndef OTK_CLI_CHECK_RESPONSE_TESTS_H
#define OTK_CLI_CHECK_RESPONSE_TESTS_H

#include "tools/otk/plugin/check/context/context.h"

void otk_cli_check_decode(otk_cli_check *check);
void otk_cli_check_garbage(otk_cli_check *check);

#endif

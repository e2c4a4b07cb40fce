/* SPDX-License-Identifier: MIT */
/* Tests of requests: they are made from random options. */
#ifndef OTK_CLI_CHECK_REQUEST_TESTS_H
#define OTK_CLI_CHECK_REQUEST_TESTS_H

#include "tools/otk/plugin/check/context/context.h"

void otk_cli_check_encode(otk_cli_check *check);

#endif

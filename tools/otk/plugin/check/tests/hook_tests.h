/* SPDX-License-Identifier: MIT */
/* Tests of hooks. */
#ifndef OTK_CLI_CHECK_HOOK_TESTS_H
#define OTK_CLI_CHECK_HOOK_TESTS_H

#include "tools/otk/plugin/check/context/context.h"

void otk_cli_check_hooks(otk_cli_check *check);
/* Calls each hook with ordinary and extreme values. The plugin has hooks. */
void otk_cli_check_hooks_once(otk_cli_check *check, void *state);

#endif

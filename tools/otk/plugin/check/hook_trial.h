/* SPDX-License-Identifier: MIT */
/* The state of a plugin, and its hooks, called directly. */
#ifndef OTK_CLI_CHECK_HOOK_TRIAL_H
#define OTK_CLI_CHECK_HOOK_TRIAL_H

#include "tools/otk/plugin/check/check.h"

/* Returns the required settings, with values that the plugin should accept; NULL: none required. */
void *otk_cli_check_needed_settings(otk_cli_check *check);
/* Opens the plugin for check->client. false: it failed, and the test is skipped. */
bool otk_cli_check_open_state(otk_cli_check *check, void **state);
void otk_cli_check_close_state(otk_cli_check *check, void *state);
/* Calls each hook with ordinary and extreme values. The plugin has hooks. */
void otk_cli_check_hooks_once(otk_cli_check *check, void *state);

#endif

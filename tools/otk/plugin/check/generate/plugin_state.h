/* SPDX-License-Identifier: MIT */
/* The state of a plugin: open() and close(), called directly. */
#ifndef OTK_CLI_CHECK_PLUGIN_STATE_H
#define OTK_CLI_CHECK_PLUGIN_STATE_H

#include "tools/otk/plugin/check/context/context.h"

/* Returns the required settings, with values that the plugin should accept; NULL: none required. */
void *otk_cli_check_needed_settings(otk_cli_check *check);
/* Opens the plugin for check->client. false: it failed, and the test is skipped. */
bool otk_cli_check_open_state(otk_cli_check *check, void **state);
void otk_cli_check_close_state(otk_cli_check *check, void *state);
/* Reports a failure without a message. where: the function that failed. */
void otk_cli_check_judge_failure(
	otk_cli_check *check, const char *where, otk_status status, const otk_error *error);

#endif

/* SPDX-License-Identifier: MIT */
/* What a test needs: the module, its descriptor, a client. */
#ifndef OTK_CLI_CHECK_PREPARE_H
#define OTK_CLI_CHECK_PREPARE_H

#include "tools/otk/plugin/check/check.h"

/* Fills the check. false: something that another test checks is missing, and the test is skipped. */
bool otk_cli_check_prepare(otk_cli_check *check, otk_cli_check_need need);
void otk_cli_check_release(otk_cli_check *check);
/* Loads the module; NULL: *problem says why. */
otk_plugin_entry_fn *otk_cli_check_module(otk_cli_check *check, const char **problem);
/*
 * Makes a client of the project 123456 that knows the plugin; account: of an account. settings: of the
 * plugin as a hook, NULL: none. hook: use its hooks. url NULL: nothing listens there.
 */
otk_client *otk_cli_check_client(otk_cli_check *check, bool account, bool hook,
	const char *settings, const char *url, otk_error *error);

#endif

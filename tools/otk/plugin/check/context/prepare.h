/* SPDX-License-Identifier: MIT */
/* Prepares a test: the module, its descriptor, a client. */
#ifndef OTK_CLI_CHECK_PREPARE_H
#define OTK_CLI_CHECK_PREPARE_H

#include "tools/otk/plugin/check/context/context.h"

/* What must work before a test can run. */
typedef enum otk_cli_check_need {
	OTK_CLI_CHECK_FILE,    /* the file exists */
	OTK_CLI_CHECK_ENTRY,   /* it can be loaded, and its entry returns a descriptor */
	OTK_CLI_CHECK_TABLES,  /* the descriptor can be read */
	OTK_CLI_CHECK_ACCEPTED /* the library accepts it */
} otk_cli_check_need;

/* Fills `check`. false: the plugin fails a test that this one needs, and this one is skipped. */
bool otk_cli_check_prepare(otk_cli_check *check, otk_cli_check_need need);
void otk_cli_check_release(otk_cli_check *check);
/* Loads the module; NULL: *problem says why. */
otk_plugin_entry_fn *otk_cli_check_module(otk_cli_check *check, const char **problem);
/*
 * Makes a client with the key of project 123456 (account: of an account) and with the plugin. hook:
 * the client uses the hooks of the plugin. settings: JSON for the hooks; NULL: no settings. url:
 * the API URL; NULL: one at which no server listens.
 */
otk_client *otk_cli_check_client(otk_cli_check *check, bool account, bool hook,
	const char *settings, const char *url, otk_error *error);

#endif

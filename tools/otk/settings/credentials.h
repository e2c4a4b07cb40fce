/* SPDX-License-Identifier: MIT */
/* Whose project: from the environment or a profile, never from the command line. */
#ifndef OTK_CLI_CREDENTIALS_H
#define OTK_CLI_CREDENTIALS_H

#include "tools/otk/cli.h"
#include "tools/otk/settings/settings.h"

/* Finds the credentials; source is NULL when there are none. Both kinds at once is an error. */
otk_cli_exit otk_cli_credentials_find(otk_cli *cli, otk_cli_credentials *credentials);
/*
 * Reads a profile as otk_cli_credentials_find() does, without choosing it: the options and hooks of
 * the run stay as they are. config: the file; NULL: the one in effect.
 */
otk_cli_exit otk_cli_credentials_peek(
	otk_cli *cli, const char *config, const char *profile, otk_cli_credentials *credentials);
bool otk_cli_environment_has_credentials(void);
/* Makes the key. account: for the account's own operations. */
otk_cli_exit otk_cli_credentials_key(
	otk_cli *cli, const otk_cli_credentials *credentials, bool account, otk_key **key);
/* Returns a copy of a message of the library with the settings as they are called where they were
 * set. */
const char *otk_cli_in_settings(
	otk_cli *cli, const otk_cli_credentials *credentials, const char *message);
/* Does both; the error for no credentials says what to set. */
otk_cli_exit otk_cli_key(
	otk_cli *cli, bool account, otk_cli_credentials *credentials, otk_key **key);
/* Like otk_cli_key(), for commands that sign: refuses a request token. */
otk_cli_exit otk_cli_signing_key(otk_cli *cli, otk_cli_credentials *credentials, otk_key **key);

#endif

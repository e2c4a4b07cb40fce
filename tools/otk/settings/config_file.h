/* SPDX-License-Identifier: MIT */
/* Reads the configuration file. */
#ifndef OTK_CLI_CONFIG_FILE_H
#define OTK_CLI_CONFIG_FILE_H

#include "tools/otk/cli.h"
#include "tools/otk/settings/settings.h"

/*
 * Returns the path of the file in effect: --config, OTK_CONFIG or the XDG folder, in this order.
 * NULL: there is no home folder. *is_explicit: the user named the file.
 */
const char *otk_cli_config_path(otk_cli *cli, bool *is_explicit);
/*
 * Reads a profile into the credentials. source stays NULL when the file or the profile does not
 * exist and was not asked for by name.
 */
otk_cli_exit otk_cli_config_read(
	otk_cli *cli, const char *profile, otk_cli_credentials *credentials);
/* Returns the names of all profiles, NULL at the end. NULL: there are no profiles. */
const char *const *otk_cli_config_profiles(otk_cli *cli);
/* Prints the error for a profile that is not in the file, with a suggestion. */
otk_cli_exit otk_cli_config_no_profile(otk_cli *cli, const char *name);

#endif

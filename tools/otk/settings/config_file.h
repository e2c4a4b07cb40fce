/* SPDX-License-Identifier: MIT */
/* The configuration file. */
#ifndef OTK_CLI_CONFIG_FILE_H
#define OTK_CLI_CONFIG_FILE_H

#include "tools/otk/cli.h"
#include "tools/otk/settings/settings.h"

/* The file in effect: --config, OTK_CONFIG, the XDG folder. NULL: there is no home folder. */
const char *otk_cli_config_path(otk_cli *cli, bool *is_explicit);
/*
 * Reads a profile into the credentials. source stays NULL when the file or the profile does not
 * exist and was not asked for by name.
 */
otk_cli_exit otk_cli_config_read(
	otk_cli *cli, const char *profile, otk_cli_credentials *credentials);
/* The names of all profiles; ends in NULL. NULL: none. */
const char *const *otk_cli_config_profiles(otk_cli *cli);

#endif

/* SPDX-License-Identifier: MIT */
/* Changes the configuration file: atomically, and so that only its owner can read it. */
#ifndef OTK_CLI_CONFIG_WRITE_H
#define OTK_CLI_CONFIG_WRITE_H

#include "tools/otk/cli.h"

/* Checks the changed file before it replaces the old one; path is that of the new file. */
typedef otk_cli_exit otk_cli_config_check_fn(otk_cli *cli, const char *path, void *userdata);

/*
 * Sets the section to exactly these lines ("name = value" each) and leaves the rest of the file as
 * it is. The file and its folder are created when they do not exist. With --dry-run
 * everything is checked and nothing is replaced. check may be NULL.
 */
otk_cli_exit otk_cli_config_set_section(otk_cli *cli, const char *section, otk_map settings,
	otk_cli_config_check_fn *check, void *userdata);

/* The same for one setting; the other lines of the section stay. */
otk_cli_exit otk_cli_config_set(
	otk_cli *cli, const char *section, const char *name, const char *value);

/* Removes the section of a profile, and the setting that makes this profile the default. */
otk_cli_exit otk_cli_config_remove_profile(otk_cli *cli, const char *name);

#endif

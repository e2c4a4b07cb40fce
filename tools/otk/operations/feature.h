/* SPDX-License-Identifier: MIT */
/* Finds the feature that the user named, or says why it cannot be used. */
#ifndef OTK_CLI_FEATURE_H
#define OTK_CLI_FEATURE_H

#include "tools/otk/tables/catalog.h"

/*
 * Finds the feature that a word means: "archives", "com.example.echo", or "echo" where that is
 * unique. The error distinguishes a typo, a plugin that is not installed, and one that was refused.
 */
otk_cli_exit otk_cli_feature_find(
	otk_cli *cli, const otk_cli_catalog *catalog, const char *word, const char **feature);
/* The error for an operation that otk_describe() does not find: "archives.sart". */
otk_cli_exit otk_cli_unknown_operation(otk_cli *cli, const char *name, const otk_error *error);

#endif

/* SPDX-License-Identifier: MIT */
/* Explains why a hook cannot be used. */
#ifndef OTK_CLI_HOOK_PROBLEM_H
#define OTK_CLI_HOOK_PROBLEM_H

#include "tools/otk/cli.h"

/* "ratelimit={"requests": 1}": the settings that the plugin needs, or its first one. What
 * follows a colon in the name is ignored. */
const char *otk_cli_hook_example(otk_cli *cli, const char *name);
/* Rewrites an error of the library about a hook in the words of --hook or of the profile. */
void otk_cli_explain_hook(otk_cli *cli, otk_error *error);

#endif

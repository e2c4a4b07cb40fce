/* SPDX-License-Identifier: MIT */
/* The settings with which programs and otk reach a sandbox, as commands of a shell. */
#ifndef OTK_CLI_SANDBOX_EXPORTS_H
#define OTK_CLI_SANDBOX_EXPORTS_H

#include "tools/otk/sandbox/instance.h"

/* Names of the shells; ends in NULL. */
extern const char *const otk_cli_export_shells[];
/* shell NULL: the first one. With --json: an object. */
otk_cli_exit otk_cli_exports_print(
	otk_cli *cli, const otk_cli_instance *instance, const char *shell);

#endif

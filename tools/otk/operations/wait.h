/* SPDX-License-Identifier: MIT */
/* FEATURE wait. */
#ifndef OTK_CLI_WAIT_H
#define OTK_CLI_WAIT_H

#include "tools/otk/tables/command.h"

extern const otk_cli_type otk_cli_wait_options;

otk_cli_run_fn otk_cli_run_wait;

#endif
